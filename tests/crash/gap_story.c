/* SPDX-License-Identifier: MIT */
/* A drive asks for cleaning while a tape is in it, and is cleaned in the gap after the dismount. */
#include "cartridge.h"

enum { WAIT_MS = 120000, CLEAN_NOW = 20 };

static const WCHAR barcode[] = L"A00000L4";

static void use_drive(void)
{
    NTMS_GUID side = cartridge_side(barcode);
    NTMS_GUID drive = world.drives[0];
    assert_int_equal(MountNtmsMedia(world.session, &side, &drive, 1,
                                    NTMS_MOUNT_READ | NTMS_MOUNT_SPECIFIC_DRIVE, 0, WAIT_MS, NULL),
                     ERROR_SUCCESS);
    assert_int_equal(DismountNtmsMedia(world.session, &side, 1, NTMS_DISMOUNT_IMMEDIATE),
                     ERROR_SUCCESS);
    world_wait(cartridge_is_home, &side, "the tape is home");
}

static BOOL is_cleaned(void *context)
{
    (void)context;
    return world_device_cleanings(0) != 0;
}

static BOOL has_passed(void *context)
{
    NTMS_GUID request;
    (void)context;
    return world_find_request(NTMS_LM_CLEANDRIVE, &request) &&
           world_request_read(&request).State == NTMS_LM_PASSED;
}

static void await_cleaning(void)
{
    world_wait(is_cleaned, NULL, "the drive is cleaned");
    world_wait(has_passed, NULL, "the cleaning has passed");
    world_settle();
}

/* The drive will ask from its next load on until it was cleaned. */
static void prepare_gap(void)
{
    world_reserve(STORY_SLOT);
    world_inject_by_port(STORY_CLEANER, STORY_USES, STORY_USES);
    assert_int_equal(vtl_alert(world.vtl, 0, 0, CLEAN_NOW, 1), 0);
}

static void tell_gap(void)
{
    use_drive();
    await_cleaning();
}

/* What the dead process had mounted goes home, another use of the drive follows; whatever was lost,
 * the drive has been cleaned once then. */
static void use_again(const struct story *story)
{
    NTMS_GUID side = cartridge_side(barcode);
    (void)story;
    world_settle();
    cartridge_bring_home(&side);
    use_drive();
    await_cleaning();
    use_drive();
    world_settle();
    assert_int_equal(world_device_cleanings(0), 1);
    assert_int_equal(world_library().dwCleanerUsesRemaining, STORY_USES - 1);
    assert_int_equal(world_operator_requests(NTMS_OPREQ_CLEANER, NULL), 0);
    assert_int_equal(world_operator_requests(NTMS_OPREQ_DEVICESERVICE, NULL), 0);
}

const struct story story_gap = {
    .name = "gap", .prepare = prepare_gap, .tell = tell_gap, .go_on = use_again, .ports = 1};
