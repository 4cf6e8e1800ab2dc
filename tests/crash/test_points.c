/* SPDX-License-Identifier: MIT */
/*
 * A process is killed at each named point of a cleaning, of bringing the cleaner in and of taking
 * it out, at each pass of the point. Afterwards the device has every cartridge once, the service
 * starts, withdraws what was not finished, puts the cleaner back, and works.
 */
#include "stories.h"

#include <stdio.h>
#include <stdlib.h>

#include "support/child.h"
#include "support/invariant.h"

/* The exit code of a process that ended at a named point. */
enum { KILLED = 77, POINTS_MAX = 64, NAME_MAX = 64 };

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\nd1=A00009L4,data\n";

struct point {
    char name[NAME_MAX];
    uint32_t passes;
};

struct points {
    uint32_t count;
    struct point items[POINTS_MAX];
};

static uint32_t device_count(void)
{
    struct vtl_dump dump;
    assert_int_equal(vtl_dump_read(world.vtl, &dump), 0);
    uint32_t count = dump.header->cartridges;
    vtl_dump_free(&dump);
    return count;
}

/* The library before the story; no session is open afterwards. */
static void begin(const struct story *story)
{
    struct vtl_client_library library;
    vtl_config_default(&library, 0);
    library.slots = 6;
    library.drives = 2;
    library.ports = story->by_door ? 0 : 1;
    library.door = story->by_door ? 1 : 0;
    library.barcode_reader = story->unlabeled ? 0 : 1;
    library.cartridges = cartridges;
    library.cleaning_ms = 20;
    world_start(&library, 1, NULL, 0);
    story->prepare();
    world_close();
}

/* ---- the points of a story ---- */

static void add_pass(struct points *points, const char *name)
{
    uint32_t i = 0;
    while (i < points->count && strcmp(points->items[i].name, name) != 0)
        i++;
    assert_in_range(i, 0, POINTS_MAX - 1);
    if (i == points->count)
        snprintf(points->items[points->count++].name, NAME_MAX, "%s", name);
    points->items[i].passes++;
}

static void learn(const struct story *story, struct points *points)
{
    char path[MAX_PATH];
    char line[NAME_MAX];
    memset(points, 0, sizeof *points);
    begin(story);
    DWORD length = GetEnvironmentVariableA("NTMS_DATA", path, sizeof path - 16);
    assert_in_range(length, 1, sizeof path - 17);
    strcat(path, ".points");
    DeleteFileA(path);
    assert_int_equal(child_wait(child_start_logged("story", story->name, path)), 0);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        add_pass(points, line);
    }
    fclose(file);
    for (uint32_t i = 0; i < points->count; i++)
        print_message("%s: %s, %u passes\n", story->name, points->items[i].name,
                      (unsigned)points->items[i].passes);
}

/* ---- after the kill ---- */

/* Nothing resumes: what was not finished is withdrawn, and operators need not do it. */
static void check_requests(void)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(NULL, NTMS_LIBREQUEST, list);
    for (DWORD i = 0; i < count; i++) {
        NTMS_LIBREQUESTINFORMATIONW request = world_request_read(&list[i]);
        if (request.State != NTMS_LM_PASSED && request.State != NTMS_LM_CANCELLED)
            fail_msg("request of operation %u: state %u, error %u", (unsigned)request.OperationCode,
                     (unsigned)request.State, (unsigned)request.dwErrorCode);
        assert_true(request.TimeCompleted.wYear >= 2020);
    }
    count = world_list(NULL, NTMS_OPREQUEST, list);
    for (DWORD i = 0; i < count; i++) {
        DWORD state = world_read(&list[i], NTMS_OPREQUEST).Info.OpRequest.State;
        assert_true(state == NTMS_OPSTATE_REFUSED || state == NTMS_OPSTATE_COMPLETE);
    }
}

static BOOL is_on_shelf(const char *barcode)
{
    struct vtl_dump dump;
    assert_int_equal(vtl_dump_read(world.vtl, &dump), 0);
    const struct vtl_dump_cartridge *found = vtl_dump_by_barcode(&dump, barcode);
    BOOL result = found != NULL && found->place.type == VTL_OUTSIDE;
    vtl_dump_free(&dump);
    return result;
}

static BOOL door_is_locked(void *context)
{
    struct vtl_dump dump;
    (void)context;
    assert_int_equal(vtl_dump_read(world.vtl, &dump), 0);
    BOOL result = dump.libraries[0].prevented != 0;
    vtl_dump_free(&dump);
    return result;
}

/* A cartridge in the cleaner's slot that is no cleaner for the library: a person takes it out. */
static void clear_slot(void)
{
    struct vtl_dump_cartridge stranger;
    if (!world_device_at(world_slot(STORY_SLOT), &stranger))
        return;
    world_close();
    assert_int_equal(vtl_move(world.vtl, world_slot(STORY_SLOT), vtl_place(0, VTL_OUTSIDE, 0), 0),
                     0);
    world_open();
}

static void bring_cleaner_back(const struct story *story)
{
    NTMS_GUID operation = world_null_guid;
    struct vtl_dump_cartridge cleaner;
    if (world_cleaner_slot_is(&world_null_guid))
        world_reserve(STORY_SLOT);
    if ((world_library().dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT) != 0)
        return;
    clear_slot();
    if (story->by_door) {
        story_inject_by_door();
        return;
    }
    if (is_on_shelf(STORY_CLEANER))
        assert_int_equal(vtl_move_from_shelf(world.vtl, STORY_CLEANER, world_port(0)), 0);
    assert_true(world_device_at(world_port(0), &cleaner));
    assert_int_equal(InjectNtmsCleaner(world.session, &world.library, &operation, cleaner.uses_left,
                                       NTMS_INJECT_START),
                     0);
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
}

static void check_work_goes_on(const struct story *story)
{
    bring_cleaner_back(story);
    uint32_t before = world_device_cleanings(1);
    assert_int_equal(CleanNtmsDrive(world.session, &world.drives[1]), 0);
    NTMS_GUID request = world_request(NTMS_LM_CLEANDRIVE);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    assert_int_equal(world_device_cleanings(1), before + 1);
    invariant_check_at_rest(world.session, world.vtl);
}

static void check_database(void)
{
    assert_int_equal(world_sql_number("SELECT count(*) = 1 AND max(quick_check) = 'ok' "
                                      "FROM pragma_quick_check",
                                      NULL),
                     1);
    assert_int_equal(world_sql_number("SELECT count(*) FROM pragma_foreign_key_check", NULL), 0);
    assert_int_equal(world_sql_number("SELECT count(*) FROM intent WHERE outcome = 0", NULL), 0);
    assert_int_equal(world_sql_number("SELECT count(*) FROM lease WHERE held = 1", NULL), 0);
}

/* The operator shuts the door that may have stood open when the process died. */
static void shut_door(void)
{
    assert_int_equal(vtl_door(world.vtl, 0, 0), 0);
    world_wait(door_is_locked, NULL, "the door locked");
}

/* The process is dead, no session is open. */
static void check_recovery(const struct story *story, uint32_t count)
{
    const char *trouble = invariant_device_violation(world.vtl);
    if (trouble != NULL)
        fail_msg("%s", trouble);
    world_open();
    check_requests();
    if (story->by_door)
        shut_door();
    invariant_check_at_rest(world.session, world.vtl);
    check_work_goes_on(story);
    assert_int_equal(device_count(), count);
    world_close();
    check_database();
}

/* One run; FALSE when the story came to its end without that pass. */
static BOOL kill_at(const struct story *story, const char *name, uint32_t pass)
{
    char point[NAME_MAX + 16];
    snprintf(point, sizeof point, "%s:%u", name, (unsigned)pass);
    begin(story);
    uint32_t count = device_count();
    DWORD code = child_wait(child_start("story", story->name, point));
    if (code != KILLED && code != 0)
        fail_msg("%s killed at %s: exit code %u", story->name, point, (unsigned)code);
    print_message("%s killed at %s\n", story->name, point);
    check_recovery(story, count);
    return code == KILLED;
}

/* NTMS_TEST_POINT limits the runs to one point, for a person who searches. */
static BOOL is_wanted(const char *name)
{
    char only[NAME_MAX];
    DWORD length = GetEnvironmentVariableA("NTMS_TEST_POINT", only, sizeof only);
    return length == 0 || length >= sizeof only || strcmp(only, name) == 0;
}

/* Which passes of a point are worth a run: of a commit every n-th, of what follows it every
 * second one of these; n = 0: none. */
static BOOL is_worth_it(const char *name, uint32_t pass, uint32_t n)
{
    if (strncmp(name, "store.", strlen("store.")) != 0)
        return TRUE;
    uint32_t step = strcmp(name, "store.commit") == 0 ? n : 2 * n;
    return step != 0 && pass % step == 0;
}

static void kill_everywhere(const struct story *story, uint32_t least, uint32_t n)
{
    struct points points;
    learn(story, &points);
    assert_in_range(points.count, least, POINTS_MAX);
    for (uint32_t i = 0; i < points.count; i++) {
        const struct point *point = &points.items[i];
        for (uint32_t pass = 1; pass <= point->passes && is_wanted(point->name); pass++) {
            if (!is_worth_it(point->name, pass, n))
                continue;
            BOOL killed = kill_at(story, point->name, pass);
            /* How often the story commits depends a little on timing. */
            assert_true(killed || pass > 1);
        }
    }
}

static void test_cleaning_killed_at_each_point_loses_nothing(void **state)
{
    (void)state;
    kill_everywhere(&story_clean, 12, 2);
}

static void test_inject_killed_at_each_point_loses_nothing(void **state)
{
    (void)state;
    kill_everywhere(&story_inject, 10, 2);
}

static void test_eject_killed_at_each_point_loses_nothing(void **state)
{
    (void)state;
    kill_everywhere(&story_eject, 10, 2);
}

static void test_door_story_killed_at_each_point_loses_nothing(void **state)
{
    (void)state;
    kill_everywhere(&story_door, 12, 6);
}

static void test_cleaning_without_labels_killed_at_each_point_loses_nothing(void **state)
{
    (void)state;
    kill_everywhere(&story_blind, 12, 0);
}

/* ---- killed while the devices work ---- */

static BOOL robot_has_moved(void *context)
{
    struct vtl_dump dump;
    (void)context;
    assert_int_equal(vtl_dump_read(world.vtl, &dump), 0);
    BOOL result = dump.libraries[0].moving != 0 || dump.libraries[0].moves != 0;
    vtl_dump_free(&dump);
    return result;
}

static void test_cleaning_killed_during_commands_loses_nothing(void **state)
{
    struct vtl_control_delays delays;
    (void)state;
    for (DWORD delay = 0; delay < 900; delay += 110) {
        begin(&story_clean);
        uint32_t count = device_count();
        vtl_delays_keep(&delays, 0);
        delays.move_ms = 150;
        delays.load_ms = 50;
        delays.unload_ms = 50;
        delays.cleaning_ms = 150;
        assert_int_equal(vtl_delays(world.vtl, &delays), 0);
        HANDLE child = child_start("story", story_clean.name, NULL);
        world_wait(robot_has_moved, NULL, "the robot at work");
        Sleep(delay);
        TerminateProcess(child, KILLED);
        DWORD code = child_wait(child);
        assert_true(code == KILLED || code == 0);
        print_message("killed %u ms after the first move began\n", (unsigned)delay);
        check_recovery(&story_clean, count);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_cleaning_killed_at_each_point_loses_nothing, world_teardown),
        cmocka_unit_test_teardown(test_inject_killed_at_each_point_loses_nothing, world_teardown),
        cmocka_unit_test_teardown(test_eject_killed_at_each_point_loses_nothing, world_teardown),
        cmocka_unit_test_teardown(test_door_story_killed_at_each_point_loses_nothing,
                                  world_teardown),
        cmocka_unit_test_teardown(test_cleaning_without_labels_killed_at_each_point_loses_nothing,
                                  world_teardown),
        cmocka_unit_test_teardown(test_cleaning_killed_during_commands_loses_nothing,
                                  world_teardown),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    if (argc == 3 && strcmp(argv[1], "story") == 0)
        return story_play(argv[2]);
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
