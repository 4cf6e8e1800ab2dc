/* SPDX-License-Identifier: MIT */
#include "engine/leave.h"

#include "engine/media_rows.h"
#include "engine/visit.h"
#include "rules/allocation.h"
#include "rules/port_checks.h"
#include "rules/request_state.h"
#include "store/note.h"

/* It was in a port when the operator came, or a look has missed it since. */
static bool has_left(const struct engine *engine, const struct model_lib_request *request,
                     const struct model_physical_media *medium)
{
    if (base_guid_equal(&medium->current_library, &engine->offline_library)) {
        return medium->missing_since != 0;
    }
    return base_guid_equal(&medium->current_library, &request->library) &&
           medium->location_type == MODEL_IEPORT;
}

static base_error is_to_be_deleted(struct store_transaction *transaction,
                                   const struct engine *engine, const struct engine_media *media,
                                   bool *deleted)
{
    uint32_t states[RULES_SIDES_MAX];
    struct model_information computer;
    uint32_t count = 0;
    base_error error = store_object_get(transaction, &engine->computer, MODEL_COMPUTER, &computer);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    for (uint32_t i = 0; i < media->sides.count && i < RULES_SIDES_MAX; i++) {
        states[count++] = media->sides.items[i].info.partition.state;
    }
    *deleted = rules_leaves_for_good(media->pool.info.media_pool.pool_type, states, count,
                                     computer.info.computer.media_pool_policy);
    return BASE_ERROR_SUCCESS;
}

/* One visit that was to take the cartridge into a drive. Another one of its call may have ended it
 * already. */
static base_error end_visit(struct store_transaction *transaction, const struct base_guid *id,
                            bool mount)
{
    struct model_information request;
    base_error error = store_object_get(transaction, id, MODEL_LIBREQUEST, &request);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    return mount
               ? engine_visit_end(transaction, &request, MODEL_LM_FAILED, BASE_ERROR_MEDIA_OFFLINE)
               : engine_visit_end(transaction, &request, MODEL_LM_CANCELLED, BASE_ERROR_SUCCESS);
}

/* Ends the visits of the cartridge that are RSM's own work, or the mounts. */
static base_error end_visits(struct store_transaction *transaction, const struct base_guid *medium,
                             bool mounts)
{
    struct store_list open = STORE_LIST_INIT;
    base_error error = store_requests_of_media(transaction, medium, MODEL_LM_MAXWORKITEM, &open);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < open.count; i++) {
        uint32_t operation = open.items[i].info.lib_request.operation;
        if (rules_is_visit(operation) && (operation == MODEL_LM_MOUNT) == mounts) {
            error = end_visit(transaction, &open.items[i].object.id, mounts);
        }
    }
    store_list_free(&open);
    return error;
}

static base_error leave(struct store_transaction *transaction, const struct engine *engine,
                        struct engine_media *media)
{
    bool deleted = false;
    base_error error = is_to_be_deleted(transaction, engine, media, &deleted);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (!deleted) {
        engine_media_shelve(engine, &media->medium.info.physical_media, 0);
        return store_object_update(transaction, &media->medium);
    }
    store_note(transaction, BASE_LOG_NOTICE, 807, 0, "cartridge '%s' has left and is forgotten",
               media->medium.object.name);
    error = end_visits(transaction, &media->medium.object.id, true);
    return error != BASE_ERROR_SUCCESS
               ? error
               : engine_media_remove(transaction, &media->medium, &media->sides);
}

base_error engine_leave_library(struct store_transaction *transaction, const struct engine *engine,
                                const struct model_information *request)
{
    const struct model_lib_request *row = &request->info.lib_request;
    struct engine_media media = ENGINE_MEDIA_INIT;
    base_error error = end_visits(transaction, &row->physical_media, false);

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_media_read(transaction, &row->physical_media, &media);
    }
    if (error == BASE_ERROR_SUCCESS && has_left(engine, row, &media.medium.info.physical_media)) {
        error = leave(transaction, engine, &media);
    }
    engine_media_free(&media);
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}
