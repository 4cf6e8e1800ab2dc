/* SPDX-License-Identifier: MIT */
/*
 * A process is killed at each named point of a cleaning, of bringing the cleaner in and of taking
 * it out, at each pass of the point. Afterwards the device has every cartridge once, the service
 * starts, withdraws what was not finished, puts the cleaner back, and works.
 */
#include "points.h"

#include <stdlib.h>

#include "support/child.h"

static void test_cleaning_killed_at_each_point_loses_nothing(void **state)
{
    (void)state;
    points_kill_everywhere(&story_clean, 12, 2);
}

static void test_inject_killed_at_each_point_loses_nothing(void **state)
{
    (void)state;
    points_kill_everywhere(&story_inject, 10, 2);
}

static void test_eject_killed_at_each_point_loses_nothing(void **state)
{
    (void)state;
    points_kill_everywhere(&story_eject, 10, 2);
}

static void test_door_story_killed_at_each_point_loses_nothing(void **state)
{
    (void)state;
    points_kill_everywhere(&story_door, 12, 6);
}

static void test_cleaning_without_labels_killed_at_each_point_loses_nothing(void **state)
{
    (void)state;
    points_kill_everywhere(&story_blind, 12, 0);
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
        points_begin(&story_clean);
        uint32_t count = points_device_count();
        vtl_delays_keep(&delays, 0);
        delays.move_ms = 150;
        delays.load_ms = 50;
        delays.unload_ms = 50;
        delays.cleaning_ms = 150;
        assert_int_equal(vtl_delays(world.vtl, &delays), 0);
        HANDLE child = child_start("story", story_clean.name, NULL);
        world_wait(robot_has_moved, NULL, "the robot at work");
        Sleep(delay);
        child_end(child, POINTS_KILLED);
        DWORD code = child_wait(child);
        assert_true(code == POINTS_KILLED || code == 0);
        print_message("killed %u ms after the first move began\n", (unsigned)delay);
        points_check_recovery(&story_clean, count);
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
