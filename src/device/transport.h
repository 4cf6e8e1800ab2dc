/* SPDX-License-Identifier: MIT */
/*
 * How a command reaches a device: open a node, send it a device control code or a SCSI command,
 * close it. Everything else in this room works through this table of functions, so that a test can
 * put a scripted device behind it. A transport decides nothing about the meaning of an answer.
 */
#ifndef DEVICE_TRANSPORT_H
#define DEVICE_TRANSPORT_H

#include <stdint.h>

#include "base/error.h"
#include "device/time_limit.h"

/* Characters of a device name ("\\.\Changer0") with the terminating zero. */
#define DEVICE_NAME_SIZE 64

enum {
    DEVICE_VOLUME_TEXT = 255 * 3 + 1, /* longest name of a volume, in UTF-8 */
    DEVICE_CDB_SIZE = 16,
    DEVICE_SENSE_SIZE = 32 /* fixed and descriptor formats as far as this room reads them */
};

/* What the node is opened for. Moves and element status need write access. */
enum device_access { DEVICE_ACCESS_QUERY = 0, DEVICE_ACCESS_READ, DEVICE_ACCESS_READ_WRITE };

enum device_direction { DEVICE_DATA_NONE = 0, DEVICE_DATA_IN, DEVICE_DATA_OUT };

enum {
    DEVICE_STATUS_GOOD = 0x00,
    DEVICE_STATUS_CHECK_CONDITION = 0x02,
    DEVICE_STATUS_BUSY = 0x08,
    DEVICE_STATUS_RESERVATION_CONFLICT = 0x18,
    DEVICE_STATUS_TASK_SET_FULL = 0x28,
    DEVICE_STATUS_TASK_ABORTED = 0x40
};

/* One SCSI command. The first group is the request, the second the answer. */
struct device_scsi_command {
    uint8_t cdb[DEVICE_CDB_SIZE];
    uint8_t cdb_length;
    enum device_direction direction;
    uint8_t *data; /* borrowed; the caller zeroes it for DEVICE_DATA_IN */
    uint32_t data_length;
    enum device_time time;    /* what it makes the device do */
    uint32_t timeout_seconds; /* the link fills it in */

    uint32_t transferred; /* what the transport claims; at most data_length */
    uint8_t status;       /* DEVICE_STATUS_* or another SAM status */
    uint8_t sense[DEVICE_SENSE_SIZE];
    uint8_t sense_length; /* bytes of sense that may be looked at; 0 without CHECK CONDITION */
};

/* The file system on a disc. Texts are UTF-8. */
struct device_volume {
    char file_system[DEVICE_VOLUME_TEXT];
    char name[DEVICE_VOLUME_TEXT];
    uint32_t serial_number;
};

/*
 * Functions of a transport. All may be called by any thread; a handle by one thread at a time.
 *
 * open: name is UTF-8. ERROR_FILE_NOT_FOUND (or ERROR_PATH_NOT_FOUND): there is no such device.
 *   ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION and any other system error.
 * close: NULL is accepted.
 * control: in and out may be the same block or NULL with length 0. *returned is what the system
 *   claims to have stored. ERROR_TIMEOUT when the call was given up after timeout_seconds; it may
 *   still have its effect on the device later. Any other system error.
 * scsi: success means that the command was delivered and the answer group is filled in, whatever
 *   its status. ERROR_TIMEOUT as above. Some systems answer a lost command with success, status
 * GOOD and no data, so a caller proves what it was told.
 * volume: asks the system for the file system on the disc in the drive `name`
 * (GetVolumeInformation). ERROR_UNRECOGNIZED_VOLUME when it knows none; any other system error.
 * *volume is written on success only.
 */
struct device_transport {
    void *context;
    base_error (*open)(void *context, const char *name, enum device_access access, void **handle);
    void (*close)(void *context, void *handle);
    base_error (*control)(void *context, void *handle, uint32_t code, const void *in,
                          uint32_t in_length, void *out, uint32_t out_length,
                          uint32_t timeout_seconds, uint32_t *returned);
    base_error (*scsi)(void *context, void *handle, struct device_scsi_command *command);
    base_error (*volume)(void *context, const char *name, struct device_volume *volume);
};

/*
 * The operating system's devices: CreateFile, DeviceIoControl, IOCTL_SCSI_PASS_THROUGH on Windows;
 * on other systems what transport_posix.h was given, else a transport whose open always gives
 * ERROR_FILE_NOT_FOUND. Never NULL.
 */
const struct device_transport *device_transport_system(void);

#endif
