/* SPDX-License-Identifier: MIT */
/*
 * Decodes READ ELEMENT STATUS data (SMC-3 6.11). Trusts no length: every stated count is held
 * against the bytes that are there, an element is reported only when its descriptor is whole, and
 * what is missing is told. Pure.
 */
#ifndef DEVICE_SCSI_ELEMENT_STATUS_H
#define DEVICE_SCSI_ELEMENT_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "device/element.h"

/*
 * Receives one element: kind, address and what the descriptor says; index is 0. When source_valid,
 * source_address is the address the cartridge came from (source_kind and source_index are not set).
 * Returns 0 to go on or an error that ends the decoding.
 */
typedef base_error device_element_visitor(void *context, const struct device_element *element,
                                          uint16_t source_address);

struct device_element_report {
    uint32_t available; /* elements the device says it reports on, beginning with the first asked */
    uint32_t byte_count; /* bytes it says the whole report has after its header */
    uint32_t delivered;  /* elements handed to the visitor */
    bool truncated;      /* the data ends before the report does */
    bool volume_tags;    /* at least one page carries primary volume tags */
};

/*
 * Walks over length bytes of data. ERROR_INVALID_DATA when the header is missing, a page is of an
 * unknown type or its descriptors are shorter than SMC-3 allows; then some elements may have been
 * visited already. *report is always filled in as far as things went.
 */
base_error device_element_status_decode(const uint8_t *data, size_t length,
                                        device_element_visitor *visitor, void *context,
                                        struct device_element_report *report);

/*
 * Reads a bar code out of a volume tag's text field of length bytes: zero or FFh (erased) ends it,
 * blanks around it are dropped. False, with *out empty, when it is blank or has bytes that no label
 * has.
 */
bool device_barcode_decode(const uint8_t *text, size_t length, char out[DEVICE_BARCODE_SIZE]);

/* What an additional sense code in an element descriptor means for the element. */
enum device_exception device_exception_from_sense(uint8_t asc, uint8_t ascq);

#endif
