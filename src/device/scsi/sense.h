/* SPDX-License-Identifier: MIT */
/*
 * Sense data: the two formats (SPC-4 4.5) and the one table that says what a sense key with its
 * additional code means for a library manager. Pure.
 */
#ifndef DEVICE_SCSI_SENSE_H
#define DEVICE_SCSI_SENSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "device/fault.h"

enum {
    DEVICE_SENSE_NO_SENSE = 0x0,
    DEVICE_SENSE_RECOVERED_ERROR = 0x1,
    DEVICE_SENSE_NOT_READY = 0x2,
    DEVICE_SENSE_MEDIUM_ERROR = 0x3,
    DEVICE_SENSE_HARDWARE_ERROR = 0x4,
    DEVICE_SENSE_ILLEGAL_REQUEST = 0x5,
    DEVICE_SENSE_UNIT_ATTENTION = 0x6,
    DEVICE_SENSE_DATA_PROTECT = 0x7,
    DEVICE_SENSE_BLANK_CHECK = 0x8,
    DEVICE_SENSE_ABORTED_COMMAND = 0xB
};

struct device_sense {
    uint8_t key;
    uint8_t asc;
    uint8_t ascq;
    bool deferred; /* belongs to an earlier command */
};

/*
 * Decodes fixed (70h, 71h) and descriptor (72h, 73h) sense data. False, with *sense all zero, when
 * there are too few bytes for a key or the response code is unknown. Codes that lie beyond the
 * stated or the real length are 0.
 */
bool device_sense_decode(const uint8_t *data, size_t length, struct device_sense *sense);

/* What sense data says of a tape: where a transfer met something else than a whole block. */
struct device_sense_stream {
    bool filemark;
    bool end_of_medium;
    bool incorrect_length;
    bool has_residue;
    int64_t residue; /* asked for minus found, negative for a longer block */
};

/*
 * Decodes the flags and the INFORMATION field of both formats (SSC-4 4.2.20). Nothing is set for
 * data that device_sense_decode refuses, and for what lies beyond its end.
 */
void device_sense_stream_decode(const uint8_t *data, size_t length,
                                struct device_sense_stream *stream);

/* True for the same key, code and qualifier. */
bool device_sense_is(const struct device_sense *sense, uint8_t key, uint8_t asc, uint8_t ascq);

/*
 * Fills *fault from the table (all fields but status). NO SENSE and RECOVERED ERROR clear it. self
 * replaces "the device itself" as the one to blame.
 */
void device_sense_to_fault(const struct device_sense *sense, enum device_blame self,
                           struct device_fault *fault);

#endif
