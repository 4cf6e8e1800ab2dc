/* SPDX-License-Identifier: MIT */
#include "rules/planner.h"

#include "rules/choose_drive.h"

/*
 * Mounts and the other visits. The mounts of one call stand and fall together: they get their
 * drives in one plan or none, they end together, and none passes before all are loaded. The first
 * call that waits for nothing but drives claims those that it will use; who comes later takes
 * others, unless his session has a drive already and may have to go on before it gives that back.
 * So two calls that want the same drives never wait for each other, and no call is passed
 * over for ever. API: MountNtmsMedia; MS-RSMP, order of mounts.
 */

/* Mounts: 1 is next, larger order numbers later, 0 has no order and comes last; then the higher
 * priority, then the older one. True when `a` comes before `b`. */
static bool comes_before(const struct rules_world *world, uint32_t a, uint32_t b)
{
    const struct rules_request *left = &world->requests[a];
    const struct rules_request *right = &world->requests[b];
    if (left->order != right->order) {
        return left->order - 1 < right->order - 1;
    }
    return left->priority != right->priority ? left->priority > right->priority : a < b;
}

static bool is_unfinished(const struct rules_world *world, uint32_t request, uint32_t operation)
{
    return world->requests[request].operation == operation &&
           !rules_request_is_finished(world->requests[request].state);
}

static bool is_mount_of(const struct rules_world *world, uint32_t request, uint32_t group)
{
    return is_unfinished(world, request, MODEL_LM_MOUNT) && world->requests[request].group == group;
}

/* The mount after `previous` (RULES_NONE: the first) in their order, RULES_NONE at the end. */
static uint32_t next_mount(const struct rules_world *world, uint32_t previous)
{
    uint32_t best = RULES_NONE;
    for (uint32_t i = 0; i < world->request_count; i++) {
        if (is_unfinished(world, i, MODEL_LM_MOUNT) &&
            (previous == RULES_NONE || comes_before(world, previous, i)) &&
            (best == RULES_NONE || comes_before(world, i, best))) {
            best = i;
        }
    }
    return best;
}

/* What a call's requests have in common; a visit that is no mount is a call of its own. */
struct call {
    uint32_t first; /* the request that comes first in the order */
    uint32_t from;  /* its requests are among these */
    uint32_t to;
    bool is_mount;
    bool first_of_all; /* no other request of the call comes before it */
    bool begun;        /* one of them has a drive */
    bool complete;     /* all of them have their drives */
    bool loaded;       /* all of them are loaded */
    bool ends;         /* one of them ends it */
};

static bool belongs(const struct rules_world *world, const struct call *call, uint32_t request)
{
    return call->is_mount ? is_mount_of(world, request, world->requests[call->first].group)
                          : request == call->first;
}

static void add_to_survey(const struct rules_planner *planner, struct call *call, uint32_t request)
{
    const struct rules_request *own = &planner->world->requests[request];
    uint32_t state = 0;
    base_error error = 0;

    call->first_of_all = call->first_of_all && !comes_before(planner->world, request, call->first);
    call->begun = call->begun || own->stage != RULES_STAGE_START;
    call->complete = call->complete && own->stage != RULES_STAGE_START;
    call->loaded = call->loaded && own->stage == RULES_STAGE_LOADED && own->failure == 0 &&
                   rules_visit_is_in_place(planner, request);
    call->ends = call->ends || rules_visit_must_end(planner, request, &state, &error);
}

static struct call survey(const struct rules_planner *planner, uint32_t first)
{
    const struct rules_world *world = planner->world;
    const bool is_mount = world->requests[first].operation == MODEL_LM_MOUNT;
    struct call call = {.first = first,
                        .from = is_mount ? 0 : first,
                        .to = is_mount ? (uint32_t)world->request_count : first + 1,
                        .is_mount = is_mount,
                        .first_of_all = true,
                        .complete = true,
                        .loaded = true};

    for (uint32_t i = call.from; i < call.to; i++) {
        if (belongs(world, &call, i)) {
            add_to_survey(planner, &call, i);
        }
    }
    return call;
}

/* Waiting before a drive is had is what can still be withdrawn. */
static void wait_at_stage(struct rules_planner *planner, uint32_t request, enum rules_wait wait)
{
    if (planner->world->requests[request].stage == RULES_STAGE_START) {
        rules_planner_wait(planner, request, wait);
    } else {
        rules_planner_wait_working(planner, request, wait);
    }
}

/* A reason to end one is a reason for all: the engine ends them in one transaction. */
static void end_or_wait(struct rules_planner *planner, uint32_t request)
{
    uint32_t state = 0;
    base_error error = 0;
    if (rules_visit_must_end(planner, request, &state, &error)) {
        rules_planner_finish(planner, request, state, error);
    } else {
        wait_at_stage(planner, request, RULES_WAIT_OTHERS);
    }
}

/* The cartridge is not here. What a person says to have brought is looked for first. */
static void bring_from_outside(struct rules_planner *planner, uint32_t request)
{
    const struct rules_request *own = &planner->world->requests[request];
    if (planner->world->standalone) {
        rules_standalone_await(planner, request);
        return;
    }
    if (rules_planner_may_be_on_arm(planner->world)) {
        rules_planner_wait_robot(planner, request);
        return;
    }
    const bool unseen = own->operator_since == 0 ? rules_planner_look_is_due(planner)
                                                 : planner->world->looked_at <= own->operator_since;
    if (rules_planner_may_be_found(planner) ||
        (own->operator_state == RULES_OPERATOR_COMPLETE && unseen)) {
        rules_planner_look(planner, request);
    } else {
        rules_planner_ask(planner, request, MODEL_OPREQ_MOVEMEDIA, MODEL_PHYSICAL_MEDIA,
                          RULES_NONE);
    }
}

/* The requests of the call that have no drive, in the order of their age; false when there are more
 * of them than any library has drives. */
static bool collect(const struct rules_planner *planner, const struct call *call,
                    struct rules_choice *choice)
{
    const struct rules_world *world = planner->world;
    choice->count = 0;
    for (uint32_t i = call->from; i < call->to; i++) {
        if (!belongs(world, call, i) || world->requests[i].stage != RULES_STAGE_START) {
            continue;
        }
        if (choice->count == RULES_DRIVES_MAX) {
            return false;
        }
        choice->requests[choice->count] = i;
        choice->drives[choice->count++] = RULES_NONE;
    }
    return true;
}

static void reserve(struct rules_planner *planner, const struct rules_choice *choice)
{
    for (uint32_t i = 0; i < choice->count; i++) {
        struct rules_step step =
            rules_planner_step(planner, RULES_STEP_RESERVE, choice->requests[i]);
        step.drive = choice->drives[i];
        step.stage = RULES_STAGE_RESERVED;
        rules_planner_emit(planner, &step);
        planner->keeper[choice->drives[i]] = choice->requests[i];
    }
}

/* The drives that a mount waits for are kept from those that come later. */
static void claim(struct rules_planner *planner, const struct call *call,
                  struct rules_choice *choice)
{
    if (!call->is_mount || planner->has_claims || !rules_choice_complete(planner, choice)) {
        return;
    }
    for (uint32_t i = 0; i < choice->count; i++) {
        planner->claimed[choice->drives[i]] = true;
    }
    planner->has_claims = true;
}

/* A drive that would do is in doubt. */
static bool wants_look(const struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    for (uint32_t i = 0; i < world->drive_count; i++) {
        if (world->drives[i].present && world->drives[i].enabled && !world->drives[i].busy &&
            world->drives[i].content == RULES_CONTENT_UNKNOWN &&
            rules_drive_suits(planner, i, request)) {
            return true;
        }
    }
    return false;
}

/* Not all cartridges of the call can have drives now. */
static void wait_for_drives(struct rules_planner *planner, const struct call *call)
{
    const struct rules_world *world = planner->world;
    for (uint32_t i = 0; i < world->drive_count; i++) {
        rules_planner_wake(planner, world->drives[i].in_use ? world->drives[i].in_use_until : 0);
    }
    for (uint32_t i = call->from; i < call->to; i++) {
        if (!belongs(world, call, i) || world->requests[i].step_running) {
            continue;
        }
        if (world->requests[i].stage != RULES_STAGE_START) {
            wait_at_stage(planner, i, RULES_WAIT_OTHERS);
        } else if (wants_look(planner, i) && rules_planner_look_is_due(planner)) {
            rules_planner_look(planner, i);
        } else {
            rules_planner_wait(planner, i, RULES_WAIT_DRIVE);
        }
    }
}

/* True when all cartridges of the call that have no drive could be taken now. Otherwise each of its
 * requests gets its wait. */
static bool media_are_free(struct rules_planner *planner, const struct call *call)
{
    const struct rules_world *world = planner->world;
    enum rules_wait wait = RULES_WAIT_NOTHING;
    bool all = true;

    for (uint32_t i = call->from; i < call->to && all; i++) {
        if (belongs(world, call, i) && world->requests[i].stage == RULES_STAGE_START) {
            all = !world->requests[i].step_running && rules_visit_medium_is_free(planner, i, &wait);
        }
    }
    for (uint32_t i = call->from; i < call->to && !all; i++) {
        if (!belongs(world, call, i) || world->requests[i].step_running) {
            continue;
        }
        if (world->requests[i].stage != RULES_STAGE_START ||
            rules_visit_medium_is_free(planner, i, &wait)) {
            wait_at_stage(planner, i, RULES_WAIT_OTHERS);
        } else if (wait == RULES_WAIT_OPERATOR) {
            bring_from_outside(planner, i);
        } else {
            rules_planner_wait(planner, i, wait);
        }
    }
    return all;
}

/* Some of the call's cartridges have no drive yet. */
static void begin(struct rules_planner *planner, const struct call *call)
{
    struct rules_choice choice;
    if (!media_are_free(planner, call)) {
        return;
    }
    if (!collect(planner, call, &choice)) {
        wait_for_drives(planner, call);
    } else if (rules_choice_make(planner, &choice)) {
        reserve(planner, &choice);
        for (uint32_t i = call->from; i < call->to; i++) {
            if (belongs(planner->world, call, i) && !planner->world->requests[i].step_running &&
                planner->world->requests[i].stage != RULES_STAGE_START) {
                wait_at_stage(planner, i, RULES_WAIT_OTHERS);
            }
        }
    } else {
        claim(planner, call, &choice);
        wait_for_drives(planner, call);
    }
}

/* The cartridge is ready in its drive. */
static void use_loaded(struct rules_planner *planner, uint32_t request, const struct call *call)
{
    const struct rules_request *own = &planner->world->requests[request];
    if (!call->loaded) {
        wait_at_stage(planner, request, RULES_WAIT_OTHERS);
    } else if (own->operation != MODEL_LM_WRITESCRATCH) {
        rules_planner_finish(planner, request, MODEL_LM_PASSED, 0);
    } else if (!rules_planner_drive_free(planner, own->drive) ||
               planner->world->drives[own->drive].in_use) {
        rules_planner_wake(planner, planner->world->drives[own->drive].in_use_until);
        rules_planner_wait_working(planner, request, RULES_WAIT_DRIVE);
    } else {
        struct rules_step step = rules_planner_step(planner, RULES_STEP_WRITE_LABEL, request);
        step.drive = own->drive;
        rules_planner_emit(planner, &step);
    }
}

static void go_on(struct rules_planner *planner, uint32_t request, const struct call *call)
{
    const struct rules_request *own = &planner->world->requests[request];
    if (own->step_running) {
        return;
    }
    if (call->loaded && call->is_mount) {
        use_loaded(planner, request, call);
    } else if (call->ends) {
        end_or_wait(planner, request);
    } else if (own->stage == RULES_STAGE_LOADED) {
        use_loaded(planner, request, call);
    } else {
        rules_plan_visit(planner, request);
    }
}

static void wake_at_deadlines(struct rules_planner *planner, const struct call *call)
{
    const struct rules_world *world = planner->world;
    for (uint32_t i = call->from; i < call->to; i++) {
        if (belongs(world, call, i) && world->requests[i].deadline > world->now) {
            rules_planner_wake(planner, world->requests[i].deadline);
        }
    }
}

static void plan_call(struct rules_planner *planner, const struct call *call)
{
    const struct rules_world *world = planner->world;
    wake_at_deadlines(planner, call);
    if (!call->ends && !call->complete) {
        begin(planner, call);
        return;
    }
    for (uint32_t i = call->from; i < call->to; i++) {
        if (belongs(world, call, i)) {
            go_on(planner, i, call);
        }
    }
}

/* A library that is disabled, gone or out of service: nothing moves, but time goes on. */
static void plan_call_without_library(struct rules_planner *planner, const struct call *call)
{
    const struct rules_world *world = planner->world;
    wake_at_deadlines(planner, call);
    for (uint32_t i = call->from; i < call->to; i++) {
        const struct rules_request *own = &world->requests[i];
        if (!belongs(world, call, i)) {
            continue;
        }
        if (own->step_running) {
            continue;
        }
        if (rules_planner_end_wanted(own) || own->failure != 0) {
            end_or_wait(planner, i);
        } else if (own->deadline != 0 && world->now >= own->deadline) {
            rules_planner_finish(planner, i, MODEL_LM_FAILED, BASE_ERROR_TIMEOUT);
        } else {
            rules_planner_wait(planner, i, RULES_WAIT_LIBRARY);
        }
    }
}

static void plan(struct rules_planner *planner, const struct call *call)
{
    if (rules_planner_library_works(planner->world)) {
        plan_call(planner, call);
    } else {
        plan_call_without_library(planner, call);
    }
}

void rules_plan_mounts(struct rules_planner *planner)
{
    const struct rules_world *world = planner->world;
    /* Calls that have a drive come first: what they lack is kept for them. */
    for (int begun = 1; begun >= 0; begun--) {
        for (uint32_t i = next_mount(world, RULES_NONE); i != RULES_NONE;
             i = next_mount(world, i)) {
            const struct call call = survey(planner, i);
            if (call.first_of_all && call.begun == (begun != 0)) {
                plan(planner, &call);
            }
        }
    }
}

void rules_plan_visits(struct rules_planner *planner, uint32_t operation)
{
    for (uint32_t i = 0; i < planner->world->request_count; i++) {
        if (is_unfinished(planner->world, i, operation)) {
            const struct call call = survey(planner, i);
            plan(planner, &call);
        }
    }
}
