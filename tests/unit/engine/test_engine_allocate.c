/* SPDX-License-Identifier: MIT */
/*
 * AllocateNtmsMedia over the whole engine: which side is handed out, what changes with it, waiting,
 * rights, and each call with the n-th allocation or statement failing.
 */
#include "media_support.h"

#include "base/memory.h"
#include "port/os.h"
#include "store/fault.h"

#include <string.h>

enum { FAULTS = 120, WAITERS = 3, WAIT_MS = 120000 };

static const struct base_guid STRAY = {{0xAB, 0xCD}};

static base_error allocate_from(const struct base_guid *pool, const struct base_guid *side,
                                uint32_t options, uint32_t timeout, struct base_guid *logical)
{
    struct base_guid previous = *logical;
    struct base_guid source;
    struct engine_allocate_wish wish = {
        .pool = pool, .side = side, .previous = &previous, .options = options, .timeout = timeout};
    return engine_allocate(fixture_session(), &wish, logical, &source);
}

static base_error allocate(const struct base_guid *pool, uint32_t options,
                           struct base_guid *logical)
{
    return allocate_from(pool, NULL, options, 0, logical);
}

static struct base_guid side_behind(const struct base_guid *logical)
{
    struct base_guid side = {{0}};
    uint32_t count = 0;
    assert_int_equal(
        engine_object_enumerate(fixture_session(), logical, MODEL_PARTITION, 0, &side, 1, &count),
        0);
    return side;
}

static void expect_allocated(const struct base_guid *logical, const struct base_guid *pool,
                             const struct base_guid *side)
{
    struct base_guid found = side_behind(logical);
    struct model_information row;
    if (side != NULL) {
        assert_true(base_guid_equal(&found, side));
    }
    struct model_partition behind = media_side_row(&found);
    assert_int_equal(behind.state, MODEL_PARTSTATE_ALLOCATED);
    assert_true(base_guid_equal(&behind.logical_media, logical));
    struct base_guid lies_in = media_pool_of(&behind.physical_media);
    assert_true(base_guid_equal(&lies_in, pool));
    fixture_read(logical, MODEL_LOGICAL_MEDIA, &row);
    assert_true(base_guid_equal(&row.info.logical_media.media_pool, pool));
    assert_int_equal(row.info.logical_media.number_of_partitions, 1);
}

static void usual(struct base_guid *pool, struct base_guid *free_pool)
{
    media_usual();
    *pool = media_new_pool("Backup");
    *free_pool = media_system_child(MODEL_POOLTYPE_SCRATCH);
    media_put_all(free_pool, MODEL_PARTSTATE_AVAILABLE);
}

static void test_allocate_from_the_pool_then_from_free(void **state)
{
    struct base_guid pool;
    struct base_guid free_pool;
    struct base_guid logical = {{0}};
    struct base_guid source;
    (void)state;
    usual(&pool, &free_pool);
    uint32_t in_free = media_pool_row(&free_pool).number_of_physical_media;
    assert_true(in_free >= 2);
    /* Without the policy the pool has nothing. */
    assert_int_equal(allocate(&pool, MODEL_ALLOCATE_ERROR_IF_UNAVAILABLE, &logical),
                     BASE_ERROR_MEDIA_UNAVAILABLE);
    assert_int_equal(allocate(&pool, 0, &logical), BASE_ERROR_TIMEOUT);
    assert_int_equal(fixture_open_operator_requests(NULL), 0);
    media_set_policy(&pool, MODEL_ALLOCATE_FROMSCRATCH, 0);
    struct engine_allocate_wish wish = {.pool = &pool, .previous = &logical};
    assert_int_equal(engine_allocate(fixture_session(), &wish, &logical, &source), 0);
    expect_allocated(&logical, &pool, NULL);
    assert_true(base_guid_equal(&source, &free_pool));
    assert_int_equal(media_pool_row(&free_pool).number_of_physical_media, in_free - 1);
    assert_int_equal(media_pool_row(&pool).number_of_physical_media, 1);
    assert_int_equal(media_pool_row(&pool).number_of_logical_media, 1);
    struct base_guid side = side_behind(&logical);
    assert_int_equal(media_side_row(&side).allocate_count, 1);
    /* The pool's own goes first. */
    struct base_guid medium = media_side_row(&side).physical_media;
    uint32_t other = 0;
    struct base_guid own = media_at(other);
    if (base_guid_equal(&own, &medium)) {
        own = media_at(++other);
    }
    media_put(&own, &pool, MODEL_PARTSTATE_AVAILABLE);
    assert_int_equal(engine_allocate(fixture_session(), &wish, &logical, &source), 0);
    side = media_side(&own, 0);
    expect_allocated(&logical, &pool, &side);
    assert_true(base_guid_equal(&source, &pool));
    fixture_check();
    fixture_end();
}

static void test_allocate_until_none_is_left(void **state)
{
    struct base_guid pool;
    struct base_guid free_pool;
    struct base_guid logical = {{0}};
    uint32_t handed = 0;
    (void)state;
    usual(&pool, &free_pool);
    media_set_policy(&pool, MODEL_ALLOCATE_FROMSCRATCH, 0);
    uint32_t in_free = media_pool_row(&free_pool).number_of_physical_media;
    while (allocate(&pool, 0, &logical) == 0) {
        expect_allocated(&logical, &pool, NULL);
        handed++;
    }
    assert_int_equal(handed, in_free);
    assert_int_equal(media_pool_row(&pool).number_of_logical_media, handed);
    fixture_end();
}

static void test_allocate_new_and_next(void **state)
{
    struct base_guid pool;
    struct base_guid free_pool;
    struct base_guid logical = {{0}};
    struct base_guid first;
    (void)state;
    usual(&pool, &free_pool);
    struct base_guid medium = media_at(0);
    media_add_side(&medium, MODEL_PARTSTATE_ALLOCATED);
    media_put(&medium, &pool, MODEL_PARTSTATE_AVAILABLE);
    struct base_guid a = media_side(&medium, 0);
    struct base_guid b = media_side(&medium, 1);
    /* Only a cartridge whose sides are all available. */
    media_set_side_state(&a, MODEL_PARTSTATE_ALLOCATED);
    assert_int_equal(allocate(&pool, MODEL_ALLOCATE_NEW, &logical), BASE_ERROR_TIMEOUT);
    media_set_side_state(&a, MODEL_PARTSTATE_AVAILABLE);
    assert_int_equal(allocate(&pool, MODEL_ALLOCATE_NEW, &logical), 0);
    expect_allocated(&logical, &pool, &a);
    assert_int_equal(media_side_row(&b).state, MODEL_PARTSTATE_RESERVED);
    first = logical;
    /* The reserved one is not for others. */
    assert_int_equal(allocate(&pool, 0, &logical), BASE_ERROR_TIMEOUT);
    logical = first;
    assert_int_equal(allocate_from(&pool, &a, MODEL_ALLOCATE_NEXT, 0, &logical),
                     BASE_ERROR_MEDIA_UNAVAILABLE);
    logical = first;
    assert_int_equal(allocate(&pool, MODEL_ALLOCATE_NEXT, &logical), 0);
    expect_allocated(&logical, &pool, &b);
    assert_false(base_guid_equal(&logical, &first));
    assert_int_equal(allocate(&pool, MODEL_ALLOCATE_NEXT, &logical), BASE_ERROR_MEDIA_UNAVAILABLE);
    logical = STRAY;
    assert_int_equal(allocate(&pool, MODEL_ALLOCATE_NEXT, &logical), BASE_ERROR_INVALID_MEDIA);
    fixture_end();
}

static void test_allocate_a_named_side_imports_it(void **state)
{
    struct base_guid pool;
    struct base_guid free_pool;
    struct base_guid logical = {{0}};
    (void)state;
    usual(&pool, &free_pool);
    struct base_guid import = media_system_child(MODEL_POOLTYPE_IMPORT);
    struct base_guid medium = media_at(0);
    media_add_side(&medium, MODEL_PARTSTATE_IMPORT);
    media_put(&medium, &import, MODEL_PARTSTATE_IMPORT);
    struct base_guid a = media_side(&medium, 0);
    struct base_guid b = media_side(&medium, 1);
    assert_int_equal(allocate_from(&pool, &a, MODEL_ALLOCATE_NEW, 0, &logical), 0);
    expect_allocated(&logical, &pool, &a);
    /* The flip side came along and is imported by a call of its own. */
    assert_int_equal(media_side_row(&b).state, MODEL_PARTSTATE_IMPORT);
    assert_int_equal(allocate_from(&pool, &b, 0, 0, &logical), 0);
    expect_allocated(&logical, &pool, &b);
    assert_int_equal(allocate_from(&pool, &b, 0, 0, &logical), BASE_ERROR_MEDIA_UNAVAILABLE);
    assert_int_equal(allocate_from(&pool, &STRAY, 0, 0, &logical), BASE_ERROR_INVALID_MEDIA);
    assert_int_equal(media_pool_row(&pool).number_of_logical_media, 2);
    fixture_end();
}

/* ---- waiting ---- */

struct waiter {
    struct port_thread *thread;
    struct engine_session *session;
    struct base_guid pool;
    struct base_guid logical;
    uint32_t timeout;
    base_error error;
    bool over;
};

static void run_waiter(void *context)
{
    struct waiter *waiter = context;
    struct base_guid none = {{0}};
    struct base_guid source;
    struct engine_allocate_wish wish = {
        .pool = &waiter->pool, .previous = &none, .timeout = waiter->timeout};
    waiter->error = engine_allocate(waiter->session, &wish, &waiter->logical, &source);
    __atomic_store_n(&waiter->over, true, __ATOMIC_RELEASE);
}

static void waiter_start(struct waiter *waiter, const struct base_guid *pool, uint32_t timeout)
{
    *waiter = (struct waiter){.session = fixture_session(), .pool = *pool, .timeout = timeout};
    assert_int_equal(port_thread_start(run_waiter, waiter, &waiter->thread), 0);
}

static bool is_over(struct waiter *waiter)
{
    return __atomic_load_n(&waiter->over, __ATOMIC_ACQUIRE);
}

static uint32_t await_requests(uint32_t count, struct model_information *last)
{
    for (uint32_t i = 0; i < WAIT_MS / 10; i++) {
        if (fixture_open_operator_requests(last) == count) {
            break;
        }
        fixture_sleep(10);
    }
    return fixture_open_operator_requests(last);
}

static void test_waiter_asks_the_operator_and_gets_what_comes(void **state)
{
    struct base_guid pool;
    struct base_guid free_pool;
    struct model_information request;
    struct waiter waiter;
    (void)state;
    usual(&pool, &free_pool);
    waiter_start(&waiter, &pool, PORT_INFINITE);
    assert_int_equal(await_requests(1, &request), 1);
    assert_int_equal(request.info.op_request.request, MODEL_OPREQ_NEWMEDIA);
    assert_int_equal(request.info.op_request.arg1_type, MODEL_MEDIA_POOL);
    assert_true(base_guid_equal(&request.info.op_request.arg1, &pool));
    assert_int_equal(request.info.op_request.arg2_type, 0);
    assert_string_equal(request.info.op_request.application, "test");
    /* Nothing has come: the next request follows. */
    struct base_guid first = request.object.id;
    assert_int_equal(engine_operator_satisfy(fixture_session(), &first), 0);
    for (uint32_t i = 0; i < WAIT_MS / 10; i++) {
        if (fixture_open_operator_requests(&request) == 1 &&
            !base_guid_equal(&request.object.id, &first)) {
            break;
        }
        fixture_sleep(10);
    }
    assert_false(base_guid_equal(&request.object.id, &first));
    assert_false(is_over(&waiter));
    /* A medium comes, and nobody answers. */
    struct base_guid medium = media_at(0);
    media_put(&medium, &pool, MODEL_PARTSTATE_AVAILABLE);
    port_thread_join(waiter.thread);
    assert_int_equal(waiter.error, 0);
    expect_allocated(&waiter.logical, &pool, NULL);
    fixture_read(&request.object.id, MODEL_OPREQUEST, &request);
    assert_int_equal(request.info.op_request.state, MODEL_OPSTATE_COMPLETE);
    fixture_check();
    fixture_end();
}

static uint32_t count_over(struct waiter waiters[WAITERS])
{
    uint32_t over = 0;
    for (uint32_t i = 0; i < WAITERS; i++) {
        over += is_over(&waiters[i]);
    }
    return over;
}

static void test_waiters_share_what_comes(void **state)
{
    struct base_guid pool;
    struct base_guid free_pool;
    struct waiter waiters[WAITERS];
    (void)state;
    usual(&pool, &free_pool);
    for (uint32_t i = 0; i < WAITERS; i++) {
        waiter_start(&waiters[i], &pool, 60000);
    }
    assert_int_equal(await_requests(WAITERS, NULL), WAITERS);
    struct base_guid medium = media_at(0);
    media_put(&medium, &pool, MODEL_PARTSTATE_AVAILABLE);
    assert_int_equal(await_requests(WAITERS - 1, NULL), WAITERS - 1);
    while (count_over(waiters) == 0) {
        fixture_sleep(10);
    }
    assert_int_equal(count_over(waiters), 1);
    media_set_policy(&pool, MODEL_ALLOCATE_FROMSCRATCH, 0);
    for (uint32_t i = 0; i < WAITERS; i++) {
        port_thread_join(waiters[i].thread);
        assert_int_equal(waiters[i].error, 0);
        expect_allocated(&waiters[i].logical, &pool, NULL);
        for (uint32_t j = 0; j < i; j++) {
            assert_false(base_guid_equal(&waiters[i].logical, &waiters[j].logical));
        }
    }
    assert_int_equal(fixture_open_operator_requests(NULL), 0);
    fixture_end();
}

static void test_waiter_is_refused_times_out_and_is_cancelled(void **state)
{
    struct base_guid pool;
    struct base_guid free_pool;
    struct base_guid logical = {{0}};
    struct model_information request;
    struct waiter waiter;
    struct base_guid ids[8];
    (void)state;
    usual(&pool, &free_pool);
    waiter_start(&waiter, &pool, PORT_INFINITE);
    assert_int_equal(await_requests(1, &request), 1);
    assert_int_equal(engine_operator_cancel(fixture_session(), &request.object.id), 0);
    port_thread_join(waiter.thread);
    assert_int_equal(waiter.error, BASE_ERROR_CANCELLED);
    fixture_read(&request.object.id, MODEL_OPREQUEST, &request);
    assert_int_equal(request.info.op_request.state, MODEL_OPSTATE_REFUSED);
    uint32_t kept = fixture_list(MODEL_OPREQUEST, ids, 8);
    assert_int_equal(allocate_from(&pool, NULL, 0, 150, &logical), BASE_ERROR_TIMEOUT);
    assert_int_equal(fixture_list(MODEL_OPREQUEST, ids, 8), kept);
    /* The pool goes. */
    waiter_start(&waiter, &pool, PORT_INFINITE);
    assert_int_equal(await_requests(1, &request), 1);
    assert_int_equal(engine_pool_delete(fixture_session(), &pool), 0);
    port_thread_join(waiter.thread);
    assert_int_equal(waiter.error, BASE_ERROR_INVALID_MEDIA_POOL);
    assert_int_equal(fixture_list(MODEL_OPREQUEST, ids, 8), kept);
    /* The session goes. */
    struct base_guid other = media_new_pool("Other");
    struct engine_session *session = NULL;
    assert_int_equal(engine_session_open(NULL, "other", 0, &session), 0);
    waiter = (struct waiter){.session = session, .pool = other, .timeout = PORT_INFINITE};
    assert_int_equal(port_thread_start(run_waiter, &waiter, &waiter.thread), 0);
    assert_int_equal(await_requests(1, &request), 1);
    engine_session_cancel(session);
    port_thread_join(waiter.thread);
    engine_session_close(session);
    assert_int_equal(waiter.error, BASE_ERROR_CANCELLED);
    assert_int_equal(fixture_list(MODEL_OPREQUEST, ids, 8), kept);
    fixture_check();
    fixture_end();
}

/* ---- faults and rights ---- */

struct fault {
    void (*nth)(uint32_t n);
    base_error error;
};

static const struct fault FAULT_KINDS[] = {
    {base_memory_fail_nth, BASE_ERROR_NOT_ENOUGH_MEMORY},
    {store_fault_nth, BASE_ERROR_DATABASE_FAILURE},
};

static void test_allocate_with_faults_does_all_or_nothing(void **state)
{
    (void)state;
    for (size_t kind = 0; kind < 2; kind++) {
        const struct fault *fault = &FAULT_KINDS[kind];
        struct base_guid pool;
        struct base_guid free_pool;
        uint32_t worked = 0;
        usual(&pool, &free_pool);
        media_set_policy(&pool, MODEL_ALLOCATE_FROMSCRATCH, 0);
        struct base_guid medium = media_at(0);
        media_add_side(&medium, MODEL_PARTSTATE_AVAILABLE);
        port_administrator_hook(false);
        for (uint32_t n = 1; n <= FAULTS; n++) {
            struct base_guid logical = {{0}};
            fault->nth(n);
            base_error error = allocate(&pool, MODEL_ALLOCATE_NEW, &logical);
            fault->nth(0);
            assert_true(error == 0 || error == fault->error);
            if (error == 0) {
                worked++;
                expect_allocated(&logical, &pool, NULL);
                struct base_guid side = side_behind(&logical);
                media_put_all(&free_pool, MODEL_PARTSTATE_AVAILABLE);
                assert_int_equal(media_side_row(&side).state, MODEL_PARTSTATE_AVAILABLE);
            } else {
                assert_int_equal(media_pool_row(&pool).number_of_physical_media, 0);
                assert_int_equal(media_pool_row(&pool).number_of_logical_media, worked);
            }
        }
        port_administrator_hook(true);
        assert_true(worked > 0);
        fixture_end();
    }
}

static base_error refuse(void *context, const uint8_t *descriptor, size_t length, uint32_t desired)
{
    (void)descriptor, (void)length;
    return (desired & *(uint32_t *)context) != 0 ? BASE_ERROR_ACCESS_DENIED : BASE_ERROR_SUCCESS;
}

static void test_allocate_asks_for_its_rights(void **state)
{
    struct base_guid pool;
    struct base_guid free_pool;
    (void)state;
    usual(&pool, &free_pool);
    struct base_guid medium = media_at(0);
    struct base_guid side = media_side(&medium, 0);
    port_administrator_hook(false);
    for (uint32_t right = MODEL_USE_ACCESS; right <= MODEL_CONTROL_ACCESS; right *= 2) {
        struct base_guid logical = {{0}};
        bool control = right == MODEL_CONTROL_ACCESS;
        media_put(&medium, &pool, MODEL_PARTSTATE_AVAILABLE);
        media_set_policy(&pool, 0, 0);
        port_access_hook(refuse, &right);
        assert_int_equal(allocate(&pool, 0, &logical), control ? BASE_ERROR_ACCESS_DENIED : 0);
        port_access_hook(NULL, NULL);
        /* From Free: the right to use it is needed there. */
        media_set_policy(&pool, MODEL_ALLOCATE_FROMSCRATCH, 0);
        media_put(&medium, &free_pool, MODEL_PARTSTATE_AVAILABLE);
        bool modify = right == MODEL_MODIFY_ACCESS;
        port_access_hook(refuse, &right);
        assert_int_equal(allocate(&pool, 0, &logical), modify ? 0 : BASE_ERROR_ACCESS_DENIED);
        port_access_hook(NULL, NULL);
        media_put(&medium, &free_pool, MODEL_PARTSTATE_AVAILABLE);
        port_access_hook(refuse, &right);
        assert_int_equal(allocate_from(&pool, &side, 0, 0, &logical),
                         modify ? 0 : BASE_ERROR_ACCESS_DENIED);
        port_access_hook(NULL, NULL);
    }
    port_administrator_hook(true);
    fixture_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_allocate_from_the_pool_then_from_free),
        cmocka_unit_test(test_allocate_until_none_is_left),
        cmocka_unit_test(test_allocate_new_and_next),
        cmocka_unit_test(test_allocate_a_named_side_imports_it),
        cmocka_unit_test(test_waiter_asks_the_operator_and_gets_what_comes),
        cmocka_unit_test(test_waiters_share_what_comes),
        cmocka_unit_test(test_waiter_is_refused_times_out_and_is_cancelled),
        cmocka_unit_test(test_allocate_with_faults_does_all_or_nothing),
        cmocka_unit_test(test_allocate_asks_for_its_rights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
