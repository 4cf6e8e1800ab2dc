/* SPDX-License-Identifier: MIT */
/*
 * A process is killed at each named point of an inventory: of cartridges that hands have put
 * elsewhere, and by labels. Nothing is lost, every cartridge goes home, and the next inventory
 * passes.
 */
#include "points.h"

#include <stdlib.h>

#include "support/child.h"

static void test_inventory_killed_at_each_point_loses_nothing(void **state)
{
    (void)state;
    points_kill_everywhere(&story_look, 2, 1);
}

static void test_inventory_by_labels_killed_at_each_point_loses_nothing(void **state)
{
    (void)state;
    points_kill_everywhere(&story_read, 10, 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_inventory_killed_at_each_point_loses_nothing,
                                  world_teardown),
        cmocka_unit_test_teardown(test_inventory_by_labels_killed_at_each_point_loses_nothing,
                                  world_teardown),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    if (argc == 3 && strcmp(argv[1], "story") == 0)
        return story_play(argv[2]);
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
