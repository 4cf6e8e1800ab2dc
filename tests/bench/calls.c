/* SPDX-License-Identifier: MIT */
/*
 * Single calls against what SQLite alone needs for the like: CleanNtmsDrive against a durable
 * one-row transaction, GetNtmsObjectInformation against a prepared query of the same row.
 *
 * CleanNtmsDrive only stores the request; so that its execution does not run beside the clock, the
 * robot is kept busy, for another drive, by a move that takes longer than the measurement: all
 * other requests stay queued. The process ends without closing its session: closing would wait for
 * all those cleanings.
 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>

enum { LONG_MOVE_MS = 600000, REST_MS = 4 };

static struct {
    HANDLE session;
    NTMS_GUID drive;
    NTMS_GUID other_drive;
    sqlite3 *db;
    sqlite3_stmt *insert;
    sqlite3 *file; /* the product's own */
    sqlite3_stmt *select;
} calls;

static void clean(void *context)
{
    (void)context;
    DWORD error = bench_product.clean(calls.session, &calls.drive);
    if (error != ERROR_SUCCESS)
        bench_fail("CleanNtmsDrive", error);
}

static void insert(void *context)
{
    (void)context;
    (void)bench_sqlite_rows(calls.insert);
}

static void read(void *context)
{
    (void)context;
    (void)bench_product_read(calls.session, &calls.drive, NTMS_DRIVE);
}

static void query(void *context)
{
    (void)context;
    sqlite3_bind_blob(calls.select, 1, &calls.drive, sizeof calls.drive, SQLITE_STATIC);
    if (bench_sqlite_rows(calls.select) != 1)
        bench_fail("the drive's row is not there", ERROR_OBJECT_NOT_FOUND);
}

static void measure_reading(void)
{
    calls.file = bench_sqlite_open("ntms.db");
    calls.select = bench_sqlite_prepare(calls.file, "SELECT * FROM drive WHERE id = ?1");
    struct bench_result result = bench_pairs(read, query, NULL, bench_repetitions(200), 200, 0);
    bench_row_times("GetNtmsObjectInformation", "prepared query of the same row", &result, "1.5");
}

static void measure_cleaning(vtl_handle vtl)
{
    struct vtl_control_delays delays;

    calls.db = bench_sqlite_open("bare.db");
    bench_sqlite_run(calls.db, "CREATE TABLE bare (number INTEGER PRIMARY KEY, id BLOB)");
    calls.insert = bench_sqlite_prepare(calls.db, "INSERT INTO bare (id) VALUES (randomblob(16))");
    vtl_delays_keep(&delays, 0);
    delays.move_ms = LONG_MOVE_MS;
    vtl_delays(vtl, &delays);
    DWORD error = bench_product.clean(calls.session, &calls.other_drive);
    if (error != ERROR_SUCCESS)
        bench_fail("CleanNtmsDrive", error);
    Sleep(500); /* the move is under way */
    struct bench_result result =
        bench_pairs(clean, insert, NULL, bench_repetitions(200), 1, REST_MS);
    bench_row_times("CleanNtmsDrive", "durable one-row transaction", &result, "1.3");
}

void bench_calls(void)
{
    struct vtl_client_library library;

    bench_folder("calls", TRUE);
    bench_library(&library, 20);
    vtl_handle vtl = bench_vtl_build(&library);
    bench_product_load();
    calls.session = bench_product_open();
    NTMS_GUID id = bench_product_library(calls.session);
    calls.drive = bench_product_numbered(calls.session, &id, NTMS_DRIVE, 0);
    calls.other_drive = bench_product_numbered(calls.session, &id, NTMS_DRIVE, 1);
    bench_product_cleaner(calls.session, vtl, &id, 19);
    measure_reading();
    measure_cleaning(vtl);
}
