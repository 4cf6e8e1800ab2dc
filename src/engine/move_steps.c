/* SPDX-License-Identifier: MIT */
/*
 * Steps that carry cartridges: an intent before the command, a look at the places after it, the
 * outcome by what they show. The job that runs here is the only user of controller->changer.
 *
 * An exchange carries two cartridges with one command. One that fails, whyever, is not repeated:
 * the library is looked at, and for a while the cartridges are moved one by one, so that a fault is
 * found with the one that has it. A robot that does not know the command is not asked again.
 */
#include "engine/steps.h"

#include "base/log.h"
#include "engine/absence.h"
#include "engine/moves.h"

/* A step that leaves no record would be planned again at once. */
#define ROBOT_PAUSE ((int64_t)1000)
/* How long cartridges are moved one by one after an exchange that failed (milliseconds). */
#define EXCHANGE_PAUSE ((int64_t)10 * 60 * 1000)

/* The places of a step: two, or the three of an exchange. */
struct ends {
    struct rules_place places[3];
    size_t count;
};

static struct ends ends_of(const struct rules_step *step)
{
    return (struct ends){{step->from, step->to, step->second},
                         step->kind == RULES_STEP_EXCHANGE ? 3 : 2};
}

/* Looks at the element of one place. On failure the place is in doubt. */
static base_error look_at(struct engine_controller *controller, struct rules_place place,
                          struct device_element *element, struct device_fault *fault)
{
    return device_changer_look_at(controller->changer, engine_places_kind(place.kind), place.index,
                                  element, fault);
}

static void doubt(struct engine_controller *controller, struct rules_place place)
{
    struct engine_place *at = engine_places_at(&controller->places, place);

    if (at != NULL) {
        at->content = RULES_CONTENT_UNKNOWN;
    }
}

static void forget_drive(struct engine_controller *controller, struct rules_place place)
{
    if (place.kind == RULES_PLACE_DRIVE && place.index < controller->places.drive_count) {
        struct engine_drive_work *drive = &controller->drives[place.index];
        drive->unloaded = false;
        drive->in_use_until = 0;
        drive->cleaning = RULES_CLEANING_NONE;
        drive->cleaning_checked = 0;
    }
}

static base_error read_library(struct engine_controller *controller,
                               struct model_information *library)
{
    return store_information_read(controller->engine->store, &controller->library, MODEL_LIBRARY,
                                  library);
}

/* Takes over what the places of a step showed; `error`: they did not. The mutex is held. */
static void take_over(struct engine_job *job, const struct model_information *library,
                      const struct ends *ends, struct device_element *elements, base_error error)
{
    struct engine_controller *controller = job->controller;
    const struct rules_place nowhere = {RULES_PLACE_NOWHERE, RULES_NONE};
    const bool cleaner = job->step.cargo == RULES_CONTENT_CLEANER;

    if (error == BASE_ERROR_SUCCESS) {
        engine_places_set_cleaner_slot(&controller->places, &library->info.library);
    }
    for (size_t i = 0; i < ends->count; i++) {
        const struct device_elements shown = {&elements[i], 1};
        if (error != BASE_ERROR_SUCCESS) {
            doubt(controller, ends->places[i]);
        } else {
            engine_places_see(&controller->places, &library->info.library,
                              cleaner ? ends->places[i] : nowhere, &shown);
        }
        forget_drive(controller, ends->places[i]);
    }
}

/* After the command: its places as the library shows them now. False when it does not tell. */
static bool see_ends(struct engine_job *job)
{
    struct engine_controller *controller = job->controller;
    const struct ends ends = ends_of(&job->step);
    struct device_element elements[3];
    struct model_information library;
    struct device_fault fault;
    base_error error = read_library(controller, &library);

    controller->recorded = 0;
    for (size_t i = 0; error == BASE_ERROR_SUCCESS && i < ends.count; i++) {
        error = look_at(controller, ends.places[i], &elements[i], &fault);
    }
    port_mutex_lock(&controller->mutex);
    take_over(job, &library, &ends, elements, error);
    port_mutex_unlock(&controller->mutex);
    return error == BASE_ERROR_SUCCESS;
}

/* A drive that got or gave a cartridge begins anew. */
static void rest_no_more(struct engine_controller *controller, struct rules_place place)
{
    if (place.kind == RULES_PLACE_DRIVE && place.index < controller->places.drive_count) {
        controller->drives[place.index].tries = 0;
        controller->drives[place.index].not_before = 0;
    }
}

static void mark_cargo(struct engine_controller *controller, const struct rules_step *step)
{
    const struct ends ends = ends_of(step);

    port_mutex_lock(&controller->mutex);
    for (size_t i = 0; i < ends.count; i++) {
        struct engine_place *place = engine_places_at(&controller->places, ends.places[i]);
        if (i > 0 && place != NULL && step->cargo != RULES_CONTENT_UNKNOWN) {
            place->content = step->cargo;
        }
        rest_no_more(controller, ends.places[i]);
    }
    port_mutex_unlock(&controller->mutex);
    engine_step_robot_works(controller, true);
}

/* Records how the moves ended. `done`: all of them were made. */
static base_error record(struct engine_controller *controller, const struct engine_moves *moves,
                         bool *done)
{
    struct store_transaction *transaction = NULL;
    bool made[2] = {false, false};
    base_error error = engine_step_begin(controller, &transaction);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    *done = true;
    port_mutex_lock(&controller->mutex);
    for (uint32_t i = 0; i < moves->count; i++) {
        made[i] = engine_move_is_done(&controller->places, moves->intents, moves->count, i);
        *done = *done && made[i];
    }
    port_mutex_unlock(&controller->mutex);
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < moves->count; i++) {
        error = engine_move_record(transaction, controller->engine, &controller->places,
                                   &moves->intents[i], made[i]);
    }
    return engine_step_end(transaction, error);
}

/* Something may be elsewhere, or the library does not know it any more: what was planned before
 * counts no more. */
static bool is_interrupted(const struct device_fault *fault)
{
    return (fault->attention &&
            (fault->error == BASE_ERROR_MEDIA_CHANGED || fault->error == BASE_ERROR_BUS_RESET)) ||
           device_fault_wants_initialize(fault);
}

/* A library that wants to look at its elements first is let do so before it is asked for them. */
static void initialize_if_wanted(struct engine_controller *controller, base_error moved,
                                 const struct device_fault *wanted)
{
    struct device_fault fault;

    if (moved == BASE_ERROR_SUCCESS || !device_fault_wants_initialize(wanted)) {
        return;
    }
    if (device_changer_initialize(controller->changer, &fault) != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_WARNING, 839, fault.error, "a library cannot be initialized: %s",
                       fault.text);
    }
}

static base_error command(struct engine_controller *controller, const struct rules_step *step,
                          struct device_fault *fault)
{
    const enum device_kind from = engine_places_kind(step->from.kind);
    const enum device_kind to = engine_places_kind(step->to.kind);

    if (step->kind == RULES_STEP_EXCHANGE) {
        return device_changer_exchange(controller->changer, from, step->from.index, to,
                                       step->to.index, engine_places_kind(step->second.kind),
                                       step->second.index, fault);
    }
    return (step->flip ? device_changer_move_flip : device_changer_move)(
        controller->changer, from, step->from.index, to, step->to.index, fault);
}

/* A unit attention means that the command was not done. One that leaves everything where it is lets
 * it be sent again once. */
static base_error command_once_more(struct engine_controller *controller,
                                    const struct rules_step *step, struct device_fault *fault)
{
    base_error error = BASE_ERROR_SUCCESS;

    for (int attempt = 0; attempt < 2; attempt++) {
        error = command(controller, step, fault);
        if (error == BASE_ERROR_SUCCESS || !fault->attention || is_interrupted(fault)) {
            break;
        }
    }
    return error;
}

/* How often in a row the library may hold something else than was known before a move. */
#define SURPRISES_MOST 3

/*
 * True when the library refused a move because a person had moved cartridges meanwhile, or may
 * have, or when a move that seemed to go well shows nowhere: it was lost on its way, or is still to
 * come. Then the whole library is looked at again and the request goes on from what is there.
 */
static bool is_surprised(struct engine_controller *controller, const struct rules_step *step,
                         base_error moved, const struct device_fault *fault)
{
    bool interrupted = moved != BASE_ERROR_SUCCESS && is_interrupted(fault);
    bool refused =
        moved == BASE_ERROR_SOURCE_ELEMENT_EMPTY || moved == BASE_ERROR_DESTINATION_ELEMENT_FULL;

    port_mutex_lock(&controller->mutex);
    struct engine_place *from = engine_places_at(&controller->places, step->from);
    struct engine_place *to = engine_places_at(&controller->places, step->to);
    bool lost = moved == BASE_ERROR_SUCCESS;
    bool surprised =
        from != NULL && to != NULL && controller->robot_failures < SURPRISES_MOST &&
        (lost || interrupted ||
         (refused && (from->content == RULES_CONTENT_EMPTY || to->content != RULES_CONTENT_EMPTY)));
    if (surprised) {
        controller->robot_failures++;
        controller->robot_after = lost ? port_clock_now() + ROBOT_PAUSE : controller->robot_after;
        controller->unsettled = controller->unsettled || lost;
        controller->looked_at = 0;
        from->content = RULES_CONTENT_UNKNOWN;
        to->content = RULES_CONTENT_UNKNOWN;
    }
    port_mutex_unlock(&controller->mutex);
    return surprised;
}

/* What was on the arm has no place in the database; a look at all places finds out what it is. */
static void put_down(struct engine_controller *controller, const struct rules_step *step)
{
    if (step->from.kind == RULES_PLACE_TRANSPORT && step->cargo != RULES_CONTENT_CLEANER) {
        base_error error = engine_step_see_all(controller);
        if (error != BASE_ERROR_SUCCESS) {
            (void)base_log(BASE_LOG_WARNING, 835, error, "what was on the arm is not known yet");
        }
    }
}

/* An exchange failed, or was half done: what lies where is found out, and for a while cartridges
 * are moved one by one. A library that is gone is not to blame for it. */
static void exchange_failed(struct engine_job *job, base_error error,
                            const struct device_fault *fault)
{
    struct engine_controller *controller = job->controller;
    const struct ends ends = ends_of(&job->step);
    const bool known = error != BASE_ERROR_INVALID_FUNCTION && error != BASE_ERROR_NOT_SUPPORTED;
    const bool gone = error != BASE_ERROR_SUCCESS && engine_absence_suspect(controller, fault);

    (void)base_log(BASE_LOG_WARNING, 826, error, "an exchange of cartridges failed: %s",
                   error != BASE_ERROR_SUCCESS ? fault->text : "it had not the whole effect");
    port_mutex_lock(&controller->mutex);
    if (!gone) {
        controller->can_exchange = controller->can_exchange && known;
        controller->exchange_after = port_clock_monotonic() + EXCHANGE_PAUSE;
    }
    for (size_t i = 0; i < ends.count; i++) {
        doubt(controller, ends.places[i]);
    }
    controller->unsettled = controller->unsettled || error == BASE_ERROR_SUCCESS || fault->unknown;
    controller->looked_at = 0;
    port_mutex_unlock(&controller->mutex);
    engine_step_pause_robot(controller, ROBOT_PAUSE);
}

/* Nothing was recorded of what was done: the next look settles it. */
static void not_recorded(struct engine_job *job, base_error error)
{
    struct engine_controller *controller = job->controller;
    const struct ends ends = ends_of(&job->step);

    (void)base_log(BASE_LOG_ERROR, 833, error, "the outcome of a move could not be recorded");
    port_mutex_lock(&controller->mutex);
    for (size_t i = 0; i < ends.count; i++) {
        doubt(controller, ends.places[i]);
    }
    port_mutex_unlock(&controller->mutex);
    engine_step_pause_robot(controller, ROBOT_PAUSE);
}

/* The command had not the effect that it should have. */
static void move_failed(struct engine_job *job, base_error moved, struct device_fault *fault)
{
    if (job->step.kind == RULES_STEP_EXCHANGE) {
        exchange_failed(job, moved, fault);
    } else if (!is_surprised(job->controller, &job->step, moved, fault)) {
        if (moved == BASE_ERROR_SUCCESS) {
            moved = device_fault_set(fault, BASE_ERROR_IO_DEVICE, DEVICE_BLAME_ROBOT, false,
                                     "the move had no effect");
        }
        engine_step_fault(job, moved, fault);
    }
}

void engine_step_move(struct engine_job *job)
{
    struct engine_controller *controller = job->controller;
    struct device_fault fault = {0};
    struct engine_moves moves;
    bool done = false;
    base_error error;

    port_named_point("move.planned");
    error = engine_moves_intend(job, &moves);
    if (error == BASE_ERROR_CANCELLED) {
        return;
    }
    if (error != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_ERROR, 832, error, "a move could not be recorded");
        engine_step_pause_robot(controller, ROBOT_PAUSE);
        return;
    }
    port_named_point("move.intended");
    base_error moved = command_once_more(controller, &job->step, &fault);
    port_named_point("move.commanded");
    initialize_if_wanted(controller, moved, &fault);
    if (!see_ends(job)) {
        /* The intents stay open: the next look settles them. */
        return;
    }
    port_named_point("move.seen");
    error = record(controller, &moves, &done);
    if (error != BASE_ERROR_SUCCESS) {
        not_recorded(job, error);
        return;
    }
    port_named_point("move.recorded");
    if (done) {
        mark_cargo(controller, &job->step);
        put_down(controller, &job->step);
    } else {
        move_failed(job, moved, &fault);
    }
}
