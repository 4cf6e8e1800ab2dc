/* SPDX-License-Identifier: MIT */
/*
 * Single drives that go away and come back while the service runs: those of a library, and drives
 * alone.
 */
#include "mount_support.h"

#include "engine/runtime.h"
#include "port/os.h"
#include "vtl/control.h"

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

static base_error mount_in(const char *barcode, const struct base_guid *drive)
{
    struct base_guid used = *drive;
    base_error error = media_mount_all(&barcode, 1, MODEL_MOUNT_SPECIFIC_DRIVE, 120000, &used);
    assert_true(error != 0 || base_guid_equal(&used, drive));
    return error;
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
        cmocka_unit_test(test_drive_alone_is_found_under_its_new_name),
        cmocka_unit_test(test_drive_alone_that_was_away_at_the_start_comes_into_service),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
