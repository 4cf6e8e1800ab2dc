/* SPDX-License-Identifier: MIT */
/*
 * Single drives that go away and come back while the service runs: those of a library, and drives
 * alone.
 */
#include "mount_support.h"

#include "engine/runtime.h"
#include "port/os.h"
#include "vtl/control.h"

#include <stdlib.h>
#include <string.h>

/* ---- what is waited for ---- */

static void await_state(const struct base_guid *id, uint32_t type, uint32_t wanted)
{
    int64_t until = port_clock_monotonic() + 120000;
    while (media_state_of(id, type) != wanted) {
        if (port_clock_monotonic() > until) {
            fail_msg("the device does not come to state %u", (unsigned)wanted);
        }
        fixture_sleep(5);
    }
}

static base_error mount_in_within(const char *barcode, const struct base_guid *drive,
                                  uint32_t limit)
{
    struct base_guid used = *drive;
    base_error error = media_mount_all(&barcode, 1, MODEL_MOUNT_SPECIFIC_DRIVE, limit, &used);
    assert_true(error != 0 || base_guid_equal(&used, drive));
    return error;
}

static base_error mount_in(const char *barcode, const struct base_guid *drive)
{
    return mount_in_within(barcode, drive, 120000);
}

static void start_usual(void)
{
    fixture_usual();
    media_await_idle();
}

/* ---- drives of a library ---- */

/* Pulled out of its bay, of which the library tells, or put back. */
static void pull(uint32_t drive, bool out)
{
    struct vtl_control_element element = {
        .place = {0, VTL_DRIVE, drive}, .exception = out, .not_installed = out};
    element.asc = out ? 0x3B : 0;
    element.ascq = out ? 0x1A : 0;
    assert_true(vtl_transport_control(VTL_IOCTL_SET_ELEMENT, &element, sizeof element));
}

/* PROMISE: Absence/drive */
static void test_drive_that_is_pulled_and_put_back_is_found_under_its_new_name(void **state)
{
    struct base_guid drives[2];
    (void)state;
    start_usual();
    for (uint32_t i = 0; i < 2; i++) {
        drives[i] = fixture_drive(i);
    }
    pull(0, true);
    assert_int_equal(
        engine_library_inventory(fixture_session(), fixture_library(), MODEL_INVENTORY_FAST), 0);
    await_state(&drives[0], MODEL_DRIVE, MODEL_NOT_PRESENT);
    assert_int_equal(media_state_of(fixture_library(), MODEL_LIBRARY), MODEL_READY);
    media_use_drive("A00001L4", &drives[1]);
    vtl_transport_renumber(0, 0, 9);
    pull(0, false);
    await_state(&drives[0], MODEL_DRIVE, MODEL_READY);
    assert_string_equal(media_drive(&drives[0]).device_name, "\\\\.\\Tape9");
    media_use_drive("A00001L4", &drives[0]);
    assert_int_equal(fixture_open_operator_requests(NULL), 0);
    media_end();
}

/* The name that RSM knows leads to another drive. Its medium is left alone. */
/* PROMISE: Absence/other */
static void test_another_drive_under_the_same_name_is_not_used(void **state)
{
    struct base_guid drive;
    (void)state;
    start_usual();
    drive = fixture_drive(0);
    vtl_transport_replace(0, "ANOTHER1");
    assert_int_not_equal(mount_in("A00001L4", &drive), 0);
    await_state(&drive, MODEL_DRIVE, MODEL_NOT_PRESENT);
    assert_int_equal(media_drive(&drive).mount_count, 0);
    vtl_transport_replace(0, "DRV00");
    await_state(&drive, MODEL_DRIVE, MODEL_READY);
    media_use_drive("A00001L4", &drive);
    media_end();
}

static void look_around(void)
{
    assert_int_equal(
        engine_library_inventory(fixture_session(), fixture_library(), MODEL_INVENTORY_FAST), 0);
}

/* What is in which bay was looked at. */
static void start_known(void)
{
    start_usual();
    look_around();
    media_await_idle();
}

/* The bay of a drive that was given up has no drive: nobody means that one who names none. */
static void test_mounts_go_on_without_a_drive_that_was_given_up(void **state)
{
    struct base_guid gone;
    struct base_guid used = {{0}};
    (void)state;
    start_usual();
    gone = fixture_drive(0);
    pull(0, true);
    assert_int_equal(
        engine_library_inventory(fixture_session(), fixture_library(), MODEL_INVENTORY_FAST), 0);
    await_state(&gone, MODEL_DRIVE, MODEL_NOT_PRESENT);
    assert_int_equal(engine_drive_delete(fixture_session(), &gone), 0);
    look_around();
    media_await_idle();
    assert_int_equal(media_mount("A00001L4", &used), 0);
    struct base_guid left = fixture_drive(1);
    assert_true(base_guid_equal(&used, &left));
    media_end();
}

/* ---- exchanged drives of a library ---- */

static bool find_by_serial(const char *serial, struct base_guid *id)
{
    struct base_guid list[8];
    uint32_t count = fixture_list(MODEL_DRIVE, list, 8);
    bool found = false;
    for (uint32_t i = 0; i < count && !found; i++) {
        found = strcmp(media_drive(&list[i]).serial_number, serial) == 0;
        *id = list[i];
    }
    return found;
}

static void await_serial(const char *serial, struct base_guid *id)
{
    int64_t until = port_clock_monotonic() + 120000;
    while (!find_by_serial(serial, id)) {
        if (port_clock_monotonic() > until) {
            fail_msg("drive %s is not found", serial);
        }
        fixture_sleep(5);
    }
    await_state(id, MODEL_DRIVE, MODEL_READY);
}

/* PROMISE: Absence/exchanged */
static void test_drive_that_was_exchanged_in_its_bay_takes_the_place_of_the_old_one(void **state)
{
    struct base_guid old;
    struct base_guid drive;
    (void)state;
    start_known();
    old = fixture_drive(0);
    uint32_t number = media_drive(&old).number;
    struct base_guid used = old;
    const char *left = "A00002L4";
    assert_int_equal(media_mount_all(&left, 1, MODEL_MOUNT_SPECIFIC_DRIVE, 120000, &used), 0);
    assert_int_equal(media_dismount(left, MODEL_DISMOUNT_DEFERRED), MODEL_LM_PASSED);
    vtl_transport_replace(0, "ANOTHER1");
    vtl_transport_renumber(0, 0, 9);
    look_around();
    await_serial("ANOTHER1", &drive);
    assert_false(base_guid_equal(&drive, &old));
    assert_int_equal(media_drive(&drive).number, number);
    assert_string_equal(media_drive(&drive).device_name, "\\\\.\\Tape9");
    assert_int_equal(media_state_of(&old, MODEL_DRIVE), MODEL_NOT_PRESENT);
    assert_int_equal(media_state_of(fixture_library(), MODEL_LIBRARY), MODEL_READY);
    media_await_idle();
    struct base_guid medium = media_named(left);
    struct model_physical_media row = media_row(&medium);
    /* The one in the bay was nobody's any more, and went home out of the new drive. */
    assert_int_equal(row.location_type, MODEL_STORAGESLOT);
    assert_int_equal(media_drive(&old).state, MODEL_DRIVESTATE_DISMOUNTED);
    media_use_drive("A00001L4", &drive);
    assert_int_equal(mount_in_within("A00001L4", &old, 500), BASE_ERROR_TIMEOUT);
    assert_int_equal(media_drive(&old).mount_count, 1);
    assert_int_equal(fixture_open_operator_requests(NULL), 0);
    media_end();
}

static void await_number(const struct base_guid *drive, uint32_t number)
{
    int64_t until = port_clock_monotonic() + 120000;
    while (media_drive(drive).number != number) {
        if (port_clock_monotonic() > until) {
            fail_msg("the drive does not come to number %u", (unsigned)number);
        }
        fixture_sleep(5);
    }
    await_state(drive, MODEL_DRIVE, MODEL_READY);
}

/* PROMISE: Absence/exchanged */
static void test_drives_that_changed_bays_stay_what_they_are(void **state)
{
    struct base_guid drives[2];
    uint32_t numbers[2];
    (void)state;
    start_known();
    for (uint32_t i = 0; i < 2; i++) {
        drives[i] = fixture_drive(i);
        numbers[i] = media_drive(&drives[i]).number;
    }
    vtl_transport_replace(0, "DRV01");
    vtl_transport_replace(1, "DRV00");
    look_around();
    await_number(&drives[0], numbers[1]);
    await_number(&drives[1], numbers[0]);
    assert_string_equal(media_drive(&drives[0]).device_name, "\\\\.\\Tape1");
    assert_string_equal(media_drive(&drives[1]).device_name, "\\\\.\\Tape0");
    media_await_idle();
    media_use_drive("A00001L4", &drives[0]);
    media_use_drive("A00001L4", &drives[1]);
    assert_int_equal(vtl_transport_collisions(), 0);
    assert_int_equal(fixture_open_operator_requests(NULL), 0);
    media_end();
}

/* The library tells of the new drive while the system cannot tell which one that is: a program has
 * it open. */
/* PROMISE: Absence/exchanged */
static void test_exchanged_drive_that_a_program_has_open_is_found_afterwards(void **state)
{
    struct base_guid old;
    struct base_guid drive;
    (void)state;
    start_known();
    old = fixture_drive(0);
    vtl_transport_replace(0, "ANOTHER1");
    vtl_transport_renumber(0, 0, 9);
    vtl_transport_hold("\\\\.\\Tape9");
    look_around();
    await_state(&old, MODEL_DRIVE, MODEL_NOT_PRESENT);
    assert_false(find_by_serial("ANOTHER1", &drive));
    vtl_transport_hold(NULL);
    await_serial("ANOTHER1", &drive);
    media_use_drive("A00001L4", &drive);
    assert_int_equal(fixture_open_operator_requests(NULL), 0);
    media_end();
}

/* The library does not say who it is when the bays are to be matched: it is asked again. */
/* PROMISE: Absence/exchanged */
static void test_exchanged_drive_is_found_though_the_library_fails_once(void **state)
{
    struct base_guid old;
    struct base_guid drive;
    (void)state;
    start_known();
    old = fixture_drive(0);
    vtl_transport_replace(0, "ANOTHER1");
    assert_true(vtl_transport_fault(-1, 0x12, 1, 2, VTL_FAULT_SENSE, 0x044400));
    look_around();
    await_serial("ANOTHER1", &drive);
    assert_int_equal(media_state_of(&old, MODEL_DRIVE), MODEL_NOT_PRESENT);
    media_await_idle();
    media_use_drive("A00001L4", &drive);
    media_end();
}

/* PROMISE: Absence/exchanged */
static void test_first_drive_of_an_empty_bay_comes_into_service(void **state)
{
    struct base_guid drive;
    struct base_guid empty;
    (void)state;
    fixture_begin();
    struct vtl_library_config config = vtl_transport_library();
    vtl_transport_add(&config);
    assert_true(vtl_transport_power(0, false));
    pull(0, true);
    fixture_start();
    media_await_idle();
    look_around();
    media_await_idle();
    assert_true(find_by_serial("", &empty));
    assert_int_equal(media_state_of(&empty, MODEL_DRIVE), MODEL_NOT_PRESENT);
    assert_true(vtl_transport_power(0, true));
    pull(0, false);
    look_around();
    await_serial("DRV00", &drive);
    assert_true(base_guid_equal(&drive, &empty));
    media_use_drive("A00001L4", &drive);
    media_end();
}

/* ---- drives alone ---- */

static void start_alone(struct base_guid *library, struct base_guid *drive)
{
    struct model_information row;
    fixture_begin();
    vtl_transport_add_standalone_with(7, "ALONE1", "d0=MONDAY,data,label=Monday\n");
    fixture_start();
    assert_int_equal(fixture_list(MODEL_DRIVE, drive, 1), 1);
    fixture_read(drive, MODEL_DRIVE, &row);
    *library = row.info.drive.library;
}

static void test_drive_alone_is_found_under_its_new_name(void **state)
{
    struct base_guid library;
    struct base_guid drive;
    (void)state;
    start_alone(&library, &drive);
    assert_true(vtl_transport_power_alone(0, false));
    base_error error = engine_library_inventory(fixture_session(), &library, MODEL_INVENTORY_OMID);
    assert_true(error == 0 || error == BASE_ERROR_DEVICE_NOT_AVAILABLE);
    await_state(&library, MODEL_LIBRARY, MODEL_NOT_PRESENT);
    assert_int_equal(media_state_of(&drive, MODEL_DRIVE), MODEL_NOT_PRESENT);
    vtl_transport_renumber(VTL_STANDALONE, 0, 12);
    assert_true(vtl_transport_power_alone(0, true));
    await_state(&library, MODEL_LIBRARY, MODEL_READY);
    assert_int_equal(media_state_of(&drive, MODEL_DRIVE), MODEL_READY);
    assert_string_equal(media_drive(&drive).device_name, "\\\\.\\Tape12");
    fixture_end();
}

static void test_drive_alone_that_was_away_at_the_start_comes_into_service(void **state)
{
    struct base_guid library;
    struct base_guid drive;
    (void)state;
    start_alone(&library, &drive);
    fixture_stop();
    assert_true(vtl_transport_power_alone(0, false));
    fixture_start();
    assert_int_equal(media_state_of(&library, MODEL_LIBRARY), MODEL_NOT_PRESENT);
    assert_true(vtl_transport_power_alone(0, true));
    await_state(&library, MODEL_LIBRARY, MODEL_READY);
    assert_int_equal(media_state_of(&drive, MODEL_DRIVE), MODEL_READY);
    fixture_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drive_that_is_pulled_and_put_back_is_found_under_its_new_name),
        cmocka_unit_test(test_another_drive_under_the_same_name_is_not_used),
        cmocka_unit_test(test_mounts_go_on_without_a_drive_that_was_given_up),
        cmocka_unit_test(test_drive_that_was_exchanged_in_its_bay_takes_the_place_of_the_old_one),
        cmocka_unit_test(test_drives_that_changed_bays_stay_what_they_are),
        cmocka_unit_test(test_exchanged_drive_that_a_program_has_open_is_found_afterwards),
        cmocka_unit_test(test_exchanged_drive_is_found_though_the_library_fails_once),
        cmocka_unit_test(test_first_drive_of_an_empty_bay_comes_into_service),
        cmocka_unit_test(test_drive_alone_is_found_under_its_new_name),
        cmocka_unit_test(test_drive_alone_that_was_away_at_the_start_comes_into_service),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
