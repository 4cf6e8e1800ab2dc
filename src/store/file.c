/* SPDX-License-Identifier: MIT */
#include "store/internal.h"

#include "base/log.h"
#include "port/clock.h"
#include "port/file.h"
#include "store/error.h"
#include "store/populate.h"
#include "store/schema.h"

#include <stdio.h>
#include <string.h>

/* A file up to this size is checked whenever nobody else has it open: a matter of milliseconds. */
enum { SMALL_FILE = 4 * 1024 * 1024, RETRY_MS = 20 };

static uint64_t size_beside(const struct store *store, const char *suffix)
{
    char path[PORT_PATH_SIZE + 16];
    uint64_t size = 0;

    snprintf(path, sizeof path, "%s%s", store->path, suffix);
    return port_file_size(path, &size) == 0 ? size : 0;
}

base_error store_check_content(sqlite3 *db)
{
    sqlite3_stmt *statement = NULL;
    base_error error = 0;
    int code = sqlite3_prepare_v2(db, "PRAGMA quick_check(1)", -1, &statement, NULL);

    if (code == SQLITE_OK) {
        code = sqlite3_step(statement);
    }
    if (code == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(statement, 0);

        if (text == NULL || strcmp(text, "ok") != 0) {
            error = base_log(BASE_LOG_ERROR, 707, BASE_ERROR_DATABASE_FAILURE,
                             "the database is damaged: %s", text == NULL ? "" : text);
        }
    } else {
        error = store_error_from_sqlite(code);
    }
    sqlite3_finalize(statement);
    return error;
}

/* Fills a database whose tables have just been made, in the same transaction. */
static base_error fill(struct store *store, struct store_connection *connection,
                       const char *computer_name)
{
    struct store_transaction transaction;
    base_error error;

    store_transaction_attach(store, connection, &transaction);
    transaction.writing = true;
    error = store_populate(&transaction, computer_name);
    if (error == 0 && store->options.on_create != NULL) {
        error = store->options.on_create(store->options.context, &transaction);
    }
    return error != 0 ? error : transaction.failed;
}

/*
 * Makes or lifts the tables. Another process may be doing the same; so the state is read again once
 * the lock is held.
 */
static base_error migrate(struct store *store, struct store_connection *connection,
                          const char *computer_name, bool *created)
{
    sqlite3 *db = connection->db;
    struct store_schema_state state;
    uint32_t version;
    const struct store_schema_step *steps = store_schema_steps(&version);
    base_error error = store_schema_read(db, &state);

    *created = false;
    if (error != 0 || (!state.empty && state.version == version)) {
        return error != 0 ? error : store_schema_migrate(db, &state, steps, version);
    }
    error = store_error_from_sqlite(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL));
    if (error == 0) {
        error = store_schema_read(db, &state);
    }
    if (error == 0) {
        error = store_schema_migrate(db, &state, steps, version);
    }
    if (error == 0 && state.empty) {
        error = fill(store, connection, computer_name);
    }
    if (error == 0) {
        error = store_error_from_sqlite(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL));
    }
    if (error != 0 && sqlite3_get_autocommit(db) == 0) {
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    }
    *created = error == 0 && state.empty;
    return error;
}

static int ask_wal(sqlite3 *db, bool *is_wal)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db, "PRAGMA journal_mode = WAL", -1, &statement, NULL);

    if (code == SQLITE_OK) {
        code = sqlite3_step(statement);
    }
    if (code == SQLITE_ROW) {
        *is_wal = sqlite3_stricmp((const char *)sqlite3_column_text(statement, 0), "wal") == 0;
    }
    sqlite3_finalize(statement);
    return code == SQLITE_ROW ? SQLITE_OK : code;
}

/* The change of mode needs the file for itself for a moment; others may be opening it too. */
static base_error switch_to_wal(struct store *store, sqlite3 *db)
{
    uint32_t patience =
        store->options.busy_timeout_ms == 0 ? 15000u : store->options.busy_timeout_ms;
    int64_t deadline = port_clock_monotonic() + patience;

    for (;;) {
        bool is_wal = false;
        int code = ask_wal(db, &is_wal);

        if (is_wal) {
            return 0;
        }
        if (code != SQLITE_OK && (code & 0xFF) != SQLITE_BUSY) {
            return store_error_from_sqlite(code);
        }
        if (port_clock_monotonic() >= deadline) {
            return BASE_ERROR_DATABASE_FAILURE;
        }
        port_clock_sleep(RETRY_MS);
    }
}

/*
 * The header is read without a lock, so that a foreign file is not touched at all. While another
 * process is creating the database the header may be half there; the rollback journal beside it
 * tells that, and so does a header that has become sound meanwhile. SQLite's own locks keep order
 * from there on, and with a journal left by a dead creator it undoes the creation first.
 */
static base_error peek(struct store *store, sqlite3 *db)
{
    base_error error = BASE_ERROR_SUCCESS;

    for (int look = 0; look < 2; look++) {
        if (size_beside(store, "-journal") != 0) {
            return BASE_ERROR_SUCCESS;
        }
        error = store_schema_peek(db, size_beside(store, ""));
        if (error == BASE_ERROR_SUCCESS) {
            return error;
        }
    }
    return base_log(BASE_LOG_ERROR, 708, error, "not a database of this program");
}

base_error store_prepare_file(struct store *store, struct store_connection *connection,
                              const char *computer_name, bool *created)
{
    sqlite3 *db = connection->db;
    bool unclean = size_beside(store, "-wal") != 0;
    bool check = store->options.first_process && (unclean || size_beside(store, "") < SMALL_FILE);
    base_error error = peek(store, db);

    if (error != 0) {
        return error;
    }
    /* Whatever is found wrong: closing must not write to the file. */
    sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    error = store_connection_set_up(store, connection);
    if (error == 0 && check) {
        error = store_check_content(db);
    }
    if (error == 0) {
        error = migrate(store, connection, computer_name, created);
    }
    if (error == 0) {
        error = switch_to_wal(store, db);
    }
    if (error == 0) {
        sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    }
    return error;
}
