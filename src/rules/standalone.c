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

void rules_standalone_watch(struct rules_planner *planner)
{
    if (planner->world->watched && rules_planner_robot_free(planner)) {
        rules_planner_look(planner, RULES_NONE);
    }
}

/* ---- media out and in: the operator's turn at the mouth ---- */

/* The medium is where a person can take it, or the drive waits for one: he has the time that the
 * port has, is told when it is over, and the turn is given up after the same time again. */
static void await_operator(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_request *own = &world->requests[request];
    const int64_t limit =
        world->port_count > 0 ? (int64_t)world->ports[0].max_extend_seconds * 1000 : 0;
    const int64_t tell = rules_planner_later(own->stage_since, limit);
    const int64_t end = limit == 0 ? 0 : rules_planner_later(own->stage_since, 2 * limit);
    const bool unasked =
        own->operator_state == RULES_OPERATOR_NONE ||
        (own->operator_state == RULES_OPERATOR_COMPLETE && end == 0 && is_seen(world, own));

    if (rules_port_ends(own)) {
        rules_planner_finish_undone(planner, request, 0);
    } else if (end != 0 && world->now >= end) {
        rules_planner_finish_undone(planner, request, BASE_ERROR_TIMEOUT);
    } else if (rules_planner_look_is_due(planner)) {
        rules_planner_look(planner, request);
    } else if (world->now >= tell && unasked && world->port_count > 0) {
        rules_port_ask(planner, request, 0);
    } else {
        rules_planner_wake(planner, rules_planner_later(world->looked_at, RULES_LOOK_PAUSE));
        rules_planner_wake(planner, world->now < tell ? tell : end);
        rules_planner_wait_working(planner, request, RULES_WAIT_OPERATOR);
    }
}

/* A drive that keeps its medium for a program is asked for so long (milliseconds). */
#define FORCE_PATIENCE ((int64_t)5000)

/* A program has the medium open. The time of a forced eject runs from the first refusal (stage
 * RESERVED). */
static void eject_opened(struct rules_planner *planner, uint32_t request, uint32_t drive)
{
    const struct rules_world *world = planner->world;
    const struct rules_request *own = &world->requests[request];
    const bool forced = own->option == MODEL_LM_FORCEIMMEDIATE;
    const int64_t end = rules_planner_later(own->stage_since, FORCE_PATIENCE);

    if (forced && own->stage == RULES_STAGE_START) {
        rules_planner_stage(planner, request, RULES_STAGE_RESERVED);
    } else if (forced && (world->now >= end || own->stage_since > world->now)) {
        rules_planner_finish(planner, request, MODEL_LM_FAILED, BASE_ERROR_BUSY);
    } else {
        rules_planner_wake(planner, world->drives[drive].in_use_until);
        rules_planner_wake(planner, forced ? end : 0);
        rules_planner_wait(planner, request, RULES_WAIT_MEDIUM);
    }
}

/* Another request has the drive, or a program whose medium is not taken by force. */
static bool is_held(const struct rules_planner *planner, uint32_t request, uint32_t drive)
{
    const bool forced = planner->world->requests[request].option == MODEL_LM_FORCEIMMEDIATE;
    return rules_planner_drive_held(planner, drive, request) &&
           (drive >= RULES_DRIVES_MAX || planner->keeper[drive] != RULES_NONE || !forced);
}

static void unload(struct rules_planner *planner, uint32_t request, uint32_t drive)
{
    const struct rules_world *world = planner->world;
    const struct rules_drive *from = &world->drives[drive];

    if (rules_port_ends(&world->requests[request])) {
        rules_planner_finish_undone(planner, request, 0);
    } else if (!from->present) {
        rules_planner_finish_undone(planner, request, BASE_ERROR_DEVICE_NOT_AVAILABLE);
    } else if (is_held(planner, request, drive)) {
        rules_planner_wait(planner, request, RULES_WAIT_MEDIUM);
    } else if (!rules_planner_drive_free(planner, drive)) {
        rules_planner_wait(planner, request, RULES_WAIT_DRIVE);
    } else if (from->content != RULES_CONTENT_DATA) {
        rules_planner_look(planner, request);
    } else if (!from->loaded) {
        rules_planner_stage(planner, request, RULES_STAGE_PORT_OPEN);
    } else if (from->in_use) {
        eject_opened(planner, request, drive);
    } else {
        struct rules_step step = rules_planner_step(planner, RULES_STEP_UNLOAD, request);
        step.drive = drive;
        rules_planner_emit(planner, &step);
    }
}

void rules_standalone_eject(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_request *own = &world->requests[request];

    if (own->medium >= world->medium_count) {
        rules_planner_finish_undone(planner, request, BASE_ERROR_INVALID_MEDIA);
        return;
    }
    const struct rules_place place = world->media[own->medium].place;
    if (place.kind != RULES_PLACE_DRIVE || place.index >= world->drive_count) {
        rules_planner_finish(planner, request, MODEL_LM_PASSED, 0); /* it is out */
    } else if (own->stage == RULES_STAGE_PORT_OPEN) {
        await_operator(planner, request);
    } else if (own->stage == RULES_STAGE_START || own->stage == RULES_STAGE_RESERVED) {
        unload(planner, request, place.index);
    } else {
        rules_planner_finish(planner, request, MODEL_LM_INVALID, BASE_ERROR_INVALID_OPERATION);
    }
}

void rules_standalone_inject(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_request *own = &world->requests[request];
    const bool waits = own->stage == RULES_STAGE_PORT_OPEN;

    if ((own->stage != RULES_STAGE_START && !waits) || world->drive_count == 0) {
        rules_planner_finish(planner, request, MODEL_LM_INVALID, BASE_ERROR_INVALID_OPERATION);
    } else if (world->drives[0].content == RULES_CONTENT_DATA && waits) {
        rules_planner_finish(planner, request, MODEL_LM_PASSED, 0);
    } else if (waits) {
        await_operator(planner, request);
    } else if (rules_port_ends(own)) {
        rules_planner_finish_undone(planner, request, 0);
    } else if (world->drives[0].content == RULES_CONTENT_DATA) {
        rules_planner_finish_undone(planner, request, BASE_ERROR_LIBRARY_FULL);
    } else {
        rules_planner_stage(planner, request, RULES_STAGE_PORT_OPEN);
    }
}
