/* SPDX-License-Identifier: MIT */
/*
 * AllocateNtmsMedia when there is nothing to be had: the operator request, what ends the wait, and
 * who gets what comes, between threads and between processes (support/child.h).
 */
#include "allocate_support.h"

#include <stdio.h>
#include <stdlib.h>

#include "support/child.h"
#include "support/elapsed.h"

enum { WAITERS = 3 };

/* ---- waiting threads ---- */

struct waiter {
    HANDLE session;
    NTMS_GUID pool;
    NTMS_GUID media;
    DWORD timeout;
    HANDLE thread;
};

static DWORD WINAPI run_waiter(LPVOID context)
{
    struct waiter *waiter = context;
    return AllocateNtmsMedia(waiter->session, &waiter->pool, NULL, &waiter->media, 0,
                             waiter->timeout, NULL);
}

static void waiter_start(struct waiter *waiter, HANDLE session, DWORD timeout)
{
    *waiter = (struct waiter){.session = session, .pool = stock.pool, .timeout = timeout};
    waiter->thread = CreateThread(NULL, 0, run_waiter, waiter, 0, NULL);
    assert_non_null(waiter->thread);
}

static BOOL is_over(const struct waiter *waiter)
{
    return WaitForSingleObject(waiter->thread, 0) == WAIT_OBJECT_0;
}

static void expect_result(struct waiter *waiter, DWORD expected)
{
    DWORD result = 0;
    if (WaitForSingleObject(waiter->thread, WORLD_WAIT_MS) != WAIT_OBJECT_0)
        fail_msg("the call goes on waiting");
    assert_true(GetExitCodeThread(waiter->thread, &result));
    CloseHandle(waiter->thread);
    assert_int_equal(result, expected);
    if (result == ERROR_SUCCESS)
        stock_expect(&waiter->media, &stock.pool, NULL);
    else
        assert_true(world_same(&waiter->media, &world_null_guid));
}

static BOOL has_requests(void *context)
{
    return world_operator_requests(NTMS_OPREQ_NEWMEDIA, NULL) == *(uint32_t *)context;
}

static void wait_requests(uint32_t count)
{
    world_wait(has_requests, &count, "another number of requests for media");
}

static int64_t request_rows(void)
{
    return world_sql_number("SELECT count(*) FROM op_request WHERE request = 1", NULL);
}

/* A cartridge comes into the pool, and somebody's change tells of it. */
static void bring(uint32_t index)
{
    pools_place(&stock.media[index], &stock.pool, NTMS_PARTSTATE_AVAILABLE);
    world_touch();
}

static void test_the_operator_is_asked(void **state)
{
    struct waiter waiter;
    NTMS_GUID first;
    NTMS_GUID second;
    (void)state;
    stock_start();
    waiter_start(&waiter, world.session, INFINITE);
    wait_requests(1);
    world_wait_operator(NTMS_OPREQ_NEWMEDIA, &first);
    NTMS_OPREQUESTINFORMATIONW request = world_read(&first, NTMS_OPREQUEST).Info.OpRequest;
    assert_int_equal(request.Arg1Type, NTMS_MEDIA_POOL);
    assert_true(world_same(&request.Arg1, &stock.pool));
    assert_int_equal(request.Arg2Type, 0);
    assert_int_equal(request.State, NTMS_OPSTATE_SUBMITTED);
    assert_true(request.szMessage[0] != 0);
    /* Done, but there is nothing: the next one follows. */
    assert_int_equal(SatisfyNtmsOperatorRequest(world.session, &first), ERROR_SUCCESS);
    world_wait_operator(NTMS_OPREQ_NEWMEDIA, &second);
    assert_false(world_same(&first, &second));
    assert_false(is_over(&waiter));
    pools_place(&stock.media[0], &stock.pool, NTMS_PARTSTATE_AVAILABLE);
    /* Any change lets the waiter look by itself, and its request goes. */
    DWORD satisfied = SatisfyNtmsOperatorRequest(world.session, &second);
    assert_true(satisfied == ERROR_SUCCESS || satisfied == ERROR_OBJECT_NOT_FOUND);
    expect_result(&waiter, ERROR_SUCCESS);
    assert_int_equal(world_operator_requests(NTMS_OPREQ_NEWMEDIA, NULL), 0);
    world_check_truth();
}

/* PROMISE: AllocateNtmsMedia/10 */
static void test_refusal_ends_one_wait(void **state)
{
    struct waiter waiters[2];
    NTMS_GUID request;
    (void)state;
    stock_start();
    waiter_start(&waiters[0], world.session, INFINITE);
    wait_requests(1);
    world_wait_operator(NTMS_OPREQ_NEWMEDIA, &request);
    waiter_start(&waiters[1], world.session, 600000);
    wait_requests(2);
    assert_int_equal(CancelNtmsOperatorRequest(world.session, &request), ERROR_SUCCESS);
    expect_result(&waiters[0], ERROR_CANCELLED);
    assert_int_equal(world_read(&request, NTMS_OPREQUEST).Info.OpRequest.State,
                     NTMS_OPSTATE_REFUSED);
    wait_requests(1);
    assert_false(is_over(&waiters[1]));
    world_wait_operator(NTMS_OPREQ_NEWMEDIA, &request);
    assert_int_equal(CancelNtmsOperatorRequest(world.session, &request), ERROR_SUCCESS);
    expect_result(&waiters[1], ERROR_CANCELLED);
}

/* PROMISE: AllocateNtmsMedia/11 */
static void test_time_out_leaves_nothing_behind(void **state)
{
    static const DWORD timeouts[] = {0, 1, 400};
    (void)state;
    stock_start();
    for (size_t i = 0; i < sizeof timeouts / sizeof timeouts[0]; i++) {
        ULONGLONG start = elapsed_now();
        assert_int_equal(stock_allocate(&stock.pool, NULL, 0, timeouts[i], NULL), ERROR_TIMEOUT);
        assert_true(elapsed_now() - start + 20 >= timeouts[i]);
        assert_int_equal(request_rows(), 0);
    }
    assert_int_equal(world_sql_number("SELECT count(*) FROM logical_media", NULL), 0);
    world_check_truth();
}

struct crowd {
    const struct waiter *waiters;
    uint32_t over;
};

static BOOL so_many_are_over(void *context)
{
    const struct crowd *crowd = context;
    uint32_t over = 0;
    for (uint32_t i = 0; i < WAITERS; i++)
        over += is_over(&crowd->waiters[i]) != 0;
    return over == crowd->over;
}

/* Media that come without an answer are taken, each by one of those who wait. */
static void test_waiters_share_what_comes(void **state)
{
    struct waiter waiters[WAITERS];
    HANDLE other;
    (void)state;
    stock_start();
    other = OpenNtmsSessionW(NULL, NULL, 0);
    for (uint32_t i = 0; i < WAITERS; i++)
        waiter_start(&waiters[i], i % 2 == 0 ? world.session : other, INFINITE);
    wait_requests(WAITERS);
    for (uint32_t i = 0; i < WAITERS; i++) {
        struct crowd crowd = {waiters, i + 1};
        bring(i);
        wait_requests(WAITERS - 1 - i);
        world_wait(so_many_are_over, &crowd, "one more has got a side");
    }
    for (uint32_t i = 0; i < WAITERS; i++)
        expect_result(&waiters[i], ERROR_SUCCESS);
    assert_int_equal(pools_read(&stock.pool).dwNumberOfLogicalMedia, WAITERS);
    /* Their requests are done, not refused. */
    assert_int_equal(
        world_sql_number("SELECT count(*) FROM op_request WHERE request = 1 AND state = 5", NULL),
        WAITERS);
    assert_int_equal(CloseNtmsSession(other), ERROR_SUCCESS);
    world_check_truth();
}

/* The policy, a cartridge that is enabled again, a library that is: each may help. */
static void test_changes_of_any_kind_help(void **state)
{
    struct waiter waiter;
    (void)state;
    stock_start();
    waiter_start(&waiter, world.session, INFINITE);
    wait_requests(1);
    stock_draw(&stock.pool, NTMS_ALLOCATE_FROMSCRATCH);
    expect_result(&waiter, ERROR_SUCCESS);
    world_sql_beside("UPDATE physical_media SET enabled = 0", NULL);
    waiter_start(&waiter, world.session, INFINITE);
    wait_requests(1);
    world_sql_beside("UPDATE physical_media SET enabled = 1", NULL);
    world_touch();
    expect_result(&waiter, ERROR_SUCCESS);
}

/* PROMISE: AllocateNtmsMedia/erased */
static void test_erased_request_or_pool_ends_the_wait(void **state)
{
    struct waiter waiter;
    NTMS_GUID request;
    (void)state;
    stock_start();
    waiter_start(&waiter, world.session, INFINITE);
    wait_requests(1);
    world_wait_operator(NTMS_OPREQ_NEWMEDIA, &request);
    world_sql_beside("DELETE FROM op_request WHERE id = %g", &request);
    world_touch();
    expect_result(&waiter, ERROR_CANCELLED);
    /* PROMISE: AllocateNtmsMedia/3 */
    waiter_start(&waiter, world.session, INFINITE);
    wait_requests(1);
    assert_int_equal(DeleteNtmsMediaPool(world.session, &stock.pool), ERROR_SUCCESS);
    expect_result(&waiter, ERROR_INVALID_MEDIA_POOL);
    wait_requests(0);
}

static void test_closing_the_session_ends_its_waits(void **state)
{
    struct waiter waiters[WAITERS];
    (void)state;
    stock_start();
    HANDLE other = OpenNtmsSessionW(NULL, NULL, 0);
    waiter_start(&waiters[0], other, INFINITE);
    waiter_start(&waiters[1], other, 600000);
    waiter_start(&waiters[2], world.session, INFINITE);
    wait_requests(3);
    assert_int_equal(CloseNtmsSession(other), ERROR_SUCCESS);
    expect_result(&waiters[0], ERROR_CANCELLED);
    expect_result(&waiters[1], ERROR_CANCELLED);
    wait_requests(1);
    assert_false(is_over(&waiters[2]));
    /* The last session of the process. */
    world_close();
    expect_result(&waiters[2], ERROR_CANCELLED);
    assert_int_equal(request_rows(), 0);
    world_open();
}

/* For a second. */
static BOOL nothing_changes(void *context)
{
    (void)context;
    int64_t before = world_sql_number("SELECT max(sequence) FROM journal", NULL);
    Sleep(1000);
    return world_sql_number("SELECT max(sequence) FROM journal", NULL) == before;
}

/* A waiting thread sleeps; other changes cost it a look each. */
static void test_waiting_takes_no_time_of_the_processor(void **state)
{
    struct waiter waiter;
    FILETIME made;
    FILETIME ended;
    FILETIME kernel;
    FILETIME user;
    (void)state;
    stock_start();
    waiter_start(&waiter, world.session, INFINITE);
    wait_requests(1);
    world_wait(nothing_changes, NULL, "a second without a change");
    assert_true(GetThreadTimes(waiter.thread, &made, &ended, &kernel, &user));
    assert_int_equal(kernel.dwHighDateTime | user.dwHighDateTime, 0);
    assert_in_range(kernel.dwLowDateTime + user.dwLowDateTime, 0, 5000000); /* half of it */
    bring(0);
    expect_result(&waiter, ERROR_SUCCESS);
}

/* ---- processes ---- */

/* The other process: allocates from the pool "Backup" and tells the result. */
static int allocate_there(const char *timeout)
{
    void *none = NULL;
    NTMS_GUID media = world_null_guid;
    NTMS_GUID pool = world_null_guid;
    if (world_group_setup(&none) != 0)
        return 2;
    world_open();
    DWORD result =
        CreateNtmsMediaPoolW(world.session, L"Backup", NULL, NTMS_OPEN_EXISTING, NULL, &pool);
    if (result == ERROR_SUCCESS)
        result = AllocateNtmsMedia(world.session, &pool, NULL, &media, 0,
                                   (DWORD)strtoul(timeout, NULL, 10), NULL);
    world_close();
    return (int)result;
}

static void test_processes_share_what_comes(void **state)
{
    struct waiter waiter;
    (void)state;
    stock_start();
    waiter_start(&waiter, world.session, INFINITE);
    wait_requests(1);
    HANDLE child = child_start("allocate", "4294967295", NULL);
    wait_requests(2);
    bring(0);
    wait_requests(1);
    bring(1);
    expect_result(&waiter, ERROR_SUCCESS);
    assert_int_equal(child_wait(child), ERROR_SUCCESS);
    assert_int_equal(pools_read(&stock.pool).dwNumberOfLogicalMedia, 2);
    world_check_truth();
}

static void test_another_process_refuses_and_times_out(void **state)
{
    NTMS_GUID request;
    (void)state;
    stock_start();
    HANDLE child = child_start("allocate", "4294967295", NULL);
    wait_requests(1);
    world_wait_operator(NTMS_OPREQ_NEWMEDIA, &request);
    assert_int_equal(CancelNtmsOperatorRequest(world.session, &request), ERROR_SUCCESS);
    assert_int_equal(child_wait(child), ERROR_CANCELLED);
    int64_t before = request_rows();
    child = child_start("allocate", "300", NULL);
    assert_int_equal(child_wait(child), ERROR_TIMEOUT);
    assert_int_equal(request_rows(), before);
}

/* PROMISE: AllocateNtmsMedia/killed */
static void test_request_of_a_killed_process_goes_with_the_next_start(void **state)
{
    NTMS_GUID others = world_null_guid;
    (void)state;
    stock_start();
    assert_int_equal(SubmitNtmsOperatorRequestW(world.session, NTMS_OPREQ_NEWMEDIA, NULL,
                                                &stock.pool, NULL, &others),
                     ERROR_SUCCESS);
    HANDLE child = child_start("allocate", "4294967295", NULL);
    wait_requests(2);
    child_kill(child);
    wait_requests(2);
    world_reopen();
    wait_requests(1);
    assert_int_equal(world_read(&others, NTMS_OPREQUEST).Info.OpRequest.State,
                     NTMS_OPSTATE_SUBMITTED);
    assert_int_equal(request_rows(), 1);
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        CASE(test_the_operator_is_asked),
        CASE(test_refusal_ends_one_wait),
        CASE(test_time_out_leaves_nothing_behind),
        CASE(test_waiters_share_what_comes),
        CASE(test_changes_of_any_kind_help),
        CASE(test_erased_request_or_pool_ends_the_wait),
        CASE(test_closing_the_session_ends_its_waits),
        CASE(test_waiting_takes_no_time_of_the_processor),
        CASE(test_processes_share_what_comes),
        CASE(test_another_process_refuses_and_times_out),
        CASE(test_request_of_a_killed_process_goes_with_the_next_start),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    if (argc == 3 && strcmp(argv[1], "allocate") == 0)
        return allocate_there(argv[2]);
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
