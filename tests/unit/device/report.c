/* SPDX-License-Identifier: MIT */
#include "report.h"

#include <string.h>

#include "base/buffer.h"

enum { IDENTIFIER = 34 }; /* vendor, product, ten characters of serial number */

void report_begin(struct report *report)
{
    memset(report, 0, sizeof *report);
    report->length = 8;
}

static void close_page(struct report *report)
{
    if (report->page != 0)
        base_put_be24(report->bytes + report->page + 5, report->length - report->page - 8);
}

void report_page(struct report *report, enum device_kind kind, bool tags, bool identifiers)
{
    uint32_t descriptor = 12 + (tags ? 36u : 0u) + 4 + (identifiers ? IDENTIFIER : 0u);
    close_page(report);
    report->page = report->length;
    report->tags = tags;
    report->identifiers = identifiers;
    uint8_t *page = report->bytes + report->page;
    page[0] = (uint8_t)kind;
    page[1] = tags ? 0x80 : 0;
    base_put_be16(page + 2, (uint16_t)descriptor);
    report->length += 8;
}

uint8_t *report_element(struct report *report, uint16_t address, uint8_t flags, const char *barcode,
                        const char *serial)
{
    uint8_t *at = report->bytes + report->length;
    uint32_t used = 12;
    base_put_be16(at, address);
    at[2] = flags;
    if (report->tags) {
        memset(at + used, ' ', 32);
        if (barcode != NULL)
            memcpy(at + used, barcode, strlen(barcode));
        used += 36;
    }
    if (report->identifiers) {
        uint8_t *identifier = at + used;
        identifier[0] = 2;
        identifier[1] = 1;
        identifier[3] = serial != NULL ? IDENTIFIER : 0;
        memset(identifier + 4, ' ', IDENTIFIER);
        memcpy(identifier + 4, "VENDOR  A PRODUCT       ", 24);
        if (serial != NULL)
            memcpy(identifier + 28, serial, strlen(serial));
        used += IDENTIFIER;
    }
    used += 4;
    report->length += used;
    report->count++;
    return at;
}

void report_end(struct report *report)
{
    close_page(report);
    base_put_be16(report->bytes + 2, report->count);
    base_put_be24(report->bytes + 5, report->length - 8);
}
