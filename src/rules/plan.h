/* SPDX-License-Identifier: MIT */
/*
 * The planner: (world) -> the steps to start now. It is a pure function without memory: after each
 * step the engine commits what happened, builds a new world and asks again. So a crash, a second
 * process or an impatient operator needs no special path.
 *
 * Order among requests (MS-RSMP, NtmsLmOperation): by operation code, mounts by order number, the
 * rest by the time they were queued; identifications follow the mounts. Housekeeping comes first: a
 * cartridge on the arm is put down, a cleaner that no request has in a drive goes back to its slot.
 * Data cartridges that nobody needs in their drives any more go home last.
 */
#ifndef RULES_PLAN_H
#define RULES_PLAN_H

#include "rules/world.h"

/* A drive that says "clean soon" is cleaned before a mount that is the so manieth after that,
 * though others wait for the drive. */
enum { RULES_CLEANING_MOUNTS = 8 };

enum rules_step_kind {
    RULES_STEP_NONE = 0,
    RULES_STEP_MOVE,           /* robot: `from` -> `to` */
    RULES_STEP_EXCHANGE,       /* robot: `from` -> drive `to`, what is in that -> slot `second` */
    RULES_STEP_UNLOAD,         /* drive `drive`: release the medium so that it can be moved */
    RULES_STEP_CHECK_CLEANING, /* drive `drive`: ask whether the cleaning has ended */
    RULES_STEP_OPEN_PORT,      /* port `port`: unlock (extend) for the operator */
    RULES_STEP_CLOSE_PORT,     /* port `port`: lock (retract) and look at it */
    RULES_STEP_OPEN_DOOR,      /* all doors: allow removal */
    RULES_STEP_CLOSE_DOOR,     /* all doors: prevent removal again, look at the library */
    RULES_STEP_LOOK,      /* read the library's element status: places are in doubt or may change */
    RULES_STEP_INVENTORY, /* carry out the inventory request */
    RULES_STEP_LOAD, /* drive `drive`: wait until its medium is ready, read its label, compare */
    RULES_STEP_WRITE_LABEL, /* drive `drive`: write the free label and end the request PASSED */
    RULES_STEP_IDENTIFY,    /* INVENTORY: ask for the next identifications; only a record */
    RULES_STEP_RESERVE,     /* only record: `drive` is the request's (from now on another one, if it
                               had one before), its cartridge is in use */
    RULES_STEP_STAGE,       /* only record `stage` (and what it implies) */
    RULES_STEP_ASK_OPERATOR,   /* raise an operator request, the library request WAITS */
    RULES_STEP_WAIT,           /* mark the request WAITING (or back INPROCESS): nothing to do now */
    RULES_STEP_OUT_OF_SERVICE, /* only record: drive `drive` (RULES_NONE: the library) needs
                                  service, the operator is told; belongs to no request */
    RULES_STEP_QUEUE_CLEANING, /* only record: `drive` gets a cleaning of RSM's own (no request) */
    RULES_STEP_FINISH          /* the request ends with `state` and `error` */
};

/* Why a request waits; shown to who asks. */
enum rules_wait {
    RULES_WAIT_NOTHING = 0,
    RULES_WAIT_LIBRARY, /* disabled or not present */
    RULES_WAIT_ROBOT,
    RULES_WAIT_DRIVE,    /* drive in use, busy, disabled or not present */
    RULES_WAIT_CLEANER,  /* the cleaner is out in another drive */
    RULES_WAIT_CLEANING, /* the cleaning cycle runs */
    RULES_WAIT_OPERATOR,
    RULES_WAIT_DOOR,    /* a door is unlocked or open: the robot stands still */
    RULES_WAIT_PORT,    /* another request has the port */
    RULES_WAIT_REQUEST, /* the request to be withdrawn has not ended yet */
    RULES_WAIT_MEDIUM,  /* the cartridge is in use, or disabled */
    RULES_WAIT_OTHERS /* the other cartridges of the same call, or the identifications it asked for
                       */
};

/* What a LOOK is for; reading more than asked is harmless. */
enum rules_look {
    RULES_LOOK_LIBRARY = 0, /* everything */
    RULES_LOOK_PORT,        /* the step's port */
    RULES_LOOK_DOORS,       /* the doors */
    RULES_LOOK_ABSENT       /* for drives that went away; the search asks for it, no plan does */
};

struct rules_step {
    enum rules_step_kind kind;
    uint32_t request; /* index or RULES_NONE for housekeeping */
    struct rules_place from;
    struct rules_place to;
    struct rules_place second; /* EXCHANGE: where what lies in `to` goes */
    enum rules_content cargo;  /* of a move; an exchange is one of data cartridges */
    bool flip;                 /* of a move: turn the medium over */
    uint32_t drive;
    uint32_t port;            /* OPEN_PORT, CLOSE_PORT, LOOK at a port: RULES_NONE = all of them */
    enum rules_stage stage;   /* the request's stage once the step has succeeded */
    uint32_t opreq_command;   /* ASK_OPERATOR: enum model_opreq_command */
    uint32_t opreq_arg_type;  /* enum model_type of its first argument */
    uint32_t opreq_arg_index; /* index among the places of that type, RULES_NONE for the library */
    uint32_t state;           /* enum model_lm_state to record with the step, see rules_plan */
    base_error error;         /* FINISH with MODEL_LM_FAILED or MODEL_LM_INVALID */
    enum rules_wait wait;     /* WAIT and ASK_OPERATOR */
    enum rules_look look;     /* LOOK */
    bool another;             /* should it fail for its drive: another one would do */
};

struct rules_plan {
    int64_t wake_at; /* plan again at this time at the latest; 0 = only when something changes */
    size_t step_count;
    struct rules_step *steps; /* caller's array */
    size_t step_capacity;
};

/*
 * Computes the steps that may start now and do not disturb each other: at most one per request, at
 * most one that needs the robot, at most one per drive. `plan->steps` and `step_capacity` are set
 * by the caller (request_count + drive_count + 1 entries always suffice). A step of kind MOVE never
 * has a destination that is full or in doubt, nor a source that is empty; an EXCHANGE is planned
 * where a MOVE out of the drive could be, and one into it from a slot.
 *
 * LOAD ends in stage LOADED, or, of a CLASSIFY or PROCESSOMID request, ends the request. A mount
 * that ends otherwise than PASSED takes the other requests of its call with it (the engine does
 * that in the same transaction), and what was put into drives for it becomes DISMOUNTABLE at once;
 * so does the cartridge of an identification or a free label that has ended. A PASSED deferred
 * dismount makes the drive DISMOUNTABLE after its delay, an immediate one that ends PASSED with the
 * cartridge in its stand-alone drive does so at once. Housekeeping takes such cartridges home.
 *
 * Robot steps are MOVE, EXCHANGE, LOOK, OPEN_PORT, CLOSE_PORT, OPEN_DOOR, CLOSE_DOOR and INVENTORY;
 * drive steps are UNLOAD, CHECK_CLEANING, LOAD, WRITE_LABEL and a MOVE or EXCHANGE that ends or
 * begins at a drive. The others are only records.
 *
 * Each step of a request says in `state` what the request's state is from now on: INPROCESS when
 * work starts, the final state with FINISH, WAITING (or the present one) with WAIT. A WAIT is
 * repeated by every plan until the wait is over; it is no progress, the engine writes only what
 * differs. `stage` is the stage after the step has succeeded (the present one if unchanged).
 *
 * A step that failed is not remembered here: the engine reports it by `failure` of the request (the
 * plan then ends the request) or, for housekeeping, by a later `housekeeping_after`.
 *
 * Pure; any thread.
 */
void rules_plan(const struct rules_world *world, struct rules_plan *plan);

/* True for a step that carries cartridges: its places are taken while it runs. */
static inline bool rules_step_is_move(enum rules_step_kind kind)
{
    return kind == RULES_STEP_MOVE || kind == RULES_STEP_EXCHANGE;
}

/* How long the drive's own answer to "still cleaning?" is taken as good, in milliseconds, when the
 * cleaning has been running for `elapsed` milliseconds: short at first, never over 5 s. */
int64_t rules_plan_cleaning_interval(int64_t elapsed);

/* True when the library's cleaner can be used for a cleaning (a slot is reserved and full,
 * CLEANERPRESENT, uses left or uncounted). */
bool rules_cleaner_usable(const struct rules_world *world);

#endif
