/* SPDX-License-Identifier: MIT */
/*
 * What the lease needs of an event to wait for both at once; for the *_posix.c sources only.
 */
#ifndef PORT_SIGNAL_POSIX_H
#define PORT_SIGNAL_POSIX_H

#include <stdbool.h>
#include <stdint.h>

#include "port/signal.h"

/* The descriptor that is readable while the event is set. */
int port_posix_signal_descriptor(const struct port_signal *signal);

/* Takes the event back; false when it was not set or another thread was faster. */
bool port_posix_signal_take(const struct port_signal *signal);

/* Milliseconds for poll: -1 for PORT_INFINITE, 0 when the deadline (monotonic clock) has passed. */
int port_posix_time_left(uint32_t timeout, int64_t deadline);

#endif
