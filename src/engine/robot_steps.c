/* SPDX-License-Identifier: MIT */
/*
 * Steps that need the robot. The job that runs here is the only user of controller->changer; what
 * it learns goes into the places under the controller's mutex, into the database without it.
 */
#include "engine/steps.h"

#include "base/log.h"
#include "base/memory.h"
#include "engine/absence.h"
#include "engine/bays.h"
#include "engine/drive_absence.h"
#include "engine/identify.h"
#include "engine/look.h"
#include "engine/moves.h"
#include "engine/recover.h"
#include "engine/standalone.h"
#include "engine/unchanged.h"
#include "rules/request_state.h"

#include <string.h>

/* A step that leaves no record would be planned again at once. */
#define ROBOT_PAUSE ((int64_t)1000)

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

/* After the command: both ends as the library shows them now. False when it does not tell. */
static bool see_ends(struct engine_job *job)
{
    struct engine_controller *controller = job->controller;
    struct device_element ends[2];
    struct device_elements from = {&ends[0], 1};
    struct device_elements to = {&ends[1], 1};
    struct model_information library;
    struct device_fault fault;
    base_error error = read_library(controller, &library);

    controller->recorded = 0;
    if (error == BASE_ERROR_SUCCESS) {
        error = look_at(controller, job->step.from, &ends[0], &fault);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = look_at(controller, job->step.to, &ends[1], &fault);
    }
    port_mutex_lock(&controller->mutex);
    if (error == BASE_ERROR_SUCCESS) {
        struct rules_place nowhere = {RULES_PLACE_NOWHERE, RULES_NONE};
        bool cleaner = job->step.cargo == RULES_CONTENT_CLEANER;
        engine_places_set_cleaner_slot(&controller->places, &library.info.library);
        engine_places_see(&controller->places, &library.info.library,
                          cleaner ? job->step.from : nowhere, &from);
        engine_places_see(&controller->places, &library.info.library,
                          cleaner ? job->step.to : nowhere, &to);
    } else {
        doubt(controller, job->step.from);
        doubt(controller, job->step.to);
    }
    forget_drive(controller, job->step.from);
    forget_drive(controller, job->step.to);
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
    struct engine_place *to = engine_places_at(&controller->places, step->to);

    port_mutex_lock(&controller->mutex);
    if (to != NULL && step->cargo != RULES_CONTENT_UNKNOWN) {
        to->content = step->cargo;
    }
    rest_no_more(controller, step->from);
    rest_no_more(controller, step->to);
    port_mutex_unlock(&controller->mutex);
    engine_step_robot_works(controller, true);
}

static base_error record(struct engine_controller *controller, const struct store_intent *intent,
                         bool done)
{
    struct store_transaction *transaction = NULL;
    base_error error = engine_step_begin(controller, &transaction);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    return engine_step_end(transaction, engine_move_record(transaction, controller->engine,
                                                           &controller->places, intent, done));
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

/* One command; a unit attention means that it was not done. One that leaves everything where it is
 * lets it be sent again once. */
static base_error command_move(struct engine_controller *controller, const struct rules_step *step,
                               struct device_fault *fault)
{
    base_error error = BASE_ERROR_SUCCESS;

    for (int attempt = 0; attempt < 2; attempt++) {
        error = (step->flip ? device_changer_move_flip : device_changer_move)(
            controller->changer, engine_places_kind(step->from.kind), step->from.index,
            engine_places_kind(step->to.kind), step->to.index, fault);
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

void engine_step_move(struct engine_job *job)
{
    struct engine_controller *controller = job->controller;
    struct device_fault fault = {0};
    struct store_intent intent;
    base_error error;

    port_named_point("move.planned");
    error = engine_move_intend(job, &intent);
    if (error == BASE_ERROR_CANCELLED) {
        return;
    }
    if (error != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_ERROR, 832, error, "a move could not be recorded");
        engine_step_pause_robot(controller, ROBOT_PAUSE);
        return;
    }
    port_named_point("move.intended");
    base_error moved = command_move(controller, &job->step, &fault);
    port_named_point("move.commanded");
    initialize_if_wanted(controller, moved, &fault);
    if (!see_ends(job)) {
        /* The intent stays open: the next look settles it. */
        return;
    }
    port_named_point("move.seen");
    port_mutex_lock(&controller->mutex);
    bool done = engine_move_is_done(&controller->places, &intent);
    port_mutex_unlock(&controller->mutex);
    error = record(controller, &intent, done);
    if (error != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_ERROR, 833, error, "the outcome of a move could not be recorded");
        port_mutex_lock(&controller->mutex);
        doubt(controller, job->step.from);
        doubt(controller, job->step.to);
        port_mutex_unlock(&controller->mutex);
        engine_step_pause_robot(controller, ROBOT_PAUSE);
        return;
    }
    port_named_point("move.recorded");
    if (done) {
        mark_cargo(controller, &job->step);
        put_down(controller, &job->step);
    } else if (!is_surprised(controller, &job->step, moved, &fault)) {
        if (moved == BASE_ERROR_SUCCESS) {
            moved = device_fault_set(&fault, BASE_ERROR_IO_DEVICE, DEVICE_BLAME_ROBOT, false,
                                     "the move had no effect");
        }
        engine_step_fault(job, moved, &fault);
    }
}

static bool are_in_doubt(const struct engine_place *places, size_t count)
{
    bool doubt = false;

    for (size_t i = 0; i < count && !doubt; i++) {
        doubt = places[i].present && places[i].content == RULES_CONTENT_UNKNOWN;
    }
    return doubt;
}

/* After a look: somewhere it is still not known what is there, or something is on the arm. */
static bool leaves_doubt(const struct engine_places *places)
{
    return places->transport.content != RULES_CONTENT_EMPTY ||
           are_in_doubt(places->drives, places->drive_count) ||
           are_in_doubt(places->ports, places->port_count) ||
           are_in_doubt(places->slots, places->slot_count);
}

/* Drives whose content the look did not show; the controller's mutex is held. */
static void count_vain_looks(struct engine_controller *controller, bool looked)
{
    for (size_t i = 0; controller->drives != NULL && i < controller->places.drive_count; i++) {
        bool vain = looked && controller->places.drives[i].present &&
                    controller->places.drives[i].content == RULES_CONTENT_UNKNOWN;
        controller->drives[i].vain_looks = vain ? controller->drives[i].vain_looks + 1 : 0;
    }
}

/* A library that was away may have more drives than before. */
static base_error make_room(struct engine_controller *controller, size_t drives)
{
    base_error error = BASE_ERROR_SUCCESS;

    port_mutex_lock(&controller->mutex);
    size_t room = controller->drive_room;
    if (controller->drives != NULL && drives > room) {
        struct engine_drive_work *grown =
            base_memory_resize(controller->drives, drives, sizeof *grown);
        error = grown == NULL ? BASE_ERROR_NOT_ENOUGH_MEMORY : BASE_ERROR_SUCCESS;
        if (grown != NULL) {
            memset(grown + room, 0, (drives - room) * sizeof *grown);
            controller->drives = grown;
            controller->drive_room = drives;
        }
    }
    port_mutex_unlock(&controller->mutex);
    return error;
}

/* What was known of the drive that was in a bay says nothing of another one. The controller's mutex
 * is held; `old` is the table before. */
static void forget_exchanged(struct engine_controller *controller, const struct engine_places *old)
{
    for (size_t i = 0; controller->drives != NULL && i < controller->places.drive_count; i++) {
        struct engine_drive_work *work = &controller->drives[i];
        if (i < old->drive_count && !work->busy &&
            !base_guid_equal(&old->drives[i].id, &controller->places.drives[i].id)) {
            memset(work, 0, sizeof *work);
        }
    }
}

/* The controller's table becomes `places`, which becomes the old one. */
static void adopt_places(struct engine_controller *controller, struct engine_places *places,
                         int64_t looked_at)
{
    struct engine_places old;

    port_mutex_lock(&controller->mutex);
    old = controller->places;
    controller->places = *places;
    *places = old;
    forget_exchanged(controller, &old);
    controller->looked_at = looked_at;
    controller->ports_looked_at = looked_at;
    controller->silence = 0;
    count_vain_looks(controller, looked_at != 0);
    controller->vain_looks =
        looked_at != 0 && leaves_doubt(&controller->places) ? controller->vain_looks + 1 : 0;
    port_mutex_unlock(&controller->mutex);
}

/* The library shows what it showed before, and that is on record. */
static void seen_unchanged(struct engine_controller *controller)
{
    int64_t now = port_clock_now();

    port_mutex_lock(&controller->mutex);
    controller->looked_at = now;
    controller->ports_looked_at = now;
    controller->silence = 0;
    count_vain_looks(controller, true);
    controller->vain_looks = leaves_doubt(&controller->places) ? controller->vain_looks + 1 : 0;
    port_mutex_unlock(&controller->mutex);
}

base_error engine_step_see_all_or(struct engine_controller *controller, struct device_fault *fault)
{
    struct device_elements elements = DEVICE_ELEMENTS_INIT;
    struct store_transaction *transaction = NULL;
    struct engine_places places = {0};
    struct model_information library;
    int64_t recorded = 0;
    base_error error = engine_look_all(controller, &elements, fault);

    if (error != BASE_ERROR_SUCCESS) {
        (void)engine_absence_suspect(controller, fault);
    } else {
        engine_bays_told(controller, &elements);
    }
    if (error == BASE_ERROR_SUCCESS && engine_look_is_unchanged(controller, &elements)) {
        device_elements_free(&elements);
        seen_unchanged(controller);
        return BASE_ERROR_SUCCESS;
    }
    controller->recorded = 0;
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_step_begin(controller, &transaction);
    }
    if (error != BASE_ERROR_SUCCESS) {
        device_elements_free(&elements);
        return error;
    }
    error = store_object_get(transaction, &controller->library, MODEL_LIBRARY, &library);
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_places_load(transaction, &library, &places);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = make_room(controller, places.drive_count);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_recover(transaction, controller->engine, &library, &places, &elements);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_journal_last(transaction, &recorded);
    }
    error = engine_step_end(transaction, error);
    device_elements_free(&elements);
    if (error == BASE_ERROR_SUCCESS) {
        adopt_places(controller, &places, port_clock_now());
        controller->recorded = recorded;
        engine_drive_absence_compare(controller, &places);
    }
    engine_places_free(&places);
    return error;
}

base_error engine_step_see_all(struct engine_controller *controller)
{
    struct device_fault fault;

    return engine_step_see_all_or(controller, &fault);
}

base_error engine_step_doubt_all(struct engine_controller *controller)
{
    struct store_transaction *transaction = NULL;
    struct engine_places places = {0};
    struct model_information library;
    base_error error = store_begin_read(controller->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_get(transaction, &controller->library, MODEL_LIBRARY, &library);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_places_load(transaction, &library, &places);
    }
    store_rollback(transaction);
    if (error == BASE_ERROR_SUCCESS) {
        error = make_room(controller, places.drive_count);
    }
    if (error == BASE_ERROR_SUCCESS) {
        adopt_places(controller, &places, 0);
        controller->recorded = 0;
    }
    engine_places_free(&places);
    return error;
}

static base_error look(struct engine_controller *controller, enum rules_look what)
{
    switch (what) {
    case RULES_LOOK_DOORS:
        return engine_step_look_doors(controller);
    case RULES_LOOK_PORT:
        return engine_step_look_ports(controller);
    case RULES_LOOK_ABSENT:
        return engine_drive_absence_look(controller);
    default:
        break;
    }
    port_mutex_lock(&controller->mutex);
    controller->poll_wanted = false;
    port_mutex_unlock(&controller->mutex);
    base_error error = engine_step_see_all(controller);
    return error == BASE_ERROR_SUCCESS && controller->standalone
               ? engine_standalone_seen(controller)
               : error;
}

void engine_step_look(struct engine_job *job)
{
    base_error error = look(job->controller, job->step.look);

    if (error != BASE_ERROR_SUCCESS && job->step.look != RULES_LOOK_ABSENT) {
        (void)base_log(BASE_LOG_WARNING, 834, error, "the library does not show its state");
        port_mutex_lock(&job->controller->mutex);
        job->controller->silence++;
        port_mutex_unlock(&job->controller->mutex);
        engine_step_pause_housekeeping(job->controller);
        engine_step_pause_robot(job->controller, ROBOT_PAUSE);
    }
}

/* An inventory by labels goes from slot to slot from now on, any other is over. */
static base_error record_inventory(struct engine_job *job, struct store_transaction *transaction)
{
    struct engine_controller *controller = job->controller;
    struct model_information request;
    bool over = false;
    base_error error = engine_step_request(transaction, &job->request, &request, &over);

    if (error != BASE_ERROR_SUCCESS || over) {
        return error;
    }
    if (request.info.lib_request.option == MODEL_INVENTORY_OMID) {
        error = engine_identify_queue_homeless(transaction, controller->engine,
                                               &controller->library, &job->request);
        return error != BASE_ERROR_SUCCESS
                   ? error
                   : engine_step_set_stage(transaction, &job->request, job->step.stage);
    }
    error = engine_identify_queue_new(transaction, controller->engine, &controller->library);
    return error != BASE_ERROR_SUCCESS
               ? error
               : engine_step_finish_request(transaction, &request, MODEL_LM_PASSED,
                                            BASE_ERROR_SUCCESS);
}

void engine_step_inventory(struct engine_job *job)
{
    struct engine_controller *controller = job->controller;
    struct store_transaction *transaction = NULL;
    struct device_fault fault = {0};
    base_error error = engine_step_see_all_or(controller, &fault);

    port_named_point("inventory.seen");
    if (error == BASE_ERROR_SUCCESS) {
        engine_step_robot_works(controller, false);
        error = engine_step_begin(controller, &transaction);
    }
    if (error != BASE_ERROR_SUCCESS) {
        engine_step_fault(job, error, &fault);
        return;
    }
    error = engine_step_end(transaction, record_inventory(job, transaction));
    port_named_point("inventory.recorded");
    if (error != BASE_ERROR_SUCCESS) {
        engine_step_fail(job, error, "inventory");
    }
}
