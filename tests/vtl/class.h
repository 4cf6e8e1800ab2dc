/* SPDX-License-Identifier: MIT */
/*
 * What the device control codes of all families share: running one SCSI command for a class code
 * and turning its outcome into the NTSTATUS that a Windows class driver gives.
 */
#ifndef VTL_CLASS_H
#define VTL_CLASS_H

#include "vtl.h"

/*
 * Runs one command through vtl_execute, adds its delay to the call (saturating at VTL_FOREVER) and
 * returns vtl_class_status of it. `cdb` has 6, 10, 12 or 16 bytes as its operation code says.
 */
uint32_t vtl_class_execute(struct vtl_device *device, struct vtl_ioctl *call,
                           struct vtl_request *request, uint64_t now);

/* The same for a command without data, retried while it reports a unit attention that a class
 * driver swallows for this code; `cdb_length` bytes of CDB. */
uint32_t vtl_class_command(struct vtl_device *device, struct vtl_ioctl *call, const uint8_t *cdb,
                           uint8_t cdb_length, uint64_t now);

/*
 * The NTSTATUS a tape (kind VTL_DEVICE_TAPE) or changer class driver makes of a finished command;
 * request->fail_status when that is set.
 */
uint32_t vtl_class_status(const struct vtl_request *request, uint32_t kind);

/* Ends a call with that status and no bytes returned. */
void vtl_class_fail(struct vtl_ioctl *call, uint32_t status);

/* Ends a call with `length` bytes at `answer`: BUFFER_TOO_SMALL when the caller has less room. */
void vtl_class_answer(struct vtl_ioctl *call, const void *answer, uint32_t length);

#endif
