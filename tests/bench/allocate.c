/* SPDX-License-Identifier: MIT */
/*
 * AllocateNtmsMedia out of a full Free pool: a tape is found, moved into the application's pool
 * with its side and given to the caller, durably, against two durable one-row transactions of
 * SQLite alone.
 */
#include "bench.h"

#include <stdlib.h>

enum { SLOTS = 1000, REST_MS = 4, LTO = 0x56 };

static struct {
    HANDLE session;
    NTMS_GUID pool;
    sqlite3_stmt *insert;
} work;

static void allocate(void *context)
{
    (void)context;
    NTMS_GUID media = NTMS_NULLGUID;
    DWORD error =
        bench_product.allocate(work.session, &work.pool, NULL, &media, NTMS_ALLOCATE_NEW, 0, NULL);
    if (error != ERROR_SUCCESS)
        bench_fail("AllocateNtmsMedia", error);
}

static void insert_twice(void *context)
{
    (void)context;
    (void)bench_sqlite_rows(work.insert);
    (void)bench_sqlite_rows(work.insert);
}

static NTMS_GUID lto(void)
{
    DWORD count;
    NTMS_GUID *list = bench_product_list(work.session, NULL, NTMS_MEDIA_TYPE, &count);
    NTMS_GUID found = NTMS_NULLGUID;
    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW type = bench_product_read(work.session, &list[i], NTMS_MEDIA_TYPE);
        if (type.Info.MediaType.MediaType == LTO)
            found = list[i];
    }
    free(list);
    return found;
}

static void make_pool(void)
{
    NTMS_GUID type = lto();
    DWORD error =
        bench_product.create_pool(work.session, L"Bench", &type, NTMS_CREATE_NEW, NULL, &work.pool);
    if (error != ERROR_SUCCESS)
        bench_fail("CreateNtmsMediaPool", error);
}

/* All tapes are labelled and free, past the product: labelling them takes hours. */
static void fill_free_pool(void)
{
    sqlite3 *file = bench_sqlite_open("ntms.db");
    bench_sqlite_run(file,
                     "UPDATE media_pool SET allocation_policy = 1 WHERE pool_type = 1000;"
                     "UPDATE media_side SET state = 4;"
                     "UPDATE physical_media SET media_pool ="
                     " (SELECT c.id FROM media_pool AS c JOIN media_pool AS p ON p.id = c.parent"
                     "  WHERE c.pool_type = 1 AND c.media_type = physical_media.media_type)");
    sqlite3_close(file);
}

void bench_allocate(void)
{
    struct vtl_client_library library;

    bench_folder("allocate", TRUE);
    bench_library(&library, SLOTS);
    (void)bench_vtl_build(&library);
    bench_product_load();
    work.session = bench_product_open();
    Sleep(1000); /* the library's manager takes it over */
    make_pool();
    fill_free_pool();
    sqlite3 *bare = bench_sqlite_open("bare.db");
    bench_sqlite_run(bare, "CREATE TABLE bare (number INTEGER PRIMARY KEY, id BLOB)");
    work.insert = bench_sqlite_prepare(bare, "INSERT INTO bare (id) VALUES (randomblob(16))");
    struct bench_result result =
        bench_pairs(allocate, insert_twice, NULL, bench_repetitions(200), 1, REST_MS);
    bench_row_times("AllocateNtmsMedia, of 1,000 free media", "two durable one-row transactions",
                    &result, "1.3");
    bench_product.close(work.session);
}
