/* SPDX-License-Identifier: MIT */
/*
 * Random walks by several processes: what one of them is told, what it does, and what must hold
 * when all of them are through.
 */
#ifndef TESTS_SCENARIO_WALK_H
#define TESTS_SCENARIO_WALK_H

#include "api/pools_support.h"

enum { WALK_PROCESSES = 2, WALK_THREADS = 4, WALK_DRIVES = 3, WALK_SLOTS = 40 };

/* What a process is told. */
struct walk_plan {
    uint32_t seed;
    uint32_t process;
    uint32_t calls;        /* of each thread, at most */
    uint32_t milliseconds; /* no thread begins a call later than this */
    NTMS_GUID library;
    NTMS_GUID pool;      /* of the application */
    NTMS_GUID free_pool; /* the child of Free for the pool's media type */
};

/* ---- a walker: walk_calls.c ---- */

enum walk_call {
    WALK_ENUMERATE,
    WALK_READ,
    WALK_ALLOCATE,
    WALK_DEALLOCATE,
    WALK_SWAP,
    WALK_COMPLETE,
    WALK_DECOMMISSION,
    WALK_MOUNT,
    WALK_DISMOUNT,
    WALK_MOVE,
    WALK_CANCEL,
    WALK_SATISFY,
    WALK_REFUSE,
    WALK_INVENTORY,
    WALK_CALLS
};

struct walker {
    const struct walk_plan *plan;
    HANDLE session;
    uint32_t state; /* of the random numbers */
    uint32_t made[WALK_CALLS];
    uint32_t passed[WALK_CALLS];
    enum walk_call wrong_call; /* the first that returned what its page does not document */
    DWORD wrong;               /* that error, 0: there was none */
};

/* The next random number below `below`. */
uint32_t walk_draw(uint32_t *state, uint32_t below);

/* One call, chosen at random. */
void walk_step(struct walker *walker);

const char *walk_call_name(enum walk_call call);

/* ---- a process: walk_process.c ---- */

/* Starts one; the program has to hand arguments that begin with "walk" to walk_process. */
HANDLE walk_process_start(const struct walk_plan *plan);
int walk_process(const char *argument);

/* Waits for the end of all; prints what was called, and fails the case when a call returned what
 * it does not document, or a process did not come to its end. */
void walk_process_finish(HANDLE *processes, uint32_t count, const struct walk_plan *plan);

/* ---- afterwards: walk_rest.c ---- */

/* Refuses what the operator is asked, dismounts what is loaded, and waits until nothing is left to
 * be done. Fails the case with what is left when that takes too long. */
void walk_rest(const struct walk_plan *plan);

/*
 * What must hold at rest: device and database agree (support/invariant.h), sides, logical media,
 * cartridges, pools and drives agree with each other, each request has ended in a documented way.
 */
void walk_check(const struct walk_plan *plan);

#endif
