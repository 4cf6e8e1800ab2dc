/* SPDX-License-Identifier: MIT */
#include "engine/media_rows.h"

base_error engine_media_read(struct store_transaction *transaction, const struct base_guid *medium,
                             struct engine_media *media)
{
    const struct model_physical_media *row = &media->medium.info.physical_media;
    base_error error =
        store_object_get_stored(transaction, medium, MODEL_PHYSICAL_MEDIA, &media->medium);

    if (error == BASE_ERROR_SUCCESS) {
        error =
            store_object_get_stored(transaction, &row->media_pool, MODEL_MEDIA_POOL, &media->pool);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_get_stored(transaction, &row->current_library, MODEL_LIBRARY,
                                        &media->library);
    }
    return error != BASE_ERROR_SUCCESS ? error
                                       : store_sides_of_media(transaction, medium, &media->sides);
}

void engine_media_free(struct engine_media *media)
{
    if (media != NULL) {
        store_list_free(&media->sides);
    }
}

bool engine_media_is_online(const struct engine_media *media)
{
    return media->medium.info.physical_media.missing_since == 0 &&
           (media->library.info.library.flags & MODEL_LIBRARYFLAG_FIXEDOFFLINE) == 0 &&
           media->library.object.operational_state != MODEL_NOT_PRESENT;
}

struct model_information *engine_media_side(struct engine_media *media,
                                            const struct base_guid *side)
{
    for (uint32_t i = 0; i < media->sides.count; i++) {
        if (base_guid_equal(&media->sides.items[i].object.id, side)) {
            return &media->sides.items[i];
        }
    }
    return NULL;
}

base_error engine_logical_enter_pool(struct store_transaction *transaction,
                                     const struct base_guid *id, const struct base_guid *pool)
{
    struct model_information logical;
    base_error error = store_object_get_stored(transaction, id, MODEL_LOGICAL_MEDIA, &logical);

    if (error == BASE_ERROR_SUCCESS) {
        logical.info.logical_media.media_pool = *pool;
        error = store_object_update(transaction, &logical);
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

base_error engine_media_enter_pool(struct store_transaction *transaction,
                                   struct engine_media *media, const struct model_information *pool)
{
    base_error error;

    if (base_guid_equal(&media->pool.object.id, &pool->object.id)) {
        return BASE_ERROR_SUCCESS;
    }
    media->medium.info.physical_media.media_pool = pool->object.id;
    error = store_object_update(transaction, &media->medium);
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < media->sides.count; i++) {
        const struct base_guid *logical = &media->sides.items[i].info.partition.logical_media;
        if (!base_guid_is_null(logical)) {
            error = engine_logical_enter_pool(transaction, logical, &pool->object.id);
        }
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_touch(transaction, &media->pool.object.id);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_touch(transaction, &pool->object.id);
    }
    if (error == BASE_ERROR_SUCCESS) {
        media->pool = *pool;
    }
    return error;
}

void engine_media_shelve(const struct engine *engine, struct model_physical_media *medium,
                         int64_t missing_since)
{
    const struct base_guid nothing = {{0}};

    medium->current_library = engine->offline_library;
    medium->location = nothing;
    medium->location_type = MODEL_STORAGESLOT;
    medium->home_slot = nothing;
    medium->mounted_partition = nothing;
    medium->media_state = MODEL_MEDIASTATE_IDLE;
    medium->missing_since = missing_since;
}

/* A side, and a logical medium that a side without an owner may have kept. */
static base_error remove_side(struct store_transaction *transaction,
                              const struct model_information *side)
{
    const struct base_guid *logical = &side->info.partition.logical_media;
    base_error error = store_object_delete(transaction, &side->object.id, MODEL_PARTITION);

    if (error == BASE_ERROR_SUCCESS && !base_guid_is_null(logical)) {
        error = store_object_delete(transaction, logical, MODEL_LOGICAL_MEDIA);
        error = error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
    }
    return error;
}

base_error engine_media_remove(struct store_transaction *transaction,
                               const struct model_information *medium,
                               const struct store_list *sides)
{
    const struct model_physical_media *row = &medium->info.physical_media;
    base_error error = BASE_ERROR_SUCCESS;

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < sides->count; i++) {
        error = remove_side(transaction, &sides->items[i]);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_delete(transaction, &medium->object.id, MODEL_PHYSICAL_MEDIA);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_touch(transaction, &row->current_library);
    }
    return error != BASE_ERROR_SUCCESS ? error : store_object_touch(transaction, &row->media_pool);
}
