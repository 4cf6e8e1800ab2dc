/* SPDX-License-Identifier: MIT */
/*
 * What a process pays for using us: its memory with a library of 1,000 and of 10,000 slots over one
 * that only loads the DLL, and the time from LoadLibrary to the first answer against opening and
 * reading the database with SQLite alone. Each sample is a process of its own, told by its exit
 * code.
 */
#include "bench.h"

#include <psapi.h>

#include <stdio.h>
#include <stdlib.h>

/* ---- memory ---- */

static DWORD peak_kib(void)
{
    PROCESS_MEMORY_COUNTERS counters;
    if (!GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters))
        bench_fail("the memory cannot be asked for", GetLastError());
    return (DWORD)(counters.PeakWorkingSetSize / 1024);
}

void bench_memory_bare(void)
{
    bench_product_load();
    ExitProcess(peak_kib());
}

/* A session on a library never seen; all its slots and media are listed and read. */
void bench_memory_use(void)
{
    static const DWORD types[] = {NTMS_STORAGESLOT, NTMS_PHYSICAL_MEDIA, NTMS_PARTITION};

    bench_folder("memory", TRUE);
    bench_product_load();
    HANDLE session = bench_product_open();
    for (size_t t = 0; t < sizeof types / sizeof types[0]; t++) {
        DWORD count;
        NTMS_GUID *ids = bench_product_list(session, NULL, types[t], &count);
        for (DWORD i = 0; i < count; i++)
            (void)bench_product_read(session, &ids[i], types[t]);
        free(ids);
    }
    Sleep(1000); /* the library's manager takes it over */
    bench_product.close(session);
    ExitProcess(peak_kib());
}

static void measure_memory(uint32_t slots, const char *reach)
{
    struct vtl_client_library library;
    double bare[5];
    double use[5];
    uint32_t rounds = bench_quick ? 1 : 5;
    char ours_text[32];
    char bare_text[32];
    char figure[32];
    char what[64];

    bench_library(&library, slots);
    (void)bench_vtl_build(&library);
    for (uint32_t i = 0; i < rounds; i++) {
        bare[i] = bench_child("memory-bare") / 1024.0;
        use[i] = bench_child("memory-use") / 1024.0;
    }
    double of_bare = bench_median(bare, rounds);
    double of_use = bench_median(use, rounds);
    snprintf(ours_text, sizeof ours_text, "%.1f MiB", of_use);
    snprintf(bare_text, sizeof bare_text, "%.1f MiB", of_bare);
    snprintf(figure, sizeof figure, "+%.1f MiB", of_use - of_bare);
    snprintf(what, sizeof what, "peak memory with %u,000 slots", (unsigned)(slots / 1000));
    bench_row_text(what, ours_text, "a program that only loads the DLL", bare_text, figure, reach);
}

void bench_memory(void)
{
    measure_memory(1000, "24 MiB");
    measure_memory(10000, "64 MiB");
}

/* ---- start ---- */

static DWORD microseconds_since(double start)
{
    return (DWORD)((bench_now() - start) * 1e6);
}

void bench_start_use(void)
{
    DWORD count;

    bench_folder("start", FALSE);
    double start = bench_now();
    bench_product_load();
    HANDLE session = bench_product_open();
    free(bench_product_list(session, NULL, NTMS_LIBRARY, &count));
    DWORD taken = microseconds_since(start);
    bench_product.close(session);
    ExitProcess(taken);
}

void bench_start_bare(void)
{
    bench_folder("start", FALSE);
    double start = bench_now();
    sqlite3 *db = bench_sqlite_open("ntms.db");
    if (bench_sqlite_rows(bench_sqlite_prepare(db, "SELECT id FROM library")) == 0)
        bench_fail("there are no libraries", ERROR_OBJECT_NOT_FOUND);
    DWORD taken = microseconds_since(start);
    sqlite3_close_v2(db);
    ExitProcess(taken);
}

static void start_use(void *context)
{
    *(double *)context = bench_child("start-use") / 1e6;
}

void bench_start(void)
{
    struct vtl_client_library library;
    struct bench_result result;
    double use[9];
    double bare[9];
    double ratio[9];
    uint32_t rounds = bench_quick ? 1 : 9;
    char first_text[32];
    double first = 0;

    bench_folder("start", TRUE);
    bench_library(&library, 20);
    (void)bench_vtl_build(&library);
    start_use(&first);
    for (uint32_t i = 0; i < rounds; i++) {
        bare[i] = bench_child("start-bare") / 1e6;
        start_use(&use[i]);
        ratio[i] = use[i] / bare[i];
    }
    result.ours = bench_median(use, rounds);
    result.bare = bench_median(bare, rounds);
    result.ratio = bench_median(ratio, rounds);
    snprintf(first_text, sizeof first_text, "%.0f ms", first * 1e3);
    bench_row_text("LoadLibrary to the first answer, no database yet", first_text, "", "", "",
                   NULL);
    bench_row_times("LoadLibrary to the first answer", "opening the database, one query", &result,
                    NULL);
}
