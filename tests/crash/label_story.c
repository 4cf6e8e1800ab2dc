/* SPDX-License-Identifier: MIT */
#include "stories.h"

#include "api/pools_support.h"

enum { WAIT_MS = 120000 };

static const WCHAR barcode[] = L"A00000L4";

static NTMS_GUID cartridge(void)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(&world.library, NTMS_PHYSICAL_MEDIA, list);
    for (DWORD i = 0; i < count; i++) {
        NTMS_PMIDINFORMATIONW row = world_read(&list[i], NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
        if (wcscmp((const wchar_t *)row.szBarCode, (const wchar_t *)barcode) == 0)
            return list[i];
    }
    fail_msg("the cartridge is not known");
    return world_null_guid;
}

static NTMS_GUID side_of(const NTMS_GUID *medium)
{
    NTMS_GUID sides[WORLD_LIST];
    assert_int_equal(world_list(medium, NTMS_PARTITION, sides), 1);
    return sides[0];
}

static BOOL is_free(void *context)
{
    NTMS_GUID *medium = context;
    NTMS_PMIDINFORMATIONW row = world_read(medium, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
    NTMS_GUID free_pool = pools_child(NTMS_POOLTYPE_SCRATCH, &row.MediaType);
    NTMS_GUID side = side_of(medium);
    return world_same(&row.MediaPool, &free_pool) &&
           world_read(&side, NTMS_PARTITION).Info.Partition.State == NTMS_PARTSTATE_AVAILABLE;
}

static void move_to_free(NTMS_GUID *medium)
{
    NTMS_PMIDINFORMATIONW row = world_read(medium, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
    NTMS_GUID free_pool = pools_child(NTMS_POOLTYPE_SCRATCH, &row.MediaType);
    assert_int_equal(MoveToNtmsMediaPool(world.session, medium, &free_pool), ERROR_SUCCESS);
    world_wait(is_free, medium, "the free label is written");
}

static void prepare_label(void)
{
}

static void tell_label(void)
{
    NTMS_GUID medium = cartridge();
    move_to_free(&medium);
}

static BOOL is_idle(void *context)
{
    NTMS_GUID *medium = context;
    return world_read(medium, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia.MediaState ==
           NTMS_MEDIASTATE_IDLE;
}

/* It is as it was, or it is free; then it has the label, as a mount shows. */
static void label_again(const struct story *story)
{
    NTMS_GUID medium = cartridge();
    NTMS_GUID side = side_of(&medium);
    NTMS_GUID drive;
    (void)story;
    world_settle();
    world_wait(is_idle, &medium, "the cartridge is idle");
    if (!is_free(&medium)) {
        assert_int_equal(world_read(&side, NTMS_PARTITION).Info.Partition.State,
                         NTMS_PARTSTATE_FOREIGN);
        move_to_free(&medium);
    }
    assert_int_equal(
        MountNtmsMedia(world.session, &side, &drive, 1, NTMS_MOUNT_READ, 0, WAIT_MS, NULL),
        ERROR_SUCCESS);
    assert_int_equal(DismountNtmsMedia(world.session, &side, 1, NTMS_DISMOUNT_IMMEDIATE),
                     ERROR_SUCCESS);
    world_settle();
}

const struct story story_label = {.name = "label",
                                  .prepare = prepare_label,
                                  .tell = tell_label,
                                  .go_on = label_again,
                                  .ports = 1};
