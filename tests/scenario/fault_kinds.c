/* SPDX-License-Identifier: MIT */
#include "fault_kinds.h"

enum { PAGE = 256, IO_TIMEOUT = (int)0xC00000B5 };

const struct fault_kind fault_kinds[FAULT_KINDS] = {
    {"no answer", VTL_FAULT_STATUS, 0, (uint32_t)IO_TIMEOUT, ERROR_SEM_TIMEOUT},
    {"busy", VTL_FAULT_BUSY, 0, 0, ERROR_BUSY},
    {"not ready", VTL_FAULT_SENSE, 0x020401, 0, ERROR_NOT_READY},
    {"medium error", VTL_FAULT_SENSE, 0x031100, 0, ERROR_CRC},
    {"hardware error", VTL_FAULT_SENSE, 0x044400, 0, ERROR_IO_DEVICE},
    {"illegal request", VTL_FAULT_SENSE, 0x052400, 0, ERROR_INVALID_PARAMETER},
    {"unit attention", VTL_FAULT_SENSE, 0x062900, 0, ERROR_BUS_RESET},
    {"aborted", VTL_FAULT_SENSE, 0x0B0000, 0, ERROR_IO_DEVICE},
    {"short answer", VTL_FAULT_SHORT, 0, 4, ERROR_INVALID_DATA},
    {"lying answer", VTL_FAULT_LIE, 0, 0, ERROR_INVALID_DATA},
};

void fault_strike(uint16_t device, uint16_t opcode, const struct fault_kind *kind, uint32_t times)
{
    struct vtl_control_fault fault = {.device = device,
                                      .drive = 0,
                                      .opcode = opcode,
                                      .times = times,
                                      .action = kind->action,
                                      .key = (uint8_t)(kind->sense >> 16),
                                      .asc = (uint8_t)(kind->sense >> 8),
                                      .ascq = (uint8_t)kind->sense,
                                      .count = kind->count};
    assert_int_equal(vtl_fault(world.vtl, &fault), 0);
}

/* Passes through the log from `after` on; true when a command met a fault. *end: the last one. */
static BOOL search_log(uint16_t device, uint16_t opcode, uint64_t after, uint64_t *end)
{
    static struct vtl_log_entry entries[PAGE];
    uint32_t count = 0;
    BOOL found = FALSE;
    *end = after;
    do {
        assert_int_equal(vtl_log_read(world.vtl, *end + 1, entries, PAGE, &count), 0);
        for (uint32_t i = 0; i < count; i++) {
            found = found || (entries[i].fault != 0 && entries[i].device == device &&
                              entries[i].cdb[0] == opcode);
            *end = entries[i].sequence;
        }
    } while (count > 0);
    return found;
}

uint64_t fault_log_end(void)
{
    uint64_t end = 0;
    (void)search_log(0, 0, 0, &end);
    return end;
}

BOOL fault_has_struck(uint16_t device, uint16_t opcode, uint64_t after)
{
    uint64_t end = 0;
    return search_log(device, opcode, after, &end);
}

BOOL fault_explains(const struct fault_kind *kind, BOOL class_codes, DWORD error)
{
    /* A move that had no effect, a port that does not give way. */
    const BOOL lied = kind->action == VTL_FAULT_LIE &&
                      (error == ERROR_IO_DEVICE || error == ERROR_UNABLE_TO_UNLOAD_MEDIA);
    return error == kind->error || lied ||
           (class_codes && (error == ERROR_INVALID_FUNCTION || error == ERROR_IO_DEVICE));
}

static void satisfy_all(void)
{
    NTMS_GUID id;
    while (world_operator_requests(NTMS_OPREQ_DEVICESERVICE, &id) > 0)
        (void)SatisfyNtmsOperatorRequest(world.session, &id);
}

BOOL fault_is_at_rest(void *context)
{
    (void)context;
    satisfy_all();
    return world_sql_number("SELECT (SELECT count(*) FROM lib_request WHERE state IN (0, 1, 5))"
                            " + (SELECT count(*) FROM drive WHERE state <> 0)"
                            " + (SELECT count(*) FROM intent WHERE outcome = 0)",
                            NULL) == 0;
}
