/* SPDX-License-Identifier: MIT */
/* EnableNtmsObject and DisableNtmsObject: their rows, what they leave in the database, and what
 * "disabled" means to other calls. */
#include "libraries_support.h"
#include "mount_support.h"

#include <stdlib.h>

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\n";

static void start(void)
{
    world_start_small(1, 0, cartridges);
    mount_own(2);
}

static BOOL is_enabled(const NTMS_GUID *id)
{
    return world_read(id, NTMS_UNKNOWN).Enabled;
}

static void test_arguments_and_unknown_objects_fail(void **state)
{
    static const DWORD types[] = {NTMS_DRIVE, NTMS_LIBRARY, NTMS_PHYSICAL_MEDIA};
    (void)state;
    start();
    NTMS_GUID id = world.library;
    /* PROMISE: EnableNtmsObject/1, DisableNtmsObject/1 */
    assert_int_equal(EnableNtmsObject(NULL, NTMS_LIBRARY, &id), ERROR_INVALID_HANDLE);
    assert_int_equal(DisableNtmsObject(NULL, NTMS_LIBRARY, &id), ERROR_INVALID_HANDLE);
    /* PROMISE: EnableNtmsObject/4, DisableNtmsObject/4 */
    assert_int_equal(EnableNtmsObject(world.session, NTMS_LIBRARY, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(DisableNtmsObject(world.session, NTMS_LIBRARY, NULL), ERROR_INVALID_PARAMETER);
    for (DWORD type = 0; type < 40; type++) {
        if (type != NTMS_DRIVE && type != NTMS_LIBRARY && type != NTMS_PHYSICAL_MEDIA) {
            assert_int_equal(libraries_enable(type, &id), ERROR_INVALID_PARAMETER);
            assert_int_equal(libraries_disable(type, &id), ERROR_INVALID_PARAMETER);
        }
    }
    for (size_t i = 0; i < 3; i++) {
        const NTMS_GUID *other = types[i] == NTMS_LIBRARY ? &world.drives[0] : &world.library;
        /* PROMISE: EnableNtmsObject/5, DisableNtmsObject/5 */
        assert_int_equal(libraries_enable(types[i], &world_stray_guid), ERROR_OBJECT_NOT_FOUND);
        assert_int_equal(libraries_disable(types[i], &world_null_guid), ERROR_OBJECT_NOT_FOUND);
        assert_int_equal(libraries_disable(types[i], other), ERROR_OBJECT_NOT_FOUND);
    }
    NTMS_GUID shelf = libraries_shelf();
    /* PROMISE: EnableNtmsObject/7, DisableNtmsObject/7 */
    assert_int_equal(libraries_enable(NTMS_LIBRARY, &shelf), ERROR_LIBRARY_OFFLINE);
    assert_int_equal(libraries_disable(NTMS_LIBRARY, &shelf), ERROR_LIBRARY_OFFLINE);
}

static DWORD user_enables(void *context)
{
    return libraries_enable(NTMS_DRIVE, context);
}

static DWORD user_disables(void *context)
{
    return libraries_disable(NTMS_DRIVE, context);
}

static DWORD user_disables_medium(void *context)
{
    return libraries_disable(NTMS_PHYSICAL_MEDIA, context);
}

/* PROMISE: EnableNtmsObject/6, DisableNtmsObject/6 */
static void test_right_on_the_library(void **state)
{
    (void)state;
    start();
    libraries_protect(&world.library, "0x5");
    assert_int_equal(world_as_user(user_enables, &world.drives[0]), ERROR_ACCESS_DENIED);
    assert_int_equal(world_as_user(user_disables, &world.drives[0]), ERROR_ACCESS_DENIED);
    assert_int_equal(world_as_user(user_disables_medium, &mount_media[0].medium),
                     ERROR_ACCESS_DENIED);
    libraries_protect(&world.library, "0x2");
    assert_int_equal(world_as_user(user_disables, &world.drives[0]), ERROR_SUCCESS);
    assert_int_equal(world_as_user(user_enables, &world.drives[0]), ERROR_SUCCESS);
    assert_int_equal(world_as_user(user_disables_medium, &mount_media[0].medium), ERROR_SUCCESS);
}

/* Off, off again, on, on again: the flag, and the requests that tell of it. */
static void check_switch(DWORD type, const NTMS_GUID *id, DWORD off, DWORD on)
{
    assert_true(is_enabled(id));
    /* PROMISE: EnableNtmsObject/8, DisableNtmsObject/8 */
    assert_int_equal(libraries_enable(type, id), ERROR_INVALID_STATE);
    assert_int_equal(libraries_disable(type, id), ERROR_SUCCESS);
    assert_false(is_enabled(id));
    assert_int_equal(libraries_disable(type, id), ERROR_INVALID_STATE);
    assert_int_equal(libraries_enable(type, id), ERROR_SUCCESS);
    assert_true(is_enabled(id));
    const DWORD operations[] = {off, on};
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(world_request_count(operations[i]), 1);
        NTMS_GUID request = world_request(operations[i]);
        NTMS_LIBREQUESTINFORMATIONW row = world_request_read(&request);
        assert_int_equal(row.State, NTMS_LM_PASSED);
        assert_true(world_same(&row.Library, &world.library));
        assert_true(world_same(&row.DriveId, type == NTMS_DRIVE ? id : &world_null_guid));
        assert_true(
            world_same(&row.PhysMediaId, type == NTMS_PHYSICAL_MEDIA ? id : &world_null_guid));
    }
}

static void test_the_flag_changes_inside_the_call(void **state)
{
    (void)state;
    start();
    check_switch(NTMS_LIBRARY, &world.library, NTMS_LM_DISABLELIBRARY, NTMS_LM_ENABLELIBRARY);
    check_switch(NTMS_DRIVE, &world.drives[1], NTMS_LM_DISABLEDRIVE, NTMS_LM_ENABLEDRIVE);
    check_switch(NTMS_PHYSICAL_MEDIA, &mount_media[0].medium, NTMS_LM_DISABLEMEDIA,
                 NTMS_LM_ENABLEMEDIA);
    assert_int_equal(world_request_count(NTMS_LM_DISMOUNT), 0);
    world_check_truth();
}

static void test_the_cartridge_of_a_disabled_drive_goes_home(void **state)
{
    NTMS_GUID drive;
    (void)state;
    start();
    assert_int_equal(mount_one(&mount_media[0].logical, 0, INFINITE, &drive), ERROR_SUCCESS);
    assert_int_equal(libraries_disable(NTMS_DRIVE, &drive), ERROR_SUCCESS);
    NTMS_GUID request = world_request(NTMS_LM_DISMOUNT);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    assert_int_equal(mount_media_state(0), NTMS_MEDIASTATE_IDLE);
    /* The next mount goes to the other drive, or fails if it asks for this one. */
    NTMS_GUID next;
    assert_int_equal(mount_one(&mount_media[0].logical, 0, INFINITE, &next), ERROR_SUCCESS);
    assert_false(world_same(&next, &drive));
    DWORD index = world_same(&drive, &world.drives[0]) ? 0 : 1;
    assert_int_equal(mount_in(&mount_media[1].logical, index, 0, INFINITE),
                     ERROR_RESOURCE_DISABLED);
    assert_int_equal(libraries_dismount(&next), ERROR_SUCCESS);
    mount_await_state(0, NTMS_MEDIASTATE_IDLE);
    assert_int_equal(libraries_enable(NTMS_DRIVE, &drive), ERROR_SUCCESS);
    assert_int_equal(mount_in(&mount_media[1].logical, index, 0, INFINITE), ERROR_SUCCESS);
    assert_int_equal(libraries_dismount(&drive), ERROR_SUCCESS);
    world_settle();
    world_check_truth();
}

/* Requests aimed at disabled media fail; its sides and logical media are out of reach with it. */
static void test_a_disabled_medium_is_out_of_reach(void **state)
{
    (void)state;
    start();
    const NTMS_GUID *logical = &mount_media[0].logical;
    assert_int_equal(libraries_disable(NTMS_PHYSICAL_MEDIA, &mount_media[0].medium), ERROR_SUCCESS);
    assert_int_equal(mount_one(logical, 0, INFINITE, NULL), ERROR_RESOURCE_DISABLED);
    assert_int_equal(mount_one(&mount_media[0].side, 0, INFINITE, NULL), ERROR_RESOURCE_DISABLED);
    assert_int_equal(mount_dismount(logical, NTMS_DISMOUNT_IMMEDIATE), ERROR_MEDIA_NOT_AVAILABLE);
    assert_int_equal(libraries_enable(NTMS_PHYSICAL_MEDIA, &mount_media[0].medium), ERROR_SUCCESS);
    assert_int_equal(mount_dismount(logical, NTMS_DISMOUNT_IMMEDIATE), ERROR_INVALID_STATE);
    world_check_truth();
}

/* A library out of service takes its devices with it, though their own flags stay. */
static void test_a_disabled_library_is_out_of_reach(void **state)
{
    (void)state;
    start();
    NTMS_GUID library = world.library;
    NTMS_GUID drive = world.drives[0];
    assert_int_equal(libraries_disable(NTMS_LIBRARY, &library), ERROR_SUCCESS);
    assert_true(is_enabled(&drive));
    assert_true(is_enabled(&mount_media[0].medium));
    assert_int_equal(mount_one(&mount_media[0].logical, 0, INFINITE, NULL),
                     ERROR_RESOURCE_DISABLED);
    assert_int_equal(CleanNtmsDrive(world.session, &drive), ERROR_RESOURCE_DISABLED);
    assert_int_equal(libraries_dismount(&drive), ERROR_DEVICE_NOT_AVAILABLE);
    assert_int_equal(InventoryNtmsLibrary(world.session, &library, NTMS_INVENTORY_FAST),
                     ERROR_RESOURCE_DISABLED);
    assert_int_equal(libraries_delete(&library), ERROR_INVALID_STATE);
    assert_int_equal(libraries_delete_drive(&drive), ERROR_INVALID_STATE);
    /* It is disabled for the next start, too, and enabled from then on. */
    world_reopen();
    assert_false(is_enabled(&library));
    assert_int_equal(libraries_enable(NTMS_LIBRARY, &library), ERROR_SUCCESS);
    assert_int_equal(InventoryNtmsLibrary(world.session, &library, NTMS_INVENTORY_FAST),
                     ERROR_SUCCESS);
    world_settle();
    world_check_truth();
}

/* One function behind both. PROMISE: EnableNtmsObject/any, DisableNtmsObject/any */
static void test_a_database_that_cannot_be_written_fails(void **state)
{
    (void)state;
    start();
    world_break_database();
    DWORD off = libraries_disable(NTMS_DRIVE, &world.drives[0]);
    world_mend_database();
    assert_int_equal(off, ERROR_DATABASE_FAILURE);
    assert_true(is_enabled(&world.drives[0]));
    assert_int_equal(world_request_count(NTMS_LM_DISABLEDRIVE), 0);
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_arguments_and_unknown_objects_fail),
        CASE(test_right_on_the_library),
        CASE(test_the_flag_changes_inside_the_call),
        CASE(test_the_cartridge_of_a_disabled_drive_goes_home),
        CASE(test_a_disabled_medium_is_out_of_reach),
        CASE(test_a_disabled_library_is_out_of_reach),
        CASE(test_a_database_that_cannot_be_written_fails),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
