/* SPDX-License-Identifier: MIT */
/*
 * Deadlines in order: a heap by (due, order of adding), so that equal deadlines keep their order.
 * Time is a value passed in, in any unit and from any clock, always the same one. The timer itself
 * is embedded in what waits for it. Not for use by two threads at once.
 */
#ifndef SCHED_TIMERS_H
#define SCHED_TIMERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct sched_timer {
    int64_t due;
    uint64_t sequence;
    size_t place; /* in the heap, counted from 1; 0 = not in it */
};

struct sched_timers {
    struct sched_timer **heap; /* owned array of borrowed timers */
    size_t count;
    size_t capacity;
    uint64_t sequence;
};

/* An all-zero structure is an empty heap too. */
#define SCHED_TIMERS_INIT                                                                          \
    {                                                                                              \
        NULL, 0, 0, 0                                                                              \
    }

/* Frees the heap; timers still in it are taken out. NULL is accepted. */
void sched_timers_release(struct sched_timers *timers);

/*
 * Adds a timer (zeroed before its first use), or moves one that is in already to the new moment,
 * behind those due at the same time. BASE_ERROR_NOT_ENOUGH_MEMORY: nothing changed.
 */
base_error sched_timers_set(struct sched_timers *timers, struct sched_timer *timer, int64_t due);

/* Takes a timer out; harmless when it is not in. */
void sched_timers_cancel(struct sched_timers *timers, struct sched_timer *timer);

/* True while the timer is in a heap. */
bool sched_timer_is_set(const struct sched_timer *timer);

/* The earliest deadline; false when there is none. */
bool sched_timers_next(const struct sched_timers *timers, int64_t *due);

/* Takes out and returns the earliest timer that is due at now; NULL when none is. */
struct sched_timer *sched_timers_pop(struct sched_timers *timers, int64_t now);

#endif
