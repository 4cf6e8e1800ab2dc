/* SPDX-License-Identifier: MIT */
/*
 * What the device control codes of all families share: running one SCSI command for a class code
 * and turning its outcome into the NTSTATUS that a Windows class driver gives.
 */
#ifndef VTL_CLASS_H
#define VTL_CLASS_H

#include "vtl.h"

#define VTL_STATUS_DEVICE_DATA_ERROR      0xC000009Cu
#define VTL_STATUS_UNABLE_TO_UNLOAD_MEDIA 0xC0000176u

/*
 * Runs one command through vtl_execute, adds its delay to the call (saturating at VTL_FOREVER) and
 * returns vtl_class_status of it.
 */
uint32_t vtl_class_execute(struct vtl_device *device, struct vtl_ioctl *call,
                           struct vtl_request *request, uint64_t now);

/*
 * Commands of `cdb_length` bytes: without data; with an answer of at most `length` bytes,
 * *transferred (may be NULL) of which came; with `length` bytes to the device. vtl_class_receive
 * repeats the command while it reports a unit attention; so does vtl_class_persist with a command
 * without data.
 */
uint32_t vtl_class_command(struct vtl_device *device, struct vtl_ioctl *call, const uint8_t *cdb,
                           uint8_t cdb_length, uint64_t now);
uint32_t vtl_class_receive(struct vtl_device *device, struct vtl_ioctl *call, const uint8_t *cdb,
                           uint8_t cdb_length, uint8_t *data, uint32_t length,
                           uint32_t *transferred, uint64_t now);
uint32_t vtl_class_send(struct vtl_device *device, struct vtl_ioctl *call, const uint8_t *cdb,
                        uint8_t cdb_length, uint8_t *data, uint32_t length, uint64_t now);
uint32_t vtl_class_persist(struct vtl_device *device, struct vtl_ioctl *call, const uint8_t *cdb,
                           uint8_t cdb_length, uint64_t now);

/*
 * The NTSTATUS that a class driver makes of a finished command on a device of `kind` (enum
 * vtl_device_kind): request->fail_status when that is set, else by status byte and sense data.
 */
uint32_t vtl_class_status(const struct vtl_request *request, uint32_t kind);

/* IOCTL_STORAGE_QUERY_PROPERTY (class_property.c). */
void vtl_class_query_property(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now);

/* Ends a call with that status (success or not) and no bytes returned. */
void vtl_class_end(struct vtl_ioctl *call, uint32_t status);

/* Ends a call with `length` bytes at `answer`: BUFFER_TOO_SMALL when the caller has less room. */
void vtl_class_answer(struct vtl_ioctl *call, const void *answer, uint32_t length);

#endif
