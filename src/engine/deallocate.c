/* SPDX-License-Identifier: MIT */
/*
 * DeallocateNtmsMedia: a side is given up, with all that follows from it in one transaction: its
 * logical medium goes, sides that were set aside for the owner become available with the last one
 * that he gives up, and a cartridge whose pool says so returns to Free.
 *
 * The return of a tape waits for what it needs: it is a request for each free label, queued here,
 * and the planner carries it out once the cartridge is idle. Meanwhile the sides are UNPREPARED and
 * the cartridge stays in its pool. Other media get no label and go at once. A cartridge that no
 * drive can reach stays where it is for good, available.
 */
#include "engine/access.h"
#include "engine/engine.h"
#include "engine/pools.h"
#include "engine/side.h"
#include "engine/visit.h"
#include "rules/access.h"
#include "store/media.h"

#include <string.h>

/* One side being given up. */
struct release {
    struct engine_session *session;
    struct store_transaction *transaction;
    struct engine_side given_up;
    struct store_list sides;
    uint32_t states[RULES_SIDES_MAX]; /* what they become */
    bool returns;                     /* the cartridge goes to Free */
    bool labelled;                    /* ... by way of a free label */
    struct base_guid target;          /* the pool of Free then */
};

static bool is_given_up(const struct release *release, const struct model_information *side)
{
    return base_guid_equal(&side->object.id, &release->given_up.side.object.id);
}

/* What becomes of the sides, without the return to Free. */
static base_error decide_states(struct release *release)
{
    uint32_t most = release->given_up.pool.info.media_pool.max_allocates;
    base_error error = store_sides_of_media(release->transaction,
                                            &release->given_up.medium.object.id, &release->sides);

    if (error == BASE_ERROR_SUCCESS && release->sides.count > RULES_SIDES_MAX) {
        error = BASE_ERROR_DATABASE_FAILURE; /* no cartridge has so many */
    }
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    for (uint32_t i = 0; i < release->sides.count; i++) {
        const struct model_partition *side = &release->sides.items[i].info.partition;
        release->states[i] = is_given_up(release, &release->sides.items[i])
                                 ? rules_side_state_released(side->allocate_count, most)
                                 : side->state;
    }
    rules_sides_release_reserved(release->states, release->sides.count);
    return BASE_ERROR_SUCCESS;
}

static base_error gather_return(struct release *release, struct rules_return_facts *facts)
{
    const struct model_information *medium = &release->given_up.medium;
    const struct model_media_pool *pool = &release->given_up.pool.info.media_pool;
    struct model_information type;
    base_error error = engine_library_facts(
        release->transaction, &medium->info.physical_media.current_library, &facts->library);

    facts->pool_type = pool->pool_type;
    facts->deallocation_policy = pool->deallocation_policy;
    facts->in_use = release->given_up.facts.in_use;
    facts->enabled = medium->object.enabled;
    facts->present = medium->info.physical_media.missing_since == 0;
    facts->side_count = release->sides.count;
    memcpy(facts->sides, release->states, sizeof facts->sides);
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_get_stored(
            release->transaction, &medium->info.physical_media.media_type, MODEL_MEDIA_TYPE, &type);
        facts->read_only = error != BASE_ERROR_SUCCESS ||
                           type.info.media_type.read_write == MODEL_MEDIARW_READONLY;
        facts->labelled =
            error == BASE_ERROR_SUCCESS && type.info.media_type.device_type == MODEL_DEVICE_TAPE;
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

/* Whether the cartridge goes to Free, and whether the caller may send it there. */
static base_error decide_return(struct release *release)
{
    struct rules_return_facts facts = {0};
    base_error error = gather_return(release, &facts);

    release->returns = error == BASE_ERROR_SUCCESS && rules_returns_to_free(&facts);
    release->labelled = facts.labelled;
    if (!release->returns) {
        return error;
    }
    error = engine_pool_child(release->transaction, MODEL_POOLTYPE_SCRATCH,
                              &release->given_up.medium.info.physical_media.media_type,
                              &release->target);
    return error != BASE_ERROR_SUCCESS
               ? error
               : engine_access_check(release->session, &release->target,
                                     rules_move_right(MODEL_POOLTYPE_SCRATCH));
}

static base_error store_side(struct release *release, uint32_t index)
{
    struct model_information *side = &release->sides.items[index];
    bool given_up = is_given_up(release, side);

    if (!given_up && side->info.partition.state == release->states[index]) {
        return BASE_ERROR_SUCCESS;
    }
    side->info.partition.state = release->states[index];
    if (given_up) {
        side->info.partition.logical_media = (struct base_guid){{0}};
    }
    return store_object_update(release->transaction, side);
}

/* A side that can be used again: by way of its free label, or at once. */
static base_error free_side(struct release *release, uint32_t index)
{
    struct model_information *side = &release->sides.items[index];

    if (rules_side_state_moved(MODEL_POOLTYPE_SCRATCH, release->states[index]) !=
        MODEL_PARTSTATE_UNPREPARED) {
        return BASE_ERROR_SUCCESS;
    }
    if (release->labelled) {
        return engine_visit_queue(release->transaction, release->session->engine, release->session,
                                  MODEL_LM_WRITESCRATCH, &release->given_up.medium, side,
                                  &release->target, NULL, NULL);
    }
    if (side->info.partition.state == MODEL_PARTSTATE_AVAILABLE) {
        return BASE_ERROR_SUCCESS;
    }
    side->info.partition.state = MODEL_PARTSTATE_AVAILABLE;
    return store_object_update(release->transaction, side);
}

static base_error return_to_free(struct release *release)
{
    struct model_information *medium = &release->given_up.medium;
    base_error error = BASE_ERROR_SUCCESS;

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < release->sides.count; i++) {
        error = free_side(release, i);
    }
    if (error != BASE_ERROR_SUCCESS || release->labelled) {
        return error;
    }
    medium->info.physical_media.media_pool = release->target;
    error = store_object_update(release->transaction, medium);
    return error != BASE_ERROR_SUCCESS ? error
                                       : store_object_touch(release->transaction, &release->target);
}

static base_error carry_out(struct release *release, const struct base_guid *logical)
{
    base_error error = BASE_ERROR_SUCCESS;

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < release->sides.count; i++) {
        error = store_side(release, i);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_delete(release->transaction, logical, MODEL_LOGICAL_MEDIA);
    }
    if (error == BASE_ERROR_SUCCESS && release->given_up.facts.pool_found) {
        error = store_object_touch(release->transaction, &release->given_up.pool.object.id);
    }
    return error == BASE_ERROR_SUCCESS && release->returns ? return_to_free(release) : error;
}

static base_error decide(struct release *release, const struct base_guid *logical)
{
    base_error error = engine_side_gather_logical(
        release->session, release->transaction, logical,
        rules_access_right(RULES_FUNCTION_DEALLOCATE_MEDIA, RULES_SECURABLE_POOL),
        &release->given_up);

    if (error == BASE_ERROR_SUCCESS) {
        error = rules_check_deallocate(&release->given_up.facts);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = decide_states(release);
    }
    return error != BASE_ERROR_SUCCESS ? error : decide_return(release);
}

base_error engine_deallocate(struct engine_session *session, const struct base_guid *logical)
{
    struct release release = {.session = session, .sides = STORE_LIST_INIT};
    base_error error = store_begin_write(session->engine->store, &release.transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = decide(&release, logical);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = carry_out(&release, logical);
    }
    store_list_free(&release.sides);
    if (error == BASE_ERROR_SUCCESS) {
        return store_commit(release.transaction);
    }
    store_rollback(release.transaction);
    return error;
}
