/* SPDX-License-Identifier: MIT */
/* AddNtmsMediaType, DeleteNtmsMediaType, and which type a cartridge is taken for. */
#include "pools_support.h"

static const char cartridges[] = "s0=A00000L4,data\n";

enum { LTO = 0x56, DLT = 0x27, MO_5_RW = 0x3B };

static DWORD add(const NTMS_GUID *type, const NTMS_GUID *library)
{
    NTMS_GUID type_copy = *type;
    NTMS_GUID library_copy = *library;
    return AddNtmsMediaType(world.session, &type_copy, &library_copy);
}

static DWORD drop(const NTMS_GUID *type, const NTMS_GUID *library)
{
    NTMS_GUID type_copy = *type;
    NTMS_GUID library_copy = *library;
    return DeleteNtmsMediaType(world.session, &type_copy, &library_copy);
}

static NTMS_GUID shelf(void)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(NULL, NTMS_LIBRARY, list);
    for (DWORD i = 0; i < count; i++) {
        if (world_read(&list[i], 0).Info.Library.dwFlags & NTMS_LIBRARYFLAG_FIXEDOFFLINE)
            return list[i];
    }
    fail_msg("no off-line library");
    return world_null_guid;
}

static uint32_t children_of(const NTMS_GUID *type)
{
    uint32_t found = 0;
    for (DWORD kind = NTMS_POOLTYPE_SCRATCH; kind <= NTMS_POOLTYPE_IMPORT; kind++) {
        NTMS_GUID pool = pools_child(kind, type);
        found += !world_same(&pool, &world_null_guid);
    }
    return found;
}

static void test_bad_arguments_fail(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID lto = pools_type(LTO);
    NTMS_GUID dlt = pools_type(DLT);
    /* PROMISE: AddNtmsMediaType/1 */
    assert_int_equal(AddNtmsMediaType(world.session, NULL, &world.library),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(AddNtmsMediaType(world.session, &dlt, NULL), ERROR_INVALID_PARAMETER);
    /* PROMISE: DeleteNtmsMediaType/1 */
    assert_int_equal(DeleteNtmsMediaType(world.session, NULL, &world.library),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(DeleteNtmsMediaType(world.session, &dlt, NULL), ERROR_INVALID_PARAMETER);
    const NTMS_GUID *const others[] = {&world_stray_guid, &world_null_guid, &world.slots[0]};
    for (size_t i = 0; i < 3; i++) {
        /* PROMISE: AddNtmsMediaType/3 */
        assert_int_equal(add(&dlt, others[i]), ERROR_INVALID_LIBRARY);
        assert_int_equal(add(others[i], others[i]), ERROR_INVALID_LIBRARY);
        /* PROMISE: AddNtmsMediaType/4 */
        assert_int_equal(add(others[i], &world.library), ERROR_INVALID_MEDIA);
        /* PROMISE: DeleteNtmsMediaType/3 */
        assert_int_equal(drop(&dlt, others[i]), ERROR_INVALID_LIBRARY);
        /* PROMISE: DeleteNtmsMediaType/4 */
        assert_int_equal(drop(others[i], &world.library), ERROR_INVALID_MEDIA);
    }
    assert_int_equal(children_of(&dlt), 0);
    assert_int_equal(children_of(&lto), 3);
}

struct pair {
    const NTMS_GUID *type;
    const NTMS_GUID *library;
};

static DWORD user_adds(void *context)
{
    const struct pair *pair = context;
    return add(pair->type, pair->library);
}

static DWORD user_drops(void *context)
{
    const struct pair *pair = context;
    return drop(pair->type, pair->library);
}

static void test_rights(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID dlt = pools_type(DLT);
    struct pair pair = {&dlt, &world.library};
    pools_protect(&world.library, "O:BAG:SYD:(A;;0x5;;;WD)"); /* all but MODIFY */
    /* PROMISE: AddNtmsMediaType/2 */
    assert_int_equal(world_as_user(user_adds, &pair), ERROR_ACCESS_DENIED);
    /* PROMISE: DeleteNtmsMediaType/2 */
    assert_int_equal(world_as_user(user_drops, &pair), ERROR_ACCESS_DENIED);
    pools_protect(&world.library, "O:BAG:SYD:(A;;0x2;;;WD)");
    assert_int_equal(world_as_user(user_adds, &pair), ERROR_SUCCESS);
    assert_int_equal(world_as_user(user_drops, &pair), ERROR_SUCCESS);
}

static void test_library_that_cannot_take_it_fails(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID dlt = pools_type(DLT);
    NTMS_GUID offline = shelf();
    /* PROMISE: AddNtmsMediaType/5 */
    assert_int_equal(add(&dlt, &offline), ERROR_LIBRARY_OFFLINE);
    /* PROMISE: AddNtmsMediaType/6 */
    world_sql_beside("UPDATE library SET enabled = 0 WHERE id = %g", &world.library);
    assert_int_equal(add(&dlt, &world.library), ERROR_RESOURCE_DISABLED);
    world_sql_beside("UPDATE library SET enabled = 1 WHERE id = %g", &world.library);
    world_pull_library();
    assert_int_equal(add(&dlt, &world.library), ERROR_LIBRARY_OFFLINE);
    /* Taking a type away needs no library that works. */
    assert_int_equal(drop(&dlt, &world.library), ERROR_SUCCESS);
    assert_int_equal(drop(&dlt, &offline), ERROR_SUCCESS);
    assert_int_equal(children_of(&dlt), 0);
}

static void test_system_pools_come_and_go_with_the_type(void **state)
{
    NTMS_GUID list[WORLD_LIST];
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID dlt = pools_type(DLT);
    DWORD types = world_library().dwNumberOfMediaTypes;
    NTMS_GUID free_pool = pools_system(NTMS_POOLTYPE_SCRATCH);
    DWORD before = pools_read(&free_pool).dwNumberOfMediaPools;
    assert_int_equal(children_of(&dlt), 0);
    assert_int_equal(add(&dlt, &world.library), ERROR_SUCCESS);
    assert_int_equal(children_of(&dlt), 3);
    assert_int_equal(world_library().dwNumberOfMediaTypes, types + 1);
    assert_int_equal(world_list(&world.library, NTMS_MEDIA_TYPE, list), types + 1);
    assert_int_equal(pools_read(&free_pool).dwNumberOfMediaPools, before + 1);
    NTMS_GUID pool = pools_child(NTMS_POOLTYPE_SCRATCH, &dlt);
    NTMS_OBJECTINFORMATIONW object = world_read(&pool, NTMS_MEDIA_POOL);
    assert_memory_equal(object.szName, L"DLT", 8);
    assert_int_equal(object.Info.MediaPool.PoolType, NTMS_POOLTYPE_SCRATCH);
    assert_true(world_same(&object.Info.MediaPool.Parent, &free_pool));
    /* Again: nothing new; a child that went astray comes back. */
    world_sql_beside("DELETE FROM media_pool WHERE id = %g", &pool);
    assert_int_equal(add(&dlt, &world.library), ERROR_SUCCESS);
    assert_int_equal(world_library().dwNumberOfMediaTypes, types + 1);
    assert_int_equal(children_of(&dlt), 3);
    world_reopen();
    assert_int_equal(world_library().dwNumberOfMediaTypes, types + 1);
    assert_int_equal(drop(&dlt, &world.library), ERROR_SUCCESS);
    assert_int_equal(world_library().dwNumberOfMediaTypes, types);
    assert_int_equal(children_of(&dlt), 0);
    assert_int_equal(drop(&dlt, &world.library), ERROR_SUCCESS);
}

/* A child has the descriptor of its system pool. */
static void test_system_pools_are_protected_alike(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID dlt = pools_type(DLT);
    NTMS_GUID import = pools_system(NTMS_POOLTYPE_IMPORT);
    pools_protect(&import, "O:BAG:SYD:(A;;0x4;;;WD)");
    assert_int_equal(add(&dlt, &world.library), ERROR_SUCCESS);
    NTMS_GUID child = pools_child(NTMS_POOLTYPE_IMPORT, &dlt);
    assert_int_equal(world_sql_number("SELECT instr(hex(descriptor), '0000140004000000') <> 0"
                                      " FROM security WHERE object = %g",
                                      &child),
                     1);
}

static BOOL is_on_the_shelf(void *medium)
{
    return world_sql_number("SELECT count(*) FROM physical_media JOIN library ON library.id ="
                            " current_library WHERE flags & 1 AND physical_media.id = %g",
                            medium) == 1;
}

/* A person takes the cartridge out of slot 0, and the library looks. */
static void take_away(NTMS_GUID *medium)
{
    struct vtl_control_place outside = {0};
    NTMS_GUID library = world.library;
    assert_int_equal(vtl_move(world.vtl, world_slot(0), outside, 0), 0);
    assert_int_equal(InventoryNtmsLibrary(world.session, &library, NTMS_INVENTORY_FAST),
                     ERROR_SUCCESS);
    world_wait(is_on_the_shelf, medium, "the cartridge missed");
    world_settle();
}

static void test_delete_while_there_are_media(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID lto = pools_type(LTO);
    NTMS_GUID medium = pools_medium(0);
    /* PROMISE: DeleteNtmsMediaType/5 */
    assert_int_equal(drop(&lto, &world.library), ERROR_NOT_EMPTY);
    NTMS_GUID offline = shelf();
    assert_int_equal(drop(&lto, &offline), ERROR_SUCCESS);
    take_away(&medium);
    assert_int_equal(drop(&lto, &offline), ERROR_NOT_EMPTY);
    /* No library has it any more, but there is a cartridge: the pools stay. */
    assert_int_equal(drop(&lto, &world.library), ERROR_SUCCESS);
    assert_int_equal(children_of(&lto), 3);
    /* What the drive reports is entered again by the next start. */
    world_reopen();
    assert_int_equal(pools_child(NTMS_POOLTYPE_FOREIGN, &lto).Data1 != 0, TRUE);
    assert_true(world_library().dwNumberOfMediaTypes >= 1);
    world_check_truth();
}

static void expect_type(uint32_t slot, DWORD code)
{
    NTMS_GUID medium = pools_medium(slot);
    NTMS_GUID type = pools_type(code);
    NTMS_GUID pool = pools_child(NTMS_POOLTYPE_FOREIGN, &type);
    NTMS_PMIDINFORMATIONW info = world_read(&medium, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
    if (!world_same(&info.MediaType, &type))
        fail_msg("slot %u: not of media type %x", (unsigned)slot, (unsigned)code);
    assert_true(world_same(&info.MediaPool, &pool));
    assert_int_equal(pools_side_state(&medium), NTMS_PARTSTATE_FOREIGN);
}

/* By the media identifier of the bar code among the library's types, else the first of them. */
static void test_type_of_new_cartridges(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID dlt = pools_type(DLT);
    expect_type(0, LTO); /* the only one */
    assert_int_equal(add(&dlt, &world.library), ERROR_SUCCESS);
    world_close();
    assert_int_equal(vtl_insert_data(world.vtl, world_slot(1), "B00001L8"), 0);
    assert_int_equal(vtl_insert_data(world.vtl, world_slot(2), "B00002LT"), 0);
    assert_int_equal(vtl_insert_data(world.vtl, world_slot(3), "B00003S2"), 0);
    assert_int_equal(vtl_insert_data(world.vtl, world_slot(4), "ARCHIVE"), 0);
    assert_int_equal(vtl_insert_data(world.vtl, world_slot(5), "B00005J"), 0);
    world_reopen();
    expect_type(0, LTO); /* known before */
    expect_type(1, LTO);
    expect_type(2, LTO);
    expect_type(3, DLT);
    expect_type(4, DLT); /* tells nothing: the first of the library */
    expect_type(5, DLT); /* tells what the library does not handle */
    world_check_truth();
}

/* A medium that is turned over in the drive has two sides from the beginning. */
static void test_two_sided_cartridge_has_two_sides(void **state)
{
    NTMS_GUID list[WORLD_LIST];
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID optical = pools_type(MO_5_RW);
    assert_int_equal(add(&optical, &world.library), ERROR_SUCCESS);
    world_close();
    assert_int_equal(vtl_insert_data(world.vtl, world_slot(1), "DISC01"), 0);
    assert_int_equal(vtl_insert_data(world.vtl, world_slot(2), "B00002L4"), 0);
    world_reopen();
    expect_type(1, MO_5_RW);
    expect_type(2, LTO);
    for (uint32_t slot = 1; slot <= 2; slot++) {
        NTMS_GUID medium = pools_medium(slot);
        DWORD sides = slot == 1 ? 2 : 1;
        NTMS_PMIDINFORMATIONW info = world_read(&medium, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
        assert_int_equal(info.dwNumberOfPartitions, sides);
        assert_int_equal(world_list(&medium, NTMS_PARTITION, list), sides);
        for (DWORD i = 0; i < sides; i++)
            assert_int_equal(world_read(&list[i], 0).Info.Partition.Side, i);
    }
    /* Both go to Free with their cartridge, at once: a disc gets no free label. */
    NTMS_GUID medium = pools_medium(1);
    NTMS_GUID pool = pools_child(NTMS_POOLTYPE_SCRATCH, &optical);
    assert_int_equal(MoveToNtmsMediaPool(world.session, &medium, &pool), ERROR_SUCCESS);
    assert_int_equal(world_sql_number("SELECT count(*) FROM media_side WHERE physical_media = %g"
                                      " AND state = 4",
                                      &medium),
                     2);
    world_check_truth();
}

static void test_database_that_cannot_be_written_fails(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID dlt = pools_type(DLT);
    world_break_database();
    DWORD added = add(&dlt, &world.library);
    world_mend_database();
    assert_int_equal(added, ERROR_DATABASE_FAILURE);
    assert_int_equal(children_of(&dlt), 0);
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_bad_arguments_fail),
        CASE(test_rights),
        CASE(test_library_that_cannot_take_it_fails),
        CASE(test_system_pools_come_and_go_with_the_type),
        CASE(test_system_pools_are_protected_alike),
        CASE(test_delete_while_there_are_media),
        CASE(test_type_of_new_cartridges),
        CASE(test_two_sided_cartridge_has_two_sides),
        CASE(test_database_that_cannot_be_written_fails),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
