/* SPDX-License-Identifier: MIT */
/* A process ends while its sessions are open: at its own wish, whatever its threads do. */
#include "mount_support.h"

#include "late_closer.h"
#include "support/child.h"

#include <string.h>

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\n";

enum { ENDED = 7 };

static const char leaving[] = "ntms-test-process-end";

/* ---- the other process ---- */

static DWORD WINAPI listen_on(LPVOID channel)
{
    NTMS_NOTIFICATIONINFORMATION event;
    DWORD error;
    do
        error = WaitForNtmsNotification(channel, &event, INFINITE);
    while (error == ERROR_SUCCESS);
    return error;
}

/* Ends with a thread in a call, whose reference nobody gives back. The channel is of no objects, so
 * no thread has the heap's lock when it is ended. */
static int end_late(void)
{
    late_closer_arm_function *arm = NULL;
    HMODULE module = LoadLibraryA("late_closer.dll");
    if (module == NULL)
        return 10;
    FARPROC found = GetProcAddress(module, "late_closer_arm");
    memcpy(&arm, &found, sizeof arm);
    HANDLE session = OpenNtmsSessionW(NULL, NULL, 0);
    if (arm == NULL || session == INVALID_HANDLE_VALUE)
        return 11;
    HANDLE channel = OpenNtmsNotification(session, NTMS_UNKNOWN);
    if (channel == INVALID_HANDLE_VALUE ||
        CreateThread(NULL, 0, listen_on, channel, 0, NULL) == NULL)
        return 12;
    const struct late_closer_work work = {
        OpenNtmsSessionW,    CloseNtmsSession, CloseNtmsNotification,
        EnumerateNtmsObject, session,          channel};
    arm(&work);
    SetEvent(child_event(leaving));
    ExitProcess(ENDED);
}

/* Ends in the middle of a move, on a thread of its own, while others wait, listen and work. */
static DWORD WINAPI end_when_the_robot_moves(LPVOID context)
{
    world_wait_robot();
    SetEvent(context);
    ExitProcess(ENDED);
}

static int end_at_work(void)
{
    void *none = NULL;
    NTMS_GUID media[WORLD_LIST];
    NTMS_GUID drive;
    if (world_group_setup(&none) != 0)
        return 20;
    world_open();
    if (world_list(NULL, NTMS_LOGICAL_MEDIA, media) != 1)
        return 21;
    HANDLE channel = OpenNtmsNotification(world.session, NTMS_DRIVE);
    if (CreateThread(NULL, 0, listen_on, channel, 0, NULL) == NULL ||
        CreateThread(NULL, 0, end_when_the_robot_moves, child_event(leaving), 0, NULL) == NULL)
        return 22;
    return (int)MountNtmsMedia(world.session, media, &drive, 1, 0, 0, INFINITE, NULL);
}

/* ---- the tests ---- */

static void expect_exit(const char *part, DWORD code)
{
    HANDLE left = child_event(leaving);
    HANDLE child = child_start(part, "", NULL);
    assert_true(child_wait_event(child, left));
    child_await_exit(child, code);
    CloseHandle(left);
}

/* PROMISE: CloseNtmsSession/process-end */
static void test_closing_while_the_process_ends_does_not_wait(void **state)
{
    (void)state;
    assert_int_equal(vtl_build(world.vtl, NULL, 0, NULL, 0), 0);
    world_forget();
    expect_exit("late", LATE_CLOSER_DONE);
}

static void test_a_process_that_ends_at_work_leaves_the_rest_to_the_next(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    mount_own(1);
    world_close();
    world_hold_robot();
    expect_exit("work", ENDED);
    world_let_go();
    world_open();
    world_check_truth();
    assert_int_equal(mount_one(&mount_media[0].logical, 0, INFINITE, NULL), ERROR_SUCCESS);
    world_check_truth();
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        CASE(test_closing_while_the_process_ends_does_not_wait),
        CASE(test_a_process_that_ends_at_work_leaves_the_rest_to_the_next),
    };
    if (argc > 1 && strcmp(argv[1], "late") == 0)
        return end_late();
    if (argc > 1 && strcmp(argv[1], "work") == 0)
        return end_at_work();
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
