/* SPDX-License-Identifier: MIT */
/*
 * Two processes have sessions with one library. The one that drives the robot is killed at a named
 * point of its own eject or inject: the other one finishes it, and the operator notices nothing.
 * Children may be of the other width.
 */
#include "survivor.h"

#include <stdlib.h>

static void test_survivor_finishes_the_eject_of_a_killed_driver(void **state)
{
    static const char *const points[] = {
        "move.planned",   "move.intended",     "move.commanded",  "move.seen",    "move.recorded",
        "move.seen:2",    "port.opening",      "port.opened",     "port.closing", "port.closed",
        "move.planned:2", "request.finishing", "request.finished"};
    (void)state;
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        survivor_finishes(&story_eject_media, story_serve_eject, points[i]);
}

static void test_survivor_finishes_the_inject_of_a_killed_driver(void **state)
{
    static const char *const points[] = {"port.opening",   "port.opened",      "port.closing",
                                         "port.closed",    "move.planned",     "move.intended",
                                         "move.commanded", "move.seen",        "move.recorded",
                                         "move.seen:2",    "request.finishing"};
    (void)state;
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        survivor_finishes(&story_inject_media, story_serve_inject, points[i]);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_survivor_finishes_the_eject_of_a_killed_driver,
                                  world_teardown),
        cmocka_unit_test_teardown(test_survivor_finishes_the_inject_of_a_killed_driver,
                                  world_teardown),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    if (argc == 3 && strcmp(argv[1], "story") == 0)
        return story_play(argv[2]);
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
