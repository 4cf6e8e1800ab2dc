/* SPDX-License-Identifier: MIT */
#include "engine/pools.h"

#include "engine/access.h"
#include "rules/barcode.h"

#include <string.h>

static const uint32_t SYSTEM[] = {MODEL_POOLTYPE_SCRATCH, MODEL_POOLTYPE_FOREIGN,
                                  MODEL_POOLTYPE_IMPORT};

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
        error = engine_access_grant_copy(transaction, parent, &child.object.id);
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
    error = store_pool_of_type(transaction, &parent, media_type, pool);
    return error == BASE_ERROR_OBJECT_NOT_FOUND
               ? insert_child(transaction, pool_type, &parent, &type, pool)
               : error;
}

base_error engine_pool_children(struct store_transaction *transaction,
                                const struct base_guid *media_type)
{
    base_error error = BASE_ERROR_SUCCESS;

    for (size_t i = 0; error == BASE_ERROR_SUCCESS && i < sizeof SYSTEM / sizeof *SYSTEM; i++) {
        struct base_guid pool;
        error = engine_pool_child(transaction, SYSTEM[i], media_type, &pool);
    }
    return error;
}

/* Deletes the child of one system pool, unless something is in it. */
static base_error drop_child(struct store_transaction *transaction, uint32_t pool_type,
                             const struct base_guid *media_type)
{
    struct base_guid parent;
    struct base_guid pool;
    base_error error = store_pool_system(transaction, pool_type, &parent);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_pool_of_type(transaction, &parent, media_type, &pool);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_delete(transaction, &pool, MODEL_MEDIA_POOL);
    }
    bool left = error == BASE_ERROR_OBJECT_NOT_FOUND || error == BASE_ERROR_NOT_EMPTY;
    return left ? BASE_ERROR_SUCCESS : error;
}

base_error engine_pool_children_drop(struct store_transaction *transaction,
                                     const struct base_guid *media_type)
{
    bool in_use = true;
    bool supported = true;
    base_error error = store_media_type_in_use(transaction, media_type, NULL, &in_use);

    if (error == BASE_ERROR_SUCCESS && !in_use) {
        error = store_media_type_supported(transaction, media_type, &supported);
    }
    if (in_use || supported) {
        return error;
    }
    for (size_t i = 0; error == BASE_ERROR_SUCCESS && i < sizeof SYSTEM / sizeof *SYSTEM; i++) {
        error = drop_child(transaction, SYSTEM[i], media_type);
    }
    return error;
}

/* More kinds of media than one library handles; the model knows 62. */
enum { TYPES_MAX = 64 };

/* The media type that the bar code tells among the library's, else the first; null without any. */
static base_error choose_type(struct store_transaction *transaction,
                              const struct base_guid *library, const char *barcode,
                              struct base_guid *media_type)
{
    struct base_guid ids[TYPES_MAX];
    uint32_t codes[TYPES_MAX];
    uint32_t count = 0;
    base_error error = store_object_enumerate(transaction, library, MODEL_MEDIA_TYPE,
                                              MODEL_ENUM_DEFAULT, ids, TYPES_MAX, &count);

    if (error == BASE_ERROR_INSUFFICIENT_BUFFER) {
        count = TYPES_MAX;
        error = BASE_ERROR_SUCCESS;
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < count; i++) {
        struct model_information type;
        error = store_object_get(transaction, &ids[i], MODEL_MEDIA_TYPE, &type);
        codes[i] = error == BASE_ERROR_SUCCESS ? type.info.media_type.media_type : 0;
    }
    if (error == BASE_ERROR_SUCCESS) {
        *media_type = count != 0 ? ids[rules_barcode_media_type(barcode, codes, count)]
                                 : (struct base_guid){{0}};
    }
    return error;
}

base_error engine_pool_for_library(struct store_transaction *transaction,
                                   const struct base_guid *library, const char *barcode,
                                   uint32_t pool_type, struct base_guid *pool,
                                   struct base_guid *media_type)
{
    struct base_guid chosen = {{0}};
    base_error error = choose_type(transaction, library, barcode, &chosen);

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_pool_child(transaction, pool_type, &chosen, pool);
    }
    if (error == BASE_ERROR_SUCCESS) {
        *media_type = chosen;
    }
    return error;
}
