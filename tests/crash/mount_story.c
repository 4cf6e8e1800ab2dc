/* SPDX-License-Identifier: MIT */
#include "cartridge.h"

enum { WAIT_MS = 120000, MEDIA = 2 };

static const WCHAR *const barcodes[MEDIA] = {L"A00000L4", L"A00001L4"};

static void dismount(NTMS_GUID *side, DWORD option)
{
    assert_int_equal(DismountNtmsMedia(world.session, side, 1, option), ERROR_SUCCESS);
}

/* Both in one call, one of them away for a while, both home. */
static void in_and_out(void)
{
    NTMS_GUID sides[MEDIA] = {cartridge_side(barcodes[0]), cartridge_side(barcodes[1])};
    NTMS_GUID drives[MEDIA];
    assert_int_equal(
        MountNtmsMedia(world.session, sides, drives, MEDIA, NTMS_MOUNT_READ, 0, WAIT_MS, NULL),
        ERROR_SUCCESS);
    dismount(&sides[0], NTMS_DISMOUNT_DEFERRED);
    dismount(&sides[1], NTMS_DISMOUNT_IMMEDIATE);
    world_wait(cartridge_is_home, &sides[1], "the second cartridge is home");
    assert_int_equal(
        MountNtmsMedia(world.session, sides, drives, 1, NTMS_MOUNT_READ, 0, WAIT_MS, NULL),
        ERROR_SUCCESS);
    dismount(&sides[0], NTMS_DISMOUNT_IMMEDIATE);
    world_wait(cartridge_is_home, &sides[0], "the first cartridge is home");
}

static void prepare_mount(void)
{
}

static void mount_again(const struct story *story)
{
    (void)story;
    for (uint32_t i = 0; i < MEDIA; i++) {
        NTMS_GUID side = cartridge_side(barcodes[i]);
        if (cartridge_of(&side).MediaState == NTMS_MEDIASTATE_LOADED)
            cartridge_bring_home(&side);
    }
    world_settle();
    in_and_out();
}

const struct story story_mount = {.name = "mount",
                                  .prepare = prepare_mount,
                                  .tell = in_and_out,
                                  .go_on = mount_again,
                                  .ports = 1};
