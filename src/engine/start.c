/* SPDX-License-Identifier: MIT */
#include "engine/start.h"

#include "base/log.h"
#include "engine/access.h"
#include "engine/allocation.h"
#include "engine/discover.h"
#include "engine/request.h"
#include "engine/service.h"
#include "engine/steps.h"
#include "engine/visit.h"

static base_error grant_all(struct store_transaction *transaction, uint32_t type)
{
    struct store_list rows = STORE_LIST_INIT;
    base_error error = store_children(transaction, NULL, type, &rows);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < rows.count; i++) {
        error = engine_access_grant_default(transaction, &rows.items[i].object.id);
    }
    store_list_free(&rows);
    return error;
}

base_error engine_start_create(void *context, struct store_transaction *transaction)
{
    static const uint32_t SECURABLE[] = {MODEL_COMPUTER, MODEL_LIBRARY, MODEL_MEDIA_POOL};
    base_error error = BASE_ERROR_SUCCESS;

    (void)context;
    for (size_t i = 0; error == BASE_ERROR_SUCCESS && i < sizeof SECURABLE / sizeof *SECURABLE;
         i++) {
        error = grant_all(transaction, SECURABLE[i]);
    }
    return error;
}

base_error engine_start_attach(struct engine *engine)
{
    struct store_transaction *transaction = NULL;
    base_error error = store_begin_read(engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_computer_find(transaction, &engine->computer);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_library_offline(transaction, &engine->offline_library);
    }
    store_rollback(transaction);
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_DATABASE_FAILURE : error;
}

/* What RSM gave itself to do is still to be done; the rest is withdrawn. One that the end of
 * another has ended is passed over. */
static base_error settle(struct store_transaction *transaction, const struct base_guid *id)
{
    struct model_information request;
    bool over = false;
    base_error error = engine_step_request(transaction, id, &request, &over);

    if (error != BASE_ERROR_SUCCESS || over) {
        return error;
    }
    return engine_visit_is_own_work(&request.info.lib_request)
               ? engine_visit_requeue(transaction, &request)
               : engine_step_finish_request(transaction, &request, MODEL_LM_CANCELLED,
                                            BASE_ERROR_SUCCESS);
}

/* Nothing resumes after a restart: what a caller had asked for and was not finished is withdrawn
 * (API: RSM start sequence). */
static base_error cancel_unfinished(struct engine *engine)
{
    struct store_transaction *transaction = NULL;
    struct store_list requests = STORE_LIST_INIT;
    base_error error = store_begin_write(engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_requests_unfinished(transaction, NULL, &requests);
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < requests.count; i++) {
        error = settle(transaction, &requests.items[i].object.id);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_commit(transaction);
        transaction = NULL;
    }
    store_list_free(&requests);
    store_rollback(transaction);
    return error;
}

base_error engine_start_first(struct engine *engine)
{
    base_error error;

    (void)base_log(BASE_LOG_NOTICE, 823, 0, "the service starts");
    error = cancel_unfinished(engine);
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_allocation_forget(engine);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_request_purge(engine);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_service_restart(engine);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_discover(engine);
    }
    return error == BASE_ERROR_SUCCESS
               ? error
               : base_log(BASE_LOG_ERROR, 811, error, "service start failed");
}
