/* SPDX-License-Identifier: MIT */
/*
 * Which kind of medium a tape drive takes, as a STORAGE_MEDIA_TYPE number: from the density codes
 * of REPORT DENSITY SUPPORT (SSC-4 7.5) or, failing that, from the product name. Pure.
 */
#ifndef DEVICE_SCSI_DENSITY_H
#define DEVICE_SCSI_DENSITY_H

#include <stddef.h>
#include <stdint.h>

/* STORAGE_MEDIA_TYPE numbers (API: STORAGE_MEDIA_TYPE) that this room makes itself. */
enum {
    DEVICE_MEDIA_UNKNOWN = 0x00,
    DEVICE_MEDIA_DDS_4MM = 0x20,
    DEVICE_MEDIA_QIC = 0x23,
    DEVICE_MEDIA_MP_8MM = 0x24,
    DEVICE_MEDIA_AME_8MM = 0x25,
    DEVICE_MEDIA_AIT1_8MM = 0x26,
    DEVICE_MEDIA_DLT = 0x27,
    DEVICE_MEDIA_IBM_3480 = 0x29,
    DEVICE_MEDIA_IBM_3490E = 0x2A,
    DEVICE_MEDIA_IBM_3590 = 0x2B,
    DEVICE_MEDIA_CLEANER = 0x32,
    DEVICE_MEDIA_CD_ROM = 0x33,
    DEVICE_MEDIA_CD_R = 0x34,
    DEVICE_MEDIA_CD_RW = 0x35,
    DEVICE_MEDIA_DVD_ROM = 0x36,
    DEVICE_MEDIA_STK_9840 = 0x55,
    DEVICE_MEDIA_LTO = 0x56,
    DEVICE_MEDIA_AIT_8MM = 0x59,
    DEVICE_MEDIA_STK_9940 = 0x5C,
    DEVICE_MEDIA_SAIT = 0x5D,
    DEVICE_MEDIA_VXA = 0x5E
};

/*
 * Writes the different media types of the densities a drive reports, at most room of them, and
 * returns how many. Codes that say nothing are left out; cut or senseless data gives 0.
 */
size_t device_density_decode(const uint8_t *data, size_t length, uint32_t *media_types,
                             size_t room);

/*
 * The bytes a medium of this density holds: of the descriptor with that code (density 0: of the one
 * the drive marks as its default, else of the first). 0 when it is not told.
 */
int64_t device_density_capacity(const uint8_t *data, size_t length, uint8_t density);

/* The media type of a product name, or DEVICE_MEDIA_UNKNOWN. */
uint32_t device_density_from_product(const char *vendor, const char *product);

#endif
