/* SPDX-License-Identifier: MIT */
#include "rules/planner.h"

/*
 * INJECT: the operator gets all ports, and what he puts there goes to slots that are nobody's. A
 * library with one port shuts it as soon as something lies there; one with several is not watched
 * for that, its turn ends by time, by a retract or by a stop. START has one turn, STARTMANY another
 * one after each that brought something. What finds no slot, and a cleaning cartridge, stays in its
 * port: the operator is asked and the ports are opened for him, until there is room or he has taken
 * it. API: InjectNtmsMedia; MS-RSMP, InjectNtmsMedia.
 */

/* How often the library is looked at for a free slot while something waits for one
 * (milliseconds). */
#define ROOM_PAUSE ((int64_t)30000)

static bool has_room(const struct rules_planner *planner)
{
    return rules_planner_spare_slot(planner).kind != RULES_PLACE_NOWHERE;
}

/* The first port with something that belongs into a slot; RULES_NONE when there is none. */
static uint32_t find_arrival(const struct rules_world *world)
{
    for (uint32_t i = 0; i < world->port_count; i++) {
        if (world->ports[i].content == RULES_CONTENT_DATA && !world->ports[i].is_cleaning) {
            return i;
        }
    }
    return RULES_NONE;
}

/* The first port with such content; RULES_NONE when there is none. */
static uint32_t find_content(const struct rules_world *world, enum rules_content content)
{
    for (uint32_t i = 0; i < world->port_count; i++) {
        if (world->ports[i].content == content) {
            return i;
        }
    }
    return RULES_NONE;
}

static void open_ports(struct rules_planner *planner, uint32_t request, enum rules_stage stage)
{
    if (!rules_planner_robot_ready(planner)) {
        rules_planner_wait_robot(planner, request);
    } else {
        rules_port_step(planner, request, RULES_NONE, RULES_STEP_OPEN_PORT, stage);
    }
}

static void start(struct rules_planner *planner, uint32_t request)
{
    const struct rules_request *own = &planner->world->requests[request];

    if (rules_port_ends(own)) {
        rules_planner_finish_undone(planner, request, 0);
    } else if (planner->world->port_count == 0) {
        rules_planner_finish_undone(planner, request, BASE_ERROR_RESOURCE_NOT_PRESENT);
    } else if (rules_port_is_claimed(planner, request)) {
        rules_planner_wait(planner, request, RULES_WAIT_PORT);
    } else if (!rules_planner_robot_ready(planner)) {
        rules_planner_wait_robot(planner, request);
    } else if (has_room(planner)) {
        open_ports(planner, request, RULES_STAGE_PORT_OPEN);
    } else if (rules_planner_may_be_found(planner)) {
        rules_planner_look(planner, request);
    } else {
        rules_planner_finish_undone(planner, request, BASE_ERROR_LIBRARY_FULL);
    }
}

static void turn(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const bool has_come = world->port_count == 1 && find_arrival(world) != RULES_NONE;
    rules_plan_port_turn(planner, request,
                         (struct rules_turn){.port = RULES_NONE,
                                             .done = has_come,
                                             .ended = world->requests[request].retract_requested,
                                             .after = RULES_STAGE_PORT_CLOSED});
}

/* Everything that could be put away is. */
static void conclude(struct rules_planner *planner, uint32_t request)
{
    const struct rules_request *own = &planner->world->requests[request];
    const bool again = own->option == MODEL_LM_INJECTMANY && !rules_port_ends(own) &&
                       (own->caught > own->argument || own->retract_requested);

    if (again && has_room(planner)) {
        open_ports(planner, request, RULES_STAGE_PORT_OPEN);
    } else if (own->caught > 0) {
        rules_planner_finish(planner, request, MODEL_LM_PASSED, 0);
    } else {
        rules_planner_finish_undone(
            planner, request, has_room(planner) ? BASE_ERROR_TIMEOUT : BASE_ERROR_LIBRARY_FULL);
    }
}

/* Something stays in its port: the operator is asked, then gets the ports. */
static void ask_to_empty(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_request *own = &world->requests[request];
    const bool unseen = own->operator_since == 0 ? rules_planner_look_is_due(planner)
                                                 : world->looked_at <= own->operator_since;

    if (own->operator_state == RULES_OPERATOR_OPEN) {
        open_ports(planner, request, RULES_STAGE_PORT_CLOSED);
    } else if (own->operator_state == RULES_OPERATOR_COMPLETE && unseen) {
        rules_planner_look(planner, request);
    } else {
        rules_port_ask(planner, request, find_content(world, RULES_CONTENT_DATA));
    }
}

/* The ports are open so that he can take what stays there. */
static void await_empty_ports(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_request *own = &world->requests[request];
    const int64_t look = rules_port_next_look(planner, request, RULES_NONE);
    const int64_t room_look = rules_planner_later(world->looked_at, ROOM_PAUSE);

    if (rules_port_ends(own) || own->operator_state != RULES_OPERATOR_OPEN ||
        find_content(world, RULES_CONTENT_DATA) == RULES_NONE) {
        rules_port_step(planner, request, RULES_NONE, RULES_STEP_CLOSE_PORT,
                        RULES_STAGE_PORT_CLOSED);
    } else if (find_arrival(world) != RULES_NONE && world->now >= room_look) {
        rules_planner_look(planner, request);
    } else if (world->now >= look) {
        rules_port_step(planner, request, RULES_NONE, RULES_STEP_LOOK, RULES_STAGE_PORT_CLOSED);
    } else {
        rules_planner_wake(planner, look);
        rules_planner_wait_working(planner, request, RULES_WAIT_OPERATOR);
    }
}

static void put_away(struct rules_planner *planner, uint32_t request, uint32_t port)
{
    if (rules_port_is_extended(planner, RULES_NONE)) {
        rules_port_step(planner, request, RULES_NONE, RULES_STEP_CLOSE_PORT,
                        RULES_STAGE_PORT_CLOSED);
    } else if (!rules_planner_robot_ready(planner)) {
        rules_planner_wait_robot(planner, request);
    } else {
        rules_planner_move(planner, request, (struct rules_place){RULES_PLACE_PORT, port},
                           rules_planner_spare_slot(planner), RULES_CONTENT_DATA,
                           RULES_STAGE_PORT_CLOSED);
    }
}

static void closed(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_request *own = &world->requests[request];
    const uint32_t arrival = find_arrival(world);

    if (!rules_planner_robot_free(planner)) {
        rules_planner_wait_working(planner, request, RULES_WAIT_ROBOT);
    } else if (find_content(world, RULES_CONTENT_UNKNOWN) != RULES_NONE && !rules_port_ends(own)) {
        rules_planner_look(planner, request);
    } else if (arrival != RULES_NONE && has_room(planner)) {
        put_away(planner, request, arrival);
    } else if (rules_port_is_extended(planner, RULES_NONE)) {
        await_empty_ports(planner, request);
    } else if (find_content(world, RULES_CONTENT_DATA) != RULES_NONE && !rules_port_ends(own)) {
        ask_to_empty(planner, request);
    } else {
        conclude(planner, request);
    }
}

bool rules_inject_waits_at_port(const struct rules_request *request)
{
    return request->operation == MODEL_LM_INJECT && request->stage == RULES_STAGE_PORT_CLOSED &&
           request->operator_state == RULES_OPERATOR_OPEN && rules_planner_is_live(request);
}

void rules_plan_inject_media(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const enum rules_stage stage = world->requests[request].stage;

    if (stage == RULES_STAGE_START) {
        start(planner, request);
    } else if (stage == RULES_STAGE_PORT_OPEN && world->port_count > 0) {
        turn(planner, request);
    } else if (stage == RULES_STAGE_PORT_CLOSED && world->port_count > 0) {
        closed(planner, request);
    } else {
        rules_planner_finish(planner, request, MODEL_LM_INVALID, BASE_ERROR_INVALID_OPERATION);
    }
}
