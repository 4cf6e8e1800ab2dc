/* SPDX-License-Identifier: MIT */
/*
 * A process is killed at each named point of mounting and dismounting two tapes: nothing is lost,
 * and the next process mounts them.
 */
#include "points.h"

#include <stdlib.h>

#include "support/child.h"

static void test_mount_killed_at_each_point_loses_nothing(void **state)
{
    (void)state;
    points_kill_everywhere(&story_mount, 10, 6);
}

static void test_free_label_killed_at_each_point_loses_nothing(void **state)
{
    (void)state;
    points_kill_everywhere(&story_label, 10, 4);
}

static void test_mount_killed_during_commands_loses_nothing(void **state)
{
    struct vtl_control_delays delays;
    (void)state;
    for (DWORD delay = 0; delay < 1000; delay += 170) {
        points_begin(&story_mount);
        uint32_t count = points_device_count();
        vtl_delays_keep(&delays, 0);
        delays.move_ms = 100;
        delays.load_ms = 50;
        delays.unload_ms = 50;
        delays.rewind_ms = 20;
        assert_int_equal(vtl_delays(world.vtl, &delays), 0);
        HANDLE child = child_start("story", story_mount.name, NULL);
        Sleep(400 + delay);
        child_end(child, POINTS_KILLED);
        DWORD code = child_wait(child);
        assert_true(code == POINTS_KILLED || code == 0);
        print_message("killed %u ms after its start\n", (unsigned)(400 + delay));
        points_check_recovery(&story_mount, count);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_mount_killed_at_each_point_loses_nothing, world_teardown),
        cmocka_unit_test_teardown(test_free_label_killed_at_each_point_loses_nothing,
                                  world_teardown),
        cmocka_unit_test_teardown(test_mount_killed_during_commands_loses_nothing, world_teardown),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    if (argc == 3 && strcmp(argv[1], "story") == 0)
        return story_play(argv[2]);
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
