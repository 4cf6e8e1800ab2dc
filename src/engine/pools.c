/* SPDX-License-Identifier: MIT */
#include "engine/pools.h"

#include "engine/access.h"

#include <string.h>

static base_error insert_child(struct store_transaction *transaction, uint32_t pool_type,
                               const struct base_guid *parent,
                               const struct model_information *media_type, struct base_guid *pool)
{
    struct model_information child = {0};
    base_error error;

    child.object.type = MODEL_MEDIA_POOL;
    child.object.enabled = true;
    memcpy(child.object.name, media_type->object.name, sizeof child.object.name);
    child.info.media_pool.pool_type = pool_type;
    child.info.media_pool.media_type = media_type->object.id;
    child.info.media_pool.parent = *parent;
    error = store_object_insert(transaction, &child);
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_access_grant_default(transaction, &child.object.id);
    }
    if (error == BASE_ERROR_SUCCESS) {
        *pool = child.object.id;
    }
    return error;
}

base_error engine_pool_child(struct store_transaction *transaction, uint32_t pool_type,
                             const struct base_guid *media_type, struct base_guid *pool)
{
    struct model_information type;
    struct base_guid parent;
    base_error error = store_pool_system(transaction, pool_type, &parent);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (base_guid_is_null(media_type)) {
        *pool = parent;
        return BASE_ERROR_SUCCESS;
    }
    error = store_object_get(transaction, media_type, MODEL_MEDIA_TYPE, &type);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = store_object_find_name(transaction, MODEL_MEDIA_POOL, type.object.name, &parent, pool);
    return error == BASE_ERROR_OBJECT_NOT_FOUND
               ? insert_child(transaction, pool_type, &parent, &type, pool)
               : error;
}

base_error engine_pool_for_library(struct store_transaction *transaction,
                                   const struct base_guid *library, uint32_t pool_type,
                                   struct base_guid *pool, struct base_guid *media_type)
{
    struct base_guid first = {{0}};
    uint32_t count = 0;
    base_error error = store_object_enumerate(transaction, library, MODEL_MEDIA_TYPE,
                                              MODEL_ENUM_DEFAULT, &first, 1, &count);

    if (error != BASE_ERROR_SUCCESS && error != BASE_ERROR_INSUFFICIENT_BUFFER) {
        return error;
    }
    error = engine_pool_child(transaction, pool_type, &first, pool);
    if (error == BASE_ERROR_SUCCESS) {
        *media_type = first;
    }
    return error;
}
