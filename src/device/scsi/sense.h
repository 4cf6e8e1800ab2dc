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
 *
 * How to read a message such as "source is empty (sense 5/3B/0E)": the three numbers are the sense
 * key, the additional sense code and its qualifier, hexadecimal, as the device's manual lists them;
 * the words are the table's. What the table makes of them (scsi/sense_table.c has every row):
 *
 *   key  codes                what it means                    error         to blame   again
 *   2    04/xx, 3E/00, vendor busy, becoming ready             NOT_READY     nobody     soon
 *   2    04/02                medium is not threaded           NOT_READY     device     no
 *   2    04/03 12 15 16 19    a person has to set it right     NOT_READY     operator   no
 *   2    04/0B 0C             another path is the active one   NOT_READY     transport  no
 *   2    04/18                a door is open                   DOOR_OPEN     operator   no
 *   any  30/03                a cleaner works in the drive     CLEANER_..    nobody     soon
 *   any  30/07 0A, 30/13      cleaning failed; cleaner spent   UNABLE_TO_CLEAN, .._SPENT
 *   any  30/xx                wrong cartridge for this drive   MEDIA_INCOMPATIBLE   medium
 *   any  3A/xx                no medium                        NO_MEDIA_IN_DRIVE    nobody
 *   any  3B/0D, 3B/0E         place is full, place is empty    DESTINATION_.., SOURCE_..
 *   any  3B/11 12             magazine is missing              MAGAZINE_..   operator   no
 *   any  3B/18 1A             element off, drive not there     DEVICE_NOT_AVAILABLE operator
 *   any  53/02 03             somebody prevents the removal    UNABLE_TO_UNLOAD_MEDIA caller
 *   any  53/08                library must look at its places  REINITIALIZATION_NEEDED
 *   3,4  53/xx, 52/xx         load, unload or eject failed     UNABLE_TO_..  drive or medium
 *   3    xx (11, 0C, 31, ..)  the cartridge cannot be used     CRC           medium     no
 *   4    xx (15, 40, 44, ..)  the device is broken             IO_DEVICE     device     no
 *   any  05/xx, 08/xx; key B  the way to the device            IO_DEVICE     transport  soon
 *   5    xx                   asked for what is impossible     by its code   caller     no
 *   6    xx                   something happened, look first   by its code   nobody     at once
 *   7, any 27/xx              write protected                  WRITE_PROTECT medium     no
 *   8                         blank                            NO_DATA_DETECTED
 *
 * After keys 3, 4, B and after 05/xx, 08/xx and 52/xx nobody knows what was done: fault->unknown.
 */
void device_sense_to_fault(const struct device_sense *sense, enum device_blame self,
                           struct device_fault *fault);

#endif
