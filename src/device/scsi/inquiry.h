/* SPDX-License-Identifier: MIT */
/*
 * Who a device is: standard INQUIRY data and the vital product data pages 80h and 83h (SPC-4 6.6,
 * 7.7), and designators as such, which element status carries too. Pure.
 */
#ifndef DEVICE_SCSI_INQUIRY_H
#define DEVICE_SCSI_INQUIRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "device/element.h"

struct device_inquiry {
    uint8_t device_type; /* peripheral device type */
    bool removable;
    bool barcode_reader; /* byte 55 bit 0 of a changer, where most libraries tell it */
    char vendor[DEVICE_VENDOR_SIZE];
    char product[DEVICE_PRODUCT_SIZE];
    char revision[DEVICE_REVISION_SIZE];
};

/*
 * Decodes standard INQUIRY data. False when fewer than 36 bytes came, the logical unit is not there
 * (peripheral qualifier) or the names are all zero, which is what a lost command leaves behind.
 */
bool device_inquiry_decode(const uint8_t *data, size_t length, struct device_inquiry *inquiry);

/* The unit serial number page (80h): the number without blanks around it. False when it is not that
 * page, is cut short or holds nothing. */
bool device_inquiry_serial(const uint8_t *data, size_t length, char serial[DEVICE_SERIAL_SIZE]);

/*
 * The device identification page (83h): name gets the first NAA (else EUI-64) designator of the
 * logical unit as lower case hex digits, serial the serial number inside a T10 vendor designator;
 * both "" when there is none. False when it is not that page or contradicts itself.
 */
bool device_inquiry_identification(const uint8_t *data, size_t length,
                                   char name[DEVICE_SERIAL_SIZE], char serial[DEVICE_SERIAL_SIZE]);

struct device_designator {
    uint8_t code_set; /* 1 binary, 2 ASCII, 3 UTF-8 */
    uint8_t type;     /* 0 vendor, 1 T10 vendor id, 2 EUI-64, 3 NAA */
    size_t length;
    const uint8_t *data; /* borrowed */
};

/*
 * What a designator tells of a drive: T10 vendor id text is split into vendor (8), product (16) and
 * serial number (the rest; when there is no product, everything after the vendor), other text is a
 * serial number as a whole, binary becomes hex digits. Outputs that are not told become "".
 */
void device_designator_text(const struct device_designator *designator,
                            char vendor[DEVICE_VENDOR_SIZE], char product[DEVICE_PRODUCT_SIZE],
                            char serial[DEVICE_SERIAL_SIZE]);

#endif
