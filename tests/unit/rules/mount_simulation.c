/* SPDX-License-Identifier: MIT */
/* The engine's part of the library of the imagination: what becomes of the planner's steps. */
#include "unit/rules/mount_simulation.h"

#include "rules/request_state.h"

#include <stdio.h>

void mount_simulation_fail(struct mount_simulation *simulation, const char *text)
{
    if (simulation->fault == NULL) {
        simulation->fault = text;
    }
}

bool mount_simulation_is_robot_step(const struct rules_step *step)
{
    return rules_step_is_move(step->kind) || step->kind == RULES_STEP_LOOK ||
           step->kind == RULES_STEP_INVENTORY;
}

uint32_t mount_simulation_other_drive(const struct rules_step *step)
{
    return step->to.kind == RULES_PLACE_DRIVE ? step->to.index : RULES_NONE;
}

uint32_t mount_simulation_drive_of(const struct rules_step *step)
{
    return step->from.kind == RULES_PLACE_DRIVE               ? step->from.index
           : mount_simulation_other_drive(step) != RULES_NONE ? mount_simulation_other_drive(step)
                                                              : step->drive;
}

bool mount_simulation_is_visit(const struct mount_simulation *simulation, uint32_t request)
{
    const struct rules_request *own = &simulation->requests[request];
    return rules_is_visit(own->operation) && !rules_request_is_finished(own->state) &&
           (own->stage == RULES_STAGE_RESERVED || own->stage == RULES_STAGE_LOADED);
}

uint32_t mount_simulation_medium_in(const struct mount_simulation *simulation,
                                    struct rules_place place)
{
    for (uint32_t i = 0; i < MOUNT_MEDIA; i++) {
        const struct rules_place own = simulation->media[i].place;
        if (own.kind == place.kind && own.index == place.index) {
            return i;
        }
    }
    return RULES_NONE;
}

enum rules_content mount_simulation_content(const struct mount_simulation *simulation,
                                            struct rules_place place)
{
    if (place.kind == RULES_PLACE_SLOT && place.index < MOUNT_SLOTS) {
        return simulation->slots[place.index].content;
    }
    if (place.kind == RULES_PLACE_DRIVE && place.index < MOUNT_DRIVES) {
        return simulation->drives[place.index].content;
    }
    return RULES_CONTENT_UNKNOWN;
}

static void set_content(struct mount_simulation *simulation, struct rules_place place,
                        enum rules_content content)
{
    if (place.kind == RULES_PLACE_SLOT) {
        simulation->slots[place.index].content = content;
        return;
    }
    struct rules_drive *drive = &simulation->drives[place.index];
    drive->content = content;
    drive->loaded = content != RULES_CONTENT_EMPTY;
    drive->medium = RULES_NONE;
    drive->cleaning = RULES_CLEANING_NONE;
    drive->cleaning_checked = 0;
    drive->state = content == RULES_CONTENT_EMPTY     ? MODEL_DRIVESTATE_DISMOUNTED
                   : content == RULES_CONTENT_CLEANER ? MODEL_DRIVESTATE_BEING_CLEANED
                                                      : MODEL_DRIVESTATE_MOUNTED;
    simulation->cleaned_at[place.index] = simulation->world.now + 3000;
}

/* The two moves that an exchange is. */
struct rules_step mount_simulation_half(const struct rules_step *exchange, bool out)
{
    struct rules_step move = *exchange;
    move.kind = RULES_STEP_MOVE;
    move.from = out ? exchange->to : exchange->from;
    move.to = out ? exchange->second : exchange->to;
    return move;
}

/* ---- ends ---- */

static void release(struct mount_simulation *simulation, uint32_t drive, int64_t after)
{
    if (drive < MOUNT_DRIVES && simulation->drives[drive].content == RULES_CONTENT_DATA) {
        simulation->drives[drive].state = MODEL_DRIVESTATE_DISMOUNTABLE;
        simulation->drives[drive].dismount_after = after;
    }
}

/* A visit ends; one that does not pass takes its call with it. */
static void end_visit(struct mount_simulation *simulation, uint32_t request, uint32_t state)
{
    struct rules_request *own = &simulation->requests[request];
    const bool mount = own->operation == MODEL_LM_MOUNT;
    if (state == MODEL_LM_PASSED && mount) {
        own->state = state;
        simulation->passed_mounts++;
        simulation->open_until[own->drive] =
            simulation->world.now + mount_simulation_chance(simulation, 4000);
        simulation->dismount_at[own->drive] =
            simulation->world.now + 1 + mount_simulation_chance(simulation, 5000);
        return;
    }
    for (uint32_t i = 0; i < simulation->world.request_count; i++) {
        struct rules_request *other = &simulation->requests[i];
        if (rules_request_is_finished(other->state) ||
            (i != request &&
             (!mount || other->operation != MODEL_LM_MOUNT || other->group != own->group))) {
            continue;
        }
        if (mount_simulation_is_visit(simulation, i)) {
            release(simulation, other->drive, 0);
        }
        other->state = state;
    }
}

static void finish(struct mount_simulation *simulation, const struct rules_step *step)
{
    struct rules_request *own = &simulation->requests[step->request];
    if (rules_request_is_finished(own->state)) {
        return; /* it ended with its call */
    }
    if (step->state == MODEL_LM_FAILED && step->error == 0) {
        mount_simulation_fail(simulation, "a failure without an error");
    }
    if (rules_is_visit(own->operation)) {
        const struct rules_medium *medium = &simulation->media[own->medium];
        if (step->state == MODEL_LM_PASSED &&
            (medium->place.kind != RULES_PLACE_DRIVE || medium->place.index != own->drive ||
             medium->inverted != (own->side == 1) || own->stage != RULES_STAGE_LOADED)) {
            mount_simulation_fail(simulation, "a mount passed that is not loaded");
        }
        end_visit(simulation, step->request, step->state);
        return;
    }
    own->state = step->state;
    if (own->operation == MODEL_LM_CLEANDRIVE && own->argument != 0 && own->drive < MOUNT_DRIVES) {
        simulation->drives[own->drive].cleaning_tried = step->state != MODEL_LM_PASSED;
        /* Somebody cleans by hand what could not be cleaned. */
        simulation->drives[own->drive].cleaning_wanted &= step->state == MODEL_LM_PASSED;
    }
    if (own->operation != MODEL_LM_DISMOUNT) {
        return;
    }
    const struct rules_place place = simulation->media[own->medium].place;
    if (step->state == MODEL_LM_PASSED && own->option == MODEL_LM_DISMOUNT_LATER) {
        if (place.kind == RULES_PLACE_DRIVE) {
            release(simulation, place.index, simulation->world.now + 20000);
        }
    } else if (step->state == MODEL_LM_PASSED && place.kind == RULES_PLACE_DRIVE) {
        mount_simulation_fail(simulation, "a dismount passed with the cartridge in its drive");
    } else if (step->state != MODEL_LM_PASSED && place.kind == RULES_PLACE_DRIVE) {
        /* The program will try again. */
        simulation->dismount_at[place.index] = simulation->world.now + 2000;
    }
}

/* ---- steps with an end of their own ---- */

static void end_move(struct mount_simulation *simulation, const struct rules_step *step)
{
    const uint32_t medium = mount_simulation_medium_in(simulation, step->from);
    const enum rules_content content = mount_simulation_content(simulation, step->from);
    mount_simulation_check_move(simulation, step);
    if (simulation->fault != NULL) {
        return;
    }
    set_content(simulation, step->from, RULES_CONTENT_EMPTY);
    set_content(simulation, step->to, content);
    if (medium == RULES_NONE) {
        return;
    }
    simulation->media[medium].place = step->to;
    simulation->media[medium].inverted = simulation->media[medium].inverted != step->flip;
    if (step->to.kind == RULES_PLACE_DRIVE) {
        simulation->drives[step->to.index].medium = medium;
        simulation->drives[step->to.index].home = step->from;
    } else {
        simulation->media[medium].home = step->to;
        if (simulation->media[medium].inverted) {
            mount_simulation_fail(simulation, "a cartridge lies turned over in a slot");
        }
    }
}

static void end_exchange(struct mount_simulation *simulation, const struct rules_step *step)
{
    const struct rules_step out = mount_simulation_half(step, true);
    const struct rules_step in = mount_simulation_half(step, false);
    end_move(simulation, &out);
    end_move(simulation, &in);
    simulation->exchanges++;
}

/* It is not tried again; the half of it may be done. */
static void fail_exchange(struct mount_simulation *simulation, const struct rules_step *step)
{
    const struct rules_step out = mount_simulation_half(step, true);
    simulation->world.can_exchange = false;
    if (mount_simulation_chance(simulation, 2) == 0) {
        end_move(simulation, &out);
    }
}

static void end_unload(struct mount_simulation *simulation, uint32_t drive)
{
    if (simulation->open_until[drive] > simulation->world.now) {
        simulation->drives[drive].in_use_until = simulation->world.now + 1000;
    } else {
        simulation->drives[drive].loaded = false;
    }
}

/* This drive cannot use the cartridge, another one may: the request waits for that. */
static void change_drive(struct mount_simulation *simulation, uint32_t request)
{
    struct rules_request *own = &simulation->requests[request];
    release(simulation, own->drive, 0);
    simulation->drives[own->drive].refused = true;
    simulation->drives[own->drive].refused_request = request;
    own->drive = RULES_NONE;
    own->stage = RULES_STAGE_START;
    own->stage_since = simulation->world.now;
    own->state = own->operation == MODEL_LM_MOUNT ? MODEL_LM_WAITING : MODEL_LM_QUEUED;
}

/* Another program gives the cartridge back before the call that it was mounted for has passed. */
static void dismount_early(struct mount_simulation *simulation, uint32_t drive)
{
    struct rules_request *request = NULL;
    if (simulation->hasty == 0 || mount_simulation_chance(simulation, simulation->hasty) != 0) {
        return;
    }
    request = mount_simulation_add(simulation, MODEL_LM_DISMOUNT, simulation->drives[drive].medium);
    if (request != NULL) {
        request->drive = drive;
        request->option = mount_simulation_chance(simulation, 4) == 0 ? MODEL_LM_DISMOUNT_LATER
                                                                      : MODEL_LM_DISMOUNT_NOW;
    }
}

static void end_load(struct mount_simulation *simulation, const struct rules_step *step)
{
    struct rules_request *own = &simulation->requests[step->request];
    const struct rules_medium *medium = &simulation->media[own->medium];
    if (rules_request_is_finished(own->state)) {
        return;
    }
    if (medium->place.kind != RULES_PLACE_DRIVE || medium->place.index != step->drive ||
        medium->inverted != (own->side == 1)) {
        mount_simulation_fail(simulation, "a load of another cartridge or side");
    } else if (simulation->failures != 0 &&
               mount_simulation_chance(simulation, simulation->failures) == 0) {
        if (step->another) {
            change_drive(simulation, step->request);
        } else {
            end_visit(simulation, step->request, MODEL_LM_FAILED);
        }
    } else if (own->operation == MODEL_LM_CLASSIFY || own->operation == MODEL_LM_PROCESSOMID) {
        end_visit(simulation, step->request, MODEL_LM_PASSED);
    } else {
        own->stage = RULES_STAGE_LOADED;
        simulation->drives[step->drive].state =
            own->operation == MODEL_LM_MOUNT ? MODEL_DRIVESTATE_LOADED : MODEL_DRIVESTATE_MOUNTED;
        if (own->operation == MODEL_LM_MOUNT) {
            dismount_early(simulation, step->drive);
        }
    }
}

void mount_simulation_look(struct mount_simulation *simulation)
{
    simulation->world.looked_at = simulation->world.now;
    for (uint32_t i = 0; i < MOUNT_SLOTS; i++) {
        const struct rules_place slot = {RULES_PLACE_SLOT, i};
        if (simulation->slots[i].content == RULES_CONTENT_UNKNOWN) {
            simulation->slots[i].content =
                i == MOUNT_SLOTS - 1                                         ? RULES_CONTENT_CLEANER
                : mount_simulation_medium_in(simulation, slot) == RULES_NONE ? RULES_CONTENT_EMPTY
                                                                             : RULES_CONTENT_DATA;
        }
    }
    for (uint32_t i = 0; i < MOUNT_DRIVES; i++) {
        const struct rules_place drive = {RULES_PLACE_DRIVE, i};
        if (simulation->drives[i].content == RULES_CONTENT_UNKNOWN) {
            const bool full = mount_simulation_medium_in(simulation, drive) != RULES_NONE;
            simulation->drives[i].content = full ? RULES_CONTENT_DATA : RULES_CONTENT_EMPTY;
            simulation->drives[i].loaded = full;
        }
    }
}

static void alert(struct mount_simulation *simulation, uint32_t drive)
{
    struct rules_drive *own = &simulation->drives[drive];
    if (simulation->alerts != 0 && own->content == RULES_CONTENT_DATA &&
        mount_simulation_chance(simulation, simulation->alerts) == 0) {
        own->cleaning_urgent = mount_simulation_chance(simulation, 2) == 0;
        own->cleaning_tried = own->cleaning_tried && own->cleaning_wanted; /* a new wish */
        own->cleaning_wanted = true;
        own->cleaning_due = own->mount_count + mount_simulation_chance(simulation, 3);
    }
}

/* RSM's own cleaning of a drive that wants it. */
static void queue_cleaning(struct mount_simulation *simulation, uint32_t drive)
{
    struct rules_request *request =
        mount_simulation_add(simulation, MODEL_LM_CLEANDRIVE, RULES_NONE);
    if (!simulation->world.automatic_cleaning || !simulation->drives[drive].cleaning_wanted ||
        simulation->drives[drive].cleaning_tried) {
        mount_simulation_fail(simulation, "a cleaning that nobody wants");
    }
    if (request == NULL) {
        simulation->drives[drive].cleaning_wanted = false;
        return;
    }
    request->drive = drive;
    request->argument = 1;
}

static void end_step(struct mount_simulation *simulation, const struct rules_step *step)
{
    switch (step->kind) {
    case RULES_STEP_MOVE:
        end_move(simulation, step);
        break;
    case RULES_STEP_EXCHANGE:
        end_exchange(simulation, step);
        break;
    case RULES_STEP_UNLOAD:
        end_unload(simulation, step->drive);
        alert(simulation, step->drive);
        break;
    case RULES_STEP_LOAD:
        end_load(simulation, step);
        break;
    case RULES_STEP_WRITE_LABEL:
        if (!rules_request_is_finished(simulation->requests[step->request].state)) {
            end_visit(simulation, step->request, MODEL_LM_PASSED);
        }
        break;
    case RULES_STEP_CHECK_CLEANING:
        simulation->drives[step->drive].cleaning_checked = simulation->world.now;
        simulation->drives[step->drive].cleaning =
            simulation->world.now < simulation->cleaned_at[step->drive] ? RULES_CLEANING_RUNNING
                                                                        : RULES_CLEANING_DONE;
        simulation->drives[step->drive].cleaning_wanted &=
            simulation->drives[step->drive].cleaning == RULES_CLEANING_RUNNING;
        break;
    default:
        mount_simulation_look(simulation);
        break;
    }
    if (step->request != RULES_NONE && step->kind != RULES_STEP_LOAD &&
        simulation->requests[step->request].stage != step->stage) {
        simulation->requests[step->request].stage = step->stage;
        simulation->requests[step->request].stage_since = simulation->world.now;
    }
}

/* Nothing was done, and the drive or the robot rests before it is tried again. */
static void rest(struct mount_simulation *simulation, const struct rules_step *step)
{
    const int64_t until = simulation->world.now + 250 + mount_simulation_chance(simulation, 4000);
    if (mount_simulation_drive_of(step) != RULES_NONE) {
        simulation->drives[mount_simulation_drive_of(step)].not_before = until;
    } else if (step->request != RULES_NONE) {
        simulation->world.robot_after = until;
    } else {
        simulation->world.housekeeping_after = until;
    }
}

/* Nothing was done, and the engine will not try again here. */
static bool fails(struct mount_simulation *simulation, const struct rules_step *step)
{
    if (simulation->failures == 0 || step->kind == RULES_STEP_CHECK_CLEANING) {
        return false;
    }
    if (mount_simulation_chance(simulation, 2 * simulation->failures) == 0) {
        if (step->kind == RULES_STEP_EXCHANGE) {
            fail_exchange(simulation, step);
        } else {
            rest(simulation, step);
        }
        return true;
    }
    if (step->request == RULES_NONE || step->kind == RULES_STEP_LOAD ||
        step->kind == RULES_STEP_EXCHANGE ||
        simulation->requests[step->request].operation == MODEL_LM_CLEANDRIVE ||
        mount_simulation_chance(simulation, 4 * simulation->failures) != 0) {
        return false;
    }
    if (step->another && mount_simulation_is_visit(simulation, step->request)) {
        change_drive(simulation, step->request);
    } else {
        simulation->requests[step->request].failure = BASE_ERROR_IO_DEVICE;
    }
    return true;
}

void mount_simulation_end_steps(struct mount_simulation *simulation)
{
    for (size_t i = 0; i < simulation->running_count;) {
        if (simulation->running_end[i] > simulation->world.now) {
            i++;
            continue;
        }
        const struct rules_step step = simulation->running[i];
        simulation->running_count--;
        simulation->running[i] = simulation->running[simulation->running_count];
        simulation->running_end[i] = simulation->running_end[simulation->running_count];
        if (mount_simulation_is_robot_step(&step)) {
            simulation->world.robot_busy = false;
        }
        if (mount_simulation_drive_of(&step) != RULES_NONE) {
            simulation->drives[mount_simulation_drive_of(&step)].busy = false;
        }
        if (step.request != RULES_NONE) {
            simulation->requests[step.request].step_running = false;
        }
        if (!fails(simulation, &step)) {
            end_step(simulation, &step);
        }
    }
}

static void start_step(struct mount_simulation *simulation, const struct rules_step *step)
{
    mount_simulation_check_start(simulation, step);
    if (simulation->fault != NULL) {
        return;
    }
    const size_t at = simulation->running_count++;
    simulation->running[at] = *step;
    simulation->running_end[at] =
        simulation->world.now + 1 + mount_simulation_chance(simulation, 3000);
    if (mount_simulation_is_robot_step(step)) {
        simulation->world.robot_busy = true;
    }
    if (mount_simulation_drive_of(step) != RULES_NONE) {
        simulation->drives[mount_simulation_drive_of(step)].busy = true;
    }
    if (step->request != RULES_NONE) {
        simulation->requests[step->request].step_running = true;
        simulation->requests[step->request].state = step->state;
    }
}

/* ---- records ---- */

static void reserve(struct mount_simulation *simulation, const struct rules_step *step)
{
    struct rules_request *own = &simulation->requests[step->request];
    const struct rules_drive *drive = &simulation->drives[step->drive];
    for (uint32_t i = 0; i < simulation->world.request_count; i++) {
        if (i != step->request && mount_simulation_is_visit(simulation, i) &&
            (simulation->requests[i].drive == step->drive ||
             simulation->requests[i].medium == own->medium)) {
            mount_simulation_fail(simulation, "a drive or a cartridge reserved twice");
        }
    }
    if (!drive->enabled || !drive->present || drive->busy || drive->in_use ||
        drive->state == MODEL_DRIVESTATE_LOADED ||
        ((own->argument & MODEL_MOUNT_SPECIFIC_DRIVE) != 0 && own->drive != step->drive)) {
        mount_simulation_fail(simulation, "a drive reserved that cannot be used");
    }
    own->drive = step->drive;
    own->stage = step->stage;
    own->stage_since = simulation->world.now;
    own->state = step->state;
}

static void trace(const struct mount_simulation *simulation, const struct rules_step *step)
{
    printf("%lld: request %d step %d stage %d state %u wait %d error %u drive %d, %d.%d -> %d.%d\n",
           (long long)simulation->world.now, (int)step->request, (int)step->kind, (int)step->stage,
           (unsigned)step->state, (int)step->wait, (unsigned)step->error, (int)step->drive,
           (int)step->from.kind, (int)step->from.index, (int)step->to.kind, (int)step->to.index);
}

void mount_simulation_carry_out(struct mount_simulation *simulation, const struct rules_step *step)
{
    struct rules_request *request =
        step->request == RULES_NONE ? NULL : &simulation->requests[step->request];
    if (simulation->trace) {
        trace(simulation, step);
    }
    switch (step->kind) {
    case RULES_STEP_WAIT:
        if (step->wait == RULES_WAIT_NOTHING) {
            mount_simulation_fail(simulation, "a wait without a reason");
        }
        if (!rules_request_is_finished(request->state)) {
            request->state = step->state;
        }
        break;
    case RULES_STEP_FINISH:
        finish(simulation, step);
        break;
    case RULES_STEP_RESERVE:
        reserve(simulation, step);
        break;
    case RULES_STEP_STAGE:
        request->state = step->state;
        request->stage = step->stage;
        request->stage_since = simulation->world.now;
        break;
    case RULES_STEP_QUEUE_CLEANING:
        queue_cleaning(simulation, step->drive);
        break;
    case RULES_STEP_ASK_OPERATOR:
        request->state = step->state;
        request->operator_state = RULES_OPERATOR_OPEN;
        simulation->answer_at[step->request] =
            simulation->world.now + 100 + mount_simulation_chance(simulation, 9000);
        break;
    default:
        start_step(simulation, step);
        break;
    }
}
