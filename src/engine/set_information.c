/* SPDX-License-Identifier: MIT */
/*
 * Changing objects by SetNtmsObjectInformation. What may be changed is the rules' knowledge; here
 * the facts are gathered that they ask for, inside the transaction that makes the change.
 */
#include "base/utf16.h"
#include "engine/access.h"
#include "engine/cleaner_state.h"
#include "engine/engine.h"
#include "engine/runtime.h"
#include "engine/told.h"
#include "rules/access.h"
#include "rules/pools.h"
#include "rules/settable.h"

#include <string.h>

static base_error found_or_not(base_error error, bool *found)
{
    *found = error == BASE_ERROR_SUCCESS;
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

/* UTF-16 units of a name with the backslash before it. */
static size_t path_units(const char *name)
{
    return 1 + base_utf16_size(name, strlen(name));
}

/* The units of the path down to the parent of `pool`. */
static base_error units_above(struct store_transaction *transaction,
                              const struct model_media_pool *pool, size_t *units)
{
    struct base_guid parent = pool->parent;
    struct model_information row;
    base_error error = BASE_ERROR_SUCCESS;

    *units = 0;
    for (uint32_t depth = 0; error == BASE_ERROR_SUCCESS && !base_guid_is_null(&parent); depth++) {
        if (depth == RULES_POOL_DEPTH_MAX) {
            return BASE_ERROR_DATABASE_FAILURE;
        }
        error = store_object_get_stored(transaction, &parent, MODEL_MEDIA_POOL, &row);
        *units += path_units(row.object.name);
        parent = row.info.media_pool.parent;
    }
    return error;
}

/* The longest path below some pool, by the parents of all pools. */
struct below {
    struct store_transaction *transaction;
    const struct base_guid *pool;
    size_t units;
};

/* Measures one pool's path up to the renamed one, if it lies below that. */
static base_error measure(void *context, const struct model_information *row)
{
    struct below *below = context;
    struct model_information at = *row;
    size_t units = 0;

    for (uint32_t depth = 0; depth < RULES_POOL_DEPTH_MAX; depth++) {
        struct base_guid parent = at.info.media_pool.parent;
        if (base_guid_is_null(&parent)) {
            return BASE_ERROR_SUCCESS;
        }
        units += path_units(at.object.name);
        if (base_guid_equal(&parent, below->pool)) {
            below->units = units > below->units ? units : below->units;
            return BASE_ERROR_SUCCESS;
        }
        base_error error =
            store_object_get_stored(below->transaction, &parent, MODEL_MEDIA_POOL, &at);
        if (error != BASE_ERROR_SUCCESS) {
            return error;
        }
    }
    return BASE_ERROR_DATABASE_FAILURE;
}

static base_error gather_name(struct store_transaction *transaction, const char *name,
                              const struct model_information *stored,
                              struct rules_settable_facts *facts)
{
    const struct model_media_pool *pool = &stored->info.media_pool;
    struct below below = {transaction, &stored->object.id, 0};
    struct base_guid sibling;
    size_t above = 0;
    base_error error =
        store_object_find_name(transaction, MODEL_MEDIA_POOL, name,
                               base_guid_is_null(&pool->parent) ? NULL : &pool->parent, &sibling);

    error = found_or_not(error, &facts->name_taken);
    /* The same name in other letters is the pool's own. */
    facts->name_taken = facts->name_taken && !base_guid_equal(&sibling, &stored->object.id);
    if (error == BASE_ERROR_SUCCESS) {
        error = units_above(transaction, pool, &above);
    }
    if (error == BASE_ERROR_SUCCESS && pool->number_of_media_pools > 0) {
        error = store_children_each(transaction, NULL, MODEL_MEDIA_POOL, measure, &below);
    }
    facts->path_too_long = above + path_units(name) + below.units > RULES_POOL_PATH_UNITS;
    return error;
}

static base_error gather_pool(struct store_transaction *transaction,
                              const struct model_information *wish,
                              const struct model_information *stored,
                              struct rules_settable_facts *facts)
{
    const struct base_guid *type = &wish->info.media_pool.media_type;
    const struct model_media_pool *pool = &stored->info.media_pool;
    struct model_information row;
    base_error error = BASE_ERROR_SUCCESS;

    facts->holds_media = pool->number_of_physical_media > 0 || pool->number_of_logical_media > 0;
    facts->holds_pools = pool->number_of_media_pools > 0;
    facts->media_type_found = true;
    if (!base_guid_is_null(type)) {
        error = found_or_not(store_object_get_stored(transaction, type, MODEL_MEDIA_TYPE, &row),
                             &facts->media_type_found);
    }
    if (error == BASE_ERROR_SUCCESS && strcmp(wish->object.name, stored->object.name) != 0 &&
        wish->object.name[0] != '\0') {
        error = gather_name(transaction, wish->object.name, stored, facts);
    }
    return error;
}

static base_error gather(struct store_transaction *transaction,
                         const struct model_information *wish,
                         const struct model_information *stored, struct rules_settable_facts *facts)
{
    struct model_information library;
    base_error error = BASE_ERROR_SUCCESS;

    if (stored->object.type == MODEL_MEDIA_POOL) {
        return gather_pool(transaction, wish, stored, facts);
    }
    if (stored->object.type == MODEL_DRIVE) {
        error = store_object_get_stored(transaction, &stored->info.drive.library, MODEL_LIBRARY,
                                        &library);
        facts->standalone = error == BASE_ERROR_SUCCESS &&
                            library.info.library.library_type == MODEL_LIBRARYTYPE_STANDALONE;
    }
    return error;
}

static base_error set(struct engine_session *session, struct store_transaction *transaction,
                      const struct base_guid *id, const struct model_information *wish,
                      struct rules_settable_facts *facts)
{
    struct model_information stored = {0};
    uint32_t type = wish->object.type;
    struct rules_access access = rules_access_needed(RULES_FUNCTION_SET_INFORMATION, type);
    base_error error = store_object_get(transaction, id, type, &stored);

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_access_check_object(session, &stored, access.need[0].right);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = gather(transaction, wish, &stored, facts);
    }
    uint32_t uses = stored.info.library.cleaner_uses_remaining;
    if (error == BASE_ERROR_SUCCESS) {
        error = rules_set_information(facts, wish, &stored);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_update(transaction, &stored);
    }
    if (error == BASE_ERROR_SUCCESS && type == MODEL_LIBRARY &&
        stored.info.library.cleaner_uses_remaining != uses) {
        error = engine_cleaner_recounted(transaction, &stored);
    }
    return error;
}

base_error engine_object_set_information(struct engine_session *session, const struct base_guid *id,
                                         const struct model_information *wish, bool first_version)
{
    struct rules_settable_facts facts = {.first_version = first_version};
    struct store_transaction *transaction = NULL;
    base_error error = store_begin_write(session->engine->store, &transaction);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = set(session, transaction, id, wish, &facts);
    if (error == BASE_ERROR_SUCCESS) {
        engine_told_deed(transaction, session, id, wish->object.type, "information set:");
        return store_commit(transaction);
    }
    store_rollback(transaction);
    return error;
}
