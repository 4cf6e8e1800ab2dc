/* SPDX-License-Identifier: MIT */
/* Where a measurement takes place: its data folder, its virtual library, SQLite by itself. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char folder[MAX_PATH];

static void empty(const char *path)
{
    char pattern[MAX_PATH + 4];
    char file[2 * MAX_PATH];
    WIN32_FIND_DATAA found;

    snprintf(pattern, sizeof pattern, "%s\\*", path);
    HANDLE search = FindFirstFileA(pattern, &found);
    if (search == INVALID_HANDLE_VALUE)
        return;
    do {
        snprintf(file, sizeof file, "%s\\%s", path, found.cFileName);
        if ((found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0)
            DeleteFileA(file);
    } while (FindNextFileA(search, &found));
    FindClose(search);
}

void bench_folder(const char *name, BOOL fresh)
{
    char root[MAX_PATH - 64];
    DWORD length = GetEnvironmentVariableA("NTMS_TEST_FOLDER", root, sizeof root);

    if (length == 0 || length >= sizeof root)
        bench_fail("NTMS_TEST_FOLDER is not set: start with tests/bench/run", length);
    snprintf(folder, sizeof folder, "%s\\%s", root, name);
    CreateDirectoryA(folder, NULL);
    if (fresh)
        empty(folder);
    if (!SetEnvironmentVariableA("NTMS_DATA", folder))
        bench_fail("the environment cannot be set", GetLastError());
}

void bench_folder_path(const char *file, char path[MAX_PATH])
{
    if (snprintf(path, MAX_PATH, "%s\\%s", folder, file) >= MAX_PATH)
        bench_fail("the folder's name is too long", ERROR_BUFFER_OVERFLOW);
}

void bench_library(struct vtl_client_library *library, uint32_t slots)
{
    static char cartridges[64];

    vtl_config_default(library, 0);
    library->slots = slots;
    library->drives = 2;
    library->ports = 1;
    snprintf(cartridges, sizeof cartridges, "s0..s%u=A%%05uL4,data\n", (unsigned)(slots - 5));
    library->cartridges = cartridges;
}

vtl_handle bench_vtl_build(const struct vtl_client_library *library)
{
    vtl_handle vtl;
    uint32_t error = vtl_open(&vtl);

    if (error != 0)
        bench_fail("the virtual library is not loaded", error);
    error = vtl_build(vtl, library, 1, NULL, 0);
    if (error != 0)
        bench_fail("the virtual library cannot be built", error);
    return vtl;
}

static void expect(sqlite3 *db, int code, const char *what)
{
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW) {
        fprintf(stderr, "%s: %s\n", what, db == NULL ? "" : sqlite3_errmsg(db));
        bench_fail("SQLite", (uint32_t)code);
    }
}

sqlite3 *bench_sqlite_open(const char *file)
{
    char path[MAX_PATH];
    sqlite3 *db = NULL;

    bench_folder_path(file, path);
    expect(db, sqlite3_open(path, &db), path);
    bench_sqlite_run(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    return db;
}

void bench_sqlite_run(sqlite3 *db, const char *sql)
{
    expect(db, sqlite3_exec(db, sql, NULL, NULL, NULL), sql);
}

sqlite3_stmt *bench_sqlite_prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    expect(db, sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL), sql);
    return statement;
}

uint32_t bench_sqlite_rows(sqlite3_stmt *statement)
{
    uint32_t rows = 0;
    int code;

    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            if (sqlite3_column_type(statement, i) == SQLITE_INTEGER)
                (void)sqlite3_column_int64(statement, i);
            else
                (void)sqlite3_column_blob(statement, i);
        }
        rows++;
    }
    expect(sqlite3_db_handle(statement), code, "step");
    sqlite3_reset(statement);
    return rows;
}
