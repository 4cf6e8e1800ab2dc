/* SPDX-License-Identifier: MIT */
/*
 * A changer that fails while a person is at its ports or its door: each command of an eject, of an
 * inject and of a door access meets each kind of failure, by the class driver's codes and by
 * pass-through. Each request ends in a documented way, no cartridge is lost, a person who comes
 * again is let to it, and the library works afterwards.
 */
#include "fault_kinds.h"
#include "library.h"

#include <stdio.h>
#include <stdlib.h>

#include "rules/world.h"
#include "support/invariant.h"

enum {
    TEST_UNIT_READY = 0x00,
    MOVE_PORT = 0x1B,
    PREVENT_REMOVAL = 0x1E,
    MOVE_MEDIUM = 0xA5,
    READ_ELEMENT_STATUS = 0xB8,
    TURNS_MOST = 6
};

#define TAPE "A00000L4"

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\n";

static BOOL by_class;
static const struct fault_kind *struck;

static void start(BOOL class_codes, BOOL door)
{
    struct vtl_client_library library = library_config(0, cartridges);
    by_class = class_codes;
    if (!class_codes)
        library.class_changer = library.class_tape = library.class_storage = 0;
    library.ports = door ? 0 : 1;
    library.door = door ? 1 : 0;
    world_start(&library, 1, NULL, 0);
}

/* The errors that a call returns at once: the library may have been taken out of service. */
static void expect_documented(DWORD error, const char *call)
{
    if (error != ERROR_SUCCESS && error != ERROR_INVALID_STATE &&
        error != ERROR_RESOURCE_NOT_AVAILABLE)
        fail_msg("%s: %s returned %u", struck->name, call, (unsigned)error);
}

/* Its newest request; FALSE when there is none, or it is finished. */
static BOOL is_under_way(DWORD operation, NTMS_GUID *id)
{
    DWORD state;
    if (!world_find_request(operation, id))
        return FALSE;
    state = world_request_read(id).State;
    return state == NTMS_LM_QUEUED || state == NTMS_LM_INPROCESS || state == NTMS_LM_WAITING;
}

/* Some unfinished request has come to that stage: the person was let to the port or the door. */
static BOOL is_at_stage(enum rules_stage stage)
{
    char query[96];
    snprintf(query, sizeof query,
             "SELECT count(*) FROM lib_request WHERE state IN (0, 1, 5) AND stage = %d",
             (int)stage);
    return world_sql_number(query, NULL) > 0;
}

/* ---- the person at the port ---- */

static NTMS_GUID ejection; /* null: not begun */
static BOOL taken;         /* by the person, since it was begun */

static BOOL is_in(uint32_t type)
{
    struct vtl_dump dump;
    assert_int_equal(vtl_dump_read(world.vtl, &dump), 0);
    const struct vtl_dump_cartridge *found = vtl_dump_by_barcode(&dump, TAPE);
    assert_non_null(found);
    BOOL result = found->place.type == type;
    vtl_dump_free(&dump);
    return result;
}

/* What lies in the open port is his. Before one that stays shut he gives up. */
static void take(NTMS_GUID *request)
{
    if (!is_in(VTL_PORT))
        return;
    if (vtl_move(world.vtl, world_port(0), vtl_place(0, VTL_OUTSIDE, 0), 0) == 0)
        taken = TRUE;
    else if (!taken)
        (void)EjectNtmsMedia(world.session, NULL, request, NTMS_EJECT_STOP);
}

/* He brings it back, and says that there is no more. */
static void bring(NTMS_GUID *request)
{
    if (is_in(VTL_OUTSIDE))
        (void)vtl_move_from_shelf(world.vtl, TAPE, world_port(0));
    DWORD error = InjectNtmsMedia(world.session, &world.library, request, NTMS_INJECT_STOP);
    assert_true(error == ERROR_SUCCESS || error == ERROR_INVALID_OPERATION);
}

static void inject(void)
{
    NTMS_GUID operation = world_null_guid;
    expect_documented(InjectNtmsMedia(world.session, &world.library, &operation, NTMS_INJECT_START),
                      "inject");
}

/* For world_wait: the tape is in the library and nobody is at the port. Each visit does what the
 * port allows just then. */
static BOOL serve_port(void *context)
{
    NTMS_GUID request;
    (void)context;
    if (is_under_way(NTMS_LM_EJECT, &request)) {
        if (is_at_stage(RULES_STAGE_PORT_OPEN))
            take(&request);
        return FALSE;
    }
    if (is_under_way(NTMS_LM_INJECT, &request)) {
        if (is_at_stage(RULES_STAGE_PORT_OPEN))
            bring(&request);
        return FALSE;
    }
    if (!is_in(VTL_OUTSIDE) && !is_in(VTL_PORT))
        return TRUE;
    (void)fault_is_at_rest(NULL); /* settles what he was asked for */
    inject();
    return FALSE;
}

/* Who is told that it has left can rely on it. */
static void check_ejection(void)
{
    if (world_same(&ejection, &world_null_guid))
        return;
    NTMS_LIBREQUESTINFORMATIONW row = world_request_read(&ejection);
    assert_true(row.State != NTMS_LM_PASSED || taken);
    if (row.State == NTMS_LM_FAILED && !fault_explains(struck, by_class, row.dwErrorCode) &&
        row.dwErrorCode != ERROR_INVALID_STATE)
        fail_msg("%s: an eject ended with %u", struck->name, (unsigned)row.dwErrorCode);
}

static void leave_and_return(void)
{
    NTMS_GUID medium;
    NTMS_PMIDINFORMATIONW row;
    assert_true(library_find_media(TAPE, &medium, &row));
    ejection = world_null_guid;
    taken = FALSE;
    DWORD error = EjectNtmsMedia(world.session, &medium, &ejection, NTMS_EJECT_START);
    expect_documented(error, "eject");
    if (error != ERROR_SUCCESS)
        ejection = world_null_guid;
    world_wait(serve_port, NULL, "the tape in the library");
    check_ejection();
}

/* ---- the person at the door ---- */

static BOOL opened; /* by the person */

static BOOL is_seen_open(void)
{
    return world_read(&world.doors[0], NTMS_IEDOOR).Info.IEDoor.State == NTMS_DOORSTATE_OPEN;
}

static BOOL is_locked(void)
{
    struct vtl_dump dump;
    assert_int_equal(vtl_dump_read(world.vtl, &dump), 0);
    BOOL result = dump.libraries[0].prevented != 0;
    vtl_dump_free(&dump);
    return result;
}

/* For world_wait: he opens it when it can be opened, and shuts it when the library has seen that or
 * nobody waits for him any more. Before one that stays shut though the record has it unlocked, he
 * gives up. */
static BOOL serve_door(void *context)
{
    NTMS_GUID request;
    BOOL asked = is_under_way(NTMS_LM_DOORACCESS, &request);
    BOOL unlocked = is_at_stage(RULES_STAGE_DOOR_OPEN); /* before the lock is looked at */
    (void)context;
    if (opened && (!asked || is_seen_open())) {
        assert_int_equal(vtl_door(world.vtl, 0, 0), 0);
        opened = FALSE;
    } else if (!opened && asked && !is_seen_open()) {
        if (!is_locked())
            opened = vtl_door(world.vtl, 0, 1) == 0;
        else if (unlocked)
            (void)CancelNtmsLibraryRequest(world.session, &request);
    }
    return !opened && !asked;
}

static void open_and_shut(void)
{
    DWORD error = AccessNtmsLibraryDoor(world.session, &world.library, 1);
    expect_documented(error, "the door's call");
    world_wait(serve_door, NULL, "the door shut, and nobody waiting for it");
}

/* ---- the matrix ---- */

struct turn {
    void (*act)(void);
    const uint16_t *opcodes; /* ended by 0xFFFF */
    DWORD operation;
};

static const uint16_t port_commands[] = {MOVE_PORT, PREVENT_REMOVAL, MOVE_MEDIUM,
                                         READ_ELEMENT_STATUS, 0xFFFF};
static const uint16_t door_commands[] = {TEST_UNIT_READY, PREVENT_REMOVAL, READ_ELEMENT_STATUS,
                                         0xFFFF};
static const struct turn ports = {leave_and_return, port_commands, NTMS_LM_INJECT};
static const struct turn doors = {open_and_shut, door_commands, NTMS_LM_DOORACCESS};

/* One of the commands has not met its fault yet: 0 when all have. */
static uint16_t missing(const struct turn *turn, uint64_t after)
{
    const uint16_t *opcode = turn->opcodes;
    while (*opcode != 0xFFFF && fault_has_struck(0, *opcode, after))
        opcode++;
    return *opcode == 0xFFFF ? 0 : *opcode;
}

/* A turn may end with the first fault that it meets: the person comes again until each command has
 * met its own, then once more. */
static void meet(const struct turn *turn)
{
    uint64_t after = fault_log_end();
    uint16_t opcode = turn->opcodes[0];
    NTMS_GUID request;
    for (size_t i = 0; turn->opcodes[i] != 0xFFFF; i++)
        fault_strike(0, turn->opcodes[i], struck, 1);
    for (int i = 0; i < TURNS_MOST && (opcode != 0 || i == 0); i++) {
        turn->act();
        world_wait(fault_is_at_rest, NULL, "the library at rest");
        opcode = missing(turn, after);
    }
    if (opcode != 0)
        fail_msg("%s: command %02Xh was never sent", struck->name, (unsigned)opcode);
    assert_int_equal(vtl_clear_faults(world.vtl), 0);
    turn->act();
    assert_true(world_find_request(turn->operation, &request));
    assert_int_equal(world_request_read(&request).State, NTMS_LM_PASSED);
    world_wait(fault_is_at_rest, NULL, "the library at rest again");
    invariant_check_at_rest(world.session, world.vtl);
}

static void meet_all(const struct turn *turn, BOOL class_codes)
{
    for (size_t i = 0; i < FAULT_KINDS; i++) {
        struck = &fault_kinds[i];
        print_message("%s\n", struck->name);
        start(class_codes, turn == &doors);
        meet(turn);
        world_close();
    }
}

/* PROMISE: DeviceService/faults */
static void test_faults_at_ports_met_by_class_codes(void **state)
{
    (void)state;
    meet_all(&ports, TRUE);
}

/* PROMISE: DeviceService/faults */
static void test_faults_at_ports_met_by_pass_through(void **state)
{
    (void)state;
    meet_all(&ports, FALSE);
}

/* PROMISE: DeviceService/faults */
static void test_faults_at_the_door_met_by_class_codes(void **state)
{
    (void)state;
    meet_all(&doors, TRUE);
}

/* PROMISE: DeviceService/faults */
static void test_faults_at_the_door_met_by_pass_through(void **state)
{
    (void)state;
    meet_all(&doors, FALSE);
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_faults_at_ports_met_by_class_codes),
        CASE(test_faults_at_ports_met_by_pass_through),
        CASE(test_faults_at_the_door_met_by_class_codes),
        CASE(test_faults_at_the_door_met_by_pass_through),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
