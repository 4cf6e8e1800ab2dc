/* SPDX-License-Identifier: MIT */
/*
 * A cartridge is wanted in a drive that holds another one: a robot that can does it with one
 * command. Whatever becomes of that command, the mount passes, both cartridges are where the
 * records have them, and a command that failed is not sent again for a while.
 */
#include "media_invariant.h"
#include "mount_support.h"

#include "engine/runtime.h"
#include "store/intent.h"

#include <stdio.h>
#include <stdlib.h>

enum { MOVE = 0xA5, EXCHANGE = 0xA6 };

#define OLD "A00001L4"
#define NEW "A00002L4"

/* ---- the commands ---- */

struct tally {
    uint8_t opcode;
    uint32_t *count;
};

static void count_entries(struct vtl_world *world, const void *wanted)
{
    const struct tally *tally = wanted;
    for (uint32_t i = 0; i < VTL_LOG_ENTRIES; i++) {
        const struct vtl_log_entry *entry = &world->log[i];
        *tally->count +=
            entry->sequence != 0 && entry->device == 0 && entry->cdb[0] == tally->opcode;
    }
}

/* How often the changer was sent this command, whatever became of it. */
static uint32_t commands(uint8_t opcode)
{
    uint32_t count = 0;
    const struct tally tally = {opcode, &count};
    vtl_transport_change(count_entries, &tally);
    return count;
}

/* ---- the library ---- */

/* One drive, two tapes in slots 1 and 2. */
static struct vtl_library_config one_drive(void)
{
    struct vtl_library_config config = vtl_transport_library();
    config.count[VTL_DRIVE] = 1;
    config.cartridges = "s1=A00001L4,data\ns2=A00002L4,data\n";
    return config;
}

/* The old tape lies dismounted in the drive, where it stays for a while. */
static void begin(const struct vtl_library_config *config)
{
    struct base_guid drive = {{0}};
    fixture_begin();
    vtl_transport_add(config);
    fixture_start();
    media_await_idle();
    assert_int_equal(media_mount(OLD, &drive), 0);
    media_set_delay(&drive, 600);
    assert_int_equal(media_dismount(OLD, MODEL_DISMOUNT_DEFERRED), MODEL_LM_PASSED);
    assert_int_equal(media_drive(&drive).state, MODEL_DRIVESTATE_DISMOUNTABLE);
}

static uint32_t open_intents(void)
{
    struct store_intent_list list = STORE_INTENT_LIST_INIT;
    struct store_transaction *transaction = NULL;
    assert_int_equal(store_begin_read(fixture_session()->engine->store, &transaction), 0);
    assert_int_equal(store_intents_open_list(transaction, NULL, &list), 0);
    store_rollback(transaction);
    uint32_t count = list.count;
    store_intent_list_free(&list);
    return count;
}

/* The tape lies in this slot, by the device's word and by the records. */
static void assert_in_slot(const char *barcode, uint32_t number)
{
    struct base_guid medium = media_named(barcode);
    struct base_guid slot = fixture_slot(number);
    struct model_physical_media row = media_row(&medium);
    struct model_information place;
    char seen[36];
    vtl_transport_barcode(VTL_SLOT, number, seen);
    assert_string_equal(seen, barcode);
    assert_true(base_guid_equal(&row.location, &slot) && base_guid_equal(&row.home_slot, &slot));
    assert_int_equal(row.media_state, MODEL_MEDIASTATE_IDLE);
    assert_true(base_guid_is_null(&row.mounted_partition));
    fixture_read(&slot, MODEL_STORAGESLOT, &place);
    assert_int_equal(place.info.slot.state, MODEL_SLOTSTATE_FULL);
}

/* It is loaded in the drive, and its slot is empty. */
static void assert_loaded(const char *barcode, uint32_t home)
{
    struct base_guid medium = media_named(barcode);
    struct base_guid drive = fixture_drive(0);
    struct base_guid slot = fixture_slot(home);
    struct base_guid side = media_side(&medium, 0);
    struct model_physical_media row = media_row(&medium);
    struct model_information place;
    char seen[36];
    vtl_transport_barcode(VTL_DRIVE, 0, seen);
    assert_string_equal(seen, barcode);
    vtl_transport_barcode(VTL_SLOT, home, seen);
    assert_string_equal(seen, "");
    assert_true(base_guid_equal(&row.location, &drive));
    assert_true(base_guid_equal(&row.home_slot, &slot));
    assert_true(base_guid_equal(&row.mounted_partition, &side));
    assert_int_equal(row.media_state, MODEL_MEDIASTATE_LOADED);
    assert_int_equal(media_drive(&drive).state, MODEL_DRIVESTATE_LOADED);
    fixture_read(&slot, MODEL_STORAGESLOT, &place);
    assert_int_equal(place.info.slot.state, MODEL_SLOTSTATE_EMPTY);
}

static void end(void)
{
    media_release_all();
    fixture_check();
    media_invariant_check();
    assert_in_slot(OLD, 1);
    assert_in_slot(NEW, 2);
    fixture_end();
}

/* ---- the robot can, or not ---- */

/* PROMISE: Exchange/used */
static void test_robot_that_can_empties_and_fills_a_drive_at_once(void **state)
{
    const struct vtl_library_config config = one_drive();
    struct base_guid drive = {{0}};
    (void)state;
    begin(&config);
    const uint32_t moves = commands(MOVE);
    assert_int_equal(media_mount(NEW, &drive), 0);
    assert_int_equal(commands(EXCHANGE), 1);
    assert_int_equal(commands(MOVE), moves);
    assert_loaded(NEW, 2);
    assert_in_slot(OLD, 1);
    assert_int_equal(open_intents(), 0);
    assert_int_equal(media_drive(&drive).mount_count, 2);
    end();
}

/* PROMISE: Exchange/not */
static void test_robot_that_cannot_moves_one_after_the_other(void **state)
{
    struct vtl_library_config config = one_drive();
    struct base_guid drive = {{0}};
    (void)state;
    config.no_exchange = true;
    begin(&config);
    const uint32_t moves = commands(MOVE);
    assert_int_equal(media_mount(NEW, &drive), 0);
    assert_int_equal(commands(EXCHANGE), 0);
    assert_int_equal(commands(MOVE), moves + 2);
    assert_loaded(NEW, 2);
    assert_in_slot(OLD, 1);
    end();
}

static void take_stock(void)
{
    struct model_information inventory;
    assert_int_equal(
        engine_library_inventory(fixture_session(), fixture_library(), MODEL_INVENTORY_FAST), 0);
    assert_true(fixture_newest(MODEL_LM_INVENTORY, &inventory));
    fixture_await(&inventory.object.id, MODEL_LM_PASSED);
}

/* PROMISE: Exchange/not */
static void test_administrator_forbids_exchanges(void **state)
{
    const struct vtl_library_config config = one_drive();
    struct base_guid drive = {{0}};
    char path[512];
    (void)state;
    snprintf(path, sizeof path, "%s/settings", getenv("NTMS_TEST_FOLDER"));
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "Changers\\LIB0001\\Exchange=0\n");
    fclose(file);
    setenv("NTMS_SETTINGS", path, 1);
    begin(&config);
    unsetenv("NTMS_SETTINGS");
    assert_int_equal(media_mount(NEW, &drive), 0);
    assert_int_equal(commands(EXCHANGE), 0);
    assert_loaded(NEW, 2);
    assert_in_slot(OLD, 1);
    end();
}

/* A library in which no slot is free but the one that the tape to come lies in. PROMISE:
 * Exchange/not
 */
static void test_tape_is_not_put_where_the_other_one_came_from(void **state)
{
    struct vtl_library_config config = one_drive();
    struct base_guid drive = {{0}};
    (void)state;
    config.cartridges = "s0=A00003L4,data\ns1=A00001L4,data\ns2=A00002L4,data\n"
                        "s3=A00004L4,data\ns4=A00005L4,data\ns5=A00006L4,data\n"
                        "s6=A00007L4,data\n";
    begin(&config);
    assert_true(vtl_transport_insert(VTL_SLOT, 1, "A00008L4", 0));
    take_stock();
    const char *new_tape = NEW;
    assert_int_equal(media_mount_all(&new_tape, 1, 0, 300, &drive), BASE_ERROR_TIMEOUT);
    assert_int_equal(commands(EXCHANGE), 0);
    assert_in_slot(NEW, 2);
    assert_true(vtl_transport_hand(VTL_SLOT, 1, VTL_OUTSIDE, 0));
    take_stock();
    assert_int_equal(media_mount(NEW, &drive), 0);
    media_release_all();
    fixture_check();
    fixture_end();
}

/* ---- what may become of the command ---- */

static const struct outcome {
    const char *name;
    uint32_t action;
    uint32_t sense;
    bool done; /* what can be seen afterwards is what was asked for */
} OUTCOMES[] = {
    {"nothing done, hardware error", VTL_FAULT_SENSE, 0x044400, false},
    {"nothing done, no such command", VTL_FAULT_SENSE, 0x052000, false},
    {"nothing done, not ready", VTL_FAULT_SENSE, 0x020401, false},
    {"nothing done, contents may have changed", VTL_FAULT_SENSE, 0x062800, false},
    {"nothing done, wants to take stock", VTL_FAULT_SENSE, 0x020402, false},
    {"nothing done, busy", VTL_FAULT_BUSY, 0, false},
    {"nothing done, no answer", VTL_FAULT_HANG, 0, false},
    {"nothing done, said to be", VTL_FAULT_LIE, 0, false},
    {"half done, the other one on the arm", VTL_FAULT_STUCK, 0x041501, false},
    {"done, hardware error", VTL_FAULT_SENSE_DONE, 0x044400, true},
    {"done, no answer", VTL_FAULT_HANG_DONE, 0, true},
};
enum { OUTCOMES_COUNT = sizeof OUTCOMES / sizeof OUTCOMES[0] };

/* The exchange fails; the mount passes all the same. */
static void mount_through(const struct outcome *outcome)
{
    struct base_guid drive = {{0}};
    assert_true(vtl_transport_fault(-1, EXCHANGE, 1, 1, outcome->action, outcome->sense));
    base_error error = media_mount(NEW, &drive);
    if (error != BASE_ERROR_SUCCESS) {
        fail_msg("%s: mount returned %u", outcome->name, (unsigned)error);
    }
    vtl_transport_clear_faults();
    assert_loaded(NEW, 2);
    assert_in_slot(OLD, 1);
    assert_int_equal(open_intents(), 0);
}

/* The way back, with the other tape. */
static void mount_back(void)
{
    struct base_guid drive = {{0}};
    assert_int_equal(media_dismount(NEW, MODEL_DISMOUNT_DEFERRED), MODEL_LM_PASSED);
    assert_int_equal(media_mount(OLD, &drive), 0);
    assert_loaded(OLD, 1);
    assert_in_slot(NEW, 2);
}

static void survive(const struct vtl_library_config *config, const struct outcome *outcome)
{
    print_message("%s\n", outcome->name);
    begin(config);
    mount_through(outcome);
    const uint32_t sent = commands(EXCHANGE);
    assert_true(sent >= 1);
    mount_back();
    /* After one that failed no other is sent; one that the class driver repeated was done. */
    assert_int_equal(commands(EXCHANGE), outcome->done || sent > 1 ? sent + 1 : sent);
    end();
}

/* PROMISE: Exchange/failed PROMISE: Exchange/seen PROMISE: Exchange/arm */
static void test_mount_passes_whatever_becomes_of_the_exchange(void **state)
{
    const struct vtl_library_config config = one_drive();
    (void)state;
    for (size_t i = 0; i < OUTCOMES_COUNT; i++) {
        survive(&config, &OUTCOMES[i]);
    }
}

/* The two cartridges of a library that reads no bar codes. */
struct nameless {
    struct base_guid media[2];
    struct base_guid homes[2];
};

static base_error mount_nameless(const struct nameless *pair, uint32_t index,
                                 struct base_guid *drive)
{
    struct base_guid side = media_side(&pair->media[index], 0);
    struct engine_mount_wish wish = {.media = &side, .count = 1, .timeout = 120000};
    return engine_mount(fixture_session(), &wish, drive);
}

static void begin_nameless(struct nameless *pair)
{
    struct vtl_library_config config = one_drive();
    struct base_guid drive = {{0}};
    config.barcode_reader = false;
    fixture_begin();
    vtl_transport_add(&config);
    fixture_start();
    media_await_idle();
    assert_int_equal(fixture_list(MODEL_PHYSICAL_MEDIA, pair->media, 2), 2);
    for (uint32_t i = 0; i < 2; i++) {
        pair->homes[i] = media_row(&pair->media[i]).location;
    }
    assert_int_equal(mount_nameless(pair, 0, &drive), 0);
    media_set_delay(&drive, 600);
    struct base_guid side = media_side(&pair->media[0], 0);
    assert_int_equal(engine_dismount(fixture_session(), &side, 1, MODEL_DISMOUNT_DEFERRED), 0);
}

static void assert_home(const struct nameless *pair, uint32_t index)
{
    struct model_physical_media row = media_row(&pair->media[index]);
    assert_int_equal(row.media_state, MODEL_MEDIASTATE_IDLE);
    assert_true(base_guid_equal(&row.location, &pair->homes[index]));
}

static void survive_nameless(const struct outcome *outcome)
{
    struct nameless pair;
    struct base_guid drive = {{0}};
    struct base_guid all[4];
    print_message("%s\n", outcome->name);
    begin_nameless(&pair);
    assert_true(vtl_transport_fault(-1, EXCHANGE, 1, 1, outcome->action, outcome->sense));
    assert_int_equal(mount_nameless(&pair, 1, &drive), 0);
    vtl_transport_clear_faults();
    assert_true(commands(EXCHANGE) >= 1);
    assert_int_equal(media_row(&pair.media[1]).media_state, MODEL_MEDIASTATE_LOADED);
    assert_home(&pair, 0);
    assert_int_equal(open_intents(), 0);
    media_release_all();
    assert_home(&pair, 1);
    assert_int_equal(fixture_list(MODEL_PHYSICAL_MEDIA, all, 4), 2);
    fixture_check();
    fixture_end();
}

/* Where no bar code is read, the slots and the library's own word on where a tape came from tell
 * what was done. A tape that was on the arm is a new one there, until its label is read.
 * PROMISE: Exchange/seen */
static void test_outcome_is_seen_without_bar_codes(void **state)
{
    (void)state;
    for (size_t i = 0; i < OUTCOMES_COUNT; i++) {
        if (OUTCOMES[i].action != VTL_FAULT_STUCK) {
            survive_nameless(&OUTCOMES[i]);
        }
    }
}

/* A person puts a tape into the slot that the drive's tape was to go to. */
static void test_slot_that_was_filled_meanwhile_stops_the_exchange(void **state)
{
    const struct vtl_library_config config = one_drive();
    struct base_guid drive = {{0}};
    (void)state;
    begin(&config);
    assert_true(vtl_transport_insert(VTL_SLOT, 1, "A00003L4", 0));
    assert_int_equal(media_mount(NEW, &drive), 0);
    assert_loaded(NEW, 2);
    media_release_all();
    fixture_check();
    media_invariant_check();
    struct base_guid old = media_named(OLD);
    struct base_guid other = media_named("A00003L4");
    struct base_guid slot = fixture_slot(1);
    struct base_guid location = media_row(&other).location;
    assert_true(base_guid_equal(&location, &slot));
    assert_int_equal(media_row(&old).location_type, MODEL_STORAGESLOT);
    fixture_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_robot_that_can_empties_and_fills_a_drive_at_once),
        cmocka_unit_test(test_robot_that_cannot_moves_one_after_the_other),
        cmocka_unit_test(test_administrator_forbids_exchanges),
        cmocka_unit_test(test_tape_is_not_put_where_the_other_one_came_from),
        cmocka_unit_test(test_mount_passes_whatever_becomes_of_the_exchange),
        cmocka_unit_test(test_outcome_is_seen_without_bar_codes),
        cmocka_unit_test(test_slot_that_was_filled_meanwhile_stops_the_exchange),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_FILTER"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
