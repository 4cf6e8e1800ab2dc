/* SPDX-License-Identifier: MIT */
/*
 * Several processes use one library: each brings a scheduler, one of them drives the robot. A
 * process that is killed, at a named point or anywhere, leaves its work to the other one, which
 * finishes it: as long as one process lives, no request is withdrawn. Children may be of the other
 * width (support/child.h).
 */
#include "api/world.h"

#include <stdio.h>
#include <stdlib.h>

#include "support/child.h"
#include "support/invariant.h"

enum { KILLED = 77, SLOT = 3, USES = 500, ROUNDS = 3, CLEANING_MS = 30, STAY_MS = 300000 };

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\n";

/* ---- both sides ---- */

static void clean_once(uint32_t drive)
{
    NTMS_GUID list[WORLD_LIST];
    assert_int_equal(CleanNtmsDrive(world.session, &world.drives[drive]), 0);
    assert_int_equal(world_list(&world.library, NTMS_PHYSICAL_MEDIA, list), 2);
    assert_int_equal(world_list(&world.library, NTMS_STORAGESLOT, list), 6);
}

static BOOL nothing_is_left(void *context)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(&world.library, NTMS_LIBREQUEST, list);
    (void)context;
    for (DWORD i = 0; i < count; i++) {
        DWORD state = world_request_read(&list[i]).State;
        if (state == NTMS_LM_QUEUED || state == NTMS_LM_INPROCESS || state == NTMS_LM_WAITING)
            return FALSE;
    }
    return TRUE;
}

/* Every cleaning ended well. */
static uint32_t finished_cleanings(void)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(&world.library, NTMS_LIBREQUEST, list);
    uint32_t cleanings = 0;
    for (DWORD i = 0; i < count; i++) {
        NTMS_LIBREQUESTINFORMATIONW request = world_request_read(&list[i]);
        if (request.OperationCode != NTMS_LM_CLEANDRIVE)
            continue;
        cleanings++;
        if (request.State != NTMS_LM_PASSED)
            fail_msg("a cleaning has state %u, error %u", (unsigned)request.State,
                     (unsigned)request.dwErrorCode);
    }
    return cleanings;
}

/* The library and its cleaner; no session is open afterwards. */
static void begin(void)
{
    struct vtl_client_library library;
    vtl_config_default(&library, 0);
    library.slots = 6;
    library.drives = 2;
    library.ports = 1;
    library.cartridges = cartridges;
    library.cleaning_ms = CLEANING_MS;
    world_start(&library, 1, NULL, 0);
    world_reserve(SLOT);
    world_inject_by_port("CLN001L4", USES, USES);
    world_close();
}

/* All work is done, by whoever: `at_least` cleanings, each on the device too. */
static void check_end(uint32_t at_least)
{
    world_wait(nothing_is_left, NULL, "every request finished");
    uint32_t cleanings = finished_cleanings();
    assert_in_range(cleanings, at_least, 1000);
    invariant_check_at_rest(world.session, world.vtl);
    assert_int_equal(world_device_cleanings(0) + world_device_cleanings(1), cleanings);
    assert_int_equal(world_library().dwCleanerUsesRemaining, USES - cleanings);
    world_close();
    assert_int_equal(world_sql_number("SELECT count(*) FROM intent WHERE outcome = 0", NULL), 0);
}

/* ---- the child ---- */

static HANDLE named_event(const char *prefix, const char *name)
{
    char full[64];
    snprintf(full, sizeof full, "%s-%s", prefix, name);
    return child_event(full);
}

/* Opens a session, tells so, waits for the word, cleans drive 1 again and again. */
static int play(const char *name, uint32_t rounds, BOOL close)
{
    void *none = NULL;
    HANDLE ready = named_event("ntms-ready", name);
    HANDLE go = named_event("ntms-go", name);
    if (world_group_setup(&none) != 0)
        return 2;
    world_open();
    SetEvent(ready);
    WaitForSingleObject(go, STAY_MS);
    for (uint32_t i = 0; i < rounds; i++) {
        clean_once(1);
        NTMS_GUID request = world_request(NTMS_LM_CLEANDRIVE);
        if (close)
            world_expect_end(&request, NTMS_LM_PASSED, 0);
    }
    if (close)
        world_close();
    else
        Sleep(STAY_MS);
    return 0;
}

/* Opens a session, queues a cleaning and closes it at once: the close works it off. */
static int queue_and_leave(const char *name)
{
    void *none = NULL;
    HANDLE ready = named_event("ntms-ready", name);
    if (world_group_setup(&none) != 0)
        return 2;
    world_open();
    clean_once(1);
    SetEvent(ready);
    world_close();
    return 0;
}

/* ---- the parent ---- */

struct other {
    HANDLE process;
    HANDLE ready;
    HANDLE go;
    char name[32];
};

static void start_other(struct other *other, const char *part, const char *point)
{
    static uint32_t number;
    snprintf(other->name, sizeof other->name, "%u-%u", (unsigned)GetCurrentProcessId(),
             (unsigned)++number);
    other->ready = named_event("ntms-ready", other->name);
    other->go = named_event("ntms-go", other->name);
    other->process = child_start(part, other->name, point);
}

static DWORD end_other(struct other *other)
{
    DWORD code = child_wait(other->process);
    CloseHandle(other->ready);
    CloseHandle(other->go);
    return code;
}

/* Or the other process has been killed on its way there. */
static BOOL library_is_held(void *context)
{
    const struct other *other = context;
    return WaitForSingleObject(other->process, 0) == WAIT_OBJECT_0 ||
           world_sql_number("SELECT count(*) FROM lease WHERE held = 1", NULL) == 1;
}

/* The other process has the library; both have work; it dies at the point. */
static void kill_the_driver_at(const char *point)
{
    struct other other;
    begin();
    start_other(&other, "clean", point);
    BOOL ready = child_wait_event(other.process, other.ready);
    if (ready)
        world_wait(library_is_held, &other, "the library taken over");
    world_open();
    SetEvent(other.go);
    for (uint32_t i = 0; i < ROUNDS; i++)
        clean_once(0);
    DWORD code = end_other(&other);
    print_message("killed at %s (%s)\n", point, ready ? "at work" : "at start");
    assert_int_equal(code, KILLED);
    check_end(ROUNDS);
}

static void test_survivor_finishes_what_a_killed_driver_left(void **state)
{
    static const char *const points[] = {
        "move.planned",      "move.intended",     "move.commanded",     "move.seen",
        "move.recorded",     "move.planned:2",    "move.intended:2",    "move.commanded:2",
        "move.seen:2",       "move.recorded:2",   "cleaning.done",      "drive.unloading",
        "drive.unloaded",    "request.finishing", "request.finished",   "store.commit:8",
        "store.committed:8", "store.commit:11",   "store.committed:11", "store.commit:14"};
    (void)state;
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        kill_the_driver_at(points[i]);
}

static void test_survivor_goes_on_when_a_client_is_killed_anywhere(void **state)
{
    static const DWORD delays[] = {0, 7, 23, 60, 110};
    (void)state;
    for (size_t i = 0; i < sizeof delays / sizeof *delays; i++) {
        struct other other;
        begin();
        world_open();
        start_other(&other, "clean", NULL);
        assert_true(child_wait_event(other.process, other.ready));
        SetEvent(other.go);
        for (uint32_t round = 0; round < ROUNDS; round++)
            clean_once(0);
        Sleep(delays[i]);
        child_end(other.process, KILLED);
        assert_in_range(end_other(&other), 0, KILLED);
        check_end(ROUNDS);
    }
}

static void test_survivor_takes_over_a_driver_killed_anywhere(void **state)
{
    static const DWORD delays[] = {0, 7, 23, 60, 110};
    (void)state;
    for (size_t i = 0; i < sizeof delays / sizeof *delays; i++) {
        struct other other;
        begin();
        start_other(&other, "clean", NULL);
        assert_true(child_wait_event(other.process, other.ready));
        world_open();
        SetEvent(other.go);
        for (uint32_t round = 0; round < ROUNDS; round++)
            clean_once(0);
        Sleep(delays[i]);
        child_end(other.process, KILLED);
        assert_in_range(end_other(&other), 0, KILLED);
        check_end(ROUNDS);
    }
}

static void test_two_processes_clean_at_once(void **state)
{
    struct other other;
    (void)state;
    begin();
    start_other(&other, "clean", NULL);
    assert_true(child_wait_event(other.process, other.ready));
    world_open();
    SetEvent(other.go);
    for (uint32_t i = 0; i < ROUNDS; i++) {
        clean_once(0);
        NTMS_GUID request = world_request(NTMS_LM_CLEANDRIVE);
        world_expect_end(&request, NTMS_LM_PASSED, 0);
    }
    assert_int_equal(end_other(&other), 0);
    check_end(2 * ROUNDS);
}

/* ---- the last session and the last but one ---- */

static void set_cleaning_time(int32_t milliseconds)
{
    struct vtl_control_delays delays;
    vtl_delays_keep(&delays, 0);
    delays.cleaning_ms = milliseconds;
    assert_int_equal(vtl_delays(world.vtl, &delays), 0);
}

static void test_last_session_works_off_what_is_queued(void **state)
{
    (void)state;
    begin();
    set_cleaning_time(300);
    world_open();
    clean_once(0);
    clean_once(1);
    clean_once(0);
    world_close();
    assert_int_equal(world_device_cleanings(0), 2);
    assert_int_equal(world_device_cleanings(1), 1);
    world_open();
    assert_int_equal(finished_cleanings(), 3);
    check_end(3);
}

static void test_session_closes_at_once_when_another_process_can_finish(void **state)
{
    struct other other;
    (void)state;
    for (int driver = 0; driver < 2; driver++) {
        begin();
        world_hold_cleaning();
        if (driver == 1)
            world_open(); /* the closing process has the library */
        start_other(&other, "stay", NULL);
        assert_true(child_wait_event(other.process, other.ready));
        if (driver == 0)
            world_open();
        clean_once(0);
        clean_once(1);
        world_close();
        /* No cleaning can have ended. */
        assert_int_equal(world_device_cleanings(0), 0);
        assert_int_equal(world_device_cleanings(1), 0);
        world_let_go();
        SetEvent(other.go);
        world_open();
        check_end(2);
        child_kill(other.process);
        CloseHandle(other.ready);
        CloseHandle(other.go);
    }
}

static BOOL cleaner_is_out(void *context)
{
    struct vtl_dump_cartridge cartridge;
    (void)context;
    return world_device_at(world_drive_place(1), &cartridge);
}

/* A process that works off its queue at the end bars nobody: who comes meanwhile takes part. */
static void test_session_opens_while_another_process_works_off_its_queue(void **state)
{
    struct other other;
    (void)state;
    begin();
    world_hold_cleaning();
    start_other(&other, "leave", NULL);
    assert_true(child_wait_event(other.process, other.ready));
    world_wait(cleaner_is_out, NULL, "the cleaning begun");
    world_open();
    assert_false(nothing_is_left(NULL));
    clean_once(0);
    world_let_go();
    assert_int_equal(end_other(&other), 0);
    check_end(2);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_two_processes_clean_at_once, world_teardown),
        cmocka_unit_test_teardown(test_survivor_finishes_what_a_killed_driver_left, world_teardown),
        cmocka_unit_test_teardown(test_survivor_goes_on_when_a_client_is_killed_anywhere,
                                  world_teardown),
        cmocka_unit_test_teardown(test_survivor_takes_over_a_driver_killed_anywhere,
                                  world_teardown),
        cmocka_unit_test_teardown(test_last_session_works_off_what_is_queued, world_teardown),
        cmocka_unit_test_teardown(test_session_closes_at_once_when_another_process_can_finish,
                                  world_teardown),
        cmocka_unit_test_teardown(test_session_opens_while_another_process_works_off_its_queue,
                                  world_teardown),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    if (argc == 3 && strcmp(argv[1], "clean") == 0)
        return play(argv[2], ROUNDS, TRUE);
    if (argc == 3 && strcmp(argv[1], "leave") == 0)
        return queue_and_leave(argv[2]);
    if (argc == 3 && strcmp(argv[1], "stay") == 0)
        return play(argv[2], 0, FALSE);
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
