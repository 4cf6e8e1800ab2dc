/* SPDX-License-Identifier: MIT */
/* The TapeAlert log page (2Eh), SSC-4 8.2.3: sixty-four flags of a drive. Pure. */
#ifndef DEVICE_SCSI_TAPEALERT_H
#define DEVICE_SCSI_TAPEALERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DEVICE_LOG_TAPEALERT = 0x2E };

/*
 * Decodes the page: bit n-1 of *flags is flag n. Parameters beyond the end of the data or with
 * numbers outside 1..64 are left out. False when it is not that page or not one parameter is whole.
 */
bool device_tapealert_decode(const uint8_t *data, size_t length, uint64_t *flags);

#endif
