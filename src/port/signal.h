/* SPDX-License-Identifier: MIT */
/*
 * Events that wake exactly one waiter (auto-reset): setting an event that is set already changes
 * nothing; a wait that returns it takes it back. Named ones are seen by all processes of the
 * machine, of both widths, and every user may open them. Waiting never polls.
 */
#ifndef PORT_SIGNAL_H
#define PORT_SIGNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "port/clock.h"

/* Most events one wait can take. */
#define PORT_SIGNAL_WAIT_MAX 32

/* Bytes of an object name with its zero; names hold letters, digits, '-' and '_' only. */
#define PORT_NAME_SIZE 120

struct port_signal;

/*
 * Makes an event that is not set; name NULL: for this process only. When an event of that name is
 * there already it is opened as it stands. Owned by the caller. Errors:
 * BASE_ERROR_INVALID_PARAMETER (bad name), BASE_ERROR_NOT_ENOUGH_MEMORY, BASE_ERROR_ACCESS_DENIED
 * (somebody else's object bars us).
 */
base_error port_signal_create(const char *name, struct port_signal **signal);

/* Opens a named event; BASE_ERROR_FILE_NOT_FOUND when no process has it open. Else as create. */
base_error port_signal_open(const char *name, struct port_signal **signal);

/* Tells whether any process has the event of that name open. When that cannot be told: true. */
bool port_signal_exists(const char *name);

/* Closes it; nobody may be waiting for it in this process. NULL is accepted. */
void port_signal_close(struct port_signal *signal);

/* Sets it. Any thread, any number of times; cannot fail on an open event. */
void port_signal_set(struct port_signal *signal);

/*
 * Waits until one of count (1 to PORT_SIGNAL_WAIT_MAX) events is set, takes it back and stores its
 * index; of several set ones the first in the array. Success; BASE_ERROR_TIMEOUT after timeout
 * milliseconds (0: just look; PORT_INFINITE: never), *index untouched;
 * BASE_ERROR_INVALID_PARAMETER.
 */
base_error port_signal_wait_any(struct port_signal *const *signals, size_t count, uint32_t timeout,
                                size_t *index);

/* The same for one. */
base_error port_signal_wait(struct port_signal *signal, uint32_t timeout);

#endif
