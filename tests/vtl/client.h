/* SPDX-License-Identifier: MIT */
/*
 * Test programs' side of the virtual tape library: writes its registry configuration, asks for a
 * reset, plays the operator (doors, cartridges), sets faults, and reads what the library knows.
 * Every function returns a Win32 code, 0 = done, unless it says otherwise. Not thread safe per
 * handle only in vtl_open/vtl_close; the calls themselves may come from any thread.
 */
#ifndef VTL_CLIENT_H
#define VTL_CLIENT_H

#include "control.h"

/* One library. Start from vtl_config_default and change what the test needs. */
struct vtl_client_library {
    uint32_t number;          /* N of \\.\ChangerN */
    uint32_t first_tape;      /* its drives are \\.\TapeM, M from here */
    uint32_t slots;           /* 0..10000 */
    uint32_t drives;          /* 0..64 */
    uint32_t ports;           /* import/export elements, 0..64 */
    uint32_t door;            /* 1: has a door (starts closed) */
    uint32_t barcode_reader;  /* 0: no volume tags */
    uint32_t first_transport; /* element addresses as SCSI sees them */
    uint32_t first_slot;
    uint32_t first_port;
    uint32_t first_drive;
    uint32_t class_changer; /* VTL class masks: 1 = class codes on, 0 = pass-through only */
    uint32_t class_tape;
    uint32_t class_storage;
    uint32_t dvcid;                /* READ ELEMENT STATUS can tell the drives' identifiers */
    uint32_t element_scsi_address; /* drive descriptors carry valid bus/LUN (ID_VALID, LU_VALID) */
    uint32_t hides_cleaning;       /* the library cleans by itself: cleaner slots have ACCESS = 0 */
    uint32_t must_unload;          /* moving a threaded cartridge out of a drive is refused */
    uint32_t port_manual;          /* ports open by hand only: 1Bh is an invalid command */
    uint32_t no_exchange;          /* EXCHANGE MEDIUM is an invalid command */
    uint32_t slot_gap;             /* so many addresses are left out after slot_gap_after slots */
    uint32_t slot_gap_after;
    uint32_t answer_elements; /* most elements one READ ELEMENT STATUS tells of, 0: no limit */
    uint32_t tag_padding;     /* of bar codes: 0 blanks, 1 zeros, 2 garbage after a zero, 3 FFh */
    uint32_t attention;       /* 6/29/00 waits after RESET */
    uint32_t move_ms;
    uint32_t initialize_ms;
    uint32_t extend_ms;
    uint32_t load_ms;
    uint32_t unload_ms;
    uint32_t rewind_ms;
    uint32_t transfer_ms;
    uint32_t cleaning_ms;
    uint32_t capacity_mb;  /* of a data cartridge */
    uint32_t exclusive;    /* a drive is opened once only: ERROR_BUSY, under Wine not from
                            * the next open itself but from every call on its handle */
    uint32_t needs_load;   /* drives thread a cartridge on LOAD only */
    uint32_t block_length; /* of the drives after power on, 0: variable */
    uint32_t real_linux;   /* as Wine on Linux has real ones (linux.h); the environment variable
                            * NTMS_TEST_DEVICES=linux says so for all */
    char vendor[9];
    char product[17];
    char serial[33]; /* of the changer; drive i has drive_serial followed by i as 2 digits */
    char drive_vendor[9];
    char drive_product[17];
    char drive_serial[29];
    /* What differs of single drives: lines "d1=density=65[,writes=N][,reads=N][,block=N][,load]"
     * ended by \n, or "d0..d3=...". density: the SSC code of its own media, writes and reads: other
     * ones; all others it refuses (3/30/00). A drive that says nothing is LTO-4: 70, writes 68,
     * reads 66. 65 and 72 are DLT drives, 37 and 38 DDS. NULL = none. */
    const char *drive_types;
    /* "place=barcode,data|cleaner[,uses=N][,wp][,sides=2][,density=N][,mb=N][,label=NAME|block=TEXT]"
     * lines ended by \n; place is s0.., d0.., p0.. Example:
     * "s0=CLN001L1,cleaner,uses=3\ns1=A00001L4,data\np0=,data\n". NULL = none. A range
     * "s1..s9999=A%05u,data" fills many, the number counting from the first place's own number.
     * label: it begins with an MTF media header of that name (which may have %u too); block: with a
     * block of 512 bytes that begins with the text; else it is blank. */
    const char *cartridges;
};

struct vtl_client_drive { /* a stand-alone drive */
    uint32_t number;      /* N of \\.\TapeN */
    uint32_t class_tape;
    uint32_t class_storage;
    uint32_t attention;
    uint32_t load_ms;
    uint32_t unload_ms;
    uint32_t rewind_ms;
    uint32_t transfer_ms;
    uint32_t cleaning_ms;
    uint32_t capacity_mb;
    uint32_t exclusive;
    uint32_t needs_load;
    uint32_t block_length;
    uint32_t density; /* as in drive_types; 0 = LTO-4 */
    uint32_t real_linux;
    char vendor[9];
    char product[17];
    char serial[33];
    const char *cartridge; /* "barcode,data" as above, NULL = empty */
};

/* Library: 20 slots, 2 drives that are opened once only, 1 port, no door, bar codes, class codes
 * on, every delay 0, ids from index. Element addresses: transport 0, drives 256, ports 16, slots
 * 1000 (+ nothing per library).
 */
void vtl_config_default(struct vtl_client_library *library, uint32_t index);
void vtl_config_drive_default(struct vtl_client_drive *drive, uint32_t index);

/* Replaces the whole configuration in the registry; does not reset. drives may be NULL with count
 * 0. */
uint32_t vtl_config_write(const struct vtl_client_library *libraries, uint32_t library_count,
                          const struct vtl_client_drive *drives, uint32_t drive_count);

typedef struct vtl_client *vtl_handle;

uint32_t vtl_open(vtl_handle *out);
void vtl_close(vtl_handle handle);
uint32_t vtl_reset(vtl_handle handle);
/* vtl_config_write and vtl_reset in one. */
uint32_t vtl_build(vtl_handle handle, const struct vtl_client_library *libraries,
                   uint32_t library_count, const struct vtl_client_drive *drives,
                   uint32_t drive_count);

struct vtl_control_place vtl_place(uint32_t library, uint32_t type, uint32_t number);
uint32_t vtl_door(vtl_handle handle, uint32_t library, int open);
uint32_t vtl_move(vtl_handle handle, struct vtl_control_place from, struct vtl_control_place to,
                  int quiet);
/* Takes the cartridge with this bar code from the shelf. */
uint32_t vtl_move_from_shelf(vtl_handle handle, const char *barcode, struct vtl_control_place to);
uint32_t vtl_insert_data(vtl_handle handle, struct vtl_control_place to, const char *barcode);
uint32_t vtl_insert_cleaner(vtl_handle handle, struct vtl_control_place to, const char *barcode,
                            uint32_t uses);
uint32_t vtl_insert(vtl_handle handle, const struct vtl_control_insert *insert);
uint32_t vtl_remove(vtl_handle handle, struct vtl_control_place from);
uint32_t vtl_set_uses(vtl_handle handle, struct vtl_control_place place, uint32_t uses, int spent);
uint32_t vtl_alert(vtl_handle handle, uint32_t library, uint32_t drive, uint32_t flag, int on);
uint32_t vtl_delays(vtl_handle handle, const struct vtl_control_delays *delays);
void vtl_delays_keep(struct vtl_control_delays *delays, uint32_t library); /* all unchanged */
uint32_t vtl_fault(vtl_handle handle, const struct vtl_control_fault *fault);
uint32_t vtl_clear_faults(vtl_handle handle);
uint32_t vtl_element(vtl_handle handle, const struct vtl_control_element *element);
uint32_t vtl_power(vtl_handle handle, uint32_t library, uint32_t device, uint32_t drive,
                   int attached);
uint32_t vtl_query(vtl_handle handle, struct vtl_control_query *query);

/* What is written on a cartridge: `side` of the one with this bar code, or, when barcode is NULL,
 * at this place. */
struct vtl_object {
    const void *bytes;
    uint32_t length; /* 0: a file mark */
};
/* Writes it anew from its beginning; count 0 makes it blank. */
uint32_t vtl_set_blocks(vtl_handle handle, const char *barcode, struct vtl_control_place place,
                        uint32_t side, const struct vtl_object *objects, uint32_t count);
/* Reads one object: at most `room` bytes; *length is its length, 0: a file mark. *total (may be
 * NULL) tells how many objects there are. ERROR_NO_DATA_DETECTED beyond the last. */
uint32_t vtl_get_block(vtl_handle handle, const char *barcode, struct vtl_control_place place,
                       uint32_t side, uint32_t position, void *bytes, uint32_t room,
                       uint32_t *length, uint32_t *total);

/* Copies at most `room` entries with sequence >= first; *count tells how many. */
uint32_t vtl_log_read(vtl_handle handle, uint64_t first, struct vtl_log_entry *entries,
                      uint32_t room, uint32_t *count);

struct vtl_dump {
    struct vtl_dump_header *header; /* the one allocation */
    const struct vtl_dump_library *libraries;
    const struct vtl_dump_drive *drives;
    const struct vtl_dump_cartridge *cartridges;
};
uint32_t vtl_dump_read(vtl_handle handle, struct vtl_dump *out); /* free with vtl_dump_free */
void vtl_dump_free(struct vtl_dump *dump);
/* The cartridge with this bar code or at this place, or NULL. */
const struct vtl_dump_cartridge *vtl_dump_by_barcode(const struct vtl_dump *dump,
                                                     const char *barcode);
const struct vtl_dump_cartridge *vtl_dump_by_place(const struct vtl_dump *dump,
                                                   struct vtl_control_place place);
const struct vtl_dump_drive *vtl_dump_drive_at(const struct vtl_dump *dump, uint32_t library,
                                               uint32_t drive);

#endif
