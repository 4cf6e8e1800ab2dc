/* SPDX-License-Identifier: MIT */
/*
 * A process is killed at each named point of a story in which the library goes away and comes back,
 * alone and beside a second process: the service starts without the library or takes it over while
 * it is away, finds it again, and the tape that was mounted meanwhile goes home.
 */
#include "points.h"
#include "survivor.h"

#include <stdlib.h>

#include "support/child.h"

static void test_absence_killed_at_each_point_loses_nothing(void **state)
{
    (void)state;
    points_kill_everywhere(&story_away, 10, 6);
}

/* PROMISE: Absence/killed */
static void test_survivor_finds_the_library_of_a_killed_driver(void **state)
{
    static const char *const points[] = {"absence.noticed", "absence.recorded", "absence.found"};
    (void)state;
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        survivor_finishes(&story_away, story_bring_library_back, points[i]);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_absence_killed_at_each_point_loses_nothing, world_teardown),
        cmocka_unit_test_teardown(test_survivor_finds_the_library_of_a_killed_driver,
                                  world_teardown),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    if (argc == 3 && strcmp(argv[1], "story") == 0)
        return story_play(argv[2]);
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
