/* SPDX-License-Identifier: MIT */
/* A tape is wanted in the drive that another one lies in: the robot exchanges them. */
#include "cartridge.h"

enum { WAIT_MS = 120000, EXCHANGE_MEDIUM = 0xA6, PAGE = 256 };

static const WCHAR *const barcodes[] = {L"A00000L4", L"A00001L4"};

/* How often the robot has exchanged two cartridges. */
static uint32_t exchanges(void)
{
    static struct vtl_log_entry entries[PAGE];
    uint64_t next = 1;
    uint32_t count = 0;
    uint32_t done = 0;
    do {
        assert_int_equal(vtl_log_read(world.vtl, next, entries, PAGE, &count), 0);
        for (uint32_t i = 0; i < count; i++) {
            done += entries[i].device == 0 && entries[i].cdb[0] == EXCHANGE_MEDIUM &&
                    entries[i].status == 0;
            next = entries[i].sequence + 1;
        }
    } while (count > 0);
    return done;
}

static void mount_in_first_drive(NTMS_GUID *side)
{
    NTMS_GUID drive = world.drives[0];
    assert_int_equal(MountNtmsMedia(world.session, side, &drive, 1,
                                    NTMS_MOUNT_READ | NTMS_MOUNT_SPECIFIC_DRIVE, 0, WAIT_MS, NULL),
                     ERROR_SUCCESS);
}

static void prepare_exchange(void)
{
}

static void tell_exchange(void)
{
    NTMS_GUID first = cartridge_side(barcodes[0]);
    NTMS_GUID second = cartridge_side(barcodes[1]);
    mount_in_first_drive(&first);
    assert_int_equal(DismountNtmsMedia(world.session, &first, 1, NTMS_DISMOUNT_DEFERRED),
                     ERROR_SUCCESS);
    mount_in_first_drive(&second);
    assert_true(cartridge_is_home(&first));
    assert_int_equal(DismountNtmsMedia(world.session, &second, 1, NTMS_DISMOUNT_IMMEDIATE),
                     ERROR_SUCCESS);
    world_wait(cartridge_is_home, &second, "the second cartridge is home");
}

void story_give_back_exchanged(void)
{
    world_settle();
    for (size_t i = 0; i < sizeof barcodes / sizeof *barcodes; i++) {
        NTMS_GUID side = cartridge_side(barcodes[i]);
        if (cartridge_of(&side).MediaState == NTMS_MEDIASTATE_LOADED)
            cartridge_bring_home(&side);
    }
    world_settle();
}

/* A process that died during an exchange does not keep the next one from making some. */
static void exchange_again(const struct story *story)
{
    (void)story;
    story_give_back_exchanged();
    uint32_t before = exchanges();
    tell_exchange();
    assert_true(exchanges() > before); /* or two: what the dead one had brought may be in the way */
}

const struct story story_exchange = {.name = "exchange",
                                     .prepare = prepare_exchange,
                                     .tell = tell_exchange,
                                     .go_on = exchange_again,
                                     .ports = 1};
