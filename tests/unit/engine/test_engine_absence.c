/* SPDX-License-Identifier: MIT */
/*
 * Libraries that go away and come back while the service runs, and what is under way and queued
 * meanwhile.
 */
#include "mount_support.h"

#include "engine/runtime.h"
#include "port/os.h"
#include "vtl/control.h"

#include <stdio.h>
#include <string.h>

enum { LIBRARY = -2, CHANGER = -1 };

/* Busy machines take their time. */
static base_error mount_one(const char *barcode, struct base_guid *drive)
{
    return media_mount_all(&barcode, 1, 0, 120000, drive);
}

static base_error mount_one_within(const char *barcode, struct base_guid *drive, uint32_t limit)
{
    return media_mount_all(&barcode, 1, 0, limit, drive);
}

static void await_library(const struct base_guid *library, uint32_t wanted)
{
    int64_t until = port_clock_monotonic() + 120000;
    while (media_state_of(library, MODEL_LIBRARY) != wanted) {
        if (port_clock_monotonic() > until) {
            fail_msg("the library does not come to state %u", (unsigned)wanted);
        }
        fixture_sleep(5);
    }
}

static void await_state(uint32_t wanted)
{
    await_library(fixture_library(), wanted);
}

/* No device of it is held open, so the system may number it anew. */
static void await_no_handles(void)
{
    int64_t until = port_clock_monotonic() + 120000;
    while (vtl_transport_handles() != 0) {
        if (port_clock_monotonic() > until) {
            fail_msg("a device that is gone is held open");
        }
        fixture_sleep(5);
    }
}

static void await_passed(const struct base_guid *request)
{
    int64_t until = port_clock_monotonic() + 120000;
    struct model_information row;
    do {
        if (port_clock_monotonic() > until) {
            fail_msg("the request is not done");
        }
        fixture_sleep(5);
        fixture_read(request, MODEL_LIBREQUEST, &row);
    } while (row.info.lib_request.completed == 0);
    assert_int_equal(row.info.lib_request.state, MODEL_LM_PASSED);
}

/* The library is managed: an inventory of it is done. */
static void start_managed(void)
{
    struct model_information inventory;
    media_start();
    assert_int_equal(
        engine_library_inventory(fixture_session(), fixture_library(), MODEL_INVENTORY_FAST), 0);
    assert_true(fixture_newest(MODEL_LM_INVENTORY, &inventory));
    await_passed(&inventory.object.id);
    media_await_idle();
}

/* The inventory finds out that the library is gone, and waits; unless that was known before: then
 * the newest one is an older one, which has passed. */
static void vanish(struct model_information *inventory)
{
    assert_true(vtl_transport_power(LIBRARY, false));
    base_error error =
        engine_library_inventory(fixture_session(), fixture_library(), MODEL_INVENTORY_FAST);
    assert_true(error == 0 || error == BASE_ERROR_DEVICE_NOT_AVAILABLE);
    assert_true(fixture_newest(MODEL_LM_INVENTORY, inventory));
    await_state(MODEL_NOT_PRESENT);
    await_no_handles();
}

/* PROMISE: Absence/library, Absence/back */
static void test_library_that_vanishes_keeps_its_requests_until_it_is_back(void **state)
{
    struct model_information inventory;
    struct base_guid drive;
    (void)state;
    start_managed();
    drive = fixture_drive(0);
    vanish(&inventory);
    assert_int_equal(media_state_of(&drive, MODEL_DRIVE), MODEL_NOT_PRESENT);
    assert_int_equal(mount_one("A00001L4", &drive), BASE_ERROR_MEDIA_OFFLINE);
    vtl_transport_renumber(0, CHANGER, 3);
    vtl_transport_renumber(0, 0, 7);
    vtl_transport_renumber(0, 1, 9);
    assert_true(vtl_transport_power(LIBRARY, true));
    await_state(MODEL_READY);
    await_passed(&inventory.object.id);
    drive = fixture_drive(0);
    assert_int_equal(media_state_of(&drive, MODEL_DRIVE), MODEL_READY);
    assert_string_equal(media_drive(&drive).device_name, "\\\\.\\Tape7");
    media_use_drive("A00001L4", &drive);
    assert_int_equal(fixture_open_operator_requests(NULL), 0);
    media_end();
}

/* Twice under the same number, the second time with a cartridge in a drive. */
static void test_library_vanishes_with_a_mounted_cartridge(void **state)
{
    struct model_information inventory;
    struct base_guid drive = {{0}};
    (void)state;
    start_managed();
    for (int i = 0; i < 2; i++) {
        vanish(&inventory);
        assert_true(vtl_transport_power(LIBRARY, true));
        await_state(MODEL_READY);
        await_passed(&inventory.object.id);
        if (i == 0) {
            assert_int_equal(mount_one("A00002L4", &drive), 0);
        }
    }
    media_end();
}

/* Who waits for a library that is gone waits as long as he said. */
static void test_mount_ends_in_time_though_the_library_is_gone(void **state)
{
    struct model_information inventory;
    struct base_guid drive = {{0}};
    (void)state;
    start_managed();
    assert_true(vtl_transport_power(LIBRARY, false));
    assert_int_not_equal(mount_one_within("A00001L4", &drive, 2000), 0);
    vanish(&inventory);
    assert_true(vtl_transport_power(LIBRARY, true));
    await_state(MODEL_READY);
    drive = (struct base_guid){{0}};
    assert_int_equal(mount_one("A00001L4", &drive), 0);
    media_end();
}

/* The last process leaves, and the library comes back for the next one. */
static void test_stop_does_not_wait_for_a_library_that_is_gone(void **state)
{
    struct model_information inventory;
    (void)state;
    start_managed();
    vanish(&inventory);
    fixture_stop();
    assert_true(vtl_transport_power(LIBRARY, true));
    fixture_start();
    await_state(MODEL_READY);
    struct base_guid drive = fixture_drive(0);
    media_use_drive("A00001L4", &drive);
    media_end();
}

/* A changer that says so to every move, and is there, is sick. */
/* PROMISE: Absence/sick */
static void test_library_that_only_says_that_it_is_gone_fails_the_mount(void **state)
{
    struct base_guid drive = {{0}};
    (void)state;
    start_managed();
    assert_true(vtl_transport_fault(CHANGER, 0xA5, 1, UINT32_MAX, VTL_FAULT_SENSE, 0x052500));
    assert_int_not_equal(mount_one("A00001L4", &drive), 0);
    vtl_transport_clear_faults();
    fixture_stop();
    fixture_start();
    drive = (struct base_guid){{0}};
    assert_int_equal(mount_one("A00001L4", &drive), 0);
    media_end();
}

/* ---- away at the start ---- */

/* PROMISE: Absence/start */
static void test_library_that_was_away_at_the_start_comes_into_service(void **state)
{
    (void)state;
    media_start();
    fixture_stop();
    assert_true(vtl_transport_power(LIBRARY, false));
    fixture_start();
    assert_int_equal(media_state_of(fixture_library(), MODEL_LIBRARY), MODEL_NOT_PRESENT);
    vtl_transport_renumber(0, CHANGER, 5);
    assert_true(vtl_transport_power(LIBRARY, true));
    await_state(MODEL_READY);
    struct base_guid drive = fixture_drive(0);
    media_use_drive("A00001L4", &drive);
    media_end();
}

/* Its manager has nothing left to do and holds up nobody. */
static void test_library_that_is_deleted_while_it_is_away_is_let_go(void **state)
{
    struct model_information inventory;
    (void)state;
    start_managed();
    vanish(&inventory);
    struct base_guid old = *fixture_library();
    assert_int_equal(engine_library_delete(fixture_session(), &old), 0);
    fixture_stop();
    assert_true(vtl_transport_power(LIBRARY, true));
    fixture_start();
    assert_false(base_guid_equal(fixture_library(), &old));
    media_await_idle();
    assert_int_equal(mount_one("A00001L4", &(struct base_guid){{0}}), 0);
    media_end();
}

/* ---- a move under way ---- */

/* The move from drive 1 has begun when the library goes away; nobody is told how it ends. */
static void lose_during_move(struct base_guid *request)
{
    struct vtl_library_config config = vtl_transport_library();
    config.cartridges = "s1=A00001L4,data\nd1=A00003L4,data\n";
    fixture_begin();
    vtl_transport_add(&config);
    vtl_transport_hold_robot(true);
    fixture_start();
    assert_int_equal(fixture_clean(1, request), 0);
    while (fixture_stillness() >= 0) {
        fixture_sleep(2);
    }
    assert_true(vtl_transport_power(LIBRARY, false));
    vtl_transport_hold_robot(false);
    await_state(MODEL_NOT_PRESENT);
    assert_true(fixture_stillness() < 0);
}

/* PROMISE: Absence/move */
static void test_move_is_settled_when_the_library_is_back(void **state)
{
    struct base_guid request;
    (void)state;
    lose_during_move(&request);
    await_no_handles();
    assert_true(vtl_transport_power(LIBRARY, true));
    await_state(MODEL_READY);
    fixture_await(&request, MODEL_LM_WAITING);
    fixture_stop();
    fixture_start();
    fixture_check();
    fixture_end();
}

static void test_move_is_settled_by_the_next_start_after_the_library_is_back(void **state)
{
    struct base_guid request;
    (void)state;
    lose_during_move(&request);
    fixture_stop();
    fixture_start();
    assert_int_equal(media_state_of(fixture_library(), MODEL_LIBRARY), MODEL_NOT_PRESENT);
    assert_true(vtl_transport_power(LIBRARY, true));
    await_state(MODEL_READY);
    fixture_check();
    fixture_end();
}

/* ---- another one under its name ---- */

/* The node answers as another library from now on, after a reset. */
static void become(const char *serial)
{
    assert_true(vtl_transport_power(CHANGER, false));
    vtl_transport_replace(CHANGER, serial);
    assert_true(vtl_transport_power(CHANGER, true));
}

/* PROMISE: Absence/other */
static void test_nothing_is_moved_in_another_library_under_the_same_name(void **state)
{
    char barcode[36];
    struct base_guid drive = {{0}};
    (void)state;
    start_managed();
    struct base_guid medium = media_named("A00001L4");
    struct model_physical_media before = media_row(&medium);
    vtl_transport_replace(CHANGER, "ANOTHER9");
    assert_true(vtl_transport_power(CHANGER, true)); /* a reset, nothing else */
    assert_true(vtl_transport_hand(VTL_SLOT, 2, VTL_SLOT, 5));
    assert_int_not_equal(mount_one_within("A00001L4", &drive, 3000), 0);
    await_state(MODEL_NOT_PRESENT);
    vtl_transport_barcode(VTL_SLOT, 1, barcode);
    assert_string_equal(barcode, "A00001L4");
    struct model_physical_media after = media_row(&medium);
    assert_true(base_guid_equal(&after.location, &before.location));
    medium = media_named("A00002L4");
    struct base_guid home = fixture_slot(2);
    after = media_row(&medium);
    assert_true(base_guid_equal(&after.location, &home));
    assert_true(vtl_transport_hand(VTL_SLOT, 5, VTL_SLOT, 2));
    become("LIB0001");
    await_state(MODEL_READY);
    drive = fixture_drive(0);
    media_use_drive("A00001L4", &drive);
    media_end();
}

/* ---- two that change places ---- */

static uint32_t changer_number(const struct base_guid *library)
{
    struct base_guid ids[4];
    struct model_information row;
    uint32_t count = fixture_list(MODEL_CHANGER, ids, 4);
    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_CHANGER, &row);
        if (base_guid_equal(&row.info.changer.library, library)) {
            return (uint32_t)(row.info.changer.device_name[11] - '0');
        }
    }
    return UINT32_MAX;
}

static void test_libraries_that_change_places_are_told_apart(void **state)
{
    struct vtl_library_config config = vtl_transport_library();
    struct base_guid ids[8];
    struct base_guid libraries[2] = {{{0}}, {{0}}};
    (void)state;
    fixture_begin();
    vtl_transport_add(&config);
    config.number = 1;
    config.first_tape = 2;
    snprintf(config.identity.serial, sizeof config.identity.serial, "LIB0002");
    snprintf(config.drive.identity.serial, sizeof config.drive.identity.serial, "DRX");
    config.cartridges = "s1=B00001L4,data\n";
    vtl_transport_add(&config);
    fixture_start();
    uint32_t count = fixture_list(MODEL_LIBRARY, ids, 8);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t number = changer_number(&ids[i]);
        if (number < 2) {
            libraries[number] = ids[i];
        }
    }
    media_await_idle();
    assert_true(vtl_transport_power(LIBRARY, false));
    (void)engine_library_inventory(fixture_session(), &libraries[0], MODEL_INVENTORY_FAST);
    await_library(&libraries[0], MODEL_NOT_PRESENT);
    vtl_transport_renumber(0, CHANGER, 1);
    vtl_transport_renumber(1, CHANGER, 0);
    assert_true(vtl_transport_power(LIBRARY, true));
    int64_t until = port_clock_monotonic() + 120000;
    while (changer_number(&libraries[0]) != 1 || changer_number(&libraries[1]) != 0 ||
           media_state_of(&libraries[0], MODEL_LIBRARY) != MODEL_READY ||
           media_state_of(&libraries[1], MODEL_LIBRARY) != MODEL_READY) {
        assert_true(port_clock_monotonic() < until);
        fixture_sleep(20);
    }
    fixture_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_library_that_vanishes_keeps_its_requests_until_it_is_back),
        cmocka_unit_test(test_library_vanishes_with_a_mounted_cartridge),
        cmocka_unit_test(test_mount_ends_in_time_though_the_library_is_gone),
        cmocka_unit_test(test_stop_does_not_wait_for_a_library_that_is_gone),
        cmocka_unit_test(test_library_that_only_says_that_it_is_gone_fails_the_mount),
        cmocka_unit_test(test_library_that_was_away_at_the_start_comes_into_service),
        cmocka_unit_test(test_library_that_is_deleted_while_it_is_away_is_let_go),
        cmocka_unit_test(test_move_is_settled_when_the_library_is_back),
        cmocka_unit_test(test_move_is_settled_by_the_next_start_after_the_library_is_back),
        cmocka_unit_test(test_nothing_is_moved_in_another_library_under_the_same_name),
        cmocka_unit_test(test_libraries_that_change_places_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
