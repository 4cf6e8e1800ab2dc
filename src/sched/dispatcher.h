/* SPDX-License-Identifier: MIT */
/*
 * One thread for each thing that only one process of the machine may drive at a time. It waits for
 * the lease; while it has it, it asks the owner again and again what to do next ("a turn") and
 * sleeps in between until something happens: a wake-up, the end of a job, a deadline, the order to
 * stop. It never polls. Jobs run on a crew of its own; the lease is not given up before the last of
 * them has ended.
 *
 * Threads: all three callbacks run on the dispatcher's thread, one at a time, with no lock held;
 * the jobs' callbacks run on crew threads. wake, is_holder and is_busy may be called by any thread
 * and from any callback; submit only from on_turn and on_acquired; stop by one thread, once, never
 * from a callback.
 *
 * Lock order: there is none to keep. The dispatcher shares only atomic flags and one event with
 * other threads, and calls the crew without holding anything.
 */
#ifndef SCHED_DISPATCHER_H
#define SCHED_DISPATCHER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "sched/crew.h"

struct sched_dispatcher;

/* What a turn wants next. All zero: another turn at once. */
struct sched_turn {
    uint32_t wait; /* milliseconds to the next turn at the latest; PORT_INFINITE: when woken */
    bool idle;     /* nothing is left that could be worked off without news; ends a draining stop */
    bool release;  /* give the lease up (after the running jobs) and contend again after a pause */
};

struct sched_dispatcher_calls {
    /*
     * The lease was acquired; abandoned: its last holder died with it. Anything but success gives
     * it back at once (a process that may not use the devices must not hold it); then the thread
     * contends again after a wake-up or the pause. That an earlier holder died is told again until
     * one call succeeds, but another process may get the lease in between without being told: leave
     * a mark of your own that work was under way.
     */
    base_error (*on_acquired)(void *context, bool abandoned);
    /*
     * Look at the state of things, submit jobs that can start, say when to be asked again. now is
     * the monotonic clock in milliseconds. draining: a stop waits; start only what should still be
     * done. A wake-up or job end during a turn leads to another turn.
     */
    struct sched_turn (*on_turn)(void *context, int64_t now, bool draining);
    /* No job runs any more; the lease is released after this call. Paired with a successful
     * on_acquired. */
    void (*on_released)(void *context);
};

struct sched_dispatcher_setup {
    const char *lease_name;  /* see port_object_name; copied by the system */
    uint32_t resource_count; /* of the crew */
    uint32_t thread_limit;   /* of the crew */
    uint32_t pause; /* milliseconds, not 0, to the next attempt after a failure; PORT_INFINITE:
                       wake-up only */
    struct sched_dispatcher_calls calls;
    void *context;
};

/*
 * Starts the thread. *dispatcher is written before the first callback comes, and restored on
 * failure. Errors: BASE_ERROR_NOT_ENOUGH_MEMORY, BASE_ERROR_INVALID_PARAMETER (no name, a callback
 * missing, no pause), those of port_lease_create.
 */
base_error sched_dispatcher_start(const struct sched_dispatcher_setup *setup,
                                  struct sched_dispatcher **dispatcher);

/*
 * Stops and frees. Running jobs are waited for in any case. With drain, a holder goes on taking
 * turns until one says idle while no job runs; one that does not hold the lease stops at once,
 * because another process is at work. NULL is accepted.
 */
void sched_dispatcher_stop(struct sched_dispatcher *dispatcher, bool drain);

/* Something changed: take a turn soon (or contend again). NULL is accepted. */
void sched_dispatcher_wake(struct sched_dispatcher *dispatcher);

/* True between a successful on_acquired and on_released. May be old news when it returns. */
bool sched_dispatcher_is_holder(struct sched_dispatcher *dispatcher);

/* As the crew's functions of the same name. */
base_error sched_dispatcher_submit(struct sched_dispatcher *dispatcher,
                                   const struct sched_job *job);
bool sched_dispatcher_is_busy(struct sched_dispatcher *dispatcher, uint32_t resource);

#endif
