/* SPDX-License-Identifier: MIT */
/*
 * Mode pages of a medium changer: element address assignment (1Dh) and device capabilities (1Fh),
 * SMC-3 7.3, behind either MODE SENSE header. Pure.
 */
#ifndef DEVICE_SCSI_MODE_H
#define DEVICE_SCSI_MODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "device/element.h"

enum { DEVICE_MODE_ADDRESSES = 0x1D, DEVICE_MODE_CAPABILITIES = 0x1F };

struct device_mode_addresses {
    uint16_t first[DEVICE_KIND_COUNT]; /* indexed by enum device_kind */
    uint16_t count[DEVICE_KIND_COUNT];
};

/*
 * False when the answer (of MODE SENSE(10) when ten, else (6)) does not hold the whole page, or the
 * page names no element at all, or an address range runs beyond FFFFh.
 */
bool device_mode_addresses_decode(const uint8_t *data, size_t length, bool ten,
                                  struct device_mode_addresses *addresses);

struct device_mode_capabilities {
    uint8_t move[DEVICE_KIND_COUNT];     /* bit DEVICE_KIND_BIT(to): moves from the index' kind */
    uint8_t exchange[DEVICE_KIND_COUNT]; /* the same for exchanges */
};

/* False as above. */
bool device_mode_capabilities_decode(const uint8_t *data, size_t length, bool ten,
                                     struct device_mode_capabilities *capabilities);

#endif
