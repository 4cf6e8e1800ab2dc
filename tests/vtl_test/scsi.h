/* SPDX-License-Identifier: MIT */
/* Raw SCSI commands through IOCTL_SCSI_PASS_THROUGH for the virtual library's own tests. */
#ifndef TESTS_VTL_TEST_SCSI_H
#define TESTS_VTL_TEST_SCSI_H

#include <windows.h>

#include <stdint.h>

#define CDB(...) ((const uint8_t[16]){__VA_ARGS__})

enum { SCSI_DATA_MAX = 65536 };

struct scsi_result {
    DWORD error; /* Win32 error of the call itself */
    uint8_t status;
    uint8_t sense[32];
    uint32_t transferred;
    uint8_t data[SCSI_DATA_MAX];
};

/* The last command's outcome. */
extern struct scsi_result scsi;

/*
 * Send a command whose length follows from its operation code: without data, for an answer of at
 * most `length` bytes (scsi.data), or with data. Return key << 16 | asc << 8 | ascq, 0 for GOOD or
 * no sense, UINT32_MAX when the call failed (scsi.error) or the status was neither GOOD nor CHECK
 * CONDITION.
 */
uint32_t scsi_send(HANDLE device, const uint8_t *cdb);
uint32_t scsi_receive(HANDLE device, const uint8_t *cdb, uint32_t length);
uint32_t scsi_write(HANDLE device, const uint8_t *cdb, const void *data, uint32_t length);

/* Opens \\.\<name><number> for reading and writing; INVALID_HANDLE_VALUE and last error on failure.
 */
HANDLE scsi_open(const char *name, uint32_t number);

#endif
