/* SPDX-License-Identifier: MIT */
/*
 * A process is killed at each named point of a story in which the robot exchanges two tapes, alone
 * and beside a second process: both are where the records have them, and the next exchange works.
 */
#include "points.h"
#include "survivor.h"

#include <stdlib.h>

#include "support/child.h"

/* PROMISE: Exchange/killed */
static void test_exchange_killed_at_each_point_loses_nothing(void **state)
{
    (void)state;
    points_kill_everywhere(&story_exchange, 10, 6);
}

/* The second move of the story is the exchange. PROMISE: Exchange/killed */
static void test_survivor_goes_on_after_a_killed_exchange(void **state)
{
    static const char *const points[] = {"move.planned:2", "move.intended:2", "move.commanded:2",
                                         "move.seen:2", "move.recorded:2"};
    (void)state;
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        survivor_finishes(&story_exchange, story_give_back_exchanged, points[i]);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_exchange_killed_at_each_point_loses_nothing, world_teardown),
        cmocka_unit_test_teardown(test_survivor_goes_on_after_a_killed_exchange, world_teardown),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    if (argc == 3 && strcmp(argv[1], "story") == 0)
        return story_play(argv[2]);
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
