/* SPDX-License-Identifier: MIT */
/*
 * A backup program's catalogue refresh: EnumerateNtmsObject and then one GetNtmsObjectInformation
 * for each of 10,000 cartridges, against one raw scan of the same table.
 */
#include "bench.h"

#include <stdlib.h>

enum { SLOTS = 10000 };

static struct {
    uint32_t media;
    HANDLE session;
    NTMS_GUID library;
    sqlite3_stmt *scan;
} list;

static void product(void *context)
{
    (void)context;
    DWORD count;
    NTMS_GUID *ids = bench_product_list(list.session, &list.library, NTMS_PHYSICAL_MEDIA, &count);
    if (count != list.media)
        bench_fail("cartridges are missing; found as many as the error number says", count);
    for (DWORD i = 0; i < count; i++)
        (void)bench_product_read(list.session, &ids[i], NTMS_PHYSICAL_MEDIA);
    free(ids);
}

static void scan(void *context)
{
    (void)context;
    if (bench_sqlite_rows(list.scan) != list.media)
        bench_fail("rows are missing", ERROR_OBJECT_NOT_FOUND);
}

void bench_list(void)
{
    struct vtl_client_library library;
    struct bench_result result;

    bench_folder("list", TRUE);
    bench_library(&library, bench_quick ? SLOTS / 20 : SLOTS);
    list.media = library.slots - 4;
    (void)bench_vtl_build(&library);
    bench_product_load();
    list.session = bench_product_open();
    list.library = bench_product_library(list.session);
    Sleep(2000); /* the library's manager takes it over */
    list.scan = bench_sqlite_prepare(bench_sqlite_open("ntms.db"), "SELECT * FROM physical_media");
    result = bench_pairs(product, scan, NULL, 1, 1, 0);
    bench_row_times("listing and reading 10,000 media, first time", "one raw scan of the table",
                    &result, "3");
    result = bench_pairs(product, scan, NULL, bench_repetitions(20), 1, 0);
    bench_row_times("listing and reading 10,000 media, again", "one raw scan of the table", &result,
                    "3");
    bench_product.close(list.session);
}
