/* SPDX-License-Identifier: MIT */
/*
 * The virtual tape library's inner contract: what a device, a command, a cartridge and a device
 * control call look like to every file of the driver. Everything declared here but the memory
 * functions is plain data; the files that work on it know no operating system and no clock, so they
 * also compile natively. Whoever calls passes the time and holds the world's lock.
 */
#ifndef VTL_VTL_H
#define VTL_VTL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    VTL_BARCODE_SIZE = 33, /* 32 characters and the terminator */
    VTL_SENSE_SIZE = 32,
    VTL_MAX_CDB = 16,
    VTL_MAX_LIBRARIES = 16,
    VTL_MAX_DRIVES = 64, /* per library, and of stand-alone drives */
    VTL_MAX_PORTS = 64,
    VTL_MAX_SLOTS = 10000,
    VTL_MAX_TRANSFER = 4 << 20, /* the longest data phase the devices take */
};

#define VTL_FOREVER UINT32_MAX /* a delay that never ends by itself */

/* Zeroed memory or NULL. vtl_free accepts NULL. Provided by memory_kernel.c or memory_native.c. */
void *vtl_alloc(size_t bytes);
void vtl_free(void *memory);

/* ---- cartridges ---- */

struct vtl_medium; /* the data on the tape: medium.h */

enum vtl_cartridge_kind { VTL_CARTRIDGE_DATA = 0, VTL_CARTRIDGE_CLEANER = 1 };

struct vtl_cartridge {
    struct vtl_cartridge *next;     /* the world's list of all cartridges */
    uint32_t id;                    /* unique for the life of the driver */
    char barcode[VTL_BARCODE_SIZE]; /* "" = no label on the cartridge */
    uint32_t kind;                  /* enum vtl_cartridge_kind */
    uint32_t uses_left;             /* cleaners: the drive takes one when a cycle starts */
    bool spent;                     /* cleaners: set by a drive that found uses_left 0 */
    bool write_protect;
    uint8_t sides;        /* 1 or 2 */
    uint8_t side_up;      /* 0 or 1: which side a drive reads */
    uint8_t density;      /* SSC density code of the medium, e.g. 0x46 = LTO-4; 0 = drive's own */
    uint32_t capacity_mb; /* 0 = the drive's usual capacity */
    struct vtl_medium *medium[2]; /* per side; made by the drive code on first load, may be NULL */
};

/* Frees what medium.c hung onto a cartridge (both sides); element.c calls it before it frees one.
 */
void vtl_cartridge_free_media(struct vtl_cartridge *cartridge);

/* ---- SCSI commands ---- */

enum vtl_direction { VTL_DATA_NONE = 0, VTL_DATA_OUT = 1, VTL_DATA_IN = 2 };

enum {
    SCSI_STATUS_GOOD = 0x00,
    SCSI_STATUS_CHECK_CONDITION = 0x02,
    SCSI_STATUS_BUSY = 0x08,
    SCSI_STATUS_RESERVATION_CONFLICT = 0x18,
};

/*
 * One command. The executor sets transferred, status, sense and delay_ms and reads or writes at
 * most data_length bytes of data. delay_ms is how long the command takes on the device; the shell
 * keeps the caller waiting that long (VTL_FOREVER: until
 * released). A tape drive changes its state at once and lets the time show
 * (becoming ready until then); a changer's move changes the world at the end, in vtl_finish.
 */
struct vtl_request {
    const uint8_t *cdb;
    uint8_t *data; /* VTL_DATA_OUT: bytes from the initiator; VTL_DATA_IN: zeroed space for them */
    uint32_t data_length;
    uint32_t transferred;
    uint32_t delay_ms;
    uint32_t fail_status; /* nonzero: the call itself fails with this NTSTATUS, no SCSI status */
    uint8_t cdb_length;
    uint8_t data_direction; /* enum vtl_direction, what the initiator prepared for */
    uint8_t status;         /* SCSI_STATUS_* */
    uint8_t sense_length;   /* 0 when status is GOOD */
    uint8_t sense[VTL_SENSE_SIZE];
    bool from_class; /* sent by class_*.c on behalf of a device control call */
    bool robot;      /* set by the changer: vtl_finish must be called after delay_ms */
    /* What an injected fault wants at the end; fault.c sets and reads these. */
    uint8_t after; /* 0 nothing, else 1 + enum vtl_fault_action */
    uint8_t after_sense[3];
    uint32_t after_status;
    uint64_t log_sequence;
};

/* Fixed format sense (70h) with length 18, status CHECK CONDITION. */
void vtl_request_fail(struct vtl_request *request, uint8_t key, uint8_t asc, uint8_t ascq);
/* The same with the INFORMATION field, valid bit and filemark/EOM/ILI bits (byte 2, mask E0h). */
void vtl_request_fail_info(struct vtl_request *request, uint8_t key, uint8_t asc, uint8_t ascq,
                           uint8_t flags, uint32_t information);
/* Copies an answer of `length` bytes, cut at `allocation` and at data_length; sets transferred. */
void vtl_request_answer(struct vtl_request *request, const void *answer, uint32_t length,
                        uint32_t allocation);

static inline uint16_t vtl_get16(const uint8_t *p)
{
    return (uint16_t)((p[0] << 8) | p[1]);
}

static inline uint32_t vtl_get24(const uint8_t *p)
{
    return ((uint32_t)p[0] << 16) | ((uint32_t)p[1] << 8) | p[2];
}

static inline uint32_t vtl_get32(const uint8_t *p)
{
    return ((uint32_t)p[0] << 24) | ((uint32_t)p[1] << 16) | ((uint32_t)p[2] << 8) | p[3];
}

static inline void vtl_put16(uint8_t *p, uint32_t value)
{
    p[0] = (uint8_t)(value >> 8);
    p[1] = (uint8_t)value;
}

static inline void vtl_put24(uint8_t *p, uint32_t value)
{
    p[0] = (uint8_t)(value >> 16);
    p[1] = (uint8_t)(value >> 8);
    p[2] = (uint8_t)value;
}

static inline void vtl_put32(uint8_t *p, uint32_t value)
{
    vtl_put16(p, value >> 16);
    vtl_put16(p + 2, value);
}

/* ---- identities and settings ---- */

enum {
    VTL_CLASS_CHANGER = 1u, /* IOCTL_CHANGER_* */
    VTL_CLASS_TAPE = 2u,    /* IOCTL_TAPE_* */
    VTL_CLASS_STORAGE = 4u, /* IOCTL_STORAGE_*, IOCTL_SCSI_GET_* */
    VTL_CLASS_ALL = 7u,
};

/* Who a device says it is; unpadded ASCII, terminated. */
struct vtl_identity {
    char vendor[9];
    char product[17];
    char revision[5];
    char serial[33]; /* "" = device has no serial number: VPD 80h and 83h are refused */
};

/* How a tape drive behaves. One copy per drive; the control device may change the delays. */
struct vtl_drive_settings {
    struct vtl_identity identity;
    uint32_t load_ms; /* insert or LOAD until ready */
    uint32_t unload_ms;
    uint32_t rewind_ms;    /* REWIND, LOCATE, SPACE to end */
    uint32_t transfer_ms;  /* each READ, WRITE, WRITE FILEMARKS */
    uint32_t cleaning_ms;  /* length of a cleaning cycle */
    uint32_t capacity_mb;  /* default capacity of a data cartridge; 0 = 16 */
    uint32_t block_length; /* after power on; 0: variable */
    uint8_t density;       /* density code of its own; 0 = 46h, and 44h and 42h below */
    uint8_t writes;        /* another one it writes, 0 = none */
    uint8_t reads;         /* one it only reads, 0 = none; all others it refuses */
    bool needs_load;       /* threads a cartridge on LOAD only: 2/04/02 until then */
    bool attention;        /* 6/29/00 waits after power on or RESET */
};

struct vtl_drive;   /* tape.h */
struct vtl_library; /* element.h */

/* ---- the drive, as the rest of the driver uses it (tape.c) ---- */

struct vtl_drive *vtl_drive_create(const struct vtl_drive_settings *settings, uint64_t now);
void vtl_drive_free(
    struct vtl_drive *drive); /* does not touch the cartridge inside; NULL is fine */
void vtl_drive_reset(struct vtl_drive *drive, uint64_t now); /* power cycle; medium stays inside */
struct vtl_drive_settings *vtl_drive_settings(struct vtl_drive *drive);
void vtl_drive_reset_mode(struct vtl_drive *drive); /* mode parameters as after power on */
/* A cartridge arrives (robot or hand) and loads by itself: becoming ready for load_ms; a cleaner
 * starts its cycle. false: no memory, or there is one inside already. */
bool vtl_drive_insert(struct vtl_drive *drive, struct vtl_cartridge *cartridge, uint64_t now);
/* Takes the cartridge out whatever the drive's state; returns it, or NULL. */
struct vtl_cartridge *vtl_drive_remove(struct vtl_drive *drive, uint64_t now);
struct vtl_cartridge *vtl_drive_cartridge(const struct vtl_drive *drive);
/* true: the cartridge is unthreaded and the robot's hand can grip it (after UNLOAD; a cleaner:
 * after its cycle, which ends with an unload by itself). */
bool vtl_drive_is_unloaded(const struct vtl_drive *drive, uint64_t now);
bool vtl_drive_removal_prevented(const struct vtl_drive *drive);
/* TapeAlert flags 1..64; cleaning requested is 20 (now) or 21 (periodic). 100 is none of
 * TapeAlert's: the next cleaning cycle fails although the cleaner is good. */
void vtl_drive_set_alert(struct vtl_drive *drive, uint32_t flag, bool on);
uint64_t vtl_drive_alerts(const struct vtl_drive *drive); /* bit n-1 = flag n */
enum vtl_drive_state {                                    /* for the dump */
                       VTL_DRIVE_EMPTY = 0,
                       VTL_DRIVE_LOADING = 1,
                       VTL_DRIVE_READY = 2,
                       VTL_DRIVE_UNLOADING = 3,
                       VTL_DRIVE_UNLOADED = 4, /* cartridge present, unthreaded */
                       VTL_DRIVE_CLEANING = 5,
                       VTL_DRIVE_CLEAN_FAILED = 6,
                       VTL_DRIVE_CLEAN_DONE = 7, /* cleaner still inside */
                       VTL_DRIVE_REFUSED = 8,    /* a medium it cannot use: 3/30/00 */
};
uint32_t vtl_drive_state(const struct vtl_drive *drive, uint64_t now);
/* The length of a cleaning cycle, also of the one under way. */
void vtl_drive_set_cleaning_time(struct vtl_drive *drive, uint32_t milliseconds);
uint32_t vtl_drive_cleanings(const struct vtl_drive *drive); /* cycles ended well since creation */
void vtl_drive_execute(struct vtl_drive *drive, struct vtl_request *request, uint64_t now);
/* Brings the mechanism up to `now` (a cycle that is over has taken its use off the cleaner). The
 * functions that change something do it themselves; who reads the drive or its cartridge calls it
 * first. */
void vtl_drive_tick(struct vtl_drive *drive, uint64_t now);

/* ---- a device object as the pure code sees it ---- */

enum vtl_device_kind { VTL_DEVICE_CHANGER = 0, VTL_DEVICE_TAPE = 1 };

struct vtl_world;
struct vtl_device {
    struct vtl_world *world;
    struct vtl_library *library; /* NULL for a stand-alone drive */
    struct vtl_drive *drive;     /* NULL for a changer */
    struct vtl_identity *identity;
    uint32_t kind;          /* enum vtl_device_kind */
    uint32_t number;        /* N of ChangerN or TapeN */
    uint32_t class_mask;    /* VTL_CLASS_* that are switched on */
    uint16_t library_index; /* 0xFFFF for a stand-alone drive */
    uint16_t drive_index;   /* index inside library, or of the stand-alone drive; 0 for a changer */
    uint32_t opens;         /* handles that are open now; the shell's business alone */
    bool exclusive;         /* one handle at a time, the next gets ERROR_BUSY */
    bool real_linux;        /* as Wine on Linux has it: linux.h */
    uint8_t port;           /* SCSI address, as IOCTL_SCSI_GET_ADDRESS tells */
    uint8_t path;
    uint8_t target;
    uint8_t lun;
};

/*
 * Runs one command on a device: injected faults, the log, then vtl_drive_execute or
 * vtl_smc_execute. class_*.c uses this and never the executors, so that faults and log cover both
 * product paths. (fault.c)
 */
void vtl_execute(struct vtl_device *device, struct vtl_request *request, uint64_t now);
/* The end of a request that left vtl_execute with robot set; the shell's business alone. */
void vtl_finish(struct vtl_device *device, struct vtl_request *request, uint64_t now);

/* ---- device control calls ---- */

/* NTSTATUS values the pure code answers with. */
enum {
    VTL_STATUS_SUCCESS = 0,
    VTL_STATUS_PENDING = 0x103,
};
#define VTL_STATUS_BUFFER_OVERFLOW             0x80000005u
#define VTL_STATUS_FILEMARK_DETECTED           0x8000001Bu
#define VTL_STATUS_MEDIA_CHANGED               0x8000001Cu
#define VTL_STATUS_BUS_RESET                   0x8000001Du
#define VTL_STATUS_END_OF_MEDIA                0x8000001Eu
#define VTL_STATUS_BEGINNING_OF_MEDIA          0x8000001Fu
#define VTL_STATUS_SETMARK_DETECTED            0x80000021u
#define VTL_STATUS_NO_DATA_DETECTED            0x80000022u
#define VTL_STATUS_CLEANER_CARTRIDGE_INSTALLED 0x80000027u
#define VTL_STATUS_DEVICE_REQUIRES_CLEANING    0x80000288u
#define VTL_STATUS_DEVICE_DOOR_OPEN            0x80000289u
#define VTL_STATUS_NOT_IMPLEMENTED             0xC0000002u
#define VTL_STATUS_INFO_LENGTH_MISMATCH        0xC0000004u
#define VTL_STATUS_INVALID_PARAMETER           0xC000000Du
#define VTL_STATUS_NO_SUCH_DEVICE              0xC000000Eu
#define VTL_STATUS_INVALID_DEVICE_REQUEST      0xC0000010u
#define VTL_STATUS_NO_MEDIA_IN_DEVICE          0xC0000013u
#define VTL_STATUS_UNRECOGNIZED_MEDIA          0xC0000014u
#define VTL_STATUS_NO_MEMORY                   0xC0000017u
#define VTL_STATUS_ACCESS_DENIED               0xC0000022u
#define VTL_STATUS_BUFFER_TOO_SMALL            0xC0000023u
#define VTL_STATUS_DEVICE_NOT_CONNECTED        0xC000009Du
#define VTL_STATUS_INSUFFICIENT_RESOURCES      0xC000009Au
#define VTL_STATUS_MEDIA_WRITE_PROTECTED       0xC00000A2u
#define VTL_STATUS_DEVICE_NOT_READY            0xC00000A3u
#define VTL_STATUS_DEVICE_BUSY                 0x80000011u
#define VTL_STATUS_IO_TIMEOUT                  0xC00000B5u
#define VTL_STATUS_NOT_SUPPORTED               0xC00000BBu
#define VTL_STATUS_CANCELLED                   0xC0000120u
#define VTL_STATUS_NO_MEDIA                    0xC0000178u
#define VTL_STATUS_IO_DEVICE_ERROR             0xC0000185u
#define VTL_STATUS_INVALID_BLOCK_LENGTH        0xC0000173u
#define VTL_STATUS_INVALID_BUFFER_SIZE         0xC0000206u
#define VTL_STATUS_SOURCE_ELEMENT_EMPTY        0xC0000283u
#define VTL_STATUS_DESTINATION_ELEMENT_FULL    0xC0000284u
#define VTL_STATUS_ILLEGAL_ELEMENT_ADDRESS     0xC0000285u
#define VTL_STATUS_MAGAZINE_NOT_PRESENT        0xC0000286u
#define VTL_STATUS_REINITIALIZATION_NEEDED     0xC0000287u
#define VTL_STATUS_TRANSPORT_FULL              0xC00002CAu
#define VTL_STATUS_CLEANER_CARTRIDGE_SPENT     0xC000029Cu

/*
 * One call. `in` is a copy of the caller's input and never overlaps `out`; `out` is zeroed. The
 * function sets status, information (bytes written to out, or bytes moved by a read or write) and
 * delay_ms. Nothing beyond in_length or out_length may be touched; both come from the caller and
 * may be anything, pointers may be NULL when the length is 0.
 */
struct vtl_ioctl {
    uint32_t code;
    uint32_t in_length;
    uint32_t out_length;
    uint32_t information;
    uint32_t status;
    uint32_t delay_ms;
    const uint8_t *in;
    uint8_t *out;
};

/* Each answers false when the code is none of its family (whether switched on or not is its
 * business: switched off = true with VTL_STATUS_INVALID_DEVICE_REQUEST). */
bool vtl_class_tape(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now);
bool vtl_class_storage(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now);
/* IRP_MJ_READ and IRP_MJ_WRITE on a tape: read fills out, write takes in. */
void vtl_tape_read(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now);
void vtl_tape_write(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now);

#endif
