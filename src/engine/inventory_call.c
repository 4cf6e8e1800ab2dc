/* SPDX-License-Identifier: MIT */
/*
 * InventoryNtmsLibrary: queues an NTMS_LM_INVENTORY request, or asks those that are not over yet to
 * stop. The library's controller does the rest; until it looks, the occupied slots show that they
 * need it (objects.c).
 */
#include "engine/engine.h"
#include "engine/inventory.h"
#include "engine/library_facts.h"
#include "engine/request.h"
#include "engine/standalone.h"
#include "rules/mount_checks.h"
#include "rules/world.h"

struct inventory_call {
    struct engine_session *session;
    struct store_transaction *transaction;
    struct model_information library;
};

static base_error gather(struct inventory_call *call, const struct base_guid *id,
                         struct rules_library_facts *facts)
{
    return engine_library_gather(call->session, call->transaction, id,
                                 RULES_FUNCTION_INVENTORY_LIBRARY, facts, &call->library);
}

base_error engine_inventory_queue(struct store_transaction *transaction,
                                  const struct engine *engine, struct engine_session *session,
                                  const struct base_guid *library, uint32_t method)
{
    struct model_information request;

    engine_request_init(&request, session, engine, MODEL_LM_INVENTORY, library);
    request.info.lib_request.option = method;
    if (method != MODEL_INVENTORY_FAST && method != MODEL_INVENTORY_OMID) {
        return engine_request_insert_passed(transaction, &request);
    }
    return engine_request_insert(transaction, &request);
}

/* Asks all inventories to stop. */
static base_error stop(struct inventory_call *call)
{
    struct store_list open = STORE_LIST_INIT;
    base_error error =
        store_requests_unfinished(call->transaction, &call->library.object.id, &open);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < open.count; i++) {
        struct model_lib_request *row = &open.items[i].info.lib_request;
        if (row->operation == MODEL_LM_INVENTORY && !row->stop_requested) {
            row->stop_requested = true;
            error = store_object_update(call->transaction, &open.items[i]);
        }
    }
    store_list_free(&open);
    return error;
}

/* What lies in a stand-alone drive is told by its label alone. */
static uint32_t method_of(const struct model_information *library, uint32_t action)
{
    uint32_t method =
        action == MODEL_INVENTORY_DEFAULT ? library->info.library.inventory_method : action;

    return engine_standalone_is(library) && method == MODEL_INVENTORY_FAST ? MODEL_INVENTORY_OMID
                                                                           : method;
}

static base_error act(struct inventory_call *call, uint32_t action)
{
    if (action == MODEL_INVENTORY_STOP) {
        return stop(call);
    }
    return engine_inventory_queue(call->transaction, call->session->engine, call->session,
                                  &call->library.object.id, method_of(&call->library, action));
}

base_error engine_library_inventory(struct engine_session *session, const struct base_guid *library,
                                    uint32_t action)
{
    struct rules_library_facts facts = {.given = true};
    struct inventory_call call = {.session = session};
    base_error error = store_begin_write(session->engine->store, &call.transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = gather(&call, library, &facts);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = rules_check_inventory(&facts, action);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = act(&call, action);
    }
    if (error == BASE_ERROR_SUCCESS) {
        return store_commit(call.transaction);
    }
    store_rollback(call.transaction);
    return error;
}
