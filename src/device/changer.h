/* SPDX-License-Identifier: MIT */
/*
 * A medium changer: what it is made of, what it holds, and moves. Two ways lead to it, the class
 * driver's control codes and SMC-3 commands by pass-through; open takes the first that works and
 * callers see no difference. This room does not repeat a move and believes nothing about its
 * outcome: the caller looks. A changer is used by one thread at a time; different changers are
 * independent. Every function returns fault->error; fault may be NULL.
 *
 * After a reset another device may answer under the same name. Then the next look or move asks for
 * the serial number and fails with ERROR_DEV_NOT_EXIST (device_fault_is_gone) when it is another
 * one: nothing is shown of it and nothing is moved in it.
 */
#ifndef DEVICE_CHANGER_H
#define DEVICE_CHANGER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "device/element.h"
#include "device/fault.h"
#include "device/transport.h"

struct device_changer; /* opaque */

enum device_path { DEVICE_PATH_CLASS = 1, DEVICE_PATH_PASS_THROUGH = 2, DEVICE_PATH_DRIVE = 3 };

struct device_range {
    uint32_t first; /* address of the first element (0 on the class path) */
    uint32_t count;
    uint32_t base; /* number an operator reads on the first element */
};

struct device_changer_description {
    char name[DEVICE_NAME_SIZE];
    char vendor[DEVICE_VENDOR_SIZE];
    char product[DEVICE_PRODUCT_SIZE];
    char revision[DEVICE_REVISION_SIZE];
    char serial[DEVICE_SERIAL_SIZE]; /* "" when the device has none */
    struct device_scsi_address scsi_address;
    enum device_path path;
    struct device_range kinds[DEVICE_KIND_COUNT]; /* indexed by enum device_kind */
    uint32_t door_count;
    uint32_t magazine_size;         /* slots in one magazine, 0: no magazines */
    uint32_t clean_timeout_seconds; /* longest cleaning of a drive, 0: not told */
    bool barcode_reader;
    bool can_lock_door;
    bool can_lock_port;
    bool can_move_port;    /* the port extends and retracts on command */
    bool can_exchange;     /* device_changer_exchange works */
    bool can_initialize;   /* device_changer_initialize works */
    bool must_unload;      /* a drive must be unloaded before a move takes its cartridge */
    bool cleans_by_itself; /* keeps its cleaners to itself; may become true after a look */
};

/*
 * Opens \\.\ChangerN and finds out what it is: by the class codes, and when the device refuses
 * those (ERROR_INVALID_FUNCTION, ERROR_NOT_SUPPORTED, ERROR_INVALID_PARAMETER, ...) by INQUIRY and
 * MODE SENSE. *changer is the caller's to close. Errors: those of opening the node; ERROR_BAD_UNIT
 * when the node is no changer; ERROR_INVALID_DATA when its answers make no sense; any device fault.
 */
base_error device_changer_open(const struct device_transport *transport, const char *name,
                               struct device_changer **changer, struct device_fault *fault);

/*
 * The serial number of the device behind a changer's node, "" when it has none, by INQUIRY alone:
 * whoever else uses the changer keeps what it wants to tell him. *serial is written on success
 * only. Errors: those of opening the node, of a system without pass-through, device faults.
 */
base_error device_changer_serial(const struct device_transport *transport, const char *name,
                                 char serial[DEVICE_SERIAL_SIZE], struct device_fault *fault);

/*
 * A drive outside of any changer, taken for one: one drive and one port that is its mouth and never
 * shows anything. Moves are not supported, there is nothing to lock. No command is sent and the
 * node stays closed but for the time of a look; a look fails with ERROR_DEV_NOT_EXIST when a drive
 * with another serial number than `serial` ("": any) answers. ERROR_NOT_ENOUGH_MEMORY.
 */
base_error device_changer_open_drive(const struct device_transport *transport, const char *name,
                                     const char *serial, struct device_changer **changer,
                                     struct device_fault *fault);

/* NULL is accepted. */
void device_changer_close(struct device_changer *changer);

/* Copies what open (and later looks) found out. Never fails. */
void device_changer_describe(const struct device_changer *changer,
                             struct device_changer_description *description);

/*
 * Reads the state of all elements of the kinds in the mask (DEVICE_KIND_BIT), one sweep of READ
 * ELEMENT STATUS per kind; unit attentions are passed over (see device_changer_attention), a
 * library that wants INITIALIZE ELEMENT STATUS first gets it and is asked once more. On
 * success *out holds every element of those kinds, including those in an exceptional state, and
 * belongs to the caller (device_elements_free); on failure it is untouched. ERROR_INVALID_DATA when
 * the device's answer is cut short or contradicts itself; ERROR_NOT_ENOUGH_MEMORY; device faults.
 */
base_error device_changer_look(struct device_changer *changer, unsigned kinds,
                               struct device_elements *out, struct device_fault *fault);

/*
 * Reads the state of one element, as look does for all: after a move that is all there is to see.
 * *out is written on success only. ERROR_ILLEGAL_ELEMENT_ADDRESS for an index that does not exist;
 * else as for look.
 */
base_error device_changer_look_at(struct device_changer *changer, enum device_kind kind,
                                  uint32_t index, struct device_element *out,
                                  struct device_fault *fault);

/*
 * Moves one cartridge. Sent once, never repeated here; fault->retry and fault->unknown say what to
 * make of a failure. Success proves nothing before a look shows it. ERROR_ILLEGAL_ELEMENT_ADDRESS
 * for an index that does not exist, ERROR_SOURCE_ELEMENT_EMPTY, ERROR_DESTINATION_ELEMENT_FULL,
 * ERROR_UNABLE_TO_EJECT_MOUNTED_MEDIA when a drive has not been unloaded, other device faults.
 */
base_error device_changer_move(struct device_changer *changer, enum device_kind from_kind,
                               uint32_t from_index, enum device_kind to_kind, uint32_t to_index,
                               struct device_fault *fault);

/* The same with the medium turned over (two-sided media); only where the changer can flip. */
base_error device_changer_move_flip(struct device_changer *changer, enum device_kind from_kind,
                                    uint32_t from_index, enum device_kind to_kind,
                                    uint32_t to_index, struct device_fault *fault);

/*
 * Exchanges: source -> first, what was in first -> second (SMC-3 EXCHANGE MEDIUM). second may equal
 * the source. ERROR_NOT_SUPPORTED when the description says !can_exchange; else as for a move.
 */
base_error device_changer_exchange(struct device_changer *changer, enum device_kind source_kind,
                                   uint32_t source_index, enum device_kind first_kind,
                                   uint32_t first_index, enum device_kind second_kind,
                                   uint32_t second_index, struct device_fault *fault);

/* Makes the library look at all its elements anew, bar codes included. May take minutes. */
base_error device_changer_initialize(struct device_changer *changer, struct device_fault *fault);

enum device_lock_what { DEVICE_LOCK_DOOR = 1, DEVICE_LOCK_PORT = 2 };
#define DEVICE_INDEX_ALL UINT32_MAX

/*
 * Locks (lock true) or unlocks the door or a port. Unlocking a port also extends it where it moves
 * on command, locking retracts it first. index is the door's or port's, or DEVICE_INDEX_ALL. Where
 * the device has no such lock this is success without effect. By pass-through one lock serves doors
 * and ports alike (PREVENT ALLOW MEDIUM REMOVAL).
 */
base_error device_changer_lock(struct device_changer *changer, enum device_lock_what what,
                               uint32_t index, bool lock, struct device_fault *fault);

/* Whether a door is open. *open is written on success only. A library without doors: false. */
base_error device_changer_door(struct device_changer *changer, bool *open,
                               struct device_fault *fault);

/*
 * Whether the changer takes commands now. ERROR_NOT_READY (with retry) while it starts,
 * ERROR_DEVICE_DOOR_OPEN, ERROR_DEVICE_REINITIALIZATION_NEEDED, other device faults. Unit
 * attentions are passed over.
 */
base_error device_changer_ready(struct device_changer *changer, struct device_fault *fault);

/*
 * What unit attentions have told since the last call. A successful look at all kinds of elements
 * forgets MEDIUM_CHANGED of before, one at the ports PORT_ACCESSED: it shows what has become of it.
 * Class drivers keep some attentions to themselves.
 */
enum {
    DEVICE_ATTENTION_RESET = 1u,          /* power-on or reset: locks and reservations are gone */
    DEVICE_ATTENTION_PORT_ACCESSED = 2u,  /* 28h/01h: a person used the port */
    DEVICE_ATTENTION_MEDIUM_CHANGED = 4u, /* 28h/00h: the door was closed, contents may differ */
    DEVICE_ATTENTION_OTHER = 8u
};

/* Returns the collected DEVICE_ATTENTION_* bits and clears them. */
unsigned device_changer_attention(struct device_changer *changer);

#endif
