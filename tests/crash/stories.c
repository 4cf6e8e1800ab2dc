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

/* The cleanings that the cartridge really has left. */
static DWORD uses_left(void)
{
    struct vtl_dump dump;
    assert_int_equal(vtl_dump_read(world.vtl, &dump), 0);
    const struct vtl_dump_cartridge *cleaner = vtl_dump_by_barcode(&dump, STORY_CLEANER);
    assert_non_null(cleaner);
    DWORD uses = cleaner->uses_left;
    vtl_dump_free(&dump);
    return uses;
}

static NTMS_GUID inject(void)
{
    NTMS_GUID operation = world_null_guid;
    assert_int_equal(InjectNtmsCleaner(world.session, &world.library, &operation, uses_left(),
                                       NTMS_INJECT_START),
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

static BOOL door_is_unlocked(void *context)
{
    struct vtl_dump dump;
    (void)context;
    assert_int_equal(vtl_dump_read(world.vtl, &dump), 0);
    BOOL result = dump.libraries[0].prevented == 0;
    vtl_dump_free(&dump);
    return result;
}

static BOOL request_is_at_the_door(void *context)
{
    NTMS_GUID *operation = context;
    return world_request_read(operation).State != NTMS_LM_QUEUED && door_is_unlocked(NULL);
}

static BOOL door_is_open(void *context)
{
    (void)context;
    return world_read(&world.doors[0], NTMS_IEDOOR).Info.IEDoor.State == NTMS_DOORSTATE_OPEN;
}

static void move_behind_door(NTMS_GUID *operation, struct vtl_control_place from,
                             struct vtl_control_place to)
{
    world_wait(request_is_at_the_door, operation, "the door unlocked");
    assert_int_equal(vtl_door(world.vtl, 0, 1), 0);
    world_wait(door_is_open, NULL, "the open door noticed");
    if (from.type == VTL_OUTSIDE)
        assert_int_equal(vtl_move_from_shelf(world.vtl, STORY_CLEANER, to), 0);
    else
        assert_int_equal(vtl_move(world.vtl, from, to, 0), 0);
    assert_int_equal(vtl_door(world.vtl, 0, 0), 0);
    world_expect_end(operation, NTMS_LM_PASSED, 0);
}

void story_inject_by_door(void)
{
    NTMS_GUID operation = inject();
    move_behind_door(&operation, vtl_place(0, VTL_OUTSIDE, 0), world_slot(STORY_SLOT));
}

static void tell_door(void)
{
    NTMS_GUID operation = world_null_guid;
    story_inject_by_door();
    assert_int_equal(CleanNtmsDrive(world.session, &world.drives[0]), 0);
    operation = world_request(NTMS_LM_CLEANDRIVE);
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
    assert_int_equal(EjectNtmsCleaner(world.session, &world.library, &operation, NTMS_EJECT_START),
                     0);
    move_behind_door(&operation, world_slot(STORY_SLOT), vtl_place(0, VTL_OUTSIDE, 0));
}

/* ---- after the kill ---- */

static BOOL is_on_shelf(const char *barcode)
{
    struct vtl_dump dump;
    assert_int_equal(vtl_dump_read(world.vtl, &dump), 0);
    const struct vtl_dump_cartridge *found = vtl_dump_by_barcode(&dump, barcode);
    BOOL result = found != NULL && found->place.type == VTL_OUTSIDE;
    vtl_dump_free(&dump);
    return result;
}

/* A cartridge in the cleaner's slot that is no cleaner for the library: a person takes it out. */
static void clear_slot(void)
{
    struct vtl_dump_cartridge stranger;
    if (!world_device_at(world_slot(STORY_SLOT), &stranger))
        return;
    world_close();
    assert_int_equal(vtl_move(world.vtl, world_slot(STORY_SLOT), vtl_place(0, VTL_OUTSIDE, 0), 0),
                     0);
    world_open();
}

static void bring_cleaner_back(const struct story *story)
{
    NTMS_GUID operation = world_null_guid;
    struct vtl_dump_cartridge cleaner;
    if (world_cleaner_slot_is(&world_null_guid))
        world_reserve(STORY_SLOT);
    if ((world_library().dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT) != 0)
        return;
    clear_slot();
    if (story->by_door) {
        story_inject_by_door();
        return;
    }
    if (is_on_shelf(STORY_CLEANER))
        assert_int_equal(vtl_move_from_shelf(world.vtl, STORY_CLEANER, world_port(0)), 0);
    assert_true(world_device_at(world_port(0), &cleaner));
    assert_int_equal(InjectNtmsCleaner(world.session, &world.library, &operation, cleaner.uses_left,
                                       NTMS_INJECT_START),
                     0);
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
}

static void clean_again(const struct story *story)
{
    bring_cleaner_back(story);
    uint32_t before = world_device_cleanings(1);
    assert_int_equal(CleanNtmsDrive(world.session, &world.drives[1]), 0);
    NTMS_GUID request = world_request(NTMS_LM_CLEANDRIVE);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    assert_int_equal(world_device_cleanings(1), before + 1);
}

const struct story story_clean = {.name = "clean",
                                  .prepare = prepare_clean,
                                  .tell = tell_clean,
                                  .go_on = clean_again,
                                  .ports = 1};
const struct story story_inject = {.name = "inject",
                                   .prepare = prepare_inject,
                                   .tell = tell_inject,
                                   .go_on = clean_again,
                                   .ports = 1};
const struct story story_eject = {.name = "eject",
                                  .prepare = prepare_eject,
                                  .tell = tell_eject,
                                  .go_on = clean_again,
                                  .ports = 1};
const struct story story_door = {.name = "door",
                                 .by_door = TRUE,
                                 .prepare = prepare_inject,
                                 .tell = tell_door,
                                 .go_on = clean_again,
                                 .ports = 1};
const struct story story_blind = {.name = "blind",
                                  .unlabeled = TRUE,
                                  .prepare = prepare_clean,
                                  .tell = tell_clean,
                                  .go_on = clean_again,
                                  .ports = 1};

int story_play(const char *name)
{
    const struct story *const stories[] = {
        &story_clean, &story_inject, &story_eject,       &story_door,         &story_blind,
        &story_mount, &story_label,  &story_eject_media, &story_inject_media, &story_gap,
        &story_look,  &story_read,   &story_away,        &story_exchange};
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
