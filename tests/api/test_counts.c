/* SPDX-License-Identifier: MIT */
/* What GetNtmsObjectInformation counts and tells while media come, are used and go. */
#include "mount_support.h"
#include "requests_support.h"

static NTMS_PMIDINFORMATIONW medium(uint32_t index)
{
    return world_read(&mount_media[index].medium, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
}

static NTMS_PARTITIONINFORMATIONW side(uint32_t index)
{
    return world_read(&mount_media[index].side, NTMS_PARTITION).Info.Partition;
}

static void expect_id(const NTMS_GUID *found, const NTMS_GUID *expected)
{
    assert_true(world_same(found, expected));
}

static void expect_mounted(void)
{
    NTMS_PMIDINFORMATIONW cartridge = medium(0);
    NTMS_DRIVEINFORMATIONW drive = world_drive(0);
    assert_int_equal(cartridge.MediaState, NTMS_MEDIASTATE_LOADED);
    assert_int_equal(cartridge.LocationType, NTMS_DRIVE);
    expect_id(&cartridge.Location, &world.drives[0]);
    expect_id(&cartridge.HomeSlot, &world.slots[0]);
    expect_id(&cartridge.CurrentLibrary, &world.library);
    expect_id(&cartridge.MountedPartition, &mount_media[0].side);
    assert_int_equal(drive.State, NTMS_DRIVESTATE_LOADED);
    expect_id(&drive.SavedPartitionId, &mount_media[0].side);
    assert_int_equal(world_slot_state(0), NTMS_SLOTSTATE_EMPTY);
    assert_int_equal(world_library().dwNumberOfMedia, 2);
}

static BOOL is_home(void *context)
{
    (void)context;
    return medium(0).MediaState == NTMS_MEDIASTATE_IDLE &&
           medium(0).LocationType == NTMS_STORAGESLOT &&
           world_drive(0).State == NTMS_DRIVESTATE_DISMOUNTED &&
           world_slot_state(0) == NTMS_SLOTSTATE_FULL;
}

static void expect_home(void)
{
    world_wait(is_home, NULL, "the cartridge home");
    NTMS_PMIDINFORMATIONW cartridge = medium(0);
    NTMS_DRIVEINFORMATIONW drive = world_drive(0);
    expect_id(&cartridge.Location, &world.slots[0]);
    expect_id(&cartridge.MountedPartition, &world_null_guid);
    expect_id(&drive.SavedPartitionId, &world_null_guid);
}

static void test_mounts_are_told_and_counted(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    mount_own(2);
    DWORD drives = world_drive(0).dwMountCount;
    DWORD sides = side(0).dwMountCount;
    DWORD others = side(1).dwMountCount;
    for (DWORD round = 1; round <= 2; round++) {
        assert_int_equal(mount_in(&mount_media[0].logical, 0, 0, WORLD_WAIT_MS), ERROR_SUCCESS);
        expect_mounted();
        assert_int_equal(mount_dismount(&mount_media[0].logical, 0), ERROR_SUCCESS);
        expect_home();
        assert_int_equal(world_drive(0).dwMountCount, drives + round);
        assert_int_equal(side(0).dwMountCount, sides + round);
    }
    assert_int_equal(side(1).dwMountCount, others);
    assert_int_equal(world_drive(1).dwMountCount, 0);
    world_check_truth();
}

/* Those that are not finished, of this library. */
static void test_requests_at_work_are_counted(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    assert_int_equal(world_library().dwNumberOfLibRequests, 0);
    NTMS_GUID first = waiting_cleaning(0);
    assert_int_equal(world_library().dwNumberOfLibRequests, 1);
    NTMS_GUID second = waiting_cleaning(1);
    assert_int_equal(world_library().dwNumberOfLibRequests, 2);
    assert_int_equal(cancel(&first), ERROR_SUCCESS);
    world_expect_end(&first, NTMS_LM_CANCELLED, 0);
    assert_int_equal(world_library().dwNumberOfLibRequests, 1);
    assert_int_equal(cancel(&second), ERROR_SUCCESS);
    world_expect_end(&second, NTMS_LM_CANCELLED, 0);
    assert_int_equal(world_library().dwNumberOfLibRequests, 0);
}

static BOOL has_left(void *context)
{
    (void)context;
    return world_library().dwNumberOfMedia == 1;
}

/* It has media, and nothing else that a library has. */
static void test_the_shelf_counts_its_media(void **state)
{
    NTMS_GUID list[WORLD_LIST];
    NTMS_LIBRARYINFORMATION expected = {.LibraryType = NTMS_LIBRARYTYPE_OFFLINE,
                                        .dwFlags = NTMS_LIBRARYFLAG_FIXEDOFFLINE};
    (void)state;
    world_start_small(1, 0, cartridges);
    DWORD count = world_list(NULL, NTMS_LIBRARY, list);
    assert_int_equal(count, 2);
    NTMS_GUID shelf = world_same(&list[0], &world.library) ? list[1] : list[0];
    NTMS_LIBRARYINFORMATION found = world_read(&shelf, NTMS_LIBRARY).Info.Library;
    assert_memory_equal(&found, &expected, sizeof found);
    world_take(world_slot(1)); /* by hand, while nobody looks */
    assert_int_equal(InventoryNtmsLibrary(world.session, &world.library, NTMS_INVENTORY_FAST),
                     ERROR_SUCCESS);
    world_wait(has_left, NULL, "the cartridge missed");
    expected.dwNumberOfMedia = 1;
    found = world_read(&shelf, NTMS_LIBRARY).Info.Library;
    assert_memory_equal(&found, &expected, sizeof found);
    assert_int_equal(world_list(&shelf, NTMS_PHYSICAL_MEDIA, list), 1);
    world_check_truth();
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_mounts_are_told_and_counted),
        CASE(test_requests_at_work_are_counted),
        CASE(test_the_shelf_counts_its_media),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
