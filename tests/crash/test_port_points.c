/* SPDX-License-Identifier: MIT */
/*
 * A process is killed at each named point of an eject and an inject of two cartridges: nothing is
 * lost, what was not taken goes home, and the next process ejects and injects.
 */
#include "points.h"

#include <stdlib.h>

#include "support/child.h"

static void test_eject_media_killed_at_each_point_loses_nothing(void **state)
{
    (void)state;
    points_kill_everywhere(&story_eject_media, 12, 0);
}

static void test_inject_media_killed_at_each_point_loses_nothing(void **state)
{
    (void)state;
    points_kill_everywhere(&story_inject_media, 12, 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_eject_media_killed_at_each_point_loses_nothing,
                                  world_teardown),
        cmocka_unit_test_teardown(test_inject_media_killed_at_each_point_loses_nothing,
                                  world_teardown),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    if (argc == 3 && strcmp(argv[1], "story") == 0)
        return story_play(argv[2]);
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
