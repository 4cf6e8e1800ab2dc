/* SPDX-License-Identifier: MIT */
#include "stories.h"

static BOOL port_is_extended(void *context)
{
    (void)context;
    return world_read(&world.ports[0], NTMS_IEPORT).Info.IEPort.Position ==
           NTMS_PORTPOSITION_EXTENDED;
}

static BOOL cleaner_can_be_taken(void *context)
{
    struct vtl_dump_cartridge cartridge;
    return port_is_extended(context) && world_device_at(world_port(0), &cartridge);
}

static NTMS_GUID inject(void)
{
    NTMS_GUID operation = world_null_guid;
    assert_int_equal(
        InjectNtmsCleaner(world.session, &world.library, &operation, STORY_USES, NTMS_INJECT_START),
        0);
    return operation;
}

static void prepare_clean(void)
{
    world_put_cleaner(world_port(0), STORY_CLEANER, STORY_USES);
}

static void tell_clean(void)
{
    world_reserve(STORY_SLOT);
    NTMS_GUID operation = inject();
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
    assert_int_equal(CleanNtmsDrive(world.session, &world.drives[0]), 0);
    operation = world_request(NTMS_LM_CLEANDRIVE);
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
}

static void prepare_inject(void)
{
    world_put_cleaner(vtl_place(0, VTL_OUTSIDE, 0), STORY_CLEANER, STORY_USES);
    world_reserve(STORY_SLOT);
}

static void tell_inject(void)
{
    NTMS_GUID operation = inject();
    world_wait(port_is_extended, NULL, "the port extended");
    assert_int_equal(vtl_move_from_shelf(world.vtl, STORY_CLEANER, world_port(0)), 0);
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
}

static void prepare_eject(void)
{
    world_reserve(STORY_SLOT);
    world_inject_by_port(STORY_CLEANER, STORY_USES, STORY_USES);
}

static void tell_eject(void)
{
    NTMS_GUID operation = world_null_guid;
    assert_int_equal(EjectNtmsCleaner(world.session, &world.library, &operation, NTMS_EJECT_START),
                     0);
    world_wait(cleaner_can_be_taken, NULL, "the cleaner in the extended port");
    assert_int_equal(vtl_move(world.vtl, world_port(0), vtl_place(0, VTL_OUTSIDE, 0), 0), 0);
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
}

const struct story story_clean = {"clean", prepare_clean, tell_clean};
const struct story story_inject = {"inject", prepare_inject, tell_inject};
const struct story story_eject = {"eject", prepare_eject, tell_eject};

int story_play(const char *name)
{
    const struct story *const stories[] = {&story_clean, &story_inject, &story_eject};
    void *none = NULL;
    for (size_t i = 0; i < sizeof stories / sizeof *stories; i++) {
        if (strcmp(stories[i]->name, name) != 0)
            continue;
        if (world_group_setup(&none) != 0)
            return 2;
        world_open();
        stories[i]->tell();
        world_close();
        return 0;
    }
    return 3;
}
