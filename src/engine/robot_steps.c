/* SPDX-License-Identifier: MIT */
/*
 * Looks at the library and inventories. The job that runs here is the only user of
 * controller->changer; what it learns goes into the places under the controller's mutex, into the
 * database without it.
 */
#include "engine/steps.h"

#include "base/log.h"
#include "base/memory.h"
#include "engine/absence.h"
#include "engine/bays.h"
#include "engine/drive_absence.h"
#include "engine/identify.h"
#include "engine/look.h"
#include "engine/recover.h"
#include "engine/standalone.h"
#include "engine/unchanged.h"
#include "rules/request_state.h"

#include <string.h>

/* A step that leaves no record would be planned again at once. */
#define ROBOT_PAUSE ((int64_t)1000)

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
