/* SPDX-License-Identifier: MIT */
/*
 * A night's work: 1,000 mounts over 4 drives by eight threads, each of which uses its tape for a
 * moment and gives it back; now and then a drive asks to be cleaned and is, by itself, in the gap.
 * From the first call to the last cartridge's way home, against the time below which the devices
 * themselves cannot do it: what the robot moves one after the other, or a quarter of what the
 * drives are busy with, whichever is longer.
 *
 * The device's times are a two-hundredth of a real library's (field data: a move of six seconds, 37
 * seconds to load, 60 to rewind and 17 to unload, two minutes to clean; the tape is used for a
 * minute), so the share of our own work is shown far larger than it would be.
 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DRIVES = 4,
    THREADS = 8,
    TAPES = 2 * THREADS, /* by turns */
    SLOTS = 24,
    CLEANER_SLOT = SLOTS - 1,
    MOUNTS = 1000,
    ALERT_EVERY = 40, /* mounts */
    CLEAN_NOW = 20,
    CLEAN_SOON = 21,
    MOVE_MS = 30,
    LOAD_MS = 185,
    UNLOAD_MS = 385,
    USE_MS = 300,
    CLEANING_MS = 600,
    PATIENCE_MS = 600000
};

static HANDLE session;
static vtl_handle vtl;
static NTMS_GUID library;
static NTMS_GUID drives[DRIVES];
static NTMS_GUID sides[TAPES];
static LONG mounts;
static volatile LONG next;

static void find_tapes(void)
{
    DWORD count;
    NTMS_GUID *media = bench_product_list(session, &library, NTMS_PHYSICAL_MEDIA, &count);
    if (count < TAPES)
        bench_fail("too few cartridges", count);
    for (DWORD i = 0; i < TAPES; i++) {
        DWORD found;
        NTMS_GUID *list = bench_product_list(session, &media[i], NTMS_PARTITION, &found);
        sides[i] = list[0];
        free(list);
    }
    free(media);
}

static void set_times(void)
{
    struct vtl_control_delays delays;
    vtl_delays_keep(&delays, 0);
    delays.move_ms = MOVE_MS;
    delays.load_ms = LOAD_MS;
    delays.unload_ms = UNLOAD_MS;
    delays.cleaning_ms = CLEANING_MS;
    vtl_delays(vtl, &delays);
}

static void alert(const NTMS_GUID *drive, LONG number)
{
    uint32_t flag = number / ALERT_EVERY % 2 == 0 ? CLEAN_NOW : CLEAN_SOON;
    for (uint32_t i = 0; i < DRIVES; i++) {
        if (memcmp(&drives[i], drive, sizeof *drive) == 0)
            vtl_alert(vtl, 0, i, flag, 1);
    }
}

static DWORD WINAPI work(void *context)
{
    uint32_t own = (uint32_t)(uintptr_t)context;
    for (uint32_t turn = 0;; turn++) {
        NTMS_GUID *side = &sides[2 * own + turn % 2];
        NTMS_GUID drive = NTMS_NULLGUID;
        LONG number = InterlockedIncrement(&next);
        if (number > mounts)
            return 0;
        DWORD error =
            bench_product.mount(session, side, &drive, 1, NTMS_MOUNT_READ, 0, PATIENCE_MS, NULL);
        if (error != ERROR_SUCCESS)
            bench_fail("MountNtmsMedia", error);
        if (number % ALERT_EVERY == 0)
            alert(&drive, number);
        Sleep(USE_MS);
        error = bench_product.dismount(session, side, 1, NTMS_DISMOUNT_IMMEDIATE);
        if (error != ERROR_SUCCESS)
            bench_fail("DismountNtmsMedia", error);
    }
}

/* All that the devices did is over: the arm rests and the drives are empty. */
static BOOL is_over(uint32_t *cleanings)
{
    struct vtl_dump dump;
    if (vtl_dump_read(vtl, &dump) != 0)
        bench_fail("the virtual library cannot be read", 0);
    BOOL over = dump.libraries[0].moving == 0;
    *cleanings = 0;
    for (uint32_t i = 0; i < DRIVES; i++) {
        over = over && dump.drives[i].cartridge == 0;
        *cleanings += dump.drives[i].cleanings;
    }
    vtl_dump_free(&dump);
    return over;
}

static double run(uint32_t *cleanings)
{
    HANDLE threads[THREADS];
    double start = bench_now();
    for (uint32_t i = 0; i < THREADS; i++) {
        threads[i] = CreateThread(NULL, 0, work, (void *)(uintptr_t)i, 0, NULL);
        if (threads[i] == NULL)
            bench_fail("CreateThread", GetLastError());
    }
    for (uint32_t i = 0; i < THREADS; i++) {
        WaitForSingleObject(threads[i], INFINITE);
        CloseHandle(threads[i]);
    }
    for (DWORD waited = 0; !is_over(cleanings); waited += 5) {
        if (waited > PATIENCE_MS)
            bench_fail("the cartridges do not come home", ERROR_TIMEOUT);
        Sleep(5);
    }
    return bench_now() - start;
}

/* Seconds below which the devices' own times do not let it be done. */
static double least(uint32_t cleanings)
{
    double moves = 2.0 * MOVE_MS * ((double)mounts + cleanings);
    double mounted = (double)mounts * (LOAD_MS + USE_MS + UNLOAD_MS);
    double cleaned = (double)cleanings * (LOAD_MS + CLEANING_MS);
    double drive = (moves + mounted + cleaned) / DRIVES;
    return (moves > drive ? moves : drive) / 1e3;
}

void bench_makespan(void)
{
    struct vtl_client_library config;
    struct bench_result result;
    char what[64];
    uint32_t cleanings = 0;

    bench_folder("makespan", TRUE);
    bench_library(&config, SLOTS);
    config.drives = DRIVES;
    vtl = bench_vtl_build(&config);
    bench_product_load();
    session = bench_product_open();
    library = bench_product_library(session);
    for (uint32_t i = 0; i < DRIVES; i++)
        drives[i] = bench_product_numbered(session, &library, NTMS_DRIVE, i);
    bench_product_cleaner(session, vtl, &library, CLEANER_SLOT);
    find_tapes();
    set_times();
    mounts = bench_quick ? MOUNTS / 10 : MOUNTS;
    result.ours = run(&cleanings);
    result.bare = least(cleanings);
    result.ratio = result.ours / result.bare;
    snprintf(what, sizeof what, "%u mounts, 4 drives, %u cleanings", (unsigned)mounts,
             (unsigned)cleanings);
    bench_row_times(what, "the least that the devices' own times allow", &result, "1.10");
    bench_product.close(session);
}
