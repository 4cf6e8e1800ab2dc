/* SPDX-License-Identifier: MIT */
#include "store/security.h"

#include "model/information.h"
#include "store/object.h"
#include "store/query.h"

#include <string.h>

/* The name's length, or 0 when it is empty, missing or over the limit. */
static size_t name_length(const char *name)
{
    size_t length = name == NULL ? 0 : strlen(name);

    return length > STORE_ATTRIBUTE_NAME_MAX ? 0 : length;
}

/* Appends column 0 of the first row; `missing` without one. Ends the query. */
static base_error read_bytes(struct store_query *query, base_error missing, struct base_buffer *out)
{
    if (store_query_step(query)) {
        store_query_append(query, 0, out);
    } else if (query->error == 0) {
        store_query_end(query);
        return missing;
    }
    return store_query_end(query);
}

base_error store_security_get(struct store_transaction *transaction, const struct base_guid *id,
                              struct base_buffer *out)
{
    static const char sql[] = "SELECT descriptor FROM security WHERE object = ?1";
    struct store_query query;

    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_guid(&query, id);
    return read_bytes(&query, BASE_ERROR_NO_SECURITY_ON_OBJECT, out);
}

base_error store_security_set(struct store_transaction *transaction, const struct base_guid *id,
                              const void *descriptor, size_t length)
{
    static const char sql[] = "INSERT INTO security (object, descriptor) VALUES (?1, ?2)"
                              " ON CONFLICT (object) DO UPDATE SET descriptor = "
                              "excluded.descriptor";
    struct store_query query;
    base_error error;

    if (descriptor == NULL || length == 0 || length > STORE_DESCRIPTOR_MAX) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    error = store_object_touch(transaction, id);
    if (error != 0) {
        return error;
    }
    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_guid(&query, id);
    store_query_bind_bytes(&query, descriptor, length);
    return store_query_run(&query, NULL);
}

base_error store_attribute_get(struct store_transaction *transaction, const struct base_guid *id,
                               const char *name, struct base_buffer *out)
{
    static const char sql[] = "SELECT data FROM attribute WHERE object = ?1 AND name = ?2";
    struct store_query query;

    if (name_length(name) == 0) {
        return BASE_ERROR_OBJECT_NOT_FOUND;
    }
    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_guid(&query, id);
    store_query_bind_text(&query, name, STORE_ATTRIBUTE_NAME_MAX);
    return read_bytes(&query, BASE_ERROR_OBJECT_NOT_FOUND, out);
}

base_error store_attribute_set(struct store_transaction *transaction, const struct base_guid *id,
                               const char *name, const void *data, size_t length)
{
    static const char put[] = "INSERT INTO attribute (object, name, data) VALUES (?1, ?2, ?3)"
                              " ON CONFLICT (object, name) DO UPDATE SET data = excluded.data";
    static const char drop[] = "DELETE FROM attribute WHERE object = ?1 AND name = ?2";
    struct store_query query;
    base_error error;

    if (name_length(name) == 0) {
        return BASE_ERROR_INVALID_NAME;
    }
    if (length > STORE_ATTRIBUTE_MAX) {
        return BASE_ERROR_NO_DATA;
    }
    error = store_object_touch(transaction, id);
    if (error != 0) {
        return error;
    }
    store_query_begin(&query, transaction, NULL, length == 0 ? drop : put);
    store_query_bind_guid(&query, id);
    store_query_bind_text(&query, name, STORE_ATTRIBUTE_NAME_MAX);
    if (length != 0) {
        store_query_bind_bytes(&query, data, length);
    }
    return store_query_run(&query, NULL);
}

base_error store_ui_get(struct store_transaction *transaction, const struct base_guid *id,
                        uint32_t kind, struct base_buffer *out)
{
    static const char sql[] =
        "SELECT computer FROM ui_destination WHERE object = ?1 AND kind = ?2 ORDER BY entry";
    struct store_query query;

    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_guid(&query, id);
    store_query_bind_i64(&query, kind);
    while (store_query_step(&query)) {
        store_query_append(&query, 0, out);
        if (query.error == 0) {
            query.error = base_buffer_append_zero(out, 1);
        }
    }
    return store_query_end(&query);
}

base_error store_ui_add(struct store_transaction *transaction, const struct base_guid *id,
                        uint32_t kind, const char *computer)
{
    static const char sql[] =
        "INSERT INTO ui_destination (object, kind, computer) VALUES (?1, ?2, ?3)";
    struct store_query query;
    uint32_t type;
    base_error error;

    if (kind < 1 || kind > 3 || computer == NULL) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    error = store_object_type(transaction, id, &type);
    if (error != 0) {
        return error;
    }
    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_guid(&query, id);
    store_query_bind_i64(&query, kind);
    store_query_bind_text(&query, computer, MODEL_COMPUTER_BYTES - 1);
    return store_query_run(&query, NULL);
}

base_error store_ui_remove(struct store_transaction *transaction, const struct base_guid *id,
                           uint32_t kind, const char *computer)
{
    static const char one[] =
        "DELETE FROM ui_destination WHERE object = ?1 AND kind = ?2 AND computer = ?3";
    static const char all[] = "DELETE FROM ui_destination WHERE object = ?1 AND kind = ?2";
    struct store_query query;
    int changed = 0;
    base_error error;

    store_query_begin(&query, transaction, NULL, computer == NULL ? all : one);
    store_query_bind_guid(&query, id);
    store_query_bind_i64(&query, kind);
    if (computer != NULL) {
        store_query_bind_text(&query, computer, MODEL_COMPUTER_BYTES - 1);
    }
    error = store_query_run(&query, &changed);
    return error == 0 && computer != NULL && changed == 0 ? BASE_ERROR_OBJECT_NOT_FOUND : error;
}
