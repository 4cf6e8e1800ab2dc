/* SPDX-License-Identifier: MIT */
#include "rules/planner.h"

/*
 * The operator's turn at the ports, the same for all requests that use them. One request or one
 * call has the ports from the moment when it begins its turn, or puts a cartridge there, until it
 * has put away what was left. The operator is told when the port has been extended for its time (at
 * once where there is no limit), and the turn is given up after the same time again. The first port
 * stands for all of them where they are opened together.
 */

static uint32_t first_port(uint32_t port)
{
    return port == RULES_NONE ? 0 : port;
}

static bool is_turn_at_port(enum rules_stage stage)
{
    return stage == RULES_STAGE_PORT_OPEN || stage == RULES_STAGE_PORT_CLOSED ||
           stage == RULES_STAGE_IN_PORT;
}

bool rules_port_is_shared(const struct rules_world *world, uint32_t a, uint32_t b)
{
    const struct rules_request *left = &world->requests[a];
    const struct rules_request *right = &world->requests[b];
    return a == b || (left->operation == MODEL_LM_EJECT && right->operation == MODEL_LM_EJECT &&
                      left->group == right->group);
}

static bool is_about_cleaner(const struct rules_request *request)
{
    return request->operation == MODEL_LM_EJECTCLEANER ||
           request->operation == MODEL_LM_INJECTCLEANER;
}

/* The request has the ports though its stage does not tell: the cleaner is there on its way out. */
static bool has_cleaner_in_port(const struct rules_planner *planner, uint32_t request)
{
    return planner->world->requests[request].operation == MODEL_LM_EJECTCLEANER &&
           planner->cleaner.kind == RULES_PLACE_PORT;
}

bool rules_port_is_claimed(const struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    /* The requests for the one cleaner agree among themselves. */
    const bool about_cleaner = is_about_cleaner(&world->requests[request]);
    for (size_t i = 0; i < planner->plan->step_count; i++) {
        const struct rules_step *step = &planner->plan->steps[i];
        if (is_turn_at_port(step->stage) &&
            (step->request == RULES_NONE || !rules_port_is_shared(world, step->request, request))) {
            return true;
        }
    }
    for (uint32_t i = 0; i < world->request_count; i++) {
        const struct rules_request *other = &world->requests[i];
        if (!rules_port_is_shared(world, i, request) && rules_planner_is_live(other) &&
            (is_turn_at_port(other->stage) ||
             (!about_cleaner && has_cleaner_in_port(planner, i)))) {
            return true;
        }
    }
    return false;
}

bool rules_port_is_extended(const struct rules_planner *planner, uint32_t port)
{
    const struct rules_world *world = planner->world;
    for (uint32_t i = 0; i < world->port_count; i++) {
        if ((port == RULES_NONE || port == i) && world->ports[i].extended) {
            return true;
        }
    }
    return false;
}

static bool is_all_extended(const struct rules_planner *planner, uint32_t port)
{
    const struct rules_world *world = planner->world;
    for (uint32_t i = 0; i < world->port_count; i++) {
        if ((port == RULES_NONE || port == i) && !world->ports[i].extended) {
            return false;
        }
    }
    return true;
}

void rules_port_step(struct rules_planner *planner, uint32_t request, uint32_t port,
                     enum rules_step_kind kind, enum rules_stage stage)
{
    struct rules_step step = rules_planner_step(planner, kind, request);
    step.port = port;
    step.stage = stage;
    step.look = kind == RULES_STEP_LOOK ? RULES_LOOK_PORT : RULES_LOOK_LIBRARY;
    rules_planner_emit(planner, &step);
}

int64_t rules_port_next_look(const struct rules_planner *planner, uint32_t request, uint32_t port)
{
    const struct rules_request *own = &planner->world->requests[request];
    const int64_t since = own->stage_since != 0 ? own->stage_since : own->queued;
    const int64_t looked_at = planner->world->ports[first_port(port)].looked_at;
    if (looked_at > planner->world->now) {
        return planner->world->now;
    }
    return rules_planner_later(looked_at,
                               rules_planner_turn_interval(rules_planner_elapsed(planner, since)));
}

void rules_port_ask(struct rules_planner *planner, uint32_t request, uint32_t port)
{
    rules_planner_ask(planner, request, MODEL_OPREQ_DEVICESERVICE, MODEL_IEPORT, first_port(port));
}

/* When the port has been extended for `times` its allowed time; 0 when there is no limit. */
static int64_t deadline(const struct rules_planner *planner, uint32_t request, uint32_t index,
                        int64_t times)
{
    const struct rules_port *port = &planner->world->ports[first_port(index)];
    const int64_t since = port->extended_since != 0 ? port->extended_since
                                                    : planner->world->requests[request].stage_since;
    return port->max_extend_seconds == 0
               ? 0
               : rules_planner_later(since, times * port->max_extend_seconds * 1000);
}

/* The port is extended and the operator has neither done it nor ended it. */
static void wait_at_port(struct rules_planner *planner, uint32_t request, uint32_t port)
{
    const struct rules_world *world = planner->world;
    const struct rules_request *own = &world->requests[request];
    const int64_t tell = deadline(planner, request, port, 1);
    const int64_t end = deadline(planner, request, port, 2);
    const int64_t look = rules_port_next_look(planner, request, port);

    if (end != 0 && world->now >= end) {
        rules_port_step(planner, request, port, RULES_STEP_CLOSE_PORT, RULES_STAGE_PORT_CLOSED);
    } else if (world->now >= tell && own->operator_state == RULES_OPERATOR_NONE) {
        rules_port_ask(planner, request, port);
    } else if (world->now >= look) {
        rules_port_step(planner, request, port, RULES_STEP_LOOK, RULES_STAGE_PORT_OPEN);
    } else if (end == 0 && own->operator_state == RULES_OPERATOR_COMPLETE) {
        /* Just looked: it is not done, whatever the operator says. */
        rules_port_ask(planner, request, port);
    } else {
        rules_planner_wake(planner, look);
        rules_planner_wake(planner, world->now < tell ? tell : end);
        rules_planner_wait_working(planner, request, RULES_WAIT_OPERATOR);
    }
}

bool rules_port_ends(const struct rules_request *request)
{
    return rules_planner_end_wanted(request) || request->operator_state == RULES_OPERATOR_REFUSED;
}

void rules_plan_port_turn(struct rules_planner *planner, uint32_t request, struct rules_turn turn)
{
    const struct rules_world *world = planner->world;
    const struct rules_request *own = &world->requests[request];
    const bool seen = world->ports[first_port(turn.port)].looked_at >= own->stage_since;

    if (!rules_planner_robot_free(planner)) {
        rules_planner_wait_working(planner, request, RULES_WAIT_ROBOT);
    } else if (turn.done && seen) {
        rules_port_step(planner, request, turn.port, RULES_STEP_CLOSE_PORT, turn.after);
    } else if (turn.ended || rules_port_ends(own)) {
        rules_port_step(planner, request, turn.port, RULES_STEP_CLOSE_PORT,
                        RULES_STAGE_PORT_CLOSED);
    } else if (!is_all_extended(planner, turn.port)) {
        /* Another process began the turn: open again. */
        rules_port_step(planner, request, turn.port, RULES_STEP_OPEN_PORT, RULES_STAGE_PORT_OPEN);
    } else {
        wait_at_port(planner, request, turn.port);
    }
}

void rules_port_stranded(struct rules_planner *planner, uint32_t request, uint32_t port,
                         base_error error)
{
    if (planner->world->requests[request].operator_state == RULES_OPERATOR_NONE) {
        rules_port_ask(planner, request, port);
    } else {
        rules_planner_finish_undone(planner, request, error);
    }
}
