/* SPDX-License-Identifier: MIT */
/*
 * The calls that own media: what they write, the right that each asks for, and that each does all
 * or nothing when the n-th allocation or statement fails.
 */
#include "engine_fixture.h"

#include "base/memory.h"
#include "engine/runtime.h"
#include "store/fault.h"
#include "store/media.h"

#include <string.h>

enum { FAULTS = 60, LTO = 0x56, RECORDS = 64 };

static struct {
    struct base_guid pool;
    struct base_guid media[3];   /* one-sided; the last one lies on the shelf */
    struct base_guid sides[3];   /* allocated */
    struct base_guid logical[3]; /* of the sides */
} our;

static struct store_transaction *begin(void)
{
    struct store_transaction *transaction = NULL;
    assert_int_equal(store_begin_write(fixture_session()->engine->store, &transaction), 0);
    return transaction;
}

static struct model_information read_row(const struct base_guid *id, uint32_t type)
{
    struct model_information row;
    fixture_read(id, type, &row);
    return row;
}

static uint32_t side_state(size_t index)
{
    return read_row(&our.sides[index], MODEL_PARTITION).info.partition.state;
}

static void set_side_state(size_t index, uint32_t state)
{
    struct model_information row;
    struct store_transaction *transaction = begin();
    assert_int_equal(store_object_get(transaction, &our.sides[index], MODEL_PARTITION, &row), 0);
    row.info.partition.state = state;
    assert_int_equal(store_object_update(transaction, &row), 0);
    assert_int_equal(store_commit(transaction), 0);
}

static void set_media_state(size_t index, uint32_t state)
{
    struct model_information row = read_row(&our.media[index], MODEL_PHYSICAL_MEDIA);
    struct store_transaction *transaction = begin();
    row.info.physical_media.media_state = state;
    assert_int_equal(store_object_update(transaction, &row), 0);
    assert_int_equal(store_commit(transaction), 0);
}

/* A new logical medium for the side of a cartridge, which comes into our pool. */
static void own(struct store_transaction *transaction, size_t index)
{
    struct model_information medium;
    struct model_information logical = {0};
    struct store_list sides = STORE_LIST_INIT;
    assert_int_equal(
        store_object_get(transaction, &our.media[index], MODEL_PHYSICAL_MEDIA, &medium), 0);
    medium.info.physical_media.media_pool = our.pool;
    assert_int_equal(store_object_update(transaction, &medium), 0);
    logical.object.type = MODEL_LOGICAL_MEDIA;
    logical.object.enabled = true;
    logical.info.logical_media.media_pool = our.pool;
    assert_int_equal(store_object_insert(transaction, &logical), 0);
    our.logical[index] = logical.object.id;
    assert_int_equal(store_sides_of_media(transaction, &our.media[index], &sides), 0);
    assert_int_equal(sides.count, 1);
    sides.items[0].info.partition.logical_media = logical.object.id;
    sides.items[0].info.partition.state = MODEL_PARTSTATE_ALLOCATED;
    sides.items[0].info.partition.allocate_count = 1;
    assert_int_equal(store_object_update(transaction, &sides.items[0]), 0);
    our.sides[index] = sides.items[0].object.id;
    store_list_free(&sides);
}

/* A catalogued cartridge with one side that nobody owns, on the shelf. */
static struct base_guid shelve(struct store_transaction *transaction)
{
    struct model_information medium = {0};
    struct model_information side = {0};
    medium.object.type = MODEL_PHYSICAL_MEDIA;
    medium.object.enabled = true;
    medium.info.physical_media.current_library = fixture_session()->engine->offline_library;
    medium.info.physical_media.location_type = MODEL_STORAGESLOT;
    medium.info.physical_media.media_pool = our.pool;
    medium.info.physical_media.barcode_state = MODEL_BARCODESTATE_UNREADABLE;
    assert_int_equal(store_object_insert(transaction, &medium), 0);
    side.object.type = MODEL_PARTITION;
    side.object.enabled = true;
    side.info.partition.physical_media = medium.object.id;
    assert_int_equal(store_object_insert(transaction, &side), 0);
    return medium.object.id;
}

static struct base_guid lto(struct store_transaction *transaction)
{
    struct base_guid type;
    assert_int_equal(store_media_type_find(transaction, LTO, &type), 0);
    return type;
}

static void start(void)
{
    struct store_transaction *transaction;
    struct engine_pool_wish wish = {.path = "App", .action = MODEL_CREATE_NEW};
    struct base_guid media[16];
    struct base_guid type;
    fixture_usual();
    assert_true(fixture_list(MODEL_PHYSICAL_MEDIA, media, 16) >= 2);
    transaction = begin();
    type = lto(transaction);
    store_rollback(transaction);
    wish.media_type = &type;
    assert_int_equal(engine_pool_open(fixture_session(), &wish, &our.pool), 0);
    transaction = begin();
    our.media[0] = media[0];
    our.media[1] = media[1];
    our.media[2] = shelve(transaction);
    for (size_t i = 0; i < 3; i++) {
        own(transaction, i);
    }
    assert_int_equal(store_commit(transaction), 0);
}

static void end(void)
{
    fixture_stop();
    fixture_start();
    fixture_check();
    fixture_end();
}

static int64_t journal_now(void)
{
    int64_t sequence;
    struct store_transaction *transaction = begin();
    assert_int_equal(store_journal_last(transaction, &sequence), 0);
    store_rollback(transaction);
    return sequence;
}

/* The journal since then says this of that object, and exactly `total` things in all. */
struct entry {
    uint32_t operation;
    const struct base_guid *id;
};

static void expect_journal(int64_t since, const struct entry *entries, uint32_t total)
{
    struct store_journal_record records[RECORDS];
    uint32_t count = 0;
    struct store_transaction *transaction = begin();
    assert_int_equal(store_journal_read(transaction, since, 0, records, RECORDS, &count), 0);
    store_rollback(transaction);
    assert_int_equal(count, total);
    for (uint32_t i = 0; i < total; i++) {
        bool found = false;
        for (uint32_t j = 0; j < count; j++) {
            found |= records[j].operation == entries[i].operation &&
                     base_guid_equal(&records[j].id, entries[i].id);
        }
        if (!found) {
            fail_msg("entry %u is missing", (unsigned)i);
        }
    }
}

static void test_complete_marks_the_side_and_says_so(void **state)
{
    (void)state;
    start();
    int64_t since = journal_now();
    assert_int_equal(engine_media_complete(fixture_session(), &our.logical[0]), 0);
    expect_journal(since, (struct entry[]){{MODEL_OBJ_UPDATE, &our.sides[0]}}, 1);
    assert_int_equal(side_state(0), MODEL_PARTSTATE_COMPLETE);
    assert_int_equal(side_state(1), MODEL_PARTSTATE_ALLOCATED);
    since = journal_now();
    assert_int_equal(engine_media_complete(fixture_session(), &our.logical[0]),
                     BASE_ERROR_INVALID_STATE);
    expect_journal(since, NULL, 0);
    end();
}

static void test_swap_exchanges_the_logical_media(void **state)
{
    (void)state;
    start();
    int64_t since = journal_now();
    assert_int_equal(engine_media_swap(fixture_session(), &our.logical[0], &our.logical[2]), 0);
    expect_journal(since,
                   (struct entry[]){{MODEL_OBJ_UPDATE, &our.sides[0]},
                                    {MODEL_OBJ_UPDATE, &our.sides[2]},
                                    {MODEL_OBJ_UPDATE, &our.logical[0]},
                                    {MODEL_OBJ_UPDATE, &our.logical[2]}},
                   4);
    for (size_t i = 0; i < 3; i++) {
        struct model_partition side = read_row(&our.sides[i], MODEL_PARTITION).info.partition;
        assert_memory_equal(&side.logical_media, &our.logical[2 - i], sizeof side.logical_media);
        assert_int_equal(side.state, MODEL_PARTSTATE_ALLOCATED);
        assert_int_equal(side.allocate_count, 1);
        assert_int_equal(
            read_row(&our.logical[i], MODEL_LOGICAL_MEDIA).info.logical_media.number_of_partitions,
            1);
    }
    end();
}

static void test_decommission_retires_for_good(void **state)
{
    (void)state;
    start();
    set_side_state(1, MODEL_PARTSTATE_AVAILABLE);
    int64_t since = journal_now();
    assert_int_equal(engine_media_decommission(fixture_session(), &our.sides[1]), 0);
    expect_journal(since, (struct entry[]){{MODEL_OBJ_UPDATE, &our.sides[1]}}, 1);
    assert_int_equal(side_state(1), MODEL_PARTSTATE_DECOMMISSIONED);
    assert_int_equal(engine_media_decommission(fixture_session(), &our.sides[1]),
                     BASE_ERROR_INVALID_STATE);
    end();
}

static void test_delete_takes_all_that_belongs_to_it(void **state)
{
    struct base_guid ids[64];
    const struct base_guid *shelf;
    (void)state;
    start();
    shelf = &fixture_session()->engine->offline_library;
    /* PROMISE: DeleteNtmsMedia/named */
    set_side_state(2, MODEL_PARTSTATE_INCOMPATIBLE); /* nobody's any more, but for its name */
    uint32_t media = fixture_list(MODEL_PHYSICAL_MEDIA, ids, 64);
    uint32_t sides = fixture_list(MODEL_PARTITION, ids, 64);
    int64_t since = journal_now();
    assert_int_equal(engine_media_delete(fixture_session(), &our.media[2]), 0);
    expect_journal(since,
                   (struct entry[]){{MODEL_OBJ_DELETE, &our.media[2]},
                                    {MODEL_OBJ_DELETE, &our.sides[2]},
                                    {MODEL_OBJ_DELETE, &our.logical[2]},
                                    {MODEL_OBJ_UPDATE, shelf},
                                    {MODEL_OBJ_UPDATE, &our.pool}},
                   5);
    assert_int_equal(fixture_list(MODEL_PHYSICAL_MEDIA, ids, 64), media - 1);
    assert_int_equal(fixture_list(MODEL_PARTITION, ids, 64), sides - 1);
    struct model_media_pool pool = read_row(&our.pool, MODEL_MEDIA_POOL).info.media_pool;
    assert_int_equal(pool.number_of_physical_media, 2);
    assert_int_equal(pool.number_of_logical_media, 2);
    assert_int_equal(engine_media_delete(fixture_session(), &our.media[2]),
                     BASE_ERROR_INVALID_MEDIA);
    end();
}

/* A request for the cartridge, finished or not. */
static void request_for(size_t index, uint32_t operation, uint32_t state)
{
    struct model_information row = {0};
    struct store_transaction *transaction = begin();
    row.object.type = MODEL_LIBREQUEST;
    row.object.enabled = true;
    row.info.lib_request.operation = operation;
    row.info.lib_request.state = state;
    row.info.lib_request.physical_media = our.media[index];
    row.info.lib_request.queued = 1;
    assert_int_equal(store_object_insert(transaction, &row), 0);
    assert_int_equal(store_commit(transaction), 0);
}

/* A mount that is queued is a use of the cartridge before anything has moved. */
static void test_queued_mount_is_a_use(void **state)
{
    (void)state;
    start();
    request_for(0, MODEL_LM_MOUNT, MODEL_LM_PASSED);
    assert_int_equal(engine_media_swap(fixture_session(), &our.logical[0], &our.logical[1]), 0);
    assert_int_equal(engine_media_swap(fixture_session(), &our.logical[0], &our.logical[1]), 0);
    request_for(0, MODEL_LM_MOUNT, MODEL_LM_DEFERRED);
    /* PROMISE: SwapNtmsMedia/queued */
    assert_int_equal(engine_media_swap(fixture_session(), &our.logical[0], &our.logical[1]),
                     BASE_ERROR_INVALID_MEDIA);
    assert_int_equal(engine_media_complete(fixture_session(), &our.logical[0]),
                     BASE_ERROR_INVALID_STATE);
    set_side_state(2, MODEL_PARTSTATE_FOREIGN);
    request_for(2, MODEL_LM_MOUNT, MODEL_LM_DEFERRED);
    assert_int_equal(engine_media_delete(fixture_session(), &our.media[2]),
                     BASE_ERROR_INVALID_STATE);
    fixture_end();
}

static void set_pool(uint32_t deallocation_policy, uint32_t most)
{
    struct model_information row;
    struct store_transaction *transaction = begin();
    assert_int_equal(store_object_get(transaction, &our.pool, MODEL_MEDIA_POOL, &row), 0);
    row.info.media_pool.deallocation_policy = deallocation_policy;
    row.info.media_pool.max_allocates = most;
    assert_int_equal(store_object_update(transaction, &row), 0);
    assert_int_equal(store_commit(transaction), 0);
}

static void own_again(size_t index)
{
    struct store_transaction *transaction = begin();
    own(transaction, index);
    assert_int_equal(store_commit(transaction), 0);
}

static void test_deallocate_ends_the_ownership(void **state)
{
    (void)state;
    start();
    set_pool(0, 2);
    int64_t since = journal_now();
    assert_int_equal(engine_deallocate(fixture_session(), &our.logical[0]), 0);
    expect_journal(since,
                   (struct entry[]){{MODEL_OBJ_UPDATE, &our.sides[0]},
                                    {MODEL_OBJ_DELETE, &our.logical[0]},
                                    {MODEL_OBJ_UPDATE, &our.pool}},
                   3);
    assert_int_equal(side_state(0), MODEL_PARTSTATE_AVAILABLE);
    struct model_partition side = read_row(&our.sides[0], MODEL_PARTITION).info.partition;
    assert_true(base_guid_is_null(&side.logical_media));
    assert_int_equal(read_row(&our.pool, MODEL_MEDIA_POOL).info.media_pool.number_of_logical_media,
                     2);
    assert_int_equal(engine_deallocate(fixture_session(), &our.logical[0]),
                     BASE_ERROR_INVALID_MEDIA);
    /* complete, in use, at the pool's limit */
    set_pool(MODEL_DEALLOCATE_TOSCRATCH, 1);
    set_side_state(1, MODEL_PARTSTATE_COMPLETE);
    set_media_state(1, MODEL_MEDIASTATE_LOADED);
    assert_int_equal(engine_deallocate(fixture_session(), &our.logical[1]), 0);
    assert_int_equal(side_state(1), MODEL_PARTSTATE_DECOMMISSIONED);
    assert_int_equal(read_row(&our.media[1], MODEL_PHYSICAL_MEDIA).info.physical_media.media_state,
                     MODEL_MEDIASTATE_LOADED);
    set_media_state(1, MODEL_MEDIASTATE_IDLE);
    /* on the shelf no drive writes a label: it stays, available */
    set_pool(MODEL_DEALLOCATE_TOSCRATCH, UINT32_MAX);
    assert_int_equal(engine_deallocate(fixture_session(), &our.logical[2]), 0);
    assert_int_equal(side_state(2), MODEL_PARTSTATE_AVAILABLE);
    struct model_information request;
    assert_false(fixture_newest(MODEL_LM_WRITESCRATCH, &request));
    end();
}

/* The way to Free begins with a free label, whose request waits for the cartridge. */
static void test_deallocate_sends_to_free(void **state)
{
    struct model_information request;
    (void)state;
    start();
    set_pool(MODEL_DEALLOCATE_TOSCRATCH, 0);
    set_media_state(0, MODEL_MEDIASTATE_LOADED);
    assert_int_equal(engine_deallocate(fixture_session(), &our.logical[0]), 0);
    assert_int_equal(side_state(0), MODEL_PARTSTATE_UNPREPARED);
    /* PROMISE: DeallocateNtmsMedia/free */
    assert_true(fixture_newest(MODEL_LM_WRITESCRATCH, &request));
    const struct model_lib_request *row = &request.info.lib_request;
    assert_memory_equal(&row->partition, &our.sides[0], sizeof row->partition);
    assert_memory_equal(&row->physical_media, &our.media[0], sizeof row->physical_media);
    assert_int_equal(row->argument, MODEL_PARTSTATE_AVAILABLE);
    assert_int_equal(read_row(&row->target, MODEL_MEDIA_POOL).info.media_pool.pool_type,
                     MODEL_POOLTYPE_SCRATCH);
    struct model_information medium = read_row(&our.media[0], MODEL_PHYSICAL_MEDIA);
    assert_memory_equal(&medium.info.physical_media.media_pool, &our.pool, sizeof our.pool);
    assert_int_equal(engine_request_cancel(fixture_session(), &request.object.id), 0);
    assert_int_equal(side_state(0), MODEL_PARTSTATE_AVAILABLE);
    fixture_end();
}

/* Every state but allocated and complete: there is no side to be given up. */
static void test_deallocate_needs_an_owned_side(void **state)
{
    (void)state;
    start();
    for (uint32_t i = 0; i <= MODEL_PARTSTATE_RESERVED; i++) {
        if (i != MODEL_PARTSTATE_ALLOCATED && i != MODEL_PARTSTATE_COMPLETE) {
            set_side_state(0, i);
            assert_int_equal(engine_deallocate(fixture_session(), &our.logical[0]),
                             BASE_ERROR_INVALID_MEDIA);
        }
    }
    end();
}

/* A second side for the first cartridge. */
static struct base_guid add_side(uint32_t side_state)
{
    struct model_information side = {0};
    struct store_transaction *transaction = begin();
    side.object.type = MODEL_PARTITION;
    side.object.enabled = true;
    side.info.partition.physical_media = our.media[0];
    side.info.partition.side = 1;
    side.info.partition.state = side_state;
    assert_int_equal(store_object_insert(transaction, &side), 0);
    assert_int_equal(store_commit(transaction), 0);
    return side.object.id;
}

static void test_deallocate_releases_reserved_sides(void **state)
{
    (void)state;
    start();
    struct base_guid second = add_side(MODEL_PARTSTATE_RESERVED);
    struct base_guid third = add_side(MODEL_PARTSTATE_COMPLETE);
    assert_int_equal(engine_deallocate(fixture_session(), &our.logical[0]), 0);
    assert_int_equal(side_state(0), MODEL_PARTSTATE_AVAILABLE);
    assert_int_equal(read_row(&second, MODEL_PARTITION).info.partition.state,
                     MODEL_PARTSTATE_RESERVED);
    our.sides[1] = third;
    set_side_state(1, MODEL_PARTSTATE_DECOMMISSIONED);
    struct model_information side = read_row(&our.sides[0], MODEL_PARTITION);
    struct store_transaction *transaction = begin();
    struct model_information logical = {0};
    logical.object.type = MODEL_LOGICAL_MEDIA;
    logical.object.enabled = true;
    logical.info.logical_media.media_pool = our.pool;
    assert_int_equal(store_object_insert(transaction, &logical), 0);
    side.info.partition.logical_media = logical.object.id;
    side.info.partition.state = MODEL_PARTSTATE_ALLOCATED;
    assert_int_equal(store_object_update(transaction, &side), 0);
    assert_int_equal(store_commit(transaction), 0);
    assert_int_equal(engine_deallocate(fixture_session(), &logical.object.id), 0);
    assert_int_equal(read_row(&second, MODEL_PARTITION).info.partition.state,
                     MODEL_PARTSTATE_AVAILABLE);
    assert_int_equal(read_row(&third, MODEL_PARTITION).info.partition.state,
                     MODEL_PARTSTATE_DECOMMISSIONED);
    end();
}

struct fault {
    const char *name;
    void (*nth)(uint32_t n);
    base_error error;
};

static const struct fault FAULT_KINDS[] = {
    {"allocation", base_memory_fail_nth, BASE_ERROR_NOT_ENOUGH_MEMORY},
    {"statement", store_fault_nth, BASE_ERROR_DATABASE_FAILURE},
};

/* True when the call did its work; fails the case on an error that the fault does not explain. */
static bool worked(const struct fault *fault, base_error error, uint32_t n, const char *call)
{
    fault->nth(0);
    if (error != BASE_ERROR_SUCCESS && error != fault->error) {
        fail_msg("%s: error %u with the %u. %s failing", call, (unsigned)error, n, fault->name);
    }
    return error == BASE_ERROR_SUCCESS;
}

static void states_with_fault(const struct fault *fault, uint32_t n)
{
    set_side_state(2, MODEL_PARTSTATE_ALLOCATED);
    fault->nth(n);
    bool done =
        worked(fault, engine_media_complete(fixture_session(), &our.logical[2]), n, "complete");
    assert_int_equal(side_state(2), done ? MODEL_PARTSTATE_COMPLETE : MODEL_PARTSTATE_ALLOCATED);
    set_side_state(2, MODEL_PARTSTATE_AVAILABLE);
    fault->nth(n);
    done = worked(fault, engine_media_decommission(fixture_session(), &our.sides[2]), n,
                  "decommission");
    assert_int_equal(side_state(2),
                     done ? MODEL_PARTSTATE_DECOMMISSIONED : MODEL_PARTSTATE_AVAILABLE);
    set_side_state(2, MODEL_PARTSTATE_ALLOCATED);
}

static void swap_with_fault(const struct fault *fault, uint32_t n)
{
    struct base_guid before[2];
    for (size_t i = 0; i < 2; i++) {
        before[i] = read_row(&our.sides[i], MODEL_PARTITION).info.partition.logical_media;
    }
    fault->nth(n);
    bool done = worked(
        fault, engine_media_swap(fixture_session(), &our.logical[0], &our.logical[1]), n, "swap");
    for (size_t i = 0; i < 2; i++) {
        struct model_information side = read_row(&our.sides[i], MODEL_PARTITION);
        assert_memory_equal(&side.info.partition.logical_media, &before[done ? 1 - i : i],
                            sizeof before[0]);
    }
}

static void delete_with_fault(const struct fault *fault, uint32_t n)
{
    struct store_transaction *transaction = begin();
    struct base_guid medium = shelve(transaction);
    struct base_guid ids[64];
    assert_int_equal(store_commit(transaction), 0);
    uint32_t media = fixture_list(MODEL_PHYSICAL_MEDIA, ids, 64);
    uint32_t sides = fixture_list(MODEL_PARTITION, ids, 64);
    fault->nth(n);
    bool done = worked(fault, engine_media_delete(fixture_session(), &medium), n, "delete");
    assert_int_equal(fixture_list(MODEL_PHYSICAL_MEDIA, ids, 64), media - done);
    assert_int_equal(fixture_list(MODEL_PARTITION, ids, 64), sides - done);
    if (!done) {
        assert_int_equal(engine_media_delete(fixture_session(), &medium), 0);
    }
}

static void deallocate_with_fault(const struct fault *fault, uint32_t n)
{
    struct base_guid ids[64];
    set_side_state(2, MODEL_PARTSTATE_ALLOCATED);
    uint32_t logical = fixture_list(MODEL_LOGICAL_MEDIA, ids, 64);
    fault->nth(n);
    bool done =
        worked(fault, engine_deallocate(fixture_session(), &our.logical[2]), n, "deallocate");
    assert_int_equal(side_state(2), done ? MODEL_PARTSTATE_AVAILABLE : MODEL_PARTSTATE_ALLOCATED);
    assert_int_equal(fixture_list(MODEL_LOGICAL_MEDIA, ids, 64), logical - done);
    if (done) {
        own_again(2);
    }
}

static void test_calls_with_faults_do_all_or_nothing(void **state)
{
    (void)state;
    for (size_t kind = 0; kind < 2; kind++) {
        start();
        port_administrator_hook(false); /* so that descriptors are read, too */
        for (uint32_t n = 1; n <= FAULTS; n++) {
            states_with_fault(&FAULT_KINDS[kind], n);
            swap_with_fault(&FAULT_KINDS[kind], n);
            deallocate_with_fault(&FAULT_KINDS[kind], n);
            delete_with_fault(&FAULT_KINDS[kind], n);
        }
        port_administrator_hook(true);
        end();
    }
}

/* Refuses whoever asks for this right. */
static base_error refuse(void *context, const uint8_t *descriptor, size_t length, uint32_t desired)
{
    (void)descriptor, (void)length;
    return (desired & *(uint32_t *)context) != 0 ? BASE_ERROR_ACCESS_DENIED : BASE_ERROR_SUCCESS;
}

static void test_calls_ask_for_their_rights(void **state)
{
    (void)state;
    start();
    port_administrator_hook(false);
    for (uint32_t right = MODEL_USE_ACCESS; right <= MODEL_CONTROL_ACCESS; right *= 2) {
        base_error modify = right == MODEL_MODIFY_ACCESS ? BASE_ERROR_ACCESS_DENIED : 0;
        base_error control = right == MODEL_CONTROL_ACCESS ? BASE_ERROR_ACCESS_DENIED : 0;
        struct store_transaction *transaction = begin();
        struct base_guid shelved = shelve(transaction);
        assert_int_equal(store_commit(transaction), 0);
        set_side_state(0, MODEL_PARTSTATE_ALLOCATED);
        set_side_state(1, MODEL_PARTSTATE_ALLOCATED);
        set_side_state(2, MODEL_PARTSTATE_ALLOCATED);
        port_access_hook(refuse, &right);
        for (int turn = 0; turn < 2; turn++) { /* there and back */
            assert_int_equal(engine_media_swap(fixture_session(), &our.logical[1], &our.logical[2]),
                             modify);
        }
        assert_int_equal(engine_media_complete(fixture_session(), &our.logical[0]), control);
        set_side_state(1, MODEL_PARTSTATE_AVAILABLE);
        assert_int_equal(engine_media_decommission(fixture_session(), &our.sides[1]), control);
        assert_int_equal(engine_media_delete(fixture_session(), &shelved), modify);
        assert_int_equal(engine_deallocate(fixture_session(), &our.logical[2]), control);
        port_access_hook(NULL, NULL);
        if (control == 0) {
            own_again(2);
        }
    }
    port_administrator_hook(true);
    end();
}

static void test_use_stops_what_it_must(void **state)
{
    (void)state;
    start();
    for (uint32_t use = MODEL_MEDIASTATE_INUSE; use <= MODEL_MEDIASTATE_OPREQ; use++) {
        set_media_state(0, use);
        assert_int_equal(engine_media_complete(fixture_session(), &our.logical[0]),
                         BASE_ERROR_INVALID_STATE);
        assert_int_equal(engine_media_swap(fixture_session(), &our.logical[0], &our.logical[1]),
                         BASE_ERROR_INVALID_MEDIA);
        assert_int_equal(engine_media_swap(fixture_session(), &our.logical[1], &our.logical[0]),
                         BASE_ERROR_INVALID_MEDIA);
    }
    set_side_state(0, MODEL_PARTSTATE_AVAILABLE);
    assert_int_equal(engine_media_decommission(fixture_session(), &our.sides[0]), 0);
    set_media_state(0, MODEL_MEDIASTATE_IDLE);
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_complete_marks_the_side_and_says_so),
        cmocka_unit_test(test_swap_exchanges_the_logical_media),
        cmocka_unit_test(test_decommission_retires_for_good),
        cmocka_unit_test(test_delete_takes_all_that_belongs_to_it),
        cmocka_unit_test(test_queued_mount_is_a_use),
        cmocka_unit_test(test_use_stops_what_it_must),
        cmocka_unit_test(test_deallocate_ends_the_ownership),
        cmocka_unit_test(test_deallocate_sends_to_free),
        cmocka_unit_test(test_deallocate_needs_an_owned_side),
        cmocka_unit_test(test_deallocate_releases_reserved_sides),
        cmocka_unit_test(test_calls_with_faults_do_all_or_nothing),
        cmocka_unit_test(test_calls_ask_for_their_rights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
