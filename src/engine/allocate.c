/* SPDX-License-Identifier: MIT */
/*
 * AllocateNtmsMedia: tries until it has a side, and waits in between for whatever may help: the
 * operator's answer, or a medium that has become available otherwise.
 */
#include "engine/allocation.h"
#include "engine/engine.h"
#include "rules/choose_media.h"

#include <string.h>

static base_error await_help(struct engine_allocation *allocation, int64_t until, uint32_t *seen)
{
    bool worth = false;
    base_error error = BASE_ERROR_SUCCESS;

    while (error == BASE_ERROR_SUCCESS && !worth) {
        error = engine_runtime_await_change(allocation->session, until, seen);
        if (error == BASE_ERROR_SUCCESS) {
            error = engine_allocation_look(allocation, &worth);
        }
    }
    return error;
}

base_error engine_allocate(struct engine_session *session, const struct engine_allocate_wish *wish,
                           struct base_guid *logical, struct base_guid *source)
{
    struct engine_allocation allocation = {
        .session = session, .wish = wish, .asks = wish->timeout != 0};
    int64_t until =
        wish->timeout == PORT_INFINITE ? INT64_MAX : port_clock_monotonic() + wish->timeout;
    /* Numbered before it is looked at: a change in between ends the wait at once. */
    uint32_t seen = engine_runtime_change(session->engine);
    base_error error = rules_check_allocate_options(wish->options);

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_allocation_try(&allocation);
    }
    while (error == BASE_ERROR_SUCCESS && !allocation.done) {
        error = await_help(&allocation, until, &seen);
        if (error == BASE_ERROR_TIMEOUT) { /* what came in the last moment is taken */
            allocation.asks = false;
            error = BASE_ERROR_SUCCESS;
        }
        if (error == BASE_ERROR_SUCCESS) {
            error = engine_allocation_try(&allocation);
        }
    }
    if (error != BASE_ERROR_SUCCESS) {
        engine_allocation_withdraw(&allocation);
        return error;
    }
    *logical = allocation.logical;
    *source = allocation.source;
    return BASE_ERROR_SUCCESS;
}

static bool is_left(const struct model_information *request)
{
    return request->info.op_request.request == MODEL_OPREQ_NEWMEDIA &&
           strcmp(request->object.description, ENGINE_ALLOCATION_WAITS) == 0;
}

base_error engine_allocation_forget(struct engine *engine)
{
    struct store_transaction *transaction = NULL;
    struct store_list requests = STORE_LIST_INIT;
    base_error error = store_begin_write(engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_operator_requests_open(transaction, &requests);
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < requests.count; i++) {
        if (is_left(&requests.items[i])) {
            error = store_object_delete(transaction, &requests.items[i].object.id, MODEL_OPREQUEST);
        }
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_commit(transaction);
        transaction = NULL;
    }
    store_list_free(&requests);
    store_rollback(transaction);
    return error;
}
