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

/* VPD page 83h: the T10 vendor identification designator. */
static uint32_t vpd_identification(const struct vtl_identity *identity, uint8_t *page)
{
    uint32_t length = vtl_identity_t10(identity, page + 8, 64);
    page[1] = 0x83;
    page[4] = 0x02; /* ASCII */
    page[5] = 0x01; /* T10 vendor identification, of the logical unit */
    page[7] = (uint8_t)length;
    page[3] = (uint8_t)(4 + length);
    return 8 + length;
}

static void inquiry_vpd(struct vtl_library *library, struct vtl_request *request,
                        const uint8_t *cdb)
{
    const struct vtl_identity *identity = &library->config.identity;
    size_t serial = vtl_text_length(identity->serial, 32);
    uint8_t page[96] = {0x08, cdb[2], 0, 0};
    uint32_t length = 4;
    if (cdb[2] == 0x00) {
        page[3] = serial > 0 ? 3 : 1;
        page[5] = 0x80;
        page[6] = 0x83;
        length = 4u + page[3];
    } else if (cdb[2] == 0x80 && serial > 0) {
        memcpy(page + 4, identity->serial, serial);
        page[3] = (uint8_t)serial;
        length = (uint32_t)(4 + serial);
    } else if (cdb[2] == 0x83 && serial > 0) {
        length = vpd_identification(identity, page);
    } else {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return;
    }
    vtl_request_answer(request, page, length, vtl_get16(cdb + 3));
}

static void inquiry(struct vtl_library *library, struct vtl_request *request, const uint8_t *cdb)
{
    const struct vtl_identity *identity = &library->config.identity;
    if (cdb[1] & 0x01) {
        inquiry_vpd(library, request, cdb);
        return;
    }
    if (cdb[2] != 0) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return;
    }
    uint8_t data[56] = {0x08, 0x80, 0x05, 0x02, 51};
    vtl_text_pad(data + 8, 8, identity->vendor);
    vtl_text_pad(data + 16, 16, identity->product);
    vtl_text_pad(data + 32, 4, identity->revision);
    /* Where many libraries tell that they read bar codes. */
    data[55] = library->config.barcode_reader ? 0x01 : 0x00;
    vtl_request_answer(request, data, sizeof data, vtl_get16(cdb + 3));
}

/* Element Address Assignment, SMC-3 7.3.4. */
static uint32_t page_addresses(const struct vtl_library *library, uint8_t *page)
{
    static const uint8_t order[4] = {VTL_TRANSPORT, VTL_SLOT, VTL_PORT, VTL_DRIVE};
    page[0] = 0x1D;
    page[1] = 0x12;
    for (uint32_t i = 0; i < 4; i++) {
        vtl_put16(page + 2 + 4 * i, library->config.first[order[i]]);
        vtl_put16(page + 4 + 4 * i, library->config.count[order[i]]);
    }
    return 20;
}

/* Transport Geometry Parameters, SMC-3 7.3.5. */
static uint32_t page_geometry(const struct vtl_library *library, uint8_t *page)
{
    page[0] = 0x1E;
    page[1] = 0x02;
    page[2] = library->rotates ? 1 : 0;
    return 4;
}

/* Device Capabilities, SMC-3 7.3.3: bits 3..0 are data transfer, port, storage, transport. */
static uint32_t page_capabilities(const struct vtl_library *library, uint8_t *page)
{
    uint8_t types = 0x02;
    if (library->config.count[VTL_PORT] > 0)
        types |= 0x04;
    if (library->config.count[VTL_DRIVE] > 0)
        types |= 0x08;
    page[0] = 0x1F;
    page[1] = 0x12;
    page[2] = types;
    for (uint32_t from = 0; from < 4; from++) {
        bool there = from == 0 || (types & (1u << from)) != 0;
        page[4 + from] = there ? types : 0;
        page[12 + from] = there && from != 0 ? types : 0;
    }
    return 20;
}

static void mode_sense(struct vtl_library *library, struct vtl_request *request, const uint8_t *cdb)
{
    bool ten = cdb[0] == OP_MODE_SENSE_10;
    uint8_t data[64] = {0};
    uint8_t page = cdb[2] & 0x3F;
    uint32_t header = ten ? 8 : 4;
    uint32_t length = header;
    if ((cdb[2] >> 6) == 3) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x39, 0x00);
        return;
    }
    if (cdb[3] != 0 || (page != 0x1D && page != 0x1E && page != 0x1F && page != 0x3F)) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return;
    }
    if (page == 0x1D || page == 0x3F)
        length += page_addresses(library, data + length);
    if (page == 0x1E || page == 0x3F)
        length += page_geometry(library, data + length);
    if (page == 0x1F || page == 0x3F)
        length += page_capabilities(library, data + length);
    if ((cdb[2] >> 6) == 1) /* nothing can be changed */
        for (uint32_t at = header; at < length; at += 2u + data[at + 1])
            memset(data + at + 2, 0, data[at + 1]);
    if (ten)
        vtl_put16(data, length - 2);
    else
        data[0] = (uint8_t)(length - 1);
    vtl_request_answer(request, data, length, ten ? vtl_get16(cdb + 7) : cdb[4]);
}

static void log_sense(struct vtl_request *request, const uint8_t *cdb)
{
    uint8_t data[4 + 64 * 5] = {0};
    uint32_t length = 4;
    if ((cdb[2] & 0x3F) == 0x00 && cdb[3] == 0) {
        data[5] = 0x2E;
        length = 6;
    } else if ((cdb[2] & 0x3F) == 0x2E && cdb[3] == 0) {
        for (uint32_t flag = 1; flag <= 64; flag++, length += 5) {
            vtl_put16(data + length, flag);
            data[length + 2] = 0x03;
            data[length + 3] = 0x01;
        }
    } else {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return;
    }
    data[0] = cdb[2] & 0x3F;
    vtl_put16(data + 2, length - 4);
    vtl_request_answer(request, data, length, vtl_get16(cdb + 7));
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
        log_sense(request, cdb);
    else if (cdb[0] == OP_PREVENT_ALLOW)
        prevent_allow(library, request, cdb);
    else
        mode_sense(library, request, cdb);
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
        inquiry(library, request, cdb);
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
