/* SPDX-License-Identifier: MIT */
/* The engine's part of the library of the imagination: what becomes of the planner's steps. */
#include "unit/rules/port_simulation.h"

#include "rules/request_state.h"

#include <stdio.h>

static const struct rules_place NOWHERE = {RULES_PLACE_NOWHERE, RULES_NONE};

static void fault(struct port_simulation *simulation, const char *text)
{
    if (simulation->fault == NULL) {
        simulation->fault = text;
    }
}

static bool is_same(struct rules_place a, struct rules_place b)
{
    return a.kind == b.kind && (a.kind == RULES_PLACE_NOWHERE || a.index == b.index);
}

uint32_t port_simulation_in(const struct port_simulation *simulation, struct rules_place place)
{
    for (uint32_t i = 0; i < PORTS_CARTRIDGES; i++) {
        if (place.kind != RULES_PLACE_NOWHERE && is_same(simulation->at[i], place)) {
            return i;
        }
    }
    return RULES_NONE;
}

/* ---- what the library shows ---- */

static enum rules_content content_in(const struct port_simulation *simulation,
                                     struct rules_place place)
{
    return port_simulation_in(simulation, place) == RULES_NONE ? RULES_CONTENT_EMPTY
                                                               : RULES_CONTENT_DATA;
}

static void see_ports(struct port_simulation *simulation)
{
    for (uint32_t i = 0; i < simulation->world.port_count; i++) {
        const struct rules_place place = {RULES_PLACE_PORT, i};
        const uint32_t cartridge = port_simulation_in(simulation, place);
        struct rules_port *port = &simulation->ports[i];
        port->content = content_in(simulation, place);
        port->looked_at = simulation->world.now;
        port->is_cleaning = cartridge == PORTS_CARTRIDGES - 1;
        port->stranger = false;
        for (uint32_t m = 0; m < PORTS_MEDIA; m++) {
            if (is_same(simulation->media[m].place, place) && cartridge != m) {
                port->stranger = cartridge != RULES_NONE;
            }
        }
    }
}

static void see_drive(struct port_simulation *simulation)
{
    const struct rules_place place = {RULES_PLACE_DRIVE, 0};
    const uint32_t cartridge = port_simulation_in(simulation, place);
    struct rules_drive *drive = &simulation->drive;
    drive->medium = cartridge < PORTS_MEDIA ? cartridge : RULES_NONE;
    if (drive->content == content_in(simulation, place)) {
        return;
    }
    drive->content = content_in(simulation, place);
    drive->loaded = drive->content == RULES_CONTENT_DATA;
    drive->state = drive->loaded ? MODEL_DRIVESTATE_MOUNTED : MODEL_DRIVESTATE_DISMOUNTED;
}

/* A record follows its cartridge: its place, and its home when that is a slot. */
static void locate(struct port_simulation *simulation, uint32_t cartridge)
{
    if (cartridge >= PORTS_MEDIA) {
        return;
    }
    struct rules_medium *medium = &simulation->media[cartridge];
    medium->place = simulation->at[cartridge];
    if (medium->place.kind == RULES_PLACE_SLOT || medium->place.kind == RULES_PLACE_NOWHERE) {
        medium->home = medium->place;
    }
}

void port_simulation_look(struct port_simulation *simulation)
{
    simulation->world.looked_at = simulation->world.now;
    for (uint32_t i = 0; i < PORTS_SLOTS; i++) {
        simulation->slots[i].content =
            content_in(simulation, (struct rules_place){RULES_PLACE_SLOT, i});
    }
    for (uint32_t i = 0; i < PORTS_MEDIA; i++) {
        locate(simulation, i);
    }
    see_drive(simulation);
    see_ports(simulation);
}

/* ---- what a step must not do ---- */

static bool is_forced(const struct port_simulation *simulation, const struct rules_step *step)
{
    return step->request != RULES_NONE &&
           simulation->requests[step->request].operation == MODEL_LM_EJECT &&
           simulation->requests[step->request].option == MODEL_LM_FORCEIMMEDIATE;
}

static bool needs_drive(const struct rules_step *step)
{
    return step->drive == 0 || step->from.kind == RULES_PLACE_DRIVE ||
           step->to.kind == RULES_PLACE_DRIVE;
}

static void check_drive(struct port_simulation *simulation, const struct rules_step *step)
{
    if (simulation->drive.busy) {
        fault(simulation, "two steps at one drive");
    }
    if (simulation->drive.state == MODEL_DRIVESTATE_LOADED && !is_forced(simulation, step)) {
        fault(simulation, "a step at a drive that a program has");
    }
    for (uint32_t i = 0; i < simulation->world.request_count; i++) {
        const struct rules_request *other = &simulation->requests[i];
        if (i != step->request && rules_is_visit(other->operation) &&
            !rules_request_is_finished(other->state) && other->stage != RULES_STAGE_START) {
            fault(simulation, "a step at a drive that another request has");
        }
    }
}

static bool is_extended(const struct port_simulation *simulation, struct rules_place place)
{
    return place.kind == RULES_PLACE_PORT && simulation->ports[place.index].extended;
}

static void check_move(struct port_simulation *simulation, const struct rules_step *step)
{
    const uint32_t cartridge = port_simulation_in(simulation, step->from);
    if (cartridge == RULES_NONE) {
        fault(simulation, "a move from an empty place");
    }
    if (port_simulation_in(simulation, step->to) != RULES_NONE) {
        fault(simulation, "a move to a full place");
    }
    if (is_extended(simulation, step->from) || is_extended(simulation, step->to)) {
        fault(simulation, "a move at an extended port");
    }
    if (step->from.kind == RULES_PLACE_DRIVE && simulation->drive.loaded) {
        fault(simulation, "a move from a loaded drive");
    }
    if (cartridge == PORTS_CARTRIDGES - 1 || step->cargo != RULES_CONTENT_DATA) {
        fault(simulation, "a cleaning cartridge among the data");
    }
    if (step->request != RULES_NONE &&
        simulation->requests[step->request].operation == MODEL_LM_EJECT &&
        simulation->requests[step->request].medium != cartridge) {
        fault(simulation, "another cartridge than was to be ejected");
    }
}

static bool has_ports(const struct rules_request *request)
{
    return !rules_request_is_finished(request->state) && request->failure == 0 &&
           (request->operation == MODEL_LM_EJECT || request->operation == MODEL_LM_INJECT) &&
           request->stage != RULES_STAGE_START && request->stage != RULES_STAGE_RESERVED;
}

/* The ports are opened for one call only, and with nothing of another one in them. */
static void check_open(struct port_simulation *simulation, const struct rules_step *step)
{
    const struct rules_request *own = &simulation->requests[step->request];
    for (uint32_t i = 0; i < simulation->world.request_count; i++) {
        const struct rules_request *other = &simulation->requests[i];
        if (i != step->request && has_ports(other) &&
            (own->operation != MODEL_LM_EJECT || other->operation != MODEL_LM_EJECT ||
             other->group != own->group)) {
            fault(simulation, "ports opened that another request has");
        }
    }
}

static bool is_robot_step(const struct rules_step *step)
{
    return step->kind == RULES_STEP_MOVE || step->kind == RULES_STEP_LOOK ||
           step->kind == RULES_STEP_OPEN_PORT || step->kind == RULES_STEP_CLOSE_PORT;
}

static void check_start(struct port_simulation *simulation, const struct rules_step *step)
{
    if (is_robot_step(step) && simulation->world.robot_busy) {
        fault(simulation, "two robot steps at once");
    }
    if (needs_drive(step)) {
        check_drive(simulation, step);
    }
    if (step->kind == RULES_STEP_MOVE) {
        check_move(simulation, step);
    }
    if (step->kind == RULES_STEP_OPEN_PORT) {
        check_open(simulation, step);
    }
    if (step->kind == RULES_STEP_UNLOAD && !simulation->drive.loaded) {
        fault(simulation, "an unload of an unloaded drive");
    }
}

/* ---- ends ---- */

static void set_stage(struct port_simulation *simulation, uint32_t request, enum rules_stage stage)
{
    struct rules_request *own = &simulation->requests[request];
    own->stage = stage;
    own->stage_since = simulation->world.now;
    own->state = MODEL_LM_INPROCESS;
}

static void end_move(struct port_simulation *simulation, const struct rules_step *step)
{
    const uint32_t cartridge = port_simulation_in(simulation, step->from);
    check_move(simulation, step);
    if (simulation->fault != NULL) {
        return;
    }
    simulation->at[cartridge] = step->to;
    for (uint32_t i = 0; i < PORTS_MEDIA; i++) {
        if (is_same(simulation->media[i].place, step->to)) {
            simulation->media[i].place = NOWHERE; /* a person took it, unseen */
        }
    }
    locate(simulation, cartridge);
    for (int end = 0; end < 2; end++) {
        const struct rules_place place = end == 0 ? step->from : step->to;
        if (place.kind == RULES_PLACE_SLOT) {
            simulation->slots[place.index].content = content_in(simulation, place);
        }
    }
    see_drive(simulation);
    see_ports(simulation);
    if (step->request == RULES_NONE) {
        return;
    }
    struct rules_request *own = &simulation->requests[step->request];
    if (own->operator_state != RULES_OPERATOR_NONE &&
        own->operator_state != RULES_OPERATOR_REFUSED) {
        own->operator_state = RULES_OPERATOR_NONE;
        simulation->answer_at[step->request] = 0;
    }
    if (own->operation == MODEL_LM_EJECT && step->to.kind == RULES_PLACE_PORT) {
        set_stage(simulation, step->request, RULES_STAGE_IN_PORT);
    } else if (own->operation == MODEL_LM_INJECT) {
        own->caught++;
    }
}

static void end_ports(struct port_simulation *simulation, const struct rules_step *step)
{
    const bool open = step->kind == RULES_STEP_OPEN_PORT;
    const enum rules_stage from = open ? RULES_STAGE_IN_PORT : RULES_STAGE_PORT_OPEN;
    for (uint32_t i = 0; i < simulation->world.port_count; i++) {
        if (step->port == RULES_NONE || step->port == i) {
            simulation->ports[i].extended = open;
            simulation->ports[i].extended_since = simulation->world.now;
        }
    }
    see_ports(simulation);
    simulation->port_act =
        open ? simulation->world.now + 1 + port_simulation_chance(simulation, 20000) : 0;
    if (step->request == RULES_NONE) {
        return;
    }
    struct rules_request *own = &simulation->requests[step->request];
    for (uint32_t i = 0; i < simulation->world.request_count; i++) {
        struct rules_request *other = &simulation->requests[i];
        if (own->operation == MODEL_LM_EJECT && other->operation == MODEL_LM_EJECT &&
            other->group == own->group && other->stage == from &&
            !rules_request_is_finished(other->state)) {
            set_stage(simulation, i, step->stage);
        }
    }
    if (own->operation == MODEL_LM_INJECT && open && step->stage == RULES_STAGE_PORT_OPEN) {
        own->argument = own->caught;
        own->retract_requested = false;
    }
    set_stage(simulation, step->request, step->stage);
}

static void end_load(struct port_simulation *simulation, const struct rules_step *step)
{
    simulation->requests[step->request].stage = RULES_STAGE_LOADED;
    simulation->drive.state = MODEL_DRIVESTATE_LOADED;
}

static void end_step(struct port_simulation *simulation, const struct rules_step *step)
{
    switch (step->kind) {
    case RULES_STEP_MOVE:
        end_move(simulation, step);
        break;
    case RULES_STEP_UNLOAD:
        if (simulation->open_until > simulation->world.now) {
            simulation->drive.in_use_until = simulation->world.now + 500;
        } else {
            simulation->drive.loaded = false;
        }
        break;
    case RULES_STEP_OPEN_PORT:
    case RULES_STEP_CLOSE_PORT:
        end_ports(simulation, step);
        break;
    case RULES_STEP_LOAD:
        end_load(simulation, step);
        break;
    default:
        if (step->look == RULES_LOOK_PORT) {
            see_ports(simulation);
        } else {
            port_simulation_look(simulation);
        }
        break;
    }
}

/* Nothing was done, and the engine will not try again. */
static bool fails(struct port_simulation *simulation, const struct rules_step *step)
{
    if (simulation->failures == 0 || step->request == RULES_NONE || step->kind == RULES_STEP_LOOK ||
        port_simulation_chance(simulation, simulation->failures) != 0) {
        return false;
    }
    simulation->requests[step->request].failure = BASE_ERROR_IO_DEVICE;
    return true;
}

void port_simulation_end_steps(struct port_simulation *simulation)
{
    for (size_t i = 0; i < simulation->running_count;) {
        if (simulation->running_end[i] > simulation->world.now) {
            i++;
            continue;
        }
        const struct rules_step step = simulation->running[i];
        simulation->running_count--;
        simulation->running[i] = simulation->running[simulation->running_count];
        simulation->running_end[i] = simulation->running_end[simulation->running_count];
        if (is_robot_step(&step)) {
            simulation->world.robot_busy = false;
        }
        if (needs_drive(&step)) {
            simulation->drive.busy = false;
        }
        if (step.request != RULES_NONE) {
            simulation->requests[step.request].step_running = false;
        }
        if (!fails(simulation, &step)) {
            end_step(simulation, &step);
        }
    }
}

static void start_step(struct port_simulation *simulation, const struct rules_step *step)
{
    check_start(simulation, step);
    if (simulation->fault != NULL) {
        return;
    }
    const size_t at = simulation->running_count++;
    simulation->running[at] = *step;
    simulation->running_end[at] =
        simulation->world.now + 1 + port_simulation_chance(simulation, 2000);
    simulation->world.robot_busy = simulation->world.robot_busy || is_robot_step(step);
    simulation->drive.busy = simulation->drive.busy || needs_drive(step);
    if (step->request != RULES_NONE) {
        simulation->requests[step->request].step_running = true;
        simulation->requests[step->request].state = step->state;
    }
}

/* ---- records ---- */

/* What an ended eject says must be so; one that passed leaves nothing behind. A person may have put
 * the cartridge into another port since. */
static void end_eject(struct port_simulation *simulation, const struct rules_request *own)
{
    if (own->medium >= PORTS_MEDIA) {
        return;
    }
    struct rules_medium *medium = &simulation->media[own->medium];
    const struct rules_place place = simulation->at[own->medium];
    if (own->state == MODEL_LM_PASSED) {
        if (place.kind != RULES_PLACE_NOWHERE &&
            (place.kind != RULES_PLACE_PORT || is_same(place, medium->place))) {
            fault(simulation, "an eject passed with the cartridge here");
        }
        medium->place = NOWHERE;
        medium->home = NOWHERE;
        see_ports(simulation);
    } else if (place.kind == RULES_PLACE_NOWHERE && own->stage == RULES_STAGE_PORT_CLOSED) {
        fault(simulation, "an eject failed though the cartridge was taken");
    }
}

static void finish(struct port_simulation *simulation, const struct rules_step *step)
{
    struct rules_request *own = &simulation->requests[step->request];
    own->state = step->state;
    if (step->state == MODEL_LM_FAILED && step->error == 0) {
        fault(simulation, "a failure without an error");
    }
    if (own->operation == MODEL_LM_EJECT) {
        end_eject(simulation, own);
    } else if (own->operation == MODEL_LM_INJECT) {
        if ((step->state == MODEL_LM_PASSED) != (own->caught > 0) && own->failure == 0) {
            fault(simulation, "an inject that does not tell what came");
        }
    } else if (step->state == MODEL_LM_PASSED) {
        simulation->open_until = simulation->world.now + port_simulation_chance(simulation, 9000);
        simulation->dismount_at =
            simulation->world.now + 1 + port_simulation_chance(simulation, 15000);
    } else if (own->stage != RULES_STAGE_START && simulation->drive.content == RULES_CONTENT_DATA) {
        simulation->drive.state = MODEL_DRIVESTATE_DISMOUNTABLE;
    }
}

static void trace(const struct port_simulation *simulation, const struct rules_step *step)
{
    printf("%lld: request %d op %u step %d stage %d state %u wait %d error %u, %d.%d -> %d.%d\n",
           (long long)simulation->world.now, (int)step->request,
           step->request == RULES_NONE ? 0u : simulation->requests[step->request].operation,
           (int)step->kind, (int)step->stage, (unsigned)step->state, (int)step->wait,
           (unsigned)step->error, (int)step->from.kind, (int)step->from.index, (int)step->to.kind,
           (int)step->to.index);
}

void port_simulation_carry_out(struct port_simulation *simulation, const struct rules_step *step)
{
    struct rules_request *request =
        step->request == RULES_NONE ? NULL : &simulation->requests[step->request];
    if (simulation->trace && step->kind != RULES_STEP_WAIT) {
        trace(simulation, step);
    }
    switch (step->kind) {
    case RULES_STEP_WAIT:
        if (step->wait == RULES_WAIT_NOTHING) {
            fault(simulation, "a wait without a reason");
        }
        request->state = step->state;
        break;
    case RULES_STEP_FINISH:
        finish(simulation, step);
        break;
    case RULES_STEP_RESERVE:
        request->drive = step->drive;
        set_stage(simulation, step->request, step->stage);
        break;
    case RULES_STEP_STAGE:
        set_stage(simulation, step->request, step->stage);
        break;
    case RULES_STEP_ASK_OPERATOR:
        request->state = step->state;
        request->operator_state = RULES_OPERATOR_OPEN;
        simulation->answer_at[step->request] =
            simulation->world.now + 100 + port_simulation_chance(simulation, 60000);
        break;
    default:
        start_step(simulation, step);
        break;
    }
}

void port_simulation_hand(struct port_simulation *simulation, uint32_t cartridge,
                          struct rules_place place)
{
    simulation->at[cartridge] = place.kind == RULES_PLACE_NOWHERE ? NOWHERE : place;
}
