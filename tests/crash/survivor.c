/* SPDX-License-Identifier: MIT */
#include "survivor.h"

#include "points.h"

#include "support/child.h"
#include "support/invariant.h"

static BOOL library_is_held(void *context)
{
    (void)context;
    return world_sql_number("SELECT count(*) FROM lease WHERE held = 1", NULL) == 1;
}

void survivor_finishes(const struct story *story, void (*serve)(void), const char *point)
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
