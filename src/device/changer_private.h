/* SPDX-License-Identifier: MIT */
/*
 * What the two ways to a changer have in common: the opened changer and the table of functions each
 * way fills in. changer.c checks arguments and keeps the description; a way only talks to the
 * device.
 */
#ifndef DEVICE_CHANGER_PRIVATE_H
#define DEVICE_CHANGER_PRIVATE_H

#include "device/changer.h"
#include "device/link.h"

struct device_place {
    enum device_kind kind;
    uint32_t index;
};

/*
 * Elements of one kind while a look goes on: count items, the first of which is element number
 * first, already carrying kind, index and the "not installed" state. A way fills in those that the
 * device tells about.
 */
struct device_sweep {
    enum device_kind kind;
    uint32_t first;
    uint32_t count;
    struct device_element *items; /* borrowed from the look */
    bool barcodes;                /* out: volume tags came */
};

struct device_changer_way {
    enum device_path path;
    base_error (*look)(struct device_changer *changer, struct device_sweep *sweep,
                       struct device_fault *fault);
    base_error (*move)(struct device_changer *changer, struct device_place from,
                       struct device_place to, bool flip, struct device_fault *fault);
    base_error (*exchange)(struct device_changer *changer, struct device_place source,
                           struct device_place first, struct device_place second,
                           struct device_fault *fault);
    base_error (*initialize)(struct device_changer *changer, struct device_fault *fault);
    base_error (*lock)(struct device_changer *changer, enum device_lock_what what, uint32_t index,
                       bool lock, struct device_fault *fault);
    /* *open is set whatever the state of the library; errors only when it could not be asked */
    base_error (*door)(struct device_changer *changer, bool *open, struct device_fault *fault);
    base_error (*ready)(struct device_changer *changer, struct device_fault *fault);
    /* the serial number as the device tells it now, "" when it does not; NULL: it has none */
    void (*serial)(struct device_changer *changer, char serial[DEVICE_SERIAL_SIZE]);
};

struct device_changer {
    struct device_link link;
    const struct device_changer_way *way;
    struct device_changer_description description;

    /* class codes only */
    bool tells_serial; /* the product data have a serial number */

    /* pass-through only */
    uint32_t *addresses[DEVICE_KIND_COUNT];    /* owned; NULL while first + index holds */
    uint32_t transfer_limit;                   /* bytes one command may bring */
    bool no_identifiers;                       /* DVCID was refused */
    bool no_volume_tags;                       /* VOLTAG was refused */
    bool takes_identifiers;                    /* DVCID was answered */
    bool takes_volume_tags[DEVICE_KIND_COUNT]; /* VOLTAG was, of this kind */
    bool door_unlocked;                        /* by us: one lock serves doors and ports */
    bool port_unlocked;

    /* drive alone only: the link is never open */
    const struct device_transport *transport;
    bool drive_full; /* when it was last told */
};

#define DEVICE_NO_ADDRESS UINT32_MAX

/* After a reset the device tells who it is. ERROR_DEV_NOT_EXIST: it is another one than the one
 * that was opened; ERROR_NOT_READY (with retry) when it does not tell. */
base_error device_changer_confirm(struct device_changer *changer, struct device_fault *fault);

/* Each finds out what the changer is and sets way and description (but name), or fails. A device
 * that refuses the class codes makes the first fail with an error of device_link_is_refusal. */
base_error device_changer_class_open(struct device_changer *changer, struct device_fault *fault);
base_error device_changer_smc_open(struct device_changer *changer, struct device_fault *fault);

#endif
