/* SPDX-License-Identifier: MIT */
#include "engine/controller.h"

#include "base/log.h"
#include "base/memory.h"
#include "engine/auto_cleaning.h"
#include "engine/jobs.h"
#include "engine/request.h"
#include "engine/snapshot.h"
#include "engine/standalone.h"
#include "engine/steps.h"
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
                            int64_t *wake_at, bool *idle)
{
    struct engine_snapshot snapshot;
    struct rules_plan plan = {0};
    base_error error = engine_snapshot_take(controller, &snapshot);

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

static struct sched_turn turn(void *context, int64_t now, bool draining)
{
    struct engine_controller *controller = context;
    struct sched_turn next = {.wait = PORT_INFINITE};
    int64_t wake_at = 0;
    bool again = true;
    base_error error = BASE_ERROR_SUCCESS;

    (void)now;
    for (int i = 0; error == BASE_ERROR_SUCCESS && again && i < DECISIONS_MAX; i++) {
        error = plan_once(controller, draining, &again, &wake_at, &next.idle);
    }
    if (error != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_ERROR, 850, error, "planning for a library failed");
        next.wait = REPLAN_MILLISECONDS;
        /* Another process has the library: what this one still believes of it counts no more. */
        next.release = error == BASE_ERROR_INVALID_STATE;
        next.idle = true;
    } else if (wake_at != 0) {
        int64_t delay = wake_at - port_clock_now();
        next.wait = delay < 0 ? 0 : delay < WAIT_MOST ? (uint32_t)delay : WAIT_MOST;
    }
    /* A request that waits for a person makes a stop idle, not the plan: the plan wants to look. */
    next.idle = draining && (next.idle || is_silent(controller));
    return next;
}

/* ---- the lease ---- */

static base_error open_changer(struct engine_controller *controller)
{
    struct store_transaction *transaction = NULL;
    struct store_list changers = STORE_LIST_INIT;
    struct device_fault fault;
    base_error error;

    if (controller->standalone) {
        return engine_standalone_open(controller->engine, &controller->library,
                                      &controller->changer);
    }
    error = store_begin_read(controller->engine->store, &transaction);
    if (error == BASE_ERROR_SUCCESS) {
        error = store_children(transaction, &controller->library, MODEL_CHANGER, &changers);
    }
    store_rollback(transaction);
    if (error == BASE_ERROR_SUCCESS && changers.count == 0) {
        error = BASE_ERROR_OBJECT_NOT_FOUND;
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = device_changer_open(controller->engine->transport,
                                    changers.items[0].info.changer.device_name,
                                    &controller->changer, &fault);
    }
    store_list_free(&changers);
    return error;
}

static base_error take_lease(struct engine_controller *controller, bool *was_clean)
{
    struct store_transaction *transaction = NULL;
    char owner[128];
    base_error error = store_begin_write(controller->engine->store, &transaction);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    engine_text_format(owner, sizeof owner, 64, "%s process %u", controller->engine->computer_name,
                       (unsigned)port_process_id());
    error =
        store_lease_take(transaction, &controller->library, owner, &controller->epoch, was_clean);
    return engine_step_end(transaction, error);
}

/* Locks stay as a dead holder left them; here they are put where the requests want them. */
static void lock_library(struct engine_controller *controller)
{
    struct device_fault fault;

    /* An unlocked port or door of a request that still waits is unlocked again by its next step's
     * look; one that nobody waits for must not stay open. */
    if (device_changer_lock(controller->changer, DEVICE_LOCK_DOOR, DEVICE_INDEX_ALL, true,
                            &fault) != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_WARNING, 851, fault.error, "a door cannot be locked: %s",
                       fault.text);
    }
}

/* A dead holder may have extended a port and not come to record it: such a port takes part in no
 * request, and the robot cannot reach it. */
static void retract_ports(struct engine_controller *controller)
{
    struct store_transaction *transaction = NULL;
    struct store_list ports = STORE_LIST_INIT;
    struct model_information library;
    struct device_fault fault;
    base_error error = store_begin_read(controller->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_get(transaction, &controller->library, MODEL_LIBRARY, &library);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_children(transaction, &controller->library, MODEL_IEPORT, &ports);
    }
    store_rollback(transaction);
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < ports.count; i++) {
        const struct model_port *port = &ports.items[i].info.port;
        if (port->position != MODEL_PORTPOSITION_EXTENDED &&
            device_changer_lock(controller->changer, DEVICE_LOCK_PORT,
                                port->number - library.info.library.first_port, true,
                                &fault) != BASE_ERROR_SUCCESS) {
            (void)base_log(BASE_LOG_WARNING, 855, fault.error, "a port cannot be retracted: %s",
                           fault.text);
        }
    }
    store_list_free(&ports);
}

static base_error prepare_drives(struct engine_controller *controller)
{
    size_t count = controller->places.drive_count;
    struct engine_drive_work *drives = base_memory_zero(count + 1, sizeof *drives);

    if (drives == NULL) {
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    port_mutex_lock(&controller->mutex);
    base_memory_free(controller->drives);
    controller->drives = drives;
    memset(&controller->door, 0, sizeof controller->door);
    controller->robot_failures = 0;
    controller->robot_tries = 0;
    controller->robot_faults = 0;
    controller->robot_lost = false;
    controller->robot_after = 0;
    controller->housekeeping_after = 0;
    port_mutex_unlock(&controller->mutex);
    return BASE_ERROR_SUCCESS;
}

static void close_changer(struct engine_controller *controller)
{
    device_changer_close(controller->changer);
    controller->changer = NULL;
}

static void tell_attempt(struct engine_controller *controller)
{
    port_mutex_lock(&controller->mutex);
    controller->attempted = true;
    port_condition_wake_all(&controller->settled);
    port_mutex_unlock(&controller->mutex);
}

/* The library as it stands is the beginning, whatever the last holder knew. One whose door is open,
 * or that is still starting, shows nothing yet: it is taken over in doubt, and looked at again. */
static base_error take_over(struct engine_controller *controller)
{
    (void)device_changer_attention(controller->changer); /* what follows heeds it */
    base_error seen = engine_step_see_all(controller);
    base_error error = seen;

    if (seen == BASE_ERROR_DEVICE_DOOR_OPEN || seen == BASE_ERROR_NOT_READY) {
        error = engine_step_doubt_all(controller);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = prepare_drives(controller);
    }
    if (error == BASE_ERROR_SUCCESS && seen == BASE_ERROR_DEVICE_DOOR_OPEN) {
        error = engine_step_door_stands_open(controller);
    } else if (error == BASE_ERROR_SUCCESS) {
        lock_library(controller);
        error = engine_step_door_is_shut(controller);
    }
    return error;
}

static base_error doubt_visits(struct engine_controller *controller)
{
    struct store_transaction *transaction = NULL;
    base_error error = engine_step_begin(controller, &transaction);

    return error != BASE_ERROR_SUCCESS
               ? error
               : engine_step_end(transaction,
                                 engine_visit_doubt(transaction, &controller->library));
}

static base_error acquired(void *context, bool abandoned)
{
    struct engine_controller *controller = context;
    bool was_clean = false;
    base_error error = open_changer(controller);

    if (error == BASE_ERROR_SUCCESS) {
        error = take_lease(controller, &was_clean);
    }
    if (error == BASE_ERROR_SUCCESS) {
        if (abandoned || !was_clean) {
            (void)base_log(BASE_LOG_WARNING, 852, 0, "the library's last manager died: recovering");
            retract_ports(controller);
        }
        error = take_over(controller);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = doubt_visits(controller);
    }
    if (error != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_ERROR, 853, error, "a library cannot be taken over");
        close_changer(controller);
    } else if (abandoned || !was_clean) {
        /* The last thing that the dead one did may have been a commit that nobody was told of. */
        engine_runtime_wake(controller->engine);
        port_wake_all(controller->engine->wake);
    }
    tell_attempt(controller);
    return error;
}

static void released(void *context)
{
    struct engine_controller *controller = context;
    struct store_transaction *transaction = NULL;
    struct device_fault fault;
    base_error error;

    if (controller->last) {
        /* Nobody manages the library from here on: its door obeys the operator. */
        (void)device_changer_lock(controller->changer, DEVICE_LOCK_DOOR, DEVICE_INDEX_ALL, false,
                                  &fault);
    }
    error = store_begin_write(controller->engine->store, &transaction);
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_step_end(
            transaction, store_lease_release(transaction, &controller->library, controller->epoch));
    }
    if (error != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_WARNING, 854, error, "a lease could not be given back");
    }
    close_changer(controller);
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
        .calls = {acquired, turn, released},
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
        setup.resource_count = 1 + drives;
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
    base_memory_free(controller);
}
