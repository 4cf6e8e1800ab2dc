/* SPDX-License-Identifier: MIT */
/*
 * Mode parameters: the pages of a medium changer, element address assignment (1Dh) and device
 * capabilities (1Fh), SMC-3 7.3, behind either MODE SENSE header; and what a tape drive says of its
 * medium in the header and the block descriptor (SPC-4 7.5, SSC-4 8.3). Pure.
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

/* Bytes of an answer (or parameter list) with one block descriptor and no pages. */
enum { DEVICE_MODE_MEDIUM_6 = 12, DEVICE_MODE_MEDIUM_10 = 16 };

struct device_mode_medium {
    uint8_t medium_type;
    uint8_t specific; /* the device-specific parameter byte: speed, buffering */
    bool write_protected;
    bool has_descriptor; /* density and block_length are told */
    uint8_t density;
    uint32_t block_length; /* 0: variable */
};

/* False when the header is not whole. A descriptor that is not whole is none. */
bool device_mode_medium_decode(const uint8_t *data, size_t length, bool ten,
                               struct device_mode_medium *medium);

/*
 * The parameter list of a MODE SELECT that sets the block length and leaves all else as `medium`
 * has it. Returns its length: DEVICE_MODE_MEDIUM_6 or, when ten, DEVICE_MODE_MEDIUM_10.
 */
uint32_t device_mode_medium_encode(const struct device_mode_medium *medium, bool ten,
                                   uint32_t block_length, uint8_t data[DEVICE_MODE_MEDIUM_10]);

#endif
