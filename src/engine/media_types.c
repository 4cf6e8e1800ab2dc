/* SPDX-License-Identifier: MIT */
/*
 * Which media types a library handles: AddNtmsMediaType, DeleteNtmsMediaType. What a drive reports
 * by itself is entered anew at each start (reconcile_rows.c), so a type that a drive of the library
 * reports comes back then.
 */
#include "engine/access.h"
#include "engine/engine.h"
#include "engine/pools.h"
#include "engine/runtime.h"
#include "rules/access.h"
#include "rules/media_types.h"

static base_error gather(struct engine_session *session, struct store_transaction *transaction,
                         const struct base_guid *media_type, const struct base_guid *library,
                         enum rules_function function, struct rules_media_type_facts *facts)
{
    struct model_information row;
    base_error error = store_object_get(transaction, library, MODEL_LIBRARY, &row);

    if (error == BASE_ERROR_OBJECT_NOT_FOUND) {
        return BASE_ERROR_SUCCESS;
    }
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    facts->library.found = true;
    facts->library.enabled = row.object.enabled;
    facts->library.present = row.object.operational_state != MODEL_NOT_PRESENT;
    facts->library.shelf = (row.info.library.flags & MODEL_LIBRARYFLAG_FIXEDOFFLINE) != 0;
    error = engine_access_check(session, library,
                                rules_access_right(function, RULES_SECURABLE_LIBRARY));
    facts->library.granted = error == BASE_ERROR_SUCCESS;
    if (error != BASE_ERROR_SUCCESS && error != BASE_ERROR_ACCESS_DENIED) {
        return error;
    }
    error = store_object_get(transaction, media_type, MODEL_MEDIA_TYPE, &row);
    facts->type_found = error == BASE_ERROR_SUCCESS;
    if (error == BASE_ERROR_SUCCESS) {
        error = store_media_type_in_use(transaction, media_type, library, &facts->in_use);
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

static base_error end(struct store_transaction *transaction, base_error error)
{
    if (error == BASE_ERROR_SUCCESS) {
        return store_commit(transaction);
    }
    store_rollback(transaction);
    return error;
}

base_error engine_media_type_add(struct engine_session *session, const struct base_guid *media_type,
                                 const struct base_guid *library)
{
    struct rules_media_type_facts facts = {0};
    struct store_transaction *transaction = NULL;
    base_error error = store_begin_write(session->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = gather(session, transaction, media_type, library, RULES_FUNCTION_ADD_MEDIA_TYPE,
                       &facts);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = rules_check_add_media_type(&facts);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_library_media_type_add(transaction, library, media_type, NULL);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_pool_children(transaction, media_type);
    }
    return end(transaction, error);
}

base_error engine_media_type_delete(struct engine_session *session,
                                    const struct base_guid *media_type,
                                    const struct base_guid *library)
{
    struct rules_media_type_facts facts = {0};
    struct store_transaction *transaction = NULL;
    base_error error = store_begin_write(session->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = gather(session, transaction, media_type, library, RULES_FUNCTION_DELETE_MEDIA_TYPE,
                       &facts);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = rules_check_delete_media_type(&facts);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_library_media_type_remove(transaction, library, media_type, NULL);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_pool_children_drop(transaction, media_type);
    }
    return end(transaction, error);
}
