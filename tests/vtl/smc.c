/* SPDX-License-Identifier: MIT */
/*
 * A medium changer's command set but for moves (smc_move.c) and element status (smc_status.c).
 * Sources: SMC-3 clause 6, SPC-4 clause 6.
 */
#include "element.h"
#include "tape.h"

#include <string.h>

enum {
    OP_TEST_UNIT_READY = 0x00,
    OP_REZERO_UNIT = 0x01,
    OP_REQUEST_SENSE = 0x03,
    OP_INITIALIZE_ELEMENT_STATUS = 0x07,
    OP_INQUIRY = 0x12,
    OP_RESERVE_6 = 0x16,
    OP_RELEASE_6 = 0x17,
    OP_MODE_SENSE_6 = 0x1A,
    OP_OPEN_CLOSE_PORT = 0x1B,
    OP_SEND_DIAGNOSTIC = 0x1D,
    OP_PREVENT_ALLOW = 0x1E,
    OP_POSITION_TO_ELEMENT = 0x2B,
    OP_INITIALIZE_WITH_RANGE = 0x37,
    OP_LOG_SENSE = 0x4D,
    OP_RESERVE_10 = 0x56,
    OP_RELEASE_10 = 0x57,
    OP_MODE_SENSE_10 = 0x5A,
    OP_REPORT_LUNS = 0xA0,
    OP_MOVE_MEDIUM = 0xA5,
    OP_EXCHANGE_MEDIUM = 0xA6,
    OP_REQUEST_VOLUME = 0xB5,
    OP_SEND_VOLUME_TAG = 0xB6,
    OP_READ_ELEMENT_STATUS = 0xB8,
};

static uint8_t cdb_length_of(uint8_t opcode)
{
    static const uint8_t by_group[8] = {6, 10, 10, 10, 16, 12, 6, 6};
    return by_group[opcode >> 5];
}

bool vtl_smc_is_robot(const struct vtl_request *request)
{
    switch (request->cdb[0]) {
    case OP_REZERO_UNIT:
    case OP_INITIALIZE_ELEMENT_STATUS:
    case OP_INITIALIZE_WITH_RANGE:
    case OP_OPEN_CLOSE_PORT:
    case OP_POSITION_TO_ELEMENT:
    case OP_MOVE_MEDIUM:
    case OP_EXCHANGE_MEDIUM:
        return true;
    default:
        return false;
    }
}

/* The oldest waiting unit attention as asc << 8 | ascq, taken away; 0 = none. */
static uint32_t take_attention(struct vtl_library *library)
{
    static const struct {
        uint32_t bit;
        uint32_t code;
    } order[] = {{VTL_ATTENTION_RESET, 0x2900},
                 {VTL_ATTENTION_CHANGED, 0x2800},
                 {VTL_ATTENTION_PORT, 0x2801}};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        if (library->attentions & order[i].bit) {
            library->attentions &= ~order[i].bit;
            return order[i].code;
        }
    return 0;
}

/* Why the unit is not ready, as asc << 8 | ascq; 0 = ready. */
static uint32_t not_ready_code(const struct vtl_library *library, uint64_t now)
{
    if (library->door_open)
        return 0x0418;
    return now < library->ready_at ? 0x0401 : 0;
}

bool vtl_smc_is_ready(struct vtl_library *library, struct vtl_request *request, uint64_t now)
{
    uint32_t code = take_attention(library);
    if (code != 0) {
        vtl_request_fail(request, SENSE_ATTENTION, (uint8_t)(code >> 8), (uint8_t)code);
        return false;
    }
    code = not_ready_code(library, now);
    if (code != 0) {
        vtl_request_fail(request, SENSE_NOT_READY, (uint8_t)(code >> 8), (uint8_t)code);
        return false;
    }
    return true;
}

void vtl_smc_power_cycle(struct vtl_library *library)
{
    library->prevented = false;
    library->query_action = 0;
    library->attentions = VTL_ATTENTION_RESET;
    library->position = (uint16_t)library->config.first[VTL_TRANSPORT];
    vtl_library_look(library);
}

static void request_sense(struct vtl_library *library, struct vtl_request *request,
                          const uint8_t *cdb, uint64_t now)
{
    struct vtl_request scratch = {0};
    uint32_t code = take_attention(library);
    uint8_t key = SENSE_ATTENTION;
    if (code == 0) {
        code = not_ready_code(library, now);
        key = code != 0 ? SENSE_NOT_READY : SENSE_NO_SENSE;
    }
    vtl_request_fail(&scratch, key, (uint8_t)(code >> 8), (uint8_t)code);
    vtl_request_answer(request, scratch.sense, scratch.sense_length, cdb[4]);
}

static void report_luns(struct vtl_request *request, const uint8_t *cdb)
{
    uint8_t data[16] = {0, 0, 0, 8};
    if (vtl_get32(cdb + 6) < 16) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return;
    }
    vtl_request_answer(request, data, sizeof data, vtl_get32(cdb + 6));
}

static void prevent_allow(struct vtl_library *library, struct vtl_request *request,
                          const uint8_t *cdb)
{
    if (cdb[4] & 0xFC) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return;
    }
    library->prevented = (cdb[4] & 0x01) != 0;
}

/* Commands that need a ready unit but no robot. */
static void execute_ready(struct vtl_library *library, struct vtl_request *request,
                          const uint8_t *cdb, uint64_t now)
{
    switch (cdb[0]) {
    case OP_TEST_UNIT_READY:
    case OP_RESERVE_6:
    case OP_RELEASE_6:
    case OP_RESERVE_10:
    case OP_RELEASE_10:
    case OP_SEND_DIAGNOSTIC:
        break;
    case OP_READ_ELEMENT_STATUS:
        vtl_smc_read_status(library, request, cdb, now);
        break;
    case OP_SEND_VOLUME_TAG:
        vtl_smc_send_volume_tag(library, request, cdb);
        break;
    case OP_REQUEST_VOLUME:
        vtl_smc_request_volume(library, request, cdb, now);
        break;
    default:
        vtl_request_fail(request, SENSE_ILLEGAL, 0x20, 0x00);
        break;
    }
}

/* Commands that a unit that is not ready answers too; they do yield to a unit attention. */
static bool execute_always(struct vtl_library *library, struct vtl_request *request,
                           const uint8_t *cdb)
{
    uint32_t code;
    if (cdb[0] != OP_MODE_SENSE_6 && cdb[0] != OP_MODE_SENSE_10 && cdb[0] != OP_LOG_SENSE &&
        cdb[0] != OP_PREVENT_ALLOW)
        return false;
    code = take_attention(library);
    if (code != 0)
        vtl_request_fail(request, SENSE_ATTENTION, (uint8_t)(code >> 8), (uint8_t)code);
    else if (cdb[0] == OP_LOG_SENSE)
        vtl_smc_log_sense(request, cdb);
    else if (cdb[0] == OP_PREVENT_ALLOW)
        prevent_allow(library, request, cdb);
    else
        vtl_smc_mode_sense(library, request, cdb);
    return true;
}

void vtl_smc_execute(struct vtl_library *library, struct vtl_request *request, uint64_t now)
{
    uint8_t cdb[VTL_MAX_CDB] = {0};
    if (request->cdb_length == 0 || request->cdb_length > VTL_MAX_CDB ||
        request->cdb_length < cdb_length_of(request->cdb[0])) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return;
    }
    memcpy(cdb, request->cdb, request->cdb_length);
    if (cdb[0] == OP_INQUIRY)
        vtl_smc_inquiry(library, request, cdb);
    else if (cdb[0] == OP_REQUEST_SENSE)
        request_sense(library, request, cdb, now);
    else if (cdb[0] == OP_REPORT_LUNS)
        report_luns(request, cdb);
    else if (execute_always(library, request, cdb) || !vtl_smc_is_ready(library, request, now))
        return;
    else if (vtl_smc_is_robot(request))
        vtl_smc_move_begin(library, request, cdb, now);
    else
        execute_ready(library, request, cdb, now);
}

void vtl_smc_finish(struct vtl_library *library, struct vtl_request *request, uint64_t now)
{
    uint8_t cdb[VTL_MAX_CDB] = {0};
    memcpy(cdb, request->cdb,
           request->cdb_length <= VTL_MAX_CDB ? request->cdb_length : VTL_MAX_CDB);
    library->moving = false;
    vtl_smc_move_end(library, request, cdb, now);
}
