/* SPDX-License-Identifier: MIT */
#include "engine/controller.h"

#include "base/log.h"
#include "base/memory.h"
#include "engine/absence.h"
#include "engine/auto_cleaning.h"
#include "engine/drive_absence.h"
#include "engine/jobs.h"
#include "engine/request.h"
#include "engine/snapshot.h"
#include "engine/standalone.h"
#include "engine/steps.h"
#include "engine/takeover.h"
#include "engine/text.h"
#include "engine/visit.h"

#include <string.h>

/* How long a library that could not be taken over is left alone. */
#define RETRY_MILLISECONDS 5000
/* After a database error while planning. */
#define REPLAN_MILLISECONDS 1000
/* Decisions follow from each other; a chain longer than this is a fault of the planner. */
#define DECISIONS_MAX 1000
/* A stop waits for so many unanswered looks at a library before it gives it up. */
#define SILENT_LOOKS 3
/* Looks in a row that left something in doubt, after which a stop waits for no further one. */
#define VAIN_LOOKS 3
/* A stop waits for a drive that rests after so many faults in a row at most. */
#define TRIES_AWAITED 3
/* A library may come back with more drives than it went away with. */
#define DRIVES_FORESEEN ((uint32_t)1024)
/* Longest sleep without a look at the clock: it may have been set. */
#define WAIT_MOST 3600000

/* ---- planning ---- */

/* True for a step that waits for what this process cannot bring about. */
static bool waits_for_others(const struct rules_step *step)
{
    switch (step->wait) {
    case RULES_WAIT_OPERATOR:
    case RULES_WAIT_LIBRARY:
    case RULES_WAIT_CLEANER:
    case RULES_WAIT_DOOR:
    case RULES_WAIT_PORT:
    case RULES_WAIT_DRIVE:
    case RULES_WAIT_REQUEST:
    case RULES_WAIT_MEDIUM:
    case RULES_WAIT_OTHERS:
        return step->kind == RULES_STEP_WAIT;
    default:
        return false;
    }
}

/* True for a step that waits for the next look, though the last ones have not shown what is in
 * doubt: a broken drive, an arm that cannot be emptied. A person has to see to it. */
static bool looks_in_vain(const struct engine_controller *controller,
                          const struct rules_world *world, const struct rules_step *step)
{
    return controller->vain_looks >= VAIN_LOOKS && step->kind == RULES_STEP_WAIT &&
           step->wait == RULES_WAIT_ROBOT && world->now >= world->robot_after;
}

/* True when a plan leaves nothing that this process could bring forward by itself. */
static bool is_idle(struct engine_controller *controller, const struct engine_snapshot *snapshot,
                    const struct rules_plan *plan)
{
    const struct rules_world *world = &snapshot->world;
    bool idle = true;

    if (world->robot_busy) {
        return false;
    }
    for (size_t i = 0; i < world->drive_count; i++) {
        if (world->drives[i].not_before > world->now && world->drives[i].tries <= TRIES_AWAITED) {
            return false;
        }
    }
    for (size_t i = 0; i < world->request_count; i++) {
        if (world->requests[i].step_running) {
            return false;
        }
    }
    port_mutex_lock(&controller->mutex);
    for (size_t i = 0; idle && i < plan->step_count; i++) {
        const struct rules_step *step = &plan->steps[i];
        bool watches_operator = step->kind == RULES_STEP_LOOK && step->look != RULES_LOOK_LIBRARY;
        idle = waits_for_others(step) || watches_operator || looks_in_vain(controller, world, step);
    }
    port_mutex_unlock(&controller->mutex);
    return idle;
}

/* Its cartridge is not in the drive that was reserved for it, or does not become ready there. */
static bool is_stuck(const struct rules_world *world, const struct rules_request *request)
{
    if (request->stage != RULES_STAGE_RESERVED || request->drive >= world->drive_count ||
        request->medium >= world->medium_count) {
        return false;
    }
    const struct rules_drive *drive = &world->drives[request->drive];
    struct rules_place place = world->media[request->medium].place;

    return drive->tries > 0 || !drive->loaded || place.kind != RULES_PLACE_DRIVE ||
           place.index != request->drive;
}

/* A stop leaves RSM's own work that has not begun, or is stuck, to the next start: the planner is
 * not shown it. */
static void hide_own_work(struct engine_snapshot *snapshot)
{
    for (uint32_t i = 0; i < snapshot->requests.count; i++) {
        const struct model_lib_request *row = &snapshot->requests.items[i].info.lib_request;
        struct rules_request *request = &snapshot->world.requests[i];
        if (engine_visit_is_own_work(row) && !request->step_running &&
            (row->stage == RULES_STAGE_START || is_stuck(&snapshot->world, request))) {
            request->state = MODEL_LM_STOPPED;
        }
    }
    for (size_t i = 0; i < snapshot->world.drive_count; i++) {
        snapshot->world.drives[i].cleaning_tried = true; /* none is begun */
    }
}

/* Carries out one plan. `again`: decisions were made, so there is more to plan. */
static base_error carry_out(struct engine_controller *controller,
                            const struct engine_snapshot *snapshot, const struct rules_plan *plan,
                            bool *again)
{
    base_error error = BASE_ERROR_SUCCESS;

    *again = false;
    for (size_t i = 0; error == BASE_ERROR_SUCCESS && i < plan->step_count; i++) {
        const struct rules_step *step = &plan->steps[i];
        bool changed = false;
        if (engine_step_is_decision(step->kind)) {
            error = engine_step_decide(controller, snapshot, step, &changed);
            *again = *again || changed;
        } else if (step->kind != RULES_STEP_NONE) {
            error = engine_job_submit(controller, snapshot, step);
        }
    }
    return error;
}

static base_error plan_once(struct engine_controller *controller, bool draining, bool *again,
                            int64_t *wake_at, bool *idle, uint32_t *search)
{
    struct engine_snapshot snapshot;
    struct rules_plan plan = {0};
    base_error error = engine_snapshot_take(controller, &snapshot);

    if (error == BASE_ERROR_SUCCESS && !snapshot.world.present) {
        /* Another library was found where it was, or it was away at the start of the service. */
        (void)engine_absence_presume(controller, true);
    }
    if (error == BASE_ERROR_SUCCESS) {
        plan.step_capacity = snapshot.world.request_count + snapshot.world.drive_count + 4;
        plan.steps = base_memory_zero(plan.step_capacity, sizeof *plan.steps);
        error = plan.steps == NULL ? BASE_ERROR_NOT_ENOUGH_MEMORY : BASE_ERROR_SUCCESS;
    }
    if (error == BASE_ERROR_SUCCESS && draining) {
        hide_own_work(&snapshot);
    }
    if (error == BASE_ERROR_SUCCESS) {
        rules_plan(&snapshot.world, &plan);
        *wake_at = plan.wake_at;
        error = carry_out(controller, &snapshot, &plan, again);
    }
    if (error == BASE_ERROR_SUCCESS && !*again && !draining) {
        *search = engine_drive_absence_search(controller, &snapshot);
    }
    *idle = error == BASE_ERROR_SUCCESS && !*again && is_idle(controller, &snapshot, &plan);
    base_memory_free(plan.steps);
    engine_snapshot_free(&snapshot);
    return error;
}

/* A library that does not answer again and again will not let anything be worked off. */
static bool is_silent(struct engine_controller *controller)
{
    port_mutex_lock(&controller->mutex);
    bool silent = controller->silence >= SILENT_LOOKS;
    port_mutex_unlock(&controller->mutex);
    return silent;
}

/* ---- turns ---- */

/* The row of a library that was away may be taken from under its manager (DeleteNtmsLibrary). */
static bool is_deleted(struct engine_controller *controller, base_error error)
{
    struct model_information row;

    controller->deleted = controller->deleted ||
                          (error == BASE_ERROR_OBJECT_NOT_FOUND &&
                           store_information_read(controller->engine->store, &controller->library,
                                                  MODEL_LIBRARY, &row) == error);
    return controller->deleted;
}

static void fail_turn(struct sched_turn *next, base_error error)
{
    (void)base_log(BASE_LOG_ERROR, 850, error, "planning for a library failed");
    next->wait = REPLAN_MILLISECONDS;
    /* Another process has the library: what this one still believes of it counts no more. */
    next->release = error == BASE_ERROR_INVALID_STATE;
    next->idle = true;
}

static struct sched_turn turn(void *context, int64_t now, bool draining)
{
    struct engine_controller *controller = context;
    struct sched_turn next = {.wait = PORT_INFINITE};
    uint32_t search = PORT_INFINITE;
    uint32_t drives = PORT_INFINITE;
    int64_t wake_at = 0;
    bool again = !controller->deleted;
    base_error error = BASE_ERROR_SUCCESS;

    (void)now;
    if (again && engine_absence_search(controller, draining, &search)) {
        engine_absence_over(controller, engine_takeover_again(controller) == BASE_ERROR_SUCCESS);
    }
    engine_drive_absence_record(controller);
    for (int i = 0; error == BASE_ERROR_SUCCESS && again && i < DECISIONS_MAX; i++) {
        error = plan_once(controller, draining, &again, &wake_at, &next.idle, &drives);
    }
    if (is_deleted(controller, error)) {
        return (struct sched_turn){.wait = PORT_INFINITE, .idle = draining};
    }
    if (error != BASE_ERROR_SUCCESS) {
        fail_turn(&next, error);
    } else if (wake_at != 0) {
        int64_t delay = wake_at - port_clock_now();
        next.wait = delay < 0 ? 0 : delay < WAIT_MOST ? (uint32_t)delay : WAIT_MOST;
    }
    search = controller->search_now ? 0 : drives < search ? drives : search;
    next.wait = search < next.wait ? search : next.wait;
    /* A request that waits for a person makes a stop idle, not the plan: the plan wants to look. */
    next.idle = draining && (next.idle || is_silent(controller));
    return next;
}

/* ---- life ---- */

static base_error make_lease_name(struct engine_controller *controller, char *name, size_t capacity)
{
    char suffix[BASE_GUID_TEXT_SIZE];

    base_guid_to_text(&controller->library, suffix);
    return port_object_name(controller->engine->folder, suffix, name, capacity);
}

static base_error count_drives(struct engine *engine, const struct model_information *library,
                               uint32_t *count)
{
    struct store_transaction *transaction = NULL;
    base_error error = store_begin_read(engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_places_count_drives(transaction, library, count);
    }
    store_rollback(transaction);
    return error;
}

base_error engine_controller_start(struct engine *engine, const struct model_information *library,
                                   struct engine_controller **controller)
{
    struct engine_controller *started = base_memory_zero(1, sizeof *started);
    char name[PORT_NAME_SIZE];
    uint32_t drives = 0;
    struct sched_dispatcher_setup setup = {
        .lease_name = name,
        .pause = RETRY_MILLISECONDS,
        .calls = {engine_takeover_begin, turn, engine_takeover_end},
        .context = started,
    };
    base_error error;

    if (started == NULL) {
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    started->engine = engine;
    started->library = library->object.id;
    started->automatic_cleaning = engine_cleaning_is_automatic();
    started->standalone = engine_standalone_is(library);
    started->places.cleaner_slot = RULES_NONE;
    error = make_lease_name(started, name, sizeof name);
    if (error == BASE_ERROR_SUCCESS) {
        error = count_drives(engine, library, &drives);
    }
    if (error == BASE_ERROR_SUCCESS) {
        setup.resource_count = 1 + (drives > DRIVES_FORESEEN ? drives : DRIVES_FORESEEN);
        setup.thread_limit = 1 + drives;
        error = sched_dispatcher_start(&setup, &started->dispatcher);
    }
    if (error != BASE_ERROR_SUCCESS) {
        base_memory_free(started);
        return error;
    }
    port_mutex_lock(&started->mutex);
    started->wakeable = true;
    port_mutex_unlock(&started->mutex);
    *controller = started;
    return BASE_ERROR_SUCCESS;
}

void engine_controller_poll(struct engine_controller *controller)
{
    port_mutex_lock(&controller->mutex);
    controller->poll_wanted = true;
    port_mutex_unlock(&controller->mutex);
    engine_controller_wake(controller);
}

void engine_controller_wake(struct engine_controller *controller)
{
    port_mutex_lock(&controller->mutex);
    if (controller->wakeable) {
        sched_dispatcher_wake(controller->dispatcher);
    }
    port_mutex_unlock(&controller->mutex);
}

/* A session may close before its controller has had the library at all. Without another process
 * nothing holds it back for long. */
#define ATTEMPT_MILLISECONDS 30000

static void wait_for_attempt(struct engine_controller *controller)
{
    int64_t until = port_clock_monotonic() + ATTEMPT_MILLISECONDS;
    int64_t left = ATTEMPT_MILLISECONDS;

    port_mutex_lock(&controller->mutex);
    while (!controller->attempted && left > 0) {
        (void)port_condition_wait(&controller->settled, &controller->mutex, (uint32_t)left);
        left = until - port_clock_monotonic();
    }
    controller->last = true;
    port_mutex_unlock(&controller->mutex);
}

void engine_controller_quiesce(struct engine_controller *controller, bool drain)
{
    if (drain) {
        wait_for_attempt(controller);
    }
    port_mutex_lock(&controller->mutex);
    controller->wakeable = false;
    port_mutex_unlock(&controller->mutex);
    /* What is left to do needs no wake from outside: the ends of its own steps lead on. */
    sched_dispatcher_stop(controller->dispatcher, drain);
    controller->dispatcher = NULL;
}

void engine_controller_free(struct engine_controller *controller)
{
    if (controller == NULL) {
        return;
    }
    engine_places_free(&controller->places);
    base_memory_free(controller->drives);
    base_memory_free(controller->bays);
    base_memory_free(controller);
}
