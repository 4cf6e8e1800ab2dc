/* SPDX-License-Identifier: MIT */
/*
 * Threads and what they synchronise with inside one process. Locks and conditions are plain
 * structures that need no release and are valid when all zero, so static ones need no set-up.
 * A running thread keeps the module that contains this code loaded.
 */
#ifndef PORT_THREAD_H
#define PORT_THREAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "port/clock.h"

struct port_mutex {
    uint64_t opaque[8];
};

struct port_condition {
    uint64_t opaque[8];
};

struct port_once {
    struct port_mutex mutex;
    uint32_t done;
};

struct port_thread;

#define PORT_MUTEX_INIT                                                                            \
    {                                                                                              \
        {                                                                                          \
            0, 0, 0, 0, 0, 0, 0, 0                                                                 \
        }                                                                                          \
    }
#define PORT_CONDITION_INIT                                                                        \
    {                                                                                              \
        {                                                                                          \
            0, 0, 0, 0, 0, 0, 0, 0                                                                 \
        }                                                                                          \
    }
#define PORT_ONCE_INIT                                                                             \
    {                                                                                              \
        PORT_MUTEX_INIT, 0                                                                         \
    }

/* What a thread runs. */
typedef void port_thread_body(void *context);

/*
 * Starts a thread that runs body(context). The thread has no impersonation token whatever the
 * caller has. *thread must be joined. BASE_ERROR_NOT_ENOUGH_MEMORY when the system has no room for
 * it.
 */
base_error port_thread_start(port_thread_body *body, void *context, struct port_thread **thread);

/*
 * Waits until the thread has left its body and frees it. NULL is accepted. Must not be called by
 * the thread itself, nor inside DllMain.
 */
void port_thread_join(struct port_thread *thread);

/* A number that tells the calling thread from every other one of this process; never 0. */
uint64_t port_thread_self(void);

/* Not recursive. */
void port_mutex_lock(struct port_mutex *mutex);
void port_mutex_unlock(struct port_mutex *mutex);

/*
 * Gives mutex up, waits to be woken or for timeout milliseconds (PORT_INFINITE: for ever), takes
 * mutex again. Returns false when the time was up. Wakes without reason happen: test the state in a
 * loop.
 */
bool port_condition_wait(struct port_condition *condition, struct port_mutex *mutex,
                         uint32_t timeout);
void port_condition_wake_one(struct port_condition *condition);
void port_condition_wake_all(struct port_condition *condition);

/*
 * Calls action(context) unless a call for this once has succeeded before. Concurrent callers wait
 * for the one that is at it. When action fails its error is returned and the next caller tries
 * again.
 */
base_error port_once_run(struct port_once *once, base_error (*action)(void *context),
                         void *context);

#endif
