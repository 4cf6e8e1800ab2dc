/* SPDX-License-Identifier: MIT */
/*
 * The calls that own media: what they write, the right that each asks for, and that each does all
 * or nothing when the n-th allocation or statement fails.
 */
#include "owned_support.h"

#include "base/memory.h"
#include "store/fault.h"

#include <string.h>

enum { FAULTS = 60 };

static void test_complete_marks_the_side_and_says_so(void **state)
{
    (void)state;
    owned_start();
    int64_t since = owned_journal_now();
    assert_int_equal(engine_media_complete(fixture_session(), &owned.logical[0]), 0);
    owned_expect_journal(since, (struct owned_entry[]){{MODEL_OBJ_UPDATE, &owned.sides[0]}}, 1);
    assert_int_equal(owned_side_state(0), MODEL_PARTSTATE_COMPLETE);
    assert_int_equal(owned_side_state(1), MODEL_PARTSTATE_ALLOCATED);
    since = owned_journal_now();
    assert_int_equal(engine_media_complete(fixture_session(), &owned.logical[0]),
                     BASE_ERROR_INVALID_STATE);
    owned_expect_journal(since, NULL, 0);
    owned_end();
}

static void test_swap_exchanges_the_logical_media(void **state)
{
    (void)state;
    owned_start();
    int64_t since = owned_journal_now();
    assert_int_equal(engine_media_swap(fixture_session(), &owned.logical[0], &owned.logical[2]), 0);
    owned_expect_journal(since,
                         (struct owned_entry[]){{MODEL_OBJ_UPDATE, &owned.sides[0]},
                                                {MODEL_OBJ_UPDATE, &owned.sides[2]},
                                                {MODEL_OBJ_UPDATE, &owned.logical[0]},
                                                {MODEL_OBJ_UPDATE, &owned.logical[2]}},
                         4);
    for (size_t i = 0; i < 3; i++) {
        struct model_partition side = owned_row(&owned.sides[i], MODEL_PARTITION).info.partition;
        assert_memory_equal(&side.logical_media, &owned.logical[2 - i], sizeof side.logical_media);
        assert_int_equal(side.state, MODEL_PARTSTATE_ALLOCATED);
        assert_int_equal(side.allocate_count, 1);
        assert_int_equal(owned_row(&owned.logical[i], MODEL_LOGICAL_MEDIA)
                             .info.logical_media.number_of_partitions,
                         1);
    }
    owned_end();
}

static void test_decommission_retires_for_good(void **state)
{
    (void)state;
    owned_start();
    owned_set_side_state(1, MODEL_PARTSTATE_AVAILABLE);
    int64_t since = owned_journal_now();
    assert_int_equal(engine_media_decommission(fixture_session(), &owned.sides[1]), 0);
    owned_expect_journal(since, (struct owned_entry[]){{MODEL_OBJ_UPDATE, &owned.sides[1]}}, 1);
    assert_int_equal(owned_side_state(1), MODEL_PARTSTATE_DECOMMISSIONED);
    assert_int_equal(engine_media_decommission(fixture_session(), &owned.sides[1]),
                     BASE_ERROR_INVALID_STATE);
    owned_end();
}

static void test_delete_takes_all_that_belongs_to_it(void **state)
{
    struct base_guid ids[64];
    const struct base_guid *shelf;
    (void)state;
    owned_start();
    shelf = &fixture_session()->engine->offline_library;
    /* PROMISE: DeleteNtmsMedia/named */
    owned_set_side_state(2, MODEL_PARTSTATE_INCOMPATIBLE); /* nobody's any more, but for its name */
    uint32_t media = fixture_list(MODEL_PHYSICAL_MEDIA, ids, 64);
    uint32_t sides = fixture_list(MODEL_PARTITION, ids, 64);
    int64_t since = owned_journal_now();
    assert_int_equal(engine_media_delete(fixture_session(), &owned.media[2]), 0);
    owned_expect_journal(since,
                         (struct owned_entry[]){{MODEL_OBJ_DELETE, &owned.media[2]},
                                                {MODEL_OBJ_DELETE, &owned.sides[2]},
                                                {MODEL_OBJ_DELETE, &owned.logical[2]},
                                                {MODEL_OBJ_UPDATE, shelf},
                                                {MODEL_OBJ_UPDATE, &owned.pool}},
                         5);
    assert_int_equal(fixture_list(MODEL_PHYSICAL_MEDIA, ids, 64), media - 1);
    assert_int_equal(fixture_list(MODEL_PARTITION, ids, 64), sides - 1);
    struct model_media_pool pool = owned_row(&owned.pool, MODEL_MEDIA_POOL).info.media_pool;
    assert_int_equal(pool.number_of_physical_media, 2);
    assert_int_equal(pool.number_of_logical_media, 2);
    assert_int_equal(engine_media_delete(fixture_session(), &owned.media[2]),
                     BASE_ERROR_INVALID_MEDIA);
    owned_end();
}

/* A request for the cartridge, finished or not. */
static void request_for(size_t index, uint32_t operation, uint32_t state)
{
    struct model_information row = {0};
    struct store_transaction *transaction = owned_begin();
    row.object.type = MODEL_LIBREQUEST;
    row.object.enabled = true;
    row.info.lib_request.operation = operation;
    row.info.lib_request.state = state;
    row.info.lib_request.physical_media = owned.media[index];
    row.info.lib_request.queued = 1;
    assert_int_equal(store_object_insert(transaction, &row), 0);
    assert_int_equal(store_commit(transaction), 0);
}

/* A mount that is queued is a use of the cartridge before anything has moved. */
static void test_queued_mount_is_a_use(void **state)
{
    (void)state;
    owned_start();
    request_for(0, MODEL_LM_MOUNT, MODEL_LM_PASSED);
    assert_int_equal(engine_media_swap(fixture_session(), &owned.logical[0], &owned.logical[1]), 0);
    assert_int_equal(engine_media_swap(fixture_session(), &owned.logical[0], &owned.logical[1]), 0);
    request_for(0, MODEL_LM_MOUNT, MODEL_LM_DEFERRED);
    /* PROMISE: SwapNtmsMedia/queued */
    assert_int_equal(engine_media_swap(fixture_session(), &owned.logical[0], &owned.logical[1]),
                     BASE_ERROR_INVALID_MEDIA);
    assert_int_equal(engine_media_complete(fixture_session(), &owned.logical[0]),
                     BASE_ERROR_INVALID_STATE);
    owned_set_side_state(2, MODEL_PARTSTATE_FOREIGN);
    request_for(2, MODEL_LM_MOUNT, MODEL_LM_DEFERRED);
    assert_int_equal(engine_media_delete(fixture_session(), &owned.media[2]),
                     BASE_ERROR_INVALID_STATE);
    fixture_end();
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
    owned_set_side_state(2, MODEL_PARTSTATE_ALLOCATED);
    fault->nth(n);
    bool done =
        worked(fault, engine_media_complete(fixture_session(), &owned.logical[2]), n, "complete");
    assert_int_equal(owned_side_state(2),
                     done ? MODEL_PARTSTATE_COMPLETE : MODEL_PARTSTATE_ALLOCATED);
    owned_set_side_state(2, MODEL_PARTSTATE_AVAILABLE);
    fault->nth(n);
    done = worked(fault, engine_media_decommission(fixture_session(), &owned.sides[2]), n,
                  "decommission");
    assert_int_equal(owned_side_state(2),
                     done ? MODEL_PARTSTATE_DECOMMISSIONED : MODEL_PARTSTATE_AVAILABLE);
    owned_set_side_state(2, MODEL_PARTSTATE_ALLOCATED);
}

static void swap_with_fault(const struct fault *fault, uint32_t n)
{
    struct base_guid before[2];
    for (size_t i = 0; i < 2; i++) {
        before[i] = owned_row(&owned.sides[i], MODEL_PARTITION).info.partition.logical_media;
    }
    fault->nth(n);
    bool done =
        worked(fault, engine_media_swap(fixture_session(), &owned.logical[0], &owned.logical[1]), n,
               "swap");
    for (size_t i = 0; i < 2; i++) {
        struct model_information side = owned_row(&owned.sides[i], MODEL_PARTITION);
        assert_memory_equal(&side.info.partition.logical_media, &before[done ? 1 - i : i],
                            sizeof before[0]);
    }
}

static void delete_with_fault(const struct fault *fault, uint32_t n)
{
    struct store_transaction *transaction = owned_begin();
    struct base_guid medium = owned_shelve(transaction);
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
    owned_set_side_state(2, MODEL_PARTSTATE_ALLOCATED);
    uint32_t logical = fixture_list(MODEL_LOGICAL_MEDIA, ids, 64);
    fault->nth(n);
    bool done =
        worked(fault, engine_deallocate(fixture_session(), &owned.logical[2]), n, "deallocate");
    assert_int_equal(owned_side_state(2),
                     done ? MODEL_PARTSTATE_AVAILABLE : MODEL_PARTSTATE_ALLOCATED);
    assert_int_equal(fixture_list(MODEL_LOGICAL_MEDIA, ids, 64), logical - done);
    if (done) {
        owned_again(2);
    }
}

static void test_calls_with_faults_do_all_or_nothing(void **state)
{
    (void)state;
    for (size_t kind = 0; kind < 2; kind++) {
        owned_start();
        port_administrator_hook(false); /* so that descriptors are read, too */
        for (uint32_t n = 1; n <= FAULTS; n++) {
            states_with_fault(&FAULT_KINDS[kind], n);
            swap_with_fault(&FAULT_KINDS[kind], n);
            deallocate_with_fault(&FAULT_KINDS[kind], n);
            delete_with_fault(&FAULT_KINDS[kind], n);
        }
        port_administrator_hook(true);
        owned_end();
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
    owned_start();
    port_administrator_hook(false);
    for (uint32_t right = MODEL_USE_ACCESS; right <= MODEL_CONTROL_ACCESS; right *= 2) {
        base_error modify = right == MODEL_MODIFY_ACCESS ? BASE_ERROR_ACCESS_DENIED : 0;
        base_error control = right == MODEL_CONTROL_ACCESS ? BASE_ERROR_ACCESS_DENIED : 0;
        struct store_transaction *transaction = owned_begin();
        struct base_guid shelved = owned_shelve(transaction);
        assert_int_equal(store_commit(transaction), 0);
        owned_set_side_state(0, MODEL_PARTSTATE_ALLOCATED);
        owned_set_side_state(1, MODEL_PARTSTATE_ALLOCATED);
        owned_set_side_state(2, MODEL_PARTSTATE_ALLOCATED);
        port_access_hook(refuse, &right);
        for (int turn = 0; turn < 2; turn++) { /* there and back */
            assert_int_equal(
                engine_media_swap(fixture_session(), &owned.logical[1], &owned.logical[2]), modify);
        }
        assert_int_equal(engine_media_complete(fixture_session(), &owned.logical[0]), control);
        owned_set_side_state(1, MODEL_PARTSTATE_AVAILABLE);
        assert_int_equal(engine_media_decommission(fixture_session(), &owned.sides[1]), control);
        assert_int_equal(engine_media_delete(fixture_session(), &shelved), modify);
        assert_int_equal(engine_deallocate(fixture_session(), &owned.logical[2]), control);
        port_access_hook(NULL, NULL);
        if (control == 0) {
            owned_again(2);
        }
    }
    port_administrator_hook(true);
    owned_end();
}

static void test_use_stops_what_it_must(void **state)
{
    (void)state;
    owned_start();
    for (uint32_t use = MODEL_MEDIASTATE_INUSE; use <= MODEL_MEDIASTATE_OPREQ; use++) {
        owned_set_media_state(0, use);
        assert_int_equal(engine_media_complete(fixture_session(), &owned.logical[0]),
                         BASE_ERROR_INVALID_STATE);
        assert_int_equal(engine_media_swap(fixture_session(), &owned.logical[0], &owned.logical[1]),
                         BASE_ERROR_INVALID_MEDIA);
        assert_int_equal(engine_media_swap(fixture_session(), &owned.logical[1], &owned.logical[0]),
                         BASE_ERROR_INVALID_MEDIA);
    }
    owned_set_side_state(0, MODEL_PARTSTATE_AVAILABLE);
    assert_int_equal(engine_media_decommission(fixture_session(), &owned.sides[0]), 0);
    owned_set_media_state(0, MODEL_MEDIASTATE_IDLE);
    owned_end();
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
        cmocka_unit_test(test_calls_with_faults_do_all_or_nothing),
        cmocka_unit_test(test_calls_ask_for_their_rights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
