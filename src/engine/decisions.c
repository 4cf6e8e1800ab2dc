/* SPDX-License-Identifier: MIT */
#include "engine/steps.h"

#include "engine/auto_cleaning.h"
#include "engine/cleaner_state.h"
#include "engine/door_access.h"
#include "engine/leave.h"
#include "engine/request.h"
#include "engine/text.h"
#include "engine/visit.h"
#include "engine/visit_decisions.h"
#include "rules/request_state.h"

#include <string.h>

bool engine_step_is_decision(enum rules_step_kind kind)
{
    return kind == RULES_STEP_STAGE || kind == RULES_STEP_ASK_OPERATOR || kind == RULES_STEP_WAIT ||
           kind == RULES_STEP_FINISH || kind == RULES_STEP_RESERVE || kind == RULES_STEP_IDENTIFY ||
           kind == RULES_STEP_OUT_OF_SERVICE || kind == RULES_STEP_QUEUE_CLEANING;
}

base_error engine_step_begin(struct engine_controller *controller,
                             struct store_transaction **transaction)
{
    struct store_transaction *begun = NULL;
    base_error error = store_begin_write(controller->engine->store, &begun);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = store_lease_check(begun, &controller->library, controller->epoch);
    if (error != BASE_ERROR_SUCCESS) {
        store_rollback(begun);
        return error;
    }
    *transaction = begun;
    return BASE_ERROR_SUCCESS;
}

base_error engine_step_end(struct store_transaction *transaction, base_error error)
{
    if (error == BASE_ERROR_SUCCESS) {
        return store_commit(transaction);
    }
    store_rollback(transaction);
    return error;
}

base_error engine_step_request(struct store_transaction *transaction, const struct base_guid *id,
                               struct model_information *row, bool *over)
{
    base_error error = store_object_get(transaction, id, MODEL_LIBREQUEST, row);

    *over = error == BASE_ERROR_OBJECT_NOT_FOUND ||
            (error == BASE_ERROR_SUCCESS && rules_request_is_finished(row->info.lib_request.state));
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

base_error engine_step_set_stage(struct store_transaction *transaction,
                                 const struct base_guid *request, enum rules_stage stage)
{
    struct model_information row;
    bool over = false;
    base_error error;

    if (base_guid_is_null(request)) {
        return BASE_ERROR_SUCCESS;
    }
    error = engine_step_request(transaction, request, &row, &over);
    if (error != BASE_ERROR_SUCCESS || over) {
        return error;
    }
    engine_step_begin_stage(&row, stage);
    return store_object_update(transaction, &row);
}

void engine_step_begin_stage(struct model_information *request, enum rules_stage stage)
{
    request->object.description[0] = '\0';
    request->info.lib_request.state = MODEL_LM_INPROCESS;
    request->info.lib_request.stage = stage;
    request->info.lib_request.stage_since = port_clock_now();
}

base_error engine_step_finish_request(struct store_transaction *transaction,
                                      struct model_information *request, uint32_t state,
                                      base_error error)
{
    uint32_t operation = request->info.lib_request.operation;

    if (rules_is_visit(operation)) {
        return engine_visit_end(transaction, request, state, error);
    }
    if (operation == MODEL_LM_DISMOUNT) {
        return engine_visit_dismounted(transaction, request, state, error);
    }
    base_error result = engine_request_finish(transaction, request, state, error);
    return result == BASE_ERROR_SUCCESS && operation == MODEL_LM_INVENTORY &&
                   state != MODEL_LM_PASSED
               ? engine_visit_disown(transaction, request)
               : result;
}

static base_error decide_stage(struct engine_controller *controller,
                               const struct model_information *request,
                               const struct rules_step *step)
{
    struct store_transaction *transaction = NULL;
    base_error error = engine_step_begin(controller, &transaction);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = engine_step_set_stage(transaction, &request->object.id, step->stage);
    if (error == BASE_ERROR_SUCCESS && step->stage == RULES_STAGE_CLEAN_SPENT) {
        error = engine_cleaner_spent(transaction, &controller->library);
    }
    return engine_step_end(transaction, error);
}

/* The row behind an operator request's first argument; the library when there is none. */
static struct base_guid operator_argument(struct engine_controller *controller,
                                          const struct rules_step *step)
{
    enum rules_place_kind kind = step->opreq_arg_type == MODEL_IEPORT        ? RULES_PLACE_PORT
                                 : step->opreq_arg_type == MODEL_DRIVE       ? RULES_PLACE_DRIVE
                                 : step->opreq_arg_type == MODEL_STORAGESLOT ? RULES_PLACE_SLOT
                                                                             : RULES_PLACE_NOWHERE;
    struct base_guid id = controller->library;

    port_mutex_lock(&controller->mutex);
    const struct engine_place *place =
        engine_places_at(&controller->places, (struct rules_place){kind, step->opreq_arg_index});
    if (place != NULL) {
        id = place->id;
    }
    port_mutex_unlock(&controller->mutex);
    return id;
}

/* A door is named by its row; the first one stands for all of a library. */
static base_error first_door(struct store_transaction *transaction, const struct base_guid *library,
                             struct base_guid *door)
{
    uint32_t count = 0;
    base_error error = store_object_enumerate(transaction, library, MODEL_IEDOOR,
                                              MODEL_ENUM_DEFAULT, door, 1, &count);

    return error == BASE_ERROR_INSUFFICIENT_BUFFER ? BASE_ERROR_SUCCESS : error;
}

static base_error ask(struct store_transaction *transaction, struct engine_controller *controller,
                      const struct engine_snapshot *snapshot, const struct rules_step *step,
                      const struct model_information *request, struct base_guid *id)
{
    const char *what = step->opreq_arg_type == MODEL_IEPORT   ? "an insert/eject port"
                       : step->opreq_arg_type == MODEL_IEDOOR ? "a door"
                       : step->opreq_arg_type == MODEL_DRIVE  ? "a drive"
                                                              : "the library";
    char message[MODEL_MESSAGE_BYTES];
    struct base_guid argument = operator_argument(controller, step);
    base_error error = BASE_ERROR_SUCCESS;

    if (step->opreq_command == MODEL_OPREQ_CLEANER) {
        return engine_cleaner_ask(transaction, controller->engine, &controller->library, id);
    }
    if (step->opreq_command == MODEL_OPREQ_MOVEMEDIA) {
        return engine_visit_ask(transaction, controller->engine, &snapshot->library, request, id);
    }
    if (step->opreq_arg_type == MODEL_IEDOOR) {
        error = first_door(transaction, &controller->library, &argument);
    }
    engine_text_format(message, sizeof message, 256, "Library '%s': %s needs attention.",
                       snapshot->library.object.name, what);
    return error != BASE_ERROR_SUCCESS
               ? error
               : engine_operator_ask(transaction, controller->engine, step->opreq_command,
                                     step->opreq_arg_type, &argument, NULL, message, id);
}

static base_error decide_ask(struct engine_controller *controller,
                             const struct engine_snapshot *snapshot,
                             const struct model_information *request, const struct rules_step *step)
{
    struct store_transaction *transaction = NULL;
    struct model_information row;
    bool over = false;
    base_error error = engine_step_begin(controller, &transaction);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = engine_step_request(transaction, &request->object.id, &row, &over);
    if (error == BASE_ERROR_SUCCESS && !over) {
        error = ask(transaction, controller, snapshot, step, &row,
                    &row.info.lib_request.operator_request);
    }
    if (error == BASE_ERROR_SUCCESS && !over) {
        row.info.lib_request.state = MODEL_LM_WAITING;
        (void)engine_wait_describe(&row, MODEL_LM_WAITING, RULES_WAIT_OPERATOR);
        error = store_object_update(transaction, &row);
    }
    return engine_step_end(transaction, error);
}

/* Waiting is written once, however often it is planned. */
static base_error decide_wait(struct engine_controller *controller,
                              const struct model_information *request,
                              const struct rules_step *step, bool *changed)
{
    struct store_transaction *transaction = NULL;
    struct model_information row = *request;
    bool over = false;
    base_error error;

    if (!engine_wait_describe(&row, step->state, step->wait) &&
        request->info.lib_request.state == step->state) {
        *changed = false;
        return BASE_ERROR_SUCCESS;
    }
    error = engine_step_begin(controller, &transaction);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = engine_step_request(transaction, &request->object.id, &row, &over);
    if (error == BASE_ERROR_SUCCESS && !over) {
        row.info.lib_request.state = step->state;
        (void)engine_wait_describe(&row, step->state, step->wait);
        error = store_object_update(transaction, &row);
    }
    return engine_step_end(transaction, error);
}

/* The bar code of what lies in the reserved slot; false when no slot is reserved. */
static bool reserved_barcode(struct engine_controller *controller,
                             const struct model_library *library, char barcode[DEVICE_BARCODE_SIZE])
{
    bool reserved = false;

    port_mutex_lock(&controller->mutex);
    engine_places_set_cleaner_slot(&controller->places, library);
    if (controller->places.cleaner_slot != RULES_NONE) {
        memcpy(barcode, controller->places.slots[controller->places.cleaner_slot].barcode,
               DEVICE_BARCODE_SIZE);
        reserved = true;
    }
    port_mutex_unlock(&controller->mutex);
    return reserved;
}

/* What a passed operation leaves behind besides its moves. */
static base_error complete(struct store_transaction *transaction,
                           struct engine_controller *controller,
                           const struct model_information *request)
{
    char barcode[DEVICE_BARCODE_SIZE] = "";
    struct model_information library;
    base_error error = BASE_ERROR_SUCCESS;

    switch (request->info.lib_request.operation) {
    case MODEL_LM_DOORACCESS:
        return engine_door_inventory(transaction, controller->engine, request);
    case MODEL_LM_EJECT:
        return engine_leave_library(transaction, controller->engine, request);
    case MODEL_LM_EJECTCLEANER:
        return engine_cleaner_clear(transaction, &controller->library);
    case MODEL_LM_INJECTCLEANER:
        error = store_object_get(transaction, &controller->library, MODEL_LIBRARY, &library);
        if (error != BASE_ERROR_SUCCESS ||
            (library.info.library.flags & MODEL_LIBRARYFLAG_CLEANERPRESENT) != 0 ||
            !reserved_barcode(controller, &library.info.library, barcode)) {
            return error;
        }
        /* Through the door the operator's own hand put it there. */
        return engine_cleaner_set(transaction, &controller->library,
                                  request->info.lib_request.argument, barcode,
                                  &library.info.library.cleaner_slot);
    default:
        return BASE_ERROR_SUCCESS;
    }
}

static void recognise_cleaner(struct engine_controller *controller, uint32_t operation)
{
    struct engine_places *places = &controller->places;

    port_mutex_lock(&controller->mutex);
    if (operation == MODEL_LM_INJECTCLEANER && places->cleaner_slot != RULES_NONE &&
        places->slots[places->cleaner_slot].content == RULES_CONTENT_DATA) {
        places->slots[places->cleaner_slot].content = RULES_CONTENT_CLEANER;
    }
    port_mutex_unlock(&controller->mutex);
}

static base_error decide_finish(struct engine_controller *controller,
                                const struct model_information *request,
                                const struct rules_step *step)
{
    struct store_transaction *transaction = NULL;
    struct model_information row;
    bool over = false;
    base_error error;

    port_named_point("request.finishing");
    error = engine_step_begin(controller, &transaction);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = engine_step_request(transaction, &request->object.id, &row, &over);
    if (error == BASE_ERROR_SUCCESS && !over && step->state == MODEL_LM_PASSED) {
        error = complete(transaction, controller, &row);
    }
    if (error == BASE_ERROR_SUCCESS && !over && step->state == MODEL_LM_FAILED) {
        error = engine_cleaning_tell(transaction, controller->engine, &row.info.lib_request,
                                     step->error);
    }
    if (error == BASE_ERROR_SUCCESS && !over) {
        error = engine_step_finish_request(transaction, &row, step->state, step->error);
    }
    error = engine_step_end(transaction, error);
    if (error == BASE_ERROR_SUCCESS && !over && step->state == MODEL_LM_PASSED) {
        recognise_cleaner(controller, row.info.lib_request.operation);
    }
    port_named_point("request.finished");
    return error;
}

base_error engine_step_decide(struct engine_controller *controller,
                              const struct engine_snapshot *snapshot, const struct rules_step *step,
                              bool *changed)
{
    const struct model_information *request;

    *changed = step->kind == RULES_STEP_OUT_OF_SERVICE;
    if (*changed) {
        return engine_step_out_of_service(controller, step);
    }
    if (step->kind == RULES_STEP_QUEUE_CLEANING) {
        return engine_cleaning_queue(controller, step, changed);
    }
    if (step->request >= snapshot->requests.count) {
        return BASE_ERROR_SUCCESS;
    }
    request = &snapshot->requests.items[step->request];
    *changed = true;
    switch (step->kind) {
    case RULES_STEP_RESERVE:
        return engine_step_reserve(controller, request, step);
    case RULES_STEP_IDENTIFY:
        return engine_step_identify(controller, request, step);
    case RULES_STEP_STAGE:
        return decide_stage(controller, request, step);
    case RULES_STEP_ASK_OPERATOR:
        return decide_ask(controller, snapshot, request, step);
    case RULES_STEP_WAIT:
        return decide_wait(controller, request, step, changed);
    case RULES_STEP_FINISH:
        return decide_finish(controller, request, step);
    default:
        *changed = false;
        return BASE_ERROR_SUCCESS;
    }
}
