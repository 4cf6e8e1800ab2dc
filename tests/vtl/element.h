/* SPDX-License-Identifier: MIT */
/*
 * The model of the virtual world: libraries with their elements, stand-alone drives, every
 * cartridge there is, and the shelf outside. It decides what is where and what a library has
 * noticed of it. Pure data and functions; the caller holds the world's lock and passes the time.
 */
#ifndef VTL_ELEMENT_H
#define VTL_ELEMENT_H

#include "control.h"
#include "vtl.h"

enum { VTL_TYPES = 5, VTL_LOG_ENTRIES = 16384, VTL_MAX_FAULTS = 32 };

/* ---- configuration, as config.c reads it ---- */

/* What follows a bar code in its field of 32 bytes, and fills the field of an empty element. */
enum vtl_tag_padding {
    VTL_TAG_BLANKS = 0,  /* empty: zeros */
    VTL_TAG_ZEROS = 1,   /* empty: zeros */
    VTL_TAG_GARBAGE = 2, /* a zero and then old bytes; empty: old bytes */
    VTL_TAG_ERASED = 3,  /* FFh; empty: FFh */
};

struct vtl_library_config {
    uint32_t number;
    uint32_t first_tape;
    uint32_t count[VTL_TYPES]; /* elements per type; one transport always */
    uint32_t first[VTL_TYPES]; /* first element address per type */
    bool door;
    bool barcode_reader;
    bool dvcid;
    bool element_scsi_address;
    bool hides_cleaning;
    bool must_unload;
    bool port_manual;
    bool no_exchange;  /* the robot has no second hand */
    uint32_t slot_gap; /* addresses left out after slot_gap_after slots: a second range */
    uint32_t slot_gap_after;
    uint32_t answer_elements; /* most elements one READ ELEMENT STATUS tells of, 0: no limit */
    uint32_t tag_padding;     /* enum vtl_tag_padding */
    bool attention;
    uint32_t changer_class; /* VTL_CLASS_* of the changer */
    uint32_t drive_class;   /* VTL_CLASS_* of its drives */
    uint32_t move_ms;
    uint32_t initialize_ms;
    uint32_t extend_ms;
    struct vtl_identity identity;
    struct vtl_drive_settings drive; /* identity.serial is the prefix, two digits follow */
    bool exclusive;                  /* of the drives: one handle at a time */
    bool real_linux;                 /* linux.h; class codes are off then */
    const char *drives;              /* lines ended by \n, may be NULL; only read while building */
    const char *cartridges;          /* the same */
};

struct vtl_standalone_config {
    uint32_t number;
    uint32_t class_mask;
    bool exclusive;
    bool real_linux;
    struct vtl_drive_settings drive;
    const char *cartridges; /* "d0=barcode,data" lines or NULL */
};

/* ---- the world ---- */

struct vtl_element {
    struct vtl_cartridge *held; /* drives hold theirs in the drive: use vtl_element_cartridge */
    struct vtl_drive *drive;    /* VTL_DRIVE only */
    uint32_t exception_codes;   /* asc << 8 | ascq when exception */
    uint16_t address;
    uint16_t source; /* source storage element address, when source_valid */
    uint8_t type;
    bool source_valid;
    bool exception;
    bool no_access;
    bool hide_label;
    bool not_installed;
    bool by_operator; /* ports: IMPEXP */
    bool open;        /* ports: extended */
    bool inverted;
    /* what the library believes; differs from the truth after a quiet move or behind an open door
     */
    bool seen_full;
    uint8_t seen_medium; /* SMC medium type: 0 unspecified, 1 data, 2 cleaning */
    char seen_barcode[VTL_BARCODE_SIZE];
};

enum { /* unit attentions waiting at a changer, reported lowest first */
       VTL_ATTENTION_RESET = 1,
       VTL_ATTENTION_CHANGED = 2,
       VTL_ATTENTION_PORT = 4,
};

struct vtl_library {
    struct vtl_world *world;
    struct vtl_library_config config;
    struct vtl_element *elements; /* all types, in type order */
    uint32_t element_count;
    uint32_t base[VTL_TYPES]; /* index of the type's first element */
    struct vtl_device changer;
    struct vtl_device *drives; /* config.count[VTL_DRIVE] of them */
    uint64_t ready_at;         /* taking stock until then */
    uint32_t attentions;
    uint32_t moves;
    uint32_t collisions;
    uint16_t index;
    uint16_t position; /* element address the robot stands at */
    bool door_open;
    bool prevented;
    bool moving;
    bool detached;
    bool rotates;
    /* SEND VOLUME TAG's question, answered by REQUEST VOLUME ELEMENT ADDRESS */
    uint8_t query_action;
    uint8_t query_type;
    uint16_t query_start;
    char query_template[VTL_BARCODE_SIZE];
};

struct vtl_standalone {
    struct vtl_device device;
    bool detached;
};

struct vtl_fault_entry {
    struct vtl_control_fault fault;
    uint32_t id; /* 0 = free */
};

/* A command that was given up, and is carried out after so many more to the same device. */
struct vtl_late {
    struct vtl_device *device; /* NULL: none */
    uint32_t after;
    uint8_t cdb_length;
    uint8_t cdb[VTL_MAX_CDB];
};

struct vtl_world {
    struct vtl_library *libraries[VTL_MAX_LIBRARIES];
    struct vtl_standalone *standalone[VTL_MAX_DRIVES];
    uint32_t library_count;
    uint32_t standalone_count;
    struct vtl_cartridge *cartridges; /* every one, wherever it is */
    struct vtl_fault_entry faults[VTL_MAX_FAULTS];
    uint32_t next_fault;
    struct vtl_late late;
    uint32_t next_cartridge;
    uint64_t next_sequence;
    struct vtl_log_entry *log; /* ring of VTL_LOG_ENTRIES */
};

/* An empty world, or NULL without memory. */
struct vtl_world *vtl_world_create(void);
void vtl_world_free(struct vtl_world *world); /* NULL is fine */
/* Brings every drive up to `now`, so that what is read of it and its cartridge is true. */
void vtl_world_tick(struct vtl_world *world, uint64_t now);
/* Adds a library or drive; false: the configuration is impossible (overlapping or too large element
 * addresses, counts beyond the limits, a malformed cartridge list) or memory is out. The world is
 * then as before. */
bool vtl_world_add_library(struct vtl_world *world, const struct vtl_library_config *config,
                           uint64_t now);
bool vtl_world_add_standalone(struct vtl_world *world, const struct vtl_standalone_config *config,
                              uint64_t now);
struct vtl_cartridge *vtl_world_new_cartridge(struct vtl_world *world,
                                              const struct vtl_control_insert *wanted);
void vtl_world_destroy_cartridge(struct vtl_world *world, struct vtl_cartridge *cartridge);

/* text.c: what differs of single drives, "d1=density=65,writes=64\n"; density, writes, reads,
 * block=N and load, as vtl_drive_settings has them. */
bool vtl_text_drives(struct vtl_library *library, const char *text);

/* text.c: puts the cartridges of a list into the library (or, with library NULL, into the drive).
 */
bool vtl_text_fill(struct vtl_world *world, struct vtl_library *library, struct vtl_drive *drive,
                   const char *text, uint64_t now);

/* NULL when there is no such element; number counts from 0 in its type. */
struct vtl_element *vtl_library_element(struct vtl_library *library, uint32_t type,
                                        uint32_t number);
struct vtl_element *vtl_library_address(struct vtl_library *library, uint32_t address);
uint32_t vtl_element_number(const struct vtl_library *library, const struct vtl_element *element);
struct vtl_cartridge *vtl_element_cartridge(const struct vtl_element *element);

/* Puts a cartridge into an empty element or takes the one there out. The library notices when
 * `notice`. put: false when the element is full. */
bool vtl_element_put(struct vtl_library *library, struct vtl_element *element,
                     struct vtl_cartridge *cartridge, bool notice, uint64_t now);
struct vtl_cartridge *vtl_element_take(struct vtl_library *library, struct vtl_element *element,
                                       bool notice, uint64_t now);
/* The library looks: what it believes becomes what is. */
void vtl_element_look(struct vtl_library *library, struct vtl_element *element);
void vtl_library_look(struct vtl_library *library);

/* Places for the control device: NULL drive and element when there is no such place. */
struct vtl_place {
    struct vtl_library *library;
    struct vtl_element *element;
    struct vtl_drive *drive; /* of a stand-alone drive */
};
bool vtl_world_place(struct vtl_world *world, const struct vtl_control_place *wanted,
                     struct vtl_place *out);
struct vtl_cartridge *vtl_place_cartridge(const struct vtl_place *place);
struct vtl_device *vtl_world_drive(struct vtl_world *world, uint32_t library, uint32_t drive);
bool vtl_device_detached(const struct vtl_device *device);

/* ---- SMC commands (smc.c, smc_move.c, smc_status.c) ---- */

/* true: needs the robot, so it runs alone and after those before it. */
bool vtl_smc_is_robot(const struct vtl_request *request);
void vtl_smc_execute(struct vtl_library *library, struct vtl_request *request, uint64_t now);
void vtl_smc_finish(struct vtl_library *library, struct vtl_request *request, uint64_t now);
/* Not ready, or a unit attention: fills the request and answers false. */
bool vtl_smc_is_ready(struct vtl_library *library, struct vtl_request *request, uint64_t now);
void vtl_smc_power_cycle(struct vtl_library *library);
/* A move, or the second half of an exchange, that ends with the cartridge in the robot's hand. */
void vtl_smc_stick(struct vtl_library *library, struct vtl_request *request, uint64_t now);
/* The parts in the other files; cdb is padded to 16 bytes. */
void vtl_smc_move_begin(struct vtl_library *library, struct vtl_request *request,
                        const uint8_t *cdb, uint64_t now);
void vtl_smc_move_end(struct vtl_library *library, struct vtl_request *request, const uint8_t *cdb,
                      uint64_t now);
void vtl_smc_read_status(struct vtl_library *library, struct vtl_request *request,
                         const uint8_t *cdb, uint64_t now);
void vtl_smc_inquiry(struct vtl_library *library, struct vtl_request *request, const uint8_t *cdb);
void vtl_smc_mode_sense(struct vtl_library *library, struct vtl_request *request,
                        const uint8_t *cdb);
void vtl_smc_log_sense(struct vtl_request *request, const uint8_t *cdb);
void vtl_smc_send_volume_tag(struct vtl_library *library, struct vtl_request *request,
                             const uint8_t *cdb);
void vtl_smc_request_volume(struct vtl_library *library, struct vtl_request *request,
                            const uint8_t *cdb, uint64_t now);

/* ---- the class codes on top (class_changer.c) ---- */

enum vtl_class_answer {
    VTL_CLASS_NOT_MINE = 0,
    VTL_CLASS_DONE = 1,  /* call is filled */
    VTL_CLASS_ROBOT = 2, /* cdb is filled: run it as a robot command, then ..._finish */
};
enum vtl_class_answer vtl_class_changer(struct vtl_device *device, struct vtl_ioctl *call,
                                        uint8_t cdb[VTL_MAX_CDB], uint64_t now);
void vtl_class_changer_finish(struct vtl_ioctl *call, const struct vtl_request *request);

/* ---- the control device (control.c) ---- */

/* All codes but RESET, CLEAR_FAULTS' release and QUERY's pending, which the shell adds. */
void vtl_control_call(struct vtl_world *world, struct vtl_ioctl *call, uint64_t now);

/* ---- small text helpers (text.c) ---- */

/* Copies at most size - 1 characters and terminates. */
void vtl_text_copy(char *to, size_t size, const char *from);
/* Copies and pads with spaces, no terminator. */
void vtl_text_pad(uint8_t *to, size_t size, const char *from);
size_t vtl_text_length(const char *text, size_t limit);

#endif
