/* SPDX-License-Identifier: MIT */
/*
 * Two processes have sessions with one library. The one that drives the robot is killed at a named
 * point of its own inventory: the other one brings every cartridge home, knows where hands have put
 * the ones that they moved, and makes the next inventory. Children may be of the other width.
 */
#include "survivor.h"

#include <stdlib.h>

static void test_survivor_finishes_the_reading_of_a_killed_driver(void **state)
{
    static const char *const points[] = {
        "mount.reserved",  "move.planned",      "move.intended",    "move.commanded",
        "move.seen",       "move.recorded",     "mount.loading",    "mount.loaded",
        "drive.unloading", "drive.unloaded",    "move.commanded:2", "mount.loading:2",
        "move.recorded:3", "request.finishing", "request.finished"};
    (void)state;
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        survivor_finishes(&story_read, story_await_inventory, points[i]);
}

static void test_survivor_finishes_the_look_of_a_killed_driver(void **state)
{
    static const char *const points[] = {"inventory.seen", "inventory.recorded"};
    (void)state;
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        survivor_finishes(&story_look, story_await_inventory, points[i]);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_survivor_finishes_the_reading_of_a_killed_driver,
                                  world_teardown),
        cmocka_unit_test_teardown(test_survivor_finishes_the_look_of_a_killed_driver,
                                  world_teardown),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    if (argc == 3 && strcmp(argv[1], "story") == 0)
        return story_play(argv[2]);
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
