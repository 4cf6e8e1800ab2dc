/* SPDX-License-Identifier: MIT */
/*
 * Extended attributes: bytes that applications attach to objects under names of their own (API:
 * GetNtmsObjectAttribute, SetNtmsObjectAttribute). They lie in the database beside the object and
 * go with it; names are compared as they are.
 */
#include "base/utf16.h"
#include "engine/access.h"
#include "engine/engine.h"
#include "engine/runtime.h"
#include "rules/access.h"

#include <string.h>

/* NTMS_MAXATTR_NAMELEN, the terminating zero included. */
#define NAME_UNITS 32

/* The object, and that the caller has the right to what `function` does with it. */
static base_error find_object(struct engine_session *session, struct store_transaction *transaction,
                              enum rules_function function, const struct base_guid *id)
{
    struct model_information row;
    base_error error = store_object_get_stored(transaction, id, MODEL_UNKNOWN, &row);

    if (error == BASE_ERROR_SUCCESS) {
        struct rules_access access = rules_access_needed(function, row.object.type);
        error = engine_access_check_object(session, &row, access.need[0].right);
    }
    return error;
}

base_error engine_attribute_get(struct engine_session *session, const struct base_guid *id,
                                uint32_t type, const char *name, struct base_buffer *data)
{
    struct store_transaction *transaction = NULL;
    base_error error;

    if (type < MODEL_TYPE_FIRST || type > MODEL_TYPE_LAST) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    error = store_begin_read(session->engine->store, &transaction);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = find_object(session, transaction, RULES_FUNCTION_GET_ATTRIBUTE, id);
    if (error == BASE_ERROR_SUCCESS) {
        error = store_attribute_get(transaction, id, name, data);
    }
    store_rollback(transaction);
    return error;
}

static base_error check_attribute(const char *name, size_t length)
{
    if (name[0] == '\0' || base_utf16_size(name, strlen(name)) >= NAME_UNITS) {
        return BASE_ERROR_INVALID_NAME;
    }
    return length > STORE_ATTRIBUTE_MAX ? BASE_ERROR_NO_DATA : BASE_ERROR_SUCCESS;
}

static base_error set(struct engine_session *session, const struct base_guid *id, const char *name,
                      const struct base_buffer *data)
{
    struct store_transaction *transaction = NULL;
    base_error error = store_begin_write(session->engine->store, &transaction);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = find_object(session, transaction, RULES_FUNCTION_SET_ATTRIBUTE, id);
    if (error == BASE_ERROR_SUCCESS) {
        error = store_attribute_set(transaction, id, name, data->data, data->length);
    }
    if (error == BASE_ERROR_SUCCESS) {
        return store_commit(transaction);
    }
    store_rollback(transaction);
    return error;
}

base_error engine_attribute_set(struct engine_session *session, const struct base_guid *id,
                                const char *name, const void *data, size_t length)
{
    struct base_buffer copy = BASE_BUFFER_INIT;
    base_error error = check_attribute(name, length);

    /* The caller's memory is not touched while the database is held. */
    if (error == BASE_ERROR_SUCCESS) {
        error = base_buffer_append(&copy, data, length);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = set(session, id, name, &copy);
    }
    base_buffer_release(&copy);
    return error;
}
