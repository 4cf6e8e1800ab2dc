/* SPDX-License-Identifier: MIT */
#include "stories.h"

enum { WAIT_MS = 120000, MEDIA = 2 };

static const WCHAR *const barcodes[MEDIA] = {L"A00000L4", L"A00001L4"};

/* The only side of the cartridge with this bar code. */
static NTMS_GUID side_of(uint32_t index)
{
    NTMS_GUID list[WORLD_LIST];
    NTMS_GUID sides[WORLD_LIST];
    DWORD count = world_list(NULL, NTMS_PHYSICAL_MEDIA, list);
    for (DWORD i = 0; i < count; i++) {
        NTMS_PMIDINFORMATIONW row = world_read(&list[i], NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
        if (wcscmp((const wchar_t *)row.szBarCode, (const wchar_t *)barcodes[index]) == 0) {
            assert_int_equal(world_list(&list[i], NTMS_PARTITION, sides), 1);
            return sides[0];
        }
    }
    fail_msg("cartridge %u is not known", (unsigned)index);
    return world_null_guid;
}

static NTMS_PMIDINFORMATIONW cartridge_of(const NTMS_GUID *side)
{
    NTMS_GUID medium = world_read(side, NTMS_PARTITION).Info.Partition.PhysicalMedia;
    return world_read(&medium, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
}

static BOOL is_home(void *context)
{
    NTMS_PMIDINFORMATIONW row = cartridge_of(context);
    return row.MediaState == NTMS_MEDIASTATE_IDLE && row.LocationType == NTMS_STORAGESLOT;
}

static void dismount(NTMS_GUID *side, DWORD option)
{
    assert_int_equal(DismountNtmsMedia(world.session, side, 1, option), ERROR_SUCCESS);
}

/* Both in one call, one of them away for a while, both home. */
static void in_and_out(void)
{
    NTMS_GUID sides[MEDIA] = {side_of(0), side_of(1)};
    NTMS_GUID drives[MEDIA];
    assert_int_equal(
        MountNtmsMedia(world.session, sides, drives, MEDIA, NTMS_MOUNT_READ, 0, WAIT_MS, NULL),
        ERROR_SUCCESS);
    dismount(&sides[0], NTMS_DISMOUNT_DEFERRED);
    dismount(&sides[1], NTMS_DISMOUNT_IMMEDIATE);
    world_wait(is_home, &sides[1], "the second cartridge is home");
    assert_int_equal(
        MountNtmsMedia(world.session, sides, drives, 1, NTMS_MOUNT_READ, 0, WAIT_MS, NULL),
        ERROR_SUCCESS);
    dismount(&sides[0], NTMS_DISMOUNT_IMMEDIATE);
    world_wait(is_home, &sides[0], "the first cartridge is home");
}

static void prepare_mount(void)
{
}

/* What a dead process had mounted stays so until somebody dismounts it. */
static void mount_again(const struct story *story)
{
    (void)story;
    for (uint32_t i = 0; i < MEDIA; i++) {
        NTMS_GUID side = side_of(i);
        if (cartridge_of(&side).MediaState == NTMS_MEDIASTATE_LOADED)
            dismount(&side, NTMS_DISMOUNT_IMMEDIATE);
    }
    world_settle();
    in_and_out();
}

const struct story story_mount = {"mount", FALSE, FALSE, prepare_mount, in_and_out, mount_again, 1};
