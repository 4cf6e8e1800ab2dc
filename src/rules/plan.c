/* SPDX-License-Identifier: MIT */
#include "rules/planner.h"

#include "rules/fault_policy.h"
#include "rules/request_state.h"

/* Looks for the library's cleaner where the library's own work can have put it. A cartridge in the
 * reserved slot is the cleaner when no other place has it: nothing else is ever put there. */
static struct rules_place find_cleaner(const struct rules_world *world)
{
    if (world->transport_full && world->transport_content == RULES_CONTENT_CLEANER) {
        return (struct rules_place){RULES_PLACE_TRANSPORT, 0};
    }
    for (uint32_t i = 0; i < world->drive_count; i++) {
        if (world->drives[i].content == RULES_CONTENT_CLEANER) {
            return (struct rules_place){RULES_PLACE_DRIVE, i};
        }
    }
    for (uint32_t i = 0; i < world->port_count; i++) {
        if (world->ports[i].content == RULES_CONTENT_CLEANER) {
            return (struct rules_place){RULES_PLACE_PORT, i};
        }
    }
    if (world->cleaner_slot < world->slot_count) {
        const enum rules_content content = world->slots[world->cleaner_slot].content;
        if (content == RULES_CONTENT_CLEANER || content == RULES_CONTENT_DATA) {
            return (struct rules_place){RULES_PLACE_SLOT, world->cleaner_slot};
        }
    }
    return (struct rules_place){RULES_PLACE_NOWHERE, RULES_NONE};
}

/* REMOVE: the request it names is planned with cancel_requested and ends by itself. It may be past
 * the point where it could be withdrawn, and end otherwise. API: CancelNtmsLibraryRequest. */
static void plan_remove(struct rules_planner *planner, uint32_t request)
{
    const uint32_t target = planner->world->requests[request].target_state;
    if (!rules_request_is_finished(target)) {
        rules_planner_wait(planner, request, RULES_WAIT_REQUEST);
    } else if (target == MODEL_LM_CANCELLED) {
        rules_planner_finish(planner, request, MODEL_LM_PASSED, 0);
    } else {
        rules_planner_finish(planner, request, MODEL_LM_FAILED, BASE_ERROR_ACCESS_DENIED);
    }
}

static void plan_operation(struct rules_planner *planner, uint32_t request)
{
    const bool standalone = planner->world->standalone;
    switch (planner->world->requests[request].operation) {
    case MODEL_LM_CLEANDRIVE:
        rules_plan_clean_drive(planner, request);
        break;
    case MODEL_LM_INJECTCLEANER:
        rules_plan_inject_cleaner(planner, request);
        break;
    case MODEL_LM_EJECTCLEANER:
        rules_plan_eject_cleaner(planner, request);
        break;
    case MODEL_LM_INJECT:
        (standalone ? rules_standalone_inject : rules_plan_inject_media)(planner, request);
        break;
    case MODEL_LM_EJECT:
        (standalone ? rules_standalone_eject : rules_plan_eject_media)(planner, request);
        break;
    case MODEL_LM_DOORACCESS:
        rules_plan_door_access(planner, request);
        break;
    case MODEL_LM_INVENTORY:
        rules_plan_inventory(planner, request);
        break;
    case MODEL_LM_DISMOUNT:
        rules_plan_dismount(planner, request);
        break;
    default:
        rules_planner_finish(planner, request, MODEL_LM_INVALID, BASE_ERROR_INVALID_OPERATION);
        break;
    }
}

/* A request of a library that is disabled, gone or out of service: it waits, or ends if nothing was
 * begun or the library took everything with it. */
static void plan_without_library(struct rules_planner *planner, uint32_t request)
{
    const struct rules_request *own = &planner->world->requests[request];
    if (rules_planner_end_wanted(own) &&
        (own->stage == RULES_STAGE_START || !planner->world->present)) {
        rules_planner_finish_undone(planner, request, 0);
    } else {
        rules_planner_wait(planner, request, RULES_WAIT_LIBRARY);
    }
}

static void plan_request(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_request *own = &world->requests[request];

    if (own->step_running || rules_request_is_finished(own->state)) {
        return;
    }
    if (own->failure != 0) {
        rules_planner_finish(planner, request, MODEL_LM_FAILED, own->failure);
    } else if (own->operation == MODEL_LM_REMOVE) {
        plan_remove(planner, request);
    } else if (!rules_planner_library_works(world)) {
        plan_without_library(planner, request);
    } else {
        plan_operation(planner, request);
    }
}

static void plan_all_of(struct rules_planner *planner, uint32_t operation)
{
    for (uint32_t i = 0; i < planner->world->request_count; i++) {
        const uint32_t own = planner->world->requests[i].operation;
        if (own == operation || (operation == MODEL_LM_MAXWORKITEM && own > MODEL_LM_MAXWORKITEM)) {
            plan_request(planner, i);
        }
    }
}

/* Identifications come after the mounts though their code is lower: nobody waits for them. */
static void plan_in_turn(struct rules_planner *planner, uint32_t operation)
{
    switch (operation) {
    case MODEL_LM_PROCESSOMID:
        break;
    case MODEL_LM_MOUNT:
        rules_plan_mounts(planner);
        rules_plan_visits(planner, MODEL_LM_PROCESSOMID);
        break;
    case MODEL_LM_WRITESCRATCH:
    case MODEL_LM_CLASSIFY:
        rules_plan_visits(planner, operation);
        break;
    default:
        plan_all_of(planner, operation);
        break;
    }
}

/* What needs service is taken out of service first; the rest is planned when that is on record. */
static bool plan_service(struct rules_planner *planner)
{
    const struct rules_world *world = planner->world;
    struct rules_step step = rules_planner_step(planner, RULES_STEP_OUT_OF_SERVICE, RULES_NONE);

    if (rules_library_needs_service(world)) {
        rules_planner_emit(planner, &step);
    }
    for (uint32_t i = 0; i < world->drive_count; i++) {
        if (rules_drive_needs_service(&world->drives[i])) {
            step.drive = i;
            rules_planner_emit(planner, &step);
        }
    }
    return planner->plan->step_count > 0;
}

/* What rests after a fault is asked again by itself. */
static void wake_after_faults(struct rules_planner *planner)
{
    const struct rules_world *world = planner->world;
    if (world->now < world->robot_after) {
        rules_planner_wake(planner, world->robot_after);
    }
    for (uint32_t i = 0; i < world->drive_count; i++) {
        if (world->now < world->drives[i].not_before) {
            rules_planner_wake(planner, world->drives[i].not_before);
        }
    }
}

void rules_plan(const struct rules_world *world, struct rules_plan *plan)
{
    struct rules_planner planner;
    uint64_t operations = 0; /* which occur; everything past the last known one counts as one */

    plan->wake_at = 0;
    plan->step_count = 0;
    planner.world = world;
    planner.plan = plan;
    planner.robot_taken = false;
    planner.cleaner = find_cleaner(world);
    rules_planner_find_keepers(&planner);
    if (plan_service(&planner)) {
        return;
    }
    wake_after_faults(&planner);
    if (rules_planner_library_works(world)) {
        rules_plan_housekeeping(&planner);
    }
    for (uint32_t i = 0; i < world->request_count; i++) {
        const uint32_t operation = world->requests[i].operation;
        operations |= 1ull << (operation < MODEL_LM_MAXWORKITEM ? operation : MODEL_LM_MAXWORKITEM);
    }
    if ((operations & 1ull << MODEL_LM_PROCESSOMID) != 0) {
        operations |= 1ull << MODEL_LM_MOUNT;
    }
    for (uint32_t operation = 0; operation <= MODEL_LM_MAXWORKITEM; operation++) {
        if ((operations & 1ull << operation) != 0) {
            plan_in_turn(&planner, operation);
        }
    }
    if (rules_planner_library_works(world)) {
        rules_plan_automatic_cleaning(&planner);
        rules_plan_idle_drives(&planner);
    }
}
