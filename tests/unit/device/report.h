/* SPDX-License-Identifier: MIT */
/* Builds READ ELEMENT STATUS data for tests: open a report, pages, elements; close sets counts. */
#ifndef TESTS_UNIT_DEVICE_REPORT_H
#define TESTS_UNIT_DEVICE_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "device/element.h"

enum { REPORT_ROOM = 4096 };

struct report {
    uint8_t bytes[REPORT_ROOM];
    uint32_t length;
    uint32_t page; /* offset of the open page */
    uint16_t count;
    bool tags;
    bool identifiers;
};

void report_begin(struct report *report);
void report_page(struct report *report, enum device_kind kind, bool tags, bool identifiers);

/* Adds a descriptor with these flags (byte 2). barcode and serial may be NULL; returns it. */
uint8_t *report_element(struct report *report, uint16_t address, uint8_t flags, const char *barcode,
                        const char *serial);

/* Sets the counts of the header; available elements as added. */
void report_end(struct report *report);

#endif
