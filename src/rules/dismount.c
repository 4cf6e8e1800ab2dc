/* SPDX-License-Identifier: MIT */
#include "rules/planner.h"

/*
 * DISMOUNT. A deferred one only gives the cartridge back: it stays where it is until its delay is
 * over or somebody needs the drive. An immediate one unloads the drive and takes the cartridge
 * home; while a program still has it open, for a few seconds it is tried again. In a
 * stand-alone drive it stays, whatever was asked for: the drive is DISMOUNTABLE. API:
 * DismountNtmsMedia; MS-RSMP, DismountNtmsMedia.
 */

/* A medium that a program has open is asked for so long (milliseconds). */
#define IN_USE_PATIENCE ((int64_t)5000)

/* A program has the medium open. The time runs from the first refusal (stage RESERVED). */
static void wait_for_program(struct rules_planner *planner, uint32_t request, uint32_t drive)
{
    const struct rules_request *own = &planner->world->requests[request];
    const int64_t end = rules_planner_later(own->stage_since, IN_USE_PATIENCE);
    if (own->stage == RULES_STAGE_START) {
        rules_planner_stage(planner, request, RULES_STAGE_RESERVED);
    } else if (planner->world->now >= end || own->stage_since > planner->world->now) {
        rules_planner_finish(planner, request, MODEL_LM_FAILED, BASE_ERROR_BUSY);
    } else {
        rules_planner_wake(planner, planner->world->drives[drive].in_use_until);
        rules_planner_wake(planner, end);
        rules_planner_wait_working(planner, request, RULES_WAIT_DRIVE);
    }
}

static void leave(struct rules_planner *planner, uint32_t request, uint32_t drive)
{
    const struct rules_world *world = planner->world;
    const struct rules_drive *target = &world->drives[drive];

    if (!target->present) {
        rules_planner_finish_undone(planner, request, BASE_ERROR_DEVICE_NOT_AVAILABLE);
    } else if (world->requests[request].operator_state == RULES_OPERATOR_REFUSED) {
        rules_planner_finish_undone(planner, request, BASE_ERROR_REQUEST_REFUSED);
    } else if (rules_planner_drive_held(planner, drive, request) ||
               !rules_planner_drive_free(planner, drive)) {
        rules_planner_wait_working(planner, request, RULES_WAIT_DRIVE);
    } else if (target->loaded && rules_planner_end_wanted(&world->requests[request])) {
        rules_planner_finish_undone(planner, request, 0);
    } else if (target->loaded && target->in_use) {
        wait_for_program(planner, request, drive);
    } else if (rules_planner_way_home(planner, drive).kind == RULES_PLACE_NOWHERE) {
        /* Not unloaded before there is room for it. */
        rules_planner_ask_for_room(planner, request, drive);
    } else {
        rules_planner_send_home(planner, request, drive);
    }
}

void rules_plan_dismount(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_request *own = &world->requests[request];

    if ((own->stage != RULES_STAGE_START && own->stage != RULES_STAGE_RESERVED) ||
        own->option > MODEL_LM_DISMOUNT_LATER) {
        rules_planner_finish(planner, request, MODEL_LM_INVALID, BASE_ERROR_INVALID_OPERATION);
        return;
    }
    if (own->medium >= world->medium_count) {
        rules_planner_finish_undone(planner, request, BASE_ERROR_INVALID_MEDIA);
        return;
    }
    const struct rules_place place = world->media[own->medium].place;
    if (own->option == MODEL_LM_DISMOUNT_LATER || world->standalone) {
        rules_planner_finish(planner, request, MODEL_LM_PASSED, 0);
    } else if (place.kind == RULES_PLACE_TRANSPORT) {
        rules_planner_wait_robot(planner, request);
    } else if (place.kind != RULES_PLACE_DRIVE) {
        /* It is home, or somebody took it out by hand: it is dismounted. */
        rules_planner_finish(planner, request, MODEL_LM_PASSED, 0);
    } else if (place.index >= world->drive_count) {
        rules_planner_finish_undone(planner, request, BASE_ERROR_INVALID_DRIVE);
    } else if (world->drives[place.index].content == RULES_CONTENT_DATA) {
        leave(planner, request, place.index);
    } else {
        rules_planner_look(planner, request);
    }
}
