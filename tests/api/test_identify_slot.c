/* SPDX-License-Identifier: MIT */
/* IdentifyNtmsSlot: its rows, and what it does. */
#include "libraries_support.h"
#include "mount_support.h"

#include <stdlib.h>

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\n";

static DWORD identify(const NTMS_GUID *slot, DWORD option)
{
    NTMS_GUID copy = *slot;
    return IdentifyNtmsSlot(world.session, &copy, option);
}

static DWORD user_identifies(void *context)
{
    return identify(context, 0);
}

static void test_rows_come_in_order(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID slot = world.slots[3];
    uint32_t before = world_request_count(NTMS_LM_CLASSIFY);
    /* PROMISE: IdentifyNtmsSlot/1 */
    assert_int_equal(IdentifyNtmsSlot(NULL, &slot, 0), ERROR_INVALID_HANDLE);
    /* PROMISE: IdentifyNtmsSlot/4 */
    assert_int_equal(IdentifyNtmsSlot(world.session, NULL, 0), ERROR_INVALID_PARAMETER);
    /* PROMISE: IdentifyNtmsSlot/5 */
    assert_int_equal(identify(&slot, 3), ERROR_INVALID_PARAMETER);
    assert_int_equal(identify(&world_stray_guid, 0x80000000), ERROR_INVALID_PARAMETER);
    /* PROMISE: IdentifyNtmsSlot/6 */
    assert_int_equal(identify(&world_stray_guid, 0), ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(identify(&world_null_guid, 1), ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(identify(&world.drives[0], 2), ERROR_OBJECT_NOT_FOUND);
    /* PROMISE: IdentifyNtmsSlot/10 */
    for (DWORD option = 0; option < 3; option++)
        assert_int_equal(identify(&slot, option), ERROR_SUCCESS);
    /* PROMISE: IdentifyNtmsSlot/7 */
    libraries_protect(&world.library, "0x3");
    assert_int_equal(world_as_user(user_identifies, &slot), ERROR_ACCESS_DENIED);
    libraries_protect(&world.library, "0x4");
    assert_int_equal(world_as_user(user_identifies, &slot), ERROR_SUCCESS);
    /* PROMISE: IdentifyNtmsSlot/9 */
    world_pull_library();
    assert_int_equal(identify(&slot, 0), ERROR_LIBRARY_OFFLINE);
    /* PROMISE: IdentifyNtmsSlot/8 */
    world_sql_beside("UPDATE library SET enabled = 0 WHERE id = %g", &world.library);
    assert_int_equal(identify(&slot, 0), ERROR_RESOURCE_DISABLED);
    assert_int_equal(world_request_count(NTMS_LM_CLASSIFY), before);
}

static BOOL is_back(void *context)
{
    struct vtl_dump_cartridge cartridge;
    (void)context;
    return mount_media_state(0) == NTMS_MEDIASTATE_IDLE &&
           world_device_at(world_slot(0), &cartridge);
}

static void test_the_cartridge_is_read_and_put_back(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    mount_own(1);
    assert_int_equal(identify(&world.slots[0], NTMS_DISMOUNT_IMMEDIATE), ERROR_SUCCESS);
    NTMS_GUID request = world_request(NTMS_LM_CLASSIFY);
    NTMS_LIBREQUESTINFORMATIONW row = world_request_read(&request);
    assert_int_equal(row.State, NTMS_LM_PASSED);
    assert_int_equal(row.OperationOption, 0);
    assert_true(world_same(&row.SlotId, &world.slots[0]));
    assert_true(world_same(&row.PhysMediaId, &mount_media[0].medium));
    /* The completion is announced under the slot. */
    assert_true(world_sql_number("SELECT count(*) FROM journal WHERE operation = 5 AND"
                                 " id = %g AND type = 16",
                                 &world.slots[0]) >= 1);
    world_wait(is_back, NULL, "the cartridge back in its slot");
    world_settle();
    world_check_truth();
}

static void test_a_deferred_one_leaves_the_cartridge_in_the_drive(void **state)
{
    struct vtl_dump_cartridge cartridge;
    (void)state;
    world_start_small(1, 0, cartridges);
    mount_own(1);
    for (uint32_t i = 0; i < world.drive_count; i++)
        world_sql_beside("UPDATE drive SET defer_dismount_delay = 3600 WHERE id = %g",
                         &world.drives[i]);
    assert_int_equal(identify(&world.slots[0], NTMS_DISMOUNT_DEFERRED), ERROR_SUCCESS);
    NTMS_PMIDINFORMATIONW medium =
        world_read(&mount_media[0].medium, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
    assert_int_equal(medium.LocationType, NTMS_DRIVE);
    NTMS_DRIVEINFORMATIONW drive = world_read(&medium.Location, NTMS_DRIVE).Info.Drive;
    assert_int_equal(drive.State, NTMS_DRIVESTATE_DISMOUNTABLE);
    assert_false(world_device_at(world_slot(0), &cartridge));
    assert_int_equal(libraries_dismount(&medium.Location), ERROR_SUCCESS);
    world_wait(is_back, NULL, "the cartridge back in its slot");
    world_settle();
    world_check_truth();
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_rows_come_in_order),
        CASE(test_the_cartridge_is_read_and_put_back),
        CASE(test_a_deferred_one_leaves_the_cartridge_in_the_drive),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
