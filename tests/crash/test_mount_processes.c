/* SPDX-License-Identifier: MIT */
/*
 * Two processes mount tapes in one library. The one that drives the robot is killed at a named
 * point of its own mount or dismount: the other one finishes what is queued, has its own tape
 * mounted, and can give back what the dead one had. Children may be of the other width.
 */
#include "stories.h"

#include <stdio.h>
#include <stdlib.h>

#include "support/child.h"
#include "support/invariant.h"

enum { KILLED = 77 };

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\ns2=A00002L4,data\n";

static NTMS_GUID own_side; /* of the third cartridge, which the survivor wants */

/* No session is open afterwards. */
static void begin(void)
{
    struct vtl_client_library library;
    vtl_config_default(&library, 0);
    library.slots = 6;
    library.drives = 3;
    library.ports = 1;
    library.cartridges = cartridges;
    world_start(&library, 1, NULL, 0);
    world_close();
}

static BOOL library_is_held(void *context)
{
    (void)context;
    return world_sql_number("SELECT count(*) FROM lease WHERE held = 1", NULL) == 1;
}

static NTMS_GUID third_side(void)
{
    NTMS_GUID list[WORLD_LIST];
    NTMS_GUID sides[WORLD_LIST];
    DWORD count = world_list(NULL, NTMS_PHYSICAL_MEDIA, list);
    for (DWORD i = 0; i < count; i++) {
        NTMS_PMIDINFORMATIONW row = world_read(&list[i], NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
        if (wcscmp((const wchar_t *)row.szBarCode, L"A00002L4") == 0) {
            assert_int_equal(world_list(&list[i], NTMS_PARTITION, sides), 1);
            return sides[0];
        }
    }
    fail_msg("the third cartridge is not known");
    return world_null_guid;
}

/*
 * What was mounted for the dead process, or left in its drive, and what is for this one. The
 * service takes home by itself what the dead one was just giving back: so a dismount may come too
 * late, and only the end tells.
 */
static BOOL all_is_given_back(void *context)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(NULL, NTMS_PHYSICAL_MEDIA, list);
    BOOL idle = TRUE;
    (void)context;
    for (DWORD i = 0; i < count; i++) {
        NTMS_PMIDINFORMATIONW row = world_read(&list[i], NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
        if (row.MediaState == NTMS_MEDIASTATE_LOADED || row.MediaState == NTMS_MEDIASTATE_UNLOADED)
            (void)DismountNtmsMedia(world.session, &row.MountedPartition, 1, 0);
        idle = idle && row.MediaState == NTMS_MEDIASTATE_IDLE;
    }
    return idle;
}

static void survive(const char *point)
{
    NTMS_GUID drive;
    begin();
    HANDLE child = child_start("story", story_mount.name, point);
    world_wait(library_is_held, NULL, "the library taken over");
    world_open();
    own_side = third_side();
    DWORD error =
        MountNtmsMedia(world.session, &own_side, &drive, 1, NTMS_MOUNT_READ, 0, 120000, NULL);
    DWORD code = child_wait(child);
    print_message("killed at %s (exit code %u)\n", point, (unsigned)code);
    assert_int_equal(code, KILLED);
    assert_int_equal(error, ERROR_SUCCESS);
    /* A mount of the dead process's that nobody waits for may still come to its end. */
    world_settle();
    world_wait(all_is_given_back, NULL, "every cartridge is idle");
    world_settle();
    invariant_check_at_rest(world.session, world.vtl);
    world_close();
    assert_int_equal(world_sql_number("SELECT count(*) FROM intent WHERE outcome = 0", NULL), 0);
}

static void test_survivor_mounts_when_the_driver_is_killed(void **state)
{
    static const char *const points[] = {
        "mount.reserved",    "mount.reserved:2", "move.planned",    "move.intended",
        "move.commanded",    "move.seen",        "move.recorded",   "move.commanded:2",
        "move.recorded:2",   "mount.loading",    "mount.ready",     "mount.loaded",
        "mount.loading:2",   "mount.loaded:2",   "drive.unloading", "drive.unloaded",
        "request.finishing", "request.finished", "move.commanded:3"};
    (void)state;
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        survive(points[i]);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_survivor_mounts_when_the_driver_is_killed, world_teardown),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    if (argc == 3 && strcmp(argv[1], "story") == 0)
        return story_play(argv[2]);
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
