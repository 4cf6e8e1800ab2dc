/* SPDX-License-Identifier: MIT */
/*
 * The loop of one shared thing (here: a tape library) that at most one process may work at a time:
 * a thread that waits for the thing's lease, and while it has it asks "what now?" each time
 * something may have changed. Waiting is by events only.
 *
 * THREADS. All callbacks run on the dispatcher's own thread, one after the other. wake may be
 * called from any thread, also from inside callbacks; wakes that come while a turn runs cause one
 * more turn. stop must not be called from a callback.
 */
#ifndef SCHED_DISPATCHER_H
#define SCHED_DISPATCHER_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct sched_dispatcher;

#define SCHED_NEVER INT64_MAX

struct sched_dispatcher_callbacks {
    /*
     * The lease was obtained; `abandoned`: its last holder died with it. An error gives the lease
     * up again; another attempt follows after `retry_ms` (below) or a wake, whichever is later.
     */
    base_error (*acquired)(void *context, bool abandoned);
    /*
     * Something may have changed, or the time asked for has come. Returns the monotonic time in
     * milliseconds at which to call again at the latest, SCHED_NEVER for "only when woken".
     */
    int64_t (*turn)(void *context, int64_t monotonic_now);
    /* About to give the lease up (after the last turn). Must not return while anything still works
     * on the thing. Only called after a successful `acquired`. */
    void (*released)(void *context);
};

/*
 * Starts the thread. `lease_name`: see port_object_name. `retry_ms`: pause before the lease is
 * asked for again after `acquired` failed. `context` and `callbacks` must live until stop has
 * returned. Errors: those of port_lease_create, port_signal_create and port_thread_start.
 */
base_error sched_dispatcher_start(const char *lease_name, uint32_t retry_ms,
                                  const struct sched_dispatcher_callbacks *callbacks, void *context,
                                  struct sched_dispatcher **dispatcher);

/* Causes a turn soon. Any thread. */
void sched_dispatcher_wake(struct sched_dispatcher *dispatcher);

/* Ends the waiting, calls `released` when the lease is held, gives it up, joins the thread, frees.
 * NULL is accepted. */
void sched_dispatcher_stop(struct sched_dispatcher *dispatcher);

#endif
