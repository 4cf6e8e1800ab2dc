/* SPDX-License-Identifier: MIT */
#include "rules/planner.h"

/*
 * A drive without a robot: a person is the robot, and the drive's mouth is the port. Nobody tells
 * when he has been there, so the drive is looked into as long as something is waited for. API:
 * stand-alone libraries; MS-RSMP, NtmsLibraryType.
 */

/* What lies in the drive is not known yet: it may be what is waited for. */
static bool is_being_identified(const struct rules_world *world)
{
    for (size_t i = 0; i < world->request_count; i++) {
        const struct rules_request *request = &world->requests[i];
        if ((request->operation == MODEL_LM_CLASSIFY ||
             request->operation == MODEL_LM_PROCESSOMID) &&
            rules_planner_is_live(request)) {
            return true;
        }
    }
    return false;
}

/* Looked since the operator said that he has done it. */
static bool is_seen(const struct rules_world *world, const struct rules_request *own)
{
    return own->operator_since == 0 || world->looked_at > own->operator_since;
}

void rules_standalone_await(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_request *own = &world->requests[request];
    const bool settled = own->operator_state == RULES_OPERATOR_COMPLETE;

    if (is_being_identified(world)) {
        rules_planner_wait(planner, request, RULES_WAIT_DRIVE);
    } else if (rules_planner_look_is_due(planner) || (settled && !is_seen(world, own))) {
        rules_planner_look(planner, request);
    } else {
        rules_planner_wake(planner, rules_planner_later(world->looked_at, RULES_LOOK_PAUSE));
        rules_planner_ask(planner, request, MODEL_OPREQ_MOVEMEDIA, MODEL_PHYSICAL_MEDIA,
                          RULES_NONE);
    }
}

void rules_standalone_miss(struct rules_planner *planner, uint32_t request)
{
    rules_planner_stage(planner, request, RULES_STAGE_START);
}
