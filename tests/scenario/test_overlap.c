/* SPDX-License-Identifier: MIT */
/*
 * A drive under cleaning stops nobody else: while its cycle runs, the robot serves the other
 * drive, the other library cleans, and calls are answered. The devices' log proves the order.
 */
#include "library.h"

#include <stdlib.h>

#include "support/invariant.h"

enum { LOG_MAX = 512, MOVE_MEDIUM = 0xA5, LONG_MS = 2500 };

struct move {
    uint16_t library;
    uint16_t from; /* element addresses */
    uint16_t to;
    uint64_t sequence;
};

struct moves {
    uint32_t count;
    struct move items[LOG_MAX];
};

static uint64_t log_end(void)
{
    struct vtl_control_query query;
    assert_int_equal(vtl_query(world.vtl, &query), 0);
    return query.next_sequence;
}

/* The moves that were made since, in order. */
static void read_moves(uint64_t since, struct moves *moves)
{
    static struct vtl_log_entry entries[LOG_MAX];
    uint32_t count = LOG_MAX;
    moves->count = 0;
    while (count == LOG_MAX) {
        assert_int_equal(vtl_log_read(world.vtl, since, entries, LOG_MAX, &count), 0);
        for (uint32_t i = 0; i < count; i++) {
            const struct vtl_log_entry *entry = &entries[i];
            since = entry->sequence + 1;
            if (entry->device != 0 || entry->cdb[0] != MOVE_MEDIUM || entry->status != 0)
                continue;
            assert_in_range(moves->count, 0, LOG_MAX - 1);
            moves->items[moves->count++] =
                (struct move){entry->library, (uint16_t)(entry->cdb[4] << 8 | entry->cdb[5]),
                              (uint16_t)(entry->cdb[6] << 8 | entry->cdb[7]), entry->sequence};
        }
    }
}

static uint64_t find_move(const struct moves *moves, uint16_t library, uint16_t from, uint16_t to)
{
    for (uint32_t i = 0; i < moves->count; i++) {
        const struct move *move = &moves->items[i];
        if (move->library == library && move->from == from && move->to == to)
            return move->sequence;
    }
    fail_msg("library %u did not move from %u to %u", library, from, to);
    return 0;
}

static void set_cleaning_time(uint32_t library, int32_t milliseconds)
{
    struct vtl_control_delays delays;
    vtl_delays_keep(&delays, library);
    delays.cleaning_ms = milliseconds;
    assert_int_equal(vtl_delays(world.vtl, &delays), 0);
}

/* Waits until the drive has the cleaner. */
static BOOL is_being_cleaned(void *context)
{
    struct vtl_dump_cartridge cartridge;
    const struct vtl_control_place *place = context;
    return world_device_at(*place, &cartridge) && cartridge.kind == 1;
}

/* Mounted and given back: it stays there until the drive is needed. */
static void leave_in_drive(const char *barcode, uint32_t drive)
{
    NTMS_GUID cartridge;
    NTMS_GUID side;
    DWORD count = 1;
    NTMS_PMIDINFORMATIONW media;
    assert_true(library_find_media(barcode, &cartridge, &media));
    assert_int_equal(
        EnumerateNtmsObject(world.session, &cartridge, &side, &count, NTMS_PARTITION, 0), 0);
    assert_int_equal(MountNtmsMedia(world.session, &side, &world.drives[drive], 1,
                                    NTMS_MOUNT_READ | NTMS_MOUNT_SPECIFIC_DRIVE, 0, 120000, NULL),
                     0);
    assert_int_equal(DismountNtmsMedia(world.session, &side, 1, NTMS_DISMOUNT_DEFERRED), 0);
}

static void test_robot_serves_another_drive_during_a_cleaning(void **state)
{
    struct vtl_client_library library = library_config(0, "s0=A00000L4,data\ns1=A00009L4,data\n");
    struct vtl_control_place first = world_drive_place(0);
    static struct moves moves;
    (void)state;
    world_start(&library, 1, NULL, 0);
    library_bring_cleaner(0, "CLN001L4", 5);
    leave_in_drive("A00009L4", 1);
    set_cleaning_time(0, LONG_MS);
    uint64_t since = log_end();
    NTMS_GUID long_one = library_clean(0);
    world_wait(is_being_cleaned, &first, "the cleaner in drive 0");
    /* Drive 1 holds a cartridge, which has to go home before it can be cleaned. */
    NTMS_GUID second = library_clean(1);
    NTMS_LIBRARYINFORMATION information = world_library();
    assert_true(information.dwNumberOfSlots == 6);
    world_expect_end(&long_one, NTMS_LM_PASSED, 0);
    world_expect_end(&second, NTMS_LM_PASSED, 0);
    invariant_check_at_rest(world.session, world.vtl);
    read_moves(since, &moves);
    uint16_t slot = (uint16_t)(library.first_slot + LIBRARY_SLOT);
    uint16_t drive = (uint16_t)library.first_drive;
    uint64_t brought = find_move(&moves, 0, slot, drive);
    uint64_t taken = find_move(&moves, 0, drive, slot);
    uint64_t home = 0;
    for (uint32_t i = 0; i < moves.count; i++) {
        if (moves.items[i].from == drive + 1 && moves.items[i].to != slot)
            home = moves.items[i].sequence;
    }
    assert_true(brought < home && home < taken);
}

static void test_one_library_cleans_while_another_does(void **state)
{
    struct vtl_client_library both[] = {library_config(0, "s0=A00000L4,data\n"),
                                        library_config(1, "s0=B00000L4,data\n")};
    struct vtl_control_place first = world_drive_place(0);
    static struct moves moves;
    (void)state;
    world_start(both, 2, NULL, 0);
    library_use("Changer1");
    library_bring_cleaner(1, "CLN002L4", 5);
    library_use("Changer0");
    library_bring_cleaner(0, "CLN001L4", 5);
    set_cleaning_time(0, LONG_MS);
    uint64_t since = log_end();
    NTMS_GUID long_one = library_clean(0);
    world_wait(is_being_cleaned, &first, "the cleaner in drive 0");
    library_use("Changer1");
    NTMS_GUID short_one = library_clean(1);
    world_expect_end(&short_one, NTMS_LM_PASSED, 0);
    NTMS_GUID again = library_clean(0);
    world_expect_end(&again, NTMS_LM_PASSED, 0);
    world_expect_end(&long_one, NTMS_LM_PASSED, 0);
    invariant_check_at_rest(world.session, world.vtl);
    read_moves(since, &moves);
    uint16_t slot = (uint16_t)(both[0].first_slot + LIBRARY_SLOT);
    uint64_t brought = find_move(&moves, 0, slot, (uint16_t)both[0].first_drive);
    uint64_t taken = find_move(&moves, 0, (uint16_t)both[0].first_drive, slot);
    for (uint16_t drive = 0; drive < 2; drive++) {
        uint16_t element = (uint16_t)(both[1].first_drive + drive);
        uint16_t other = (uint16_t)(both[1].first_slot + LIBRARY_SLOT);
        assert_true(brought < find_move(&moves, 1, other, element));
        assert_true(find_move(&moves, 1, element, other) < taken);
    }
}

static void test_calls_are_answered_during_a_cleaning(void **state)
{
    struct vtl_client_library library = library_config(0, "s0=A00000L4,data\n");
    struct vtl_control_place first = world_drive_place(0);
    NTMS_GUID operation = world_null_guid;
    (void)state;
    world_start(&library, 1, NULL, 0);
    library_bring_cleaner(0, "CLN001L4", 5);
    set_cleaning_time(0, LONG_MS);
    NTMS_GUID request = library_clean(0);
    world_wait(is_being_cleaned, &first, "the cleaner in drive 0");
    assert_int_equal(world_drive(0).State, NTMS_DRIVESTATE_BEING_CLEANED);
    assert_int_equal(world_request_read(&request).State, NTMS_LM_INPROCESS);
    /* An eject waits for the cleaner; it can be withdrawn at once. */
    assert_int_equal(EjectNtmsCleaner(world.session, &world.library, &operation, NTMS_EJECT_START),
                     0);
    assert_int_equal(EjectNtmsCleaner(world.session, &world.library, &operation, NTMS_EJECT_STOP),
                     0);
    invariant_check(world.session, world.vtl);
    assert_int_equal(world_device_cleanings(0), 0);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    invariant_check_at_rest(world.session, world.vtl);
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_robot_serves_another_drive_during_a_cleaning),
        CASE(test_one_library_cleans_while_another_does),
        CASE(test_calls_are_answered_during_a_cleaning),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
