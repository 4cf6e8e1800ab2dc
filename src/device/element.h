/* SPDX-License-Identifier: MIT */
/*
 * A place of a library as the library itself describes it. The kinds carry SCSI's element type
 * codes; an element is named by its kind and its zero-based index within the kind, whatever
 * addresses the device uses.
 */
#ifndef DEVICE_ELEMENT_H
#define DEVICE_ELEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum device_kind {
    DEVICE_KIND_ANY = 0,
    DEVICE_KIND_TRANSPORT = 1,
    DEVICE_KIND_SLOT = 2,
    DEVICE_KIND_PORT = 3,
    DEVICE_KIND_DRIVE = 4
};

#define DEVICE_KIND_COUNT     5 /* for arrays indexed by kind; entry 0 is unused */
#define DEVICE_KIND_BIT(kind) (1u << (unsigned)(kind))
#define DEVICE_KINDS_ALL                                                                           \
    (DEVICE_KIND_BIT(DEVICE_KIND_TRANSPORT) | DEVICE_KIND_BIT(DEVICE_KIND_SLOT) |                  \
     DEVICE_KIND_BIT(DEVICE_KIND_PORT) | DEVICE_KIND_BIT(DEVICE_KIND_DRIVE))

#define DEVICE_BARCODE_SIZE  37 /* 36 characters at most and the zero */
#define DEVICE_VENDOR_SIZE   9
#define DEVICE_PRODUCT_SIZE  17
#define DEVICE_REVISION_SIZE 5
#define DEVICE_SERIAL_SIZE   65

struct device_scsi_address {
    bool valid;
    bool partial; /* only target and lun are known (element status does not tell port and path) */
    uint8_t port;
    uint8_t path;
    uint8_t target;
    uint8_t lun;
};

/* Why an element is in an exceptional state. */
enum device_exception {
    DEVICE_EXCEPTION_NONE = 0,
    DEVICE_EXCEPTION_LABEL_UNREADABLE,
    DEVICE_EXCEPTION_LABEL_QUESTIONABLE,
    DEVICE_EXCEPTION_NOT_INSTALLED, /* slot's magazine or drive is missing */
    DEVICE_EXCEPTION_UNKNOWN_STATE, /* initialise element status is needed */
    DEVICE_EXCEPTION_CLEANER,       /* 30h/03h: a cleaning cartridge of the library's own */
    DEVICE_EXCEPTION_OTHER
};

struct device_element {
    enum device_kind kind;
    uint32_t index;   /* zero-based within the kind */
    uint32_t address; /* as the device names it; equal to index on the class path */
    bool full;
    bool accessible; /* the robot can reach it (always true for a transport) */
    bool impexp;     /* port: put there by the operator, not by the robot */
    bool invert;     /* the medium was turned over since it left its source */
    bool exception;
    enum device_exception reason; /* meaning of the exception */
    uint8_t asc;                  /* 0 on the class path unless the code has one */
    uint8_t ascq;
    bool barcode_valid; /* full, readable and not blank */
    char barcode[DEVICE_BARCODE_SIZE];
    bool source_valid; /* the cartridge came from (source_kind, source_index) */
    enum device_kind source_kind;
    uint32_t source_index;

    /* Drives only. */
    char drive_vendor[DEVICE_VENDOR_SIZE];
    char drive_product[DEVICE_PRODUCT_SIZE];
    char drive_serial[DEVICE_SERIAL_SIZE]; /* "" when the library does not tell */
    struct device_scsi_address scsi_address;
};

/* The result of one look: elements ordered by kind, then by index. */
struct device_elements {
    struct device_element *items; /* owned; NULL when count is 0 */
    size_t count;
};

#define DEVICE_ELEMENTS_INIT                                                                       \
    {                                                                                              \
        NULL, 0                                                                                    \
    }

/* Frees the array and empties the structure. NULL is accepted. */
void device_elements_free(struct device_elements *elements);

/* The element (kind, index), or NULL. */
const struct device_element *device_elements_find(const struct device_elements *elements,
                                                  enum device_kind kind, uint32_t index);

/*
 * True when the elements show a library that keeps cleaning cartridges to itself: a full slot the
 * robot refuses to reach (ACCESS 0) that holds a cleaner by exception code 30h/03h or by a bar code
 * that starts with CLN.
 */
bool device_elements_clean_by_themselves(const struct device_elements *elements);

#endif
