/* SPDX-License-Identifier: MIT */
#include "rules/planner.h"

/*
 * INVENTORY. A fast one is a single look. One by labels goes on with an identification of each
 * side, a few at a time, so that whoever stops it has not long to wait. API: InventoryNtmsLibrary,
 * NtmsInventoryMethod.
 */

/* Identifications of one inventory that are queued at the same time, for each drive. */
enum { CHILDREN_PER_DRIVE = 2 };

static void look(struct rules_planner *planner, uint32_t request)
{
    const struct rules_request *own = &planner->world->requests[request];
    if (!rules_planner_robot_ready(planner)) {
        rules_planner_wait_robot(planner, request);
        return;
    }
    struct rules_step step = rules_planner_step(planner, RULES_STEP_INVENTORY, request);
    step.stage =
        own->option == MODEL_INVENTORY_OMID ? RULES_STAGE_IDENTIFYING : RULES_STAGE_INVENTORIED;
    rules_planner_emit(planner, &step);
}

static void identify(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_request *own = &world->requests[request];
    const size_t most = CHILDREN_PER_DRIVE * (world->drive_count > 0 ? world->drive_count : 1);

    if (own->more && own->children < most) {
        const struct rules_step step = rules_planner_step(planner, RULES_STEP_IDENTIFY, request);
        rules_planner_emit(planner, &step);
    } else if (own->more || own->children > 0) {
        rules_planner_wait_working(planner, request, RULES_WAIT_OTHERS);
    } else {
        rules_planner_finish(planner, request, MODEL_LM_PASSED, 0);
    }
}

void rules_plan_inventory(struct rules_planner *planner, uint32_t request)
{
    const struct rules_request *own = &planner->world->requests[request];
    if (own->stage == RULES_STAGE_INVENTORIED) {
        rules_planner_finish(planner, request, MODEL_LM_PASSED, 0);
    } else if (own->stage != RULES_STAGE_START && own->stage != RULES_STAGE_IDENTIFYING) {
        rules_planner_finish(planner, request, MODEL_LM_INVALID, BASE_ERROR_INVALID_OPERATION);
    } else if (rules_planner_end_wanted(own)) {
        rules_planner_finish_undone(planner, request, 0);
    } else if (own->stage == RULES_STAGE_START) {
        look(planner, request);
    } else {
        identify(planner, request);
    }
}
