/* SPDX-License-Identifier: MIT */
/*
 * Which processes use the same data folder: the first one in has start-up work, the last one out
 * has work to finish. Entering and leaving happen under a machine-wide start-up lock, so two
 * processes never both believe to be the first, or neither the last.
 *
 * Thread rule: the lock belongs to the thread that took it; open, lock, unlock and close of one
 * presence that pair up must be called by the same thread.
 */
#ifndef PORT_PRESENCE_H
#define PORT_PRESENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct port_presence;

/*
 * Takes the start-up lock of that name (waits up to timeout milliseconds), announces this process
 * and tells whether it is the only one. Returns with the lock held: do the start-up work, then
 * port_presence_unlock. A process that died during its start-up leaves *alone true for the next.
 * Errors: BASE_ERROR_TIMEOUT, and those of port_signal_create.
 */
base_error port_presence_open(const char *name, uint32_t timeout, struct port_presence **presence,
                              bool *alone);

/* Takes the start-up lock again and tells whether no other process is present. Errors as open. */
base_error port_presence_lock(struct port_presence *presence, uint32_t timeout, bool *alone);

/* Gives the start-up lock up; harmless when not held. */
void port_presence_unlock(struct port_presence *presence);

/* Ends the announcement, gives the lock up when held, frees. NULL is accepted. */
void port_presence_close(struct port_presence *presence);

#endif
