/* SPDX-License-Identifier: MIT */
/*
 * A machine-wide exclusive right with a name, held by one thread of one process, that passes on by
 * itself when its holder dies. The new holder learns of that, because what the dead one was doing
 * has to be looked into first.
 *
 * Thread rule: the thread that acquired must be the thread that releases; a thread that ends while
 * it holds the lease counts as dead. A struct port_lease is used by one thread at a time.
 */
#ifndef PORT_LEASE_H
#define PORT_LEASE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "port/signal.h"

struct port_lease;

enum port_lease_outcome {
    PORT_LEASE_ACQUIRED,  /* held now; the last holder released it */
    PORT_LEASE_ABANDONED, /* held now; the last holder died with it */
    PORT_LEASE_SIGNALLED, /* not held; an event was set and taken back */
    PORT_LEASE_TIMEOUT    /* not held; the time was up */
};

/* Opens or makes the lease of that name without acquiring it. Errors as port_signal_create. */
base_error port_lease_create(const char *name, struct port_lease **lease);

/* Closes it, releasing it first when held (same thread rule). NULL is accepted. */
void port_lease_close(struct port_lease *lease);

/*
 * Waits for the lease, or for one of count (0 to PORT_SIGNAL_WAIT_MAX) events, or timeout
 * milliseconds. Set events win over a free lease; of several the first. *index is written only when
 * SIGNALLED. Errors: BASE_ERROR_INVALID_STATE when held already, BASE_ERROR_INVALID_PARAMETER,
 * BASE_ERROR_GEN_FAILURE when the system cannot wait; outputs are untouched then.
 */
base_error port_lease_acquire(struct port_lease *lease, struct port_signal *const *signals,
                              size_t count, uint32_t timeout, enum port_lease_outcome *outcome,
                              size_t *index);

/* Releases it; BASE_ERROR_INVALID_STATE when this thread does not hold it. */
base_error port_lease_release(struct port_lease *lease);

#endif
