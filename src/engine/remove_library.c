/* SPDX-License-Identifier: MIT */
#include "engine/remove_library.h"

#include "base/memory.h"
#include "engine/media_rows.h"
#include "engine/pools.h"
#include "engine/steps.h"

static bool names(const struct model_information *request, const struct base_guid *drive)
{
    return drive == NULL || base_guid_equal(&request->info.lib_request.drive, drive);
}

base_error engine_library_cancel_requests(struct store_transaction *transaction,
                                          const struct base_guid *library,
                                          const struct base_guid *drive)
{
    struct store_list open = STORE_LIST_INIT;
    base_error error = store_requests_unfinished(transaction, library, &open);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < open.count; i++) {
        struct model_information request;
        bool over = false;
        if (!names(&open.items[i], drive)) {
            continue;
        }
        /* The end of another may have ended it. */
        error = engine_step_request(transaction, &open.items[i].object.id, &request, &over);
        if (error == BASE_ERROR_SUCCESS && !over) {
            error = engine_step_finish_request(transaction, &request, MODEL_LM_CANCELLED,
                                               BASE_ERROR_SUCCESS);
        }
    }
    store_list_free(&open);
    return error;
}

base_error engine_medium_shelve(struct store_transaction *transaction, const struct engine *engine,
                                struct model_information *medium)
{
    engine_media_shelve(engine, &medium->info.physical_media, 0);
    return store_object_update(transaction, medium);
}

/* The ids of the library's objects of that type; to be freed. There may be thousands of slots. */
static base_error list_children(struct store_transaction *transaction,
                                const struct base_guid *library, uint32_t type,
                                struct base_guid **ids, uint32_t *count)
{
    struct base_guid *list = NULL;
    base_error error =
        store_object_enumerate(transaction, library, type, MODEL_ENUM_DEFAULT, NULL, 0, count);

    *ids = NULL;
    if (error != BASE_ERROR_INSUFFICIENT_BUFFER) {
        return error;
    }
    list = base_memory_zero(*count, sizeof *list);
    if (list == NULL) {
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    error =
        store_object_enumerate(transaction, library, type, MODEL_ENUM_DEFAULT, list, *count, count);
    if (error != BASE_ERROR_SUCCESS) {
        base_memory_free(list);
        return error;
    }
    *ids = list;
    return BASE_ERROR_SUCCESS;
}

static base_error shelve_all(struct store_transaction *transaction, const struct engine *engine,
                             const struct base_guid *library)
{
    struct base_guid *ids = NULL;
    uint32_t count = 0;
    base_error error = list_children(transaction, library, MODEL_PHYSICAL_MEDIA, &ids, &count);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < count; i++) {
        struct model_information medium;
        error = store_object_get(transaction, &ids[i], MODEL_PHYSICAL_MEDIA, &medium);
        if (error == BASE_ERROR_SUCCESS) {
            error = engine_medium_shelve(transaction, engine, &medium);
        }
    }
    base_memory_free(ids);
    return error;
}

static base_error delete_all(struct store_transaction *transaction, const struct base_guid *library,
                             uint32_t type)
{
    struct base_guid *ids = NULL;
    uint32_t count = 0;
    base_error error = list_children(transaction, library, type, &ids, &count);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < count; i++) {
        error = store_object_delete(transaction, &ids[i], type);
    }
    base_memory_free(ids);
    return error;
}

/* Nobody will see any more how these moves ended. */
static base_error close_intents(struct store_transaction *transaction,
                                const struct base_guid *library)
{
    struct store_intent_list open = STORE_INTENT_LIST_INIT;
    base_error error = store_intents_open_list(transaction, library, &open);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < open.count; i++) {
        error = store_intent_close(transaction, open.items[i].number, STORE_INTENT_UNKNOWN);
    }
    store_intent_list_free(&open);
    return error;
}

/* What no library can use any more needs no system pools. */
static base_error remove_row(struct store_transaction *transaction, const struct base_guid *library)
{
    struct base_guid *types = NULL;
    uint32_t count = 0;
    base_error error = list_children(transaction, library, MODEL_MEDIA_TYPE, &types, &count);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_delete(transaction, library, MODEL_LIBRARY);
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < count; i++) {
        error = engine_pool_children_drop(transaction, &types[i]);
    }
    base_memory_free(types);
    return error;
}

base_error engine_library_remove(struct store_transaction *transaction, const struct engine *engine,
                                 const struct base_guid *library)
{
    static const uint32_t PARTS[] = {MODEL_DRIVE, MODEL_CHANGER, MODEL_STORAGESLOT, MODEL_IEPORT,
                                     MODEL_IEDOOR};
    base_error error = engine_library_cancel_requests(transaction, library, NULL);

    if (error == BASE_ERROR_SUCCESS) {
        error = close_intents(transaction, library);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = shelve_all(transaction, engine, library);
    }
    for (size_t i = 0; error == BASE_ERROR_SUCCESS && i < sizeof PARTS / sizeof *PARTS; i++) {
        error = delete_all(transaction, library, PARTS[i]);
    }
    return error != BASE_ERROR_SUCCESS ? error : remove_row(transaction, library);
}
