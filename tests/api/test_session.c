/* SPDX-License-Identifier: MIT */
/* OpenNtmsSession and CloseNtmsSession. */
#include "world.h"

static void expect_open_error(LPCWSTR server, DWORD options, DWORD error)
{
    SetLastError(0xDEADBEEF);
    HANDLE session = OpenNtmsSessionW(server, NULL, options);
    assert_ptr_equal(session, INVALID_HANDLE_VALUE);
    assert_int_equal(GetLastError(), error);
}

static void expect_open(LPCWSTR server, DWORD options)
{
    SetLastError(0xDEADBEEF);
    HANDLE session = OpenNtmsSessionW(server, NULL, options);
    assert_ptr_not_equal(session, INVALID_HANDLE_VALUE);
    assert_non_null(session);
    /* PROMISE: OpenNtmsSession/8 */
    assert_int_equal(GetLastError(), ERROR_SUCCESS);
    /* PROMISE: CloseNtmsSession/3 */
    assert_int_equal(CloseNtmsSession(session), ERROR_SUCCESS);
    /* PROMISE: CloseNtmsSession/1 */
    assert_int_equal(CloseNtmsSession(session), ERROR_INVALID_HANDLE);
}

/* PROMISE: OpenNtmsSession/1 */
static void test_open_reserved_options_fail(void **state)
{
    (void)state;
    world_start_small(1, 0, NULL);
    for (DWORD bit = 2; bit != 0; bit <<= 1)
        expect_open_error(NULL, bit, ERROR_INVALID_PARAMETER);
    expect_open_error((LPCWSTR)u"bad name!", 2, ERROR_INVALID_PARAMETER);
    expect_open(NULL, NTMS_SESSION_QUERYEXPEDITE);
}

/* PROMISE: OpenNtmsSession/2 */
static void test_open_malformed_server_fails(void **state)
{
    WCHAR endless[600];
    (void)state;
    expect_open_error((LPCWSTR)u"two words", 0, ERROR_INVALID_COMPUTERNAME);
    expect_open_error((LPCWSTR)u"a/b", 0, ERROR_INVALID_COMPUTERNAME);
    expect_open_error((LPCWSTR)u"\\\\", 0, ERROR_INVALID_COMPUTERNAME);
    expect_open_error((LPCWSTR)u"a\"b", 0, ERROR_INVALID_COMPUTERNAME);
    for (size_t i = 0; i < 600; i++)
        endless[i] = 'x';
    endless[599] = 0;
    expect_open_error(endless, 0, ERROR_INVALID_COMPUTERNAME);
    SetLastError(0xDEADBEEF);
    assert_ptr_equal(OpenNtmsSessionA("two words", NULL, 0), INVALID_HANDLE_VALUE);
    assert_int_equal(GetLastError(), ERROR_INVALID_COMPUTERNAME);
}

static void test_open_another_computer_is_not_connected(void **state)
{
    (void)state;
    expect_open_error((LPCWSTR)u"some-other-computer", 0, ERROR_NOT_CONNECTED);
}

static void test_open_names_of_this_computer_succeed(void **state)
{
    WCHAR name[64];
    DWORD size = 64;
    (void)state;
    world_start_small(1, 0, NULL);
    assert_true(GetComputerNameW(name, &size));
    expect_open(NULL, 0);
    expect_open((LPCWSTR)u"", 0);
    expect_open(name, 0);
}

static DWORD open_it(void *context)
{
    HANDLE *session = context;
    *session = OpenNtmsSessionW(NULL, NULL, 0);
    return *session == INVALID_HANDLE_VALUE ? GetLastError() : ERROR_SUCCESS;
}

/* PROMISE: OpenNtmsSession/7 */
static void test_open_without_use_access_on_the_computer_fails(void **state)
{
    HANDLE session;
    (void)state;
    world_start_small(1, 0, NULL);
    assert_int_equal(world_as_user(open_it, &session), ERROR_SUCCESS);
    assert_int_equal(CloseNtmsSession(session), ERROR_SUCCESS);
    world_deny_users();
    assert_int_equal(world_as_user(open_it, &session), ERROR_ACCESS_DENIED);
    assert_ptr_equal(session, INVALID_HANDLE_VALUE);
}

static void test_open_many_sessions_are_independent(void **state)
{
    HANDLE sessions[40];
    (void)state;
    world_start_small(1, 0, NULL);
    for (int i = 0; i < 40; i++) {
        sessions[i] = OpenNtmsSessionA(NULL, "many", 0);
        assert_ptr_not_equal(sessions[i], INVALID_HANDLE_VALUE);
    }
    for (int i = 0; i < 40; i++) {
        assert_int_equal(CloseNtmsSession(sessions[i]), ERROR_SUCCESS);
        for (int k = i + 1; k < 40; k++) {
            DWORD count = 0;
            assert_int_equal(
                EnumerateNtmsObject(sessions[k], NULL, NULL, &count, NTMS_MEDIA_POOL, 0),
                ERROR_INSUFFICIENT_BUFFER);
        }
    }
}

static volatile LONG stopped;

/* Calls until the session is closed under it. */
static DWORD WINAPI call_until_closed(LPVOID context)
{
    HANDLE session = context;
    DWORD error = ERROR_SUCCESS;
    while (error == ERROR_SUCCESS) {
        NTMS_GUID list[WORLD_LIST];
        DWORD count = WORLD_LIST;
        error = EnumerateNtmsObject(session, NULL, list, &count, NTMS_LIBRARY, 0);
        for (DWORD i = 0; error == ERROR_SUCCESS && i < count; i++) {
            NTMS_OBJECTINFORMATIONA library = {.dwSize = sizeof library};
            error = GetNtmsObjectInformationA(session, &list[i], &library);
        }
    }
    InterlockedIncrement(&stopped);
    return error;
}

static void test_close_with_calls_running_ends_them(void **state)
{
    enum { THREADS = 8 };
    (void)state;
    world_start_small(1, 0, NULL);
    for (int round = 0; round < 5; round++) {
        HANDLE threads[THREADS];
        HANDLE session = OpenNtmsSessionA(NULL, "threads", 0);
        assert_ptr_not_equal(session, INVALID_HANDLE_VALUE);
        stopped = 0;
        for (int i = 0; i < THREADS; i++)
            threads[i] = CreateThread(NULL, 0, call_until_closed, session, 0, NULL);
        Sleep(20);
        assert_int_equal(stopped, 0);
        if (round % 2 == 0)
            world_close(); /* now it is the last one */
        assert_int_equal(CloseNtmsSession(session), ERROR_SUCCESS);
        assert_int_equal(WaitForMultipleObjects(THREADS, threads, TRUE, WORLD_WAIT_MS),
                         WAIT_OBJECT_0);
        for (int i = 0; i < THREADS; i++) {
            DWORD error = 0;
            GetExitCodeThread(threads[i], &error);
            assert_int_equal(error, ERROR_INVALID_HANDLE);
            CloseHandle(threads[i]);
        }
        if (world.session == INVALID_HANDLE_VALUE)
            world_open();
    }
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_open_reserved_options_fail),
        CASE(test_open_malformed_server_fails),
        CASE(test_open_another_computer_is_not_connected),
        CASE(test_open_names_of_this_computer_succeed),
        CASE(test_open_without_use_access_on_the_computer_fails),
        CASE(test_open_many_sessions_are_independent),
        CASE(test_close_with_calls_running_ends_them),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
