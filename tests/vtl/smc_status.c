/* SPDX-License-Identifier: MIT */
/*
 * READ ELEMENT STATUS (SMC-3 6.11), SEND VOLUME TAG (6.14) and REQUEST VOLUME ELEMENT ADDRESS
 * (6.13): the same report over different sets of elements. An answer that does not fit the
 * allocation length ends after the last whole descriptor; its counts tell of the whole.
 */
#include "element.h"
#include "tape.h"

#include <string.h>

enum {
    REPORT_HEADER = 8,
    PAGE_HEADER = 8,
    TAG_SIZE = 36,
    IDENTIFIER_MAX = 56,
    DESCRIPTOR_MAX = 12 + TAG_SIZE + 4 + IDENTIFIER_MAX,
};

/* What is asked. */
struct query {
    uint32_t type;  /* 0 = all */
    uint32_t start; /* least element address */
    uint32_t limit; /* most elements */
    bool tags;
    bool identifiers;
    const char *match; /* bar code template with ? and *, or NULL = every element */
    uint32_t allocation;
};

/* The answer under construction. */
struct report {
    uint8_t *data;
    uint32_t room;
    uint32_t written;
    bool full;
};

/* Appends whole or not at all; once something did not fit, nothing more does. */
static void append(struct report *report, const uint8_t *bytes, uint32_t length)
{
    if (report->full || length > report->room - report->written) {
        report->full = true;
        return;
    }
    memcpy(report->data + report->written, bytes, length);
    report->written += length;
}

static bool matches(const char *pattern, const char *text)
{
    while (*pattern != '\0' && *pattern != '*') {
        if (*text == '\0' || (*pattern != '?' && *pattern != *text))
            return false;
        pattern++;
        text++;
    }
    return *pattern == '*' || *text == '\0';
}

static bool is_asked(const struct query *query, const struct vtl_element *element)
{
    if (query->type != 0 && query->type != element->type)
        return false;
    if (element->address < query->start)
        return false;
    return query->match == NULL ||
           (element->seen_barcode[0] != '\0' && matches(query->match, element->seen_barcode));
}

static uint32_t identifier_length(struct vtl_library *library, const struct query *query,
                                  uint32_t type)
{
    uint8_t scratch[IDENTIFIER_MAX];
    uint32_t longest = 0;
    if (!query->identifiers || type != VTL_DRIVE)
        return 0;
    for (uint32_t i = 0; i < library->config.count[VTL_DRIVE]; i++) {
        uint32_t length = vtl_identity_t10(library->drives[i].identity, scratch, sizeof scratch);
        if (length > longest)
            longest = length;
    }
    return longest;
}

static uint32_t descriptor_length(struct vtl_library *library, const struct query *query,
                                  uint32_t type)
{
    return 12u + (query->tags ? TAG_SIZE : 0u) + 4u + identifier_length(library, query, type);
}

/* Byte 2: FULL, IMPEXP, EXCEPT, ACCESS, EXENAB, INENAB. */
static uint8_t flags_of(struct vtl_library *library, const struct vtl_element *element,
                        uint64_t now)
{
    uint8_t flags = element->seen_full ? 0x01 : 0x00;
    if (element->exception)
        flags |= 0x04;
    if (element->type == VTL_TRANSPORT)
        return flags;
    if (element->type == VTL_PORT)
        flags |= element->by_operator ? 0x32 : 0x30;
    bool access = !element->no_access && !element->open && !element->not_installed;
    if (element->drive != NULL && library->config.must_unload &&
        vtl_drive_cartridge(element->drive) != NULL)
        access = access && vtl_drive_is_unloaded(element->drive, now);
    return access ? flags | 0x08 : flags;
}

static void put_identifier(struct vtl_library *library, const struct vtl_element *element,
                           uint8_t *at)
{
    const struct vtl_device *device = &library->drives[vtl_element_number(library, element)];
    if (element->not_installed || device->identity->serial[0] == '\0')
        return;
    at[0] = 0x02; /* ASCII */
    at[1] = 0x01; /* T10 vendor identification */
    at[3] = (uint8_t)vtl_identity_t10(device->identity, at + 4, IDENTIFIER_MAX);
}

static void put_drive_address(struct vtl_library *library, const struct vtl_element *element,
                              uint8_t *out)
{
    const struct vtl_device *device = &library->drives[vtl_element_number(library, element)];
    if (!library->config.element_scsi_address || element->not_installed)
        return;
    out[6] = (uint8_t)(0x30 | device->lun); /* ID VALID, LU VALID */
    out[7] = device->target;
}

static void put_tag(const struct vtl_library *library, const struct vtl_element *element,
                    uint8_t *tag)
{
    static const uint8_t old[] = {'O', 'L', 'D', 0x07, 0x9C, 'T', 0xE4, 'G'};
    uint32_t padding = library->config.tag_padding;
    bool full = element->seen_full && element->seen_barcode[0] != '\0';
    uint32_t length = full ? (uint32_t)vtl_text_length(element->seen_barcode, 32) : 0;
    if (padding == VTL_TAG_BLANKS && full)
        memset(tag, ' ', 32);
    if (padding == VTL_TAG_ERASED)
        memset(tag, 0xFF, 32);
    for (uint32_t i = 0; i < 32 && padding == VTL_TAG_GARBAGE; i++)
        tag[i] = old[i % sizeof old];
    memcpy(tag, element->seen_barcode, length);
    if (padding == VTL_TAG_GARBAGE && full && length < 32)
        tag[length] = 0;
}

static void put_descriptor(struct vtl_library *library, const struct query *query,
                           const struct vtl_element *element, uint8_t *out, uint64_t now)
{
    uint32_t at = 12;
    vtl_put16(out, element->address);
    out[2] = flags_of(library, element, now);
    if (element->exception)
        vtl_put16(out + 4, element->exception_codes);
    if (element->type == VTL_DRIVE)
        put_drive_address(library, element, out);
    if (element->not_installed)
        out[9] |= 0x08;
    if (element->seen_full) {
        out[9] |= element->seen_medium;
        if (element->inverted)
            out[9] |= 0x40;
        if (element->source_valid) {
            out[9] |= 0x80;
            vtl_put16(out + 10, element->source);
        }
    }
    if (query->tags) {
        put_tag(library, element, out + at);
        at += TAG_SIZE;
    }
    if (query->identifiers && element->type == VTL_DRIVE)
        put_identifier(library, element, out + at);
}

/* The sizes and counts of the whole report, whatever will fit. */
struct totals {
    uint32_t count[VTL_TYPES];
    uint32_t all;
    uint32_t bytes;
    uint16_t first;
};

/* Visits types in the order of their first addresses, so a report rises by address. */
static void type_order(const struct vtl_library *library, uint32_t order[4])
{
    for (uint32_t type = 1; type < VTL_TYPES; type++) {
        uint32_t at = type - 1;
        for (; at > 0 && library->config.first[order[at - 1]] > library->config.first[type]; at--)
            order[at] = order[at - 1];
        order[at] = type;
    }
}

static void measure(struct vtl_library *library, const struct query *query, const uint32_t order[4],
                    struct totals *out)
{
    memset(out, 0, sizeof *out);
    for (uint32_t o = 0; o < 4; o++) {
        uint32_t type = order[o];
        for (uint32_t i = 0; i < library->config.count[type] && out->all < query->limit; i++) {
            const struct vtl_element *element = vtl_library_element(library, type, i);
            if (!is_asked(query, element))
                continue;
            if (out->all == 0)
                out->first = element->address;
            out->count[type]++;
            out->all++;
        }
        if (out->count[type] > 0)
            out->bytes += PAGE_HEADER + out->count[type] * descriptor_length(library, query, type);
    }
}

static void write_page(struct vtl_library *library, const struct query *query, uint32_t type,
                       uint32_t count, struct report *report, uint64_t now)
{
    uint8_t header[PAGE_HEADER] = {(uint8_t)type, query->tags ? 0x80 : 0x00};
    uint32_t length = descriptor_length(library, query, type);
    vtl_put16(header + 2, length);
    vtl_put24(header + 5, length * count);
    append(report, header, sizeof header);
    for (uint32_t i = 0; i < library->config.count[type] && count > 0 && !report->full; i++) {
        const struct vtl_element *element = vtl_library_element(library, type, i);
        uint8_t descriptor[DESCRIPTOR_MAX] = {0};
        if (!is_asked(query, element))
            continue;
        put_descriptor(library, query, element, descriptor, now);
        append(report, descriptor, length);
        count--;
    }
}

static void answer(struct vtl_library *library, struct vtl_request *request,
                   const struct query *query, uint8_t byte4, uint64_t now)
{
    struct totals totals;
    uint32_t order[4];
    uint8_t header[REPORT_HEADER] = {0};
    struct report report = {request->data, request->data_length, 0, false};
    if (request->data_direction != VTL_DATA_IN)
        report.room = 0;
    if (report.room > query->allocation)
        report.room = query->allocation;
    type_order(library, order);
    measure(library, query, order, &totals);
    vtl_put16(header, totals.first);
    vtl_put16(header + 2, totals.all);
    header[4] = byte4;
    vtl_put24(header + 5, totals.bytes);
    append(&report, header, sizeof header);
    for (uint32_t o = 0; o < 4; o++)
        if (totals.count[order[o]] > 0)
            write_page(library, query, order[o], totals.count[order[o]], &report, now);
    request->transferred = report.written;
}

void vtl_smc_read_status(struct vtl_library *library, struct vtl_request *request,
                         const uint8_t *cdb, uint64_t now)
{
    struct query query = {
        .type = cdb[1] & 0x0F,
        .start = vtl_get16(cdb + 2),
        .limit = vtl_get16(cdb + 4),
        .tags = (cdb[1] & 0x10) != 0,
        .identifiers = (cdb[6] & 0x01) != 0,
        .allocation = vtl_get24(cdb + 7),
    };
    if (query.type >= VTL_TYPES || (query.tags && !library->config.barcode_reader) ||
        (query.identifiers && !library->config.dvcid)) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return;
    }
    if (library->config.answer_elements != 0 && query.limit > library->config.answer_elements)
        query.limit = library->config.answer_elements;
    answer(library, request, &query, 0, now);
}

void vtl_smc_send_volume_tag(struct vtl_library *library, struct vtl_request *request,
                             const uint8_t *cdb)
{
    uint8_t action = cdb[5] & 0x1F;
    uint32_t length = vtl_get16(cdb + 8);
    if (!library->config.barcode_reader || (cdb[1] & 0x0F) >= VTL_TYPES ||
        (action != 0x00 && action != 0x01 && action != 0x04 && action != 0x05)) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x24, 0x00);
        return;
    }
    if (length != 40 || request->data_direction != VTL_DATA_OUT || request->data_length < 40) {
        vtl_request_fail(request, SENSE_ILLEGAL, 0x26, 0x00);
        return;
    }
    library->query_action = action;
    library->query_type = cdb[1] & 0x0F;
    library->query_start = vtl_get16(cdb + 2);
    memset(library->query_template, 0, sizeof library->query_template);
    memcpy(library->query_template, request->data, 32);
    for (size_t end = 32; end > 0 && (library->query_template[end - 1] == ' ' ||
                                      library->query_template[end - 1] == '\0');
         end--)
        library->query_template[end - 1] = '\0';
    request->transferred = 40;
}

void vtl_smc_request_volume(struct vtl_library *library, struct vtl_request *request,
                            const uint8_t *cdb, uint64_t now)
{
    struct query query = {
        .type = library->query_type,
        .start = library->query_start,
        .limit = vtl_get16(cdb + 4),
        .tags = (cdb[1] & 0x10) != 0,
        .match = library->query_template,
        .allocation = vtl_get24(cdb + 7),
    };
    if (library->query_template[0] == '\0') { /* nothing was asked */
        vtl_request_fail(request, SENSE_ILLEGAL, 0x2C, 0x00);
        return;
    }
    answer(library, request, &query, library->query_action, now);
}
