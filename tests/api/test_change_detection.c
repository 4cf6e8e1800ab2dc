/* SPDX-License-Identifier: MIT */
/* Begin, Set and EndNtmsDeviceChangeDetection: each row of their tables, and what is watched. */
#include "world.h"

#include <stdlib.h>

static HANDLE begin(void)
{
    HANDLE detect = NULL;
    assert_int_equal(BeginNtmsDeviceChangeDetection(world.session, &detect), ERROR_SUCCESS);
    assert_non_null(detect);
    return detect;
}

static DWORD set(HANDLE detect, const NTMS_GUID *object, DWORD type)
{
    NTMS_GUID copy = *object;
    return SetNtmsDeviceChangeDetection(world.session, detect, &copy, type, 1);
}

static void start_standalone(const char *cartridge)
{
    struct vtl_client_drive drive;
    vtl_config_drive_default(&drive, 0);
    drive.number = 40;
    drive.cartridge = cartridge;
    world_start(NULL, 0, &drive, 1);
    world_settle();
}

static BOOL is_watched(void)
{
    return (world_library().dwFlags & NTMS_LIBRARYFLAG_AUTODETECTCHANGE) != 0;
}

/* PROMISE: BeginNtmsDeviceChangeDetection/any */
static void test_begin_checks_its_arguments(void **state)
{
    HANDLE detect = NULL;
    (void)state;
    start_standalone(NULL);
    /* PROMISE: BeginNtmsDeviceChangeDetection/1 */
    assert_int_equal(BeginNtmsDeviceChangeDetection(NULL, &detect), ERROR_INVALID_HANDLE);
    assert_int_equal(BeginNtmsDeviceChangeDetection(INVALID_HANDLE_VALUE, &detect),
                     ERROR_INVALID_HANDLE);
    /* PROMISE: BeginNtmsDeviceChangeDetection/4 */
    assert_int_equal(BeginNtmsDeviceChangeDetection(world.session, NULL), ERROR_INVALID_HANDLE);
    assert_null(detect);
    HANDLE first = begin();
    HANDLE second = begin();
    assert_ptr_not_equal(first, second);
}

static void test_set_checks_its_arguments(void **state)
{
    NTMS_GUID ids[2];
    (void)state;
    start_standalone(NULL);
    HANDLE detect = begin();
    ids[0] = world.library;
    /* PROMISE: SetNtmsDeviceChangeDetection/1 */
    assert_int_equal(SetNtmsDeviceChangeDetection(NULL, detect, ids, NTMS_LIBRARY, 1),
                     ERROR_INVALID_HANDLE);
    /* PROMISE: SetNtmsDeviceChangeDetection/4 */
    HANDLE other = OpenNtmsSessionW(NULL, NULL, 0);
    assert_ptr_not_equal(other, INVALID_HANDLE_VALUE);
    assert_int_equal(SetNtmsDeviceChangeDetection(other, detect, ids, NTMS_LIBRARY, 1),
                     ERROR_INVALID_HANDLE);
    assert_int_equal(CloseNtmsSession(other), ERROR_SUCCESS);
    assert_int_equal(set((HANDLE)(ULONG_PTR)0x7FFF, ids, NTMS_LIBRARY), ERROR_INVALID_HANDLE);
    assert_int_equal(set(INVALID_HANDLE_VALUE, ids, NTMS_LIBRARY), ERROR_INVALID_HANDLE);
    /* PROMISE: SetNtmsDeviceChangeDetection/5 */
    assert_int_equal(SetNtmsDeviceChangeDetection(world.session, detect, NULL, NTMS_LIBRARY, 1),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(SetNtmsDeviceChangeDetection(world.session, detect, ids, NTMS_LIBRARY, 0),
                     ERROR_INVALID_PARAMETER);
    /* PROMISE: SetNtmsDeviceChangeDetection/6 */
    assert_int_equal(set(detect, ids, NTMS_DRIVE), ERROR_INVALID_PARAMETER);
    assert_int_equal(set(detect, &world.drives[0], NTMS_DRIVE), ERROR_INVALID_PARAMETER);
    /* PROMISE: SetNtmsDeviceChangeDetection/7 */
    assert_int_equal(set(detect, &world.drives[0], NTMS_LIBRARY), ERROR_INVALID_PARAMETER);
    assert_int_equal(set(detect, ids, NTMS_PHYSICAL_MEDIA), ERROR_INVALID_PARAMETER);
    /* PROMISE: SetNtmsDeviceChangeDetection/8 */
    ids[1] = world_stray_guid;
    assert_int_equal(SetNtmsDeviceChangeDetection(world.session, detect, ids, NTMS_LIBRARY, 2),
                     ERROR_INVALID_LIBRARY);
    assert_false(is_watched());
    /* PROMISE: SetNtmsDeviceChangeDetection/9 */
    assert_int_equal(set(detect, &world_stray_guid, NTMS_MEDIA_TYPE), ERROR_INVALID_MEDIA);
    assert_int_equal(set(detect, &world_null_guid, NTMS_PHYSICAL_MEDIA), ERROR_INVALID_MEDIA);
    assert_false(is_watched());
}

static void test_end_checks_its_arguments(void **state)
{
    (void)state;
    start_standalone(NULL);
    HANDLE detect = begin();
    /* PROMISE: EndNtmsDeviceChangeDetection/1 */
    assert_int_equal(EndNtmsDeviceChangeDetection(NULL, detect), ERROR_INVALID_HANDLE);
    /* PROMISE: EndNtmsDeviceChangeDetection/4 */
    assert_int_equal(EndNtmsDeviceChangeDetection(world.session, NULL), ERROR_INVALID_HANDLE);
    assert_int_equal(EndNtmsDeviceChangeDetection(world.session, world.session),
                     ERROR_INVALID_HANDLE);
    assert_int_equal(EndNtmsDeviceChangeDetection(world.session, detect), ERROR_SUCCESS);
    assert_int_equal(EndNtmsDeviceChangeDetection(world.session, detect), ERROR_INVALID_HANDLE);
}

static BOOL drive_is_empty(void *context)
{
    (void)context;
    return world_drive(0).State == NTMS_DRIVESTATE_DISMOUNTED;
}

static void test_watched_drive_follows_the_hardware(void **state)
{
    const struct vtl_control_place mouth = {VTL_STANDALONE, VTL_DRIVE, 0};
    (void)state;
    start_standalone("A00001L4,data");
    assert_int_equal(world_drive(0).State, NTMS_DRIVESTATE_DISMOUNTABLE);
    HANDLE detect = begin();
    assert_int_equal(set(detect, &world.library, NTMS_LIBRARY), ERROR_SUCCESS);
    assert_true(is_watched());
    world_take(mouth);
    world_wait(drive_is_empty, NULL, "the drive is seen to be empty");
    assert_int_equal(EndNtmsDeviceChangeDetection(world.session, detect), ERROR_SUCCESS);
    assert_false(is_watched());
}

/* Robots know their own moves. */
static void test_robotic_library_is_accepted_and_ignored(void **state)
{
    (void)state;
    world_start_small(0, 0, "s0=A00000L4,data\n");
    HANDLE detect = begin();
    assert_int_equal(set(detect, &world.library, NTMS_LIBRARY), ERROR_SUCCESS);
    assert_int_equal(set(NULL, &world.library, NTMS_LIBRARY), ERROR_SUCCESS);
    assert_false(is_watched());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_begin_checks_its_arguments, world_teardown),
        cmocka_unit_test_teardown(test_set_checks_its_arguments, world_teardown),
        cmocka_unit_test_teardown(test_end_checks_its_arguments, world_teardown),
        cmocka_unit_test_teardown(test_watched_drive_follows_the_hardware, world_teardown),
        cmocka_unit_test_teardown(test_robotic_library_is_accepted_and_ignored, world_teardown),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
