/* SPDX-License-Identifier: MIT */
/*
 * Finds the changers and drives of the system and works out which drive element of a changer is
 * which drive. Nodes are found by opening them by name (\\.\Changer0 to 31, \\.\Tape0 to 63, and
 * the names of the registry value Devices), which works with and without class drivers and registry
 * device maps.
 */
#ifndef DEVICE_DISCOVERY_H
#define DEVICE_DISCOVERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "device/changer.h"
#include "device/drive.h"
#include "device/fault.h"
#include "device/transport.h"

/* Names that are tried: \\.\Changer0 and so on, \\.\Tape0 and so on. */
enum { DEVICE_CHANGERS_PROBED = 32, DEVICE_TAPES_PROBED = 64 };

/* A node that exists. When fault.error is not 0 only the name is sure. */
struct device_found_changer {
    struct device_changer_description description;
    struct device_fault fault;
};

struct device_found_drive {
    struct device_drive_description description;
    struct device_fault fault; /* ERROR_BUSY: in use; description.busy is set then */
};

struct device_inventory {
    struct device_found_changer *changers; /* owned */
    size_t changer_count;
    struct device_found_drive *drives; /* owned */
    size_t drive_count;
};

#define DEVICE_INVENTORY_INIT                                                                      \
    {                                                                                              \
        NULL, 0, NULL, 0                                                                           \
    }

/*
 * Probes every name. A node that exists but fails is listed with its fault; the search goes on. The
 * only error is ERROR_NOT_ENOUGH_MEMORY; *out is written on success only.
 */
base_error device_discover(const struct device_transport *transport, struct device_inventory *out);

/* Names that are left alone: somebody uses what is there. */
struct device_discovery_skip {
    bool (*skip)(void *context, const char *name);
    void *context;
};

/*
 * Probes the changer of this name and every drive that is not to be left alone; otherwise as
 * device_discover.
 */
base_error device_discover_changer(const struct device_transport *transport, const char *changer,
                                   const struct device_discovery_skip *skip,
                                   struct device_inventory *out);

/* Frees the arrays and empties the structure. NULL is accepted. */
void device_inventory_free(struct device_inventory *inventory);

/* An administrator's word on one drive element: the name of the device or its serial number. */
struct device_override {
    uint32_t index;
    char device[DEVICE_SERIAL_SIZE];
};

#define DEVICE_OVERRIDES_MAX 64

/*
 * Reads the overrides for a changer: the values of the registry key NTMS\DriveMapping\<serial>
 * (value name = drive element index in decimal, text = device name or serial number). Writes at
 * most room entries, returns how many.
 */
size_t device_overrides_read(const char *changer_serial, struct device_override *overrides,
                             size_t room);

#define DEVICE_NO_DRIVE UINT32_MAX

struct device_match_input {
    const struct device_elements *elements; /* a look that covers the drives of one changer */
    const struct device_scsi_address *changer_address; /* of the changer, or NULL */
    const struct device_found_drive *drives;
    size_t drive_count;
    const struct device_override *overrides; /* may be NULL with count 0 */
    size_t override_count;
    const bool *taken;     /* per drive: already belongs to another changer; may be NULL */
    const bool *elsewhere; /* per drive: known in another place, so not left over; may be NULL */
    bool take_left_over; /* no other changer and no stand-alone drive may want the left-over one */
};

/*
 * For each drive element e of the input writes to match[e.index] the index into drives or
 * DEVICE_NO_DRIVE; room is the length of match, elements beyond it are ignored. A drive is given
 * out once. Order: override, then serial number (or world wide name) told by the element, then SCSI
 * address (on the changer's own port and path). At last, when exactly one element is left that told
 * nothing about its drive, exactly one free tape drive is left, and take_left_over is set, these
 * two belong together. An element that told a serial number which no drive has stays without drive.
 * Pure.
 */
void device_match_drives(const struct device_match_input *input, uint32_t *match, size_t room);

#endif
