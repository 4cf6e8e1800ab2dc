/* SPDX-License-Identifier: MIT */
/* DismountNtmsDrive: its rows, and what it does. */
#include "libraries_support.h"
#include "mount_support.h"

#include <stdlib.h>

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\n";

static void start(void)
{
    struct vtl_client_library library;
    vtl_config_default(&library, 0);
    library.slots = 6;
    library.exclusive = 1; /* a drive that one program has open is no other's */
    library.cartridges = cartridges;
    world_start(&library, 1, NULL, 0);
}

static void test_arguments_and_unknown_drives_fail(void **state)
{
    (void)state;
    start();
    NTMS_GUID id = world.drives[0];
    /* PROMISE: DismountNtmsDrive/1 */
    assert_int_equal(DismountNtmsDrive(NULL, &id), ERROR_INVALID_HANDLE);
    /* PROMISE: DismountNtmsDrive/4 */
    assert_int_equal(DismountNtmsDrive(world.session, NULL), ERROR_INVALID_PARAMETER);
    /* PROMISE: DismountNtmsDrive/5 */
    assert_int_equal(libraries_dismount(&world_stray_guid), ERROR_INVALID_DRIVE);
    assert_int_equal(libraries_dismount(&world_null_guid), ERROR_INVALID_DRIVE);
    assert_int_equal(libraries_dismount(&world.library), ERROR_INVALID_DRIVE);
    /* PROMISE: DismountNtmsDrive/10 */
    assert_int_equal(libraries_dismount(&world.drives[0]), ERROR_INVALID_STATE);
    assert_int_equal(world_request_count(NTMS_LM_DISMOUNT), 0);
}

static DWORD user_dismounts(void *context)
{
    return libraries_dismount(context);
}

static void test_library_and_right_come_first(void **state)
{
    (void)state;
    start();
    /* PROMISE: DismountNtmsDrive/7 */
    libraries_protect(&world.library, "0x5");
    assert_int_equal(world_as_user(user_dismounts, &world.drives[0]), ERROR_ACCESS_DENIED);
    libraries_protect(&world.library, "0x2");
    assert_int_equal(world_as_user(user_dismounts, &world.drives[0]), ERROR_INVALID_STATE);
    /* PROMISE: DismountNtmsDrive/9 */
    world_pull_library();
    assert_int_equal(libraries_dismount(&world.drives[0]), ERROR_LIBRARY_OFFLINE);
    /* PROMISE: DismountNtmsDrive/8 */
    world_sql_beside("UPDATE drive SET enabled = 0 WHERE id = %g", &world.drives[0]);
    assert_int_equal(libraries_dismount(&world.drives[0]), ERROR_DEVICE_NOT_AVAILABLE);
    assert_int_equal(libraries_dismount(&world.drives[1]), ERROR_LIBRARY_OFFLINE);
    world_sql_beside("UPDATE library SET enabled = 0 WHERE id = %g", &world.library);
    assert_int_equal(libraries_dismount(&world.drives[1]), ERROR_DEVICE_NOT_AVAILABLE);
    /* PROMISE: DismountNtmsDrive/6 */
    world_sql_beside("UPDATE drive SET library = x'00112233445566778899aabbccddeeff'"
                     " WHERE id = %g",
                     &world.drives[1]);
    assert_int_equal(libraries_dismount(&world.drives[1]), ERROR_INVALID_LIBRARY);
    assert_int_equal(world_request_count(NTMS_LM_DISMOUNT), 0);
    world_sql_beside("UPDATE drive SET library = %g", &world.library);
}

static BOOL is_being_cleaned(void *context)
{
    struct vtl_dump_cartridge cleaner;
    (void)context;
    return world_drive(0).State == NTMS_DRIVESTATE_BEING_CLEANED &&
           world_device_at(world_drive_place(0), &cleaner);
}

/* PROMISE: DismountNtmsDrive/11 */
static void test_a_drive_that_is_being_cleaned_fails(void **state)
{
    (void)state;
    start();
    world_reserve(5);
    world_inject_by_port("CLN001L4", 5, 5);
    NTMS_GUID drive = world.drives[0];
    world_hold_cleaning();
    assert_int_equal(CleanNtmsDrive(world.session, &drive), ERROR_SUCCESS);
    world_wait(is_being_cleaned, NULL, "the cleaner in the drive");
    assert_int_equal(libraries_dismount(&drive), ERROR_INVALID_STATE);
    world_let_go();
    world_settle();
    assert_int_equal(world_request_count(NTMS_LM_DISMOUNT), 0);
    world_check_truth();
}

/* PROMISE: DismountNtmsDrive/12 */
static void test_the_medium_of_an_idle_drive_goes_home(void **state)
{
    struct vtl_dump_cartridge cartridge;
    NTMS_GUID drive;
    (void)state;
    start();
    mount_own(1);
    assert_int_equal(mount_one(&mount_media[0].logical, 0, INFINITE, &drive), ERROR_SUCCESS);
    NTMS_DRIVEINFORMATIONW row = world_read(&drive, NTMS_DRIVE).Info.Drive;
    HANDLE program = CreateFileW(row.szDeviceName, GENERIC_READ | GENERIC_WRITE,
                                 FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    assert_ptr_not_equal(program, INVALID_HANDLE_VALUE);
    assert_int_equal(libraries_dismount(&drive), ERROR_BUSY);
    assert_int_equal(world_request_count(NTMS_LM_DISMOUNT), 0);
    assert_int_equal(mount_media_state(0), NTMS_MEDIASTATE_LOADED);
    CloseHandle(program);
    assert_int_equal(libraries_dismount(&drive), ERROR_SUCCESS);
    NTMS_GUID request = world_request(NTMS_LM_DISMOUNT);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    NTMS_LIBREQUESTINFORMATIONW told = world_request_read(&request);
    assert_true(world_same(&told.DriveId, &drive));
    assert_true(world_same(&told.PhysMediaId, &mount_media[0].medium));
    assert_int_equal(told.OperationOption, 0);
    row = world_read(&drive, NTMS_DRIVE).Info.Drive;
    assert_int_equal(row.State, NTMS_DRIVESTATE_DISMOUNTED);
    assert_true(world_same(&row.SavedPartitionId, &world_null_guid));
    NTMS_PMIDINFORMATIONW medium =
        world_read(&mount_media[0].medium, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
    assert_int_equal(medium.MediaState, NTMS_MEDIASTATE_IDLE);
    assert_int_equal(medium.LocationType, NTMS_STORAGESLOT);
    assert_true(world_same(&medium.Location, &world.slots[0]));
    assert_true(world_same(&medium.MountedPartition, &world_null_guid));
    assert_int_equal(world_slot_state(0), NTMS_SLOTSTATE_FULL);
    assert_true(world_device_at(world_slot(0), &cartridge));
    assert_string_equal(cartridge.barcode, "A00000L4");
    /* The completion is announced under the drive. */
    assert_int_equal(world_sql_number("SELECT count(*) FROM journal WHERE operation = 5 AND"
                                      " id = %g AND type = 5",
                                      &drive),
                     1);
    world_check_truth();
}

/* The medium of a stand-alone drive stays where it is; its program may have it open. */
static void test_a_standalone_drive_is_dismountable_at_once(void **state)
{
    (void)state;
    NTMS_GUID drive = libraries_start_standalone(cartridges);
    mount_own(1);
    assert_int_equal(libraries_dismount(&drive), ERROR_INVALID_STATE);
    /* Nobody looks that there is nothing in it. */
    struct vtl_control_fault fault = {.library = VTL_STANDALONE,
                                      .device = 1,
                                      .opcode = VTL_OPCODE_ANY,
                                      .times = 0xFFFFFFFF,
                                      .action = VTL_FAULT_HANG};
    assert_int_equal(vtl_fault(world.vtl, &fault), 0);
    world_sql_beside("UPDATE drive SET state = 2 WHERE id = %g", &drive);
    mount_set_medium(0, "location_type = 5, media_state = 3, home_slot = NULL, (location,"
                        " current_library) = (SELECT d.id, d.library FROM drive d JOIN library l"
                        " ON l.id = d.library WHERE l.library_type = 3)");
    assert_int_equal(libraries_dismount(&drive), ERROR_SUCCESS);
    assert_int_equal(world_sql_number("SELECT state FROM lib_request WHERE operation = 16 AND"
                                      " drive = %g",
                                      &drive),
                     NTMS_LM_PASSED);
    NTMS_DRIVEINFORMATIONW row = world_read(&drive, NTMS_DRIVE).Info.Drive;
    assert_int_equal(row.State, NTMS_DRIVESTATE_DISMOUNTABLE);
    NTMS_GUID place =
        world_read(&mount_media[0].medium, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia.Location;
    assert_true(world_same(&place, &drive));
}

/* PROMISE: DismountNtmsDrive/any */
static void test_a_database_that_cannot_be_written_fails(void **state)
{
    (void)state;
    start();
    world_lock_database();
    DWORD error = libraries_dismount(&world.drives[0]);
    world_unlock_database();
    assert_int_equal(error, ERROR_DATABASE_FAILURE);
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_arguments_and_unknown_drives_fail),
        CASE(test_library_and_right_come_first),
        CASE(test_a_drive_that_is_being_cleaned_fails),
        CASE(test_the_medium_of_an_idle_drive_goes_home),
        CASE(test_a_standalone_drive_is_dismountable_at_once),
        CASE(test_a_database_that_cannot_be_written_fails),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
