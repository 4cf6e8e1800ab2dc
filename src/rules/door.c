/* SPDX-License-Identifier: MIT */
#include "rules/planner.h"

/*
 * The operator's turn at the doors, and DOORACCESS, which is nothing but such a turn. While a door
 * is unlocked the robot stands still; only looks and the closing happen. No parameter of the API
 * selects a door, so all of them are unlocked together. API: AccessNtmsLibraryDoor.
 */

struct turn {
    bool open;           /* a door is open now */
    bool unlocked;       /* a door is unlocked now */
    bool seen_open;      /* a door was open since the unlock */
    uint32_t overrun;    /* index of a door open for too long, or RULES_NONE */
    int64_t overrun_due; /* when the next door will be; 0 = none */
    int64_t looked_at;   /* the oldest look at a door */
};

static struct turn survey(const struct rules_world *world)
{
    struct turn turn = {.overrun = RULES_NONE, .looked_at = world->now};
    for (uint32_t i = 0; i < world->door_count; i++) {
        const struct rules_door *door = &world->doors[i];
        turn.open = turn.open || door->open;
        turn.unlocked = turn.unlocked || door->unlocked;
        turn.seen_open = turn.seen_open || door->open || door->open_since != 0;
        turn.looked_at = door->looked_at < turn.looked_at ? door->looked_at : turn.looked_at;
        if (!door->open || door->open_since == 0) {
            continue;
        }
        const int64_t due =
            rules_planner_later(door->open_since, (int64_t)door->max_open_seconds * 1000);
        if (world->now >= due) {
            turn.overrun = i;
        } else if (turn.overrun_due == 0 || due < turn.overrun_due) {
            turn.overrun_due = due;
        }
    }
    return turn;
}

/* The turn is to end though no door was opened. */
static bool ends_early(const struct rules_request *request)
{
    return rules_planner_end_wanted(request) || request->operator_state == RULES_OPERATOR_REFUSED;
}

/* Another request has the doors. */
static bool is_claimed(const struct rules_planner *planner, uint32_t request)
{
    for (uint32_t i = 0; i < planner->world->request_count; i++) {
        const struct rules_request *other = &planner->world->requests[i];
        const enum rules_stage stage = other->stage;
        if (i != request && rules_planner_is_live(other) &&
            (stage == RULES_STAGE_DOOR_OPEN || stage == RULES_STAGE_DOOR_CLOSED)) {
            return true;
        }
    }
    return false;
}

static void robot_step(struct rules_planner *planner, uint32_t request, enum rules_step_kind kind,
                       enum rules_stage stage)
{
    struct rules_step step = rules_planner_step(planner, kind, request);
    step.stage = stage;
    step.look = kind == RULES_STEP_LOOK ? RULES_LOOK_DOORS : RULES_LOOK_LIBRARY;
    rules_planner_emit(planner, &step);
}

void rules_plan_door_begin(struct rules_planner *planner, uint32_t request)
{
    if (is_claimed(planner, request)) {
        rules_planner_wait(planner, request, RULES_WAIT_DOOR);
    } else if (!rules_planner_robot_ready(planner)) {
        rules_planner_wait_robot(planner, request);
    } else {
        robot_step(planner, request, RULES_STEP_OPEN_DOOR, RULES_STAGE_DOOR_OPEN);
    }
}

void rules_plan_door_turn(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_request *own = &world->requests[request];
    const struct turn turn = survey(world);
    const int64_t due = rules_planner_later(
        turn.looked_at,
        rules_planner_turn_interval(rules_planner_elapsed(planner, own->stage_since)));
    const bool ended = turn.seen_open || ends_early(own);

    rules_planner_wake(planner, turn.overrun_due);
    if (!rules_planner_robot_free(planner)) {
        rules_planner_wait_working(planner, request, RULES_WAIT_ROBOT);
    } else if (ended && !turn.open) {
        robot_step(planner, request, RULES_STEP_CLOSE_DOOR, RULES_STAGE_DOOR_CLOSED);
    } else if (!turn.open && !turn.unlocked) {
        /* Another process began the turn: unlock again. */
        robot_step(planner, request, RULES_STEP_OPEN_DOOR, RULES_STAGE_DOOR_OPEN);
    } else if (turn.overrun != RULES_NONE && own->operator_state == RULES_OPERATOR_NONE) {
        rules_planner_ask(planner, request, MODEL_OPREQ_DEVICESERVICE, MODEL_IEDOOR, turn.overrun);
    } else if (world->now >= due) {
        robot_step(planner, request, RULES_STEP_LOOK, RULES_STAGE_DOOR_OPEN);
    } else {
        rules_planner_wake(planner, due);
        rules_planner_wait_working(planner, request, RULES_WAIT_OPERATOR);
    }
}

void rules_plan_door_access(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_request *own = &world->requests[request];

    switch (own->stage) {
    case RULES_STAGE_START:
        if (rules_planner_end_wanted(own) || world->door_count == 0) {
            rules_planner_finish_undone(planner, request, BASE_ERROR_RESOURCE_NOT_PRESENT);
        } else {
            rules_plan_door_begin(planner, request);
        }
        break;
    case RULES_STAGE_DOOR_OPEN:
        rules_plan_door_turn(planner, request);
        break;
    case RULES_STAGE_DOOR_CLOSED:
        if (survey(world).seen_open || !ends_early(own)) {
            rules_planner_finish(planner, request, MODEL_LM_PASSED, 0);
        } else {
            rules_planner_finish_undone(planner, request, BASE_ERROR_TIMEOUT);
        }
        break;
    default:
        rules_planner_finish(planner, request, MODEL_LM_INVALID, BASE_ERROR_INVALID_OPERATION);
        break;
    }
}
