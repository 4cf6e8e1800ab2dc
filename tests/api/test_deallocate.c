/* SPDX-License-Identifier: MIT */
/* DeallocateNtmsMedia: each row, the limit of allocations, reserved sides, the way to Free. */
#include "owned_support.h"

#include <stdio.h>

static DWORD deallocate(const NTMS_GUID *logical)
{
    NTMS_GUID copy = *logical;
    return DeallocateNtmsMedia(world.session, &copy, 0);
}

static void test_bad_arguments_fail(void **state)
{
    (void)state;
    owned_start();
    /* PROMISE: DeallocateNtmsMedia/1 */
    assert_int_equal(DeallocateNtmsMedia(world.session, NULL, 0), ERROR_INVALID_PARAMETER);
    const NTMS_GUID *const bad[] = {&world_stray_guid, &world_null_guid, &owned.sides[0],
                                    &owned.media[0], &owned.pool};
    /* PROMISE: DeallocateNtmsMedia/3 */
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(deallocate(bad[i]), ERROR_INVALID_MEDIA);
    /* PROMISE: DeallocateNtmsMedia/4 */
    /* PROMISE: DeallocateNtmsMedia/state */
    for (DWORD i = NTMS_PARTSTATE_UNKNOWN; i <= NTMS_PARTSTATE_RESERVED; i++) {
        if (i == NTMS_PARTSTATE_ALLOCATED || i == NTMS_PARTSTATE_COMPLETE)
            continue;
        owned_set_state(&owned.sides[0], i);
        assert_int_equal(deallocate(&owned.logical[0]), ERROR_INVALID_MEDIA);
    }
    world_sql_beside("UPDATE media_side SET logical_media = NULL WHERE id = %g", &owned.sides[0]);
    assert_int_equal(deallocate(&owned.logical[0]), ERROR_INVALID_MEDIA);
}

static DWORD user_deallocates(void *context)
{
    return deallocate(context);
}

static void test_rights(void **state)
{
    static const char all_but_control[] = "O:BAG:SYD:(A;;0x3;;;WD)";
    (void)state;
    owned_start();
    pools_protect(&owned.pool, all_but_control);
    /* PROMISE: DeallocateNtmsMedia/2 */
    assert_int_equal(world_as_user(user_deallocates, &owned.logical[0]), ERROR_ACCESS_DENIED);
    pools_protect(&owned.pool, "O:BAG:SYD:(A;;0x4;;;WD)");
    assert_int_equal(world_as_user(user_deallocates, &owned.logical[0]), ERROR_SUCCESS);
    /* On the way to Free that one has a say, too. */
    owned_set_policy(NTMS_DEALLOCATE_TOSCRATCH, 0);
    pools_protect(&owned.free_pool, "O:BAG:SYD:(A;;0x6;;;WD)"); /* all but USE */
    /* PROMISE: DeallocateNtmsMedia/target */
    assert_int_equal(world_as_user(user_deallocates, &owned.logical[1]), ERROR_ACCESS_DENIED);
    assert_int_equal(owned_side(&owned.sides[1]).State, NTMS_PARTSTATE_ALLOCATED);
}

static void test_side_becomes_available(void **state)
{
    NTMS_OBJECTINFORMATIONW gone = {.dwSize = sizeof gone};
    (void)state;
    owned_start();
    assert_int_equal(pools_read(&owned.pool).dwNumberOfLogicalMedia, 3);
    /* PROMISE: DeallocateNtmsMedia/options */
    assert_int_equal(DeallocateNtmsMedia(world.session, &owned.logical[0], 0xFFFFFFFF),
                     ERROR_SUCCESS); /* the options do not matter */
    NTMS_PARTITIONINFORMATIONW side = owned_side(&owned.sides[0]);
    assert_int_equal(side.State, NTMS_PARTSTATE_AVAILABLE);
    assert_true(world_same(&side.LogicalMedia, &world_null_guid));
    assert_int_equal(side.dwAllocateCount, 1);
    assert_int_equal(GetNtmsObjectInformationW(world.session, &owned.logical[0], &gone),
                     ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(pools_read(&owned.pool).dwNumberOfLogicalMedia, 2);
    assert_int_equal(pools_read(&owned.pool).dwNumberOfPhysicalMedia, 3);
    /* PROMISE: DeallocateNtmsMedia/3 */
    assert_int_equal(deallocate(&owned.logical[0]), ERROR_INVALID_MEDIA);
    /* Complete, and in use: given up as well; what is mounted stays so. */
    owned_set_state(&owned.sides[1], NTMS_PARTSTATE_COMPLETE);
    owned_set_media_state(1, NTMS_MEDIASTATE_LOADED);
    assert_int_equal(deallocate(&owned.logical[1]), ERROR_SUCCESS);
    assert_int_equal(owned_side(&owned.sides[1]).State, NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(world_read(&owned.media[1], 0).Info.PhysicalMedia.MediaState,
                     NTMS_MEDIASTATE_LOADED);
    owned_set_media_state(1, NTMS_MEDIASTATE_IDLE);
    assert_int_equal(world_request_count(NTMS_LM_WRITESCRATCH), 0);
    world_check_truth();
}

static void expect_end_of_life(DWORD allocated, DWORD most, DWORD expected)
{
    char statement[128];
    owned_allocate(0);
    snprintf(statement, sizeof statement,
             "UPDATE media_side SET allocate_count = %u WHERE id = %%g", (unsigned)allocated);
    world_sql_beside(statement, &owned.sides[0]);
    owned_set_policy(0, most);
    assert_int_equal(deallocate(&owned.logical[0]), ERROR_SUCCESS);
    assert_int_equal(owned_side(&owned.sides[0]).State, expected);
}

static void test_limit_of_allocations(void **state)
{
    (void)state;
    owned_start();
    assert_int_equal(deallocate(&owned.logical[0]), ERROR_SUCCESS);
    /* PROMISE: DeallocateNtmsMedia/limit */
    expect_end_of_life(2, 3, NTMS_PARTSTATE_AVAILABLE);
    expect_end_of_life(3, 3, NTMS_PARTSTATE_DECOMMISSIONED);
    expect_end_of_life(9, 3, NTMS_PARTSTATE_DECOMMISSIONED);
    expect_end_of_life(1, 1, NTMS_PARTSTATE_DECOMMISSIONED);
    expect_end_of_life(1000, 0, NTMS_PARTSTATE_AVAILABLE);
    expect_end_of_life(0xFFFFFFFF, 0xFFFFFFFF, NTMS_PARTSTATE_AVAILABLE);
}

static void test_reserved_sides_go_with_the_last(void **state)
{
    (void)state;
    owned_start();
    NTMS_GUID second = owned_add_side(0, 0xC0, NTMS_PARTSTATE_RESERVED);
    NTMS_GUID third = owned_add_side(0, 0xC1, NTMS_PARTSTATE_ALLOCATED);
    owned_set_policy(NTMS_DEALLOCATE_TOSCRATCH, 0);
    assert_int_equal(deallocate(&owned.logical[0]), ERROR_SUCCESS);
    assert_int_equal(owned_side(&owned.sides[0]).State, NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(owned_side(&second).State, NTMS_PARTSTATE_RESERVED);
    assert_int_equal(world_request_count(NTMS_LM_WRITESCRATCH), 0); /* one side is still owned */
    owned_set_policy(0, 0);
    owned_set_state(&third, NTMS_PARTSTATE_DECOMMISSIONED);
    owned_allocate(0);
    assert_int_equal(deallocate(&owned.logical[0]), ERROR_SUCCESS);
    assert_int_equal(owned_side(&owned.sides[0]).State, NTMS_PARTSTATE_AVAILABLE);
    /* PROMISE: DeallocateNtmsMedia/reserved */
    assert_int_equal(owned_side(&second).State, NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(owned_side(&third).State, NTMS_PARTSTATE_DECOMMISSIONED);
}

/* What cannot be labelled, or is of no use any more, stays in its pool. */
static void test_stays_when_no_label_can_be_written(void **state)
{
    (void)state;
    owned_start();
    /* PROMISE: DeallocateNtmsMedia/stays */
    owned_set_policy(NTMS_DEALLOCATE_TOSCRATCH, 0);
    assert_int_equal(deallocate(&owned.logical[OWNED_SHELVED]), ERROR_SUCCESS); /* off-line */
    assert_int_equal(owned_side(&owned.sides[OWNED_SHELVED]).State, NTMS_PARTSTATE_AVAILABLE);
    assert_true(pools_medium_is_in(&owned.media[OWNED_SHELVED], &owned.pool));
    owned_set_policy(NTMS_DEALLOCATE_TOSCRATCH, 1);
    assert_int_equal(deallocate(&owned.logical[0]), ERROR_SUCCESS); /* decommissioned */
    assert_int_equal(owned_side(&owned.sides[0]).State, NTMS_PARTSTATE_DECOMMISSIONED);
    owned_set_policy(NTMS_DEALLOCATE_TOSCRATCH, 0);
    world_sql_beside("UPDATE physical_media SET enabled = 0 WHERE id = %g", &owned.media[1]);
    assert_int_equal(deallocate(&owned.logical[1]), ERROR_SUCCESS); /* out of use */
    assert_int_equal(owned_side(&owned.sides[1]).State, NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(world_request_count(NTMS_LM_WRITESCRATCH), 0);
    world_check_truth();
}

static DWORD allocate(DWORD options, NTMS_GUID *logical)
{
    return AllocateNtmsMedia(world.session, &owned.pool, NULL, logical, options, 0, NULL);
}

/* Allocated and given up again and again, until the side has had its day. */
static void test_rounds_of_allocation(void **state)
{
    NTMS_GUID logical;
    (void)state;
    owned_start();
    owned_set_policy(0, 3);
    logical = owned.logical[0];
    for (DWORD round = 1; round <= 3; round++) {
        NTMS_PARTITIONINFORMATIONW side = owned_side(&owned.sides[0]);
        assert_int_equal(side.dwAllocateCount, round);
        assert_true(world_same(&side.LogicalMedia, &logical));
        assert_int_equal(deallocate(&logical), ERROR_SUCCESS);
        assert_int_equal(pools_read(&owned.pool).dwNumberOfLogicalMedia, 2);
        DWORD error = allocate(NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE, &logical);
        assert_int_equal(error, round < 3 ? ERROR_SUCCESS : ERROR_MEDIA_UNAVAILABLE);
    }
    assert_int_equal(owned_side(&owned.sides[0]).State, NTMS_PARTSTATE_DECOMMISSIONED);
    world_check_truth();
}

/* Both sides of a cartridge in one hand. */
static void test_new_and_next_given_up(void **state)
{
    NTMS_GUID first = world_null_guid;
    (void)state;
    owned_start();
    NTMS_GUID second_side = owned_add_side(0, 0xC2, NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(deallocate(&owned.logical[0]), ERROR_SUCCESS);
    assert_int_equal(allocate(NTMS_ALLOCATE_NEW, &first), ERROR_SUCCESS);
    NTMS_GUID reserved =
        owned_side(&second_side).State == NTMS_PARTSTATE_RESERVED ? second_side : owned.sides[0];
    assert_int_equal(owned_side(&reserved).State, NTMS_PARTSTATE_RESERVED);
    NTMS_GUID next = first;
    assert_int_equal(allocate(NTMS_ALLOCATE_NEXT, &next), ERROR_SUCCESS);
    assert_int_equal(owned_side(&reserved).State, NTMS_PARTSTATE_ALLOCATED);
    assert_int_equal(deallocate(&first), ERROR_SUCCESS);
    assert_int_equal(owned_side(&reserved).State, NTMS_PARTSTATE_ALLOCATED);
    assert_int_equal(deallocate(&next), ERROR_SUCCESS);
    assert_int_equal(owned_side(&owned.sides[0]).State, NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(owned_side(&second_side).State, NTMS_PARTSTATE_AVAILABLE);
    /* Given up before the next was taken: the reserved side is anybody's again. */
    assert_int_equal(allocate(NTMS_ALLOCATE_NEW, &first), ERROR_SUCCESS);
    assert_int_equal(deallocate(&first), ERROR_SUCCESS);
    assert_int_equal(owned_side(&owned.sides[0]).State, NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(owned_side(&second_side).State, NTMS_PARTSTATE_AVAILABLE);
}

static BOOL is_labelled(void *context)
{
    return owned_side(context).State == NTMS_PARTSTATE_AVAILABLE;
}

static BOOL is_home(void *context)
{
    NTMS_PMIDINFORMATIONW medium = world_read(context, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
    return medium.MediaState == NTMS_MEDIASTATE_IDLE && medium.LocationType == NTMS_STORAGESLOT;
}

static void expect_truth_at_home(uint32_t index)
{
    world_wait(is_home, &owned.media[index], "the cartridge in its slot");
    world_settle();
    world_check_truth();
}

static void expect_in_free(uint32_t index)
{
    NTMS_PARTITIONINFORMATIONW side = owned_side(&owned.sides[index]);
    assert_int_equal(side.State, NTMS_PARTSTATE_AVAILABLE);
    assert_true(side.dwOmidLabelIdLength > 0);
    assert_true(pools_medium_is_in(&owned.media[index], &owned.free_pool));
    assert_int_equal(pools_read(&owned.pool).dwNumberOfPhysicalMedia, 2);
    assert_int_equal(pools_read(&owned.pool).dwNumberOfLogicalMedia, 2);
    assert_int_equal(pools_read(&owned.free_pool).dwNumberOfPhysicalMedia, 1);
}

static void test_returns_to_free(void **state)
{
    (void)state;
    owned_start();
    owned_set_policy(NTMS_DEALLOCATE_TOSCRATCH, 0);
    /* PROMISE: DeallocateNtmsMedia/free */
    assert_int_equal(deallocate(&owned.logical[0]), ERROR_SUCCESS);
    NTMS_GUID request = world_request(NTMS_LM_WRITESCRATCH);
    world_expect_end(&request, NTMS_LM_PASSED, ERROR_SUCCESS);
    expect_in_free(0);
    expect_truth_at_home(0);
}

/* Mounted when it was given up: it stays so, and goes to Free after the dismount. */
static void test_returns_to_free_after_its_dismount(void **state)
{
    NTMS_GUID drive = world_null_guid;
    (void)state;
    owned_start();
    owned_set_policy(NTMS_DEALLOCATE_TOSCRATCH, 0);
    assert_int_equal(MountNtmsMedia(world.session, &owned.logical[0], &drive, 1, NTMS_MOUNT_READ,
                                    NTMS_PRIORITY_NORMAL, INFINITE, NULL),
                     ERROR_SUCCESS);
    assert_int_equal(deallocate(&owned.logical[0]), ERROR_SUCCESS);
    assert_int_equal(owned_side(&owned.sides[0]).State, NTMS_PARTSTATE_UNPREPARED);
    Sleep(300);
    NTMS_PMIDINFORMATIONW medium =
        world_read(&owned.media[0], NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
    assert_int_equal(medium.MediaState, NTMS_MEDIASTATE_LOADED);
    assert_true(world_same(&medium.MediaPool, &owned.pool));
    assert_int_equal(DismountNtmsMedia(world.session, &owned.sides[0], 1, 0), ERROR_SUCCESS);
    world_wait(is_labelled, &owned.sides[0], "the free label");
    expect_in_free(0);
    expect_truth_at_home(0);
}

/* Withdrawn before it was written: the side is in its pool again as if nothing had been. */
static void test_label_withdrawn_leaves_it_available(void **state)
{
    (void)state;
    owned_start();
    owned_set_policy(NTMS_DEALLOCATE_TOSCRATCH, 0);
    for (uint32_t i = 0; i < world.drive_count; i++)
        world_sql_beside("UPDATE drive SET enabled = 0 WHERE id = %g", &world.drives[i]);
    assert_int_equal(deallocate(&owned.logical[0]), ERROR_SUCCESS);
    assert_int_equal(owned_side(&owned.sides[0]).State, NTMS_PARTSTATE_UNPREPARED);
    NTMS_GUID request = world_request(NTMS_LM_WRITESCRATCH);
    assert_int_equal(CancelNtmsLibraryRequest(world.session, &request), ERROR_SUCCESS);
    world_expect_end(&request, NTMS_LM_CANCELLED, ERROR_SUCCESS);
    assert_int_equal(owned_side(&owned.sides[0]).State, NTMS_PARTSTATE_AVAILABLE);
    assert_true(pools_medium_is_in(&owned.media[0], &owned.pool));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_bad_arguments_fail),
        CASE(test_rights),
        CASE(test_side_becomes_available),
        CASE(test_limit_of_allocations),
        CASE(test_reserved_sides_go_with_the_last),
        CASE(test_rounds_of_allocation),
        CASE(test_new_and_next_given_up),
        CASE(test_returns_to_free),
        CASE(test_returns_to_free_after_its_dismount),
        CASE(test_label_withdrawn_leaves_it_available),
        CASE(test_stays_when_no_label_can_be_written),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
