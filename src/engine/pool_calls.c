/* SPDX-License-Identifier: MIT */
/*
 * Media pools as callers see them: CreateNtmsMediaPool, GetNtmsMediaPoolName, DeleteNtmsMediaPool.
 * A path is looked up part by part. What the checks ask for is read inside the transaction that
 * makes the change, so two callers who want the same pool get one.
 */
#include "engine/access.h"
#include "engine/engine.h"
#include "engine/runtime.h"
#include "engine/text.h"
#include "engine/told.h"
#include "rules/access.h"
#include "rules/pools.h"

#include <string.h>

_Static_assert(ENGINE_POOL_PATH_BYTES == MODEL_TEXT(RULES_POOL_PATH_UNITS + 1), "one path");

/* A path that was walked along. */
struct lookup {
    bool found;              /* the pool; its id is `pool` */
    bool parent_found;       /* all but the last part */
    struct base_guid parent; /* null: the top level */
    struct base_guid pool;
    char name[MODEL_NAME_BYTES]; /* the last part */
};

static base_error look_up(struct store_transaction *transaction, const char *path,
                          struct lookup *lookup)
{
    memset(lookup, 0, sizeof *lookup);
    lookup->found = true;
    while (rules_pool_path_next(&path, lookup->name)) {
        lookup->parent_found = lookup->found;
        lookup->parent = lookup->pool;
        if (!lookup->found) {
            break;
        }
        base_error error = store_object_find_name(
            transaction, MODEL_MEDIA_POOL, lookup->name,
            base_guid_is_null(&lookup->parent) ? NULL : &lookup->parent, &lookup->pool);
        if (error != BASE_ERROR_SUCCESS && error != BASE_ERROR_OBJECT_NOT_FOUND) {
            return error;
        }
        lookup->found = error == BASE_ERROR_SUCCESS;
    }
    return BASE_ERROR_SUCCESS;
}

/* Success or the fact that it is denied; other errors are returned. */
static base_error ask_right(struct engine_session *session, const struct base_guid *pool,
                            uint32_t right, bool *granted)
{
    base_error error = engine_access_check(session, pool, right);

    *granted = error == BASE_ERROR_SUCCESS;
    return error == BASE_ERROR_ACCESS_DENIED ? BASE_ERROR_SUCCESS : error;
}

static base_error gather_rights(struct engine_session *session,
                                struct store_transaction *transaction, const struct lookup *lookup,
                                struct rules_create_pool_facts *facts)
{
    struct base_guid root;
    base_error error = store_pool_root(transaction, &root);

    if (error == BASE_ERROR_SUCCESS) {
        error = ask_right(
            session, &root,
            rules_access_right(RULES_FUNCTION_CREATE_MEDIA_POOL, RULES_SECURABLE_ROOT_POOL),
            &facts->granted);
    }
    if (error == BASE_ERROR_SUCCESS && facts->granted && !facts->at_top) {
        error = ask_right(
            session, &lookup->parent,
            rules_access_right(RULES_FUNCTION_CREATE_MEDIA_POOL, RULES_SECURABLE_PARENT_POOL),
            &facts->granted);
    }
    return error;
}

static base_error gather_create(struct engine_session *session,
                                struct store_transaction *transaction, const struct lookup *lookup,
                                const struct base_guid *media_type,
                                struct rules_create_pool_facts *facts)
{
    struct model_information row;
    base_error error;

    facts->at_top = base_guid_is_null(&lookup->parent);
    error = gather_rights(session, transaction, lookup, facts);
    if (error == BASE_ERROR_SUCCESS && media_type != NULL) {
        facts->type_given = true;
        error = store_object_get(transaction, media_type, MODEL_MEDIA_TYPE, &row);
        facts->type_found = error == BASE_ERROR_SUCCESS;
        error = error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
    }
    if (error == BASE_ERROR_SUCCESS && !facts->at_top) {
        error = store_object_get(transaction, &lookup->parent, MODEL_MEDIA_POOL, &row);
        if (error == BASE_ERROR_SUCCESS) {
            facts->parent_kind = row.info.media_pool.pool_type;
            facts->parent_holds_media = !base_guid_is_null(&row.info.media_pool.media_type);
        }
    }
    return error;
}

static base_error insert_pool(struct store_transaction *transaction, const struct lookup *lookup,
                              const struct base_guid *media_type,
                              const struct engine_descriptor *descriptor, struct base_guid *pool)
{
    struct model_information row = {0};
    bool at_top = base_guid_is_null(&lookup->parent);
    base_error error;

    row.object.type = MODEL_MEDIA_POOL;
    row.object.enabled = true;
    engine_text_copy(row.object.name, sizeof row.object.name, 64, lookup->name);
    row.info.media_pool.pool_type = MODEL_POOLTYPE_APPLICATION;
    row.info.media_pool.parent = lookup->parent;
    if (media_type != NULL) {
        row.info.media_pool.media_type = *media_type;
    }
    error = store_object_insert(transaction, &row);
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_access_grant_created(transaction, &row.object.id,
                                            at_top ? NULL : &lookup->parent, descriptor);
    }
    if (error == BASE_ERROR_SUCCESS && !at_top) {
        error = store_object_touch(transaction, &lookup->parent);
    }
    if (error == BASE_ERROR_SUCCESS) {
        *pool = row.object.id;
    }
    return error;
}

static base_error create_pool(struct engine_session *session, const struct engine_pool_wish *wish,
                              struct base_guid *pool)
{
    struct rules_create_pool_facts facts = {0};
    struct store_transaction *transaction = NULL;
    struct lookup lookup;
    struct base_guid made = {{0}};
    bool create = false;
    base_error error = store_begin_write(session->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = look_up(transaction, wish->path, &lookup);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = rules_pool_open(wish->action, lookup.found, lookup.parent_found, &create);
    }
    if (error == BASE_ERROR_SUCCESS && create) {
        error = gather_create(session, transaction, &lookup, wish->media_type, &facts);
        if (error == BASE_ERROR_SUCCESS) {
            error = rules_check_create_pool(&facts);
        }
        if (error == BASE_ERROR_SUCCESS) {
            error = insert_pool(transaction, &lookup, wish->media_type, &wish->descriptor, &made);
        }
        if (error == BASE_ERROR_SUCCESS) {
            engine_told_deed(transaction, session, &made, MODEL_MEDIA_POOL, "made:");
        }
    } else if (error == BASE_ERROR_SUCCESS) {
        made = lookup.pool;
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_commit(transaction);
        transaction = NULL;
    }
    if (error == BASE_ERROR_SUCCESS) {
        *pool = made;
    }
    store_rollback(transaction);
    return error;
}

static base_error check_wish(const struct engine_pool_wish *wish)
{
    const struct engine_descriptor *given = &wish->descriptor;

    if (wish->action < MODEL_OPEN_EXISTING || wish->action > MODEL_OPEN_ALWAYS) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    base_error error = rules_pool_path_check(wish->path);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    return given->data == NULL || (given->length <= STORE_DESCRIPTOR_MAX &&
                                   port_descriptor_is_valid(given->data, given->length))
               ? BASE_ERROR_SUCCESS
               : BASE_ERROR_INVALID_PARAMETER;
}

base_error engine_pool_open(struct engine_session *session, const struct engine_pool_wish *wish,
                            struct base_guid *pool)
{
    struct store_transaction *transaction = NULL;
    struct lookup lookup;
    bool create = false;
    base_error error = check_wish(wish);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_begin_read(session->engine->store, &transaction);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = look_up(transaction, wish->path, &lookup);
    }
    store_rollback(transaction);
    if (error == BASE_ERROR_SUCCESS) {
        error = rules_pool_open(wish->action, lookup.found, lookup.parent_found, &create);
    }
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (create) {
        return create_pool(session, wish, pool);
    }
    *pool = lookup.pool;
    return BASE_ERROR_SUCCESS;
}

/* Puts the part before what stands at the end of `path` from *start on. */
static base_error prepend(char path[ENGINE_POOL_PATH_BYTES], size_t *start, const char *name)
{
    size_t length = strlen(name);

    if (length + 1 > *start) {
        return BASE_ERROR_DATABASE_FAILURE; /* longer than any pool can have been made */
    }
    *start -= length + 1;
    path[*start] = '\\';
    memcpy(path + *start + 1, name, length);
    return BASE_ERROR_SUCCESS;
}

/* A parent that leads back to its child would never end: as deep as the longest path and no more.
 */
static base_error build_path(struct store_transaction *transaction,
                             const struct model_information *pool,
                             char path[ENGINE_POOL_PATH_BYTES], size_t *start)
{
    struct model_information row = *pool;
    base_error error = BASE_ERROR_SUCCESS;

    for (uint32_t depth = 0; depth < RULES_POOL_DEPTH_MAX; depth++) {
        error = prepend(path, start, row.object.name);
        if (error != BASE_ERROR_SUCCESS || base_guid_is_null(&row.info.media_pool.parent)) {
            return error;
        }
        struct base_guid parent = row.info.media_pool.parent;
        error = store_object_get(transaction, &parent, MODEL_MEDIA_POOL, &row);
        if (error != BASE_ERROR_SUCCESS) {
            break;
        }
    }
    return error == BASE_ERROR_SUCCESS || error == BASE_ERROR_OBJECT_NOT_FOUND
               ? BASE_ERROR_DATABASE_FAILURE
               : error;
}

base_error engine_pool_path(struct engine_session *session, const struct base_guid *pool,
                            char path[ENGINE_POOL_PATH_BYTES])
{
    struct store_transaction *transaction = NULL;
    struct model_information row;
    char text[ENGINE_POOL_PATH_BYTES];
    size_t start = sizeof text - 1;
    base_error error = store_begin_read(session->engine->store, &transaction);

    text[start] = '\0';
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_get(transaction, pool, MODEL_MEDIA_POOL, &row);
        error = error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_INVALID_MEDIA_POOL : error;
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_access_check(
            session, pool, rules_access_right(RULES_FUNCTION_GET_POOL_NAME, RULES_SECURABLE_POOL));
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = build_path(transaction, &row, text, &start);
    }
    store_rollback(transaction);
    if (error == BASE_ERROR_SUCCESS) {
        memcpy(path, text + start, sizeof text - start);
    }
    return error;
}

base_error engine_pool_delete(struct engine_session *session, const struct base_guid *pool)
{
    struct store_transaction *transaction = NULL;
    struct model_information row;
    bool granted = false;
    base_error error = store_begin_write(session->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_get(transaction, pool, MODEL_MEDIA_POOL, &row);
        error = error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_INVALID_MEDIA_POOL : error;
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = ask_right(
            session, pool,
            rules_access_right(RULES_FUNCTION_DELETE_MEDIA_POOL, RULES_SECURABLE_POOL), &granted);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = rules_check_delete_pool(&row.info.media_pool, granted);
    }
    if (error == BASE_ERROR_SUCCESS) {
        engine_told_deed(transaction, session, pool, MODEL_MEDIA_POOL, "deleted:");
        error = store_object_delete(transaction, pool, MODEL_MEDIA_POOL);
    }
    if (error == BASE_ERROR_SUCCESS && !base_guid_is_null(&row.info.media_pool.parent)) {
        error = store_object_touch(transaction, &row.info.media_pool.parent);
    }
    if (error == BASE_ERROR_SUCCESS) {
        return store_commit(transaction);
    }
    store_rollback(transaction);
    return error;
}
