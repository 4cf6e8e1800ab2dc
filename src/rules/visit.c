/* SPDX-License-Identifier: MIT */
#include "rules/planner.h"

#include "rules/choose_drive.h"
#include "rules/fault_policy.h"

/*
 * One cartridge's way into its drive, for all requests that need it there. START: it may go.
 * RESERVED: the drive is emptied, the cartridge brought the right side up, its label read. LOADED:
 * it is there. What lies where is all that is remembered of the way.
 */

static const struct rules_medium *medium_of(const struct rules_planner *planner, uint32_t request)
{
    const uint32_t medium = planner->world->requests[request].medium;
    return medium < planner->world->medium_count ? &planner->world->media[medium] : NULL;
}

static bool has_drive(const struct rules_request *request)
{
    return rules_is_visit(request->operation) &&
           (request->stage == RULES_STAGE_RESERVED || request->stage == RULES_STAGE_LOADED);
}

/* A dismount that takes the cartridge home has its drive until that is done. */
static uint32_t drive_of_dismount(const struct rules_planner *planner, uint32_t request)
{
    const struct rules_medium *medium = medium_of(planner, request);
    const bool leaves = planner->world->requests[request].operation == MODEL_LM_DISMOUNT &&
                        planner->world->requests[request].option == MODEL_LM_DISMOUNT_NOW;
    return leaves && medium != NULL && medium->place.kind == RULES_PLACE_DRIVE ? medium->place.index
                                                                               : RULES_NONE;
}

/* An eject that has unloaded its cartridge takes it away; who has the drive already keeps it. */
static uint32_t drive_of_eject(const struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_request *own = &world->requests[request];
    const struct rules_medium *medium = medium_of(planner, request);

    if (own->operation != MODEL_LM_EJECT || own->failure != 0 || rules_port_ends(own) ||
        medium == NULL || medium->place.kind != RULES_PLACE_DRIVE ||
        medium->place.index >= world->drive_count) {
        return RULES_NONE;
    }
    const struct rules_drive *drive = &world->drives[medium->place.index];
    const bool may_leave =
        drive->state != MODEL_DRIVESTATE_LOADED || own->option == MODEL_LM_FORCEIMMEDIATE;
    return may_leave && !drive->loaded ? medium->place.index : RULES_NONE;
}

static void keep(struct rules_planner *planner, uint32_t request, uint32_t drive)
{
    if (!rules_request_is_finished(planner->world->requests[request].state) &&
        drive < planner->world->drive_count && drive < RULES_DRIVES_MAX &&
        planner->keeper[drive] == RULES_NONE) {
        planner->keeper[drive] = request;
    }
}

void rules_planner_find_keepers(struct rules_planner *planner)
{
    const struct rules_world *world = planner->world;
    for (uint32_t i = 0; i < world->drive_count && i < RULES_DRIVES_MAX; i++) {
        planner->keeper[i] = RULES_NONE;
        planner->claimed[i] = false;
    }
    planner->has_claims = false;
    for (uint32_t i = 0; i < world->request_count; i++) {
        const struct rules_request *request = &world->requests[i];
        keep(planner, i, has_drive(request) ? request->drive : drive_of_dismount(planner, i));
    }
    for (uint32_t i = 0; i < world->request_count; i++) {
        keep(planner, i, drive_of_eject(planner, i));
    }
}

bool rules_planner_drive_held(const struct rules_planner *planner, uint32_t drive, uint32_t request)
{
    if (drive >= planner->world->drive_count || drive >= RULES_DRIVES_MAX) {
        return true;
    }
    const uint32_t keeper = planner->keeper[drive];
    return keeper == RULES_NONE ? planner->world->drives[drive].state == MODEL_DRIVESTATE_LOADED
                                : keeper != request;
}

static bool lies_in(struct rules_place place, uint32_t drive)
{
    return place.kind == RULES_PLACE_DRIVE && place.index == drive;
}

/* The side that was asked for is up, or will be without turning the cartridge over. */
static bool is_right_side(const struct rules_medium *medium, uint32_t side)
{
    return medium->sides < 2 || medium->inverted == (side == 1);
}

bool rules_visit_is_in_place(const struct rules_planner *planner, uint32_t request)
{
    const struct rules_request *own = &planner->world->requests[request];
    const struct rules_medium *medium = medium_of(planner, request);
    return medium != NULL && lies_in(medium->place, own->drive) &&
           is_right_side(medium, own->side) &&
           rules_planner_content(planner, medium->place) != RULES_CONTENT_EMPTY;
}

/* ---- the end before its time ---- */

static bool is_named_drive_gone(const struct rules_world *world, const struct rules_request *own)
{
    return own->drive_elsewhere || (own->drive != RULES_NONE && !world->drives[own->drive].present);
}

/* The cartridge is in no place, and neither another look nor the end of what goes on would show it.
 */
static bool is_nowhere(const struct rules_planner *planner, uint32_t request)
{
    return medium_of(planner, request)->place.kind == RULES_PLACE_NOWHERE &&
           !rules_planner_may_be_on_arm(planner->world) && !rules_planner_may_be_found(planner);
}

/* What is wrong with a request that has no drive yet; 0 = nothing that waiting cannot mend. */
static base_error fault_at_start(const struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_request *own = &world->requests[request];
    bool suits = false;

    if (own->drive != RULES_NONE && own->drive < world->drive_count &&
        !world->drives[own->drive].enabled) {
        return BASE_ERROR_RESOURCE_DISABLED;
    }
    for (uint32_t i = 0; i < world->drive_count && !suits; i++) {
        suits = rules_drive_suits(planner, i, request);
    }
    if (!suits && !own->drive_elsewhere) {
        return BASE_ERROR_DRIVE_MEDIA_MISMATCH;
    }
    /* Only a mount waits for a drive to come back or a person to bring the cartridge. */
    if (own->deadline == 0 && is_named_drive_gone(world, own)) {
        return BASE_ERROR_DEVICE_NOT_AVAILABLE;
    }
    if (own->operation != MODEL_LM_MOUNT && is_nowhere(planner, request)) {
        return BASE_ERROR_MEDIA_OFFLINE;
    }
    return 0;
}

/* Nobody waits for the request, and the drive will not serve it without a person's help. */
static bool is_given_up(const struct rules_drive *drive)
{
    return !drive->present || drive->out_of_service ||
           (drive->content == RULES_CONTENT_UNKNOWN && drive->vain_looks >= RULES_VAIN_LOOKS_MOST);
}

/* The same for one that has a drive: it is under way. */
static base_error fault_under_way(const struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_request *own = &world->requests[request];

    if (own->drive >= world->drive_count) {
        return BASE_ERROR_INVALID_DRIVE;
    }
    if (own->deadline == 0 && is_given_up(&world->drives[own->drive])) {
        return BASE_ERROR_DEVICE_NOT_AVAILABLE;
    }
    if (own->stage == RULES_STAGE_LOADED && !rules_visit_is_in_place(planner, request)) {
        return BASE_ERROR_INVALID_STATE;
    }
    if (is_nowhere(planner, request) && (!world->standalone || own->operation != MODEL_LM_MOUNT)) {
        return BASE_ERROR_INVALID_STATE; /* somebody took it */
    }
    return 0;
}

static base_error fault_of(const struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_request *own = &world->requests[request];
    const struct rules_medium *medium = medium_of(planner, request);

    if (own->deadline != 0 && world->now >= own->deadline) {
        return BASE_ERROR_TIMEOUT;
    }
    if (medium == NULL || own->side >= (medium->sides < 2 ? 1 : medium->sides)) {
        return BASE_ERROR_INVALID_MEDIA;
    }
    if (!medium->enabled && own->stage != RULES_STAGE_LOADED) {
        return BASE_ERROR_RESOURCE_DISABLED;
    }
    return own->stage == RULES_STAGE_START ? fault_at_start(planner, request)
                                           : fault_under_way(planner, request);
}

bool rules_visit_must_end(const struct rules_planner *planner, uint32_t request, uint32_t *state,
                          base_error *error)
{
    const struct rules_request *own = &planner->world->requests[request];

    *state = MODEL_LM_FAILED;
    *error = 0;
    if (own->failure != 0) {
        *error = own->failure;
    } else if (own->cancel_requested) {
        *state = MODEL_LM_CANCELLED;
    } else if (own->stop_requested) {
        *state = MODEL_LM_STOPPED;
    } else if (own->operator_state == RULES_OPERATOR_REFUSED) {
        *error = BASE_ERROR_REQUEST_REFUSED;
    } else if (own->stage != RULES_STAGE_START && !has_drive(own)) {
        *state = MODEL_LM_INVALID;
        *error = BASE_ERROR_INVALID_OPERATION;
    } else {
        *error = fault_of(planner, request);
    }
    return *error != 0 || *state != MODEL_LM_FAILED;
}

/* ---- the way ---- */

/* The plan begins to take the cartridge of this request away. */
static bool is_planned(const struct rules_planner *planner, uint32_t request)
{
    for (size_t i = 0; i < planner->plan->step_count; i++) {
        const struct rules_step *step = &planner->plan->steps[i];
        if (step->request == request &&
            (step->kind == RULES_STEP_MOVE || step->kind == RULES_STEP_UNLOAD ||
             step->kind == RULES_STEP_STAGE)) {
            return true;
        }
    }
    return false;
}

/* An eject has put the cartridge into a port, or is about to. */
static bool is_leaving(const struct rules_planner *planner, uint32_t request, uint32_t medium)
{
    const struct rules_request *own = &planner->world->requests[request];
    return own->operation == MODEL_LM_EJECT && own->medium == medium &&
           rules_planner_is_live(own) &&
           (own->step_running || own->stage == RULES_STAGE_IN_PORT ||
            own->stage == RULES_STAGE_PORT_OPEN || own->stage == RULES_STAGE_PORT_CLOSED ||
            is_planned(planner, request));
}

bool rules_visit_medium_is_taken(const struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    for (uint32_t i = 0; i < world->request_count; i++) {
        if (i != request && is_leaving(planner, i, world->requests[request].medium)) {
            return true;
        }
    }
    for (uint32_t i = 0; i < world->drive_count && i < RULES_DRIVES_MAX; i++) {
        const uint32_t keeper = planner->keeper[i];
        if (keeper != RULES_NONE && keeper != request &&
            world->requests[keeper].medium == world->requests[request].medium) {
            return true;
        }
    }
    return false;
}

/* What a cartridge in a drive waits for before it can be used there or taken out. */
static enum rules_wait wait_in_drive(struct rules_planner *planner, uint32_t request,
                                     uint32_t drive)
{
    if (rules_planner_drive_held(planner, drive, request) ||
        !rules_planner_drive_free(planner, drive)) {
        return RULES_WAIT_MEDIUM;
    }
    if (planner->world->drives[drive].in_use) {
        rules_planner_wake(planner, planner->world->drives[drive].in_use_until);
        return RULES_WAIT_MEDIUM;
    }
    return RULES_WAIT_NOTHING;
}

bool rules_visit_medium_is_free(struct rules_planner *planner, uint32_t request,
                                enum rules_wait *wait)
{
    const struct rules_world *world = planner->world;
    const struct rules_medium *medium = medium_of(planner, request);

    *wait = RULES_WAIT_NOTHING;
    if (rules_visit_medium_is_taken(planner, request)) {
        *wait = RULES_WAIT_MEDIUM;
        return false;
    }
    switch (medium->place.kind) {
    case RULES_PLACE_DRIVE:
        *wait = wait_in_drive(planner, request, medium->place.index);
        break;
    case RULES_PLACE_PORT:
        if (medium->place.index >= world->port_count ||
            world->ports[medium->place.index].extended) {
            *wait = RULES_WAIT_PORT;
        } else if (world->ports[medium->place.index].stranger) {
            *wait = RULES_WAIT_OPERATOR; /* somebody has taken it */
        }
        break;
    case RULES_PLACE_SLOT:
        break;
    case RULES_PLACE_TRANSPORT:
        *wait = RULES_WAIT_ROBOT;
        break;
    default:
        *wait = RULES_WAIT_OPERATOR;
        break;
    }
    if (*wait == RULES_WAIT_NOTHING && medium->place.kind != RULES_PLACE_DRIVE &&
        rules_planner_door_open(planner)) {
        *wait = RULES_WAIT_DOOR;
    }
    return *wait == RULES_WAIT_NOTHING;
}

/* The drive is empty: the cartridge is carried into it from where it lies. */
static void bring(struct rules_planner *planner, uint32_t request)
{
    const struct rules_request *own = &planner->world->requests[request];
    const struct rules_medium *medium = medium_of(planner, request);

    if (!rules_planner_robot_ready(planner)) {
        rules_planner_wait_robot(planner, request);
    } else if (rules_planner_content(planner, medium->place) != RULES_CONTENT_DATA ||
               (medium->place.kind == RULES_PLACE_PORT &&
                planner->world->ports[medium->place.index].stranger)) {
        rules_planner_look(planner, request);
    } else if (medium->place.kind == RULES_PLACE_PORT &&
               planner->world->ports[medium->place.index].extended) {
        rules_planner_wait_working(planner, request, RULES_WAIT_PORT);
    } else if (!rules_planner_drive_free(planner, own->drive)) {
        rules_planner_wait_working(planner, request, RULES_WAIT_DRIVE);
    } else {
        struct rules_step step = rules_planner_step(planner, RULES_STEP_MOVE, request);
        step.from = medium->place;
        step.to = (struct rules_place){RULES_PLACE_DRIVE, own->drive};
        step.cargo = RULES_CONTENT_DATA;
        step.flip = medium->sides >= 2 && own->side == 1;
        step.another = rules_drive_has_other(planner, own->drive, request);
        rules_planner_emit(planner, &step);
    }
}

/* It lies in another drive: home first, since not every robot carries from drive to drive. */
static void fetch(struct rules_planner *planner, uint32_t request, uint32_t drive)
{
    const enum rules_content content =
        rules_planner_content(planner, (struct rules_place){RULES_PLACE_DRIVE, drive});
    if (rules_planner_drive_held(planner, drive, request)) {
        rules_planner_wait_working(planner, request, RULES_WAIT_MEDIUM);
    } else if (content != RULES_CONTENT_DATA) {
        rules_planner_look(planner, request);
    } else {
        rules_planner_send_home(planner, request, drive);
    }
}

static void load(struct rules_planner *planner, uint32_t request, uint32_t drive)
{
    const struct rules_drive *target = &planner->world->drives[drive];
    if (!rules_planner_drive_free(planner, drive) || target->in_use) {
        rules_planner_wake(planner, target->in_use ? target->in_use_until : 0);
        rules_planner_wait_working(planner, request, RULES_WAIT_DRIVE);
        return;
    }
    struct rules_step step = rules_planner_step(planner, RULES_STEP_LOAD, request);
    step.drive = drive;
    step.stage = RULES_STAGE_LOADED;
    step.another = rules_drive_has_other(planner, drive, request);
    rules_planner_emit(planner, &step);
}

/* False when there is no other drive that is free now. */
static bool take_other_drive(struct rules_planner *planner, uint32_t request)
{
    struct rules_choice choice = {.requests = {request}, .count = 1};

    if (!rules_choice_make(planner, &choice)) {
        return false;
    }
    struct rules_step step = rules_planner_step(planner, RULES_STEP_RESERVE, request);
    step.drive = choice.drives[0];
    rules_planner_emit(planner, &step);
    planner->keeper[choice.drives[0]] = request;
    return true;
}

/* The cartridge that lies in its drive was given back, but a program still has it open, or the
 * drive is out of service: another drive may be had sooner. False when there is none. */
static bool change_drive(struct rules_planner *planner, uint32_t request)
{
    const struct rules_drive *present =
        &planner->world->drives[planner->world->requests[request].drive];

    const bool held = present->in_use && present->loaded;

    return (held || present->out_of_service) && take_other_drive(planner, request);
}

/* Before a cartridge comes into the drive, it wants to be cleaned. That may take an operator: a
 * service that stops does not wait for it. */
static bool lets_clean(struct rules_planner *planner, uint32_t request)
{
    if (!rules_planner_awaits_cleaning(planner, planner->world->requests[request].drive)) {
        return false;
    }
    if (!take_other_drive(planner, request)) {
        rules_planner_wait_working(planner, request, RULES_WAIT_DRIVE);
    }
    return true;
}

/* One command of the robot can take the drive's cartridge home and bring the request's. It does not
 * turn either over, and the slot that the one leaves is not the one that the other comes to: what
 * became of such a command could not be seen in a library without bar codes. */
static bool may_exchange(const struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_request *own = &world->requests[request];
    const struct rules_medium *medium = medium_of(planner, request);
    const struct rules_medium *other = rules_planner_cartridge(planner, own->drive);

    return world->can_exchange && rules_planner_robot_ready(planner) &&
           rules_planner_drive_free(planner, own->drive) && !world->drives[own->drive].loaded &&
           !rules_planner_awaits_cleaning(planner, own->drive) &&
           medium->place.kind == RULES_PLACE_SLOT && is_right_side(medium, own->side) &&
           rules_planner_content(planner, medium->place) == RULES_CONTENT_DATA &&
           (other == NULL || !other->inverted) &&
           rules_planner_way_home(planner, own->drive).kind == RULES_PLACE_SLOT;
}

static void exchange(struct rules_planner *planner, uint32_t request)
{
    const uint32_t drive = planner->world->requests[request].drive;
    struct rules_step step = rules_planner_step(planner, RULES_STEP_EXCHANGE, request);

    step.from = medium_of(planner, request)->place;
    step.to = (struct rules_place){RULES_PLACE_DRIVE, drive};
    step.second = rules_planner_way_home(planner, drive);
    step.cargo = RULES_CONTENT_DATA;
    rules_planner_emit(planner, &step);
}

/* The drive holds another cartridge, or this one with the wrong side up. */
static void empty(struct rules_planner *planner, uint32_t request)
{
    const uint32_t drive = planner->world->requests[request].drive;
    const size_t before = planner->plan->step_count;
    if (may_exchange(planner, request)) {
        exchange(planner, request);
        return;
    }
    rules_planner_send_home(planner, request, drive);
    if (planner->plan->step_count > before && !lies_in(medium_of(planner, request)->place, drive)) {
        planner->plan->steps[before].another = rules_drive_has_other(planner, drive, request);
    }
}

void rules_plan_visit(struct rules_planner *planner, uint32_t request)
{
    const struct rules_request *own = &planner->world->requests[request];
    const struct rules_medium *medium = medium_of(planner, request);
    const struct rules_place target = {RULES_PLACE_DRIVE, own->drive};
    const enum rules_content content = rules_planner_content(planner, target);

    if (rules_planner_drive_held(planner, own->drive, request) ||
        !planner->world->drives[own->drive].present) {
        rules_planner_wait_working(planner, request, RULES_WAIT_DRIVE);
    } else if (content == RULES_CONTENT_UNKNOWN) {
        rules_planner_look(planner, request);
    } else if (planner->world->standalone && medium->place.kind == RULES_PLACE_NOWHERE) {
        rules_standalone_miss(planner, request);
    } else if (planner->world->drives[own->drive].out_of_service) {
        if (!change_drive(planner, request)) {
            rules_planner_wait_working(planner, request, RULES_WAIT_DRIVE);
        }
    } else if (content == RULES_CONTENT_CLEANER) {
        rules_planner_wait_working(planner, request, RULES_WAIT_DRIVE);
    } else if (content == RULES_CONTENT_DATA && rules_visit_is_in_place(planner, request)) {
        load(planner, request, own->drive);
    } else if (content == RULES_CONTENT_DATA) {
        if (lies_in(medium->place, own->drive) || !change_drive(planner, request)) {
            empty(planner, request);
        }
    } else if (lies_in(medium->place, own->drive)) {
        rules_planner_look(planner, request); /* the record says it is there, the device not */
    } else if (medium->place.kind == RULES_PLACE_DRIVE) {
        fetch(planner, request, medium->place.index);
    } else if (!lets_clean(planner, request)) {
        bring(planner, request);
    }
}
