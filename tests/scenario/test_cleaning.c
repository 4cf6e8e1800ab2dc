/* SPDX-License-Identifier: MIT */
/*
 * Days of backups on two drives that get dirty now and then: each is cleaned by itself in the gap
 * after the tape that it complained about, once per complaint, and the count of the cleaner is
 * true. In the end the cleaner is worn out, and the operator brings another one.
 */
#include "library.h"

#include "support/invariant.h"

enum { DRIVES = 2, CLEAN_NOW = 20, CLEAN_SOON = 21, WAIT_MS = 120000, USES = 4 };

static uint32_t expected; /* cleanings so far */

static BOOL is_home(void *context)
{
    NTMS_GUID *side = context;
    NTMS_GUID medium = world_read(side, NTMS_PARTITION).Info.Partition.PhysicalMedia;
    NTMS_PMIDINFORMATIONW row = world_read(&medium, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
    return row.MediaState == NTMS_MEDIASTATE_IDLE && row.LocationType == NTMS_STORAGESLOT;
}

/* A tape in and out of a drive, which says `flag` (0: nothing) while it has it. */
static void back_up(uint32_t number, uint32_t flag)
{
    static const char *const tapes[DRIVES] = {"A00000L4", "A00001L4"};
    NTMS_GUID drive = world.drives[number];
    NTMS_GUID side = library_side(tapes[number]);
    assert_int_equal(MountNtmsMedia(world.session, &side, &drive, 1,
                                    NTMS_MOUNT_WRITE | NTMS_MOUNT_SPECIFIC_DRIVE, 0, WAIT_MS, NULL),
                     ERROR_SUCCESS);
    if (flag != 0)
        assert_int_equal(vtl_alert(world.vtl, 0, number, flag, 1), 0);
    assert_int_equal(DismountNtmsMedia(world.session, &side, 1, NTMS_DISMOUNT_IMMEDIATE),
                     ERROR_SUCCESS);
    world_wait(is_home, &side, "the tape is home");
}

static uint32_t cleanings(void)
{
    return world_device_cleanings(0) + world_device_cleanings(1);
}

static BOOL are_clean(void *context)
{
    (void)context;
    return cleanings() == expected &&
           world_sql_number("SELECT count(*) FROM drive WHERE cleaning_wanted = 1", NULL) == 0;
}

static void check_cleaned(uint32_t more)
{
    expected += more;
    world_wait(are_clean, NULL, "the drives are clean");
    world_settle();
    assert_int_equal(cleanings(), expected);
    assert_int_equal(world_request_count(NTMS_LM_CLEANDRIVE), expected);
    assert_int_equal(world_library().dwCleanerUsesRemaining, USES - expected);
    invariant_check_at_rest(world.session, world.vtl);
}

static BOOL cleaner_can_be_taken(void *context)
{
    struct vtl_dump_cartridge cleaner;
    (void)context;
    return world_read(&world.ports[0], NTMS_IEPORT).Info.IEPort.Position ==
               NTMS_PORTPOSITION_EXTENDED &&
           world_device_at(world_port(0), &cleaner);
}

static void exchange_cleaner(const char *barcode)
{
    NTMS_GUID operation = world_null_guid;
    assert_int_equal(EjectNtmsCleaner(world.session, &world.library, &operation, NTMS_EJECT_START),
                     0);
    world_wait(cleaner_can_be_taken, NULL, "the cleaner in the extended port");
    world_take(world_port(0));
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
    world_put_cleaner(world_port(0), barcode, USES);
    assert_int_equal(
        InjectNtmsCleaner(world.session, &world.library, &operation, USES, NTMS_INJECT_START), 0);
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
}

static void test_drives_are_cleaned_in_the_gaps(void **state)
{
    (void)state;
    expected = 0;
    world_start_small(1, 0, "s0=A00000L4,data\ns1=A00001L4,data\n");
    library_bring_cleaner(0, "CLN001L4", USES);
    for (uint32_t day = 0; day < 2; day++) {
        back_up(0, day == 0 ? CLEAN_NOW : CLEAN_SOON);
        back_up(1, day == 0 ? CLEAN_SOON : CLEAN_NOW);
        check_cleaned(DRIVES);
        for (uint32_t i = 0; i < 2 * DRIVES; i++)
            back_up(i % DRIVES, 0);
        check_cleaned(0);
    }
    /* It has no use left: the operator was told, and changes it when a drive asks again. */
    assert_int_equal(world_operator_requests(NTMS_OPREQ_CLEANER, NULL), 1);
    back_up(0, CLEAN_SOON);
    back_up(0, 0);
    assert_int_equal(world_operator_requests(NTMS_OPREQ_CLEANER, NULL), 1);
    assert_int_equal(cleanings(), expected);
    exchange_cleaner("CLN002L4");
    expected++;
    world_wait(are_clean, NULL, "the drive is clean");
    world_settle();
    assert_int_equal(world_library().dwCleanerUsesRemaining, USES - 1);
    assert_int_equal(world_operator_requests(NTMS_OPREQ_CLEANER, NULL), 0);
    invariant_check_at_rest(world.session, world.vtl);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_drives_are_cleaned_in_the_gaps, world_teardown),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
