/* SPDX-License-Identifier: MIT */
/*
 * A drive as the library manager needs it: what it is, whether something is in it and in which
 * state, unload, TapeAlert. Each function opens the node, asks and closes it again: a tape node is
 * never held, because a program may want it and some systems open it once only. A node that
 * somebody has opened exclusively gives ERROR_BUSY with fault->retry: an expected outcome, the
 * drive is in use. Any thread; fault may be NULL; the functions return fault->error.
 */
#ifndef DEVICE_DRIVE_H
#define DEVICE_DRIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "device/element.h"
#include "device/fault.h"
#include "device/transport.h"

#define DEVICE_MEDIA_TYPES_MAX 16

/* Peripheral device types of INQUIRY that matter here. */
enum {
    DEVICE_TYPE_DISK = 0x00,
    DEVICE_TYPE_TAPE = 0x01,
    DEVICE_TYPE_CDROM = 0x05,
    DEVICE_TYPE_OPTICAL = 0x07,
    DEVICE_TYPE_CHANGER = 0x08,
    DEVICE_TYPE_UNKNOWN = 0x1F
};

/* One kind of medium the drive can use: a STORAGE_MEDIA_TYPE number and MEDIA_* characteristics. */
struct device_media_type {
    uint32_t media_type;
    uint32_t characteristics;
};

struct device_drive_description {
    char name[DEVICE_NAME_SIZE];
    char vendor[DEVICE_VENDOR_SIZE];
    char product[DEVICE_PRODUCT_SIZE];
    char revision[DEVICE_REVISION_SIZE];
    char serial[DEVICE_SERIAL_SIZE]; /* unit serial number (VPD 80h); "" when there is none */
    char world_wide_name[DEVICE_SERIAL_SIZE]; /* NAA identifier (VPD 83h) as hex digits, or "" */
    uint8_t device_type;                      /* DEVICE_TYPE_* */
    bool busy; /* the node could not be opened: in use by a program; only name is filled in */
    struct device_scsi_address scsi_address;
    uint32_t media_type_count;
    struct device_media_type media_types[DEVICE_MEDIA_TYPES_MAX];
};

/*
 * Tells what the drive is: INQUIRY and VPD pages by pass-through, IOCTL_STORAGE_QUERY_PROPERTY
 * where pass-through is refused. Media types from IOCTL_STORAGE_GET_MEDIA_TYPES_EX when believable
 * (the device type matches and there is at least one), else from the densities the drive reports,
 * else from its product name. Errors: those of opening the node, ERROR_BUSY, ERROR_BAD_UNIT when it
 * is no drive, device faults. *description is written on success only.
 */
base_error device_drive_describe(const struct device_transport *transport, const char *name,
                                 struct device_drive_description *description,
                                 struct device_fault *fault);

/*
 * ERROR_DEV_NOT_EXIST when the drive of this name tells another serial number than `serial`:
 * systems give the name of a drive that went away to the next one that comes. ERROR_FILE_NOT_FOUND
 * and the like when there is none. Success in all other cases: the drive is the one, or nobody can
 * tell.
 */
base_error device_drive_confirm(const struct device_transport *transport, const char *name,
                                const char *serial, struct device_fault *fault);

enum device_drive_status {
    DEVICE_DRIVE_READY = 1,         /* a medium is loaded and can be used */
    DEVICE_DRIVE_EMPTY,             /* no medium, or an ejected one in the mouth of the drive */
    DEVICE_DRIVE_UNLOADED,          /* a medium is there but not threaded */
    DEVICE_DRIVE_BECOMING_READY,    /* loading, unloading, other work: ask again */
    DEVICE_DRIVE_CLEANING,          /* a cleaner is inside, its cycle is running: ask again */
    DEVICE_DRIVE_CLEANER_INSTALLED, /* a cleaner is inside, its cycle is over and went well */
    DEVICE_DRIVE_CLEAN_FAILED,      /* a cleaner is inside, cleaning did not work */
    DEVICE_DRIVE_CLEANER_SPENT,     /* the cleaner is used up, or is none (TapeAlert 22, 23) */
    DEVICE_DRIVE_NEEDS_CLEANING,    /* ready, and asks to be cleaned */
    DEVICE_DRIVE_FAULT              /* fault says what */
};

/*
 * The state of the drive, from TEST UNIT READY (IOCTL_STORAGE_CHECK_VERIFY where pass-through is
 * refused); unit attentions are passed over. When the drive says that a cleaning failed, the
 * TapeAlert page tells CLEAN_FAILED from CLEANER_SPENT; otherwise the page is not read, and
 * CLEANER_INSTALLED never comes out (a drive done with its cleaner says EMPTY or UNLOADED).
 * Success with DEVICE_DRIVE_FAULT when the drive answers with a fault (described in *fault, whose
 * error then is not returned). Returns an error, with *status untouched, when it could not be
 * asked: ERROR_BUSY (somebody holds the node, or the drive is reserved or busy), ERROR_TIMEOUT,
 * errors of opening it.
 */
base_error device_drive_status(const struct device_transport *transport, const char *name,
                               enum device_drive_status *status, struct device_fault *fault);

/*
 * The same for a drive into which a cleaner was put. Once the drive stops saying CLEANING or
 * BECOMING_READY the TapeAlert page is read and the outcome made of both: CLEANER_INSTALLED (done),
 * CLEANER_SPENT (flags 22, 23), CLEAN_FAILED or FAULT. The flags that were read are stored in
 * *alerts (0 when the page was not read): most drives report them once.
 */
base_error device_drive_clean_status(const struct device_transport *transport, const char *name,
                                     enum device_drive_status *status, uint64_t *alerts,
                                     struct device_fault *fault);

/*
 * Rewinds and unloads the medium so that the robot can take it; waits for the end (minutes). An
 * empty or already unloaded drive is success. ERROR_BUSY when a program holds the node,
 * ERROR_UNABLE_TO_UNLOAD_MEDIA when the drive refuses (removal prevented), other device faults.
 */
base_error device_drive_unload(const struct device_transport *transport, const char *name,
                               struct device_fault *fault);

/* Bit n-1 is TapeAlert flag n. */
#define DEVICE_ALERT(flag) ((uint64_t)1 << ((flag)-1))

/* TapeAlert flags (SSC-4 annex) used by the library manager. */
enum {
    DEVICE_ALERT_CLEANING_MEDIUM = 11,
    DEVICE_ALERT_CLEAN_NOW = 20,
    DEVICE_ALERT_CLEAN_PERIODIC = 21,
    DEVICE_ALERT_CLEANER_EXPIRED = 22,
    DEVICE_ALERT_INVALID_CLEANER = 23
};

/*
 * Reads the TapeAlert log page (2Eh). Many drives clear the flags when they are read, so this is
 * read when the answer will be used. A drive without the page: success, no flags. Same errors as
 * describe.
 */
base_error device_drive_alerts(const struct device_transport *transport, const char *name,
                               uint64_t *flags, struct device_fault *fault);

/* A medium that is ready in a drive. */
struct device_medium {
    bool write_protected;
    bool needs_cleaning; /* the drive asked to be cleaned while it loaded (sense 00h/17h) */
    bool blank;          /* nothing was ever written to it, as far as the drive tells */
    uint32_t density;    /* SCSI density code, 0 = not told */
    uint32_t type_code;  /* SCSI medium type, 0 = not told */
    int64_t capacity;    /* bytes of the whole medium, 0 = not told */
};

/*
 * Makes the drive load the medium that the robot put in (or threads again one that was unloaded)
 * and waits until it is ready, at most `timeout_seconds` for a command that it does not answer and
 * `watch_seconds` for a drive at work. ERROR_TIMEOUT when it is not ready by then (blame DRIVE,
 * retry: it may be called again); ERROR_NO_MEDIA_IN_DRIVE; ERROR_UNRECOGNIZED_MEDIA when the drive
 * cannot use such a medium (3/30/xx); ERROR_CLEANER_CARTRIDGE_INSTALLED; ERROR_BUSY when a program
 * holds the node; other device faults. *medium (may be NULL) is written on success only.
 */
base_error device_drive_load(const struct device_transport *transport, const char *name,
                             uint32_t timeout_seconds, uint32_t watch_seconds,
                             struct device_medium *medium, struct device_fault *fault);

/*
 * Reads what stands at the beginning of a tape: rewinds, reads the first block in variable block
 * mode, rewinds again. *length is the number of bytes stored, at most `capacity`; a longer block is
 * cut. 0: blank. ERROR_FILEMARK_DETECTED when a file mark stands first: not blank, but nothing
 * tells what it is. ERROR_BUSY when a program holds the node; errors of the medium as ERROR_CRC and
 * the like; other device faults.
 */
base_error device_drive_read_label(const struct device_transport *transport, const char *name,
                                   uint8_t *bytes, uint32_t capacity, uint32_t *length,
                                   struct device_fault *fault);

/*
 * Writes `length` bytes as the one first block of a tape, and a file mark, which makes whatever
 * stood on it unreachable; rewinds. ERROR_WRITE_PROTECT; ERROR_BUSY; other device faults.
 */
base_error device_drive_write_label(const struct device_transport *transport, const char *name,
                                    const uint8_t *bytes, uint32_t length,
                                    struct device_fault *fault);

/*
 * Tells the file system on the disc in a drive, what identifies it. A disc without one the system
 * knows (blank, another's) is success with an empty file_system. ERROR_BUSY when a program holds
 * the disc for itself; ERROR_NOT_READY, ERROR_NO_MEDIA_IN_DRIVE; other system errors. *volume is
 * written on success only.
 */
base_error device_drive_volume(const struct device_transport *transport, const char *name,
                               struct device_volume *volume, struct device_fault *fault);

#endif
