/* SPDX-License-Identifier: MIT */
/*
 * What went wrong with a device command, in the terms in which the engine decides what to do next:
 * the documented error, who is to blame, and whether the same command may be tried again. Made from
 * sense data (one table in scsi/sense_table.c), from a SCSI status or from a system error.
 */
#ifndef DEVICE_FAULT_H
#define DEVICE_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

enum device_blame {
    DEVICE_BLAME_NONE = 0,  /* nobody: a state that passes or a notice */
    DEVICE_BLAME_DRIVE,     /* the drive is sick */
    DEVICE_BLAME_MEDIUM,    /* the cartridge is sick or the wrong one */
    DEVICE_BLAME_ROBOT,     /* the changer is sick or refused the command */
    DEVICE_BLAME_OPERATOR,  /* a person has to do something: close the door, empty the port */
    DEVICE_BLAME_TRANSPORT, /* the way to the device: no answer, aborted, node gone or denied */
    DEVICE_BLAME_CALLER /* the command was wrong for the state of the library: look, plan anew */
};

#define DEVICE_FAULT_TEXT_SIZE 96

/* Pauses before another try: a state that passes by itself, one that lasts. */
enum { DEVICE_PAUSE_SOON = 500, DEVICE_PAUSE_LATER = 10000 };

struct device_fault {
    base_error error; /* 0: no fault, everything else is zero too */
    uint8_t key;      /* sense key; 0 when there was no sense data */
    uint8_t asc;
    uint8_t ascq;
    uint8_t status; /* SCSI status, 0 when there was none */
    enum device_blame blame;
    bool retry;     /* the same command may succeed later without anybody doing anything */
    bool attention; /* unit attention: something happened meanwhile, look before the next step */
    bool unknown;   /* the command may have been carried out all the same: settle it by looking */
    uint32_t pause_ms; /* before the next try, 0: at once; only with retry, within the deadline */
    char text[DEVICE_FAULT_TEXT_SIZE]; /* English, for logs and operator messages */
};

struct device_scsi_command;

/* No fault. fault may be NULL. */
void device_fault_clear(struct device_fault *fault);

/*
 * The fault of a command that did not reach the device or did not come back: blame TRANSPORT, retry
 * and unknown as the error suggests (ERROR_TIMEOUT, ERROR_SEM_TIMEOUT, ERROR_OPERATION_ABORTED:
 * unknown). Errors of the class driver that stand for a device state (ERROR_DEVICE_DOOR_OPEN,
 * ERROR_SOURCE_ELEMENT_EMPTY, ...) get the blame of that state. self is whom to blame when it is
 * the device: DEVICE_BLAME_ROBOT or DEVICE_BLAME_DRIVE. error 0 clears. Returns error. fault may be
 * NULL.
 */
base_error device_fault_from_system(struct device_fault *fault, base_error error,
                                    enum device_blame self);

/*
 * The fault a finished SCSI command reports by its status and sense data; clears it for GOOD and
 * for CHECK CONDITION with a key of NO SENSE or RECOVERED ERROR. self as above. Returns its error.
 * fault may be NULL.
 */
base_error device_fault_from_command(struct device_fault *fault,
                                     const struct device_scsi_command *command,
                                     enum device_blame self);

/*
 * True when the fault says that the node or the device behind it is not there any more
 * (ERROR_FILE_NOT_FOUND, ERROR_DEV_NOT_EXIST, ERROR_DEVICE_NOT_CONNECTED, ERROR_NO_SUCH_DEVICE,
 * ...): close it, look for it by its serial number under other names, else it is not present.
 */
bool device_fault_is_gone(const struct device_fault *fault);

/*
 * True when the library wants to look at its elements by itself before it does anything else
 * (ERROR_DEVICE_REINITIALIZATION_NEEDED, sense 2/04/02): INITIALIZE ELEMENT STATUS is to be sent.
 */
bool device_fault_wants_initialize(const struct device_fault *fault);

/* A fault found by this room itself (an answer that contradicts itself); a retry is soon. Returns
 * error. */
base_error device_fault_set(struct device_fault *fault, base_error error, enum device_blame blame,
                            bool retry, const char *text);

#endif
