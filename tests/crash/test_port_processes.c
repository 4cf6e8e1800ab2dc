/* SPDX-License-Identifier: MIT */
/*
 * Two processes have sessions with one library. The one that drives the robot is killed at a named
 * point of its own eject or inject: the other one finishes it, and the operator notices nothing.
 * Children may be of the other width.
 */
#include "points.h"

#include <stdlib.h>

#include "support/child.h"
#include "support/invariant.h"

static BOOL library_is_held(void *context)
{
    (void)context;
    return world_sql_number("SELECT count(*) FROM lease WHERE held = 1", NULL) == 1;
}

static void survive(const struct story *story, void (*serve)(void), const char *point)
{
    points_begin(story);
    uint32_t count = points_device_count();
    HANDLE child = child_start("story", story->name, point);
    world_wait(library_is_held, NULL, "the library taken over");
    world_open();
    DWORD code = child_wait(child);
    print_message("%s killed at %s (exit code %u)\n", story->name, point, (unsigned)code);
    assert_int_equal(code, POINTS_KILLED);
    serve();
    world_settle();
    invariant_check_at_rest(world.session, world.vtl);
    story->go_on(story);
    invariant_check_at_rest(world.session, world.vtl);
    assert_int_equal(points_device_count(), count);
    world_close();
    assert_int_equal(world_sql_number("SELECT count(*) FROM intent WHERE outcome = 0", NULL), 0);
}

static void test_survivor_finishes_the_eject_of_a_killed_driver(void **state)
{
    static const char *const points[] = {
        "move.planned",   "move.intended",     "move.commanded",  "move.seen",    "move.recorded",
        "move.seen:2",    "port.opening",      "port.opened",     "port.closing", "port.closed",
        "move.planned:2", "request.finishing", "request.finished"};
    (void)state;
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        survive(&story_eject_media, story_serve_eject, points[i]);
}

static void test_survivor_finishes_the_inject_of_a_killed_driver(void **state)
{
    static const char *const points[] = {"port.opening",   "port.opened",      "port.closing",
                                         "port.closed",    "move.planned",     "move.intended",
                                         "move.commanded", "move.seen",        "move.recorded",
                                         "move.seen:2",    "request.finishing"};
    (void)state;
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        survive(&story_inject_media, story_serve_inject, points[i]);
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
