/* SPDX-License-Identifier: MIT */
/*
 * What a test may ask of the virtual tape library through \\.\NtmsVtl. Layouts are the same for 32-
 * and 64-bit programs and for the driver; all numbers are little endian; all calls are
 * METHOD_BUFFERED and need no access rights on the handle. Unused fields must be zero.
 */
#ifndef VTL_CONTROL_H
#define VTL_CONTROL_H

#include <stdint.h>

#define VTL_CONTROL_NAME    "\\\\.\\NtmsVtl"
#define VTL_REGISTRY_KEY    "SYSTEM\\CurrentControlSet\\Services\\NtmsVtl\\Parameters"
#define VTL_CONTROL(number) ((0x9A00u << 16) | ((0x800u + (number)) << 2))

#define VTL_IOCTL_RESET      VTL_CONTROL(0u) /* read the registry again, build everything anew */
#define VTL_IOCTL_SET_DOOR   VTL_CONTROL(1u) /* struct vtl_control_door */
#define VTL_IOCTL_HAND_MOVE  VTL_CONTROL(2u) /* struct vtl_control_move */
#define VTL_IOCTL_INSERT     VTL_CONTROL(3u) /* struct vtl_control_insert -> uint32_t cartridge id */
#define VTL_IOCTL_REMOVE     VTL_CONTROL(4u) /* struct vtl_control_place; destroys the cartridge */
#define VTL_IOCTL_SET_ALERT  VTL_CONTROL(5u) /* struct vtl_control_alert */
#define VTL_IOCTL_SET_DELAYS VTL_CONTROL(6u) /* struct vtl_control_delays */
#define VTL_IOCTL_FAULT      VTL_CONTROL(7u) /* struct vtl_control_fault -> uint32_t fault id */
#define VTL_IOCTL_CLEAR_FAULTS                                                                     \
    VTL_CONTROL(8u)                           /* also releases commands that were never answered   \
                                               */
#define VTL_IOCTL_READ_LOG    VTL_CONTROL(9u) /* uint64_t first sequence -> struct vtl_log_entry[] */
#define VTL_IOCTL_DUMP        VTL_CONTROL(10u) /* -> struct vtl_dump_header and arrays */
#define VTL_IOCTL_SET_ELEMENT VTL_CONTROL(11u) /* struct vtl_control_element */
#define VTL_IOCTL_SET_USES    VTL_CONTROL(12u) /* struct vtl_control_uses */
#define VTL_IOCTL_POWER       VTL_CONTROL(13u) /* struct vtl_control_power */
#define VTL_IOCTL_QUERY       VTL_CONTROL(14u) /* -> struct vtl_control_query */
#define VTL_IOCTL_SET_BLOCKS  VTL_CONTROL(15u) /* struct vtl_control_blocks and its objects */
#define VTL_IOCTL_GET_BLOCKS  VTL_CONTROL(16u) /* the same -> answer and objects */

/* Element types are SCSI's; 0 is "outside the library" (the shelf). Numbers count from 0 per type.
 */
enum {
    VTL_OUTSIDE = 0,
    VTL_TRANSPORT = 1,
    VTL_SLOT = 2,
    VTL_PORT = 3,
    VTL_DRIVE = 4,
};

#define VTL_STANDALONE 0xFFFFu /* as library: the stand-alone drives */
#define VTL_ANY        0xFFFEu /* as library or drive of a fault: every one */

struct vtl_control_place {
    uint16_t library; /* VTL_STANDALONE: type VTL_DRIVE only */
    uint16_t type;    /* VTL_SLOT, ... */
    uint32_t number;
};

struct vtl_control_door {
    uint16_t library;
    uint16_t open; /* 0 or 1; an open door makes the changer not ready (2/04/03 ... see smc.c) */
};

/*
 * A person moves a cartridge; the device learns of it the way a real one does (port: 6/28/01;
 * slots behind a door: looked at again when the door closes, 6/28/00; drive: at once).
 * from.type VTL_OUTSIDE: the cartridge on the shelf with this barcode. to.type VTL_OUTSIDE: onto
 * the shelf. Errors: source empty 1160, destination full 1161, place or barcode unknown 1162. Doors
 * do not stop it, so that a test can also make the world differ from what the library noticed.
 */
struct vtl_control_move {
    struct vtl_control_place from;
    struct vtl_control_place to;
    char barcode[36];
    uint32_t quiet; /* 1: the library does not notice (its element status stays as it was) */
};

struct vtl_control_insert {
    struct vtl_control_place to; /* VTL_OUTSIDE: put it on the shelf */
    char barcode[36];            /* "" = without label */
    uint32_t kind;               /* 0 data, 1 cleaner */
    uint32_t uses;               /* cleaner: cycles left */
    uint32_t write_protect;
    uint32_t sides;       /* 0 = 1 */
    uint32_t density;     /* 0 = the drive's */
    uint32_t capacity_mb; /* 0 = the drive's */
};

struct vtl_control_alert {
    uint16_t library; /* or VTL_STANDALONE */
    uint16_t drive;
    uint32_t flag; /* TapeAlert 1..64; 20 = clean now, 21 = clean periodic, 22 = expired cleaner;
                      100 = the next cleaning cycle fails though the cleaner is good */
    uint32_t on;
};

enum { VTL_DELAY_KEEP = -1 };
/*
 * Milliseconds, VTL_DELAY_KEEP = unchanged. A cleaning cycle that is under way gets the new length;
 * a move that is, in the driver, ends no later than one that began now would. So a test can hold
 * the robot or a cleaning with a long time, and let go with 0.
 */
struct vtl_control_delays {
    uint16_t library; /* or VTL_STANDALONE; all drives of it */
    uint16_t reserved;
    int32_t move_ms;
    int32_t initialize_ms; /* INITIALIZE ELEMENT STATUS, whole library */
    int32_t load_ms;
    int32_t unload_ms;
    int32_t rewind_ms;
    int32_t transfer_ms;
    int32_t cleaning_ms;
    int32_t extend_ms; /* OPEN/CLOSE IMPORT EXPORT ELEMENT */
};

enum vtl_fault_action {
    VTL_FAULT_SENSE = 0,      /* CHECK CONDITION key/asc/ascq, nothing done; a changer's 53/08 and
                                 04/02 end when it is initialized */
    VTL_FAULT_SENSE_DONE = 1, /* the command is carried out, then the same */
    VTL_FAULT_HANG = 2,       /* never answered until CLEAR_FAULTS, RESET or cancel; nothing done */
    VTL_FAULT_HANG_DONE = 3,  /* carried out, never answered */
    VTL_FAULT_SHORT = 4,      /* answers with `count` bytes less */
    VTL_FAULT_BYTES = 5,      /* `count` bytes of the answer at `offset` become `bytes` */
    VTL_FAULT_BUSY = 6,       /* status BUSY, nothing done */
    VTL_FAULT_LIE = 7,        /* status GOOD, nothing done, no data */
    VTL_FAULT_STATUS = 8,     /* the call itself fails with NTSTATUS `count`, nothing done */
    VTL_FAULT_DELAY = 9,      /* takes `count` ms longer */
    VTL_FAULT_STATUS_DONE = 10, /* carried out, then the call fails with NTSTATUS `count` */
    VTL_FAULT_LATE = 11,        /* status GOOD at once; carried out when `count` more commands have
                                   come to the device. Commands without data only */
    VTL_FAULT_SCSI_STATUS = 12, /* SCSI status `count` without sense data, nothing done */
    VTL_FAULT_STUCK = 13,       /* MOVE MEDIUM: the robot keeps the cartridge in its hand, then
                                   CHECK CONDITION key/asc/ascq */
};

enum { VTL_OPCODE_ANY = 0x100 };

struct vtl_control_fault {
    uint16_t library; /* VTL_STANDALONE, an index; see device */
    uint16_t drive;
    uint16_t device; /* 0 the changer, 1 the drive, 2 any device of the library */
    uint16_t opcode; /* CDB byte 0, or VTL_OPCODE_ANY */
    uint32_t skip;   /* this many matching commands pass first */
    uint32_t times;  /* then this many fail; 0 = 1; 0xFFFFFFFF = until cleared */
    uint32_t action; /* enum vtl_fault_action */
    uint8_t key;
    uint8_t asc;
    uint8_t ascq;
    uint8_t reserved;
    uint32_t count;
    uint32_t
        offset; /* VTL_FAULT_BYTES: where; any other action: so many ms more until the answer */
    uint8_t bytes[64];
};

struct vtl_log_entry {
    uint64_t sequence; /* from 1, without gaps; the ring keeps the newest 16384 */
    uint64_t time_ms;  /* start, milliseconds since 1970-01-01 UTC */
    uint16_t library;
    uint16_t drive;
    uint8_t device; /* 0 changer, 1 drive */
    uint8_t cdb_length;
    uint8_t status; /* SCSI status; 0xFF: the call failed without one; 0xFE: never answered */
    uint8_t from_class;
    uint8_t cdb[16];
    uint8_t key;
    uint8_t asc;
    uint8_t ascq;
    uint8_t fault;        /* 1: an injected fault struck */
    uint32_t delay_ms;    /* how long the command takes */
    uint32_t transferred; /* data bytes */
    uint32_t reserved;
};

struct vtl_control_element { /* an element's state, as the test wants it */
    struct vtl_control_place place;
    uint32_t exception; /* 1: EXCEPT with asc/ascq below */
    uint32_t asc;
    uint32_t ascq;
    uint32_t no_access;     /* 1: ACCESS 0 */
    uint32_t hide_label;    /* 1: the reader cannot read the bar code here */
    uint32_t not_installed; /* drive or slot magazine missing: its moves are refused (3B/11 slots,
                               3B/1A drives) */
};

struct vtl_control_uses {
    struct vtl_control_place place;
    uint32_t uses;
    uint32_t spent;
};

/*
 * What is written on a cartridge. An object is a uint32_t length and so many bytes, filled up to a
 * multiple of four; length 0 is a file mark. SET: `count` objects follow; what the side held from
 * position `first` on is gone, so that first 0 and count 0 make it blank. GET: at most `count`
 * objects from `first` on are answered, whole ones only. Errors: no such place or bar code 1162,
 * place empty 1160, a cleaner or no such side 87.
 */
struct vtl_control_blocks {
    struct vtl_control_place place;
    char barcode[36]; /* not "": the cartridge with this bar code, wherever it is */
    uint32_t side;
    uint32_t first;
    uint32_t count;
};

struct vtl_control_blocks_answer {
    uint32_t total; /* objects on that side */
    uint32_t count; /* that follow */
};

struct vtl_control_power { /* power cycle: prevention and reservations gone, 6/29/00 follows */
    uint16_t library;      /* or VTL_STANDALONE */
    uint16_t device;       /* 0 the changer, 1 the drive below, 2 whole library */
    uint32_t drive;
    uint32_t attached; /* 0: the devices disappear (opens fail) until called with 1 again */
};

struct vtl_control_query {
    uint32_t version; /* 1 */
    uint32_t libraries;
    uint32_t standalone_drives;
    uint32_t pending;       /* commands not yet answered */
    uint64_t next_sequence; /* of the log */
    uint64_t time_ms;
};

struct vtl_dump_cartridge {
    uint32_t id;
    uint32_t kind;
    char barcode[36];
    uint32_t uses_left;
    uint16_t spent;
    uint16_t write_protect;
    struct vtl_control_place place; /* where it really is */
    uint16_t seen;                  /* 0: the library has not noticed that it is there */
    uint16_t side_up;
    uint32_t blocks;      /* data blocks and marks on side 0, 0 when never written */
    uint32_t source_slot; /* SVALID source element address, 0xFFFFFFFF = none */
};

struct vtl_dump_drive {
    uint16_t library; /* or VTL_STANDALONE */
    uint16_t drive;
    uint16_t number; /* N of TapeN */
    uint16_t state;  /* enum vtl_drive_state in vtl.h */
    uint64_t alerts; /* bit n-1 = TapeAlert flag n */
    uint32_t cleanings;
    uint32_t cartridge; /* id, 0 = empty */
    uint32_t prevented; /* 1: PREVENT MEDIUM REMOVAL */
    uint32_t reserved;
    char serial[36];
    uint32_t reserved2;
};

struct vtl_dump_library {
    uint16_t library;
    uint16_t number; /* N of ChangerN */
    uint16_t slots;
    uint16_t drives;
    uint16_t ports;
    uint16_t door_open; /* 0xFFFF: no door */
    uint16_t prevented;
    uint16_t moving; /* the robot is at work */
    uint32_t moves;  /* robot moves completed since creation */
    uint32_t
        collisions; /* commands refused because they broke a rule (full, empty, not unloaded) */
    uint16_t first_transport;
    uint16_t first_slot;
    uint16_t first_port;
    uint16_t first_drive;
    char serial[36];
    uint32_t reserved;
};

/* Followed by `libraries` vtl_dump_library, `drives` vtl_dump_drive, `cartridges`
 * vtl_dump_cartridge. Too small a buffer: ERROR_MORE_DATA with the header alone, `size` saying what
 * is needed. */
struct vtl_dump_header {
    uint32_t size;
    uint32_t libraries;
    uint32_t drives;
    uint32_t cartridges;
    uint64_t time_ms;
};

#define VTL_SIZE_CHECK(name, size) _Static_assert(sizeof(struct name) == (size), #name " layout")
#ifndef __cplusplus
VTL_SIZE_CHECK(vtl_control_place, 8);
VTL_SIZE_CHECK(vtl_control_move, 56);
VTL_SIZE_CHECK(vtl_control_insert, 68);
VTL_SIZE_CHECK(vtl_control_fault, 96);
VTL_SIZE_CHECK(vtl_control_blocks, 56);
VTL_SIZE_CHECK(vtl_log_entry, 56);
VTL_SIZE_CHECK(vtl_dump_cartridge, 72);
VTL_SIZE_CHECK(vtl_dump_drive, 72);
VTL_SIZE_CHECK(vtl_dump_library, 72);
VTL_SIZE_CHECK(vtl_dump_header, 24);
#endif

#endif
