/* SPDX-License-Identifier: MIT */
/* Sessions that are closed while calls of every kind run on them, by more than one closer. */
#include "mount_support.h"

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\n";

enum { SESSIONS = 12, CLOSERS = 3, KINDS = 4 };

typedef DWORD call(HANDLE handle);

struct caller {
    HANDLE thread;
    HANDLE handle;
    call *call;
};

static struct caller callers[SESSIONS][KINDS];
static HANDLE sessions[SESSIONS];
static HANDLE channels[SESSIONS];
static NTMS_GUID asked; /* of the operator, who does not answer */
static LONG closings;

/* ---- the calls ---- */

static DWORD wait_for_operator(HANDLE session)
{
    NTMS_GUID request = asked;
    return WaitForNtmsOperatorRequest(session, &request, INFINITE);
}

static DWORD wait_for_events(HANDLE channel)
{
    NTMS_NOTIFICATIONINFORMATION event;
    return WaitForNtmsNotification(channel, &event, INFINITE);
}

static DWORD look(HANDLE session)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = WORLD_LIST;
    return EnumerateNtmsObject(session, NULL, list, &count, NTMS_MEDIA_POOL, 0);
}

static DWORD change(HANDLE session)
{
    NTMS_GUID library = world.library;
    DWORD now = GetTickCount();
    return SetNtmsObjectAttributeW(session, &library, NTMS_LIBRARY, L"changed", &now, sizeof now);
}

static DWORD mount(HANDLE session)
{
    NTMS_GUID media = mount_media[0].logical;
    NTMS_GUID drive;
    return MountNtmsMedia(session, &media, &drive, 1, 0, 0, INFINITE, NULL);
}

/* ---- threads ---- */

static DWORD WINAPI run_caller(LPVOID context)
{
    const struct caller *caller = context;
    DWORD error;
    do
        error = caller->call(caller->handle);
    while (error == ERROR_SUCCESS);
    return error;
}

/* All closers try to close each session. */
static DWORD WINAPI run_closer(LPVOID context)
{
    (void)context;
    for (int i = 0; i < SESSIONS; i++) {
        DWORD error = CloseNtmsSession(sessions[i]);
        if (error == ERROR_SUCCESS)
            InterlockedIncrement(&closings);
        else if (error != ERROR_INVALID_HANDLE)
            return error;
    }
    return ERROR_SUCCESS;
}

static HANDLE start(LPTHREAD_START_ROUTINE run, void *context)
{
    HANDLE thread = CreateThread(NULL, 0, run, context, 0, NULL);
    assert_non_null(thread);
    return thread;
}

static DWORD end(HANDLE thread)
{
    DWORD error = 0;
    if (WaitForSingleObject(thread, WORLD_WAIT_MS) != WAIT_OBJECT_0)
        fail_msg("a call does not end");
    assert_true(GetExitCodeThread(thread, &error));
    CloseHandle(thread);
    return error;
}

static void open_all(void)
{
    for (int i = 0; i < SESSIONS; i++) {
        sessions[i] = OpenNtmsSessionW(NULL, L"closed under calls", 0);
        assert_ptr_not_equal(sessions[i], INVALID_HANDLE_VALUE);
        channels[i] = OpenNtmsNotification(sessions[i], NTMS_LIBRARY);
        assert_ptr_not_equal(channels[i], INVALID_HANDLE_VALUE);
    }
}

static void call_on_all(call *work)
{
    call *const calls[KINDS] = {wait_for_operator, look, work, wait_for_events};
    for (int i = 0; i < SESSIONS; i++) {
        for (int k = 0; k < KINDS; k++) {
            struct caller *caller = &callers[i][k];
            caller->handle = calls[k] == wait_for_events ? channels[i] : sessions[i];
            caller->call = calls[k];
            caller->thread = start(run_caller, caller);
        }
    }
}

static void close_all(void)
{
    HANDLE closers[CLOSERS];
    closings = 0;
    for (int i = 0; i < CLOSERS; i++)
        closers[i] = start(run_closer, NULL);
    for (int i = 0; i < CLOSERS; i++)
        assert_int_equal(end(closers[i]), ERROR_SUCCESS);
    assert_int_equal(closings, SESSIONS);
}

/* A call that comes after the closing finds no session; a channel outlives it. */
static void expect_ends(void)
{
    for (int i = 0; i < SESSIONS; i++) {
        for (int k = 0; k < KINDS; k++) {
            DWORD error = end(callers[i][k].thread);
            DWORD cancelled =
                callers[i][k].call == wait_for_events ? ERROR_NO_DATA : ERROR_CANCELLED;
            if (error != cancelled &&
                (error != ERROR_INVALID_HANDLE || callers[i][k].call == wait_for_events))
                fail_msg("call %d ended with error %u", k, (unsigned)error);
        }
        assert_int_equal(CloseNtmsNotification(channels[i]), ERROR_SUCCESS);
    }
}

static void ask_the_operator(void)
{
    assert_int_equal(SubmitNtmsOperatorRequestW(world.session, NTMS_OPREQ_MESSAGE, L"Please look.",
                                                NULL, NULL, &asked),
                     ERROR_SUCCESS);
}

static BOOL all_mount(void *context)
{
    (void)context;
    return world_sql_number("SELECT count(*) FROM lib_request WHERE operation = 17", NULL) ==
           SESSIONS;
}

/* ---- the tests ---- */

/* The robot is held, so every session's mount waits. */
static void test_calls_that_wait_end_with_their_session(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    mount_own(1);
    ask_the_operator();
    world_hold_robot();
    open_all();
    call_on_all(mount);
    world_wait(all_mount, NULL, "a mount of each session");
    close_all();
    expect_ends();
    world_let_go();
    world_settle();
    mount_await_state(0, NTMS_MEDIASTATE_IDLE);
    mount_expect_nothing_left();
    world_check_truth();
}

/* The last of them stops the service, in the middle of whatever it does. */
static void test_the_last_sessions_are_closed_at_work(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    for (int round = 0; round < 3; round++) {
        ask_the_operator();
        open_all();
        world_close();
        call_on_all(change);
        close_all();
        expect_ends();
        world_open();
        world_check_truth();
    }
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_calls_that_wait_end_with_their_session),
        CASE(test_the_last_sessions_are_closed_at_work),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
