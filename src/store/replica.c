/* SPDX-License-Identifier: MIT */
#include "store/replica.h"

#include "base/log.h"
#include "port/file.h"
#include "store/error.h"
#include "store/internal.h"
#include "store/schema.h"

#include <stdio.h>
#include <string.h>

#define STAGED_NAME "ntms.db.import"

enum { PATH_BYTES = PORT_PATH_SIZE + 16, PATIENCE_MS = 2000 };

static const char *const BESIDE[] = {"-wal", "-shm", "-journal"};

/* ---- files ---- */

/* Removes a file when there is one. */
static base_error remove_file(const char *path)
{
    base_error error = port_file_delete(path);

    return error == BASE_ERROR_FILE_NOT_FOUND || error == BASE_ERROR_PATH_NOT_FOUND
               ? BASE_ERROR_SUCCESS
               : error;
}

static base_error remove_beside(const char *path)
{
    char name[PATH_BYTES];
    base_error error = BASE_ERROR_SUCCESS;

    for (size_t i = 0; error == BASE_ERROR_SUCCESS && i < sizeof BESIDE / sizeof *BESIDE; i++) {
        snprintf(name, sizeof name, "%s%s", path, BESIDE[i]);
        error = remove_file(name);
    }
    return error;
}

static base_error remove_all(const char *path)
{
    base_error error = remove_beside(path);

    return error != BASE_ERROR_SUCCESS ? error : remove_file(path);
}

/* The file and the log beside it. */
static base_error copy_all(const char *from, const char *to)
{
    char log_from[PATH_BYTES];
    char log_to[PATH_BYTES];
    base_error error = port_file_copy(from, to);

    snprintf(log_from, sizeof log_from, "%s-wal", from);
    snprintf(log_to, sizeof log_to, "%s-wal", to);
    return error == BASE_ERROR_SUCCESS && port_file_exists(log_from)
               ? port_file_copy(log_from, log_to)
               : error;
}

/* ---- SQLite ---- */

static base_error open_file(const char *path, int flags, sqlite3 **db)
{
    int code =
        sqlite3_open_v2(path, db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, NULL);

    if (code == SQLITE_OK) {
        sqlite3_busy_timeout(*db, PATIENCE_MS);
        sqlite3_db_config(*db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
        sqlite3_db_config(*db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    }
    return store_error_from_sqlite(code);
}

/* The log's content into the file, and no log any more: then the file alone is the database. */
static int make_single(sqlite3 *db)
{
    return sqlite3_exec(db, "PRAGMA synchronous = FULL; PRAGMA journal_mode = DELETE", NULL, NULL,
                        NULL);
}

static base_error backup(sqlite3 *from, sqlite3 *to)
{
    sqlite3_backup *work = sqlite3_backup_init(to, "main", from, "main");
    int code = SQLITE_NOMEM;

    if (work != NULL) {
        (void)sqlite3_backup_step(work, -1);
        code = sqlite3_backup_finish(work);
    }
    if (code == SQLITE_OK) {
        code = make_single(to);
    }
    return store_error_from_sqlite(code);
}

base_error store_replica_write(struct store *store, const char *path)
{
    struct store_connection *connection = NULL;
    sqlite3 *copy = NULL;
    base_error error = remove_all(path);

    if (error != BASE_ERROR_SUCCESS) {
        return error == BASE_ERROR_SHARING_VIOLATION ? error : BASE_ERROR_DATABASE_FAILURE;
    }
    error = store_connection_acquire(store, &connection);
    if (error == BASE_ERROR_SUCCESS) {
        error = open_file(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &copy);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = backup(connection->db, copy);
    }
    sqlite3_close(copy);
    store_connection_release(store, connection);
    if (error != BASE_ERROR_SUCCESS) {
        (void)remove_all(path);
    }
    return error;
}

/* ---- taking one over ---- */

static base_error check_kind(sqlite3 *db, const char *path)
{
    struct store_schema_state state;
    uint64_t size = 0;
    uint32_t version;
    base_error error = port_file_size(path, &size);

    (void)store_schema_steps(&version);
    if (error == BASE_ERROR_SUCCESS) {
        error = store_schema_peek(db, size);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_schema_read(db, &state);
    }
    if (error == BASE_ERROR_SUCCESS && (state.empty || state.application != STORE_APPLICATION_ID ||
                                        state.version == 0 || state.version > version)) {
        error = BASE_ERROR_DATABASE_FAILURE;
    }
    return error;
}

/* A copy of `path` that is proved and is one file; nothing after an error. */
static base_error stage(const char *path, const char *staged)
{
    sqlite3 *db = NULL;
    base_error error = remove_all(staged);

    if (error == BASE_ERROR_SUCCESS) {
        error = copy_all(path, staged);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = open_file(staged, SQLITE_OPEN_READWRITE, &db);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = check_kind(db, staged);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_check_content(db);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_error_from_sqlite(make_single(db));
    }
    sqlite3_close(db);
    if (error != BASE_ERROR_SUCCESS) {
        (void)remove_all(staged);
    }
    return error == BASE_ERROR_SUCCESS || error == BASE_ERROR_NOT_ENOUGH_MEMORY
               ? error
               : BASE_ERROR_DATABASE_FAILURE;
}

base_error store_replica_check(const char *path, const char *scratch)
{
    base_error error = stage(path, scratch);

    if (error == BASE_ERROR_SUCCESS) {
        (void)remove_all(scratch);
    }
    return error;
}

/*
 * The old database, as one file where it is sound, is kept. Only somebody who has it open is an
 * obstacle: that would go on writing to it.
 */
static base_error retire(const char *live, const char *replaced)
{
    sqlite3 *db = NULL;
    base_error error;
    int code;

    if (!port_file_exists(live)) {
        return BASE_ERROR_SUCCESS;
    }
    error = open_file(live, SQLITE_OPEN_READWRITE, &db);
    if (error == BASE_ERROR_SUCCESS) {
        code = make_single(db);
        error = (code & 0xFF) == SQLITE_BUSY ? BASE_ERROR_DATABASE_FAILURE : BASE_ERROR_SUCCESS;
    }
    sqlite3_close(db);
    if (error == BASE_ERROR_SUCCESS) {
        error = remove_all(replaced);
    }
    return error != BASE_ERROR_SUCCESS ? error : copy_all(live, replaced);
}

base_error store_replica_install(const char *path, const char *folder)
{
    char live[PORT_PATH_SIZE];
    char staged[PORT_PATH_SIZE];
    char replaced[PORT_PATH_SIZE];

    if (port_path_join(folder, STORE_FILE_NAME, live, sizeof live) != BASE_ERROR_SUCCESS ||
        port_path_join(folder, STAGED_NAME, staged, sizeof staged) != BASE_ERROR_SUCCESS ||
        port_path_join(folder, STORE_REPLACED_NAME, replaced, sizeof replaced) !=
            BASE_ERROR_SUCCESS) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    base_error error = stage(path, staged);
    if (error == BASE_ERROR_SUCCESS) {
        error = retire(live, replaced);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = remove_beside(live);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = port_file_rename(staged, live);
    }
    if (error != BASE_ERROR_SUCCESS) {
        (void)remove_all(staged);
    }
    return error == BASE_ERROR_SUCCESS || error == BASE_ERROR_NOT_ENOUGH_MEMORY
               ? error
               : BASE_ERROR_DATABASE_FAILURE;
}
