/* SPDX-License-Identifier: MIT */
/* A library goes away while a tape is mounted, and comes back. */
#include "cartridge.h"

enum { WAIT_MS = 120000 };

static const WCHAR barcode[] = L"A00000L4";

static void power(int attached)
{
    assert_int_equal(vtl_power(world.vtl, 0, 2, 0, attached), 0);
}

void story_bring_library_back(void)
{
    power(1);
    world_wait(world_is_ready, NULL, "the library is back");
    world_settle();
}

static void mount(NTMS_GUID *side)
{
    NTMS_GUID drive = world_null_guid;
    assert_int_equal(
        MountNtmsMedia(world.session, side, &drive, 1, NTMS_MOUNT_READ, 0, WAIT_MS, NULL),
        ERROR_SUCCESS);
}

static void prepare_away(void)
{
}

static void look_around(void)
{
    assert_int_equal(InventoryNtmsLibrary(world.session, &world.library, NTMS_INVENTORY_FAST),
                     ERROR_SUCCESS);
    NTMS_GUID inventory = world_request(NTMS_LM_INVENTORY);
    world_expect_end(&inventory, NTMS_LM_PASSED, 0);
}

/* The first inventory finds out that the library is gone, unless that was known before. */
static void tell_away(void)
{
    NTMS_GUID side = cartridge_side(barcode);
    mount(&side);
    power(0);
    DWORD error = InventoryNtmsLibrary(world.session, &world.library, NTMS_INVENTORY_FAST);
    assert_true(error == ERROR_SUCCESS || error == ERROR_DEVICE_NOT_AVAILABLE);
    world_wait(world_is_absent, NULL, "the library is known to be away");
    story_bring_library_back();
    look_around();
    cartridge_bring_home(&side);
}

static void use_again(const struct story *story)
{
    NTMS_GUID side = cartridge_side(barcode);
    (void)story;
    world_settle();
    cartridge_bring_home(&side);
    mount(&side);
    cartridge_bring_home(&side);
    world_settle();
    for (uint32_t i = 0; i < world.drive_count; i++)
        assert_int_equal(world_read(&world.drives[i], NTMS_DRIVE).dwOperationalState, NTMS_READY);
    assert_int_equal(world_operator_requests(NTMS_OPREQ_DEVICESERVICE, NULL), 0);
}

const struct story story_away = {.name = "away",
                                 .prepare = prepare_away,
                                 .tell = tell_away,
                                 .mend = story_bring_library_back,
                                 .go_on = use_again,
                                 .ports = 1};
