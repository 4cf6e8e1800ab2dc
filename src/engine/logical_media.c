/* SPDX-License-Identifier: MIT */
/*
 * What an application does with the sides that it owns, apart from getting and giving them up:
 * SetNtmsMediaComplete, SwapNtmsMedia; and retiring a side that nobody owns: DecommissionNtmsMedia.
 * Each call is one transaction, nothing moves.
 */
#include "engine/engine.h"
#include "engine/side.h"
#include "rules/access.h"

static base_error end(struct store_transaction *transaction, base_error error)
{
    if (error == BASE_ERROR_SUCCESS) {
        return store_commit(transaction);
    }
    store_rollback(transaction);
    return error;
}

static base_error put_state(struct store_transaction *transaction, struct engine_side *side,
                            uint32_t state)
{
    side->side.info.partition.state = state;
    return store_object_update(transaction, &side->side);
}

base_error engine_media_complete(struct engine_session *session, const struct base_guid *logical)
{
    struct engine_side side;
    struct store_transaction *transaction = NULL;
    base_error error = store_begin_write(session->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_side_gather_logical(
            session, transaction, logical,
            rules_access_right(RULES_FUNCTION_SET_MEDIA_COMPLETE, RULES_SECURABLE_POOL), &side);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = rules_check_complete(&side.facts);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = put_state(transaction, &side, MODEL_PARTSTATE_COMPLETE);
    }
    return end(transaction, error);
}

base_error engine_media_decommission(struct engine_session *session, const struct base_guid *id)
{
    struct engine_side side;
    struct store_transaction *transaction = NULL;
    base_error error = store_begin_write(session->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_side_gather(
            session, transaction, id,
            rules_access_right(RULES_FUNCTION_DECOMMISSION_MEDIA, RULES_SECURABLE_POOL), &side);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = rules_check_decommission(&side.facts);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = put_state(transaction, &side, MODEL_PARTSTATE_DECOMMISSIONED);
    }
    return end(transaction, error);
}

/* Each side gets the other's logical medium; the logical media stand for other sides now. */
static base_error exchange(struct store_transaction *transaction, struct engine_side sides[2])
{
    struct base_guid logical[2];
    base_error error = BASE_ERROR_SUCCESS;

    for (size_t i = 0; i < 2; i++) {
        logical[i] = sides[i].side.info.partition.logical_media;
    }
    for (size_t i = 0; error == BASE_ERROR_SUCCESS && i < 2; i++) {
        sides[i].side.info.partition.logical_media = logical[1 - i];
        error = store_object_update(transaction, &sides[i].side);
        if (error == BASE_ERROR_SUCCESS) {
            error = store_object_touch(transaction, &logical[i]);
        }
    }
    return error;
}

base_error engine_media_swap(struct engine_session *session, const struct base_guid *first,
                             const struct base_guid *second)
{
    const uint32_t right = rules_access_right(RULES_FUNCTION_SWAP_MEDIA, RULES_SECURABLE_POOL);
    struct engine_side sides[2] = {0};
    struct store_transaction *transaction = NULL;
    base_error error = store_begin_write(session->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_side_gather_logical(session, transaction, first, right, &sides[0]);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_side_gather_logical(session, transaction, second, right, &sides[1]);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error =
            rules_check_swap(&sides[0].facts, &sides[1].facts, base_guid_equal(first, second),
                             base_guid_equal(&sides[0].pool.object.id, &sides[1].pool.object.id));
    }
    return end(transaction, error == BASE_ERROR_SUCCESS ? exchange(transaction, sides) : error);
}
