/* SPDX-License-Identifier: MIT */
/*
 * A process is killed at each named point of a cleaning that RSM has begun by itself, alone and
 * beside another process: nothing is lost, and the drive is cleaned once.
 */
#include "points.h"

#include <stdlib.h>

#include "support/child.h"
#include "support/invariant.h"

/* PROMISE: AutomaticCleaning/request */
static void test_automatic_cleaning_killed_at_each_point_cleans_once(void **state)
{
    (void)state;
    points_kill_everywhere(&story_gap, 12, 0);
}

static BOOL library_is_held(void *context)
{
    (void)context;
    return world_sql_number("SELECT count(*) FROM lease WHERE held = 1", NULL) == 1;
}

static void survive(const char *point)
{
    points_begin(&story_gap);
    uint32_t count = points_device_count();
    HANDLE child = child_start("story", story_gap.name, point);
    world_wait(library_is_held, NULL, "the library taken over");
    world_open();
    DWORD code = child_wait(child);
    print_message("killed at %s (exit code %u)\n", point, (unsigned)code);
    assert_int_equal(code, POINTS_KILLED);
    story_gap.go_on(&story_gap);
    invariant_check_at_rest(world.session, world.vtl);
    assert_int_equal(points_device_count(), count);
    world_close();
    assert_int_equal(world_sql_number("SELECT count(*) FROM intent WHERE outcome = 0", NULL), 0);
}

/* PROMISE: AutomaticCleaning/request */
static void test_survivor_goes_on_with_an_automatic_cleaning(void **state)
{
    static const char *const points[] = {"cleaning.alerted", "cleaning.wanted", "cleaning.queued",
                                         "move.commanded:3", "cleaning.told",   "cleaning.done",
                                         "move.recorded:4"};
    (void)state;
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        survive(points[i]);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_automatic_cleaning_killed_at_each_point_cleans_once,
                                  world_teardown),
        cmocka_unit_test_teardown(test_survivor_goes_on_with_an_automatic_cleaning, world_teardown),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    if (argc == 3 && strcmp(argv[1], "story") == 0)
        return story_play(argv[2]);
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
