/* SPDX-License-Identifier: MIT */
#include "rules/planner.h"

/*
 * INJECTCLEANER and EJECTCLEANER: the cleaner goes in or out through the first port, or through the
 * door of a library without one. The operator's turn ends when the cartridge has come or gone, on
 * stop or cancellation, on refusal, or when the port has been extended for twice its time; after
 * the first time the operator is told. What then lies where decides the outcome: nothing else is
 * remembered. A turn that ended with nothing done fails with ERROR_TIMEOUT, at the port as at the
 * door. API: InjectNtmsCleaner, EjectNtmsCleaner.
 */

enum { CLEANER_PORT = 0 };

static const struct rules_place PORT = {RULES_PLACE_PORT, CLEANER_PORT};

/* Stage PORT_OPEN; `done` tells that what lies in the port now is what the turn was for. */
static void turn(struct rules_planner *planner, uint32_t request, bool done, enum rules_stage after)
{
    rules_plan_port_turn(planner, request,
                         (struct rules_turn){.port = CLEANER_PORT, .done = done, .after = after});
}

/*
 * What all stages need: a reserved slot that exists, places that hold still, no doubt about the
 * slot. True when the plan may go on; false when a step has been planned.
 */
static bool slot_is_known(struct rules_planner *planner, uint32_t request)
{
    const struct rules_place slot = rules_planner_cleaner_slot(planner);
    if (slot.kind == RULES_PLACE_NOWHERE) {
        rules_planner_finish_undone(planner, request, BASE_ERROR_CLEANER_SLOT_NOT_SET);
        return false;
    }
    if (!planner->world->slots[slot.index].present) {
        rules_planner_finish_undone(planner, request, BASE_ERROR_RESOURCE_NOT_AVAILABLE);
        return false;
    }
    if (!rules_planner_robot_free(planner)) {
        rules_planner_wait_robot(planner, request);
        return false;
    }
    if (rules_planner_content(planner, slot) == RULES_CONTENT_UNKNOWN) {
        rules_planner_look(planner, request);
        return false;
    }
    return true;
}

/* START of an inject: the slot is empty and waits for a cleaner. */
static void inject_start(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;

    if (rules_planner_end_wanted(&world->requests[request])) {
        rules_planner_finish_undone(planner, request, 0);
    } else if (world->port_count == 0 && world->door_count == 0) {
        rules_planner_finish_undone(planner, request, BASE_ERROR_RESOURCE_NOT_PRESENT);
    } else if (!slot_is_known(planner, request)) {
        return;
    } else if (planner->cleaner.kind == RULES_PLACE_PORT &&
               rules_planner_cleaner_slot_empty(planner)) {
        /* On its way out, or back: soon it is settled. */
        rules_planner_wait(planner, request, RULES_WAIT_CLEANER);
    } else if (planner->cleaner.kind == RULES_PLACE_SLOT && !world->cleaner_present) {
        /* The slot was empty when the call was made, and nothing but a cleaner is ever put there:
         * the operator was faster than the turn at port or door. */
        rules_planner_finish(planner, request, MODEL_LM_PASSED, 0);
    } else if (planner->cleaner.kind != RULES_PLACE_NOWHERE) {
        rules_planner_finish_undone(planner, request, BASE_ERROR_RESOURCE_NOT_AVAILABLE);
    } else if (world->port_count == 0) {
        rules_plan_door_begin(planner, request);
    } else if (rules_port_is_claimed(planner, request)) {
        rules_planner_wait(planner, request, RULES_WAIT_PORT);
    } else if (!rules_planner_robot_ready(planner)) {
        rules_planner_wait_robot(planner, request);
    } else {
        rules_port_step(planner, request, CLEANER_PORT, RULES_STEP_OPEN_PORT,
                        RULES_STAGE_PORT_OPEN);
    }
}

/* The port is shut again: what came in, or a cleaner that was not taken, goes to the slot. */
static void port_closed(struct rules_planner *planner, uint32_t request, bool inward)
{
    const struct rules_place slot = rules_planner_cleaner_slot(planner);
    const enum rules_content content = rules_planner_content(planner, PORT);

    if (!slot_is_known(planner, request)) {
        return;
    }
    if (content == RULES_CONTENT_UNKNOWN) {
        rules_planner_look(planner, request);
    } else if (inward ? content == RULES_CONTENT_EMPTY : content != RULES_CONTENT_CLEANER) {
        if ((rules_planner_content(planner, slot) == RULES_CONTENT_EMPTY) != inward) {
            rules_planner_finish(planner, request, MODEL_LM_PASSED, 0);
        } else {
            rules_planner_finish_undone(planner, request, BASE_ERROR_TIMEOUT);
        }
    } else if (planner->world->ports[CLEANER_PORT].extended) {
        rules_planner_wait(planner, request, RULES_WAIT_PORT);
    } else if (!rules_planner_cleaner_slot_empty(planner)) {
        rules_port_stranded(planner, request, CLEANER_PORT,
                            inward ? BASE_ERROR_RESOURCE_NOT_AVAILABLE : BASE_ERROR_TIMEOUT);
    } else if (!rules_planner_robot_ready(planner)) {
        rules_planner_wait_robot(planner, request);
    } else {
        rules_planner_move(planner, request, PORT, slot, RULES_CONTENT_CLEANER,
                           RULES_STAGE_PORT_CLOSED);
    }
}

/* The door is shut again. A slot that the library cannot see into is taken as full. */
static void inject_door_closed(struct rules_planner *planner, uint32_t request)
{
    const struct rules_place slot = rules_planner_cleaner_slot(planner);
    if (slot.kind != RULES_PLACE_NOWHERE &&
        rules_planner_content(planner, slot) != RULES_CONTENT_EMPTY) {
        rules_planner_finish(planner, request, MODEL_LM_PASSED, 0);
    } else {
        rules_planner_finish_undone(planner, request, BASE_ERROR_TIMEOUT);
    }
}

void rules_plan_inject_cleaner(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const enum rules_stage stage = world->requests[request].stage;
    const enum rules_content content = rules_planner_content(planner, PORT);

    if (stage == RULES_STAGE_START) {
        inject_start(planner, request);
    } else if (stage == RULES_STAGE_PORT_OPEN && world->port_count > 0) {
        turn(planner, request, content == RULES_CONTENT_DATA || content == RULES_CONTENT_CLEANER,
             RULES_STAGE_PORT_CLOSED);
    } else if (stage == RULES_STAGE_PORT_CLOSED && world->port_count > 0) {
        port_closed(planner, request, true);
    } else if (stage == RULES_STAGE_DOOR_OPEN && world->door_count > 0) {
        rules_plan_door_turn(planner, request);
    } else if (stage == RULES_STAGE_DOOR_CLOSED) {
        inject_door_closed(planner, request);
    } else {
        rules_planner_finish(planner, request, MODEL_LM_INVALID, BASE_ERROR_INVALID_OPERATION);
    }
}

/* The port holds something, or nobody knows: look again and again, a person has to empty it. He is
 * told, and gets it. */
static void await_empty_port(struct rules_planner *planner, uint32_t request)
{
    const int64_t look = rules_port_next_look(planner, request, CLEANER_PORT);
    if (planner->world->now >= look) {
        rules_port_step(planner, request, CLEANER_PORT, RULES_STEP_LOOK, RULES_STAGE_START);
        return;
    }
    rules_planner_wake(planner, look);
    if (planner->world->ports[CLEANER_PORT].content == RULES_CONTENT_UNKNOWN) {
        rules_planner_wait_robot(planner, request);
    } else if (planner->world->requests[request].operator_state == RULES_OPERATOR_OPEN) {
        rules_port_step(planner, request, CLEANER_PORT, RULES_STEP_OPEN_PORT,
                        RULES_STAGE_PORT_OPEN);
    } else {
        rules_port_ask(planner, request, CLEANER_PORT);
    }
}

/* The cleaner lies in its slot and is to be carried to the port. */
static void carry_out(struct rules_planner *planner, uint32_t request)
{
    const struct rules_port *port = &planner->world->ports[CLEANER_PORT];

    if (rules_port_is_claimed(planner, request) || port->extended) {
        rules_planner_wait(planner, request, RULES_WAIT_PORT);
    } else if (!rules_planner_robot_ready(planner)) {
        rules_planner_wait_robot(planner, request);
    } else if (port->content == RULES_CONTENT_EMPTY) {
        rules_planner_move(planner, request, rules_planner_cleaner_slot(planner), PORT,
                           RULES_CONTENT_CLEANER, RULES_STAGE_START);
    } else {
        await_empty_port(planner, request);
    }
}

/* START of an eject that is to end: nothing has left the library yet. */
static void eject_take_back(struct rules_planner *planner, uint32_t request)
{
    if (planner->cleaner.kind != RULES_PLACE_PORT) {
        rules_planner_finish_undone(planner, request, 0);
    } else {
        rules_planner_stage(planner, request, RULES_STAGE_PORT_CLOSED);
    }
}

static void eject_start(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_request *own = &world->requests[request];

    if (rules_planner_end_wanted(own) || own->operator_state == RULES_OPERATOR_REFUSED) {
        eject_take_back(planner, request);
    } else if (world->port_count == 0 && world->door_count == 0) {
        rules_planner_finish_undone(planner, request, BASE_ERROR_RESOURCE_NOT_PRESENT);
    } else if (!slot_is_known(planner, request)) {
        return;
    } else if (planner->cleaner.kind == RULES_PLACE_NOWHERE) {
        rules_planner_finish_undone(planner, request, BASE_ERROR_EMPTY);
    } else if (planner->cleaner.kind == RULES_PLACE_DRIVE ||
               planner->cleaner.kind == RULES_PLACE_TRANSPORT) {
        rules_planner_wait(planner, request, RULES_WAIT_CLEANER);
    } else if (world->port_count == 0) {
        rules_plan_door_begin(planner, request);
    } else if (planner->cleaner.kind == RULES_PLACE_SLOT) {
        carry_out(planner, request);
    } else if (rules_port_is_claimed(planner, request)) {
        rules_planner_wait(planner, request, RULES_WAIT_PORT);
    } else if (!rules_planner_robot_ready(planner)) {
        rules_planner_wait_robot(planner, request);
    } else {
        rules_port_step(planner, request, CLEANER_PORT, RULES_STEP_OPEN_PORT,
                        RULES_STAGE_PORT_OPEN);
    }
}

/* The operator takes the cleaner, or what was in its way while it is still in its slot. */
static void eject_turn(struct rules_planner *planner, uint32_t request)
{
    const enum rules_content content = rules_planner_content(planner, PORT);
    const bool in_slot = planner->cleaner.kind == RULES_PLACE_SLOT;
    const bool done = content == RULES_CONTENT_EMPTY || (!in_slot && content == RULES_CONTENT_DATA);

    turn(planner, request, done, in_slot ? RULES_STAGE_START : RULES_STAGE_PORT_CLOSED);
}

/* The door is shut again: gone from the slot is gone. */
static void eject_door_closed(struct rules_planner *planner, uint32_t request)
{
    if (!slot_is_known(planner, request)) {
        return;
    }
    if (rules_planner_content(planner, rules_planner_cleaner_slot(planner)) ==
        RULES_CONTENT_EMPTY) {
        rules_planner_finish(planner, request, MODEL_LM_PASSED, 0);
    } else {
        rules_planner_finish_undone(planner, request, BASE_ERROR_TIMEOUT);
    }
}

void rules_plan_eject_cleaner(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const enum rules_stage stage = world->requests[request].stage;

    if (stage == RULES_STAGE_START) {
        eject_start(planner, request);
    } else if (stage == RULES_STAGE_PORT_OPEN && world->port_count > 0) {
        eject_turn(planner, request);
    } else if (stage == RULES_STAGE_PORT_CLOSED && world->port_count > 0) {
        port_closed(planner, request, false);
    } else if (stage == RULES_STAGE_DOOR_OPEN && world->door_count > 0) {
        rules_plan_door_turn(planner, request);
    } else if (stage == RULES_STAGE_DOOR_CLOSED) {
        eject_door_closed(planner, request);
    } else {
        rules_planner_finish(planner, request, MODEL_LM_INVALID, BASE_ERROR_INVALID_OPERATION);
    }
}
