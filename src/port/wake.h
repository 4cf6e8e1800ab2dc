/* SPDX-License-Identifier: MIT */
/*
 * Telling the other processes that something changed. A table in shared memory lists up to
 * PORT_WAKE_SLOTS processes; each waits for an event of its own. Waking sets the events of the
 * others. Entries of dead processes are found and removed when somebody claims one; until then
 * waking them costs a little and harms nobody. A full table or a damaged one delays nobody: such a
 * process is simply not woken and has to look by itself.
 */
#ifndef PORT_WAKE_H
#define PORT_WAKE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "port/signal.h"

#define PORT_WAKE_SLOTS 64

/* The table in shared memory; begins all zero. A slot is 0 (free) or the random token of its owner.
 */
struct port_wake_table {
    uint64_t slots[PORT_WAKE_SLOTS];
};

struct port_wake;

/*
 * Enters this process into the table (which must outlive the result and be 8-byte aligned). name
 * distinguishes tables, see port_object_name. With 64 living processes in it, this one is not
 * entered: it wakes the others and is not woken. Errors: those of port_signal_create and
 * port_random.
 */
base_error port_wake_open(struct port_wake_table *table, const char *name, struct port_wake **wake);

/* Leaves the table. No other thread may be using it. NULL is accepted. */
void port_wake_close(struct port_wake *wake);

/* The event that the others set; one thread of the process waits for it. Owned by wake. */
struct port_signal *port_wake_signal(struct port_wake *wake);

/* Sets the events of all other processes in the table. Any thread; NULL is accepted (does nothing).
 */
void port_wake_all(struct port_wake *wake);

#endif
