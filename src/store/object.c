/* SPDX-License-Identifier: MIT */
#include "store/object.h"

#include "port/atomic.h"
#include "port/guid.h"
#include "store/ahead.h"
#include "store/cache.h"
#include "store/family.h"
#include "store/journal.h"
#include "store/query.h"

base_error store_object_type(struct store_transaction *transaction, const struct base_guid *id,
                             uint32_t *type)
{
    static const char sql[] = "SELECT type FROM object WHERE id = ?1 LIMIT 1";
    struct store_query query;

    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_guid(&query, id);
    if (store_query_step(&query)) {
        uint32_t found = (uint32_t)store_query_i64(&query, 0, MODEL_TYPE_FIRST, MODEL_TYPE_LAST);

        if (query.error == 0) {
            *type = found;
        }
    } else if (query.error == 0) {
        query.error = BASE_ERROR_OBJECT_NOT_FOUND;
    }
    return store_query_end(&query);
}

static base_error get_object(struct store_transaction *transaction, const char *pattern,
                             const struct base_guid *id, uint32_t type,
                             struct model_information *out)
{
    const struct store_family *family;
    struct store_query query;
    base_error error = 0;

    if (type == MODEL_UNKNOWN) {
        error = store_object_type(transaction, id, &type);
    }
    if (error != 0) {
        return error;
    }
    family = store_family_of(type);
    if (family == NULL) {
        return BASE_ERROR_OBJECT_NOT_FOUND;
    }
    store_query_begin(&query, transaction, family, pattern);
    store_query_bind_guid(&query, id);
    if (store_query_step(&query)) {
        store_family_read(&query, family, out);
    } else if (query.error == 0) {
        query.error = BASE_ERROR_OBJECT_NOT_FOUND;
    }
    return store_query_end(&query);
}

base_error store_object_get(struct store_transaction *transaction, const struct base_guid *id,
                            uint32_t type, struct model_information *out)
{
    return get_object(transaction, store_family_by_id, id, type, out);
}

base_error store_object_get_stored(struct store_transaction *transaction,
                                   const struct base_guid *id, uint32_t type,
                                   struct model_information *out)
{
    return get_object(transaction, store_family_stored, id, type, out);
}

/* A violated reference in an insert or update is a fault of the caller that must not be kept. */
static base_error run_change(struct store_query *query, int *changed)
{
    base_error error = store_query_run(query, changed);

    if (error == BASE_ERROR_DATABASE_FAILURE) {
        query->transaction->failed = error;
    }
    return error;
}

base_error store_object_insert(struct store_transaction *transaction,
                               struct model_information *information)
{
    struct model_object *object = &information->object;
    const struct store_family *family = store_family_of(object->type);
    struct store_query query;
    uint32_t taken;
    base_error error = 0;

    if (family == NULL) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    if (base_guid_is_null(&object->id)) {
        error = port_guid_new(&object->id);
    } else if (store_object_type(transaction, &object->id, &taken) == 0) {
        error = BASE_ERROR_ALREADY_EXISTS;
    }
    if (error != 0) {
        return error;
    }
    object->created = transaction->now;
    object->modified = transaction->now;
    store_query_begin(&query, transaction, family, store_family_insert);
    store_family_bind(&query, family, information, true);
    error = run_change(&query, NULL);
    if (error == 0) {
        error = store_journal_append(transaction, MODEL_OBJ_INSERT, object->type, &object->id);
    }
    return error;
}

base_error store_object_update(struct store_transaction *transaction,
                               struct model_information *information)
{
    struct model_object *object = &information->object;
    const struct store_family *family = store_family_of(object->type);
    struct store_query query;
    int changed = 0;
    base_error error;

    if (family == NULL) {
        return BASE_ERROR_OBJECT_NOT_FOUND;
    }
    object->modified = transaction->now;
    store_query_begin(&query, transaction, family, store_family_update);
    store_family_bind(&query, family, information, false);
    store_query_bind_guid(&query, &object->id);
    error = run_change(&query, &changed);
    if (error == 0 && changed == 0) {
        error = BASE_ERROR_OBJECT_NOT_FOUND;
    }
    if (error == 0) {
        error = store_journal_append(transaction, MODEL_OBJ_UPDATE, object->type, &object->id);
    }
    return error;
}

static base_error delete_rows(struct store_transaction *transaction,
                              const struct store_family *family, const char *sql,
                              const struct base_guid *id, int *changed)
{
    struct store_query query;
    base_error error;

    store_query_begin(&query, transaction, family, sql);
    store_query_bind_guid(&query, id);
    error = store_query_run(&query, changed);
    return error != 0 && query.constraint ? BASE_ERROR_NOT_EMPTY : error;
}

base_error store_object_delete(struct store_transaction *transaction, const struct base_guid *id,
                               uint32_t type)
{
    static const char attributes[] = "DELETE FROM attribute WHERE object = ?1";
    static const char security[] = "DELETE FROM security WHERE object = ?1";
    static const char destinations[] = "DELETE FROM ui_destination WHERE object = ?1";
    const struct store_family *family;
    int changed = 0;
    base_error error = type == MODEL_UNKNOWN ? store_object_type(transaction, id, &type) : 0;

    if (error != 0) {
        return error;
    }
    family = store_family_of(type);
    if (family == NULL) {
        return BASE_ERROR_OBJECT_NOT_FOUND;
    }
    error = delete_rows(transaction, family, store_family_delete, id, &changed);
    if (error == 0 && changed == 0) {
        error = BASE_ERROR_OBJECT_NOT_FOUND;
    }
    if (error == 0) {
        error = delete_rows(transaction, NULL, attributes, id, NULL);
    }
    if (error == 0) {
        error = delete_rows(transaction, NULL, security, id, NULL);
    }
    if (error == 0) {
        error = delete_rows(transaction, NULL, destinations, id, NULL);
    }
    if (error == 0) {
        error = store_journal_append(transaction, MODEL_OBJ_DELETE, type, id);
    }
    return error;
}

base_error store_object_touch(struct store_transaction *transaction, const struct base_guid *id)
{
    struct store_query query;
    uint32_t type = MODEL_UNKNOWN;
    base_error error = store_object_type(transaction, id, &type);

    if (error != 0) {
        return error;
    }
    store_query_begin(&query, transaction, store_family_of(type), store_family_touch);
    store_query_bind_i64(&query, transaction->now);
    store_query_bind_guid(&query, id);
    error = store_query_run(&query, NULL);
    if (error == 0) {
        error = store_journal_append(transaction, MODEL_OBJ_UPDATE, type, id);
    }
    return error;
}

/* `change`: the change counter's value when it stands still, else 0. Keeps what it reads. */
static base_error read_now(struct store *store, const struct base_guid *id, uint32_t type,
                           uint64_t change, struct model_information *out)
{
    struct store_connection *connection = NULL;
    struct store_transaction transaction;
    base_error error = store_connection_acquire(store, &connection);

    if (error != 0) {
        return error;
    }
    store_transaction_attach(store, connection, &transaction);
    if (change != 0 && store_ahead_is_for(type)) {
        error = store_ahead_read(&transaction, id, type, change, out);
    } else {
        error = store_object_get(&transaction, id, type, out);
        if (error == 0 && change != 0 &&
            port_atomic_load_u64(store->options.change_counter) == change) {
            store_cache_keep(store->cache, change, out);
        }
    }
    store_connection_release(store, connection);
    return error;
}

base_error store_information_read(struct store *store, const struct base_guid *id, uint32_t type,
                                  struct model_information *out)
{
    volatile uint64_t *counter = store->options.change_counter;
    uint64_t before = counter == NULL ? 1 : port_atomic_load_u64(counter);
    bool steady = before % 2 == 0;

    if (steady && store_cache_find(store->cache, id, before, out)) {
        return type == MODEL_UNKNOWN || type == out->object.type ? 0 : BASE_ERROR_OBJECT_NOT_FOUND;
    }
    return read_now(store, id, type, steady ? before : 0, out);
}
