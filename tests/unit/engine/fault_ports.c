/* SPDX-License-Identifier: MIT */
#include "fault_ports.h"

#include "engine/runtime.h"
#include "port/os.h"
#include "rules/request_state.h"
#include "rules/world.h"

#include <stdio.h>

static const char *const TAPES[] = {"A00001L4", "A00002L4", "A00003L4"};

enum { TAPE_COUNT = 3, SLOTS = 7, DRIVES = 2, LIST = 256, WORKS_MS = 120000 };

static struct base_guid media[TAPE_COUNT];
static struct base_guid ejection; /* null: not begun */
static bool taken;                /* by the person, since it was begun */
static const struct matrix_fault *struck;

void ports_begin(void)
{
    struct base_guid pool = media_new_pool("Backup");
    for (uint32_t i = 0; i < TAPE_COUNT; i++) {
        media[i] = media_named(TAPES[i]);
        media_put(&media[i], &pool, MODEL_PARTSTATE_AVAILABLE);
    }
}

/* ---- the person ---- */

static bool lies_in(uint16_t type, uint32_t count, const char *barcode)
{
    char found[36];
    for (uint32_t i = 0; i < count; i++) {
        vtl_transport_barcode(type, i, found);
        if (strcmp(found, barcode) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_outside(const char *barcode)
{
    return !lies_in(VTL_SLOT, SLOTS, barcode) && !lies_in(VTL_DRIVE, DRIVES, barcode) &&
           !lies_in(VTL_PORT, 1, barcode) && !lies_in(VTL_TRANSPORT, 1, barcode);
}

static bool is_any_out(void)
{
    bool out = false;
    for (uint32_t i = 0; i < TAPE_COUNT; i++) {
        out = out || is_outside(TAPES[i]) || lies_in(VTL_PORT, 1, TAPES[i]);
    }
    return out;
}

/* An unfinished request of that operation. */
static bool find_open(uint32_t operation, struct model_information *row)
{
    struct base_guid ids[LIST];
    uint32_t count = fixture_list(MODEL_LIBREQUEST, ids, LIST);
    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_LIBREQUEST, row);
        if (row->info.lib_request.operation == operation &&
            !rules_request_is_finished(row->info.lib_request.state)) {
            return true;
        }
    }
    return false;
}

static void look(void)
{
    assert_int_equal(
        engine_library_inventory(fixture_session(), fixture_library(), MODEL_INVENTORY_FAST), 0);
}

/* What the eject has put there is his, and an inventory notices. Before a port that stays shut he
 * gives up. */
static void take(struct base_guid request)
{
    if (lies_in(VTL_PORT, 1, TAPES[0]) && vtl_transport_hand(VTL_PORT, 0, VTL_OUTSIDE, 0)) {
        taken = true;
        look();
    } else if (!taken && !vtl_transport_port_open(0)) {
        (void)engine_media_eject(fixture_session(), NULL, &request, MODEL_EJECT_STOP);
    }
}

/* He brings one back, and says that there is no more. */
static void bring(struct base_guid inject)
{
    for (uint32_t i = 0; i < TAPE_COUNT; i++) {
        if (is_outside(TAPES[i])) {
            struct vtl_control_move move = {.to = {0, VTL_PORT, 0}};
            snprintf(move.barcode, sizeof move.barcode, "%s", TAPES[i]);
            (void)vtl_transport_control(VTL_IOCTL_HAND_MOVE, &move, sizeof move);
        }
    }
    base_error error =
        engine_library_inject(fixture_session(), fixture_library(), &inject, MODEL_INJECT_STOP);
    assert_true(error == BASE_ERROR_SUCCESS || error == BASE_ERROR_INVALID_OPERATION);
}

/* ---- the calls ---- */

static void inject(const char *what)
{
    struct base_guid operation = {{0}};
    base_error error =
        engine_library_inject(fixture_session(), fixture_library(), &operation, MODEL_INJECT_START);
    if (!matrix_is_documented(error)) {
        fail_msg("%s: inject returned %u", what, (unsigned)error);
    }
}

static void eject(const char *what)
{
    base_error error =
        engine_media_eject(fixture_session(), &media[0], &ejection, MODEL_EJECT_START);
    taken = false;
    if (error != BASE_ERROR_SUCCESS) {
        memset(&ejection, 0, sizeof ejection);
    }
    if (!matrix_is_documented(error)) {
        fail_msg("%s: eject returned %u", what, (unsigned)error);
    }
}

/* A class driver tells less: a command that was refused, or that something went wrong. */
static bool is_told_by_class(base_error error)
{
    return matrix_by_class() &&
           (error == BASE_ERROR_INVALID_FUNCTION || error == BASE_ERROR_IO_DEVICE);
}

/* Who is told that it has left can rely on it. */
static void check_ejection(void)
{
    struct model_information row;
    if (base_guid_is_null(&ejection)) {
        return;
    }
    fixture_read(&ejection, MODEL_LIBREQUEST, &row);
    if (rules_request_is_finished(row.info.lib_request.state)) {
        assert_true(row.info.lib_request.state != MODEL_LM_PASSED || taken);
        if (row.info.lib_request.error != struck->error &&
            !is_told_by_class(row.info.lib_request.error) &&
            !matrix_is_documented(row.info.lib_request.error)) {
            fail_msg("%s: an eject ended with %u", struck->name,
                     (unsigned)row.info.lib_request.error);
        }
    }
}

/* True when all cartridges are in again. Each visit does what the port allows just then. */
static bool serve(void)
{
    struct model_information row;
    check_ejection();
    if (find_open(MODEL_LM_EJECT, &row)) {
        if (row.info.lib_request.stage == RULES_STAGE_PORT_OPEN) {
            take(row.object.id);
        }
        return false;
    }
    if (find_open(MODEL_LM_INJECT, &row)) {
        if (row.info.lib_request.stage == RULES_STAGE_PORT_OPEN) {
            bring(row.object.id);
        }
        return false;
    }
    if (is_any_out()) {
        inject("mended");
        return false;
    }
    return true;
}

static void ask(const struct matrix_fault *fault, const char *what)
{
    struck = fault;
    int64_t until = port_clock_monotonic() + MATRIX_PATIENCE_MS;
    eject(what);
    inject(what);
    while (!serve() && port_clock_monotonic() < until) {
        fixture_sleep(2);
    }
}

static void leave_and_return(const char *what)
{
    struct base_guid operation = {{0}};
    int64_t until = port_clock_monotonic() + WORKS_MS;
    media_await_idle();
    base_error error =
        engine_media_eject(fixture_session(), &media[0], &operation, MODEL_EJECT_START);
    if (error != BASE_ERROR_SUCCESS) {
        fail_msg("%s: afterwards eject returned %u", what, (unsigned)error);
    }
    while (!serve()) {
        if (port_clock_monotonic() > until) {
            fail_msg("%s: afterwards it does not leave and return", what);
        }
        fixture_sleep(2);
    }
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_PASSED);
    media_await_idle();
    for (uint32_t i = 0; i < TAPE_COUNT; i++) {
        struct base_guid same = media_named(TAPES[i]);
        assert_memory_equal(&same, &media[i], sizeof same);
    }
}

const struct matrix_story matrix_ports = {ask, serve, leave_and_return};
