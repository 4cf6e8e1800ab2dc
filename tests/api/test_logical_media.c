/* SPDX-License-Identifier: MIT */
/* SwapNtmsMedia, SetNtmsMediaComplete, DecommissionNtmsMedia, DeleteNtmsMedia: each row. */
#include "owned_support.h"

static const char nobody[] = "O:BAG:SYD:(A;;0x60007;;;SY)";

static DWORD swap(const NTMS_GUID *first, const NTMS_GUID *second)
{
    NTMS_GUID one = *first;
    NTMS_GUID two = *second;
    return SwapNtmsMedia(world.session, &one, &two);
}

typedef DWORD(WINAPI *one_call)(HANDLE session, LPNTMS_GUID object);

static DWORD on(one_call call, const NTMS_GUID *object)
{
    NTMS_GUID copy = *object;
    return call(world.session, &copy);
}

/* All that no call of these takes: unknown, null, and objects of other types. */
static void expect_refused(one_call call, const NTMS_GUID *wrong_type)
{
    const NTMS_GUID *const bad[] = {&world_stray_guid, &world_null_guid, &owned.pool, &owned.shelf,
                                    wrong_type};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(on(call, bad[i]), ERROR_INVALID_MEDIA);
}

static void test_bad_arguments_fail(void **state)
{
    (void)state;
    owned_start();
    /* PROMISE: SwapNtmsMedia/1 */
    assert_int_equal(SwapNtmsMedia(world.session, NULL, &owned.logical[0]),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(SwapNtmsMedia(world.session, &owned.logical[0], NULL),
                     ERROR_INVALID_PARAMETER);
    /* PROMISE: SetNtmsMediaComplete/1 */
    assert_int_equal(SetNtmsMediaComplete(world.session, NULL), ERROR_INVALID_PARAMETER);
    /* PROMISE: DecommissionNtmsMedia/1 */
    assert_int_equal(DecommissionNtmsMedia(world.session, NULL), ERROR_INVALID_PARAMETER);
    /* PROMISE: DeleteNtmsMedia/1 */
    assert_int_equal(DeleteNtmsMedia(world.session, NULL), ERROR_INVALID_PARAMETER);
    /* PROMISE: SetNtmsMediaComplete/3 */
    expect_refused(SetNtmsMediaComplete, &owned.sides[0]);
    /* PROMISE: DecommissionNtmsMedia/3 */
    expect_refused(DecommissionNtmsMedia, &owned.logical[0]);
    /* PROMISE: DeleteNtmsMedia/3 */
    expect_refused(DeleteNtmsMedia, &owned.sides[OWNED_SHELVED]);
    /* PROMISE: SwapNtmsMedia/3 */
    /* PROMISE: SwapNtmsMedia/twice */
    const NTMS_GUID *const bad[] = {&world_stray_guid, &world_null_guid, &owned.sides[1],
                                    &owned.media[1], &owned.logical[0]};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(swap(&owned.logical[0], bad[i]), ERROR_INVALID_MEDIA);
        assert_int_equal(swap(bad[i], &owned.logical[0]), ERROR_INVALID_MEDIA);
    }
}

/* A logical medium that no side has is known and yet stands for nothing. */
static void test_logical_media_without_a_side(void **state)
{
    (void)state;
    owned_start();
    world_sql_beside("UPDATE media_side SET logical_media = NULL WHERE id = %g", &owned.sides[0]);
    /* PROMISE: SetNtmsMediaComplete/3 */
    assert_int_equal(on(SetNtmsMediaComplete, &owned.logical[0]), ERROR_INVALID_MEDIA);
    /* PROMISE: SwapNtmsMedia/3 */
    assert_int_equal(swap(&owned.logical[0], &owned.logical[1]), ERROR_INVALID_MEDIA);
}

static void lose_pool(uint32_t index)
{
    world_sql_beside("UPDATE physical_media SET media_pool = zeroblob(16) WHERE id = %g",
                     &owned.media[index]);
}

static void test_invalid_pool_fails(void **state)
{
    (void)state;
    owned_start();
    pools_place(&owned.media[1], &owned.other, NTMS_PARTSTATE_ALLOCATED);
    /* PROMISE: SwapNtmsMedia/4 */
    assert_int_equal(swap(&owned.logical[0], &owned.logical[1]), ERROR_INVALID_MEDIA_POOL);
    assert_int_equal(swap(&owned.logical[1], &owned.logical[0]), ERROR_INVALID_MEDIA_POOL);
    owned_set_state(&owned.sides[OWNED_SHELVED], NTMS_PARTSTATE_AVAILABLE);
    for (uint32_t i = 0; i < OWNED_MEDIA; i++)
        lose_pool(i);
    assert_int_equal(swap(&owned.logical[0], &owned.logical[1]), ERROR_INVALID_MEDIA_POOL);
    /* PROMISE: SetNtmsMediaComplete/4 */
    assert_int_equal(on(SetNtmsMediaComplete, &owned.logical[0]), ERROR_INVALID_MEDIA_POOL);
    /* PROMISE: DecommissionNtmsMedia/4 */
    assert_int_equal(on(DecommissionNtmsMedia, &owned.sides[OWNED_SHELVED]),
                     ERROR_INVALID_MEDIA_POOL);
    /* PROMISE: DeleteNtmsMedia/4 */
    assert_int_equal(on(DeleteNtmsMedia, &owned.media[OWNED_SHELVED]), ERROR_INVALID_MEDIA_POOL);
}

static DWORD user_swaps(void *context)
{
    (void)context;
    return swap(&owned.logical[0], &owned.logical[1]);
}

static DWORD user_completes(void *context)
{
    (void)context;
    return on(SetNtmsMediaComplete, &owned.logical[0]);
}

static DWORD user_decommissions(void *context)
{
    (void)context;
    return on(DecommissionNtmsMedia, &owned.sides[1]);
}

static DWORD user_deletes(void *context)
{
    (void)context;
    return on(DeleteNtmsMedia, &owned.media[OWNED_SHELVED]);
}

static void test_rights(void **state)
{
    static const char all_but_modify[] = "O:BAG:SYD:(A;;0x5;;;WD)";
    static const char all_but_control[] = "O:BAG:SYD:(A;;0x3;;;WD)";
    NTMS_GUID computer[WORLD_LIST];
    (void)state;
    owned_start();
    world_list(NULL, NTMS_COMPUTER, computer);
    owned_set_state(&owned.sides[OWNED_SHELVED], NTMS_PARTSTATE_AVAILABLE);
    pools_protect(&owned.pool, all_but_modify);
    /* PROMISE: SwapNtmsMedia/2 */
    assert_int_equal(world_as_user(user_swaps, NULL), ERROR_ACCESS_DENIED);
    pools_protect(&owned.pool, all_but_control);
    assert_int_equal(world_as_user(user_swaps, NULL), ERROR_SUCCESS);
    assert_int_equal(world_as_user(user_swaps, NULL), ERROR_SUCCESS);
    /* PROMISE: SetNtmsMediaComplete/2 */
    assert_int_equal(world_as_user(user_completes, NULL), ERROR_ACCESS_DENIED);
    /* PROMISE: DecommissionNtmsMedia/2 */
    owned_set_state(&owned.sides[1], NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(world_as_user(user_decommissions, NULL), ERROR_ACCESS_DENIED);
    /* PROMISE: DeleteNtmsMedia/2 */
    assert_int_equal(world_as_user(user_deletes, NULL), ERROR_ACCESS_DENIED); /* the computer */
    pools_protect(&computer[0], all_but_control);
    pools_protect(&owned.pool, all_but_modify);
    assert_int_equal(world_as_user(user_deletes, NULL), ERROR_ACCESS_DENIED); /* the pool */
    assert_int_equal(world_as_user(user_completes, NULL), ERROR_SUCCESS);
    assert_int_equal(world_as_user(user_decommissions, NULL), ERROR_SUCCESS);
    pools_protect(&owned.pool, all_but_control);
    assert_int_equal(world_as_user(user_deletes, NULL), ERROR_SUCCESS);
    pools_protect(&owned.pool, nobody);
    assert_int_equal(world_as_user(user_completes, NULL), ERROR_ACCESS_DENIED);
}

/* In every state but one, and in use, the calls change nothing. */
static void test_states_of_sides(void **state)
{
    (void)state;
    owned_start();
    for (DWORD i = NTMS_PARTSTATE_UNKNOWN; i <= NTMS_PARTSTATE_RESERVED; i++) {
        owned_set_state(&owned.sides[0], i);
        if (i != NTMS_PARTSTATE_ALLOCATED) {
            /* PROMISE: SetNtmsMediaComplete/5 */
            assert_int_equal(on(SetNtmsMediaComplete, &owned.logical[0]), ERROR_INVALID_STATE);
            /* PROMISE: SwapNtmsMedia/5 */
            assert_int_equal(swap(&owned.logical[0], &owned.logical[1]), ERROR_INVALID_STATE);
            assert_int_equal(swap(&owned.logical[1], &owned.logical[0]), ERROR_INVALID_STATE);
        }
        if (i != NTMS_PARTSTATE_AVAILABLE) {
            /* PROMISE: DecommissionNtmsMedia/5 */
            assert_int_equal(on(DecommissionNtmsMedia, &owned.sides[0]), ERROR_INVALID_STATE);
        }
        assert_int_equal(pools_side_state(&owned.media[0]), i);
    }
    owned_set_state(&owned.sides[0], NTMS_PARTSTATE_ALLOCATED);
    for (DWORD i = NTMS_MEDIASTATE_INUSE; i <= NTMS_MEDIASTATE_OPREQ; i++) {
        owned_set_media_state(0, i);
        /* PROMISE: SetNtmsMediaComplete/5 */
        assert_int_equal(on(SetNtmsMediaComplete, &owned.logical[0]), ERROR_INVALID_STATE);
        /* PROMISE: SwapNtmsMedia/3 */
        assert_int_equal(swap(&owned.logical[1], &owned.logical[0]), ERROR_INVALID_MEDIA);
    }
    owned_set_media_state(0, NTMS_MEDIASTATE_IDLE);
}

static void test_complete_is_for_good(void **state)
{
    (void)state;
    owned_start();
    assert_int_equal(on(SetNtmsMediaComplete, &owned.logical[0]), ERROR_SUCCESS);
    assert_int_equal(owned_side(&owned.sides[0]).State, NTMS_PARTSTATE_COMPLETE);
    assert_int_equal(owned_side(&owned.sides[1]).State, NTMS_PARTSTATE_ALLOCATED);
    /* PROMISE: SetNtmsMediaComplete/5 */
    assert_int_equal(on(SetNtmsMediaComplete, &owned.logical[0]), ERROR_INVALID_STATE);
    assert_int_equal(on(SetNtmsMediaComplete, &owned.logical[OWNED_SHELVED]), ERROR_SUCCESS);
    world_check_truth();
}

static void expect_logical(const NTMS_GUID *side, const NTMS_GUID *logical)
{
    NTMS_GUID now = owned_side(side).LogicalMedia;
    assert_true(world_same(&now, logical));
}

static void test_swap_exchanges_and_back(void **state)
{
    (void)state;
    owned_start();
    assert_int_equal(swap(&owned.logical[0], &owned.logical[OWNED_SHELVED]), ERROR_SUCCESS);
    expect_logical(&owned.sides[0], &owned.logical[OWNED_SHELVED]);
    expect_logical(&owned.sides[1], &owned.logical[1]);
    expect_logical(&owned.sides[OWNED_SHELVED], &owned.logical[0]);
    assert_int_equal(owned_side(&owned.sides[0]).State, NTMS_PARTSTATE_ALLOCATED);
    assert_int_equal(owned_side(&owned.sides[0]).dwAllocateCount, 1);
    NTMS_LMIDINFORMATION logical =
        world_read(&owned.logical[0], NTMS_LOGICAL_MEDIA).Info.LogicalMedia;
    assert_int_equal(logical.dwNumberOfPartitions, 1);
    assert_true(world_same(&logical.MediaPool, &owned.pool));
    assert_int_equal(swap(&owned.logical[OWNED_SHELVED], &owned.logical[0]), ERROR_SUCCESS);
    expect_logical(&owned.sides[0], &owned.logical[0]);
    /* Two sides of one cartridge. */
    NTMS_GUID second = owned_add_side(0, 0xB0, NTMS_PARTSTATE_ALLOCATED);
    world_sql_beside("UPDATE media_side SET logical_media = NULL WHERE id = %g", &owned.sides[1]);
    world_sql_beside("UPDATE media_side SET logical_media = (SELECT id FROM logical_media"
                     " ORDER BY entry LIMIT 1 OFFSET 1) WHERE id = %g",
                     &second);
    assert_int_equal(swap(&owned.logical[0], &owned.logical[1]), ERROR_SUCCESS);
    expect_logical(&owned.sides[0], &owned.logical[1]);
    expect_logical(&second, &owned.logical[0]);
}

static void test_decommission_retires_one_side(void **state)
{
    (void)state;
    owned_start();
    NTMS_GUID second = owned_add_side(0, 0xB1, NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(on(DecommissionNtmsMedia, &second), ERROR_SUCCESS);
    assert_int_equal(owned_side(&second).State, NTMS_PARTSTATE_DECOMMISSIONED);
    assert_int_equal(owned_side(&owned.sides[0]).State, NTMS_PARTSTATE_ALLOCATED);
    /* PROMISE: DecommissionNtmsMedia/5 */
    assert_int_equal(on(DecommissionNtmsMedia, &second), ERROR_INVALID_STATE);
    /* Off-line, and disabled: no reason to keep it. */
    owned_set_state(&owned.sides[OWNED_SHELVED], NTMS_PARTSTATE_AVAILABLE);
    world_sql_beside("UPDATE physical_media SET enabled = 0 WHERE id = %g",
                     &owned.media[OWNED_SHELVED]);
    /* PROMISE: DecommissionNtmsMedia/offline */
    assert_int_equal(on(DecommissionNtmsMedia, &owned.sides[OWNED_SHELVED]), ERROR_SUCCESS);
}

static void expect_delete_refused(uint32_t index)
{
    assert_int_equal(on(DeleteNtmsMedia, &owned.media[index]), ERROR_INVALID_STATE);
    assert_int_equal(
        world_sql_number("SELECT count(*) FROM physical_media WHERE id = %g", &owned.media[index]),
        1);
}

static void test_delete_takes_what_belongs_to_it(void **state)
{
    NTMS_OBJECTINFORMATIONW gone = {.dwSize = sizeof gone};
    (void)state;
    owned_start();
    DWORD on_shelf = world_read(&owned.shelf, 0).Info.Library.dwNumberOfMedia;
    for (DWORD i = NTMS_PARTSTATE_UNKNOWN; i <= NTMS_PARTSTATE_RESERVED; i++) {
        owned_set_state(&owned.sides[OWNED_SHELVED], i);
        owned_set_state(&owned.sides[0], i);
        BOOL held = i == NTMS_PARTSTATE_ALLOCATED || i == NTMS_PARTSTATE_COMPLETE ||
                    i == NTMS_PARTSTATE_RESERVED;
        /* PROMISE: DeleteNtmsMedia/5 */
        if (held)
            expect_delete_refused(OWNED_SHELVED);
        expect_delete_refused(0); /* in a library */
    }
    owned_set_state(&owned.sides[OWNED_SHELVED], NTMS_PARTSTATE_DECOMMISSIONED);
    owned_set_media_state(OWNED_SHELVED, NTMS_MEDIASTATE_OPREQ);
    /* PROMISE: DeleteNtmsMedia/awaited */
    expect_delete_refused(OWNED_SHELVED); /* a mount waits for it */
    owned_set_media_state(OWNED_SHELVED, NTMS_MEDIASTATE_IDLE);
    owned_set_state(&owned.sides[0], NTMS_PARTSTATE_ALLOCATED);
    assert_int_equal(on(DeleteNtmsMedia, &owned.media[OWNED_SHELVED]), ERROR_SUCCESS);
    assert_int_equal(GetNtmsObjectInformationW(world.session, &owned.media[OWNED_SHELVED], &gone),
                     ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(GetNtmsObjectInformationW(world.session, &owned.sides[OWNED_SHELVED], &gone),
                     ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(world_read(&owned.shelf, 0).Info.Library.dwNumberOfMedia, on_shelf - 1);
    assert_int_equal(pools_read(&owned.pool).dwNumberOfPhysicalMedia, 2);
    assert_int_equal(pools_read(&owned.pool).dwNumberOfLogicalMedia, 2);
    /* PROMISE: DeleteNtmsMedia/3 */
    assert_int_equal(on(DeleteNtmsMedia, &owned.media[OWNED_SHELVED]), ERROR_INVALID_MEDIA);
    world_check_truth();
}

int main(void)
{
#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_bad_arguments_fail),
        CASE(test_logical_media_without_a_side),
        CASE(test_invalid_pool_fails),
        CASE(test_rights),
        CASE(test_states_of_sides),
        CASE(test_complete_is_for_good),
        CASE(test_swap_exchanges_and_back),
        CASE(test_decommission_retires_one_side),
        CASE(test_delete_takes_what_belongs_to_it),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
