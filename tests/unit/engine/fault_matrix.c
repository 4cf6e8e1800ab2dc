/* SPDX-License-Identifier: MIT */
#include "fault_matrix.h"

#include "engine/runtime.h"
#include "engine/visit.h"
#include "media_invariant.h"
#include "port/os.h"
#include "rules/request_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TAPE     "A00001L4"
#define OTHER    "A00002L4"
#define LABELLED "A00003L4"

enum { LEAST_SHORTER = 4, REST_MS = 120000 };

static const struct matrix_fault FAULTS[] = {
    {"no answer", VTL_FAULT_HANG, 0, BASE_ERROR_TIMEOUT},
    {"busy", VTL_FAULT_BUSY, 0, BASE_ERROR_BUSY},
    {"not ready", VTL_FAULT_SENSE, 0x020401, BASE_ERROR_NOT_READY},
    {"medium error", VTL_FAULT_SENSE, 0x031100, BASE_ERROR_CRC},
    {"hardware error", VTL_FAULT_SENSE, 0x044400, BASE_ERROR_IO_DEVICE},
    {"illegal request", VTL_FAULT_SENSE, 0x052400, BASE_ERROR_INVALID_PARAMETER},
    {"unit attention", VTL_FAULT_SENSE, 0x062900, BASE_ERROR_BUS_RESET},
    {"aborted", VTL_FAULT_SENSE, 0x0B0000, BASE_ERROR_IO_DEVICE},
    {"short answer", VTL_FAULT_SHORT, 0, BASE_ERROR_IO_DEVICE},
    {"lying answer", VTL_FAULT_LIE, 0, BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA},
};
enum { FAULT_COUNT = sizeof FAULTS / sizeof FAULTS[0], CASE_NAME = 64 };

static void begin(bool door)
{
    struct vtl_library_config config = vtl_transport_library();
    config.cartridges = "s1=A00001L4,data\ns2=A00002L4,data\ns3=A00003L4,data\n";
    config.drive.cleaning_ms = 10;
    config.drive.block_length = 512; /* so that it is told to take blocks of any length */
    config.door = door;
    config.count[VTL_PORT] = door ? 0 : config.count[VTL_PORT];
    vtl_transport_add(&config);
    fixture_start();
    if (!door) {
        fixture_inject(UINT32_MAX);
    }
}

void matrix_begin(void)
{
    fixture_begin();
    begin(false);
}

void matrix_begin_door(void)
{
    fixture_begin();
    begin(true);
}

void matrix_begin_linux(void)
{
    fixture_begin();
    vtl_transport_linux();
    begin(false);
}

bool matrix_by_class(void)
{
    const char *devices = getenv("NTMS_TEST_DEVICES");
    return devices != NULL && strcmp(devices, "class") == 0;
}

/* ---- the fault ---- */

/* Some commands are sent only because another one failed. */
static void bring_about(int drive, uint16_t opcode)
{
    static const struct {
        uint16_t opcode;
        uint16_t instead_of;
        uint32_t sense;
    } FOLLOWERS[] = {
        {0x07, 0xA5, 0x020402}, /* a library that asks to be initialized */
        {0x5A, 0x1A, 0x052000}, /* the long MODE SENSE, where there is no short one ... */
        {0x55, 0x1A, 0x052000}, /* ... and the MODE SELECT that goes with it */
    };
    for (size_t i = 0; i < sizeof FOLLOWERS / sizeof FOLLOWERS[0]; i++) {
        if (FOLLOWERS[i].opcode == opcode) {
            assert_true(vtl_transport_fault(drive, FOLLOWERS[i].instead_of, 1, UINT32_MAX,
                                            VTL_FAULT_SENSE, FOLLOWERS[i].sense));
        }
    }
}

static void strike(int drive, uint16_t opcode, const struct matrix_fault *kind, uint32_t times)
{
    struct vtl_control_fault fault = {.drive = drive < 0 ? 0 : (uint16_t)drive,
                                      .device = drive >= 0,
                                      .opcode = opcode,
                                      .times = times,
                                      .action = kind->action,
                                      .key = (uint8_t)(kind->sense >> 16),
                                      .asc = (uint8_t)(kind->sense >> 8),
                                      .ascq = (uint8_t)kind->sense,
                                      .count = LEAST_SHORTER};
    assert_true(vtl_transport_control(VTL_IOCTL_FAULT, &fault, sizeof fault));
    bring_about(drive, opcode);
}

/* Whether such a command has met a fault; another one may be there to bring it about. */
struct strikes {
    uint64_t after; /* commands of the log */
    uint16_t opcode;
    bool *any;
};

static void find_strike(struct vtl_world *world, const void *wanted)
{
    const struct strikes *strikes = wanted;
    for (uint32_t i = 0; i < VTL_LOG_ENTRIES && !*strikes->any; i++) {
        const struct vtl_log_entry *entry = &world->log[i];
        *strikes->any = entry->sequence > strikes->after && entry->fault != 0 &&
                        entry->cdb[0] == strikes->opcode &&
                        (entry->device != 0 || (entry->from_class != 0) == matrix_by_class());
    }
}

static bool has_struck(uint16_t opcode, uint64_t after)
{
    bool any = false;
    const struct strikes strikes = {after, opcode, &any};
    vtl_transport_change(find_strike, &strikes);
    return any;
}

static void read_sequence(struct vtl_world *world, const void *wanted)
{
    **(uint64_t *const *)wanted = world->next_sequence - 1;
}

static uint64_t commands_so_far(void)
{
    uint64_t sequence = 0;
    uint64_t *wanted = &sequence;
    vtl_transport_change(read_sequence, &wanted);
    return sequence;
}

/* ---- the story of the mounts ---- */

static void queue_label(void)
{
    struct engine *engine = fixture_session()->engine;
    struct base_guid medium_id = media_named(LABELLED);
    struct base_guid side_id = media_side(&medium_id, 0);
    struct model_information medium;
    struct model_information side;
    struct store_transaction *transaction = NULL;
    fixture_read(&medium_id, MODEL_PHYSICAL_MEDIA, &medium);
    fixture_read(&side_id, MODEL_PARTITION, &side);
    struct base_guid pool = media_system_child(MODEL_POOLTYPE_SCRATCH);
    assert_int_equal(store_begin_write(engine->store, &transaction), 0);
    assert_int_equal(engine_visit_queue(transaction, engine, NULL, MODEL_LM_WRITESCRATCH, &medium,
                                        &side, &pool, NULL, NULL),
                     0);
    assert_int_equal(store_commit(transaction), 0);
}

bool matrix_is_documented(base_error error)
{
    return error == BASE_ERROR_SUCCESS || error == BASE_ERROR_TIMEOUT ||
           error == BASE_ERROR_INVALID_STATE || error == BASE_ERROR_RESOURCE_NOT_AVAILABLE ||
           error == BASE_ERROR_DRIVE_MEDIA_MISMATCH || error == BASE_ERROR_INVALID_MEDIA ||
           error == BASE_ERROR_BUSY;
}

/* What is asked for while the fault is there; a mount that comes about is dismounted. */
static void ask_for_mounts(const struct matrix_fault *fault, const char *what)
{
    (void)fault;
    const char *tape = TAPE;
    struct base_guid drive = {{0}};
    struct base_guid cleaned;
    assert_int_equal(
        engine_library_inventory(fixture_session(), fixture_library(), MODEL_INVENTORY_FAST), 0);
    queue_label();
    base_error error = media_mount_all(&tape, 1, 0, MATRIX_PATIENCE_MS, &drive);
    if (!matrix_is_documented(error)) {
        fail_msg("%s: mount returned %u", what, (unsigned)error);
    }
    if (error == BASE_ERROR_SUCCESS) {
        assert_int_equal(media_dismount_by(fixture_session(), TAPE, MODEL_DISMOUNT_IMMEDIATE), 0);
    }
    assert_int_equal(fixture_clean(0, &cleaned), 0);
}

/* ---- afterwards ---- */

static bool is_at_rest(void)
{
    struct base_guid ids[256];
    struct model_information row;
    uint32_t count = fixture_list(MODEL_LIBREQUEST, ids, 256);
    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_LIBREQUEST, &row);
        if (!rules_request_is_finished(row.info.lib_request.state)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < 2; i++) {
        struct base_guid drive = fixture_drive(i);
        if (media_drive(&drive).state != MODEL_DRIVESTATE_DISMOUNTED) {
            return false;
        }
    }
    return true;
}

static void fail_restless(const char *what)
{
    struct base_guid ids[256];
    struct model_information row;
    uint32_t count = fixture_list(MODEL_LIBREQUEST, ids, 256);
    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_LIBREQUEST, &row);
        if (!rules_request_is_finished(row.info.lib_request.state)) {
            print_error("operation %u: state %u, stage %u, %s\n", row.info.lib_request.operation,
                        row.info.lib_request.state, row.info.lib_request.stage,
                        row.object.description);
        }
    }
    for (uint32_t i = 0; i < 2; i++) {
        struct base_guid drive = fixture_drive(i);
        print_error("drive %u: state %u, faults %u\n", i, media_drive(&drive).state,
                    media_drive(&drive).faults);
    }
    fail_msg("%s: the library does not come to rest", what);
}

/* The fault is mended; the operator says so. */
static void mend(const struct matrix_story *story, const char *what)
{
    int64_t until = port_clock_monotonic() + REST_MS;
    struct model_information last;
    vtl_transport_clear_faults();
    int64_t before = fixture_stillness();
    while ((story->serve != NULL && !story->serve()) || fixture_open_operator_requests(&last) > 0 ||
           !is_at_rest() || before < 0 || fixture_stillness() != before) {
        if (port_clock_monotonic() > until) {
            fail_restless(what);
        }
        if (fixture_open_operator_requests(&last) > 0) {
            (void)engine_operator_satisfy(fixture_session(), &last.object.id);
        }
        fixture_sleep(2);
        before = fixture_stillness();
    }
}

/* What the last failure decides comes after the request it ended: an inventory that passes is later
 * than that. */
static void come_to_rest(const struct matrix_story *story, const char *what)
{
    int64_t until = port_clock_monotonic() + REST_MS;
    mend(story, what);
    while (engine_library_inventory(fixture_session(), fixture_library(), MODEL_INVENTORY_FAST) !=
           BASE_ERROR_SUCCESS) {
        if (port_clock_monotonic() > until) {
            fail_msg("%s: the library stays out of service", what);
        }
        mend(story, what);
        fixture_sleep(2);
    }
    mend(story, what);
}

static void mount_both(const char *what)
{
    const char *both[] = {TAPE, OTHER};
    struct base_guid drives[2] = {{{0}}};
    base_error error = media_mount_all(both, 2, 0, REST_MS, drives);
    if (error != BASE_ERROR_SUCCESS) {
        fail_msg("%s: afterwards a mount returned %u", what, (unsigned)error);
    }
    media_release_all();
}

/* A story that does without the command shows nothing about it. One that came to its end with
 * another drive is asked for again (`fault` NULL: it cannot be). */
static void await_strike(const struct matrix_story *story, uint16_t opcode, uint64_t after,
                         const struct matrix_fault *fault, const char *what)
{
    int64_t until = port_clock_monotonic() + REST_MS;
    while (!has_struck(opcode, after)) {
        bool over = story->serve != NULL ? story->serve() : is_at_rest();
        if (port_clock_monotonic() > until) {
            fail_msg("%s: the command was never sent", what);
        }
        if (over && fault != NULL && !has_struck(opcode, after)) {
            story->ask(fault, what);
        }
        fixture_sleep(2);
    }
}

const struct matrix_story matrix_mounts = {ask_for_mounts, NULL, mount_both};

void matrix_run(const struct matrix_story *story, int drive, const uint16_t *opcodes,
                const struct matrix_fault *fault, uint32_t times)
{
    char what[96];
    for (; *opcodes != 0xFFFF; opcodes++) {
        snprintf(what, sizeof what, "%s %d, command %02Xh, %s%s", drive < 0 ? "changer" : "drive",
                 drive < 0 ? 0 : drive, *opcodes, fault->name, times == 1 ? "" : " for good");
        uint64_t after = commands_so_far();
        strike(drive, *opcodes, fault, times);
        story->ask(fault, what);
        await_strike(story, *opcodes, after, fault, what);
        come_to_rest(story, what);
    }
    story->works(what);
    fixture_check();
    media_invariant_check();
}

void matrix_run_start(int drive, const uint16_t *opcodes, const struct matrix_fault *fault)
{
    char what[96];
    for (; *opcodes != 0xFFFF; opcodes++) {
        snprintf(what, sizeof what, "start, %s, command %02Xh, %s", drive < 0 ? "changer" : "drive",
                 *opcodes, fault->name);
        fixture_stop();
        uint64_t after = commands_so_far();
        strike(drive, *opcodes, fault, 1);
        fixture_start();
        await_strike(&matrix_mounts, *opcodes, after, NULL, what);
        come_to_rest(&matrix_mounts, what);
    }
    matrix_mounts.works(what);
    fixture_check();
    media_invariant_check();
}

/* ---- what the matrix knows ---- */

/* Every command that may be sent, and so is in the table of one of the programs. */
static const uint8_t CHANGER_COMMANDS[] = {
    0x00, 0x1B, 0x1E,                        /* door, ports */
    0x07, 0xA5, 0xA6, 0xB8, 0x12, 0x1A, 0x5A /* robot, exchange, start */
};
static const uint8_t DRIVE_COMMANDS[] = {0x00, 0x01, 0x03, 0x08, 0x0A, 0x10, 0x12, 0x15,
                                         0x1A, 0x1B, 0x34, 0x44, 0x4D, 0x55, 0x5A};

static bool is_in(uint8_t opcode, const uint8_t *list, size_t count)
{
    return memchr(list, opcode, count) != NULL;
}

struct unknown {
    struct vtl_log_entry *first; /* sequence 0: none */
};

static void find_unknown(struct vtl_world *world, const void *wanted)
{
    const struct unknown *unknown = wanted;
    for (uint32_t i = 0; i < VTL_LOG_ENTRIES && unknown->first->sequence == 0; i++) {
        const struct vtl_log_entry *entry = &world->log[i];
        bool changer = entry->device == 0;
        bool known = changer ? is_in(entry->cdb[0], CHANGER_COMMANDS, sizeof CHANGER_COMMANDS)
                             : is_in(entry->cdb[0], DRIVE_COMMANDS, sizeof DRIVE_COMMANDS);
        if (entry->sequence != 0 && !known) {
            *unknown->first = *entry;
        }
    }
}

/* A command that no program of the matrix strikes would go untried. */
static void check_commands(void)
{
    struct vtl_log_entry first = {0};
    const struct unknown unknown = {&first};
    vtl_transport_change(find_unknown, &unknown);
    if (first.sequence != 0) {
        fail_msg("command %02Xh of a %s is in no table of the matrix", first.cdb[0],
                 first.device == 0 ? "changer" : "drive");
    }
}

void matrix_end(void)
{
    check_commands();
    fixture_end();
}

/* ---- the program ---- */

static matrix_case *run_once;
static matrix_case *run_for_good;

static void once(void **state)
{
    run_once(*state);
}

static void for_good(void **state)
{
    run_for_good(*state);
}

int matrix_main(const char *name, matrix_case *once_case, matrix_case *for_good_case)
{
    static char names[2 * FAULT_COUNT][CASE_NAME];
    struct CMUnitTest tests[2 * FAULT_COUNT] = {0};
    uint32_t count = for_good_case == NULL ? FAULT_COUNT : 2 * FAULT_COUNT;
    run_once = once_case;
    run_for_good = for_good_case;
    for (uint32_t i = 0; i < count; i++) {
        const struct matrix_fault *fault = &FAULTS[i % FAULT_COUNT];
        bool is_once = i < FAULT_COUNT;
        snprintf(names[i], CASE_NAME, "test_%s_meets_%s_%s", name, fault->name,
                 is_once ? "once" : "for good");
        tests[i].name = names[i];
        tests[i].test_func = is_once ? once : for_good;
        tests[i].initial_state = (void *)fault;
    }
    cmocka_set_test_filter(getenv("NTMS_TEST_FILTER"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
