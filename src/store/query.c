/* SPDX-License-Identifier: MIT */
#include "store/query.h"

#include "base/log.h"
#include "base/utf16.h"
#include "store/error.h"
#include "store/fault.h"

#include <string.h>

void store_query_begin(struct store_query *query, struct store_transaction *transaction,
                       const struct store_family *family, const char *text)
{
    *query = (struct store_query){.transaction = transaction, .error = transaction->failed};
    if (query->error == 0) {
        query->error = store_connection_statement(transaction->connection, family, text,
                                                  &query->statement, &query->cached);
    }
}

static void note(struct store_query *query, int code)
{
    if (code != SQLITE_OK) {
        query->error = store_error_from_sqlite(code);
    }
}

void store_query_bind_i64(struct store_query *query, int64_t value)
{
    if (query->error == 0) {
        note(query, sqlite3_bind_int64(query->statement, ++query->bound, value));
    }
}

void store_query_bind_guid(struct store_query *query, const struct base_guid *value)
{
    if (query->error != 0) {
        return;
    }
    query->bound++;
    if (value != NULL && !base_guid_is_null(value)) {
        note(query, sqlite3_bind_blob(query->statement, query->bound, value->bytes,
                                      sizeof value->bytes, SQLITE_STATIC));
    }
}

void store_query_bind_text(struct store_query *query, const char *value, size_t limit)
{
    if (query->error == 0) {
        note(query, sqlite3_bind_text(query->statement, ++query->bound, value,
                                      (int)base_utf8_length(value, limit), SQLITE_STATIC));
    }
}

void store_query_bind_bytes(struct store_query *query, const void *value, size_t length)
{
    if (query->error == 0) {
        note(query, sqlite3_bind_blob64(query->statement, ++query->bound, length == 0 ? "" : value,
                                        length, SQLITE_STATIC));
    }
}

static void fail(struct store_query *query, int code)
{
    query->error = store_error_from_sqlite(code);
    query->constraint = (code & 0xFF) == SQLITE_CONSTRAINT;
    if (query->error != BASE_ERROR_ALREADY_EXISTS && code != SQLITE_CONSTRAINT_FOREIGNKEY) {
        base_log(BASE_LOG_ERROR, 705, query->error, "statement failed (%d): %s", code,
                 sqlite3_errmsg(query->transaction->connection->db));
    }
}

/* One step, or the fault that a test asked for: a full disk lets transactions begin and end. */
static int step(struct store_query *query)
{
    if (store_fault_hit()) {
        return SQLITE_IOERR;
    }
    if (store_fault_is_full() && sqlite3_stmt_readonly(query->statement) == 0 &&
        sqlite3_get_autocommit(query->transaction->connection->db) == 0) {
        return SQLITE_FULL;
    }
    return sqlite3_step(query->statement);
}

bool store_query_step(struct store_query *query)
{
    int code;

    query->row = false;
    if (query->error != 0) {
        return false;
    }
    code = step(query);
    if (code == SQLITE_ROW) {
        query->row = true;
    } else if (code != SQLITE_DONE) {
        fail(query, code);
    }
    return query->row;
}

static void malformed(struct store_query *query)
{
    query->error = base_log(BASE_LOG_ERROR, 706, BASE_ERROR_DATABASE_FAILURE,
                            "the database holds a value that cannot be");
}

int64_t store_query_i64(struct store_query *query, int column, int64_t least, int64_t most)
{
    int64_t value;

    if (query->error != 0) {
        return 0;
    }
    value = sqlite3_column_int64(query->statement, column);
    if (sqlite3_column_type(query->statement, column) != SQLITE_INTEGER || value < least ||
        value > most) {
        malformed(query);
        return 0;
    }
    return value;
}

uint32_t store_query_u32(struct store_query *query, int column)
{
    return (uint32_t)store_query_i64(query, column, 0, UINT32_MAX);
}

void store_query_guid(struct store_query *query, int column, struct base_guid *out)
{
    const void *bytes;

    memset(out, 0, sizeof *out);
    if (query->error != 0 || sqlite3_column_type(query->statement, column) == SQLITE_NULL) {
        return;
    }
    bytes = sqlite3_column_blob(query->statement, column);
    if (sqlite3_column_type(query->statement, column) != SQLITE_BLOB || bytes == NULL ||
        sqlite3_column_bytes(query->statement, column) != (int)sizeof out->bytes) {
        malformed(query);
        return;
    }
    memcpy(out->bytes, bytes, sizeof out->bytes);
}

void store_query_text(struct store_query *query, int column, char *out, size_t capacity)
{
    const char *text;

    out[0] = '\0';
    if (query->error != 0) {
        return;
    }
    text = (const char *)sqlite3_column_text(query->statement, column);
    if (text == NULL) {
        malformed(query);
        return;
    }
    base_utf8_copy(out, capacity, text);
}

uint32_t store_query_bytes(struct store_query *query, int column, void *out, uint32_t capacity)
{
    const void *bytes;
    int length;

    if (query->error != 0) {
        return 0;
    }
    bytes = sqlite3_column_blob(query->statement, column);
    length = sqlite3_column_bytes(query->statement, column);
    if (length < 0 || (uint32_t)length > capacity) {
        malformed(query);
        return 0;
    }
    if (length > 0) {
        memcpy(out, bytes, (size_t)length);
    }
    return (uint32_t)length;
}

void store_query_append(struct store_query *query, int column, struct base_buffer *out)
{
    const void *bytes;
    int length;

    if (query->error != 0) {
        return;
    }
    bytes = sqlite3_column_blob(query->statement, column);
    length = sqlite3_column_bytes(query->statement, column);
    if (length > 0) {
        query->error = base_buffer_append(out, bytes, (size_t)length);
    }
}

/*
 * After anything but a violated rule SQLite may have undone the whole transaction, and the next
 * statement would be a transaction of its own; so a writer is doomed from there on.
 */
static void doom(struct store_query *query)
{
    bool harmless = query->constraint || query->error == BASE_ERROR_ALREADY_EXISTS ||
                    query->error == BASE_ERROR_OBJECT_NOT_FOUND;

    if (query->error != 0 && query->transaction->writing && !harmless) {
        query->transaction->failed = query->error;
    }
}

base_error store_query_end(struct store_query *query)
{
    doom(query);
    if (!query->cached) {
        sqlite3_finalize(query->statement);
    } else if (query->statement != NULL) {
        sqlite3_reset(query->statement);
        sqlite3_clear_bindings(query->statement);
    }
    query->statement = NULL;
    return query->error;
}

base_error store_query_run(struct store_query *query, int *changed)
{
    store_query_step(query);
    if (changed != NULL && query->error == 0) {
        *changed = sqlite3_changes(query->transaction->connection->db);
    }
    return store_query_end(query);
}

base_error store_query_first_id(struct store_query *query, struct base_guid *id)
{
    struct base_guid found = {{0}};

    if (store_query_step(query)) {
        store_query_guid(query, 0, &found);
    } else if (query->error == 0) {
        query->error = BASE_ERROR_OBJECT_NOT_FOUND;
    }
    if (query->error == 0) {
        *id = found;
    }
    return store_query_end(query);
}
