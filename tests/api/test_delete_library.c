/* SPDX-License-Identifier: MIT */
/* DeleteNtmsLibrary and DeleteNtmsDrive: their rows, what is left, and hardware that comes back. */
#include "libraries_support.h"
#include "pools_support.h"

#include <stdlib.h>

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\n";

static DWORD user_deletes(void *context)
{
    return libraries_delete(context);
}

static DWORD user_deletes_drive(void *context)
{
    return libraries_delete_drive(context);
}

/* The world without its first library. */
static void start_absent(void)
{
    world_start_small(1, 1, cartridges);
    world_close();
    libraries_power(2, 0, FALSE);
    world_open();
}

static void test_arguments_and_unknown_objects_fail(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID id = world.library;
    NTMS_GUID shelf = libraries_shelf();
    /* PROMISE: DeleteNtmsLibrary/1, DeleteNtmsDrive/1 */
    assert_int_equal(DeleteNtmsLibrary(NULL, &id), ERROR_INVALID_HANDLE);
    assert_int_equal(DeleteNtmsDrive(NULL, &id), ERROR_INVALID_HANDLE);
    /* PROMISE: DeleteNtmsLibrary/4, DeleteNtmsDrive/4 */
    assert_int_equal(DeleteNtmsLibrary(world.session, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(DeleteNtmsDrive(world.session, NULL), ERROR_INVALID_PARAMETER);
    const NTMS_GUID *const others[] = {&world_stray_guid, &world_null_guid, &world.slots[0]};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        /* PROMISE: DeleteNtmsLibrary/5 */
        assert_int_equal(libraries_delete(others[i]), ERROR_INVALID_LIBRARY);
        /* PROMISE: DeleteNtmsDrive/5 */
        assert_int_equal(libraries_delete_drive(others[i]), ERROR_INVALID_DRIVE);
    }
    assert_int_equal(libraries_delete(&shelf), ERROR_INVALID_LIBRARY);
    assert_int_equal(libraries_delete_drive(&world.library), ERROR_INVALID_DRIVE);
}

static void test_what_is_there_cannot_be_deleted(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    /* PROMISE: DeleteNtmsLibrary/7 */
    assert_int_equal(libraries_delete(&world.library), ERROR_INVALID_STATE);
    /* PROMISE: DeleteNtmsDrive/10 */
    assert_int_equal(libraries_delete_drive(&world.drives[0]), ERROR_INVALID_STATE);
    /* PROMISE: DeleteNtmsLibrary/6, DeleteNtmsDrive/7 */
    libraries_protect(&world.library, "0x5");
    assert_int_equal(world_as_user(user_deletes, &world.library), ERROR_ACCESS_DENIED);
    assert_int_equal(world_as_user(user_deletes_drive, &world.drives[0]), ERROR_ACCESS_DENIED);
    libraries_protect(&world.library, "0x2");
    assert_int_equal(world_as_user(user_deletes, &world.library), ERROR_INVALID_STATE);
    /* PROMISE: DeleteNtmsDrive/6 */
    world_sql_beside("UPDATE drive SET library = x'00112233445566778899aabbccddeeff'"
                     " WHERE id = %g",
                     &world.drives[1]);
    assert_int_equal(libraries_delete_drive(&world.drives[1]), ERROR_INVALID_LIBRARY);
    world_sql_beside("UPDATE drive SET library = %g", &world.library);
    world_check_truth();
}

/* PROMISE: DeleteNtmsDrive/8 */
static void test_a_disabled_library_cannot_be_deleted(void **state)
{
    (void)state;
    start_absent();
    assert_int_equal(libraries_disable(NTMS_LIBRARY, &world.library), ERROR_SUCCESS);
    assert_int_equal(libraries_delete(&world.library), ERROR_INVALID_STATE);
    assert_int_equal(libraries_delete_drive(&world.drives[0]), ERROR_INVALID_STATE);
    assert_int_equal(libraries_enable(NTMS_LIBRARY, &world.library), ERROR_SUCCESS);
    assert_int_equal(libraries_delete(&world.library), ERROR_SUCCESS);
}

static void expect_gone(const NTMS_GUID *id, DWORD type)
{
    NTMS_OBJECTINFORMATIONW object = {.dwSize = sizeof object, .dwType = type};
    NTMS_GUID copy = *id;
    assert_int_equal(GetNtmsObjectInformationW(world.session, &copy, &object),
                     ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(
        world_sql_number("SELECT count(*) FROM journal WHERE operation = 3 AND id = %g", id), 1);
}

static void attach(const NTMS_GUID *object, DWORD type)
{
    BYTE data[2] = {1, 2};
    NTMS_GUID copy = *object;
    assert_int_equal(SetNtmsObjectAttributeW(world.session, &copy, type, L"mine", data, 2), 0);
}

/* What belongs to the library, to its parts and to a cartridge of it. */
static void add_belongings(const NTMS_GUID *medium)
{
    attach(&world.library, NTMS_LIBRARY);
    attach(&world.drives[1], NTMS_DRIVE);
    attach(&world.slots[2], NTMS_STORAGESLOT);
    attach(medium, NTMS_PHYSICAL_MEDIA);
    assert_int_equal(SetNtmsUIOptionsW(world.session, &world.library, NTMS_UITYPE_REQ,
                                       NTMS_UIDEST_ADD, L"console"),
                     ERROR_SUCCESS);
}

static void expect_belongings_of_the_medium_only(const NTMS_GUID *medium)
{
    assert_int_equal(world_sql_number("SELECT count(*) FROM attribute", NULL), 1);
    assert_int_equal(world_sql_number("SELECT count(*) FROM attribute WHERE object = %g", medium),
                     1);
    assert_int_equal(world_sql_number("SELECT count(*) FROM ui_destination", NULL), 0);
}

static void test_an_absent_library_leaves_its_media_on_the_shelf(void **state)
{
    NTMS_GUID media[2];
    (void)state;
    world_start_small(1, 1, cartridges);
    world_reserve(5);
    world_inject_by_port("CLN001L4", 5, 5);
    for (uint32_t i = 0; i < 2; i++)
        media[i] = pools_medium(i);
    add_belongings(&media[0]);
    world_close();
    libraries_power(2, 0, FALSE);
    world_open();
    NTMS_GUID library = world.library;
    assert_int_equal(libraries_delete(&library), ERROR_SUCCESS);
    expect_belongings_of_the_medium_only(&media[0]);
    NTMS_GUID shelf = libraries_shelf();
    expect_gone(&library, NTMS_LIBRARY);
    for (uint32_t i = 0; i < world.drive_count; i++)
        expect_gone(&world.drives[i], NTMS_DRIVE);
    for (uint32_t i = 0; i < world.slot_count; i++)
        expect_gone(&world.slots[i], NTMS_STORAGESLOT);
    expect_gone(&world.ports[0], NTMS_IEPORT);
    expect_gone(&world.doors[0], NTMS_IEDOOR);
    assert_int_equal(world_sql_number("SELECT count(*) FROM changer", NULL), 0);
    assert_int_equal(world_sql_number("SELECT count(*) FROM security WHERE object = %g", &library),
                     0);
    for (uint32_t i = 0; i < 2; i++) {
        NTMS_PMIDINFORMATIONW row = world_read(&media[i], NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
        assert_true(world_same(&row.CurrentLibrary, &shelf));
        assert_true(world_same(&row.Location, &world_null_guid));
        assert_true(world_same(&row.HomeSlot, &world_null_guid));
        assert_int_equal(row.LocationType, NTMS_STORAGESLOT);
        assert_int_equal(row.MediaState, NTMS_MEDIASTATE_IDLE);
    }
    assert_int_equal(libraries_delete(&library), ERROR_INVALID_LIBRARY);
    assert_int_equal(libraries_delete_drive(&world.drives[0]), ERROR_INVALID_DRIVE);
    /* It was not gone for good: another object, the same media. */
    world_close();
    libraries_power(2, 0, TRUE);
    world_open();
    world_settle();
    assert_false(world_same(&world.library, &library));
    for (uint32_t i = 0; i < 2; i++) {
        NTMS_GUID found = pools_medium(i);
        assert_true(world_same(&found, &media[i]));
    }
}

static void test_an_absent_drive_goes_alone(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    world_close();
    libraries_power(1, 0, FALSE);
    world_reopen();
    NTMS_GUID gone = world.drives[0];
    NTMS_GUID other = world.drives[1];
    assert_int_equal(world_read(&gone, NTMS_DRIVE).dwOperationalState, NTMS_NOT_PRESENT);
    assert_int_equal(world_library().dwNumberOfDrives, 2);
    assert_int_equal(libraries_delete_drive(&other), ERROR_INVALID_STATE);
    assert_int_equal(libraries_delete_drive(&gone), ERROR_SUCCESS);
    expect_gone(&gone, NTMS_DRIVE);
    assert_int_equal(world_library().dwNumberOfDrives, 1);
    assert_int_equal(libraries_delete_drive(&gone), ERROR_INVALID_DRIVE);
    /* It stays so, and the library works with what is left. */
    world_close();
    world_open();
    world_settle();
    assert_int_equal(world.drive_count, 1);
    assert_true(world_same(&world.drives[0], &other));
    assert_int_equal(world_library().dwNumberOfDrives, 1);
    world_reserve(5);
    world_inject_by_port("CLN001L4", 5, 5);
    assert_int_equal(CleanNtmsDrive(world.session, &other), ERROR_SUCCESS);
    NTMS_GUID request = world_request(NTMS_LM_CLEANDRIVE);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    assert_int_equal(world_device_cleanings(1), 1);
    world_close();
    libraries_power(1, 0, TRUE);
    world_open();
    world_settle();
    assert_int_equal(world.drive_count, 2);
    assert_int_equal(world_library().dwNumberOfDrives, 2);
    assert_false(world_same(&world.drives[0], &gone));
    world_check_truth();
}

/* The same hardware behind other device names, with other drives in its bays. */
static void test_hardware_under_other_numbers(void **state)
{
    struct vtl_client_library library;
    struct vtl_client_library moved;
    NTMS_GUID drives[2];
    (void)state;
    vtl_config_default(&library, 0);
    library.slots = 6;
    library.cartridges = cartridges;
    world_start(&library, 1, NULL, 0);
    NTMS_GUID id = world.library;
    NTMS_GUID medium = pools_medium(0);
    for (uint32_t i = 0; i < 2; i++)
        drives[i] = world.drives[i];
    world_close();
    vtl_config_default(&moved, 7);
    moved.slots = 6;
    moved.cartridges = cartridges;
    memcpy(moved.serial, library.serial, sizeof moved.serial);
    memcpy(moved.drive_serial, library.drive_serial, sizeof moved.drive_serial);
    assert_int_equal(vtl_build(world.vtl, &moved, 1, NULL, 0), 0);
    world_open();
    world_settle();
    assert_true(world_same(&world.library, &id));
    NTMS_GUID found = pools_medium(0);
    assert_true(world_same(&found, &medium));
    for (uint32_t i = 0; i < 2; i++) {
        assert_true(world_same(&world.drives[i], &drives[i]));
        assert_int_equal(world_read(&drives[i], NTMS_DRIVE).dwOperationalState, NTMS_READY);
    }
    world_check_truth();
    world_close();
    strcpy(moved.drive_serial, "OTHER");
    assert_int_equal(vtl_build(world.vtl, &moved, 1, NULL, 0), 0);
    world.session = OpenNtmsSessionW(NULL, (LPCWSTR)u"api test", 0);
    assert_ptr_not_equal(world.session, INVALID_HANDLE_VALUE);
    world_settle();
    assert_int_equal(world_library().dwNumberOfDrives, 4);
    for (uint32_t i = 0; i < 2; i++) {
        assert_int_equal(world_read(&drives[i], NTMS_DRIVE).dwOperationalState, NTMS_NOT_PRESENT);
        assert_int_equal(libraries_delete_drive(&drives[i]), ERROR_SUCCESS);
    }
    assert_int_equal(world_library().dwNumberOfDrives, 2);
    world_reopen();
    assert_int_equal(world.drive_count, 2);
    assert_true(world_same(&world.library, &id));
    world_check_truth();
}

static void test_a_standalone_drive_takes_its_library_along(void **state)
{
    (void)state;
    NTMS_GUID drive = libraries_start_standalone(NULL);
    NTMS_GUID own = world_read(&drive, NTMS_DRIVE).Info.Drive.Library;
    /* PROMISE: DeleteNtmsDrive/9 */
    assert_int_equal(libraries_delete_drive(&drive), ERROR_INVALID_STATE);
    assert_int_equal(libraries_delete(&own), ERROR_INVALID_STATE);
    world_close();
    assert_int_equal(vtl_power(world.vtl, VTL_STANDALONE, 0, 0, 0), 0);
    world_open();
    assert_int_equal(libraries_delete_drive(&drive), ERROR_SUCCESS);
    expect_gone(&drive, NTMS_DRIVE);
    expect_gone(&own, NTMS_LIBRARY);
}

/* PROMISE: DeleteNtmsLibrary/any, DeleteNtmsDrive/any */
static void test_a_database_that_cannot_be_written_fails(void **state)
{
    (void)state;
    start_absent();
    world_break_database();
    DWORD library = libraries_delete(&world.library);
    DWORD drive = libraries_delete_drive(&world.drives[0]);
    world_mend_database();
    assert_int_equal(library, ERROR_DATABASE_FAILURE);
    assert_int_equal(drive, ERROR_DATABASE_FAILURE);
    assert_int_equal(world_library().dwNumberOfDrives, 2);
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_arguments_and_unknown_objects_fail),
        CASE(test_what_is_there_cannot_be_deleted),
        CASE(test_a_disabled_library_cannot_be_deleted),
        CASE(test_an_absent_library_leaves_its_media_on_the_shelf),
        CASE(test_an_absent_drive_goes_alone),
        CASE(test_hardware_under_other_numbers),
        CASE(test_a_standalone_drive_takes_its_library_along),
        CASE(test_a_database_that_cannot_be_written_fails),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
