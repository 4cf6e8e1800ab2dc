/* SPDX-License-Identifier: MIT */
/*
 * ExportNtmsDatabase of a database with 100,000 cartridges on the shelf, against SQLite's own
 * backup of the same file to another one.
 */
#include "bench.h"

#include <stdio.h>

enum { MEDIA = 100000 };

static struct {
    HANDLE session;
    sqlite3 *file; /* the product's own */
    char copy[MAX_PATH];
} work;

static void export(void *context)
{
    (void)context;
    DWORD error = bench_product.export_database(work.session);
    if (error != ERROR_SUCCESS)
        bench_fail("ExportNtmsDatabase", error);
}

static void back_up(void *context)
{
    sqlite3 *copy = NULL;
    (void)context;
    DeleteFileA(work.copy);
    if (sqlite3_open(work.copy, &copy) != SQLITE_OK)
        bench_fail("the copy cannot be opened", (uint32_t)sqlite3_errcode(copy));
    sqlite3_backup *backup = sqlite3_backup_init(copy, "main", work.file, "main");
    if (backup != NULL)
        (void)sqlite3_backup_step(backup, -1);
    if (backup == NULL || sqlite3_backup_finish(backup) != SQLITE_OK)
        bench_fail("the backup failed", (uint32_t)sqlite3_errcode(copy));
    bench_sqlite_run(copy, "PRAGMA journal_mode = DELETE");
    sqlite3_close(copy);
}

/* Copies of a cartridge that the library has, past the product: so many do not fit into one. */
static void fill_shelf(void)
{
    char numbers[256];
    sqlite3 *file = bench_sqlite_open("ntms.db");
    snprintf(numbers, sizeof numbers,
             "CREATE TEMP TABLE number AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL"
             " SELECT i + 1 FROM n WHERE i < %u) SELECT i, randomblob(16) AS id FROM n",
             (unsigned)(bench_quick ? MEDIA / 20 : MEDIA));
    bench_sqlite_run(file, numbers);
    bench_sqlite_run(
        file,
        "BEGIN IMMEDIATE;"
        "INSERT INTO physical_media (id, created, modified, enabled, operational_state, name,"
        " description, current_library, media_pool, location_type, media_type, barcode,"
        " barcode_state, sequence_number, media_state, number_of_partitions, media_type_code,"
        " density_code, missing_since) SELECT n.id, m.created, m.modified, m.enabled,"
        " m.operational_state, 'Tape ' || n.i, m.description,"
        " (SELECT id FROM library WHERE library_type = 1), m.media_pool, 16, m.media_type,"
        " 'T' || n.i, 1, n.i, 0, 1, m.media_type_code, m.density_code, 0"
        " FROM number AS n, (SELECT * FROM physical_media ORDER BY entry LIMIT 1) AS m;"
        "INSERT INTO media_side (id, created, modified, enabled, operational_state, name,"
        " description, physical_media, state, side, label_id, label_type, label_info, mount_count,"
        " allocate_count, capacity) SELECT randomblob(16), s.created, s.modified, s.enabled,"
        " s.operational_state, 'Tape ' || n.i, s.description, n.id, s.state, s.side, s.label_id,"
        " s.label_type, s.label_info, 0, 0, s.capacity"
        " FROM number AS n, (SELECT * FROM media_side ORDER BY entry LIMIT 1) AS s;"
        "COMMIT");
    sqlite3_close(file);
}

void bench_export(void)
{
    struct vtl_client_library library;

    bench_folder("export", TRUE);
    bench_library(&library, 20);
    (void)bench_vtl_build(&library);
    bench_product_load();
    bench_product.close(bench_product_open());
    fill_shelf();
    work.session = bench_product_open();
    work.file = bench_sqlite_open("ntms.db");
    bench_folder_path("copy.db", work.copy);
    struct bench_result result = bench_pairs(export, back_up, NULL, bench_repetitions(20), 1, 0);
    bench_row_times("ExportNtmsDatabase with 100,000 media", "SQLite's backup of the same", &result,
                    NULL);
    bench_product.close(work.session);
}
