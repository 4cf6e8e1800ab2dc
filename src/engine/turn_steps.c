/* SPDX-License-Identifier: MIT */
/*
 * Steps that give the operator a turn at a port or the doors, and end it. They run as the job that
 * has the robot (robot_steps.c).
 */
#include "engine/steps.h"

#include "engine/identify.h"

#include <string.h>

static base_error see_ports(struct engine_controller *controller)
{
    struct device_elements elements = DEVICE_ELEMENTS_INIT;
    struct rules_place nowhere = {RULES_PLACE_NOWHERE, RULES_NONE};
    struct model_information library;
    struct device_fault fault;
    base_error error = store_information_read(controller->engine->store, &controller->library,
                                              MODEL_LIBRARY, &library);

    if (error == BASE_ERROR_SUCCESS) {
        error = device_changer_look(controller->changer, DEVICE_KIND_BIT(DEVICE_KIND_PORT),
                                    &elements, &fault);
    }
    if (error == BASE_ERROR_SUCCESS) {
        controller->recorded = 0; /* what came into a port is entered by the next look at all */
        port_mutex_lock(&controller->mutex);
        engine_places_set_cleaner_slot(&controller->places, &library.info.library);
        engine_places_see(&controller->places, &library.info.library, nowhere, &elements);
        controller->ports_looked_at = port_clock_now();
        port_mutex_unlock(&controller->mutex);
    }
    device_elements_free(&elements);
    return error;
}

static uint32_t port_content(enum rules_content content)
{
    switch (content) {
    case RULES_CONTENT_UNKNOWN:
        return MODEL_PORTCONTENT_UNKNOWN;
    case RULES_CONTENT_EMPTY:
        return MODEL_PORTCONTENT_EMPTY;
    default:
        return MODEL_PORTCONTENT_FULL;
    }
}

/* The port's row as the places have it; `position` 0 leaves the position alone. */
static base_error store_port(struct store_transaction *transaction,
                             struct engine_controller *controller, uint32_t port, uint32_t position)
{
    struct model_information row;
    struct model_information before;
    base_error error =
        store_object_get(transaction, &controller->places.ports[port].id, MODEL_IEPORT, &row);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    before = row;
    row.info.port.content = port_content(controller->places.ports[port].content);
    if (position != MODEL_PORTPOSITION_UNKNOWN) {
        row.info.port.position = position;
    }
    return memcmp(&before, &row, sizeof row) == 0 ? BASE_ERROR_SUCCESS
                                                  : store_object_update(transaction, &row);
}

/* All ports as the places have them. */
static base_error store_ports(struct engine_controller *controller)
{
    struct store_transaction *transaction = NULL;
    base_error error = engine_step_begin(controller, &transaction);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < controller->places.port_count; i++) {
        error = store_port(transaction, controller, i, MODEL_PORTPOSITION_UNKNOWN);
    }
    return engine_step_end(transaction, error);
}

base_error engine_step_look_ports(struct engine_controller *controller)
{
    base_error error = see_ports(controller);
    return error != BASE_ERROR_SUCCESS ? error : store_ports(controller);
}

/* The ejects of one call have their turn together: those that wait for it begin and end it with the
 * request of the step. */
static base_error stage_call(struct store_transaction *transaction,
                             const struct engine_controller *controller,
                             const struct model_information *request, bool open,
                             enum rules_stage stage)
{
    const struct model_lib_request *own = &request->info.lib_request;
    const uint32_t from = open ? RULES_STAGE_IN_PORT : RULES_STAGE_PORT_OPEN;
    struct store_list rows = STORE_LIST_INIT;
    base_error error = store_requests_unfinished(transaction, &controller->library, &rows);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < rows.count; i++) {
        const struct model_lib_request *row = &rows.items[i].info.lib_request;
        if (row->operation == MODEL_LM_EJECT && row->stage == from &&
            base_guid_equal(&row->call, &own->call) &&
            !base_guid_equal(&rows.items[i].object.id, &request->object.id)) {
            engine_step_begin_stage(&rows.items[i], stage);
            error = store_object_update(transaction, &rows.items[i]);
        }
    }
    store_list_free(&rows);
    return error;
}

/* A turn of an inject begins: what comes in from now on is counted for it, and a retract that ended
 * the last one is done with. */
static void begin_count(struct model_lib_request *request)
{
    request->argument = request->caught;
    request->retract_requested = false;
}

static base_error record_turn(struct store_transaction *transaction, const struct engine_job *job,
                              bool open)
{
    struct model_information row;
    bool over = false;
    base_error error;

    if (base_guid_is_null(&job->request)) {
        return BASE_ERROR_SUCCESS;
    }
    error = engine_step_request(transaction, &job->request, &row, &over);
    if (error != BASE_ERROR_SUCCESS || over) {
        return error;
    }
    if (row.info.lib_request.operation == MODEL_LM_EJECT &&
        !base_guid_is_null(&row.info.lib_request.call)) {
        error = stage_call(transaction, job->controller, &row, open, job->step.stage);
    }
    if (row.info.lib_request.operation == MODEL_LM_INJECT && open &&
        job->step.stage == RULES_STAGE_PORT_OPEN) {
        begin_count(&row.info.lib_request);
    }
    engine_step_begin_stage(&row, job->step.stage);
    return error != BASE_ERROR_SUCCESS ? error : store_object_update(transaction, &row);
}

static bool is_of_step(const struct engine_job *job, uint32_t port)
{
    return job->step.port == RULES_NONE || job->step.port == port;
}

/* The ports as the operator's turn left them, and the request's stage. */
static base_error record_ports(struct engine_job *job, bool open)
{
    struct engine_controller *controller = job->controller;
    uint32_t position = open ? MODEL_PORTPOSITION_EXTENDED : MODEL_PORTPOSITION_RETRACTED;
    struct store_transaction *transaction = NULL;
    base_error error = engine_step_begin(controller, &transaction);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < controller->places.port_count; i++) {
        error = store_port(transaction, controller, i,
                           is_of_step(job, i) ? position : MODEL_PORTPOSITION_UNKNOWN);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = record_turn(transaction, job, open);
    }
    return engine_step_end(transaction, error);
}

void engine_step_port(struct engine_job *job, bool open)
{
    struct engine_controller *controller = job->controller;
    struct device_fault fault = {0};
    uint32_t port = job->step.port == RULES_NONE ? DEVICE_INDEX_ALL : job->step.port;
    base_error error;

    if (port != DEVICE_INDEX_ALL && port >= controller->places.port_count) {
        return;
    }
    port_named_point(open ? "port.opening" : "port.closing");
    error = device_changer_lock(controller->changer, DEVICE_LOCK_PORT, port, !open, &fault);
    if (error == BASE_ERROR_SUCCESS) {
        error = see_ports(controller);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = record_ports(job, open);
    }
    if (error != BASE_ERROR_SUCCESS && open) {
        /* Nobody knows that it is open, so nobody would shut it. */
        (void)device_changer_lock(controller->changer, DEVICE_LOCK_PORT, port, true, NULL);
    }
    if (error != BASE_ERROR_SUCCESS) {
        engine_step_fault(job, error, &fault);
    }
    port_named_point(open ? "port.opened" : "port.closed");
}

static base_error store_doors(struct store_transaction *transaction,
                              struct engine_controller *controller, bool open)
{
    struct store_list rows = STORE_LIST_INIT;
    uint32_t state = open ? MODEL_DOORSTATE_OPEN : MODEL_DOORSTATE_CLOSED;
    base_error error = store_children(transaction, &controller->library, MODEL_IEDOOR, &rows);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < rows.count; i++) {
        if (rows.items[i].info.door.state != state) {
            rows.items[i].info.door.state = state;
            error = store_object_update(transaction, &rows.items[i]);
        }
    }
    store_list_free(&rows);
    return error;
}

base_error engine_step_look_doors(struct engine_controller *controller)
{
    struct store_transaction *transaction = NULL;
    struct device_fault fault;
    bool open = false;
    bool changed = false;
    base_error error = device_changer_door(controller->changer, &open, &fault);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    port_mutex_lock(&controller->mutex);
    changed = controller->door.open != open;
    controller->door.open = open;
    controller->door.looked_at = port_clock_now();
    if (open && controller->door.open_since == 0) {
        controller->door.open_since = controller->door.looked_at;
    }
    port_mutex_unlock(&controller->mutex);
    if (!changed) {
        return BASE_ERROR_SUCCESS;
    }
    error = engine_step_begin(controller, &transaction);
    return error != BASE_ERROR_SUCCESS
               ? error
               : engine_step_end(transaction, store_doors(transaction, controller, open));
}

base_error engine_step_door_stands_open(struct engine_controller *controller)
{
    struct store_transaction *transaction = NULL;
    base_error error;

    port_mutex_lock(&controller->mutex);
    controller->door.unlocked = true;
    controller->door.open = true;
    controller->door.unlocked_since = port_clock_now();
    controller->door.open_since = controller->door.unlocked_since;
    controller->door.looked_at = controller->door.unlocked_since;
    port_mutex_unlock(&controller->mutex);
    error = engine_step_begin(controller, &transaction);
    return error != BASE_ERROR_SUCCESS
               ? error
               : engine_step_end(transaction, store_doors(transaction, controller, true));
}

static base_error door_is_on_record_as_open(struct engine_controller *controller, bool *open)
{
    struct store_transaction *transaction = NULL;
    struct store_list rows = STORE_LIST_INIT;
    base_error error = store_begin_read(controller->engine->store, &transaction);

    *open = false;
    if (error == BASE_ERROR_SUCCESS) {
        error = store_children(transaction, &controller->library, MODEL_IEDOOR, &rows);
    }
    store_rollback(transaction);
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < rows.count; i++) {
        *open = *open || rows.items[i].info.door.state != MODEL_DOORSTATE_CLOSED;
    }
    store_list_free(&rows);
    return error;
}

base_error engine_step_door_is_shut(struct engine_controller *controller)
{
    struct store_transaction *transaction = NULL;
    bool open = false;
    base_error error = door_is_on_record_as_open(controller, &open);

    if (error != BASE_ERROR_SUCCESS || !open) {
        return error;
    }
    error = engine_step_begin(controller, &transaction);
    return error != BASE_ERROR_SUCCESS
               ? error
               : engine_step_end(transaction, store_doors(transaction, controller, false));
}

/* Hands may have put cartridges in that nobody knows. After AccessNtmsLibraryDoor the inventory
 * that its caller wants sees to them. */
static base_error identify_found(struct engine_job *job, struct store_transaction *transaction)
{
    struct engine_controller *controller = job->controller;
    struct model_information request;
    bool over = base_guid_is_null(&job->request);
    base_error error = over ? BASE_ERROR_SUCCESS
                            : engine_step_request(transaction, &job->request, &request, &over);

    if (error != BASE_ERROR_SUCCESS ||
        (!over && request.info.lib_request.operation == MODEL_LM_DOORACCESS)) {
        return error;
    }
    return engine_identify_queue_new(transaction, controller->engine, &controller->library);
}

static base_error record_door(struct engine_job *job, bool open)
{
    struct store_transaction *transaction = NULL;
    base_error error = engine_step_begin(job->controller, &transaction);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = engine_step_set_stage(transaction, &job->request, job->step.stage);
    if (error == BASE_ERROR_SUCCESS && !open) {
        error = store_doors(transaction, job->controller, false);
    }
    if (error == BASE_ERROR_SUCCESS && !open) {
        error = identify_found(job, transaction);
    }
    return engine_step_end(transaction, error);
}

/* Also of a command that failed: what may be unlocked is locked again by housekeeping. */
static void mark_door_unlocked(struct engine_controller *controller)
{
    port_mutex_lock(&controller->mutex);
    controller->door.unlocked = true;
    controller->door.open = false;
    controller->door.open_since = 0;
    controller->door.unlocked_since = port_clock_now();
    controller->door.looked_at = controller->door.unlocked_since;
    port_mutex_unlock(&controller->mutex);
}

static void mark_door_locked(struct engine_controller *controller)
{
    port_mutex_lock(&controller->mutex);
    controller->door.unlocked = false;
    port_mutex_unlock(&controller->mutex);
}

void engine_step_door(struct engine_job *job, bool open)
{
    struct engine_controller *controller = job->controller;
    struct device_fault fault = {0};
    base_error error;

    port_named_point(open ? "door.opening" : "door.closing");
    error =
        device_changer_lock(controller->changer, DEVICE_LOCK_DOOR, DEVICE_INDEX_ALL, !open, &fault);
    if (open) {
        mark_door_unlocked(controller);
    } else if (error == BASE_ERROR_SUCCESS) {
        /* Hands were in the library: everything may be elsewhere. */
        error = engine_step_see_all_or(controller, &fault);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = record_door(job, open);
    }
    if (error != BASE_ERROR_SUCCESS) {
        engine_step_fault(job, error, &fault);
    } else if (!open) {
        mark_door_locked(controller);
    }
    port_named_point(open ? "door.opened" : "door.closed");
}
