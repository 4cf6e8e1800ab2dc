/* SPDX-License-Identifier: MIT */
/* Sessions, channels and calls by the thousand: nothing of them stays behind. */
#include "world.h"

#include "support/counts.h"

static const char cartridges[] = "s0=A00000L4,data\n";

/* One of each round is more; less may be a running service's. */
enum { BESIDE = 4500, ALONE = 8 };

static void open_and_close_a_session(void)
{
    HANDLE session = OpenNtmsSessionW(NULL, L"cycle", 0);
    assert_ptr_not_equal(session, INVALID_HANDLE_VALUE);
    assert_int_equal(CloseNtmsSession(session), ERROR_SUCCESS);
}

static void test_sessions_beside_another_leave_nothing(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    counts_expect_flat(open_and_close_a_session, 500, 5000, BESIDE);
}

static void open_and_close_a_channel(void)
{
    HANDLE channel = OpenNtmsNotification(world.session, NTMS_DRIVE);
    assert_ptr_not_equal(channel, INVALID_HANDLE_VALUE);
    assert_int_equal(CloseNtmsNotification(channel), ERROR_SUCCESS);
}

static void test_channels_leave_nothing(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    counts_expect_flat(open_and_close_a_channel, 500, 5000, BESIDE);
}

/* The session goes, its channel is closed afterwards. */
static void close_a_session_under_its_channel(void)
{
    HANDLE session = OpenNtmsSessionW(NULL, L"cycle", 0);
    HANDLE channel = OpenNtmsNotification(session, NTMS_DRIVE);
    assert_ptr_not_equal(channel, INVALID_HANDLE_VALUE);
    assert_int_equal(CloseNtmsSession(session), ERROR_SUCCESS);
    assert_int_equal(CloseNtmsNotification(channel), ERROR_SUCCESS);
}

static void test_channels_that_outlive_their_session_leave_nothing(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    counts_expect_flat(close_a_session_under_its_channel, 500, 5000, BESIDE);
}

static void look_at_the_drives(void)
{
    NTMS_GUID drives[WORLD_LIST];
    DWORD count = world_list(&world.library, NTMS_DRIVE, drives);
    assert_int_equal(count, 2);
    (void)world_read(&drives[0], NTMS_DRIVE);
}

static void test_enumerating_leaves_nothing(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    counts_expect_flat(look_at_the_drives, 500, 5000, BESIDE);
}

static void begin_and_end_a_detection(void)
{
    HANDLE detection = NULL;
    NTMS_GUID library = world.library;
    assert_int_equal(BeginNtmsDeviceChangeDetection(world.session, &detection), ERROR_SUCCESS);
    assert_int_equal(
        SetNtmsDeviceChangeDetection(world.session, detection, &library, NTMS_LIBRARY, 1),
        ERROR_SUCCESS);
    assert_int_equal(EndNtmsDeviceChangeDetection(world.session, detection), ERROR_SUCCESS);
}

static void test_detections_leave_nothing(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    counts_expect_flat(begin_and_end_a_detection, 500, 5000, BESIDE);
}

/* The first session of the process starts the service, the last one stops it. */
static void test_starting_and_stopping_the_service_leaves_nothing(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    world_close();
    counts_expect_flat(open_and_close_a_session, 10, 20, ALONE);
}

/* ---- many threads ---- */

enum { SESSIONS = 64, ROUNDS = 20 };

static DWORD WINAPI use_a_session(LPVOID context)
{
    NTMS_GUID drive = *(const NTMS_GUID *)context;
    for (int i = 0; i < ROUNDS; i++) {
        NTMS_OBJECTINFORMATIONA object = {.dwSize = sizeof object, .dwType = NTMS_DRIVE};
        HANDLE session = OpenNtmsSessionW(NULL, L"many", 0);
        HANDLE channel = OpenNtmsNotification(session, NTMS_MEDIA_POOL);
        DWORD error = GetNtmsObjectInformationA(session, &drive, &object);
        if (error == ERROR_SUCCESS)
            error = CloseNtmsNotification(channel);
        if (error == ERROR_SUCCESS)
            error = CloseNtmsSession(session);
        if (error != ERROR_SUCCESS)
            return error;
    }
    return ERROR_SUCCESS;
}

static void use_many_sessions(void)
{
    HANDLE threads[SESSIONS];
    world_open();
    for (int i = 0; i < SESSIONS; i++) {
        threads[i] = CreateThread(NULL, 0, use_a_session, &world.drives[i % 2], 0, NULL);
        assert_non_null(threads[i]);
    }
    assert_int_equal(WaitForMultipleObjects(SESSIONS, threads, TRUE, WORLD_WAIT_MS), WAIT_OBJECT_0);
    for (int i = 0; i < SESSIONS; i++) {
        DWORD error = 0;
        assert_true(GetExitCodeThread(threads[i], &error));
        assert_int_equal(error, ERROR_SUCCESS);
        CloseHandle(threads[i]);
    }
    world_close();
}

static void test_sessions_of_many_threads_leave_nothing(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    world_close();
    counts_expect_flat(use_many_sessions, 2, 3, SESSIONS * ROUNDS);
    world_open();
    world_check_truth();
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_sessions_beside_another_leave_nothing),
        CASE(test_channels_leave_nothing),
        CASE(test_channels_that_outlive_their_session_leave_nothing),
        CASE(test_detections_leave_nothing),
        CASE(test_enumerating_leaves_nothing),
        CASE(test_sessions_of_many_threads_leave_nothing),
        CASE(test_starting_and_stopping_the_service_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
