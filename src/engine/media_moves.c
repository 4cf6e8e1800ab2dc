/* SPDX-License-Identifier: MIT */
/*
 * Moving cartridges between pools: MoveToNtmsMediaPool and ChangeNtmsMediaType. A cartridge moves
 * with all its sides and their logical media, in one transaction. A tape on its way to Free gets
 * its free label first: its sides are NTMS_PARTSTATE_UNPREPARED and a NTMS_LM_WRITESCRATCH request
 * each is queued; it comes into the pool when the last label is written, and stays what it was when
 * one cannot be. Other media get no label: they come into Free at once.
 */
#include "engine/access.h"
#include "engine/engine.h"
#include "engine/media_rows.h"
#include "engine/runtime.h"
#include "engine/side.h"
#include "engine/visit.h"
#include "rules/access.h"
#include "rules/pools.h"

/* One move under way. */
struct move {
    struct engine_session *session;
    struct store_transaction *transaction;
    struct rules_move_facts facts;
    bool labelled; /* media of the target's type get a free label in Free */
    struct model_information medium;
    struct model_information source;
    struct model_information target;
    struct model_information sides[RULES_SIDES_MAX];
};

static bool is_missing(base_error error)
{
    return error == BASE_ERROR_OBJECT_NOT_FOUND;
}

static base_error read_sides(struct move *move)
{
    struct base_guid ids[RULES_SIDES_MAX];
    uint32_t count = 0;
    base_error error =
        store_object_enumerate(move->transaction, &move->medium.object.id, MODEL_PARTITION,
                               MODEL_ENUM_DEFAULT, ids, RULES_SIDES_MAX, &count);

    if (error == BASE_ERROR_INSUFFICIENT_BUFFER) {
        return BASE_ERROR_DATABASE_FAILURE; /* no cartridge has so many */
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < count; i++) {
        error = store_object_get(move->transaction, &ids[i], MODEL_PARTITION, &move->sides[i]);
        move->facts.sides[i] = move->sides[i].info.partition.state;
    }
    if (error == BASE_ERROR_SUCCESS) {
        move->facts.side_count = count;
    }
    return error;
}

/* Is there a request for the cartridge that is not over? */
static base_error read_request(struct move *move, uint32_t operation, bool *waits)
{
    struct store_list open = STORE_LIST_INIT;
    base_error error =
        store_requests_of_media(move->transaction, &move->medium.object.id, operation, &open);

    *waits = open.count != 0;
    store_list_free(&open);
    return error;
}

/* The cartridge with all that belongs to it. */
static base_error gather_medium(struct move *move, const struct base_guid *id)
{
    const struct model_physical_media *row = &move->medium.info.physical_media;
    base_error error = store_object_get(move->transaction, id, MODEL_PHYSICAL_MEDIA, &move->medium);

    if (error == BASE_ERROR_SUCCESS) {
        error =
            store_object_get(move->transaction, &row->media_pool, MODEL_MEDIA_POOL, &move->source);
    }
    if (error != BASE_ERROR_SUCCESS) {
        return is_missing(error) ? BASE_ERROR_SUCCESS : error;
    }
    move->facts.medium_found = true;
    move->facts.medium_enabled = move->medium.object.enabled;
    move->facts.medium_state = row->media_state;
    move->facts.source_kind = move->source.info.media_pool.pool_type;
    error = read_sides(move);
    if (error == BASE_ERROR_SUCCESS) {
        error = read_request(move, MODEL_LM_WRITESCRATCH, &move->facts.waits_for_label);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = read_request(move, MODEL_LM_MOUNT, &move->facts.mount_waits);
    }
    return error != BASE_ERROR_SUCCESS
               ? error
               : engine_library_facts(move->transaction, &row->current_library,
                                      &move->facts.library);
}

static base_error gather_target(struct move *move, const struct base_guid *id)
{
    struct rules_move_facts *facts = &move->facts;
    const struct model_media_pool *pool = &move->target.info.media_pool;
    struct model_information type;
    base_error error = store_object_get(move->transaction, id, MODEL_MEDIA_POOL, &move->target);

    if (error != BASE_ERROR_SUCCESS) {
        return is_missing(error) ? BASE_ERROR_SUCCESS : error;
    }
    facts->target_found = true;
    facts->target_kind = pool->pool_type;
    facts->same_pool = base_guid_equal(id, &move->source.object.id);
    facts->same_type =
        base_guid_equal(&pool->media_type, &move->medium.info.physical_media.media_type);
    facts->target_holds_media = !base_guid_is_null(&pool->media_type);
    if (!facts->target_holds_media) {
        return BASE_ERROR_SUCCESS;
    }
    error = store_object_get(move->transaction, &pool->media_type, MODEL_MEDIA_TYPE, &type);
    if (error == BASE_ERROR_SUCCESS) {
        facts->target_sides = type.info.media_type.number_of_sides;
        facts->target_is_read_only = type.info.media_type.read_write == MODEL_MEDIARW_READONLY;
        move->labelled = type.info.media_type.device_type == MODEL_DEVICE_TAPE;
    }
    return is_missing(error) ? BASE_ERROR_DATABASE_FAILURE : error;
}

/* Both rights, of which one may be missed. */
static base_error gather_rights(struct move *move, const struct base_guid *first,
                                uint32_t first_right, const struct base_guid *second,
                                uint32_t second_right)
{
    base_error error = engine_access_check(move->session, first, first_right);

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_access_check(move->session, second, second_right);
    }
    move->facts.granted = error == BASE_ERROR_SUCCESS;
    return error == BASE_ERROR_ACCESS_DENIED ? BASE_ERROR_SUCCESS : error;
}

static base_error begin(struct move *move, struct engine_session *session,
                        const struct base_guid *medium, const struct base_guid *pool)
{
    base_error error = store_begin_write(session->engine->store, &move->transaction);

    move->session = session;
    if (error == BASE_ERROR_SUCCESS) {
        error = gather_medium(move, medium);
    }
    if (error == BASE_ERROR_SUCCESS && move->facts.medium_found) {
        error = gather_target(move, pool);
    }
    return error;
}

/* What waits for a label where no label is written is ready. */
static uint32_t state_moved(const struct move *move, uint32_t state)
{
    uint32_t moved = rules_side_state_moved(move->facts.target_kind, state);

    return moved == MODEL_PARTSTATE_UNPREPARED && !move->labelled &&
                   move->facts.target_kind == MODEL_POOLTYPE_SCRATCH
               ? MODEL_PARTSTATE_AVAILABLE
               : moved;
}

static base_error move_side(struct move *move, struct model_information *side)
{
    struct model_partition *row = &side->info.partition;
    uint32_t state = state_moved(move, row->state);
    base_error error = BASE_ERROR_SUCCESS;

    if (state != row->state) {
        row->state = state;
        error = store_object_update(move->transaction, side);
    }
    if (error == BASE_ERROR_SUCCESS && !base_guid_is_null(&row->logical_media)) {
        error = engine_logical_enter_pool(move->transaction, &row->logical_media,
                                          &move->target.object.id);
    }
    return error;
}

static base_error store_move(struct move *move)
{
    struct model_physical_media *row = &move->medium.info.physical_media;
    base_error error;

    row->media_pool = move->target.object.id;
    row->media_type = move->target.info.media_pool.media_type;
    error = store_object_update(move->transaction, &move->medium);
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < move->facts.side_count; i++) {
        error = move_side(move, &move->sides[i]);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_touch(move->transaction, &move->source.object.id);
    }
    return error != BASE_ERROR_SUCCESS
               ? error
               : store_object_touch(move->transaction, &move->target.object.id);
}

static bool needs_labels(const struct move *move)
{
    bool needed = false;

    for (uint32_t i = 0; i < move->facts.side_count; i++) {
        needed = needed || rules_side_state_moved(move->facts.target_kind, move->facts.sides[i]) ==
                               MODEL_PARTSTATE_UNPREPARED;
    }
    return needed && move->labelled && move->facts.target_kind == MODEL_POOLTYPE_SCRATCH;
}

/* A corrected type counts from now on, because the drive is chosen by it. */
static base_error store_type(struct move *move)
{
    struct model_physical_media *row = &move->medium.info.physical_media;

    if (move->facts.same_type) {
        return BASE_ERROR_SUCCESS;
    }
    row->media_type = move->target.info.media_pool.media_type;
    return store_object_update(move->transaction, &move->medium);
}

/* `announced`: under its identifier the end is announced, NULL: under the pool's. */
static base_error queue_labels(struct move *move, const struct base_guid *announced)
{
    base_error error = store_type(move);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < move->facts.side_count; i++) {
        if (rules_side_state_moved(MODEL_POOLTYPE_SCRATCH, move->facts.sides[i]) ==
            MODEL_PARTSTATE_UNPREPARED) {
            error = engine_visit_queue(move->transaction, move->session->engine, move->session,
                                       MODEL_LM_WRITESCRATCH, &move->medium, &move->sides[i],
                                       &move->target.object.id, announced, NULL);
        }
    }
    return error;
}

/* Carries out what was allowed and announces it under the documented identifier. */
static base_error finish(struct move *move, base_error error, uint32_t type,
                         const struct base_guid *announced)
{
    if (error == BASE_ERROR_SUCCESS && !move->facts.same_pool && needs_labels(move)) {
        error = queue_labels(move, type == MODEL_MEDIA_POOL ? NULL : announced);
    } else if (error == BASE_ERROR_SUCCESS) {
        error = move->facts.same_pool ? BASE_ERROR_SUCCESS : store_move(move);
        if (error == BASE_ERROR_SUCCESS) {
            error = store_journal_append(move->transaction, MODEL_EVENT_COMPLETE, type, announced);
        }
    }
    if (error == BASE_ERROR_SUCCESS) {
        return store_commit(move->transaction);
    }
    store_rollback(move->transaction);
    return error;
}

base_error engine_media_move(struct engine_session *session, const struct base_guid *medium,
                             const struct base_guid *pool)
{
    struct move move = {0};
    base_error error = begin(&move, session, medium, pool);

    if (error == BASE_ERROR_SUCCESS && move.facts.target_found) {
        error =
            gather_rights(&move, &move.source.object.id, rules_move_right(move.facts.source_kind),
                          pool, rules_move_right(move.facts.target_kind));
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = rules_check_move_media(&move.facts);
    }
    return finish(&move, error, MODEL_MEDIA_POOL, pool);
}

base_error engine_media_change_type(struct engine_session *session, const struct base_guid *medium,
                                    const struct base_guid *pool)
{
    struct move move = {0};
    base_error error = begin(&move, session, medium, pool);

    if (error == BASE_ERROR_SUCCESS && move.facts.target_found) {
        error = gather_rights(
            &move, &move.source.object.id,
            rules_access_right(RULES_FUNCTION_CHANGE_MEDIA_TYPE, RULES_SECURABLE_POOL),
            &session->engine->computer,
            rules_access_right(RULES_FUNCTION_CHANGE_MEDIA_TYPE, RULES_SECURABLE_COMPUTER));
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = rules_check_change_media_type(&move.facts);
    }
    return finish(&move, error, MODEL_PHYSICAL_MEDIA, medium);
}
