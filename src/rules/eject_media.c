/* SPDX-License-Identifier: MIT */
#include "rules/planner.h"

/*
 * EJECT: one cartridge out through a port. START: it is carried there, from its slot or straight
 * from the drive. IN_PORT: it waits there, locked, for the others of the same call, so that the
 * operator is needed once. PORT_OPEN: the turn of all of them, which the first one keeps. What is
 * gone from its port then has left the library; what is not goes back to its slot. A forced eject
 * takes the cartridge from a program, if the drive lets it go. API: EjectNtmsMedia.
 */

/* A drive that keeps its medium for a program is asked for so long (milliseconds). */
#define FORCE_PATIENCE ((int64_t)5000)

static bool is_forced(const struct rules_request *request)
{
    return request->option == MODEL_LM_FORCEIMMEDIATE;
}

/* Where its cartridge is by our records; NOWHERE when there is none. */
static struct rules_place place_of(const struct rules_world *world, uint32_t request)
{
    const uint32_t medium = world->requests[request].medium;
    return medium < world->medium_count ? world->media[medium].place
                                        : (struct rules_place){RULES_PLACE_NOWHERE, RULES_NONE};
}

bool rules_eject_is_in_port(const struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_place place = place_of(world, request);
    return place.kind == RULES_PLACE_PORT && place.index < world->port_count &&
           world->ports[place.index].content == RULES_CONTENT_DATA &&
           !world->ports[place.index].stranger;
}

/* Its place is a port that nobody has looked into. */
static bool is_hidden(const struct rules_planner *planner, uint32_t request)
{
    const struct rules_place place = place_of(planner->world, request);
    return place.kind == RULES_PLACE_PORT &&
           rules_planner_content(planner, place) == RULES_CONTENT_UNKNOWN;
}

/* Another request has the drive, or a program whose medium is not taken by force. */
static bool is_held(const struct rules_planner *planner, uint32_t request, uint32_t drive)
{
    if (!rules_planner_drive_held(planner, drive, request)) {
        return false;
    }
    return drive >= RULES_DRIVES_MAX || planner->keeper[drive] != RULES_NONE ||
           !is_forced(&planner->world->requests[request]);
}

static uint32_t find_free_port(const struct rules_world *world)
{
    for (uint32_t i = 0; i < world->port_count; i++) {
        if (world->ports[i].content == RULES_CONTENT_EMPTY && !world->ports[i].extended) {
            return i;
        }
    }
    return RULES_NONE;
}

/* ---- the call ---- */

static bool is_of_call(const struct rules_planner *planner, uint32_t other, uint32_t request)
{
    return rules_port_is_shared(planner->world, other, request) &&
           rules_planner_is_live(&planner->world->requests[other]);
}

/* A cartridge that is not in a port yet but can be brought without waiting for anybody. */
static bool is_coming(const struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_request *own = &world->requests[request];
    const struct rules_place place = place_of(world, request);

    if (own->step_running) {
        return true;
    }
    if (rules_port_ends(own) || rules_visit_medium_is_taken(planner, request)) {
        return false;
    }
    switch (place.kind) {
    case RULES_PLACE_SLOT:
    case RULES_PLACE_TRANSPORT:
        return true;
    case RULES_PLACE_DRIVE:
        return place.index < world->drive_count && world->drives[place.index].present &&
               !is_held(planner, request, place.index) &&
               (!world->drives[place.index].in_use || is_forced(own));
    case RULES_PLACE_PORT:
        return own->stage == RULES_STAGE_START; /* its stage is to be recorded yet */
    default:
        return false;
    }
}

/* Some other cartridge of the call will soon be in a port, too. */
static bool waits_for_others(const struct rules_planner *planner, uint32_t request)
{
    for (uint32_t i = 0; i < planner->world->request_count; i++) {
        const enum rules_stage stage = planner->world->requests[i].stage;
        if (i != request && is_of_call(planner, i, request) &&
            (stage == RULES_STAGE_START || stage == RULES_STAGE_RESERVED) &&
            is_coming(planner, i)) {
            return true;
        }
    }
    return false;
}

/* The request of the call that acts for all of those in `stage`: the first that is not to end. */
static uint32_t find_leader(const struct rules_planner *planner, uint32_t request,
                            enum rules_stage stage)
{
    const struct rules_world *world = planner->world;
    uint32_t leader = RULES_NONE;
    for (uint32_t i = 0; i < world->request_count; i++) {
        if (!is_of_call(planner, i, request) || world->requests[i].stage != stage) {
            continue;
        }
        if (!rules_planner_end_wanted(&world->requests[i])) {
            return i;
        }
        leader = leader == RULES_NONE ? i : leader;
    }
    return leader;
}

/* Nothing is left in the ports that the operator is waited for. */
static bool all_are_taken(const struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    for (uint32_t i = 0; i < world->request_count; i++) {
        if (is_of_call(planner, i, request) && world->requests[i].stage == RULES_STAGE_PORT_OPEN &&
            !rules_planner_end_wanted(&world->requests[i]) &&
            (rules_eject_is_in_port(planner, i) || is_hidden(planner, i))) {
            return false;
        }
    }
    return true;
}

/* ---- START ---- */

/* All ports hold something of somebody's: he is asked for one, and gets them. */
static void await_free_port(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    bool doubt = false;

    for (uint32_t i = 0; i < world->port_count; i++) {
        doubt = doubt || world->ports[i].content == RULES_CONTENT_UNKNOWN;
    }
    if (rules_port_is_extended(planner, RULES_NONE)) {
        rules_planner_wait(planner, request, RULES_WAIT_PORT);
    } else if (doubt) {
        rules_planner_look(planner, request);
    } else if (world->now >= rules_port_next_look(planner, request, RULES_NONE)) {
        rules_port_step(planner, request, RULES_NONE, RULES_STEP_LOOK,
                        world->requests[request].stage);
    } else if (world->requests[request].operator_state == RULES_OPERATOR_OPEN) {
        rules_port_step(planner, request, RULES_NONE, RULES_STEP_OPEN_PORT, RULES_STAGE_PORT_OPEN);
    } else {
        rules_port_ask(planner, request, RULES_NONE);
    }
}

/* The cartridge can be taken from where it is. */
static void carry_out(struct rules_planner *planner, uint32_t request, struct rules_place from)
{
    const struct rules_medium *medium =
        &planner->world->media[planner->world->requests[request].medium];
    const uint32_t port = find_free_port(planner->world);

    if (rules_planner_content(planner, from) != RULES_CONTENT_DATA) {
        rules_planner_look(planner, request);
        return;
    }
    struct rules_step step = rules_planner_step(planner, RULES_STEP_MOVE, request);
    step.from = from;
    step.to = (struct rules_place){RULES_PLACE_PORT, port};
    step.cargo = RULES_CONTENT_DATA;
    step.flip = from.kind == RULES_PLACE_DRIVE && medium->inverted;
    step.stage = RULES_STAGE_IN_PORT;
    rules_planner_emit(planner, &step);
}

/* The time of a forced eject runs from the first refusal (stage RESERVED). */
static void unload(struct rules_planner *planner, uint32_t request, uint32_t drive)
{
    const struct rules_world *world = planner->world;
    const struct rules_request *own = &world->requests[request];
    const struct rules_drive *from = &world->drives[drive];
    const int64_t end = rules_planner_later(own->stage_since, FORCE_PATIENCE);

    if (!from->in_use) {
        struct rules_step step = rules_planner_step(planner, RULES_STEP_UNLOAD, request);
        step.drive = drive;
        rules_planner_emit(planner, &step);
    } else if (is_forced(own) && own->stage == RULES_STAGE_START) {
        rules_planner_stage(planner, request, RULES_STAGE_RESERVED);
    } else if (is_forced(own) && (world->now >= end || own->stage_since > world->now)) {
        rules_planner_finish(planner, request, MODEL_LM_FAILED, BASE_ERROR_BUSY);
    } else {
        rules_planner_wake(planner, from->in_use_until);
        rules_planner_wake(planner, is_forced(own) ? end : 0);
        rules_planner_wait(planner, request, RULES_WAIT_MEDIUM);
    }
}

static void leave_drive(struct rules_planner *planner, uint32_t request, struct rules_place from)
{
    const struct rules_drive *drive = &planner->world->drives[from.index];

    if (!drive->present) {
        rules_planner_finish_undone(planner, request, BASE_ERROR_DEVICE_NOT_AVAILABLE);
    } else if (is_held(planner, request, from.index)) {
        rules_planner_wait(planner, request, RULES_WAIT_MEDIUM);
    } else if (!rules_planner_drive_free(planner, from.index)) {
        rules_planner_wait(planner, request, RULES_WAIT_DRIVE);
    } else if (drive->content == RULES_CONTENT_DATA && drive->loaded) {
        unload(planner, request, from.index);
    } else if (!rules_planner_robot_ready(planner)) {
        rules_planner_wait_robot(planner, request);
    } else {
        carry_out(planner, request, from);
    }
}

/* The cartridge is neither here nor in a port: it was taken before its turn, or never was here. */
static void miss(struct rules_planner *planner, uint32_t request)
{
    if (rules_planner_may_be_found(planner)) {
        rules_planner_look(planner, request);
    } else {
        rules_planner_finish_undone(planner, request, BASE_ERROR_MEDIA_OFFLINE);
    }
}

/* There is a port for it. */
static void take(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_place place = place_of(world, request);

    if (place.kind == RULES_PLACE_DRIVE && place.index < world->drive_count) {
        leave_drive(planner, request, place);
    } else if (!rules_planner_robot_ready(planner)) {
        rules_planner_wait_robot(planner, request);
    } else if (place.kind == RULES_PLACE_SLOT) {
        carry_out(planner, request, place);
    } else {
        rules_planner_look(planner, request);
    }
}

static void start(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_place place = place_of(world, request);

    if (rules_port_ends(&world->requests[request])) {
        rules_planner_finish_undone(planner, request, 0);
    } else if (world->requests[request].medium >= world->medium_count) {
        rules_planner_finish_undone(planner, request, BASE_ERROR_INVALID_MEDIA);
    } else if (world->port_count == 0) {
        rules_planner_finish_undone(planner, request, BASE_ERROR_RESOURCE_NOT_PRESENT);
    } else if (place.kind == RULES_PLACE_NOWHERE) {
        miss(planner, request);
    } else if (rules_visit_medium_is_taken(planner, request)) {
        rules_planner_wait(planner, request, RULES_WAIT_MEDIUM);
    } else if (rules_port_is_claimed(planner, request)) {
        rules_planner_wait(planner, request, RULES_WAIT_PORT);
    } else if (find_free_port(world) != RULES_NONE) {
        take(planner, request);
    } else if (find_leader(planner, request, RULES_STAGE_IN_PORT) != RULES_NONE ||
               find_leader(planner, request, RULES_STAGE_PORT_OPEN) != RULES_NONE ||
               find_leader(planner, request, RULES_STAGE_PORT_CLOSED) != RULES_NONE) {
        rules_planner_wait(planner, request, RULES_WAIT_OTHERS);
    } else if (!rules_planner_robot_ready(planner)) {
        rules_planner_wait_robot(planner, request);
    } else {
        await_free_port(planner, request);
    }
}

/* ---- in the port ---- */

static void in_port(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;

    if (rules_port_ends(&world->requests[request])) {
        rules_planner_stage(planner, request, RULES_STAGE_PORT_CLOSED);
    } else if (find_leader(planner, request, RULES_STAGE_IN_PORT) != request ||
               find_leader(planner, request, RULES_STAGE_PORT_CLOSED) != RULES_NONE ||
               (find_free_port(world) != RULES_NONE && waits_for_others(planner, request))) {
        rules_planner_wait(planner, request, RULES_WAIT_OTHERS);
    } else if (!rules_planner_robot_ready(planner)) {
        rules_planner_wait_robot(planner, request);
    } else {
        rules_port_step(planner, request, RULES_NONE, RULES_STEP_OPEN_PORT, RULES_STAGE_PORT_OPEN);
    }
}

/* Its stage tells of a port, the records of another place: somebody moved it meanwhile. */
static bool is_elsewhere(const struct rules_world *world, uint32_t request)
{
    const struct rules_place place = place_of(world, request);
    return place.kind != RULES_PLACE_PORT && place.kind != RULES_PLACE_NOWHERE;
}

static void turn(struct rules_planner *planner, uint32_t request)
{
    /* A look of somebody else may have missed its cartridge before the turn is over. */
    const bool outward = !is_elsewhere(planner->world, request);
    struct rules_turn turn = {.port = RULES_NONE,
                              .done = all_are_taken(planner, request),
                              .after = RULES_STAGE_PORT_CLOSED};

    if (find_leader(planner, request, RULES_STAGE_PORT_OPEN) != request) {
        rules_planner_wait_working(planner, request, RULES_WAIT_OPERATOR);
        return;
    }
    if (!outward) {
        /* The turn is for a free port; its own cartridge is to come. */
        turn.done = false;
        for (uint32_t i = 0; i < planner->world->port_count; i++) {
            turn.done = turn.done || planner->world->ports[i].content == RULES_CONTENT_EMPTY;
        }
        turn.after = RULES_STAGE_START;
    }
    rules_plan_port_turn(planner, request, turn);
}

/* The ports are shut again: what was not taken goes back. */
static void take_back(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_place from = place_of(world, request);
    const struct rules_place to =
        rules_planner_free_slot(planner, world->media[world->requests[request].medium].home);

    if (world->ports[from.index].extended) {
        rules_planner_wait(planner, request, RULES_WAIT_PORT);
    } else if (to.kind == RULES_PLACE_NOWHERE && rules_planner_may_be_found(planner)) {
        rules_planner_look(planner, request);
    } else if (to.kind == RULES_PLACE_NOWHERE) {
        rules_port_stranded(planner, request, from.index, BASE_ERROR_TIMEOUT);
    } else if (!rules_planner_robot_ready(planner)) {
        rules_planner_wait_robot(planner, request);
    } else {
        rules_planner_move(planner, request, from, to, RULES_CONTENT_DATA, RULES_STAGE_PORT_CLOSED);
    }
}

static void closed(struct rules_planner *planner, uint32_t request)
{
    const struct rules_place place = place_of(planner->world, request);

    if (!rules_planner_robot_free(planner)) {
        rules_planner_wait_working(planner, request, RULES_WAIT_ROBOT);
    } else if (is_hidden(planner, request)) {
        rules_planner_look(planner, request);
    } else if (rules_eject_is_in_port(planner, request)) {
        take_back(planner, request);
    } else if (place.kind == RULES_PLACE_PORT || place.kind == RULES_PLACE_NOWHERE) {
        rules_planner_finish(planner, request, MODEL_LM_PASSED, 0);
    } else {
        rules_planner_finish_undone(planner, request, BASE_ERROR_TIMEOUT);
    }
}

/* An eject begins with its cartridge in a port: another one has left it there. */
static bool may_join(const struct rules_planner *planner, uint32_t request)
{
    return rules_eject_is_in_port(planner, request) &&
           !rules_port_ends(&planner->world->requests[request]) &&
           rules_planner_robot_free(planner) && !rules_port_is_claimed(planner, request) &&
           !rules_visit_medium_is_taken(planner, request);
}

void rules_plan_eject_media(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_request *own = &world->requests[request];
    const enum rules_stage stage = own->stage;

    if ((stage == RULES_STAGE_START || stage == RULES_STAGE_RESERVED) &&
        may_join(planner, request)) {
        rules_planner_stage(planner, request, RULES_STAGE_IN_PORT);
    } else if (stage == RULES_STAGE_START || stage == RULES_STAGE_RESERVED) {
        start(planner, request);
    } else if (world->port_count == 0 || own->medium >= world->medium_count) {
        rules_planner_finish(planner, request, MODEL_LM_INVALID, BASE_ERROR_INVALID_OPERATION);
    } else if (stage == RULES_STAGE_IN_PORT && is_elsewhere(world, request)) {
        rules_planner_stage(planner, request, RULES_STAGE_START);
    } else if (stage == RULES_STAGE_IN_PORT) {
        in_port(planner, request);
    } else if (stage == RULES_STAGE_PORT_OPEN) {
        turn(planner, request);
    } else if (stage == RULES_STAGE_PORT_CLOSED) {
        closed(planner, request);
    } else {
        rules_planner_finish(planner, request, MODEL_LM_INVALID, BASE_ERROR_INVALID_OPERATION);
    }
}
