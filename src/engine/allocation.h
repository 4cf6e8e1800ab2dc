/* SPDX-License-Identifier: MIT */
/*
 * One try of AllocateNtmsMedia, in one write transaction: all that it needs is read, checked and
 * changed there, so that of two callers who want the same side one gets it. Between tries the
 * caller waits (allocate.c).
 */
#ifndef ENGINE_ALLOCATION_H
#define ENGINE_ALLOCATION_H

#include "engine/runtime.h"

/* An allocation under way. */
struct engine_allocation {
    struct engine_session *session;
    const struct engine_allocate_wish *wish;
    bool asks;                /* finding nothing asks the operator, instead of failing */
    struct base_guid request; /* the operator request that was posted, or null */
    /* after success */
    bool done;
    struct base_guid logical;
    struct base_guid source; /* the pool that the side came from */
};

/*
 * Tries once. Success with `done` false: there is no medium to be had, and the operator request
 * `request` is open. ERROR_MEDIA_UNAVAILABLE (4308): none is to be had, and asking is not wanted
 * (by option). ERROR_TIMEOUT (1460): likewise, not wanted any more (`asks` false); an open request
 * was withdrawn. ERROR_CANCELLED (1223): the operator has refused. Errors of the call.
 */
base_error engine_allocation_try(struct engine_allocation *allocation);

/*
 * Tells whether a try is worth while: a medium is to be had, the operator has answered, or the pool
 * is not what it was. Reads only.
 */
base_error engine_allocation_look(struct engine_allocation *allocation, bool *worth);

/* Withdraws the operator request if it is still open. */
void engine_allocation_withdraw(struct engine_allocation *allocation);

/* What the operator requests of allocations have as their description: nobody else's have it. */
#define ENGINE_ALLOCATION_WAITS "AllocateNtmsMedia waits for this."

/* At the start of the service nobody waits: the requests that killed processes have left are
 * erased. */
base_error engine_allocation_forget(struct engine *engine);

#endif
