/* SPDX-License-Identifier: MIT */
/*
 * WaitForNtmsOperatorRequest: each row of its table, between threads and between processes, which
 * may be of the other width (support/child.h).
 */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>

#include "support/child.h"
#include "support/elapsed.h"

enum { WAITERS = 6, LONG_MS = 600000 };

static const char cartridges[] = "s0=A00000L4,data\n";

static NTMS_GUID say(void)
{
    NTMS_GUID request = world_null_guid;
    assert_int_equal(SubmitNtmsOperatorRequestW(world.session, NTMS_OPREQ_MESSAGE, L"Please look.",
                                                NULL, NULL, &request),
                     ERROR_SUCCESS);
    return request;
}

static DWORD wait_for(const NTMS_GUID *request, DWORD timeout)
{
    NTMS_GUID copy = *request;
    return WaitForNtmsOperatorRequest(world.session, &copy, timeout);
}

/* ---- waiting threads ---- */

struct waiter {
    HANDLE session;
    NTMS_GUID request;
    DWORD timeout;
    HANDLE thread;
};

static DWORD WINAPI run_waiter(LPVOID context)
{
    struct waiter *waiter = context;
    return WaitForNtmsOperatorRequest(waiter->session, &waiter->request, waiter->timeout);
}

static void waiter_start(struct waiter *waiter, HANDLE session, const NTMS_GUID *request,
                         DWORD timeout)
{
    *waiter = (struct waiter){.session = session, .request = *request, .timeout = timeout};
    waiter->thread = CreateThread(NULL, 0, run_waiter, waiter, 0, NULL);
    assert_non_null(waiter->thread);
}

static void expect_waiting(struct waiter *waiters, size_t count)
{
    Sleep(100);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(WaitForSingleObject(waiters[i].thread, 0), WAIT_TIMEOUT);
}

static DWORD result_of(struct waiter *waiter)
{
    DWORD result = 0;
    if (WaitForSingleObject(waiter->thread, WORLD_WAIT_MS) != WAIT_OBJECT_0)
        fail_msg("a waiter goes on waiting");
    assert_true(GetExitCodeThread(waiter->thread, &result));
    CloseHandle(waiter->thread);
    return result;
}

/* Its session was closed: while it waited, or (on a busy machine) before it came to wait. */
static void expect_closed(struct waiter *waiters, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        DWORD result = result_of(&waiters[i]);
        assert_true(result == ERROR_CANCELLED || result == ERROR_INVALID_HANDLE);
    }
}

static void expect_result(struct waiter *waiters, size_t count, DWORD expected)
{
    for (size_t i = 0; i < count; i++)
        assert_int_equal(result_of(&waiters[i]), expected);
}

static void test_wait_bad_arguments_fail(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    /* PROMISE: WaitForNtmsOperatorRequest/1 */
    assert_int_equal(WaitForNtmsOperatorRequest(NULL, NULL, 0), ERROR_INVALID_HANDLE);
    /* PROMISE: WaitForNtmsOperatorRequest/3 */
    assert_int_equal(WaitForNtmsOperatorRequest(world.session, NULL, INFINITE),
                     ERROR_INVALID_PARAMETER);
    /* PROMISE: WaitForNtmsOperatorRequest/4 */
    const NTMS_GUID *const wrong[] = {&world_stray_guid, &world_null_guid, &world.library};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(wait_for(wrong[i], INFINITE), ERROR_OBJECT_NOT_FOUND);
}

/* PROMISE: WaitForNtmsOperatorRequest/7 */
static void test_wait_for_an_open_request_times_out(void **state)
{
    static const DWORD timeouts[] = {0, 1, 300};
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID request = say();
    for (DWORD open = NTMS_OPSTATE_SUBMITTED; open <= NTMS_OPSTATE_INPROGRESS; open++) {
        char statement[64];
        snprintf(statement, sizeof statement, "UPDATE op_request SET state = %u WHERE id = %%g",
                 (unsigned)open);
        world_sql_beside(statement, &request);
        world_touch();
        for (size_t i = 0; i < 3; i++) {
            ULONGLONG start = elapsed_now();
            assert_int_equal(wait_for(&request, timeouts[i]), ERROR_TIMEOUT);
            assert_true(elapsed_now() - start + 20 >= timeouts[i]);
        }
    }
    assert_int_equal(world_read(&request, NTMS_OPREQUEST).Info.OpRequest.State,
                     NTMS_OPSTATE_INPROGRESS);
}

/* PROMISE: WaitForNtmsOperatorRequest/5, WaitForNtmsOperatorRequest/6 */
static void test_wait_for_a_settled_request_returns_at_once(void **state)
{
    static const DWORD timeouts[] = {0, 1000, INFINITE};
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID refused = say();
    NTMS_GUID done = say();
    assert_int_equal(CancelNtmsOperatorRequest(world.session, &refused), ERROR_SUCCESS);
    assert_int_equal(SatisfyNtmsOperatorRequest(world.session, &done), ERROR_SUCCESS);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(wait_for(&refused, timeouts[i]), ERROR_CANCELLED);
        assert_int_equal(wait_for(&done, timeouts[i]), ERROR_SUCCESS);
    }
}

/* Of two sessions, with different limits; other requests and changes do not concern them. */
static void settle_under_waiters(DWORD(WINAPI *settle)(HANDLE, LPNTMS_GUID), DWORD expected)
{
    static const DWORD timeouts[] = {INFINITE, 0xFFFFFFFE, LONG_MS};
    struct waiter waiters[WAITERS];
    world_start_small(1, 0, cartridges);
    HANDLE other = OpenNtmsSessionW(NULL, NULL, 0);
    NTMS_GUID unrelated = say();
    NTMS_GUID request = say();
    for (size_t i = 0; i < WAITERS; i++)
        waiter_start(&waiters[i], i % 2 == 0 ? world.session : other, &request, timeouts[i / 2]);
    expect_waiting(waiters, WAITERS);
    assert_int_equal(settle(world.session, &unrelated), ERROR_SUCCESS);
    world_touch();
    expect_waiting(waiters, WAITERS);
    assert_int_equal(settle(other, &request), ERROR_SUCCESS);
    expect_result(waiters, WAITERS, expected);
    assert_int_equal(CloseNtmsSession(other), ERROR_SUCCESS);
}

static void test_satisfying_releases_all_waiters(void **state)
{
    (void)state;
    /* PROMISE: WaitForNtmsOperatorRequest/6 */
    settle_under_waiters(SatisfyNtmsOperatorRequest, ERROR_SUCCESS);
}

static void test_refusing_releases_all_waiters(void **state)
{
    (void)state;
    /* PROMISE: WaitForNtmsOperatorRequest/5 */
    settle_under_waiters(CancelNtmsOperatorRequest, ERROR_CANCELLED);
}

/* A waiting thread sleeps; it does not look again and again. */
static void test_waiting_takes_no_time_of_the_processor(void **state)
{
    struct waiter waiter;
    FILETIME made;
    FILETIME ended;
    FILETIME kernel;
    FILETIME user;
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID request = say();
    waiter_start(&waiter, world.session, &request, INFINITE);
    Sleep(1000);
    assert_true(GetThreadTimes(waiter.thread, &made, &ended, &kernel, &user));
    assert_int_equal(kernel.dwHighDateTime | user.dwHighDateTime, 0);
    assert_in_range(kernel.dwLowDateTime + user.dwLowDateTime, 0, 5000000); /* half of it */
    assert_int_equal(SatisfyNtmsOperatorRequest(world.session, &request), ERROR_SUCCESS);
    expect_result(&waiter, 1, ERROR_SUCCESS);
}

/* PROMISE: WaitForNtmsOperatorRequest/4 */
static void test_wait_for_an_erased_request_fails(void **state)
{
    struct waiter waiter;
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID request = say();
    waiter_start(&waiter, world.session, &request, INFINITE);
    expect_waiting(&waiter, 1);
    world_sql_beside("DELETE FROM op_request WHERE id = %g", &request);
    world_touch();
    expect_result(&waiter, 1, ERROR_OBJECT_NOT_FOUND);
    /* By its age. */
    NTMS_GUID settled = say();
    NTMS_GUID open = say();
    assert_int_equal(SatisfyNtmsOperatorRequest(world.session, &settled), ERROR_SUCCESS);
    world_close();
    world_sql("UPDATE computer SET op_request_purge_time = 0", NULL);
    Sleep(20);
    world_open();
    assert_int_equal(wait_for(&settled, INFINITE), ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(wait_for(&open, 0), ERROR_TIMEOUT);
}

/* PROMISE: WaitForNtmsOperatorRequest/8 */
static void test_closing_the_session_ends_its_waits(void **state)
{
    struct waiter waiters[WAITERS];
    struct waiter stays;
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID request = say();
    HANDLE other = OpenNtmsSessionW(NULL, NULL, 0);
    for (size_t i = 0; i < WAITERS; i++)
        waiter_start(&waiters[i], other, &request, i % 2 == 0 ? INFINITE : LONG_MS);
    waiter_start(&stays, world.session, &request, INFINITE);
    expect_waiting(waiters, WAITERS);
    assert_int_equal(CloseNtmsSession(other), ERROR_SUCCESS);
    expect_closed(waiters, WAITERS);
    assert_int_equal(WaitForNtmsOperatorRequest(other, &request, 0), ERROR_INVALID_HANDLE);
    expect_waiting(&stays, 1);
    /* The last session of the process. */
    world_close();
    expect_closed(&stays, 1);
    world_open();
    assert_int_equal(wait_for(&request, 0), ERROR_TIMEOUT);
}

/* RSM's own request is waited for in the same way, and settled by its own work. */
static void test_wait_for_the_cleaner_ends_when_it_is_there(void **state)
{
    struct waiter waiter;
    NTMS_GUID asked;
    (void)state;
    world_start_small(1, 0, cartridges);
    assert_int_equal(CleanNtmsDrive(world.session, &world.drives[0]), ERROR_SUCCESS);
    NTMS_GUID request = world_request(NTMS_LM_CLEANDRIVE);
    world_wait_operator(NTMS_OPREQ_CLEANER, &asked);
    waiter_start(&waiter, world.session, &asked, INFINITE);
    expect_waiting(&waiter, 1);
    world_reserve(3);
    world_inject_by_port("CLN001L4", 5, 5);
    expect_result(&waiter, 1, ERROR_SUCCESS);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    world_check_truth();
}

/* ---- processes ---- */

/* The other process: submits a message, tells so, waits for it; its exit code is the result. */
static int ask(const char *ready_name)
{
    void *none = NULL;
    HANDLE ready = child_event(ready_name);
    if (world_group_setup(&none) != 0)
        return 2;
    world_open();
    NTMS_GUID request = say();
    SetEvent(ready);
    DWORD result = wait_for(&request, INFINITE);
    world_close();
    return (int)result;
}

/* The other process: settles the open message. */
static int answer(BOOL refuse)
{
    void *none = NULL;
    NTMS_GUID request = world_null_guid;
    if (world_group_setup(&none) != 0)
        return 2;
    world_open();
    world_wait_operator(NTMS_OPREQ_MESSAGE, &request);
    DWORD result = refuse ? CancelNtmsOperatorRequest(world.session, &request)
                          : SatisfyNtmsOperatorRequest(world.session, &request);
    world_close();
    return (int)result;
}

/* The other process: tells that it is about to wait for the open message, and does. */
static int attend(const char *ready_name)
{
    void *none = NULL;
    NTMS_GUID request = world_null_guid;
    HANDLE ready = child_event(ready_name);
    if (world_group_setup(&none) != 0)
        return 2;
    world_open();
    world_wait_operator(NTMS_OPREQ_MESSAGE, &request);
    SetEvent(ready);
    DWORD result = wait_for(&request, INFINITE);
    world_close();
    return (int)result;
}

static HANDLE start_asking(NTMS_GUID *request)
{
    static unsigned number;
    char name[64];
    snprintf(name, sizeof name, "ntms-operator-%u-%u", (unsigned)GetCurrentProcessId(), ++number);
    HANDLE ready = child_event(name);
    HANDLE child = child_start("ask", name, NULL);
    assert_true(child_wait_event(child, ready));
    CloseHandle(ready);
    world_wait_operator(NTMS_OPREQ_MESSAGE, request);
    assert_int_equal(world_operator_requests(NTMS_OPREQ_MESSAGE, NULL), 1);
    Sleep(200);
    assert_int_equal(WaitForSingleObject(child, 0), WAIT_TIMEOUT);
    return child;
}

static void test_another_process_is_released(void **state)
{
    NTMS_GUID request = world_null_guid;
    (void)state;
    world_start_small(1, 0, cartridges);
    HANDLE child = start_asking(&request);
    assert_int_equal(SatisfyNtmsOperatorRequest(world.session, &request), ERROR_SUCCESS);
    assert_int_equal(child_wait(child), ERROR_SUCCESS);
    child = start_asking(&request);
    assert_int_equal(CancelNtmsOperatorRequest(world.session, &request), ERROR_SUCCESS);
    assert_int_equal(child_wait(child), ERROR_CANCELLED);
    /* A waiter that dies leaves its request open. */
    child = start_asking(&request);
    child_kill(child);
    assert_int_equal(wait_for(&request, 0), ERROR_TIMEOUT);
    assert_int_equal(SatisfyNtmsOperatorRequest(world.session, &request), ERROR_SUCCESS);
}

static void test_another_process_releases(void **state)
{
    struct waiter waiters[2];
    (void)state;
    world_start_small(1, 0, cartridges);
    for (int refuse = 0; refuse < 2; refuse++) {
        NTMS_GUID request = say();
        waiter_start(&waiters[0], world.session, &request, INFINITE);
        waiter_start(&waiters[1], world.session, &request, LONG_MS);
        expect_waiting(waiters, 2);
        HANDLE child = child_start(refuse ? "refuse" : "satisfy", "now", NULL);
        assert_int_equal(child_wait(child), ERROR_SUCCESS);
        expect_result(waiters, 2, refuse ? ERROR_CANCELLED : ERROR_SUCCESS);
    }
}

/* One submits, one waits, one settles. */
static void test_three_processes_have_a_part_each(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    for (int refuse = 0; refuse < 2; refuse++) {
        char name[64];
        snprintf(name, sizeof name, "ntms-attend-%u-%d", (unsigned)GetCurrentProcessId(), refuse);
        HANDLE ready = child_event(name);
        NTMS_GUID request = say();
        HANDLE waiting = child_start("attend", name, NULL);
        assert_true(child_wait_event(waiting, ready));
        CloseHandle(ready);
        HANDLE settling = child_start(refuse ? "refuse" : "satisfy", "now", NULL);
        assert_int_equal(child_wait(settling), ERROR_SUCCESS);
        assert_int_equal(child_wait(waiting), refuse ? ERROR_CANCELLED : ERROR_SUCCESS);
        assert_int_equal(wait_for(&request, INFINITE), refuse ? ERROR_CANCELLED : ERROR_SUCCESS);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_wait_bad_arguments_fail, world_teardown),
        cmocka_unit_test_teardown(test_wait_for_an_open_request_times_out, world_teardown),
        cmocka_unit_test_teardown(test_wait_for_a_settled_request_returns_at_once, world_teardown),
        cmocka_unit_test_teardown(test_satisfying_releases_all_waiters, world_teardown),
        cmocka_unit_test_teardown(test_refusing_releases_all_waiters, world_teardown),
        cmocka_unit_test_teardown(test_waiting_takes_no_time_of_the_processor, world_teardown),
        cmocka_unit_test_teardown(test_wait_for_an_erased_request_fails, world_teardown),
        cmocka_unit_test_teardown(test_closing_the_session_ends_its_waits, world_teardown),
        cmocka_unit_test_teardown(test_wait_for_the_cleaner_ends_when_it_is_there, world_teardown),
        cmocka_unit_test_teardown(test_another_process_is_released, world_teardown),
        cmocka_unit_test_teardown(test_another_process_releases, world_teardown),
        cmocka_unit_test_teardown(test_three_processes_have_a_part_each, world_teardown),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    if (argc == 3 && strcmp(argv[1], "ask") == 0)
        return ask(argv[2]);
    if (argc == 3 && strcmp(argv[1], "attend") == 0)
        return attend(argv[2]);
    if (argc == 3 && strcmp(argv[1], "satisfy") == 0)
        return answer(FALSE);
    if (argc == 3 && strcmp(argv[1], "refuse") == 0)
        return answer(TRUE);
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
