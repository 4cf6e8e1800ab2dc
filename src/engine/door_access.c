/* SPDX-License-Identifier: MIT */
/*
 * AccessNtmsLibraryDoor: queues an NTMS_LM_DOORACCESS request whose option is the inventory that
 * follows. The library's controller unlocks the doors and waits for the operator's turn to end.
 */
#include "engine/door_access.h"

#include "engine/inventory.h"
#include "engine/library_facts.h"
#include "engine/request.h"
#include "rules/port_checks.h"

base_error engine_library_door(struct engine_session *session, const struct base_guid *library,
                               uint32_t action)
{
    struct rules_library_facts facts = {.given = true};
    struct store_transaction *transaction = NULL;
    struct model_information row;
    struct model_information request;
    base_error error = store_begin_write(session->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_library_gather(session, transaction, library,
                                      RULES_FUNCTION_ACCESS_LIBRARY_DOOR, &facts, &row);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = rules_check_door_access(&facts, action);
    }
    if (error == BASE_ERROR_SUCCESS) {
        engine_request_init(&request, session, session->engine, MODEL_LM_DOORACCESS, library);
        request.info.lib_request.option = action;
        error = engine_request_insert(transaction, &request);
    }
    if (error == BASE_ERROR_SUCCESS) {
        return store_commit(transaction);
    }
    store_rollback(transaction);
    return error;
}

base_error engine_door_inventory(struct store_transaction *transaction, const struct engine *engine,
                                 const struct model_information *request)
{
    const struct base_guid *id = &request->info.lib_request.library;
    uint32_t method = request->info.lib_request.option;
    struct model_information library;

    if (method == MODEL_INVENTORY_DEFAULT) {
        base_error error = store_object_get_stored(transaction, id, MODEL_LIBRARY, &library);
        if (error != BASE_ERROR_SUCCESS) {
            return error;
        }
        method = library.info.library.inventory_method;
    }
    return method == MODEL_INVENTORY_NONE
               ? BASE_ERROR_SUCCESS
               : engine_inventory_queue(transaction, engine, NULL, id, method);
}
