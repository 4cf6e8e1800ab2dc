/* SPDX-License-Identifier: MIT */
#include "store/internal.h"

#include "base/buffer.h"
#include "base/log.h"
#include "base/memory.h"
#include "store/error.h"
#include "store/family.h"
#include "store/wal_join.h"

#include <stdio.h>
#include <string.h>

enum { IDLE_MAX = 8, BUSY_DEFAULT_MS = 15000 };

/*
 * Settings of every connection. The file may have been made by somebody hostile: schema texts are
 * not trusted, cells are checked, double-quoted strings are errors.
 */
static base_error set_up(const struct store *store, sqlite3 *db)
{
    char limit[64] = "";
    uint32_t busy = store->options.busy_timeout_ms;
    int code;

    sqlite3_extended_result_codes(db, 1);
    sqlite3_busy_timeout(db, busy == 0 ? BUSY_DEFAULT_MS : (int)(busy & INT32_MAX));
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    if (store->options.page_limit != 0) {
        snprintf(limit, sizeof limit, "PRAGMA max_page_count = %u",
                 (unsigned)store->options.page_limit);
    }
    code = sqlite3_exec(db,
                        "PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON;"
                        "PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 4194304",
                        NULL, NULL, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_exec(db, limit, NULL, NULL, NULL);
    }
    return store_error_from_sqlite(code);
}

base_error store_connection_open(struct store *store, bool create, struct store_connection **out)
{
    struct store_connection *connection = base_memory_zero(1, sizeof *connection);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    base_error error;

    if (connection == NULL) {
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    error = store_wal_join_register();
    if (error == 0) {
        error = store_error_from_sqlite(sqlite3_open_v2(store->path, &connection->db,
                                                        create ? flags | SQLITE_OPEN_CREATE : flags,
                                                        STORE_WAL_JOIN_NAME));
    }
    if (error == 0 && sqlite3_db_readonly(connection->db, "main") != 0) {
        error = BASE_ERROR_DATABASE_FAILURE;
    }
    if (error == 0 && !create) {
        error = set_up(store, connection->db);
    }
    if (error != 0) {
        base_log(BASE_LOG_ERROR, 703, error, "the database file cannot be opened: %s",
                 connection->db == NULL ? "no memory" : sqlite3_errmsg(connection->db));
        store_connection_close(connection);
        return error;
    }
    *out = connection;
    return 0;
}

base_error store_connection_set_up(struct store *store, struct store_connection *connection)
{
    return set_up(store, connection->db);
}

void store_connection_close(struct store_connection *connection)
{
    if (connection == NULL) {
        return;
    }
    for (size_t i = 0; i < STORE_STATEMENT_SLOTS; i++) {
        sqlite3_finalize(connection->statements[i].handle);
    }
    sqlite3_close_v2(connection->db);
    base_memory_free(connection);
}

base_error store_connection_acquire(struct store *store, struct store_connection **out)
{
    struct store_connection *connection;

    port_mutex_lock(&store->pool);
    connection = store->idle;
    if (connection != NULL) {
        store->idle = connection->next;
        store->idle_count--;
    }
    port_mutex_unlock(&store->pool);
    if (connection == NULL) {
        return store_connection_open(store, false, out);
    }
    connection->next = NULL;
    *out = connection;
    return 0;
}

void store_connection_release(struct store *store, struct store_connection *connection)
{
    bool keep;

    if (connection == NULL) {
        return;
    }
    if (sqlite3_get_autocommit(connection->db) == 0) {
        sqlite3_exec(connection->db, "ROLLBACK", NULL, NULL, NULL);
    }
    port_mutex_lock(&store->pool);
    keep = store->idle_count < IDLE_MAX && sqlite3_get_autocommit(connection->db) != 0;
    if (keep) {
        connection->next = store->idle;
        store->idle = connection;
        store->idle_count++;
    }
    port_mutex_unlock(&store->pool);
    if (!keep) {
        store_connection_close(connection);
    }
}

static struct store_statement *find_slot(struct store_connection *connection,
                                         const struct store_family *family, const char *text)
{
    uintptr_t hash = ((uintptr_t)text >> 2) * 31u + ((uintptr_t)family >> 3) * 17u;

    for (size_t i = 0;; i++) {
        struct store_statement *slot =
            &connection->statements[(hash + (hash >> 8) + i) % STORE_STATEMENT_SLOTS];

        if (slot->handle == NULL || (slot->text == text && slot->family == family)) {
            return slot;
        }
    }
}

static base_error prepare(sqlite3 *db, const struct store_family *family, const char *text,
                          sqlite3_stmt **out)
{
    struct base_buffer sql = BASE_BUFFER_INIT;
    base_error error = 0;
    int code;

    if (family != NULL) {
        error = store_family_sql(family, text, &sql);
        text = (const char *)sql.data;
    }
    if (error == 0) {
        code = sqlite3_prepare_v3(db, text, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
        error = store_error_from_sqlite(code);
        if (error != 0) {
            base_log(BASE_LOG_ERROR, 704, error, "statement refused: %s", sqlite3_errmsg(db));
        }
    }
    base_buffer_release(&sql);
    return error;
}

base_error store_connection_statement(struct store_connection *connection,
                                      const struct store_family *family, const char *text,
                                      sqlite3_stmt **out, bool *cached)
{
    struct store_statement *slot = find_slot(connection, family, text);
    base_error error;

    /* In use by an outer walk, or no room left: a statement for this time only. */
    *cached = slot->handle == NULL ? connection->statement_count < STORE_STATEMENT_SLOTS - 16
                                   : sqlite3_stmt_busy(slot->handle) == 0;
    if (!*cached) {
        return prepare(connection->db, family, text, out);
    }
    if (slot->handle == NULL) {
        error = prepare(connection->db, family, text, &slot->handle);
        if (error != 0) {
            return error;
        }
        slot->family = family;
        slot->text = text;
        connection->statement_count++;
    }
    *out = slot->handle;
    return 0;
}
