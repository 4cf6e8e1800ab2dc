/* SPDX-License-Identifier: MIT */
/*
 * Operator requests of applications: submitted, waited for, settled. A request is settled by a
 * change of its row, so that it does not matter which process does it, and which one waits; what
 * RSM's own work asked for is settled in the same way, and the library's controller looks again.
 */
#include "base/utf16.h"
#include "engine/access.h"
#include "engine/engine.h"
#include "engine/request.h"
#include "engine/runtime.h"
#include "engine/service.h"
#include "engine/text.h"
#include "engine/told.h"
#include "rules/access.h"

#include <string.h>

/* NTMS_MESSAGE_LENGTH, the terminating zero included. */
#define MESSAGE_UNITS 256

static bool needs_first(uint32_t command)
{
    return command != MODEL_OPREQ_MESSAGE;
}

static bool takes_second(uint32_t command)
{
    return command == MODEL_OPREQ_NEWMEDIA || command == MODEL_OPREQ_MOVEMEDIA;
}

static bool takes_first_of(uint32_t command, uint32_t type)
{
    switch (command) {
    case MODEL_OPREQ_NEWMEDIA:
        return type == MODEL_MEDIA_POOL;
    case MODEL_OPREQ_CLEANER:
        return type == MODEL_LIBRARY || type == MODEL_STORAGESLOT;
    case MODEL_OPREQ_DEVICESERVICE:
        /* The structure's page lists changers, ports and slots, too. */
        return type == MODEL_IEDOOR || type == MODEL_LIBRARY || type == MODEL_PHYSICAL_MEDIA ||
               type == MODEL_DRIVE || type == MODEL_CHANGER || type == MODEL_IEPORT ||
               type == MODEL_STORAGESLOT;
    case MODEL_OPREQ_MOVEMEDIA:
        return type == MODEL_PHYSICAL_MEDIA;
    default:
        return false;
    }
}

static base_error check_wish(const struct engine_operator_wish *wish)
{
    bool sound = wish->command >= MODEL_OPREQ_NEWMEDIA && wish->command <= MODEL_OPREQ_MESSAGE;

    sound = sound && (!needs_first(wish->command) || wish->first != NULL);
    sound = sound && (wish->command != MODEL_OPREQ_MOVEMEDIA || wish->second != NULL);
    sound = sound && (wish->command != MODEL_OPREQ_MESSAGE || wish->message != NULL);
    return sound ? BASE_ERROR_SUCCESS : BASE_ERROR_INVALID_PARAMETER;
}

/* Looks the arguments up and writes them to `row`; `first` receives the first one's object. */
static base_error find_arguments(struct engine_session *session,
                                 const struct engine_operator_wish *wish,
                                 struct model_op_request *row, struct model_information *first)
{
    struct store *store = session->engine->store;
    struct model_information second;
    base_error error = BASE_ERROR_SUCCESS;

    if (needs_first(wish->command)) {
        error = store_information_read(store, wish->first, MODEL_UNKNOWN, first);
        if (error == BASE_ERROR_SUCCESS && !takes_first_of(wish->command, first->object.type)) {
            error = BASE_ERROR_OBJECT_NOT_FOUND;
        }
        row->arg1_type = first->object.type;
        row->arg1 = *wish->first;
    }
    if (error == BASE_ERROR_SUCCESS && takes_second(wish->command) && wish->second != NULL) {
        error = store_information_read(store, wish->second, MODEL_LIBRARY, &second);
        row->arg2_type = MODEL_LIBRARY;
        row->arg2 = *wish->second;
    }
    return error;
}

static base_error check_right(struct engine_session *session, uint32_t command,
                              const struct model_information *first)
{
    struct rules_access access =
        rules_access_needed(RULES_FUNCTION_SUBMIT_OPERATOR_REQUEST, command);
    uint32_t right = access.need[0].right;

    if (access.need[0].securable == RULES_SECURABLE_COMPUTER) {
        return engine_access_check(session, &session->engine->computer, right);
    }
    /* A cartridge is its pool's, but the service of a device is the library's. */
    if (access.need[0].securable == RULES_SECURABLE_LIBRARY &&
        first->object.type == MODEL_PHYSICAL_MEDIA) {
        return engine_access_check(session, &first->info.physical_media.current_library, right);
    }
    return engine_access_check_object(session, first, right);
}

static base_error set_message(struct model_op_request *row, const char *message)
{
    if (message == NULL) {
        return BASE_ERROR_SUCCESS;
    }
    if (base_utf16_size(message, strlen(message)) >= MESSAGE_UNITS) {
        return BASE_ERROR_MESSAGE_EXCEEDS_MAX_SIZE;
    }
    engine_text_copy(row->message, sizeof row->message, MESSAGE_UNITS, message);
    return BASE_ERROR_SUCCESS;
}

static base_error insert(struct engine_session *session, struct model_information *request)
{
    struct store_transaction *transaction = NULL;
    base_error error = store_begin_write(session->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_insert(transaction, request);
    }
    if (error == BASE_ERROR_SUCCESS) {
        engine_told_question(transaction, request);
    }
    if (error == BASE_ERROR_SUCCESS) {
        return store_commit(transaction);
    }
    store_rollback(transaction);
    return error;
}

base_error engine_operator_submit(struct engine_session *session,
                                  const struct engine_operator_wish *wish,
                                  struct base_guid *request)
{
    struct model_information first = {0};
    struct model_information made;
    struct model_op_request *row = &made.info.op_request;
    base_error error = check_wish(wish);

    engine_operator_init(&made, session, session->engine, wish->command);
    if (error == BASE_ERROR_SUCCESS) {
        error = find_arguments(session, wish, row, &first);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = check_right(session, wish->command, &first);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = set_message(row, wish->message);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = insert(session, &made);
    }
    if (error == BASE_ERROR_SUCCESS) {
        *request = made.object.id;
    }
    return error;
}

static bool is_settled(const struct model_information *request)
{
    uint32_t state = request->info.op_request.state;
    return state == MODEL_OPSTATE_REFUSED || state == MODEL_OPSTATE_COMPLETE;
}

base_error engine_operator_wait(struct engine_session *session, const struct base_guid *request,
                                uint32_t timeout)
{
    struct engine *engine = session->engine;
    int64_t until = timeout == PORT_INFINITE ? INT64_MAX : port_clock_monotonic() + timeout;
    uint32_t seen = engine_runtime_change(engine);
    struct model_information row;
    base_error error;

    /* Numbered before it is looked at: a change in between ends the wait at once. */
    do {
        error = store_information_read(engine->store, request, MODEL_OPREQUEST, &row);
        if (error != BASE_ERROR_SUCCESS) {
            return error;
        }
        if (is_settled(&row)) {
            return row.info.op_request.state == MODEL_OPSTATE_COMPLETE ? BASE_ERROR_SUCCESS
                                                                       : BASE_ERROR_CANCELLED;
        }
        error = engine_runtime_await_change(session, until, &seen);
    } while (error == BASE_ERROR_SUCCESS);
    return error;
}

/* `settled_error` is for a request that was settled before. */
static base_error settle(struct engine_session *session, enum rules_function function,
                         const struct base_guid *request, uint32_t state, base_error settled_error)
{
    struct store_transaction *transaction = NULL;
    struct model_information row;
    base_error error = engine_access_check(session, &session->engine->computer,
                                           rules_access_right(function, RULES_SECURABLE_COMPUTER));

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = store_begin_write(session->engine->store, &transaction);
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_get(transaction, request, MODEL_OPREQUEST, &row);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = is_settled(&row) ? settled_error
                                 : engine_operator_settle_by(transaction, session, request, state);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_service_done(transaction, &row);
    }
    if (error == BASE_ERROR_SUCCESS) {
        return store_commit(transaction);
    }
    store_rollback(transaction);
    return error;
}

base_error engine_operator_cancel(struct engine_session *session, const struct base_guid *request)
{
    return settle(session, RULES_FUNCTION_CANCEL_OPERATOR_REQUEST, request, MODEL_OPSTATE_REFUSED,
                  BASE_ERROR_INVALID_STATE);
}

base_error engine_operator_satisfy(struct engine_session *session, const struct base_guid *request)
{
    return settle(session, RULES_FUNCTION_SATISFY_OPERATOR_REQUEST, request, MODEL_OPSTATE_COMPLETE,
                  BASE_ERROR_OBJECT_NOT_FOUND);
}
