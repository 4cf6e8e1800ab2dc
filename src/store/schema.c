/* SPDX-License-Identifier: MIT */
#include "store/schema.h"

#include "base/buffer.h"
#include "base/log.h"
#include "store/error.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define COMMON_COLUMNS                                                                             \
    " created INTEGER NOT NULL, -- milliseconds since 1970 UTC\n"                                  \
    " modified INTEGER NOT NULL,\n"                                                                \
    " enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),\n"                                       \
    " operational_state INTEGER NOT NULL CHECK (operational_state IN (0, 10, 20, 21)),\n"          \
    "   -- 0 ready, 10 starting, 20 failed, 21 not present\n"                                      \
    " name TEXT NOT NULL,\n"                                                                       \
    " description TEXT NOT NULL,\n"

const char store_schema_head[] =
    " entry INTEGER PRIMARY KEY, -- order of creation\n"
    " id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), -- GUID as in memory\n" COMMON_COLUMNS;

const char store_schema_head_by_id[] =
    " entry INTEGER NOT NULL, -- order of creation: the journal's number of it\n"
    " id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16), -- GUID as in memory\n" COMMON_COLUMNS;

const char store_schema_scsi[] = " scsi_port INTEGER NOT NULL CHECK (scsi_port >> 16 = 0),\n"
                                 " scsi_bus INTEGER NOT NULL CHECK (scsi_bus >> 16 = 0),\n"
                                 " scsi_target INTEGER NOT NULL CHECK (scsi_target >> 16 = 0),\n"
                                 " scsi_lun INTEGER NOT NULL CHECK (scsi_lun >> 16 = 0),\n";

const char store_schema_guid[] =
    " lower(substr(hex(id), 7, 2) || substr(hex(id), 5, 2) || substr(hex(id), 3, 2) ||\n"
    "  substr(hex(id), 1, 2) || '-' || substr(hex(id), 11, 2) || substr(hex(id), 9, 2) || '-' ||\n"
    "  substr(hex(id), 15, 2) || substr(hex(id), 13, 2) || '-' || substr(hex(id), 17, 4) ||\n"
    "  '-' || substr(hex(id), 21, 12))\n";

static const char *const *const first_texts[] = {store_schema_devices, store_schema_media,
                                                 store_schema_service, store_schema_views, NULL};

static const char *const *const second_texts[] = {store_schema_mounts, NULL};

static const char *const *const third_texts[] = {store_schema_libraries, NULL};

static const struct store_schema_step steps_of_this_version[] = {
    {first_texts}, {second_texts}, {third_texts}};

const struct store_schema_step *store_schema_steps(uint32_t *count)
{
    *count = sizeof steps_of_this_version / sizeof steps_of_this_version[0];
    return steps_of_this_version;
}

static base_error read_number(struct sqlite3 *db, const char *sql, uint32_t *value)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);

    if (code == SQLITE_OK) {
        code = sqlite3_step(statement);
    }
    if (code == SQLITE_ROW) {
        *value = (uint32_t)sqlite3_column_int64(statement, 0);
    }
    sqlite3_finalize(statement);
    if (code == SQLITE_DONE) {
        return BASE_ERROR_DATABASE_FAILURE;
    }
    return store_error_from_sqlite(code);
}

static base_error read_state(struct sqlite3 *db, struct store_schema_state *state)
{
    uint32_t pages = 0;
    base_error error = read_number(db, "PRAGMA application_id", &state->application);

    if (error == 0) {
        error = read_number(db, "PRAGMA user_version", &state->version);
    }
    if (error == 0) {
        error = read_number(db, "PRAGMA page_count", &pages);
    }
    /* The version guards against a first page that an open transaction has only in memory. */
    state->empty = pages == 0 || (pages == 1 && state->application == 0 && state->version == 0);
    return error;
}

base_error store_schema_read(struct sqlite3 *db, struct store_schema_state *state)
{
    bool alone = sqlite3_get_autocommit(db) != 0;
    base_error error = BASE_ERROR_SUCCESS;

    /* The numbers belong together: another process may be creating the database between them. */
    if (alone) {
        error = store_error_from_sqlite(sqlite3_exec(db, "BEGIN", NULL, NULL, NULL));
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = read_state(db, state);
    }
    if (alone && sqlite3_get_autocommit(db) == 0) {
        (void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    }
    return error;
}

static base_error run_step(struct sqlite3 *db, const struct store_schema_step *step)
{
    struct base_buffer script = BASE_BUFFER_INIT;
    base_error error;

    for (const char *const *const *text = step->texts; *text != NULL; text++) {
        for (const char *const *piece = *text; *piece != NULL; piece++) {
            base_buffer_append(&script, *piece, strlen(*piece));
        }
    }
    error = base_buffer_append_zero(&script, 1);
    if (error == 0) {
        error =
            store_error_from_sqlite(sqlite3_exec(db, (const char *)script.data, NULL, NULL, NULL));
    }
    base_buffer_release(&script);
    return error;
}

base_error store_schema_migrate(struct sqlite3 *db, const struct store_schema_state *state,
                                const struct store_schema_step *steps, uint32_t count)
{
    char header[96];
    base_error error = 0;

    if (!state->empty && (state->application != STORE_APPLICATION_ID || state->version == 0)) {
        return base_log(BASE_LOG_ERROR, 700, BASE_ERROR_DATABASE_FAILURE,
                        "the database file belongs to another program");
    }
    if (state->version > count) {
        return base_log(BASE_LOG_ERROR, 701, BASE_ERROR_DATABASE_FAILURE,
                        "the database file has version %u, this program knows %u",
                        (unsigned)state->version, (unsigned)count);
    }
    if (state->version == count) {
        return 0;
    }
    for (uint32_t i = state->version; i < count && error == 0; i++) {
        error = run_step(db, &steps[i]);
    }
    if (error != 0) {
        return base_log(BASE_LOG_ERROR, 702, error, "the tables could not be made: %s",
                        sqlite3_errmsg(db));
    }
    snprintf(header, sizeof header, "PRAGMA application_id = %u; PRAGMA user_version = %u",
             (unsigned)STORE_APPLICATION_ID, (unsigned)count);
    return store_error_from_sqlite(sqlite3_exec(db, header, NULL, NULL, NULL));
}

base_error store_schema_peek(struct sqlite3 *db, uint64_t size)
{
    static const char magic[16] = "SQLite format 3";
    uint8_t header[100];
    sqlite3_file *file = NULL;
    struct base_reader reader;

    if (size == 0) {
        return 0;
    }
    if (sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK ||
        file == NULL || file->pMethods == NULL) {
        return BASE_ERROR_DATABASE_FAILURE;
    }
    if (size < sizeof header ||
        file->pMethods->xRead(file, header, sizeof header, 0) != SQLITE_OK) {
        return BASE_ERROR_DATABASE_FAILURE;
    }
    reader = base_reader_over(header, sizeof header);
    base_reader_seek(&reader, 68); /* SQLite file format 1.3: the application id */
    if (memcmp(header, magic, sizeof magic) != 0 ||
        base_reader_be32(&reader) != STORE_APPLICATION_ID) {
        return BASE_ERROR_DATABASE_FAILURE;
    }
    return 0;
}
