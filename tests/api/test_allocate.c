/* SPDX-License-Identifier: MIT */
/* AllocateNtmsMedia without waiting: each row of its table, each option, what is changed. */
#include "allocate_support.h"

#include <stdio.h>

static const char nobody[] = "O:BAG:SYD:(A;;0x60007;;;SY)";

static void test_bad_arguments_fail(void **state)
{
    NTMS_ALLOCATION_INFORMATION information = {0};
    NTMS_GUID media = world_stray_guid;
    (void)state;
    stock_start();
    /* PROMISE: AllocateNtmsMedia/1 */
    assert_int_equal(AllocateNtmsMedia(world.session, NULL, NULL, &media, 0, 0, NULL),
                     ERROR_INVALID_PARAMETER);
    assert_true(world_same(&media, &world_null_guid));
    assert_int_equal(AllocateNtmsMedia(world.session, &stock.pool, NULL, NULL, 0, 0, NULL),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(AllocateNtmsMedia(NULL, NULL, NULL, NULL, 0, 0, NULL), ERROR_INVALID_HANDLE);
    /* PROMISE: AllocateNtmsMedia/options */
    static const DWORD options[] = {3, 7, 8, 0x10, 0x80000000, 0xFFFFFFFF};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        assert_int_equal(stock_allocate(&world_stray_guid, NULL, options[i], 0, NULL),
                         ERROR_INVALID_PARAMETER);
    /* PROMISE: AllocateNtmsMedia/size */
    assert_int_equal(sizeof information, sizeof(void *) == 8 ? 32 : 24);
    for (DWORD size = 0; size < 48; size++) {
        information.dwSize = size;
        if (size == sizeof information)
            continue;
        assert_int_equal(
            AllocateNtmsMedia(world.session, &stock.pool, NULL, &media, 0, 0, &information),
            ERROR_INVALID_PARAMETER);
    }
    assert_int_equal(world_sql_number("SELECT count(*) FROM logical_media", NULL), 0);
}

static void test_pools_that_hand_nothing_out_fail(void **state)
{
    (void)state;
    stock_start();
    NTMS_GUID folder = pools_make(L"Folder", NULL);
    NTMS_GUID root = pools_root();
    const NTMS_GUID *const bad[] = {&world_stray_guid, &world_null_guid, &stock.free_pool,
                                    &stock.import,     &folder,          &root,
                                    &stock.media[0],   &world.library};
    /* PROMISE: AllocateNtmsMedia/3 */
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(stock_allocate(bad[i], &stock.sides[0], 0, 0, NULL),
                         ERROR_INVALID_MEDIA_POOL);
}

static void test_search_takes_the_pools_own_then_free(void **state)
{
    NTMS_GUID media;
    (void)state;
    stock_start();
    /* PROMISE: AllocateNtmsMedia/6 */
    assert_int_equal(
        stock_allocate(&stock.pool, NULL, NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE, INFINITE, NULL),
        ERROR_MEDIA_UNAVAILABLE);
    assert_int_equal(stock_allocate(&stock.pool, NULL,
                                    NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE | NTMS_ALLOCATE_NEW, 0,
                                    NULL),
                     ERROR_MEDIA_UNAVAILABLE);
    pools_place(&stock.media[1], &stock.pool, NTMS_PARTSTATE_AVAILABLE);
    stock_draw(&stock.pool, NTMS_ALLOCATE_FROMSCRATCH);
    assert_int_equal(stock_allocate(&stock.pool, NULL, 0, 0, &media), ERROR_SUCCESS);
    stock_expect(&media, &stock.pool, &stock.sides[1]);
    assert_int_equal(stock_side(&stock.sides[1]).dwAllocateCount, 1);
    NTMS_MEDIAPOOLINFORMATION pool = pools_read(&stock.pool);
    assert_int_equal(pool.dwNumberOfPhysicalMedia, 1);
    assert_int_equal(pool.dwNumberOfLogicalMedia, 1);
    /* From Free: the side that was allocated least. */
    world_sql_beside("UPDATE media_side SET allocate_count = 7 WHERE id = %g", &stock.sides[0]);
    assert_int_equal(stock_allocate(&stock.pool, NULL, NTMS_ALLOCATE_NEW, 0, &media),
                     ERROR_SUCCESS);
    stock_expect(&media, &stock.pool, &stock.sides[2]);
    assert_int_equal(pools_read(&stock.pool).dwNumberOfPhysicalMedia, 2);
    assert_int_equal(pools_read(&stock.free_pool).dwNumberOfPhysicalMedia, 1);
    assert_int_equal(
        stock_allocate(&stock.pool, NULL, NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE, 0, &media),
        ERROR_SUCCESS);
    assert_int_equal(stock_side(&stock.sides[0]).dwAllocateCount, 8);
    /* The cartridges stay where they are. */
    assert_int_equal(world_request_count(NTMS_LM_MOUNT), 0);
    world_check_truth();
}

static void test_search_passes_over_what_is_out_of_reach(void **state)
{
    static const char *const reasons[][2] = {
        {"UPDATE physical_media SET enabled = 0", "UPDATE physical_media SET enabled = 1"},
        {"UPDATE physical_media SET missing_since = 5",
         "UPDATE physical_media SET missing_since = 0"},
        {"UPDATE media_side SET enabled = 0", "UPDATE media_side SET enabled = 1"},
        {"UPDATE library SET enabled = 0 WHERE id = %g",
         "UPDATE library SET enabled = 1 WHERE id = %g"},
        {"UPDATE media_side SET state = 9", "UPDATE media_side SET state = 4"},
        {"UPDATE media_side SET state = 1", "UPDATE media_side SET state = 4"},
    };
    (void)state;
    stock_start();
    stock_draw(&stock.pool, NTMS_ALLOCATE_FROMSCRATCH);
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        world_sql_beside(reasons[i][0], &world.library);
        assert_int_equal(stock_allocate(&stock.pool, NULL, 0, 0, NULL), ERROR_TIMEOUT);
        world_sql_beside(reasons[i][1], &world.library);
    }
    assert_int_equal(stock_allocate(&stock.pool, NULL, 0, 0, NULL), ERROR_SUCCESS);
    world_pull_library();
    assert_int_equal(stock_allocate(&stock.pool, NULL, 0, 0, NULL), ERROR_TIMEOUT);
}

static void test_missing_free_pool_fails(void **state)
{
    (void)state;
    stock_start();
    stock_draw(&stock.pool, NTMS_ALLOCATE_FROMSCRATCH);
    for (uint32_t i = 0; i < ALLOCATE_MEDIA; i++)
        pools_place(&stock.media[i], &stock.import, NTMS_PARTSTATE_IMPORT);
    world_sql_beside("DELETE FROM media_pool WHERE id = %g", &stock.free_pool);
    /* PROMISE: AllocateNtmsMedia/9 */
    assert_int_equal(stock_allocate(&stock.pool, NULL, 0, 0, NULL), ERROR_DEVICE_NOT_AVAILABLE);
    assert_int_equal(
        stock_allocate(&stock.pool, NULL, NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE, INFINITE, NULL),
        ERROR_DEVICE_NOT_AVAILABLE);
    assert_int_equal(stock_allocate(&stock.pool, &stock.sides[0], 0, 0, NULL), ERROR_SUCCESS);
}

static void test_new_and_next(void **state)
{
    NTMS_GUID first;
    NTMS_GUID media;
    (void)state;
    stock_start();
    NTMS_GUID back = stock_add_side(&stock.media[0], NTMS_PARTSTATE_AVAILABLE);
    pools_place(&stock.media[0], &stock.pool, NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(stock_allocate(&stock.pool, NULL, NTMS_ALLOCATE_NEW, 0, &first),
                     ERROR_SUCCESS);
    stock_expect(&first, &stock.pool, &stock.sides[0]);
    NTMS_PARTITIONINFORMATIONW reserved = stock_side(&back);
    assert_int_equal(reserved.State, NTMS_PARTSTATE_RESERVED);
    assert_true(world_same(&reserved.LogicalMedia, &world_null_guid));
    /* Reserved for the owner. */
    assert_int_equal(stock_allocate(&stock.pool, NULL, 0, 0, NULL), ERROR_TIMEOUT);
    assert_int_equal(stock_allocate(&stock.pool, &back, 0, 0, NULL), ERROR_MEDIA_UNAVAILABLE);
    /* PROMISE: AllocateNtmsMedia/4 */
    const NTMS_GUID *const bad[] = {&world_stray_guid, &world_null_guid, &stock.sides[0],
                                    &stock.media[0], &stock.pool};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        media = *bad[i];
        assert_int_equal(stock_allocate(&stock.pool, NULL, NTMS_ALLOCATE_NEXT, 0, &media),
                         ERROR_INVALID_MEDIA);
        media = first;
        assert_int_equal(stock_allocate(&stock.pool, bad[i], NTMS_ALLOCATE_NEXT, 0, &media),
                         i == 2 ? ERROR_MEDIA_UNAVAILABLE : ERROR_INVALID_MEDIA);
    }
    /* PROMISE: AllocateNtmsMedia/next-pool */
    NTMS_GUID other = pools_make(L"Other", &stock.lto);
    media = first;
    assert_int_equal(stock_allocate(&other, NULL, NTMS_ALLOCATE_NEXT, 0, &media),
                     ERROR_INVALID_MEDIA);
    media = first;
    assert_int_equal(stock_allocate(&stock.pool, &back, NTMS_ALLOCATE_NEXT, 0, &media),
                     ERROR_SUCCESS);
    stock_expect(&media, &stock.pool, &back);
    assert_false(world_same(&media, &first));
    /* PROMISE: AllocateNtmsMedia/6 */
    media = first;
    assert_int_equal(stock_allocate(&stock.pool, NULL, NTMS_ALLOCATE_NEXT, INFINITE, &media),
                     ERROR_MEDIA_UNAVAILABLE);
    assert_int_equal(pools_read(&stock.pool).dwNumberOfLogicalMedia, 2);
}

static void test_new_needs_a_whole_cartridge(void **state)
{
    NTMS_GUID media;
    (void)state;
    stock_start();
    NTMS_GUID back = stock_add_side(&stock.media[0], NTMS_PARTSTATE_ALLOCATED);
    pools_place(&stock.media[0], &stock.pool, NTMS_PARTSTATE_AVAILABLE);
    stock_set_state(&stock.sides[0], NTMS_PARTSTATE_ALLOCATED);
    assert_int_equal(stock_allocate(&stock.pool, NULL, NTMS_ALLOCATE_NEW, 0, NULL), ERROR_TIMEOUT);
    assert_int_equal(stock_allocate(&stock.pool, NULL, 0, 0, &media), ERROR_SUCCESS);
    stock_expect(&media, &stock.pool, &back);
}

static void test_named_side_is_imported(void **state)
{
    NTMS_GUID media;
    (void)state;
    stock_start();
    NTMS_GUID back = stock_add_side(&stock.media[0], NTMS_PARTSTATE_IMPORT);
    pools_place(&stock.media[0], &stock.import, NTMS_PARTSTATE_IMPORT);
    /* PROMISE: AllocateNtmsMedia/new-import */
    assert_int_equal(stock_allocate(&stock.pool, &stock.sides[0], NTMS_ALLOCATE_NEW, 0, &media),
                     ERROR_SUCCESS);
    stock_expect(&media, &stock.pool, &stock.sides[0]);
    assert_int_equal(stock_side(&back).State, NTMS_PARTSTATE_IMPORT);
    assert_int_equal(stock_allocate(&stock.pool, &back, 0, INFINITE, &media), ERROR_SUCCESS);
    stock_expect(&media, &stock.pool, &back);
    /* From another pool of an application, with all that is on the cartridge. */
    NTMS_GUID other = pools_make(L"Other", &stock.lto);
    pools_place(&stock.media[1], &other, NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(stock_allocate(&stock.pool, &stock.sides[1], 0, 0, &media), ERROR_SUCCESS);
    stock_expect(&media, &stock.pool, &stock.sides[1]);
    assert_int_equal(pools_read(&other).dwNumberOfPhysicalMedia, 0);
}

static void test_named_side_is_refused(void **state)
{
    const NTMS_GUID *const bad[] = {&world_stray_guid, &world_null_guid, &stock.media[0],
                                    &stock.pool};
    (void)state;
    stock_start();
    /* PROMISE: AllocateNtmsMedia/4 */
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(stock_allocate(&stock.pool, bad[i], 0, 0, NULL), ERROR_INVALID_MEDIA);
    /* PROMISE: AllocateNtmsMedia/7 */
    for (DWORD value = 0; value <= NTMS_PARTSTATE_RESERVED; value++) {
        if (value == NTMS_PARTSTATE_AVAILABLE || value == NTMS_PARTSTATE_IMPORT)
            continue;
        stock_set_state(&stock.sides[0], value);
        assert_int_equal(stock_allocate(&stock.pool, &stock.sides[0], 0, INFINITE, NULL),
                         ERROR_MEDIA_UNAVAILABLE);
    }
    stock_set_state(&stock.sides[0], NTMS_PARTSTATE_AVAILABLE);
    /* PROMISE: AllocateNtmsMedia/8 */
    NTMS_GUID dlt = pools_type(0x27);
    NTMS_GUID wrong = pools_make(L"DLT", &dlt);
    assert_int_equal(stock_allocate(&wrong, &stock.sides[0], 0, 0, NULL), ERROR_MEDIA_INCOMPATIBLE);
    /* PROMISE: AllocateNtmsMedia/disabled */
    world_sql_beside("UPDATE physical_media SET enabled = 0 WHERE id = %g", &stock.media[0]);
    assert_int_equal(stock_allocate(&stock.pool, &stock.sides[0], 0, 0, NULL),
                     ERROR_RESOURCE_DISABLED);
    world_sql_beside("UPDATE physical_media SET enabled = 1 WHERE id = %g", &stock.media[0]);
    /* PROMISE: AllocateNtmsMedia/5, AllocateNtmsMedia/missing */
    world_sql_beside("UPDATE physical_media SET missing_since = 5 WHERE id = %g", &stock.media[0]);
    assert_int_equal(stock_allocate(&stock.pool, &stock.sides[0], 0, 0, NULL), ERROR_MEDIA_OFFLINE);
    world_sql_beside("UPDATE physical_media SET missing_since = 0 WHERE id = %g", &stock.media[0]);
    world_sql_beside("UPDATE physical_media SET current_library ="
                     " (SELECT l.id FROM library AS l WHERE l.flags & 1), location = NULL"
                     " WHERE id = %g",
                     &stock.media[1]);
    assert_int_equal(stock_allocate(&stock.pool, &stock.sides[1], 0, 0, NULL), ERROR_MEDIA_OFFLINE);
}

/* ---- rights ---- */

static DWORD user_allocates(void *context)
{
    (void)context;
    return stock_allocate(&stock.pool, NULL, 0, 0, NULL);
}

static DWORD user_names(void *context)
{
    return stock_allocate(&stock.pool, context, 0, 0, NULL);
}

static void test_rights(void **state)
{
    static const char use[] = "O:BAG:SYD:(A;;0x1;;;WD)";
    static const char use_and_modify[] = "O:BAG:SYD:(A;;0x3;;;WD)";
    static const char control[] = "O:BAG:SYD:(A;;0x5;;;WD)";
    (void)state;
    stock_start();
    stock_draw(&stock.pool, NTMS_ALLOCATE_FROMSCRATCH);
    /* PROMISE: AllocateNtmsMedia/2 */
    pools_protect(&stock.pool, use_and_modify);
    world_touch();
    assert_int_equal(world_as_user(user_allocates, NULL), ERROR_ACCESS_DENIED);
    pools_protect(&stock.pool, control);
    pools_protect(&stock.free_pool, nobody);
    world_touch();
    assert_int_equal(world_as_user(user_allocates, NULL), ERROR_ACCESS_DENIED);
    assert_int_equal(world_as_user(user_names, &stock.sides[0]), ERROR_ACCESS_DENIED);
    pools_protect(&stock.free_pool, use);
    world_touch();
    assert_int_equal(world_as_user(user_allocates, NULL), ERROR_SUCCESS);
    /* From Import control is needed. */
    pools_place(&stock.media[2], &stock.import, NTMS_PARTSTATE_IMPORT);
    pools_protect(&stock.import, use_and_modify);
    world_touch();
    assert_int_equal(world_as_user(user_names, &stock.sides[2]), ERROR_ACCESS_DENIED);
    pools_protect(&stock.import, control);
    world_touch();
    assert_int_equal(world_as_user(user_names, &stock.sides[2]), ERROR_SUCCESS);
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_bad_arguments_fail),
        CASE(test_pools_that_hand_nothing_out_fail),
        CASE(test_search_takes_the_pools_own_then_free),
        CASE(test_search_passes_over_what_is_out_of_reach),
        CASE(test_missing_free_pool_fails),
        CASE(test_new_and_next),
        CASE(test_new_needs_a_whole_cartridge),
        CASE(test_named_side_is_imported),
        CASE(test_named_side_is_refused),
        CASE(test_rights),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
