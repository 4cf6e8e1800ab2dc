/* SPDX-License-Identifier: MIT */
#include "rules/planner.h"

#include "rules/request_state.h"

static const struct rules_place NOWHERE = {RULES_PLACE_NOWHERE, RULES_NONE};

struct rules_step rules_planner_step(const struct rules_planner *planner, enum rules_step_kind kind,
                                     uint32_t request)
{
    struct rules_step step = {0};
    step.kind = kind;
    step.request = request;
    step.from = NOWHERE;
    step.to = NOWHERE;
    step.second = NOWHERE;
    step.drive = RULES_NONE;
    step.port = RULES_NONE;
    step.opreq_arg_index = RULES_NONE;
    if (request != RULES_NONE) {
        step.stage = planner->world->requests[request].stage;
        step.state = MODEL_LM_INPROCESS;
    }
    return step;
}

static bool needs_robot(enum rules_step_kind kind)
{
    switch (kind) {
    case RULES_STEP_MOVE:
    case RULES_STEP_EXCHANGE:
    case RULES_STEP_LOOK:
    case RULES_STEP_OPEN_PORT:
    case RULES_STEP_CLOSE_PORT:
    case RULES_STEP_OPEN_DOOR:
    case RULES_STEP_CLOSE_DOOR:
    case RULES_STEP_INVENTORY:
        return true;
    default:
        return false;
    }
}

void rules_planner_emit(struct rules_planner *planner, const struct rules_step *step)
{
    struct rules_plan *plan = planner->plan;
    if (plan->step_count >= plan->step_capacity) {
        return;
    }
    plan->steps[plan->step_count++] = *step;
    if (needs_robot(step->kind)) {
        planner->robot_taken = true;
    }
}

int64_t rules_planner_elapsed(const struct rules_planner *planner, int64_t since)
{
    return since > 0 && since < planner->world->now ? planner->world->now - since : 0;
}

int64_t rules_planner_later(int64_t since, int64_t duration)
{
    return since > INT64_MAX - duration ? INT64_MAX : since + duration;
}

void rules_planner_wake(struct rules_planner *planner, int64_t when)
{
    if (when > 0 && (planner->plan->wake_at == 0 || when < planner->plan->wake_at)) {
        planner->plan->wake_at = when;
    }
}

bool rules_planner_robot_free(const struct rules_planner *planner)
{
    return !planner->world->robot_busy && !planner->robot_taken &&
           planner->world->now >= planner->world->robot_after;
}

bool rules_planner_door_open(const struct rules_planner *planner)
{
    for (size_t i = 0; i < planner->world->door_count; i++) {
        if (planner->world->doors[i].open || planner->world->doors[i].unlocked) {
            return true;
        }
    }
    return false;
}

bool rules_planner_robot_ready(const struct rules_planner *planner)
{
    return rules_planner_robot_free(planner) && !planner->world->transport_full &&
           !rules_planner_door_open(planner);
}

static bool step_needs_drive(const struct rules_step *step, uint32_t drive)
{
    return step->drive == drive ||
           (step->from.kind == RULES_PLACE_DRIVE && step->from.index == drive) ||
           (step->to.kind == RULES_PLACE_DRIVE && step->to.index == drive);
}

bool rules_planner_drive_free(const struct rules_planner *planner, uint32_t drive)
{
    const struct rules_world *world = planner->world;
    if (drive >= world->drive_count || world->drives[drive].busy || !world->drives[drive].present ||
        world->now < world->drives[drive].not_before) {
        return false;
    }
    for (size_t i = 0; i < planner->plan->step_count; i++) {
        if (step_needs_drive(&planner->plan->steps[i], drive)) {
            return false;
        }
    }
    return true;
}

enum rules_content rules_planner_content(const struct rules_planner *planner,
                                         struct rules_place place)
{
    const struct rules_world *world = planner->world;
    switch (place.kind) {
    case RULES_PLACE_SLOT:
        return place.index < world->slot_count ? world->slots[place.index].content
                                               : RULES_CONTENT_UNKNOWN;
    case RULES_PLACE_DRIVE:
        return place.index < world->drive_count ? world->drives[place.index].content
                                                : RULES_CONTENT_UNKNOWN;
    case RULES_PLACE_PORT:
        return place.index < world->port_count ? world->ports[place.index].content
                                               : RULES_CONTENT_UNKNOWN;
    case RULES_PLACE_TRANSPORT:
        return world->transport_full ? world->transport_content : RULES_CONTENT_EMPTY;
    default:
        return RULES_CONTENT_UNKNOWN;
    }
}

static bool slot_is_free(const struct rules_world *world, uint32_t index)
{
    return index < world->slot_count && index != world->cleaner_slot &&
           world->slots[index].present && world->slots[index].content == RULES_CONTENT_EMPTY;
}

static bool is_home(const struct rules_medium *medium, uint32_t slot)
{
    return medium->home.kind == RULES_PLACE_SLOT && medium->home.index == slot;
}

/* A cartridge that is in a drive or a port now comes back to this slot. */
static bool slot_is_awaited(const struct rules_planner *planner, uint32_t index)
{
    const struct rules_world *world = planner->world;
    for (uint32_t i = 0; i < world->medium_count; i++) {
        if (world->media[i].place.kind == RULES_PLACE_PORT && is_home(&world->media[i], index)) {
            return true;
        }
    }
    for (uint32_t i = 0; i < world->drive_count; i++) {
        const struct rules_medium *medium = rules_planner_cartridge(planner, i);
        if (medium != NULL && is_home(medium, index)) {
            return true;
        }
    }
    return false;
}

struct rules_place rules_planner_spare_slot(const struct rules_planner *planner)
{
    for (uint32_t i = 0; i < planner->world->slot_count; i++) {
        if (slot_is_free(planner->world, i) && !slot_is_awaited(planner, i)) {
            return (struct rules_place){RULES_PLACE_SLOT, i};
        }
    }
    return NOWHERE;
}

struct rules_place rules_planner_free_slot(const struct rules_planner *planner,
                                           struct rules_place home)
{
    struct rules_place last = NOWHERE;
    if (home.kind == RULES_PLACE_SLOT && slot_is_free(planner->world, home.index)) {
        return home;
    }
    for (uint32_t i = 0; i < planner->world->slot_count; i++) {
        if (!slot_is_free(planner->world, i)) {
            continue;
        }
        last = (struct rules_place){RULES_PLACE_SLOT, i};
        if (!slot_is_awaited(planner, i)) {
            return last;
        }
    }
    return last;
}

const struct rules_medium *rules_planner_cartridge(const struct rules_planner *planner,
                                                   uint32_t drive)
{
    const struct rules_world *world = planner->world;
    return drive < world->drive_count && world->drives[drive].content == RULES_CONTENT_DATA &&
                   world->drives[drive].medium < world->medium_count
               ? &world->media[world->drives[drive].medium]
               : NULL;
}

struct rules_place rules_planner_cleaner_slot(const struct rules_planner *planner)
{
    const uint32_t index = planner->world->cleaner_slot;
    return index < planner->world->slot_count ? (struct rules_place){RULES_PLACE_SLOT, index}
                                              : NOWHERE;
}

bool rules_planner_cleaner_slot_empty(const struct rules_planner *planner)
{
    const struct rules_place slot = rules_planner_cleaner_slot(planner);
    return slot.kind == RULES_PLACE_SLOT && planner->world->slots[slot.index].present &&
           planner->world->slots[slot.index].content == RULES_CONTENT_EMPTY;
}

bool rules_planner_library_works(const struct rules_world *world)
{
    return world->enabled && world->present && !world->out_of_service;
}

bool rules_planner_is_live(const struct rules_request *request)
{
    return request->failure == 0 && !rules_request_is_finished(request->state);
}

bool rules_planner_end_wanted(const struct rules_request *request)
{
    return request->stop_requested || request->cancel_requested;
}

static void wait_in_state(struct rules_planner *planner, uint32_t request, enum rules_wait wait,
                          uint32_t state)
{
    if (request == RULES_NONE) {
        return;
    }
    struct rules_step step = rules_planner_step(planner, RULES_STEP_WAIT, request);
    step.wait = wait;
    step.state = state;
    rules_planner_emit(planner, &step);
}

void rules_planner_wait(struct rules_planner *planner, uint32_t request, enum rules_wait wait)
{
    wait_in_state(planner, request, wait, MODEL_LM_WAITING);
}

void rules_planner_wait_robot(struct rules_planner *planner, uint32_t request)
{
    if (request == RULES_NONE) {
        return;
    }
    if (rules_planner_door_open(planner)) {
        wait_in_state(planner, request, RULES_WAIT_DOOR, MODEL_LM_WAITING);
    } else {
        /* Waiting for one's turn is what QUEUED means already. */
        wait_in_state(planner, request, RULES_WAIT_ROBOT, planner->world->requests[request].state);
    }
}

void rules_planner_wait_working(struct rules_planner *planner, uint32_t request,
                                enum rules_wait wait)
{
    if (request == RULES_NONE) {
        return;
    }
    const bool asked = planner->world->requests[request].operator_state == RULES_OPERATOR_OPEN;
    wait_in_state(planner, request, wait, asked ? MODEL_LM_WAITING : MODEL_LM_INPROCESS);
}

void rules_planner_finish(struct rules_planner *planner, uint32_t request, uint32_t state,
                          base_error error)
{
    struct rules_step step = rules_planner_step(planner, RULES_STEP_FINISH, request);
    step.state = state;
    step.error = state == MODEL_LM_FAILED || state == MODEL_LM_INVALID ? error : 0;
    rules_planner_emit(planner, &step);
}

void rules_planner_finish_undone(struct rules_planner *planner, uint32_t request, base_error error)
{
    const struct rules_request *own = &planner->world->requests[request];
    if (own->cancel_requested) {
        rules_planner_finish(planner, request, MODEL_LM_CANCELLED, 0);
    } else if (own->stop_requested) {
        rules_planner_finish(planner, request, MODEL_LM_STOPPED, 0);
    } else if (own->operator_state == RULES_OPERATOR_REFUSED) {
        rules_planner_finish(planner, request, MODEL_LM_FAILED, BASE_ERROR_REQUEST_REFUSED);
    } else {
        rules_planner_finish(planner, request, MODEL_LM_FAILED, error);
    }
}

void rules_planner_stage(struct rules_planner *planner, uint32_t request, enum rules_stage stage)
{
    struct rules_step step = rules_planner_step(planner, RULES_STEP_STAGE, request);
    step.stage = stage;
    step.drive = planner->world->requests[request].drive; /* nobody else claims it in this plan */
    rules_planner_emit(planner, &step);
}

void rules_planner_ask(struct rules_planner *planner, uint32_t request, uint32_t command,
                       uint32_t arg_type, uint32_t arg_index)
{
    if (planner->world->requests[request].operator_state == RULES_OPERATOR_OPEN) {
        rules_planner_wait(planner, request, RULES_WAIT_OPERATOR);
        return;
    }
    struct rules_step step = rules_planner_step(planner, RULES_STEP_ASK_OPERATOR, request);
    step.state = MODEL_LM_WAITING;
    step.wait = RULES_WAIT_OPERATOR;
    step.opreq_command = command;
    step.opreq_arg_type = arg_type;
    step.opreq_arg_index = arg_index;
    rules_planner_emit(planner, &step);
}

void rules_planner_move(struct rules_planner *planner, uint32_t request, struct rules_place from,
                        struct rules_place to, enum rules_content cargo, enum rules_stage stage)
{
    struct rules_step step = rules_planner_step(planner, RULES_STEP_MOVE, request);
    step.from = from;
    step.to = to;
    step.cargo = cargo;
    step.stage = stage;
    rules_planner_emit(planner, &step);
}

struct rules_place rules_planner_way_home(const struct rules_planner *planner, uint32_t drive)
{
    const struct rules_medium *medium = rules_planner_cartridge(planner, drive);
    if (medium != NULL && medium->home.kind == RULES_PLACE_SLOT) {
        return rules_planner_free_slot(planner, medium->home);
    }
    return rules_planner_free_slot(planner, planner->world->drives[drive].home);
}

void rules_planner_ask_for_room(struct rules_planner *planner, uint32_t request, uint32_t drive)
{
    if (request == RULES_NONE) {
        return;
    }
    if (rules_planner_may_be_found(planner)) {
        rules_planner_look(planner, request);
    } else {
        rules_planner_ask(planner, request, MODEL_OPREQ_DEVICESERVICE, MODEL_DRIVE, drive);
    }
}

static void carry_home(struct rules_planner *planner, uint32_t request, uint32_t drive)
{
    const struct rules_medium *medium = rules_planner_cartridge(planner, drive);
    const struct rules_place to = rules_planner_way_home(planner, drive);
    if (to.kind == RULES_PLACE_NOWHERE) {
        rules_planner_ask_for_room(planner, request, drive);
        return;
    }
    struct rules_step step = rules_planner_step(planner, RULES_STEP_MOVE, request);
    step.from = (struct rules_place){RULES_PLACE_DRIVE, drive};
    step.to = to;
    step.cargo = planner->world->drives[drive].content;
    step.flip = medium != NULL && medium->inverted;
    rules_planner_emit(planner, &step);
}

void rules_planner_send_home(struct rules_planner *planner, uint32_t request, uint32_t drive)
{
    const struct rules_drive *own = &planner->world->drives[drive];
    if (!rules_planner_drive_free(planner, drive)) {
        rules_planner_wait_working(planner, request, RULES_WAIT_DRIVE);
    } else if (own->loaded && own->in_use) {
        rules_planner_wake(planner, own->in_use_until);
        rules_planner_wait_working(planner, request, RULES_WAIT_DRIVE);
    } else if (own->loaded) {
        struct rules_step step = rules_planner_step(planner, RULES_STEP_UNLOAD, request);
        step.drive = drive;
        rules_planner_emit(planner, &step);
    } else if (!rules_planner_robot_ready(planner)) {
        rules_planner_wait_robot(planner, request);
    } else {
        carry_home(planner, request, drive);
    }
}

bool rules_planner_look_is_due(const struct rules_planner *planner)
{
    const struct rules_world *world = planner->world;
    return world->looked_at <= 0 || world->looked_at > world->now ||
           world->now >= rules_planner_later(world->looked_at, RULES_LOOK_PAUSE);
}

static bool is_in_doubt(const struct rules_world *world)
{
    bool doubt = world->transport_full;
    for (size_t i = 0; i < world->drive_count && !doubt; i++) {
        doubt = world->drives[i].present && world->drives[i].content == RULES_CONTENT_UNKNOWN;
    }
    for (size_t i = 0; i < world->port_count && !doubt; i++) {
        doubt = world->ports[i].content == RULES_CONTENT_UNKNOWN;
    }
    for (size_t i = 0; i < world->slot_count && !doubt; i++) {
        doubt = world->slots[i].present && world->slots[i].content == RULES_CONTENT_UNKNOWN;
    }
    return doubt;
}

bool rules_planner_may_be_found(const struct rules_planner *planner)
{
    return rules_planner_look_is_due(planner) && is_in_doubt(planner->world);
}

bool rules_planner_may_be_on_arm(const struct rules_world *world)
{
    return world->transport_full || world->robot_busy;
}

void rules_planner_look(struct rules_planner *planner, uint32_t request)
{
    if (!rules_planner_robot_free(planner)) {
        rules_planner_wait_robot(planner, request);
    } else if (!rules_planner_look_is_due(planner)) {
        rules_planner_wake(planner,
                           rules_planner_later(planner->world->looked_at, RULES_LOOK_PAUSE));
        rules_planner_wait_robot(planner, request);
    } else {
        struct rules_step step = rules_planner_step(planner, RULES_STEP_LOOK, request);
        step.look = RULES_LOOK_LIBRARY;
        rules_planner_emit(planner, &step);
    }
}

int64_t rules_planner_turn_interval(int64_t elapsed)
{
    if (elapsed < 10 * 1000) {
        return 500;
    }
    return elapsed < 30 * 1000 ? 1000 : 2000;
}
