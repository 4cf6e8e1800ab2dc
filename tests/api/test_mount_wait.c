/* SPDX-License-Identifier: MIT */
/* MountNtmsMedia while it waits: for drives, for media, for the operator; how the wait ends. */
#include "mount_support.h"

#include <stdio.h>
#include <stdlib.h>

#include "support/child.h"
#include "support/elapsed.h"

static const char cartridges[] =
    "s0=A00000L4,data\ns1=A00001L4,data\ns2=A00002L4,data\ns3=A00003L4,data\n";

enum { LATE_MS = WORLD_WAIT_MS, LONG_MS = 600000, ROUNDS = 4 };

static void start(void)
{
    world_start_small(1, 0, cartridges);
    mount_own(4);
}

/* ---- callers on threads of their own ---- */

struct caller {
    HANDLE session;
    NTMS_GUID media[2];
    NTMS_GUID drives[2];
    DWORD count;
    DWORD options;
    int priority;
    DWORD timeout;
    HANDLE thread;
};

static DWORD WINAPI run_caller(LPVOID context)
{
    struct caller *caller = context;
    return MountNtmsMedia(caller->session, caller->media, caller->drives, caller->count,
                          caller->options, caller->priority, caller->timeout, NULL);
}

static struct caller one_medium(HANDLE session, uint32_t index, DWORD timeout)
{
    return (struct caller){.session = session,
                           .media = {mount_media[index].logical},
                           .count = 1,
                           .options = NTMS_MOUNT_READ,
                           .timeout = timeout};
}

static void caller_start(struct caller *caller)
{
    caller->thread = CreateThread(NULL, 0, run_caller, caller, 0, NULL);
    assert_non_null(caller->thread);
}

static BOOL is_queued(void *context)
{
    const uint32_t *count = context;
    return world_sql_number("SELECT count(*) FROM lib_request WHERE operation = 17 AND state = 5",
                            NULL) == *count;
}

/* Waits until so many mounts wait. */
static void expect_waiting(uint32_t count)
{
    world_wait(is_queued, &count, "mounts wait");
}

static DWORD caller_end(struct caller *caller)
{
    DWORD result = 0;
    if (WaitForSingleObject(caller->thread, LATE_MS) != WAIT_OBJECT_0)
        fail_msg("a mount goes on waiting");
    assert_true(GetExitCodeThread(caller->thread, &result));
    CloseHandle(caller->thread);
    return result;
}

/* Both drives have media 2 and 3 for this session. */
static void take_both_drives(NTMS_GUID drives[2])
{
    NTMS_GUID media[2] = {mount_media[2].logical, mount_media[3].logical};
    assert_int_equal(MountNtmsMedia(world.session, media, drives, 2, 0, 0, INFINITE, NULL), 0);
}

/* ---- the ends of a wait ---- */

/* PROMISE: MountNtmsMedia/11 */
static void test_a_time_out_leaves_nothing_behind(void **state)
{
    NTMS_GUID held[2];
    NTMS_GUID drives[2] = {world_stray_guid, world_stray_guid};
    (void)state;
    start();
    take_both_drives(held);
    ULONGLONG before = elapsed_now();
    assert_int_equal(mount_many(2, 0, 400, drives), ERROR_TIMEOUT);
    assert_true(elapsed_now() - before >= 380);
    assert_true(world_same(&drives[0], &world_stray_guid));
    mount_expect_nothing_left();
    NTMS_GUID request = world_request(NTMS_LM_MOUNT);
    world_expect_end(&request, NTMS_LM_FAILED, ERROR_TIMEOUT);
    /* Time 0: one look. */
    uint32_t requests = world_request_count(NTMS_LM_MOUNT);
    assert_int_equal(mount_many(2, 0, 0, drives), ERROR_TIMEOUT);
    assert_int_equal(world_request_count(NTMS_LM_MOUNT), requests);
    /* What was loaded while another one's time ran out goes home again: all or none. */
    assert_int_equal(mount_dismount(&mount_media[2].logical, 0), 0);
    mount_await_state(2, NTMS_MEDIASTATE_IDLE);
    assert_int_equal(mount_many(2, 0, 1500, drives), ERROR_TIMEOUT);
    mount_await_state(0, NTMS_MEDIASTATE_IDLE);
    mount_await_state(1, NTMS_MEDIASTATE_IDLE);
    assert_int_equal(mount_one(&mount_media[0].logical, 0, INFINITE, &drives[0]), ERROR_SUCCESS);
    assert_true(world_same(&drives[0], &held[0]));
    world_check_truth();
}

static void test_a_time_out_in_the_middle_of_the_work(void **state)
{
    NTMS_GUID drives[2];
    (void)state;
    start();
    for (DWORD timeout = 50; timeout < 600; timeout += 110) {
        world_hold_robot();
        assert_int_equal(mount_many(2, 0, timeout, drives), ERROR_TIMEOUT);
        world_let_go();
        mount_await_state(0, NTMS_MEDIASTATE_IDLE);
        mount_await_state(1, NTMS_MEDIASTATE_IDLE);
        mount_expect_nothing_left();
    }
    assert_int_equal(mount_many(2, 0, INFINITE, drives), ERROR_SUCCESS);
    world_check_truth();
}

/* PROMISE: MountNtmsMedia/13 */
static void test_closing_the_session_ends_the_wait(void **state)
{
    NTMS_GUID held[2];
    (void)state;
    start();
    take_both_drives(held);
    HANDLE other = OpenNtmsSessionW(NULL, NULL, 0);
    struct caller caller = one_medium(other, 0, INFINITE);
    caller_start(&caller);
    expect_waiting(1);
    assert_int_equal(CloseNtmsSession(other), ERROR_SUCCESS);
    assert_int_equal(caller_end(&caller), ERROR_CANCELLED);
    mount_expect_nothing_left();
    NTMS_GUID request = world_request(NTMS_LM_MOUNT);
    world_expect_end(&request, NTMS_LM_CANCELLED, 0);
}

/* PROMISE: MountNtmsMedia/13 */
static void test_a_cancelled_request_ends_the_wait(void **state)
{
    NTMS_GUID held[2];
    (void)state;
    start();
    take_both_drives(held);
    struct caller caller = {.session = world.session,
                            .media = {mount_media[0].logical, mount_media[1].logical},
                            .count = 2,
                            .timeout = INFINITE};
    caller_start(&caller);
    expect_waiting(2);
    NTMS_GUID request = world_request(NTMS_LM_MOUNT);
    assert_int_equal(CancelNtmsLibraryRequest(world.session, &request), ERROR_SUCCESS);
    assert_int_equal(caller_end(&caller), ERROR_CANCELLED);
    mount_expect_nothing_left(); /* the other one, too */
}

static void test_a_waiting_mount_tells_what_it_waits_for(void **state)
{
    NTMS_GUID held[2];
    (void)state;
    start();
    take_both_drives(held);
    struct caller caller = one_medium(world.session, 0, INFINITE);
    caller_start(&caller);
    expect_waiting(1);
    NTMS_GUID request = world_request(NTMS_LM_MOUNT);
    NTMS_OBJECTINFORMATIONW object = world_read(&request, NTMS_LIBREQUEST);
    assert_non_null(wcsstr((const wchar_t *)object.szDescription, L"drive"));
    assert_int_equal(mount_dismount(&mount_media[2].logical, 0), ERROR_SUCCESS);
    assert_int_equal(caller_end(&caller), ERROR_SUCCESS);
}

/* A medium that another session has is waited for; so is its drive. */
static void test_a_medium_of_another_session_is_waited_for(void **state)
{
    NTMS_GUID drive;
    (void)state;
    start();
    HANDLE other = OpenNtmsSessionW(NULL, NULL, 0);
    assert_int_equal(mount_one(&mount_media[0].logical, 0, INFINITE, &drive), 0);
    struct caller caller = one_medium(other, 0, INFINITE);
    caller_start(&caller);
    expect_waiting(1);
    caller.options = NTMS_MOUNT_ERROR_NOT_AVAILABLE;
    assert_int_equal(run_caller(&caller), ERROR_BUSY);
    assert_int_equal(mount_dismount(&mount_media[0].logical, 0), 0);
    assert_int_equal(caller_end(&caller), ERROR_SUCCESS);
    /* It is the other session's now. */
    assert_int_equal(mount_one(&mount_media[0].logical, NTMS_MOUNT_ERROR_NOT_AVAILABLE, 0, NULL),
                     ERROR_BUSY);
    assert_int_equal(CloseNtmsSession(other), ERROR_SUCCESS);
}

static void test_the_higher_priority_comes_first(void **state)
{
    static const int priorities[2] = {NTMS_PRIORITY_LOW, NTMS_PRIORITY_HIGH};
    NTMS_GUID held[2];
    struct caller callers[2];
    (void)state;
    start();
    take_both_drives(held);
    for (uint32_t i = 0; i < 2; i++) {
        callers[i] = one_medium(world.session, i, INFINITE);
        callers[i].priority = priorities[i];
        caller_start(&callers[i]);
        expect_waiting(i + 1);
    }
    assert_int_equal(mount_dismount(&mount_media[2].logical, 0), 0);
    assert_int_equal(caller_end(&callers[1]), ERROR_SUCCESS);
    assert_int_equal(WaitForSingleObject(callers[0].thread, 0), WAIT_TIMEOUT);
    assert_int_equal(mount_dismount(&mount_media[1].logical, 0), 0);
    assert_int_equal(caller_end(&callers[0]), ERROR_SUCCESS);
}

static void test_no_wait_comes_back_at_once(void **state)
{
    NTMS_GUID drives[2] = {world_stray_guid, world_stray_guid};
    (void)state;
    start();
    world_hold_robot();
    assert_int_equal(mount_many(2, NTMS_MOUNT_NOWAIT, 1, drives), ERROR_SUCCESS);
    assert_true(world_same(&drives[0], &world_stray_guid));
    /* Under way is not there yet, for the same session neither. */
    assert_int_equal(
        mount_one(&mount_media[0].side, NTMS_MOUNT_ERROR_NOT_AVAILABLE, INFINITE, NULL),
        ERROR_BUSY);
    world_let_go();
    NTMS_GUID request = world_request(NTMS_LM_MOUNT);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    mount_await_state(0, NTMS_MEDIASTATE_LOADED);
    mount_await_state(1, NTMS_MEDIASTATE_LOADED);
    assert_int_equal(mount_many(2, 0, 0, drives), ERROR_SUCCESS); /* this session's */
    assert_false(world_same(&drives[0], &drives[1]));
}

/* ---- the operator ---- */

/* Takes cartridge 0 away by hand, the way the service learns it at its next start. */
static void take_to_the_shelf(void)
{
    world_take(world_slot(0));
    world_reopen();
    NTMS_PMIDINFORMATIONW medium =
        world_read(&mount_media[0].medium, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
    assert_false(world_same(&medium.CurrentLibrary, &world.library));
}

static void test_the_operator_brings_an_offline_medium(void **state)
{
    NTMS_GUID asked;
    (void)state;
    start();
    take_to_the_shelf();
    struct caller caller = one_medium(world.session, 0, INFINITE);
    caller_start(&caller);
    world_wait_operator(NTMS_OPREQ_MOVEMEDIA, &asked);
    NTMS_OPREQUESTINFORMATIONW row = world_read(&asked, NTMS_OPREQUEST).Info.OpRequest;
    assert_int_equal(row.Arg1Type, NTMS_PHYSICAL_MEDIA);
    assert_true(world_same(&row.Arg1, &mount_media[0].medium));
    assert_int_equal(row.Arg2Type, NTMS_LIBRARY);
    assert_true(world_same(&row.Arg2, &world.library));
    assert_non_null(wcsstr((const wchar_t *)row.szMessage, L"A00000L4"));
    assert_int_equal(mount_media_state(0), NTMS_MEDIASTATE_OPREQ);
    assert_int_equal(vtl_insert_data(world.vtl, world_slot(5), "A00000L4"), 0);
    assert_int_equal(SatisfyNtmsOperatorRequest(world.session, &asked), ERROR_SUCCESS);
    assert_int_equal(caller_end(&caller), ERROR_SUCCESS);
    mount_await_state(0, NTMS_MEDIASTATE_LOADED);
    world_check_truth();
}

/* PROMISE: MountNtmsMedia/12 */
static void test_the_operator_refuses(void **state)
{
    NTMS_GUID asked;
    (void)state;
    start();
    take_to_the_shelf();
    struct caller caller = {.session = world.session,
                            .media = {mount_media[1].logical, mount_media[0].logical},
                            .count = 2,
                            .timeout = INFINITE};
    caller_start(&caller);
    world_wait_operator(NTMS_OPREQ_MOVEMEDIA, &asked);
    assert_int_equal(mount_media_state(1), NTMS_MEDIASTATE_IDLE); /* nothing before all are there */
    assert_int_equal(CancelNtmsOperatorRequest(world.session, &asked), ERROR_SUCCESS);
    assert_int_equal(caller_end(&caller), ERROR_REQUEST_REFUSED);
    mount_expect_nothing_left();
    /* Its time out withdraws the operator request. */
    assert_int_equal(mount_one(&mount_media[0].logical, 0, 300, NULL), ERROR_TIMEOUT);
    mount_expect_nothing_left();
    world_check_truth();
}

/* PROMISE: MountNtmsMedia/9 */
static void test_no_wait_for_an_offline_medium(void **state)
{
    static const DWORD options[] = {NTMS_MOUNT_NOWAIT,
                                    NTMS_MOUNT_NOWAIT | NTMS_MOUNT_ERROR_NOT_AVAILABLE};
    (void)state;
    start();
    take_to_the_shelf();
    assert_int_equal(mount_one(&mount_media[0].logical,
                               NTMS_MOUNT_NOWAIT | NTMS_MOUNT_ERROR_OFFLINE, INFINITE, NULL),
                     ERROR_MEDIA_OFFLINE);
    for (size_t i = 0; i < 2; i++) {
        NTMS_GUID asked;
        assert_int_equal(mount_one(&mount_media[0].logical, options[i], 0, NULL), ERROR_SUCCESS);
        NTMS_GUID request = world_request(NTMS_LM_MOUNT);
        world_wait_operator(NTMS_OPREQ_MOVEMEDIA, &asked);
        world_wait_state(&request, NTMS_LM_WAITING);
        assert_int_equal(CancelNtmsOperatorRequest(world.session, &asked), ERROR_SUCCESS);
        world_expect_end(&request, NTMS_LM_FAILED, ERROR_REQUEST_REFUSED);
        mount_expect_nothing_left();
    }
}

/* A waiting thread sleeps; it does not look again and again. */
static void test_waiting_takes_no_time_of_the_processor(void **state)
{
    NTMS_GUID held[2];
    FILETIME made;
    FILETIME ended;
    FILETIME kernel;
    FILETIME user;
    (void)state;
    start();
    take_both_drives(held);
    struct caller caller = one_medium(world.session, 0, INFINITE);
    caller_start(&caller);
    expect_waiting(1);
    Sleep(1000);
    assert_true(GetThreadTimes(caller.thread, &made, &ended, &kernel, &user));
    assert_int_equal(kernel.dwHighDateTime | user.dwHighDateTime, 0);
    assert_in_range(kernel.dwLowDateTime + user.dwLowDateTime, 0, 5000000); /* half of it */
    assert_int_equal(mount_dismount(&mount_media[2].logical, 0), ERROR_SUCCESS);
    assert_int_equal(caller_end(&caller), ERROR_SUCCESS);
}

/* ---- many callers ---- */

struct pair {
    HANDLE session;
    uint32_t first;
    DWORD result;
};

/* Mounts its two media in one call and gives them back, again and again. */
static DWORD WINAPI run_pair(LPVOID context)
{
    struct pair *pair = context;
    NTMS_GUID media[2] = {mount_media[pair->first].logical, mount_media[pair->first + 1].logical};
    NTMS_GUID drives[2];
    for (int i = 0; i < ROUNDS && pair->result == ERROR_SUCCESS; i++) {
        pair->result = MountNtmsMedia(pair->session, media, drives, 2, 0, 0, LATE_MS, NULL);
        if (pair->result == ERROR_SUCCESS)
            pair->result =
                DismountNtmsMedia(pair->session, media, 2,
                                  i % 2 == 0 ? NTMS_DISMOUNT_IMMEDIATE : NTMS_DISMOUNT_DEFERRED);
    }
    return 0;
}

static void test_two_callers_who_want_the_same_drives(void **state)
{
    struct pair pairs[2] = {{.first = 0}, {.first = 2}};
    HANDLE threads[2];
    (void)state;
    start();
    for (int i = 0; i < 2; i++) {
        pairs[i].session = OpenNtmsSessionW(NULL, NULL, 0);
        threads[i] = CreateThread(NULL, 0, run_pair, &pairs[i], 0, NULL);
    }
    assert_int_equal(WaitForMultipleObjects(2, threads, TRUE, 4 * LATE_MS), WAIT_OBJECT_0);
    for (int i = 0; i < 2; i++) {
        CloseHandle(threads[i]);
        assert_int_equal(pairs[i].result, ERROR_SUCCESS);
        assert_int_equal(CloseNtmsSession(pairs[i].session), ERROR_SUCCESS);
    }
    world_settle();
    mount_expect_nothing_left();
    world_check_truth();
}

/* The other process does the same with its pair; the media are named by their bar codes' slots. */
static int other_process(const char *first)
{
    void *none = NULL;
    struct pair pair = {.first = (uint32_t)atoi(first)};
    if (world_group_setup(&none) != 0)
        return 2;
    world_open();
    pair.session = world.session;
    for (uint32_t i = 0; i < 2; i++) {
        mount_media[pair.first + i].logical = world_stray_guid;
        mount_media[pair.first + i].logical.Data1 = 0x1000 + pair.first + i;
    }
    run_pair(&pair);
    world_close();
    return (int)pair.result;
}

static void test_two_processes_that_want_the_same_drives(void **state)
{
    (void)state;
    start();
    HANDLE first = child_start("pair", "0", NULL);
    HANDLE second = child_start("pair", "2", NULL);
    assert_int_equal(child_wait(first), ERROR_SUCCESS);
    assert_int_equal(child_wait(second), ERROR_SUCCESS);
    world_settle();
    mount_expect_nothing_left();
    world_check_truth();
}

/* A caller that dies: its mount's deadline is kept by whoever is left. */
static int dying_process(const char *name)
{
    void *none = NULL;
    HANDLE ready = child_event(name);
    if (world_group_setup(&none) != 0)
        return 2;
    world_open();
    mount_media[0].logical = world_stray_guid;
    mount_media[0].logical.Data1 = 0x1000;
    SetEvent(ready);
    mount_one(&mount_media[0].logical, 0, LONG_MS, NULL);
    return 3;
}

static void test_the_mount_of_a_dead_caller_ends(void **state)
{
    NTMS_GUID held[2];
    char name[64];
    (void)state;
    start();
    take_both_drives(held);
    snprintf(name, sizeof name, "ntms-mount-%u", (unsigned)GetCurrentProcessId());
    HANDLE ready = child_event(name);
    HANDLE child = child_start("die", name, NULL);
    assert_true(child_wait_event(child, ready));
    CloseHandle(ready);
    expect_waiting(1);
    child_kill(child);
    NTMS_GUID request = world_request(NTMS_LM_MOUNT);
    world_sql_beside("UPDATE lib_request SET deadline = 1 WHERE id = %g", &request);
    world_touch();
    world_expect_end(&request, NTMS_LM_FAILED, ERROR_TIMEOUT);
    mount_expect_nothing_left();
}

int main(int argc, char **argv)
{
    if (argc > 2 && strcmp(argv[1], "pair") == 0)
        return other_process(argv[2]);
    if (argc > 2 && strcmp(argv[1], "die") == 0)
        return dying_process(argv[2]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_a_time_out_leaves_nothing_behind, world_teardown),
        cmocka_unit_test_teardown(test_a_time_out_in_the_middle_of_the_work, world_teardown),
        cmocka_unit_test_teardown(test_closing_the_session_ends_the_wait, world_teardown),
        cmocka_unit_test_teardown(test_a_cancelled_request_ends_the_wait, world_teardown),
        cmocka_unit_test_teardown(test_a_waiting_mount_tells_what_it_waits_for, world_teardown),
        cmocka_unit_test_teardown(test_a_medium_of_another_session_is_waited_for, world_teardown),
        cmocka_unit_test_teardown(test_the_higher_priority_comes_first, world_teardown),
        cmocka_unit_test_teardown(test_no_wait_comes_back_at_once, world_teardown),
        cmocka_unit_test_teardown(test_the_operator_brings_an_offline_medium, world_teardown),
        cmocka_unit_test_teardown(test_the_operator_refuses, world_teardown),
        cmocka_unit_test_teardown(test_no_wait_for_an_offline_medium, world_teardown),
        cmocka_unit_test_teardown(test_waiting_takes_no_time_of_the_processor, world_teardown),
        cmocka_unit_test_teardown(test_two_callers_who_want_the_same_drives, world_teardown),
        cmocka_unit_test_teardown(test_two_processes_that_want_the_same_drives, world_teardown),
        cmocka_unit_test_teardown(test_the_mount_of_a_dead_caller_ends, world_teardown),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
