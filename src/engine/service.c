/* SPDX-License-Identifier: MIT */
#include "engine/service.h"

#include "engine/request.h"
#include "engine/text.h"

#include <string.h>

bool engine_service_is_needed(const struct model_information *row)
{
    return row->object.operational_state == MODEL_NEEDS_SERVICE;
}

/* True when an operator has been asked to see to the device already. */
static base_error is_asked(struct store_transaction *transaction, const struct base_guid *id,
                           bool *asked)
{
    struct store_list rows = STORE_LIST_INIT;
    base_error error = store_operator_requests_open(transaction, &rows);

    *asked = false;
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < rows.count; i++) {
        const struct model_op_request *row = &rows.items[i].info.op_request;
        *asked = *asked ||
                 (row->request == MODEL_OPREQ_DEVICESERVICE && base_guid_equal(&row->arg1, id));
    }
    store_list_free(&rows);
    return error;
}

base_error engine_service_need(struct store_transaction *transaction, const struct engine *engine,
                               const struct base_guid *id, uint32_t type)
{
    char message[MODEL_MESSAGE_BYTES];
    struct model_information row;
    struct base_guid request;
    bool asked = false;
    base_error error = store_object_get(transaction, id, type, &row);

    if (error != BASE_ERROR_SUCCESS || engine_service_is_needed(&row) ||
        row.object.operational_state == MODEL_NOT_PRESENT) {
        return error;
    }
    row.object.operational_state = MODEL_NEEDS_SERVICE;
    error = store_object_update(transaction, &row);
    if (error == BASE_ERROR_SUCCESS) {
        error = is_asked(transaction, id, &asked);
    }
    if (error != BASE_ERROR_SUCCESS || asked) {
        return error;
    }
    engine_text_format(message, sizeof message, 256,
                       "%s '%s' failed and is not used until it was seen to.",
                       type == MODEL_DRIVE ? "Drive" : "Library", row.object.name);
    return engine_operator_ask(transaction, engine, MODEL_OPREQ_DEVICESERVICE, type, id, NULL,
                               message, &request);
}

/* The device is ready to be tried; one that is in service, or gone, is left alone. */
static base_error restore(struct store_transaction *transaction, const struct base_guid *id,
                          uint32_t type)
{
    struct model_information row;
    base_error error = store_object_get(transaction, id, type, &row);

    if (error == BASE_ERROR_SUCCESS && engine_service_is_needed(&row)) {
        row.object.operational_state = MODEL_READY;
        if (type == MODEL_DRIVE) {
            row.info.drive.faults = 0;
        }
        error = store_object_update(transaction, &row);
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

base_error engine_service_done(struct store_transaction *transaction,
                               const struct model_information *operator_request)
{
    const struct model_op_request *row = &operator_request->info.op_request;
    bool device = row->arg1_type == MODEL_DRIVE || row->arg1_type == MODEL_LIBRARY;

    return row->request == MODEL_OPREQ_DEVICESERVICE && device
               ? restore(transaction, &row->arg1, row->arg1_type)
               : BASE_ERROR_SUCCESS;
}

/* Only what RSM asked for a device that it had taken out of service. */
static base_error withdraw(struct store_transaction *transaction,
                           const struct model_information *request)
{
    const struct model_op_request *row = &request->info.op_request;
    struct model_information device;
    base_error error = store_object_get(transaction, &row->arg1, row->arg1_type, &device);

    if (error == BASE_ERROR_SUCCESS && engine_service_is_needed(&device)) {
        error = engine_operator_settle(transaction, &request->object.id, MODEL_OPSTATE_REFUSED);
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

static base_error withdraw_all(struct store_transaction *transaction)
{
    struct store_list rows = STORE_LIST_INIT;
    base_error error = store_operator_requests_open(transaction, &rows);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < rows.count; i++) {
        if (rows.items[i].info.op_request.request == MODEL_OPREQ_DEVICESERVICE) {
            error = withdraw(transaction, &rows.items[i]);
        }
    }
    store_list_free(&rows);
    return error;
}

static base_error restore_all(struct store_transaction *transaction, uint32_t type)
{
    struct store_list rows = STORE_LIST_INIT;
    base_error error = store_children(transaction, NULL, type, &rows);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < rows.count; i++) {
        error = restore(transaction, &rows.items[i].object.id, type);
    }
    store_list_free(&rows);
    return error;
}

base_error engine_service_restart(struct engine *engine)
{
    struct store_transaction *transaction = NULL;
    base_error error = store_begin_write(engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = withdraw_all(transaction);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = restore_all(transaction, MODEL_LIBRARY);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = restore_all(transaction, MODEL_DRIVE);
    }
    if (error == BASE_ERROR_SUCCESS) {
        return store_commit(transaction);
    }
    store_rollback(transaction);
    return error;
}
