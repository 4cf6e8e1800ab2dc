/* SPDX-License-Identifier: MIT */
#include "engine/allocation.h"

#include "engine/access.h"
#include "engine/media_rows.h"
#include "engine/request.h"
#include "engine/text.h"
#include "rules/access.h"
#include "rules/choose_media.h"
#include "rules/pools.h"

struct attempt {
    struct engine_allocation *allocation;
    struct store_transaction *transaction;
    struct rules_allocate_facts facts;
    struct model_information pool; /* that the side shall belong to */
    struct engine_media media;     /* the cartridge of the side */
    struct base_guid side;         /* the one to be handed out, or null */
};

static base_error found_or(base_error error, bool *found)
{
    *found = error == BASE_ERROR_SUCCESS;
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

/* A right that is missed is a fact; other errors are returned. */
static base_error ask_right(const struct attempt *attempt, const struct base_guid *pool,
                            uint32_t right, bool *granted)
{
    base_error error = engine_access_check(attempt->allocation->session, pool, right);

    *granted = error == BASE_ERROR_SUCCESS;
    return error == BASE_ERROR_ACCESS_DENIED ? BASE_ERROR_SUCCESS : error;
}

static base_error gather_pool(struct attempt *attempt)
{
    const struct engine_allocate_wish *wish = attempt->allocation->wish;
    const struct model_media_pool *row = &attempt->pool.info.media_pool;
    struct rules_allocate_facts *facts = &attempt->facts;
    base_error error = found_or(
        store_object_get_stored(attempt->transaction, wish->pool, MODEL_MEDIA_POOL, &attempt->pool),
        &facts->pool_found);

    facts->options = wish->options;
    if (error != BASE_ERROR_SUCCESS || !facts->pool_found) {
        return error;
    }
    facts->pool_kind = row->pool_type;
    facts->pool_holds_media = !base_guid_is_null(&row->media_type);
    return ask_right(attempt, wish->pool,
                     rules_access_right(RULES_FUNCTION_ALLOCATE_MEDIA, RULES_SECURABLE_POOL),
                     &facts->granted);
}

/* ---- a side that is named ---- */

static base_error gather_side(struct attempt *attempt, const struct base_guid *id)
{
    struct rules_allocate_side *facts = &attempt->facts.side;
    struct engine_media *media = &attempt->media;
    const struct model_information *side = NULL;
    struct model_information row;
    base_error error = store_object_get_stored(attempt->transaction, id, MODEL_PARTITION, &row);

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_media_read(attempt->transaction, &row.info.partition.physical_media, media);
    }
    error = found_or(error, &facts->found);
    if (error == BASE_ERROR_SUCCESS && facts->found) {
        side = engine_media_side(media, id);
    }
    if (side == NULL) {
        facts->found = false;
        return error;
    }
    attempt->side = *id;
    facts->state = side->info.partition.state;
    facts->online = engine_media_is_online(media);
    facts->enabled =
        side->object.enabled && media->medium.object.enabled && media->library.object.enabled;
    facts->same_type = base_guid_equal(&media->medium.info.physical_media.media_type,
                                       &attempt->pool.info.media_pool.media_type);
    if (base_guid_equal(&media->pool.object.id, &attempt->pool.object.id)) {
        facts->granted = attempt->facts.granted;
        return BASE_ERROR_SUCCESS;
    }
    return ask_right(attempt, &media->pool.object.id,
                     rules_move_right(media->pool.info.media_pool.pool_type), &facts->granted);
}

/* The reserved side that comes next on a cartridge; null when there is none. */
static base_error find_reserved(struct attempt *attempt, const struct base_guid *medium,
                                struct base_guid *side)
{
    struct store_list sides = STORE_LIST_INIT;
    uint32_t states[RULES_SIDES_MAX];
    uint32_t count = 0;
    base_error error = store_sides_of_media(attempt->transaction, medium, &sides);

    for (; error == BASE_ERROR_SUCCESS && count < sides.count && count < RULES_SIDES_MAX; count++) {
        states[count] = sides.items[count].info.partition.state;
    }
    uint32_t chosen = rules_choose_next_side(states, count);
    *side = chosen < count ? sides.items[chosen].object.id : (struct base_guid){{0}};
    store_list_free(&sides);
    return error;
}

static base_error gather_next(struct attempt *attempt)
{
    const struct engine_allocate_wish *wish = attempt->allocation->wish;
    struct rules_allocate_facts *facts = &attempt->facts;
    struct model_information row;
    struct base_guid side = {{0}};
    struct base_guid medium;
    base_error error =
        store_object_get_stored(attempt->transaction, wish->previous, MODEL_LOGICAL_MEDIA, &row);

    if (error == BASE_ERROR_SUCCESS &&
        !base_guid_equal(&row.info.logical_media.media_pool, wish->pool)) {
        error = BASE_ERROR_OBJECT_NOT_FOUND;
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_side_of_logical(attempt->transaction, wish->previous, &row);
    }
    error = found_or(error, &facts->previous_found);
    if (error != BASE_ERROR_SUCCESS || !facts->previous_found) {
        return error;
    }
    medium = row.info.partition.physical_media;
    if (wish->side != NULL) {
        side = *wish->side;
    } else {
        error = find_reserved(attempt, &medium, &side);
    }
    if (error == BASE_ERROR_SUCCESS && !base_guid_is_null(&side)) {
        error = gather_side(attempt, &side);
    }
    facts->side.of_cartridge =
        facts->side.found && base_guid_equal(&attempt->media.medium.object.id, &medium);
    return error;
}

static base_error gather(struct attempt *attempt)
{
    const struct engine_allocate_wish *wish = attempt->allocation->wish;
    base_error error = gather_pool(attempt);

    attempt->facts.side_given = wish->side != NULL;
    if (error != BASE_ERROR_SUCCESS || !attempt->facts.granted) {
        return error;
    }
    if ((wish->options & MODEL_ALLOCATE_NEXT) != 0) {
        return gather_next(attempt);
    }
    return wish->side != NULL ? gather_side(attempt, wish->side) : BASE_ERROR_SUCCESS;
}

/* ---- a side that is searched for ---- */

static base_error find_available(struct attempt *attempt, const struct base_guid *pool)
{
    bool whole = (attempt->facts.options & MODEL_ALLOCATE_NEW) != 0;
    struct store_list list = STORE_LIST_INIT;
    base_error error = store_sides_available(attempt->transaction, pool, whole, 1, &list);

    if (error == BASE_ERROR_SUCCESS && list.count > 0) {
        attempt->side = list.items[0].object.id;
    }
    store_list_free(&list);
    return error;
}

static base_error find_in_free(struct attempt *attempt)
{
    struct base_guid parent;
    struct base_guid pool;
    base_error error = store_pool_system(attempt->transaction, MODEL_POOLTYPE_SCRATCH, &parent);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_pool_of_type(attempt->transaction, &parent,
                                   &attempt->pool.info.media_pool.media_type, &pool);
    }
    if (error == BASE_ERROR_OBJECT_NOT_FOUND) {
        return BASE_ERROR_DEVICE_NOT_AVAILABLE;
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_access_check(attempt->allocation->session, &pool,
                                    rules_move_right(MODEL_POOLTYPE_SCRATCH));
    }
    return error != BASE_ERROR_SUCCESS ? error : find_available(attempt, &pool);
}

/* The pool's own first, then those of Free if the pool's policy allows. */
static base_error search(struct attempt *attempt)
{
    uint32_t policy = attempt->pool.info.media_pool.allocation_policy;
    base_error error = find_available(attempt, &attempt->pool.object.id);

    if (error == BASE_ERROR_SUCCESS && base_guid_is_null(&attempt->side) &&
        (policy & MODEL_ALLOCATE_FROMSCRATCH) != 0) {
        error = find_in_free(attempt);
    }
    return error;
}

static base_error read_found(struct attempt *attempt)
{
    struct model_information row;
    base_error error =
        store_object_get_stored(attempt->transaction, &attempt->side, MODEL_PARTITION, &row);

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_media_read(attempt->transaction, &row.info.partition.physical_media,
                                  &attempt->media);
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_DATABASE_FAILURE : error;
}

/* ---- handing out ---- */

static base_error insert_logical(struct attempt *attempt, struct base_guid *id)
{
    struct model_information logical = {0};
    base_error error;

    logical.object.type = MODEL_LOGICAL_MEDIA;
    logical.object.enabled = true;
    logical.info.logical_media.media_pool = attempt->pool.object.id;
    error = store_object_insert(attempt->transaction, &logical);
    *id = logical.object.id;
    return error;
}

static base_error change_side(struct attempt *attempt, struct model_information *side,
                              const struct base_guid *logical)
{
    struct model_partition *row = &side->info.partition;

    if (base_guid_equal(&side->object.id, &attempt->side)) {
        row->state = MODEL_PARTSTATE_ALLOCATED;
        row->logical_media = *logical;
        row->allocate_count += row->allocate_count != UINT32_MAX;
        return store_object_update(attempt->transaction, side);
    }
    uint32_t state = rules_sibling_state(attempt->facts.options, row->state);
    if (state == row->state) {
        return BASE_ERROR_SUCCESS;
    }
    row->state = state;
    return store_object_update(attempt->transaction, side);
}

/* The caller has waited: the operator's part is over, and the end is announced. */
static base_error announce(struct attempt *attempt, const struct base_guid *logical)
{
    const struct base_guid *request = &attempt->allocation->request;
    base_error error;

    if (base_guid_is_null(request)) {
        return BASE_ERROR_SUCCESS;
    }
    error = engine_operator_settle(attempt->transaction, request, MODEL_OPSTATE_COMPLETE);
    return error != BASE_ERROR_SUCCESS
               ? error
               : store_journal_append(attempt->transaction, MODEL_EVENT_COMPLETE,
                                      MODEL_LOGICAL_MEDIA, logical);
}

static base_error hand_out(struct attempt *attempt, struct base_guid *logical)
{
    struct engine_media *media = &attempt->media;
    bool moves = !base_guid_equal(&media->pool.object.id, &attempt->pool.object.id);
    base_error error = insert_logical(attempt, logical);

    if (error == BASE_ERROR_SUCCESS && moves) {
        error = engine_media_enter_pool(attempt->transaction, media, &attempt->pool);
    } else if (error == BASE_ERROR_SUCCESS) {
        error = store_object_touch(attempt->transaction, &attempt->pool.object.id);
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < media->sides.count; i++) {
        error = change_side(attempt, &media->sides.items[i], logical);
    }
    return error != BASE_ERROR_SUCCESS ? error : announce(attempt, logical);
}

/* ---- nothing to be had ---- */

static base_error post_request(struct attempt *attempt, struct base_guid *id)
{
    struct engine_session *session = attempt->allocation->session;
    struct model_information request;
    struct model_op_request *row = &request.info.op_request;
    base_error error;

    engine_operator_init(&request, session, session->engine, MODEL_OPREQ_NEWMEDIA);
    engine_text_copy(request.object.description, sizeof request.object.description, 127,
                     ENGINE_ALLOCATION_WAITS);
    row->arg1_type = MODEL_MEDIA_POOL;
    row->arg1 = attempt->pool.object.id;
    engine_text_format(row->message, sizeof row->message, 256,
                       "The media pool \"%s\" has no medium left. Put in a new one.",
                       attempt->pool.object.name);
    error = store_object_insert(attempt->transaction, &request);
    *id = request.object.id;
    return error;
}

static bool is_open(uint32_t state)
{
    return state != MODEL_OPSTATE_REFUSED && state != MODEL_OPSTATE_COMPLETE;
}

/* Posts a request unless one is open; *posted receives it, or null. */
static base_error ask_operator(struct attempt *attempt, struct base_guid *posted)
{
    struct engine_allocation *allocation = attempt->allocation;
    struct model_information request;
    base_error error;

    *posted = (struct base_guid){{0}};
    if ((attempt->facts.options & MODEL_ALLOCATE_ERROR_IF_UNAVAILABLE) != 0) {
        return BASE_ERROR_MEDIA_UNAVAILABLE;
    }
    if (!allocation->asks) {
        return BASE_ERROR_TIMEOUT;
    }
    if (base_guid_is_null(&allocation->request)) {
        return post_request(attempt, posted);
    }
    error = store_object_get_stored(attempt->transaction, &allocation->request, MODEL_OPREQUEST,
                                    &request);
    if (error != BASE_ERROR_SUCCESS) {
        return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_CANCELLED : error;
    }
    if (is_open(request.info.op_request.state)) {
        return BASE_ERROR_SUCCESS;
    }
    return request.info.op_request.state == MODEL_OPSTATE_REFUSED ? BASE_ERROR_CANCELLED
                                                                  : post_request(attempt, posted);
}

/* ---- the try ---- */

static base_error work(struct attempt *attempt, struct base_guid *logical, struct base_guid *posted)
{
    bool named = attempt->allocation->wish->side != NULL ||
                 (attempt->facts.options & MODEL_ALLOCATE_NEXT) != 0;
    base_error error = rules_check_allocate(&attempt->facts);

    if (error == BASE_ERROR_SUCCESS && !named) {
        error = search(attempt);
        if (error == BASE_ERROR_SUCCESS && base_guid_is_null(&attempt->side)) {
            return ask_operator(attempt, posted);
        }
        error = error == BASE_ERROR_SUCCESS ? read_found(attempt) : error;
    }
    if (error == BASE_ERROR_SUCCESS) {
        attempt->allocation->source = attempt->media.pool.object.id;
        error = hand_out(attempt, logical);
    }
    return error;
}

base_error engine_allocation_try(struct engine_allocation *allocation)
{
    struct attempt attempt = {.allocation = allocation, .media = ENGINE_MEDIA_INIT};
    struct base_guid logical = {{0}};
    struct base_guid posted = {{0}};
    base_error error = store_begin_write(allocation->session->engine->store, &attempt.transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = gather(&attempt);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = work(&attempt, &logical, &posted);
    }
    bool changed = !base_guid_is_null(&logical) || !base_guid_is_null(&posted);
    if (error == BASE_ERROR_SUCCESS && changed) {
        error = store_commit(attempt.transaction);
        attempt.transaction = NULL;
    }
    store_rollback(attempt.transaction);
    engine_media_free(&attempt.media);
    if (error == BASE_ERROR_SUCCESS && !base_guid_is_null(&logical)) {
        allocation->logical = logical;
        allocation->done = true;
    } else if (error == BASE_ERROR_SUCCESS && changed) {
        allocation->request = posted;
    }
    return error;
}

base_error engine_allocation_look(struct engine_allocation *allocation, bool *worth)
{
    struct attempt attempt = {.allocation = allocation, .media = ENGINE_MEDIA_INIT};
    struct model_information request;
    base_error error = store_begin_read(allocation->session->engine->store, &attempt.transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_get_stored(attempt.transaction, &allocation->request, MODEL_OPREQUEST,
                                        &request);
    }
    if (error == BASE_ERROR_SUCCESS && is_open(request.info.op_request.state)) {
        error = gather_pool(&attempt);
        if (error == BASE_ERROR_SUCCESS) {
            error = rules_check_allocate(&attempt.facts);
        }
        if (error == BASE_ERROR_SUCCESS) {
            error = search(&attempt);
        }
        *worth = error != BASE_ERROR_SUCCESS || !base_guid_is_null(&attempt.side);
    } else {
        *worth = true;
    }
    store_rollback(attempt.transaction);
    return BASE_ERROR_SUCCESS; /* what was wrong, the try tells */
}

void engine_allocation_withdraw(struct engine_allocation *allocation)
{
    struct store_transaction *transaction = NULL;
    struct model_information request;
    base_error error = BASE_ERROR_OBJECT_NOT_FOUND;

    if (!base_guid_is_null(&allocation->request)) {
        error = store_begin_write(allocation->session->engine->store, &transaction);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error =
            store_object_get_stored(transaction, &allocation->request, MODEL_OPREQUEST, &request);
    }
    if (error == BASE_ERROR_SUCCESS && is_open(request.info.op_request.state)) {
        error = store_object_delete(transaction, &allocation->request, MODEL_OPREQUEST);
        if (error == BASE_ERROR_SUCCESS) {
            (void)store_commit(transaction);
            transaction = NULL;
        }
    }
    store_rollback(transaction);
}
