/* SPDX-License-Identifier: MIT */
#include "engine/request.h"

#include "engine/auto_cleaning.h"
#include "engine/text.h"
#include "engine/told.h"
#include "engine/visit.h"
#include "rules/request_state.h"
#include "store/media.h"

#include <string.h>

/* What Windows writes as the submitter of RSM's own work (MS-RSMP note 7). */
#define OWN_APPLICATION "Removable Storage"

void engine_request_init(struct model_information *request, struct engine_session *session,
                         const struct engine *engine, uint32_t operation,
                         const struct base_guid *library)
{
    struct model_lib_request *row = &request->info.lib_request;

    memset(request, 0, sizeof *request);
    request->object.type = MODEL_LIBREQUEST;
    request->object.enabled = true;
    request->object.operational_state = MODEL_READY;
    row->operation = operation;
    row->state = MODEL_LM_QUEUED;
    row->library = *library;
    row->queued = port_clock_now();
    row->stage_since = row->queued;
    if (session != NULL) {
        memcpy(row->application, session->application, sizeof row->application);
        memcpy(row->user, session->user, sizeof row->user);
        memcpy(row->computer, session->computer, sizeof row->computer);
    } else {
        engine_text_copy(row->application, sizeof row->application, 64, OWN_APPLICATION);
        engine_text_copy(row->computer, sizeof row->computer, 64, engine->computer_name);
    }
}

base_error engine_request_insert(struct store_transaction *transaction,
                                 struct model_information *request)
{
    base_error error = store_object_insert(transaction, request);

    if (error == BASE_ERROR_SUCCESS && request->info.lib_request.state == MODEL_LM_PASSED) {
        engine_told_end(transaction, request);
    }
    return error;
}

/* The identifier of the completion notice, by operation. */
static struct base_guid completion_id(const struct model_information *request)
{
    const struct model_lib_request *row = &request->info.lib_request;

    switch (row->operation) {
    case MODEL_LM_CLEANDRIVE:
        return row->drive;
    case MODEL_LM_DISMOUNT:
        return !base_guid_is_null(&row->work_item)   ? row->work_item
               : !base_guid_is_null(&row->partition) ? row->partition
                                                     : row->drive;
    case MODEL_LM_DOORACCESS:
    case MODEL_LM_INVENTORY:
    case MODEL_LM_RESERVECLEANER:
    case MODEL_LM_RELEASECLEANER:
        return row->library;
    case MODEL_LM_CLASSIFY:
        return row->slot;
    case MODEL_LM_EJECT:
        return base_guid_is_null(&row->call) ? request->object.id : row->call;
    case MODEL_LM_REMOVE:
        return row->work_item;
    default:
        return request->object.id;
    }
}

static uint32_t completion_type(const struct model_information *request)
{
    const struct model_lib_request *row = &request->info.lib_request;

    switch (row->operation) {
    case MODEL_LM_CLEANDRIVE:
        return MODEL_DRIVE;
    case MODEL_LM_DISMOUNT:
        return !base_guid_is_null(&row->work_item)   ? MODEL_LOGICAL_MEDIA
               : !base_guid_is_null(&row->partition) ? MODEL_PARTITION
                                                     : MODEL_DRIVE;
    case MODEL_LM_DOORACCESS:
    case MODEL_LM_INVENTORY:
    case MODEL_LM_RESERVECLEANER:
    case MODEL_LM_RELEASECLEANER:
        return MODEL_LIBRARY;
    case MODEL_LM_CLASSIFY:
        return MODEL_STORAGESLOT;
    default:
        return MODEL_LIBREQUEST;
    }
}

/* One EjectNtmsMedia may have several media: the operation ends with the last of them. */
static base_error others_are_open(struct store_transaction *transaction,
                                  const struct model_information *request, bool *open)
{
    const struct model_lib_request *row = &request->info.lib_request;
    struct store_list rest = STORE_LIST_INIT;
    base_error error = BASE_ERROR_SUCCESS;

    *open = false;
    if (row->operation == MODEL_LM_EJECT && !base_guid_is_null(&row->call)) {
        error = store_requests_of_call(transaction, &row->call, &rest);
        *open = rest.count > 0;
    }
    store_list_free(&rest);
    return error;
}

/* A cartridge that is identified in the drive where it was found has no slot: the request itself is
 * announced. */
static base_error announce(struct store_transaction *transaction,
                           const struct model_information *request)
{
    struct base_guid id = completion_id(request);
    bool named = !base_guid_is_null(&id);
    bool open = false;
    base_error error = others_are_open(transaction, request, &open);

    if (error != BASE_ERROR_SUCCESS || open) {
        return error;
    }
    return store_journal_append(transaction, MODEL_EVENT_COMPLETE,
                                named ? completion_type(request) : MODEL_LIBREQUEST,
                                named ? &id : &request->object.id);
}

base_error engine_request_finish(struct store_transaction *transaction,
                                 struct model_information *request, uint32_t state,
                                 base_error error)
{
    struct model_lib_request *row = &request->info.lib_request;
    base_error result = BASE_ERROR_SUCCESS;

    if (!base_guid_is_null(&row->operator_request)) {
        result = engine_operator_settle(transaction, &row->operator_request,
                                        state == MODEL_LM_PASSED ? MODEL_OPSTATE_COMPLETE
                                                                 : MODEL_OPSTATE_REFUSED);
    }
    if (result != BASE_ERROR_SUCCESS) {
        return result;
    }
    row->state = state;
    row->error = state == MODEL_LM_FAILED ? error : BASE_ERROR_SUCCESS;
    row->completed = port_clock_now();
    request->object.description[0] = '\0'; /* what it waited for */
    result = store_object_update(transaction, request);
    if (result == BASE_ERROR_SUCCESS) {
        engine_told_end(transaction, request);
    }
    if (result == BASE_ERROR_SUCCESS && engine_cleaning_is_own(row) &&
        (state == MODEL_LM_FAILED || state == MODEL_LM_CANCELLED)) {
        result = engine_cleaning_give_up(transaction, &row->drive);
    }
    return result != BASE_ERROR_SUCCESS ? result : announce(transaction, request);
}

base_error engine_request_withdraw(struct store_transaction *transaction,
                                   struct model_information *request)
{
    struct base_guid announced = completion_id(request);
    base_error error =
        rules_is_visit(request->info.lib_request.operation)
            ? engine_visit_end(transaction, request, MODEL_LM_CANCELLED, BASE_ERROR_SUCCESS)
            : engine_request_finish(transaction, request, MODEL_LM_CANCELLED, BASE_ERROR_SUCCESS);

    if (error != BASE_ERROR_SUCCESS || (base_guid_equal(&announced, &request->object.id) &&
                                        request->info.lib_request.operation != MODEL_LM_EJECT)) {
        return error;
    }
    return store_journal_append(transaction, MODEL_EVENT_COMPLETE, MODEL_LIBREQUEST,
                                &request->object.id);
}

base_error engine_request_insert_passed(struct store_transaction *transaction,
                                        struct model_information *request)
{
    base_error error;

    request->info.lib_request.state = MODEL_LM_PASSED;
    request->info.lib_request.completed = port_clock_now();
    error = engine_request_insert(transaction, request);
    return error != BASE_ERROR_SUCCESS ? error : announce(transaction, request);
}

void engine_operator_init(struct model_information *request, struct engine_session *session,
                          const struct engine *engine, uint32_t command)
{
    struct model_op_request *row = &request->info.op_request;

    memset(request, 0, sizeof *request);
    request->object.type = MODEL_OPREQUEST;
    request->object.enabled = true;
    row->request = command;
    row->submitted = port_clock_now();
    row->state = MODEL_OPSTATE_SUBMITTED;
    if (session != NULL) {
        memcpy(row->application, session->application, sizeof row->application);
        memcpy(row->user, session->user, sizeof row->user);
        memcpy(row->computer, session->computer, sizeof row->computer);
    } else {
        engine_text_copy(row->application, sizeof row->application, 64, OWN_APPLICATION);
        engine_text_copy(row->computer, sizeof row->computer, 64, engine->computer_name);
    }
}

base_error engine_operator_ask(struct store_transaction *transaction, const struct engine *engine,
                               uint32_t command, uint32_t argument_type,
                               const struct base_guid *argument, const struct base_guid *library,
                               const char *message, struct base_guid *id)
{
    struct model_information request;
    struct model_op_request *row = &request.info.op_request;
    base_error error;

    engine_operator_init(&request, NULL, engine, command);
    row->arg1_type = argument_type;
    row->arg1 = *argument;
    if (library != NULL) {
        row->arg2_type = MODEL_LIBRARY;
        row->arg2 = *library;
    }
    engine_text_copy(row->message, sizeof row->message, 256, message);
    error = store_object_insert(transaction, &request);
    if (error == BASE_ERROR_SUCCESS) {
        engine_told_question(transaction, &request);
        *id = request.object.id;
    }
    return error;
}

base_error engine_operator_settle_by(struct store_transaction *transaction,
                                     const struct engine_session *session,
                                     const struct base_guid *id, uint32_t state)
{
    struct model_information request;
    base_error error = store_object_get(transaction, id, MODEL_OPREQUEST, &request);

    if (error == BASE_ERROR_OBJECT_NOT_FOUND) {
        return BASE_ERROR_SUCCESS;
    }
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (request.info.op_request.state == MODEL_OPSTATE_REFUSED ||
        request.info.op_request.state == MODEL_OPSTATE_COMPLETE) {
        return BASE_ERROR_SUCCESS;
    }
    request.info.op_request.state = state;
    request.info.op_request.completed = port_clock_now();
    error = store_object_update(transaction, &request);
    if (error == BASE_ERROR_SUCCESS) {
        engine_told_answer(transaction, session, &request);
    }
    return error;
}

base_error engine_operator_settle(struct store_transaction *transaction, const struct base_guid *id,
                                  uint32_t state)
{
    return engine_operator_settle_by(transaction, NULL, id, state);
}

static base_error purge_type(struct store_transaction *transaction, uint32_t type, int64_t before,
                             uint32_t flags)
{
    struct store_list list = STORE_LIST_INIT;
    bool with_failed = (flags & MODEL_REQUESTFLAGS_NOFAILEDPURGE) == 0;
    base_error error = BASE_ERROR_SUCCESS;

    if ((flags & MODEL_REQUESTFLAGS_NOAUTOPURGE) != 0) {
        return BASE_ERROR_SUCCESS;
    }
    do {
        error = store_requests_finished(transaction, type, before, with_failed, &list);
        for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < list.count; i++) {
            error = store_object_delete(transaction, &list.items[i].object.id, type);
        }
    } while (error == BASE_ERROR_SUCCESS && list.count > 0);
    store_list_free(&list);
    return error;
}

base_error engine_request_purge(struct engine *engine)
{
    struct store_transaction *transaction = NULL;
    struct model_information computer;
    int64_t now = port_clock_now();
    base_error error = store_begin_write(engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_get(transaction, &engine->computer, MODEL_COMPUTER, &computer);
    }
    if (error == BASE_ERROR_SUCCESS) {
        const struct model_computer *policy = &computer.info.computer;
        error = purge_type(transaction, MODEL_LIBREQUEST,
                           now - (int64_t)policy->lib_request_purge_time * 1000,
                           policy->lib_request_flags);
        if (error == BASE_ERROR_SUCCESS) {
            error = purge_type(transaction, MODEL_OPREQUEST,
                               now - (int64_t)policy->op_request_purge_time * 1000,
                               policy->op_request_flags);
        }
    }
    if (error == BASE_ERROR_SUCCESS) {
        return store_commit(transaction);
    }
    store_rollback(transaction);
    return error;
}
