/* SPDX-License-Identifier: MIT */
/*
 * A matrix of faults: a command kind of a device meets a kind of failure, once or until it is
 * mended, while a story goes on: an inventory, a mount, a dismount, a free label and a cleaning; an
 * eject, an inventory and an inject; a person at the door; the start of the service. Each ends in a
 * documented way, nothing is lost, and the library works when the fault is gone. A cell whose
 * command is never sent fails: it would show nothing.
 */
#ifndef TESTS_UNIT_ENGINE_FAULT_MATRIX_H
#define TESTS_UNIT_ENGINE_FAULT_MATRIX_H

#include "mount_support.h"

/* A kind of failure (SCSI: what a command can come back with). */
struct matrix_fault {
    const char *name;
    uint32_t action; /* enum vtl_fault_action */
    uint32_t sense;
    base_error error; /* of a request that ends with it */
};

/* How long a caller waits while something is broken for good. */
enum { MATRIX_PATIENCE_MS = 700 };

/* What goes on meanwhile; `what` names the fault for messages. */
struct matrix_story {
    /* While the fault is there. */
    void (*ask)(const struct matrix_fault *fault, const char *what);
    /* A person, again and again; true: all done. May be NULL. */
    bool (*serve)(void);
    /* When it is gone. */
    void (*works)(const char *what);
};

extern const struct matrix_story matrix_mounts;

/* What the documents let a call or a request end with when a device fails. */
bool matrix_is_documented(base_error error);

/* A library with three cartridges and a cleaner. */
void matrix_begin(void);
void matrix_begin_door(void);  /* it has a door, and neither port nor cleaner */
void matrix_begin_linux(void); /* on devices as Linux with Wine has them */
void matrix_end(void);

/* True when the changer is driven by its class driver (NTMS_TEST_DEVICES=class): what its commands
 * come back with is then told by the system's errors alone. */
bool matrix_by_class(void);

/* Each of these commands of the changer (drive < 0) or a drive meets the fault, `times` times;
 * ended by 0xFFFF. */
void matrix_run(const struct matrix_story *story, int drive, const uint16_t *opcodes,
                const struct matrix_fault *fault, uint32_t times);

/* The same while the service starts: the first of each of these commands meets the fault. */
void matrix_run_start(int drive, const uint16_t *opcodes, const struct matrix_fault *fault);

/*
 * The program: each kind of failure once, and, unless `for_good` is NULL, until it is mended;
 * `name` begins the names of the cases. The environment variable NTMS_TEST_FILTER chooses among
 * them.
 */
typedef void matrix_case(const struct matrix_fault *fault);
int matrix_main(const char *name, matrix_case *once, matrix_case *for_good);

#endif
