/* SPDX-License-Identifier: MIT */
#include "engine/side.h"

#include "engine/access.h"
#include "store/media.h"

static base_error unless_missing(base_error error)
{
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

base_error engine_side_ask_right(struct engine_session *session, const struct base_guid *securable,
                                 uint32_t right, bool *granted)
{
    base_error error = engine_access_check(session, securable, right);

    *granted = error == BASE_ERROR_SUCCESS;
    return error == BASE_ERROR_ACCESS_DENIED ? BASE_ERROR_SUCCESS : error;
}

base_error engine_medium_in_use(struct store_transaction *transaction,
                                const struct model_information *medium, bool *in_use)
{
    struct store_list mounts = STORE_LIST_INIT;
    base_error error =
        store_requests_of_media(transaction, &medium->object.id, MODEL_LM_MOUNT, &mounts);

    if (error == BASE_ERROR_SUCCESS) {
        *in_use = mounts.count > 0 || rules_medium_in_use(medium->info.physical_media.media_state);
    }
    store_list_free(&mounts);
    return error;
}

base_error engine_library_facts(struct store_transaction *transaction,
                                const struct base_guid *library, struct rules_library_facts *facts)
{
    struct model_information row;
    base_error error = store_object_get_stored(transaction, library, MODEL_LIBRARY, &row);

    if (error == BASE_ERROR_SUCCESS) {
        facts->found = true;
        facts->enabled = row.object.enabled;
        facts->present = row.object.operational_state != MODEL_NOT_PRESENT;
        facts->shelf = (row.info.library.flags & MODEL_LIBRARYFLAG_FIXEDOFFLINE) != 0;
    }
    return unless_missing(error);
}

/* What hangs on a side that has been read. */
static base_error gather_rest(struct engine_session *session, struct store_transaction *transaction,
                              uint32_t right, struct engine_side *out)
{
    const struct base_guid *pool = &out->medium.info.physical_media.media_pool;
    base_error error = store_object_get_stored(
        transaction, &out->side.info.partition.physical_media, MODEL_PHYSICAL_MEDIA, &out->medium);

    if (error != BASE_ERROR_SUCCESS) {
        return unless_missing(error);
    }
    out->facts.found = true;
    out->facts.side_state = out->side.info.partition.state;
    error = engine_medium_in_use(transaction, &out->medium, &out->facts.in_use);
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_get_stored(transaction, pool, MODEL_MEDIA_POOL, &out->pool);
        out->facts.pool_found = error == BASE_ERROR_SUCCESS;
        error = unless_missing(error);
    }
    return error != BASE_ERROR_SUCCESS
               ? error
               : engine_side_ask_right(session, pool, right, &out->facts.granted);
}

base_error engine_side_gather(struct engine_session *session, struct store_transaction *transaction,
                              const struct base_guid *id, uint32_t right, struct engine_side *out)
{
    base_error error = store_object_get_stored(transaction, id, MODEL_PARTITION, &out->side);

    out->facts = (struct rules_side_facts){0};
    return error == BASE_ERROR_SUCCESS ? gather_rest(session, transaction, right, out)
                                       : unless_missing(error);
}

base_error engine_side_gather_logical(struct engine_session *session,
                                      struct store_transaction *transaction,
                                      const struct base_guid *id, uint32_t right,
                                      struct engine_side *out)
{
    base_error error = store_object_get_stored(transaction, id, MODEL_LOGICAL_MEDIA, &out->side);

    out->facts = (struct rules_side_facts){0};
    if (error == BASE_ERROR_SUCCESS) {
        error = store_side_of_logical(transaction, id, &out->side);
    }
    return error == BASE_ERROR_SUCCESS ? gather_rest(session, transaction, right, out)
                                       : unless_missing(error);
}
