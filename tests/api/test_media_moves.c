/* SPDX-License-Identifier: MIT */
/* MoveToNtmsMediaPool and ChangeNtmsMediaType: each row, and each cell of the table of moves. */
#include "pools_support.h"

#include <stdio.h>

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\n";
static const char nobody[] = "O:BAG:SYD:(A;;0x60007;;;SY)";

enum { LTO = 0x56, DLT = 0x27, CD_ROM = 0x33, MO_5_RW = 0x3B };

/* One cartridge and all kinds of pools for its type and for another one. */
static struct {
    NTMS_GUID medium;
    NTMS_GUID lto;
    NTMS_GUID dlt;
    NTMS_GUID pools[5];  /* LTO: Free, Unrecognized, Import, two of an application */
    NTMS_GUID others[4]; /* DLT: the same, one of an application */
    NTMS_GUID folder;
} our;

enum { FREE, UNRECOGNIZED, IMPORTED, OWN, SECOND };

static DWORD move(const NTMS_GUID *medium, const NTMS_GUID *pool)
{
    NTMS_GUID medium_copy = *medium;
    NTMS_GUID pool_copy = *pool;
    return MoveToNtmsMediaPool(world.session, &medium_copy, &pool_copy);
}

static DWORD change(const NTMS_GUID *medium, const NTMS_GUID *pool)
{
    NTMS_GUID medium_copy = *medium;
    NTMS_GUID pool_copy = *pool;
    return ChangeNtmsMediaType(world.session, &medium_copy, &pool_copy);
}

static void enable_drives(BOOL enabled)
{
    world_sql_beside(enabled ? "UPDATE drive SET enabled = 1" : "UPDATE drive SET enabled = 0",
                     NULL);
    if (enabled)
        world_touch();
}

/* Whether the last call has asked for a label. */
static BOOL is_labelled(void)
{
    return world_request_count(NTMS_LM_WRITESCRATCH) > 0;
}

/* Gives the labels up that are still to be written, and forgets them. */
static void withdraw(void)
{
    NTMS_GUID list[WORLD_LIST];
    while (is_labelled()) {
        DWORD count = world_list(&world.library, NTMS_LIBREQUEST, list);
        for (DWORD i = 0; i < count; i++) {
            if (world_request_read(&list[i]).OperationCode == NTMS_LM_WRITESCRATCH) {
                DWORD error = CancelNtmsLibraryRequest(world.session, &list[i]);
                assert_true(error == ERROR_SUCCESS || error == ERROR_OBJECT_NOT_FOUND);
            }
        }
        assert_int_equal(DeleteNtmsRequests(world.session, list, NTMS_LIBREQUEST, count),
                         ERROR_SUCCESS);
    }
}

static void start(void)
{
    world_start_small(1, 0, cartridges);
    world_look_over();
    our.medium = pools_medium(0);
    our.lto = pools_type(LTO);
    our.dlt = pools_type(DLT);
    assert_int_equal(AddNtmsMediaType(world.session, &our.dlt, &world.library), ERROR_SUCCESS);
    for (DWORD kind = NTMS_POOLTYPE_SCRATCH; kind <= NTMS_POOLTYPE_IMPORT; kind++) {
        our.pools[kind - 1] = pools_child(kind, &our.lto);
        our.others[kind - 1] = pools_child(kind, &our.dlt);
    }
    our.folder = pools_make(L"App", NULL);
    our.pools[OWN] = pools_make(L"App\\Own", &our.lto);
    our.pools[SECOND] = pools_make(L"App\\Second", &our.lto);
    our.others[OWN] = pools_make(L"App\\Other", &our.dlt);
    assert_true(pools_medium_is_in(&our.medium, &our.pools[UNRECOGNIZED]));
    /* No label is written until a case wants it. */
    enable_drives(FALSE);
}

static void test_bad_arguments_fail(void **state)
{
    (void)state;
    start();
    /* PROMISE: MoveToNtmsMediaPool/1 */
    assert_int_equal(MoveToNtmsMediaPool(world.session, NULL, &our.folder),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(MoveToNtmsMediaPool(world.session, &our.medium, NULL),
                     ERROR_INVALID_PARAMETER);
    /* PROMISE: ChangeNtmsMediaType/1 */
    assert_int_equal(ChangeNtmsMediaType(world.session, NULL, &our.folder),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(ChangeNtmsMediaType(world.session, &our.medium, NULL),
                     ERROR_INVALID_PARAMETER);
    NTMS_GUID sides[WORLD_LIST];
    assert_int_equal(world_list(&our.medium, NTMS_PARTITION, sides), 1);
    const NTMS_GUID *const media[] = {&world_stray_guid, &world_null_guid, &sides[0], &our.folder};
    const NTMS_GUID *const targets[] = {&world_stray_guid, &world_null_guid, &our.medium,
                                        &world.library};
    for (size_t i = 0; i < 4; i++) {
        /* PROMISE: MoveToNtmsMediaPool/3 */
        assert_int_equal(move(media[i], &our.pools[FREE]), ERROR_INVALID_MEDIA);
        assert_int_equal(move(media[i], &world_stray_guid), ERROR_INVALID_MEDIA);
        /* PROMISE: ChangeNtmsMediaType/3 */
        assert_int_equal(change(media[i], &our.others[FREE]), ERROR_INVALID_MEDIA);
        /* PROMISE: MoveToNtmsMediaPool/4 */
        assert_int_equal(move(&our.medium, targets[i]), ERROR_INVALID_MEDIA_POOL);
        /* PROMISE: ChangeNtmsMediaType/4 */
        assert_int_equal(change(&our.medium, targets[i]), ERROR_INVALID_MEDIA_POOL);
    }
    /* PROMISE: MoveToNtmsMediaPool/3 */
    pools_place(&our.medium, &world_stray_guid, NTMS_PARTSTATE_FOREIGN);
    assert_int_equal(move(&our.medium, &our.pools[FREE]), ERROR_INVALID_MEDIA);
}

/* What a move says for a cartridge whose only side has this state; `labelled`: it waits for its
 * label and has not moved yet. */
static DWORD try_move(size_t from, DWORD side, const NTMS_GUID *to, BOOL *labelled)
{
    pools_place(&our.medium, &our.pools[from], side);
    DWORD error = move(&our.medium, to);
    *labelled = is_labelled();
    if (*labelled) {
        assert_int_equal(error, ERROR_SUCCESS);
        assert_int_equal(pools_side_state(&our.medium), NTMS_PARTSTATE_UNPREPARED);
        assert_true(pools_medium_is_in(&our.medium, &our.pools[from]));
        withdraw();
    }
    assert_int_equal(pools_side_state(&our.medium), side);
    if (error != ERROR_SUCCESS || *labelled)
        assert_true(pools_medium_is_in(&our.medium, &our.pools[from]));
    else
        assert_true(pools_medium_is_in(&our.medium, to));
    return error;
}

static BOOL is_owned(DWORD side)
{
    return side == NTMS_PARTSTATE_ALLOCATED || side == NTMS_PARTSTATE_COMPLETE ||
           side == NTMS_PARTSTATE_RESERVED;
}

/* Every pool x every pool x every state of the side: 5 x 5 x 10 moves. */
static void test_table_of_moves(void **state)
{
    (void)state;
    start();
    for (size_t from = FREE; from <= SECOND; from++) {
        for (size_t to = FREE; to <= SECOND; to++) {
            for (DWORD side = NTMS_PARTSTATE_UNKNOWN; side <= NTMS_PARTSTATE_RESERVED; side++) {
                BOOL legal = from == to;
                legal |= to == FREE && !is_owned(side);
                legal |= to == IMPORTED && from >= OWN && side == NTMS_PARTSTATE_IMPORT;
                legal |= to >= OWN && (from == FREE || from >= OWN);
                BOOL waited = FALSE;
                DWORD error = try_move(from, side, &our.pools[to], &waited);
                /* PROMISE: MoveToNtmsMediaPool/4 */
                if (error != (legal ? ERROR_SUCCESS : ERROR_INVALID_MEDIA_POOL))
                    fail_msg("pool %u to %u, side %u: %u", (unsigned)from, (unsigned)to,
                             (unsigned)side, (unsigned)error);
                BOOL labelled = legal && to == FREE && from != FREE &&
                                side != NTMS_PARTSTATE_DECOMMISSIONED &&
                                side != NTMS_PARTSTATE_INCOMPATIBLE;
                assert_int_equal(waited, labelled);
            }
        }
    }
    BOOL waited = FALSE;
    NTMS_GUID root = pools_root();
    NTMS_GUID container = pools_system(NTMS_POOLTYPE_SCRATCH);
    for (size_t from = FREE; from <= SECOND; from++) {
        assert_int_equal(try_move(from, NTMS_PARTSTATE_AVAILABLE, &our.folder, &waited),
                         ERROR_INVALID_MEDIA_POOL);
        assert_int_equal(try_move(from, NTMS_PARTSTATE_AVAILABLE, &root, &waited),
                         ERROR_INVALID_MEDIA_POOL);
        assert_int_equal(try_move(from, NTMS_PARTSTATE_AVAILABLE, &container, &waited),
                         ERROR_INVALID_MEDIA_POOL);
        /* PROMISE: MoveToNtmsMediaPool/6 */
        for (size_t to = FREE; to <= OWN; to++)
            assert_int_equal(try_move(from, NTMS_PARTSTATE_AVAILABLE, &our.others[to], &waited),
                             ERROR_MEDIA_INCOMPATIBLE);
    }
}

static void test_two_sided_medium_moves_whole(void **state)
{
    (void)state;
    start();
    pools_place(&our.medium, &our.pools[OWN], NTMS_PARTSTATE_IMPORT);
    world_sql_beside(
        "INSERT INTO media_side SELECT NULL, x'00112233445566778899aabbccddeeff', created,"
        " modified, enabled, operational_state, name, description, physical_media, logical_media,"
        " 5, 1, label_id, label_type, label_info, mount_count, allocate_count, capacity, pool"
        " FROM media_side WHERE physical_media = %g",
        &our.medium);
    world_sql_beside("UPDATE physical_media SET number_of_partitions = 2 WHERE id = %g",
                     &our.medium);
    /* One side that is not Import, one that is owned. */
    assert_int_equal(move(&our.medium, &our.pools[IMPORTED]), ERROR_INVALID_MEDIA_POOL);
    assert_int_equal(move(&our.medium, &our.pools[FREE]), ERROR_INVALID_MEDIA_POOL);
    assert_int_equal(move(&our.medium, &our.pools[SECOND]), ERROR_SUCCESS);
    world_sql_beside("UPDATE media_side SET state = 4 WHERE side = 1 AND physical_media = %g",
                     &our.medium);
    assert_int_equal(move(&our.medium, &our.pools[FREE]), ERROR_SUCCESS);
    assert_int_equal(world_sql_number("SELECT count(*) FROM media_side WHERE physical_media = %g"
                                      " AND state = 1",
                                      &our.medium),
                     2);
    assert_int_equal(world_request_count(NTMS_LM_WRITESCRATCH), 2);
    withdraw();
    assert_int_equal(world_sql_number("SELECT sum(state) FROM media_side WHERE physical_media = %g",
                                      &our.medium),
                     NTMS_PARTSTATE_AVAILABLE + NTMS_PARTSTATE_IMPORT);
    /* PROMISE: ChangeNtmsMediaType/8 */
    assert_int_equal(change(&our.medium, &our.others[FREE]), ERROR_MEDIA_INCOMPATIBLE);
}

static void test_logical_medium_follows(void **state)
{
    (void)state;
    start();
    pools_place(&our.medium, &our.pools[OWN], NTMS_PARTSTATE_ALLOCATED);
    world_sql_beside(
        "INSERT INTO logical_media SELECT NULL, x'00112233445566778899aabbccddeeff', created,"
        " modified, 1, 0, '', '', media_pool FROM physical_media WHERE id = %g",
        &our.medium);
    world_sql_beside("UPDATE media_side SET logical_media = x'00112233445566778899aabbccddeeff'"
                     " WHERE physical_media = %g",
                     &our.medium);
    assert_int_equal(move(&our.medium, &our.pools[SECOND]), ERROR_SUCCESS);
    NTMS_GUID list[WORLD_LIST];
    assert_int_equal(world_list(&our.pools[OWN], NTMS_LOGICAL_MEDIA, list), 0);
    assert_int_equal(world_list(&our.pools[SECOND], NTMS_LOGICAL_MEDIA, list), 1);
    NTMS_MEDIAPOOLINFORMATION pool = pools_read(&our.pools[SECOND]);
    assert_int_equal(pool.dwNumberOfPhysicalMedia, 1);
    assert_int_equal(pool.dwNumberOfLogicalMedia, 1);
    pool = pools_read(&our.pools[OWN]);
    assert_int_equal(pool.dwNumberOfPhysicalMedia + pool.dwNumberOfLogicalMedia, 0);
    assert_int_equal(pools_side_state(&our.medium), NTMS_PARTSTATE_ALLOCATED);
    assert_int_equal(DeleteNtmsMediaPool(world.session, &our.pools[SECOND]), ERROR_NOT_EMPTY);
}

static int64_t announced(const char *type, const NTMS_GUID *id)
{
    char query[128];
    snprintf(query, sizeof query,
             "SELECT count(*) FROM journal WHERE operation = 5 AND type = %s AND id = %%g", type);
    return world_sql_number(query, id);
}

static void await_label(void)
{
    NTMS_GUID request = world_request(NTMS_LM_WRITESCRATCH);
    world_expect_end(&request, NTMS_LM_PASSED, ERROR_SUCCESS);
}

/* The end of a move to Free is the end of its label. */
static void test_moves_are_announced(void **state)
{
    (void)state;
    start();
    assert_int_equal(move(&our.medium, &our.pools[FREE]), ERROR_SUCCESS);
    assert_int_equal(announced("12", &our.pools[FREE]), 0);
    enable_drives(TRUE);
    await_label();
    assert_int_equal(announced("12", &our.pools[FREE]), 1);
    assert_true(pools_medium_is_in(&our.medium, &our.pools[FREE]));
    assert_int_equal(pools_side_state(&our.medium), NTMS_PARTSTATE_AVAILABLE);
    pools_place(&our.medium, &our.pools[UNRECOGNIZED], NTMS_PARTSTATE_FOREIGN);
    world_settle();
    pools_await_idle(&our.medium);
    assert_int_equal(change(&our.medium, &our.pools[FREE]), ERROR_SUCCESS);
    await_label();
    assert_int_equal(announced("15", &our.medium), 1);
    assert_int_equal(announced("12", &our.pools[FREE]), 1);
    /* Without a label it is over within the call. */
    pools_await_idle(&our.medium);
    assert_int_equal(move(&our.medium, &our.pools[OWN]), ERROR_SUCCESS);
    assert_int_equal(announced("12", &our.pools[OWN]), 1);
    world_reopen();
    assert_true(pools_medium_is_in(&our.medium, &our.pools[OWN]));
    world_check_truth();
}

static void test_medium_in_use_fails(void **state)
{
    (void)state;
    start();
    pools_place(&our.medium, &our.pools[OWN], NTMS_PARTSTATE_AVAILABLE);
    for (DWORD use = NTMS_MEDIASTATE_INUSE; use <= NTMS_MEDIASTATE_OPREQ; use++) {
        char statement[] = "UPDATE physical_media SET media_state = 0 WHERE id = %g";
        *strchr(statement, '0') = (char)('0' + use);
        world_sql_beside(statement, &our.medium);
        /* PROMISE: MoveToNtmsMediaPool/5 */
        assert_int_equal(move(&our.medium, &our.pools[SECOND]), ERROR_BUSY);
        assert_int_equal(move(&our.medium, &our.pools[OWN]), ERROR_BUSY);
        /* PROMISE: ChangeNtmsMediaType/7 */
        assert_int_equal(change(&our.medium, &our.others[OWN]), ERROR_BUSY);
    }
    world_sql_beside("UPDATE physical_media SET media_state = 0, enabled = 0 WHERE id = %g",
                     &our.medium);
    assert_int_equal(move(&our.medium, &our.pools[SECOND]), ERROR_BUSY);
    assert_int_equal(change(&our.medium, &our.others[OWN]), ERROR_BUSY);
    world_sql_beside("UPDATE physical_media SET enabled = 1 WHERE id = %g", &our.medium);
    assert_int_equal(move(&our.medium, &our.pools[SECOND]), ERROR_SUCCESS);
}

static void test_medium_out_of_reach(void **state)
{
    (void)state;
    start();
    NTMS_GUID shelved = pools_medium(1);
    pools_place(&our.medium, &our.pools[OWN], NTMS_PARTSTATE_AVAILABLE);
    world_sql_beside("UPDATE library SET enabled = 0 WHERE id = %g", &world.library);
    /* PROMISE: ChangeNtmsMediaType/6 */
    assert_int_equal(change(&our.medium, &our.others[OWN]), ERROR_RESOURCE_DISABLED);
    /* PROMISE: MoveToNtmsMediaPool/5 */
    assert_int_equal(move(&our.medium, &our.pools[FREE]), ERROR_BUSY);
    world_sql_beside("UPDATE library SET enabled = 1 WHERE id = %g", &world.library);
    /* On the shelf, as a look finds it, too. */
    world_take(world_slot(1));
    world_sql_beside("UPDATE physical_media SET location = NULL, home_slot = NULL, current_library"
                     " = (SELECT id FROM library WHERE flags & 1) WHERE id = %g",
                     &shelved);
    pools_place(&shelved, &our.pools[OWN], NTMS_PARTSTATE_AVAILABLE);
    /* PROMISE: ChangeNtmsMediaType/5 */
    assert_int_equal(change(&shelved, &our.others[OWN]), ERROR_LIBRARY_OFFLINE);
    assert_int_equal(move(&shelved, &our.pools[FREE]), ERROR_BUSY);
    /* Nothing is written on a medium that changes between application pools. */
    assert_int_equal(move(&shelved, &our.pools[SECOND]), ERROR_SUCCESS);
    world_pull_library();
    assert_int_equal(change(&our.medium, &our.others[OWN]), ERROR_LIBRARY_OFFLINE);
    assert_int_equal(move(&our.medium, &our.pools[FREE]), ERROR_BUSY);
    assert_int_equal(move(&our.medium, &our.pools[SECOND]), ERROR_SUCCESS);
    assert_true(pools_medium_is_in(&our.medium, &our.pools[SECOND]));
}

struct pair {
    const NTMS_GUID *medium;
    const NTMS_GUID *pool;
};

static DWORD user_moves(void *context)
{
    const struct pair *pair = context;
    return move(pair->medium, pair->pool);
}

static DWORD user_changes(void *context)
{
    const struct pair *pair = context;
    return change(pair->medium, pair->pool);
}

static void test_rights(void **state)
{
    struct pair to_own = {&our.medium, &our.pools[OWN]};
    struct pair to_free = {&our.medium, &our.pools[FREE]};
    struct pair to_second = {&our.medium, &our.pools[SECOND]};
    struct pair to_other = {&our.medium, &our.others[OWN]};
    NTMS_GUID computer[WORLD_LIST];
    (void)state;
    start();
    world_list(NULL, NTMS_COMPUTER, computer);
    pools_protect(&our.pools[OWN], nobody);
    pools_protect(&our.pools[SECOND], "O:BAG:SYD:(A;;0x3;;;WD)"); /* all but CONTROL */
    /* PROMISE: MoveToNtmsMediaPool/2 */
    assert_int_equal(world_as_user(user_moves, &to_free), ERROR_ACCESS_DENIED); /* the source */
    pools_place(&our.medium, &our.pools[FREE], NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(world_as_user(user_moves, &to_own), ERROR_ACCESS_DENIED); /* the target */
    assert_int_equal(world_as_user(user_moves, &to_second), ERROR_ACCESS_DENIED);
    /* USE is enough on Free. */
    pools_protect(&our.pools[OWN], "O:BAG:SYD:(A;;0x4;;;WD)");
    assert_int_equal(world_as_user(user_moves, &to_own), ERROR_SUCCESS);
    assert_int_equal(world_as_user(user_moves, &to_free), ERROR_SUCCESS);
    withdraw();
    pools_place(&our.medium, &our.pools[FREE], NTMS_PARTSTATE_AVAILABLE);
    pools_protect(&our.pools[FREE], "O:BAG:SYD:(A;;0x6;;;WD)");
    assert_int_equal(world_as_user(user_moves, &to_own), ERROR_ACCESS_DENIED);
    /* PROMISE: ChangeNtmsMediaType/2 */
    pools_place(&our.medium, &our.pools[SECOND], NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(world_as_user(user_changes, &to_other), ERROR_ACCESS_DENIED); /* computer */
    pools_protect(&computer[0], "O:BAG:SYD:(A;;0x3;;;WD)");
    assert_int_equal(world_as_user(user_changes, &to_other), ERROR_SUCCESS);
    pools_place(&our.medium, &our.pools[OWN], NTMS_PARTSTATE_AVAILABLE);
    assert_int_equal(world_as_user(user_changes, &to_other), ERROR_ACCESS_DENIED); /* pool */
}

static BOOL has_type(const NTMS_GUID *type)
{
    NTMS_GUID now = world_read(&our.medium, 0).Info.PhysicalMedia.MediaType;
    return world_same(&now, type);
}

/* The new type lasts, but for a label that is not written. */
static DWORD try_change(size_t from, DWORD side, const NTMS_GUID *to, const NTMS_GUID *type)
{
    pools_place(&our.medium, &our.pools[from], side);
    world_sql_beside("UPDATE physical_media SET media_type = (SELECT p.media_type FROM media_pool"
                     " AS p WHERE p.id = physical_media.media_pool) WHERE id = %g",
                     &our.medium);
    DWORD error = change(&our.medium, to);
    if (is_labelled()) {
        assert_int_equal(error, ERROR_SUCCESS);
        withdraw();
        assert_true(has_type(&our.lto));
        assert_true(pools_medium_is_in(&our.medium, &our.pools[from]));
        assert_int_equal(pools_side_state(&our.medium), side);
    } else if (error == ERROR_SUCCESS) {
        assert_true(has_type(type));
        assert_true(pools_medium_is_in(&our.medium, to));
    } else {
        assert_true(pools_medium_is_in(&our.medium, &our.pools[from]));
        assert_int_equal(pools_side_state(&our.medium), side);
    }
    return error;
}

static void test_change_type_policy(void **state)
{
    (void)state;
    start();
    /* PROMISE: ChangeNtmsMediaType/4 */
    for (size_t from = FREE; from <= SECOND; from++) {
        for (size_t to = FREE; to <= OWN; to++) {
            BOOL legal = to == FREE || (to == OWN && (from == FREE || from >= OWN));
            assert_int_equal(try_change(from, NTMS_PARTSTATE_AVAILABLE, &our.others[to], &our.dlt),
                             legal ? ERROR_SUCCESS : ERROR_INVALID_MEDIA_POOL);
            legal = to == FREE || (to == IMPORTED && from >= IMPORTED) ||
                    (to == OWN && (from == FREE || from >= OWN));
            assert_int_equal(try_change(from, NTMS_PARTSTATE_IMPORT, &our.others[to], &our.dlt),
                             legal ? ERROR_SUCCESS : ERROR_INVALID_MEDIA_POOL);
        }
        assert_int_equal(try_change(from, NTMS_PARTSTATE_AVAILABLE, &our.folder, &our.lto),
                         ERROR_INVALID_MEDIA_POOL);
        assert_int_equal(try_change(from, NTMS_PARTSTATE_AVAILABLE, &our.pools[from], &our.lto),
                         ERROR_SUCCESS);
    }
    assert_int_equal(try_change(OWN, NTMS_PARTSTATE_ALLOCATED, &our.others[FREE], &our.dlt),
                     ERROR_INVALID_MEDIA_POOL);
    pools_place(&our.medium, &our.pools[OWN], NTMS_PARTSTATE_ALLOCATED);
    assert_int_equal(change(&our.medium, &our.others[OWN]), ERROR_SUCCESS);
    assert_int_equal(pools_side_state(&our.medium), NTMS_PARTSTATE_ALLOCATED);
}

static void test_types_that_do_not_fit(void **state)
{
    (void)state;
    start();
    NTMS_GUID disc = pools_type(CD_ROM);
    NTMS_GUID optical = pools_type(MO_5_RW);
    assert_int_equal(AddNtmsMediaType(world.session, &disc, &world.library), ERROR_SUCCESS);
    assert_int_equal(AddNtmsMediaType(world.session, &optical, &world.library), ERROR_SUCCESS);
    NTMS_GUID discs = pools_child(NTMS_POOLTYPE_SCRATCH, &disc);
    NTMS_GUID opticals = pools_child(NTMS_POOLTYPE_SCRATCH, &optical);
    /* A free label cannot be written on what can only be read. */
    assert_int_equal(change(&our.medium, &discs), ERROR_INVALID_MEDIA_POOL);
    /* PROMISE: ChangeNtmsMediaType/8 */
    assert_int_equal(change(&our.medium, &opticals), ERROR_MEDIA_INCOMPATIBLE);
    assert_true(pools_medium_is_in(&our.medium, &our.pools[UNRECOGNIZED]));
    world_check_truth();
}

/* A cartridge found before its library's types were known lies in the system pool itself. */
static void test_medium_without_a_type_gets_one(void **state)
{
    (void)state;
    start();
    NTMS_GUID unrecognized = pools_system(NTMS_POOLTYPE_FOREIGN);
    pools_place(&our.medium, &unrecognized, NTMS_PARTSTATE_FOREIGN);
    world_sql_beside("UPDATE physical_media SET media_type = NULL WHERE id = %g", &our.medium);
    assert_int_equal(move(&our.medium, &our.pools[FREE]), ERROR_MEDIA_INCOMPATIBLE);
    assert_int_equal(move(&our.medium, &unrecognized), ERROR_INVALID_MEDIA_POOL);
    assert_int_equal(change(&our.medium, &our.pools[UNRECOGNIZED]), ERROR_INVALID_MEDIA_POOL);
    assert_int_equal(change(&our.medium, &our.pools[FREE]), ERROR_SUCCESS);
    assert_true(has_type(&our.lto));
    withdraw();
    assert_true(has_type(&world_null_guid));
    world_check_truth();
}

static void test_database_that_cannot_be_written_fails(void **state)
{
    (void)state;
    start();
    world_break_database();
    DWORD moved = move(&our.medium, &our.pools[FREE]);
    world_mend_database();
    assert_int_equal(moved, ERROR_DATABASE_FAILURE);
    assert_true(pools_medium_is_in(&our.medium, &our.pools[UNRECOGNIZED]));
    assert_int_equal(move(&our.medium, &our.pools[FREE]), ERROR_SUCCESS);
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_bad_arguments_fail),
        CASE(test_table_of_moves),
        CASE(test_two_sided_medium_moves_whole),
        CASE(test_logical_medium_follows),
        CASE(test_moves_are_announced),
        CASE(test_medium_in_use_fails),
        CASE(test_medium_out_of_reach),
        CASE(test_rights),
        CASE(test_change_type_policy),
        CASE(test_types_that_do_not_fit),
        CASE(test_medium_without_a_type_gets_one),
        CASE(test_database_that_cannot_be_written_fails),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
