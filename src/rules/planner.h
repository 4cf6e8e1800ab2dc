/* SPDX-License-Identifier: MIT */
/*
 * The planner's own parts: what a plan under construction knows, and the small decisions that all
 * kinds of request share (is the robot free, how to wait, where a cartridge may be put). Private to
 * the rules room; the contract is plan.h.
 *
 * A world whose indices, stages or contents make no sense must not lead outside of its arrays: each
 * function here accepts any place and any index.
 */
#ifndef RULES_PLANNER_H
#define RULES_PLANNER_H

#include "rules/plan.h"
#include "rules/request_state.h"

/* No library has more drives; what lies beyond is never chosen for a cartridge. */
enum { RULES_DRIVES_MAX = 1024 };

struct rules_planner {
    const struct rules_world *world;
    struct rules_plan *plan;
    bool robot_taken;           /* a robot step is in the plan */
    struct rules_place cleaner; /* where the library's cleaner is; NOWHERE when not known */
    /* Only as far as there are drives: */
    uint32_t keeper[RULES_DRIVES_MAX]; /* of a drive: the request that has it, or RULES_NONE */
    bool claimed[RULES_DRIVES_MAX];    /* the first mount that waits for drives will have it */
    bool has_claims;
};

/* A cleaning is given up after this long where the library does not tell how long one takes, else
 * after twice that, but never sooner than the second: drives clean for minutes (milliseconds). */
#define RULES_CLEANING_DEADLINE ((int64_t)2 * 60 * 60 * 1000)
#define RULES_CLEANING_PATIENCE ((int64_t)30 * 60 * 1000)
/* A look at the whole library that left a doubt is repeated after this long (milliseconds). */
#define RULES_LOOK_PAUSE ((int64_t)2000)
/* How long an answer about the cleaning of nobody's cleaner is taken as good (milliseconds). */
#define RULES_RESCUE_PAUSE ((int64_t)2000)

/* A step of `kind` for `request` (index or RULES_NONE) with nothing else set: no places, the
 * request's present stage, state INPROCESS. */
struct rules_step rules_planner_step(const struct rules_planner *planner, enum rules_step_kind kind,
                                     uint32_t request);

/* Appends a step; a robot step takes the robot. Dropped when the caller's array is full. */
void rules_planner_emit(struct rules_planner *planner, const struct rules_step *step);

/* Milliseconds from `since` to now; 0 when `since` is not set or lies ahead (the clock was set). */
int64_t rules_planner_elapsed(const struct rules_planner *planner, int64_t since);

/* `since` + `duration`, never past the end of time. */
int64_t rules_planner_later(int64_t since, int64_t duration);

/* Plan again at `when` at the latest; 0 is ignored. */
void rules_planner_wake(struct rules_planner *planner, int64_t when);

/* True while no robot step runs or is planned: places are what the world says. */
bool rules_planner_robot_free(const struct rules_planner *planner);

/* True when a cartridge may be moved now: the robot is free, its arm empty, the doors locked. */
bool rules_planner_robot_ready(const struct rules_planner *planner);

/* True when the drive exists, answers, rests from no fault, and neither a running nor a planned
 * step needs it. */
bool rules_planner_drive_free(const struct rules_planner *planner, uint32_t drive);

/* True when some door is unlocked or open. */
bool rules_planner_door_open(const struct rules_planner *planner);

/* What lies in a place; UNKNOWN for a place that does not exist. */
enum rules_content rules_planner_content(const struct rules_planner *planner,
                                         struct rules_place place);

/* An empty slot for a data cartridge: `home` if it will do, else the first free one; NOWHERE when
 * there is none. Never the cleaner's. */
struct rules_place rules_planner_free_slot(const struct rules_planner *planner,
                                           struct rules_place home);

/* An empty slot that no cartridge in a drive or port comes back to; NOWHERE when there is none. */
struct rules_place rules_planner_spare_slot(const struct rules_planner *planner);

/* The data cartridge in a drive; NULL when it is empty or its cartridge is in no record. */
const struct rules_medium *rules_planner_cartridge(const struct rules_planner *planner,
                                                   uint32_t drive);

/* The cleaner's slot as a place; NOWHERE when none is reserved or it does not exist. */
struct rules_place rules_planner_cleaner_slot(const struct rules_planner *planner);

/* True when a cartridge can be put into the cleaner's slot: there and seen to be empty. */
bool rules_planner_cleaner_slot_empty(const struct rules_planner *planner);

/* True when the library can work: enabled, there, in service. */
bool rules_planner_library_works(const struct rules_world *world);

/* True when the request is unfinished and has not failed: what it holds counts. */
bool rules_planner_is_live(const struct rules_request *request);

/* True when the request was stopped or cancelled. */
bool rules_planner_end_wanted(const struct rules_request *request);

/* The request waits; its state becomes WAITING except where the wait is part of its turn. */
void rules_planner_wait(struct rules_planner *planner, uint32_t request, enum rules_wait wait);

/* Waits with the robot's reason: an open door if there is one, else the robot. */
void rules_planner_wait_robot(struct rules_planner *planner, uint32_t request);

/* The request waits as part of its own work: it stays INPROCESS, unless an operator request of it
 * is open. */
void rules_planner_wait_working(struct rules_planner *planner, uint32_t request,
                                enum rules_wait wait);

/* The request ends. FAILED and INVALID carry `error`. */
void rules_planner_finish(struct rules_planner *planner, uint32_t request, uint32_t state,
                          base_error error);

/* The request ends without its work done: CANCELLED or STOPPED if that was wanted, FAILED with
 * ERROR_REQUEST_REFUSED if the operator refused, else FAILED with `error`. */
void rules_planner_finish_undone(struct rules_planner *planner, uint32_t request, base_error error);

/* Records a new stage. */
void rules_planner_stage(struct rules_planner *planner, uint32_t request, enum rules_stage stage);

/* Raises an operator request, or waits while one is open. A refusal is for the caller to see
 * before; a completion that did not help asks anew. */
void rules_planner_ask(struct rules_planner *planner, uint32_t request, uint32_t command,
                       uint32_t arg_type, uint32_t arg_index);

/* Robot: carries a cartridge; the caller has checked both ends. */
void rules_planner_move(struct rules_planner *planner, uint32_t request, struct rules_place from,
                        struct rules_place to, enum rules_content cargo, enum rules_stage stage);

/* The slot that the data cartridge in a drive goes to; NOWHERE when the library is full. */
struct rules_place rules_planner_way_home(const struct rules_planner *planner, uint32_t drive);

/*
 * Takes the data cartridge out of a drive and home, or to any free slot: one step of it, or the
 * wait for it (`request` RULES_NONE: nothing). The caller has seen that nobody holds the drive.
 */
void rules_planner_send_home(struct rules_planner *planner, uint32_t request, uint32_t drive);

/* The library is full as far as one knows: looks whether that is so, else asks the operator to make
 * room for the cartridge in a drive. */
void rules_planner_ask_for_room(struct rules_planner *planner, uint32_t request, uint32_t drive);

/* Looks at the whole library if that is due and the robot free, else waits for it. */
void rules_planner_look(struct rules_planner *planner, uint32_t request);

/* True when the last look at the whole library is old enough for another one. */
bool rules_planner_look_is_due(const struct rules_planner *planner);

/* True when the next look may tell more than the last: it is due, and a place is in doubt or the
 * arm holds something. */
bool rules_planner_may_be_found(const struct rules_planner *planner);

/* How often a port or door is looked at when a turn of the operator has been going on for `elapsed`
 * milliseconds: devices give no event for it. */
int64_t rules_planner_turn_interval(int64_t elapsed);

/* True when a cartridge that is in no place may be what the arm holds, or has just put down. */
bool rules_planner_may_be_on_arm(const struct rules_world *world);

/* The plans of single requests; `request` is unfinished, unfailed and not being worked on. */
void rules_plan_clean_drive(struct rules_planner *planner, uint32_t request);
void rules_plan_inject_cleaner(struct rules_planner *planner, uint32_t request);
void rules_plan_eject_cleaner(struct rules_planner *planner, uint32_t request);
void rules_plan_inject_media(struct rules_planner *planner, uint32_t request);
void rules_plan_eject_media(struct rules_planner *planner, uint32_t request);
void rules_plan_door_access(struct rules_planner *planner, uint32_t request);
void rules_plan_inventory(struct rules_planner *planner, uint32_t request);
void rules_plan_dismount(struct rules_planner *planner, uint32_t request);

/* Finds out which request has which drive. */
void rules_planner_find_keepers(struct rules_planner *planner);

/* True when a program or another request than `request` has the drive: nobody may touch it. */
bool rules_planner_drive_held(const struct rules_planner *planner, uint32_t drive,
                              uint32_t request);

/* True when a visit must end now; `state` and `error` say how. */
bool rules_visit_must_end(const struct rules_planner *planner, uint32_t request, uint32_t *state,
                          base_error *error);

/* True when the cartridge lies where it was brought for the request, the right side up. */
bool rules_visit_is_in_place(const struct rules_planner *planner, uint32_t request);

/* True when the cartridge of a request that has no drive yet could be taken now; otherwise `wait`
 * tells what for (RULES_WAIT_OPERATOR: it is not here). */
bool rules_visit_medium_is_free(struct rules_planner *planner, uint32_t request,
                                enum rules_wait *wait);

/* True when another request has the cartridge of `request`: it has a drive for it, or is about to
 * take it out of the library. */
bool rules_visit_medium_is_taken(const struct rules_planner *planner, uint32_t request);

/* The next step of a visit that has its drive (stage RESERVED): the drive emptied, the cartridge
 * brought, its label read. */
void rules_plan_visit(struct rules_planner *planner, uint32_t request);

/* Stand-alone drives: a mount whose medium a person has to bring, and one whose medium he took
 * before it was ready. */
void rules_standalone_await(struct rules_planner *planner, uint32_t request);
void rules_standalone_miss(struct rules_planner *planner, uint32_t request);

/* EJECT and INJECT at a stand-alone drive: its mouth is the port. */
void rules_standalone_eject(struct rules_planner *planner, uint32_t request);
void rules_standalone_inject(struct rules_planner *planner, uint32_t request);

/* Looks into a stand-alone drive that is watched, at intervals. */
void rules_standalone_watch(struct rules_planner *planner);

/* Begins the visits that have no drive yet and works on the others: mounts, call by call in their
 * order, and the visits of one operation. */
void rules_plan_mounts(struct rules_planner *planner);
void rules_plan_visits(struct rules_planner *planner, uint32_t operation);

/*
 * The operator's turn at the doors (stage DOOR_OPEN), the same for all requests that use it: until
 * a door was opened and all are shut again, or the request is to end and no door is open. Ends with
 * CLOSE_DOOR and stage DOOR_CLOSED.
 */
void rules_plan_door_turn(struct rules_planner *planner, uint32_t request);

/* Unlocks the doors for a request (stage START) as soon as no other has them. */
void rules_plan_door_begin(struct rules_planner *planner, uint32_t request);

/* The operator's turn at a port. `port` RULES_NONE: at all of them together. */
struct rules_turn {
    uint32_t port;
    bool done;              /* what lies in the ports now is what the turn was for */
    bool ended;             /* it is to end whatever lies there */
    enum rules_stage after; /* the stage of a turn that is done; one that ends: PORT_CLOSED */
};

/* Stage PORT_OPEN, the same for all requests that use ports; there are ports. Ends with CLOSE_PORT:
 * done, ended, stopped, refused, or when twice the port's time is over. */
void rules_plan_port_turn(struct rules_planner *planner, uint32_t request, struct rules_turn turn);

/* True when the turn of a request is to end: stopped, cancelled or refused. */
bool rules_port_ends(const struct rules_request *request);

/* True when both are one request, or ejects of one call: they have the ports together. */
bool rules_port_is_shared(const struct rules_world *world, uint32_t a, uint32_t b);

/* True when a request of another call has the ports, or gets them in this plan. */
bool rules_port_is_claimed(const struct rules_planner *planner, uint32_t request);

/* True when the port, or any of them, is extended. */
bool rules_port_is_extended(const struct rules_planner *planner, uint32_t port);

/* A robot step at ports: OPEN_PORT, CLOSE_PORT or LOOK. */
void rules_port_step(struct rules_planner *planner, uint32_t request, uint32_t port,
                     enum rules_step_kind kind, enum rules_stage stage);

/* When the ports are to be looked at again. */
int64_t rules_port_next_look(const struct rules_planner *planner, uint32_t request, uint32_t port);

/* Asks the operator to come to the port. */
void rules_port_ask(struct rules_planner *planner, uint32_t request, uint32_t port);

/* A cartridge lies in the port and cannot be put away: tells the operator once, then ends. */
void rules_port_stranded(struct rules_planner *planner, uint32_t request, uint32_t port,
                         base_error error);

/* True when the cartridge of an eject is seen to lie in a port. */
bool rules_eject_is_in_port(const struct rules_planner *planner, uint32_t request);

/* True when the operator was asked to empty ports that are open for an inject which cannot. */
bool rules_inject_waits_at_port(const struct rules_request *request);

/* Steps that belong to no request: arm, doors, ports, cleaners that nobody uses. */
void rules_plan_housekeeping(struct rules_planner *planner);

/* Queues the cleanings that drives have asked for, in the gaps between the work of requests. */
void rules_plan_automatic_cleaning(struct rules_planner *planner);

/* True when the drive takes no new cartridge before it is cleaned. */
bool rules_planner_awaits_cleaning(const struct rules_planner *planner, uint32_t drive);

/* True when the request that has the drive has not brought its cartridge yet and lets a cleaning
 * that cannot wait go first. */
bool rules_planner_yields_to_cleaning(const struct rules_planner *planner, uint32_t drive);

/* Cartridges that nobody needs in their drives any more go home, after the work of requests. */
void rules_plan_idle_drives(struct rules_planner *planner);

#endif
