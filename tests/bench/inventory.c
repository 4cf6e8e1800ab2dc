/* SPDX-License-Identifier: MIT */
/*
 * Service start with 10,000 slots: a library never seen, and one that is known and unchanged,
 * against the bare READ ELEMENT STATUS of all its slots.
 */
#include "bench.h"

#include "vtl_test/scsi.h"

#include <stdio.h>
#include <stdlib.h>

enum { SLOTS = 10000, FIRST_ADDRESS = 1000, DESCRIPTORS_AT_ONCE = 500 };

static void sweep(void *context)
{
    (void)context;
    HANDLE changer = scsi_open("Changer", 0);
    uint32_t slots = bench_quick ? SLOTS / 20 : SLOTS;
    uint32_t first = 0;

    while (first < slots) {
        uint32_t address = FIRST_ADDRESS + first;
        uint32_t sense = scsi_receive(changer,
                                      CDB(0xB8, 0x12, (uint8_t)(address >> 8), (uint8_t)address,
                                          DESCRIPTORS_AT_ONCE >> 8, DESCRIPTORS_AT_ONCE & 0xFF, 0,
                                          0, (SCSI_DATA_MAX - 1) >> 8, (SCSI_DATA_MAX - 1) & 0xFF),
                                      SCSI_DATA_MAX - 1);
        if (sense >> 16 == 6)
            continue;
        if (sense != 0)
            bench_fail("READ ELEMENT STATUS; the error number is its sense data", sense);
        first += (uint32_t)scsi.data[2] << 8 | scsi.data[3];
    }
    CloseHandle(changer);
}

static double time_of(bench_work *work)
{
    double start = bench_now();
    work(NULL);
    return bench_now() - start;
}

static HANDLE session;

static void open_session(void *context)
{
    (void)context;
    session = bench_product_open();
}

static void row(const char *what, double ours, double bare, const char *reach)
{
    struct bench_result result = {ours, bare, ours / bare};
    char against[64];
    snprintf(against, sizeof against, "bare READ ELEMENT STATUS of %u slots",
             (unsigned)(bench_quick ? SLOTS / 20 : SLOTS));
    bench_row_times(what, against, &result, reach);
}

void bench_inventory(void)
{
    struct vtl_client_library library;
    double known[5];
    double bare[6];
    uint32_t rounds = bench_quick ? 1 : 5;

    bench_folder("inventory", TRUE);
    bench_library(&library, bench_quick ? SLOTS / 20 : SLOTS);
    (void)bench_vtl_build(&library);
    bench_product_load();
    bare[0] = time_of(sweep);
    double first = time_of(open_session);
    for (uint32_t i = 0; i < rounds; i++) {
        bench_product.close(session);
        bare[i + 1] = time_of(sweep);
        known[i] = time_of(open_session);
    }
    bench_product.close(session);
    double sweeping = bench_median(bare, rounds + 1);
    row("session on a new library, every slot", first, sweeping, NULL);
    row("session on the same library, known", bench_median(known, rounds), sweeping, NULL);
}
