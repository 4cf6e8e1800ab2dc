/* SPDX-License-Identifier: MIT */
/*
 * DeleteNtmsMedia: a cartridge that is on the shelf for good goes out of the database with all that
 * belongs to it. Finished requests may still name it.
 */
#include "engine/engine.h"
#include "engine/media_rows.h"
#include "engine/side.h"
#include "engine/told.h"
#include "rules/access.h"
#include "store/media.h"

/* One deletion under way. */
struct deletion {
    struct engine_session *session;
    struct store_transaction *transaction;
    struct rules_delete_media_facts facts;
    struct model_information medium;
    struct store_list sides;
};

static base_error gather_rights(struct deletion *deletion)
{
    bool on_computer = false;
    bool on_pool = false;
    base_error error = engine_side_ask_right(
        deletion->session, &deletion->medium.info.physical_media.media_pool,
        rules_access_right(RULES_FUNCTION_DELETE_MEDIA, RULES_SECURABLE_POOL), &on_pool);

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_side_ask_right(
            deletion->session, &deletion->session->engine->computer,
            rules_access_right(RULES_FUNCTION_DELETE_MEDIA, RULES_SECURABLE_COMPUTER),
            &on_computer);
    }
    deletion->facts.granted = on_pool && on_computer;
    return error;
}

/* Where it is, what it takes part in, and the states of its sides. */
static base_error gather_state(struct deletion *deletion)
{
    struct rules_delete_media_facts *facts = &deletion->facts;
    struct store_list requests = STORE_LIST_INIT;
    const struct base_guid *id = &deletion->medium.object.id;
    base_error error =
        store_requests_of_media(deletion->transaction, id, MODEL_LM_MAXWORKITEM, &requests);

    facts->in_use =
        requests.count > 0 || rules_medium_in_use(deletion->medium.info.physical_media.media_state);
    facts->on_shelf = base_guid_equal(&deletion->medium.info.physical_media.current_library,
                                      &deletion->session->engine->offline_library);
    store_list_free(&requests);
    if (error == BASE_ERROR_SUCCESS) {
        error = store_sides_of_media(deletion->transaction, id, &deletion->sides);
    }
    if (error == BASE_ERROR_SUCCESS && deletion->sides.count > RULES_SIDES_MAX) {
        error = BASE_ERROR_DATABASE_FAILURE; /* no cartridge has so many */
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < deletion->sides.count; i++) {
        facts->sides[facts->side_count++] = deletion->sides.items[i].info.partition.state;
    }
    return error;
}

static base_error gather(struct deletion *deletion, const struct base_guid *id)
{
    struct model_information pool;
    base_error error =
        store_object_get_stored(deletion->transaction, id, MODEL_PHYSICAL_MEDIA, &deletion->medium);

    deletion->facts.found = error == BASE_ERROR_SUCCESS;
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_get_stored(deletion->transaction,
                                        &deletion->medium.info.physical_media.media_pool,
                                        MODEL_MEDIA_POOL, &pool);
        deletion->facts.pool_found = error == BASE_ERROR_SUCCESS;
    }
    if (error != BASE_ERROR_SUCCESS) {
        return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
    }
    error = gather_rights(deletion);
    return error != BASE_ERROR_SUCCESS ? error : gather_state(deletion);
}

base_error engine_media_delete(struct engine_session *session, const struct base_guid *medium)
{
    struct deletion deletion = {.session = session, .sides = STORE_LIST_INIT};
    base_error error = store_begin_write(session->engine->store, &deletion.transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = gather(&deletion, medium);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = rules_check_delete_media(&deletion.facts);
    }
    if (error == BASE_ERROR_SUCCESS) {
        engine_told_deed(deletion.transaction, session, medium, MODEL_PHYSICAL_MEDIA, "deleted:");
        error = engine_media_remove(deletion.transaction, &deletion.medium, &deletion.sides);
    }
    store_list_free(&deletion.sides);
    if (error == BASE_ERROR_SUCCESS) {
        return store_commit(deletion.transaction);
    }
    store_rollback(deletion.transaction);
    return error;
}
