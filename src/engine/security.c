/* SPDX-License-Identifier: MIT */
/*
 * Reading and changing security descriptors (API: GetNtmsObjectSecurity, SetNtmsObjectSecurity).
 * Who may is decided by the object's container; only the containers own a descriptor.
 */
#include "engine/access.h"
#include "engine/engine.h"
#include "engine/runtime.h"
#include "engine/told.h"
#include "port/security.h"
#include "rules/access.h"

#include <string.h>

_Static_assert((uint32_t)MODEL_SECURITY_ALL == PORT_DESCRIPTOR_ALL, "the same parts");

static bool type_is_valid(uint32_t type)
{
    return type == MODEL_UNKNOWN || (type >= MODEL_TYPE_FIRST && type <= MODEL_TYPE_LAST);
}

/* The audit list is not a matter of rights but of a privilege, for administrators, too. */
static base_error check_audit(uint32_t parts)
{
    return (parts & MODEL_SECURITY_SACL) == 0 || port_may_audit() ? BASE_ERROR_SUCCESS
                                                                  : BASE_ERROR_ACCESS_DENIED;
}

static base_error read_stored(struct store_transaction *transaction,
                              const struct model_information *object, struct base_buffer *out)
{
    if (!rules_access_owns_descriptor(object->object.type)) {
        return BASE_ERROR_NO_SECURITY_ON_OBJECT;
    }
    base_error error = store_security_get(transaction, &object->object.id, out);
    if (error == BASE_ERROR_SUCCESS && !port_descriptor_is_valid(out->data, out->length)) {
        error = BASE_ERROR_DATABASE_FAILURE;
    }
    return error;
}

static base_error get(struct engine_session *session, struct store_transaction *transaction,
                      const struct model_information *object, uint32_t parts,
                      struct base_buffer *out)
{
    struct rules_access access =
        rules_access_needed(RULES_FUNCTION_GET_SECURITY, object->object.type);
    struct base_buffer stored = BASE_BUFFER_INIT;
    base_error error = engine_access_check_object(session, object, access.need[0].right);

    if (error == BASE_ERROR_SUCCESS) {
        error = check_audit(parts);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = read_stored(transaction, object, &stored);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = port_descriptor_replace(NULL, 0, stored.data, stored.length,
                                        parts & MODEL_SECURITY_ALL, NULL, out);
    }
    base_buffer_release(&stored);
    return error;
}

base_error engine_object_security(struct engine_session *session, const struct base_guid *id,
                                  uint32_t type, uint32_t parts, struct base_buffer *out)
{
    struct store_transaction *transaction = NULL;
    struct model_information object;

    if (!type_is_valid(type)) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    base_error error = store_begin_read(session->engine->store, &transaction);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = store_object_get(transaction, id, type, &object);
    if (error == BASE_ERROR_SUCCESS) {
        error = get(session, transaction, &object, parts, out);
    }
    store_rollback(transaction);
    return error;
}

/* What is to be written must be there: a descriptor without owner or group lets nobody in. */
static bool wish_is_valid(uint32_t parts, const struct engine_descriptor *given)
{
    size_t size = 0;

    if ((parts & MODEL_SECURITY_ALL) == 0 ||
        (parts & ~((uint32_t)MODEL_SECURITY_ALL | PORT_DESCRIPTOR_PROTECTION)) != 0 ||
        !port_descriptor_is_valid(given->data, given->length)) {
        return false;
    }
    return ((parts & MODEL_SECURITY_OWNER) == 0 ||
            port_descriptor_owner(given->data, given->length, &size) != NULL) &&
           ((parts & MODEL_SECURITY_GROUP) == 0 ||
            port_descriptor_has_group(given->data, given->length));
}

/* Who is no administrator can take an object over, but not give it to somebody else. */
static base_error check_owner(uint32_t parts, const struct engine_descriptor *given)
{
    uint8_t user[PORT_SID_MAX];
    size_t user_length = 0;
    size_t length = 0;

    if ((parts & MODEL_SECURITY_OWNER) == 0 || port_is_administrator()) {
        return BASE_ERROR_SUCCESS;
    }
    base_error error = port_user_sid(user, &user_length);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    const uint8_t *owner = port_descriptor_owner(given->data, given->length, &length);
    return length == user_length && memcmp(owner, user, length) == 0 ? BASE_ERROR_SUCCESS
                                                                     : BASE_ERROR_ACCESS_DENIED;
}

static base_error check_set(struct engine_session *session, const struct model_information *object,
                            uint32_t parts, const struct engine_descriptor *given)
{
    uint32_t rights = rules_access_to_set_security(parts);
    base_error error = BASE_ERROR_SUCCESS;

    if (rights != 0) {
        error = engine_access_check_object(session, object, rights);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = check_audit(parts);
    }
    return error != BASE_ERROR_SUCCESS ? error : check_owner(parts, given);
}

static base_error set(struct engine_session *session, struct store_transaction *transaction,
                      const struct model_information *object, uint32_t parts,
                      const struct engine_descriptor *given)
{
    struct base_buffer stored = BASE_BUFFER_INIT;
    struct base_buffer merged = BASE_BUFFER_INIT;
    base_error error = check_set(session, object, parts, given);

    if (error == BASE_ERROR_SUCCESS) {
        error = read_stored(transaction, object, &stored);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = port_descriptor_replace(stored.data, stored.length, given->data, given->length,
                                        parts, &engine_access_mapping, &merged);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_security_set(transaction, &object->object.id, merged.data, merged.length);
    }
    base_buffer_release(&stored);
    base_buffer_release(&merged);
    return error;
}

base_error engine_object_set_security(struct engine_session *session, const struct base_guid *id,
                                      uint32_t type, uint32_t parts,
                                      const struct engine_descriptor *given)
{
    struct store_transaction *transaction = NULL;
    struct model_information object;

    if (!type_is_valid(type) || !wish_is_valid(parts, given)) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    base_error error = store_begin_write(session->engine->store, &transaction);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = store_object_get(transaction, id, type, &object);
    if (error == BASE_ERROR_SUCCESS) {
        error = set(session, transaction, &object, parts, given);
    }
    if (error == BASE_ERROR_SUCCESS) {
        engine_told_deed(transaction, session, id, type, "security descriptor changed:");
        return store_commit(transaction);
    }
    store_rollback(transaction);
    return error;
}
