/* SPDX-License-Identifier: MIT */
/*
 * 10,000 slots: an inventory, from the call to the end of its request, against the bare READ
 * ELEMENT STATUS of all slots and one durable transaction; the service start with a library never
 * seen, and with one that is known, against the bare READ ELEMENT STATUS.
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

/* ---- an inventory ---- */

enum { INVENTORIES = 30, REST_MS = 20, PATIENCE_MS = 60000 };

static NTMS_GUID known_library;
static sqlite3_stmt *insert;
static HANDLE channel; /* tells of library requests */

/* The request's last change is its end; nothing else is asked of the library meanwhile. */
static void take_inventory(void *context)
{
    DWORD state = NTMS_LM_QUEUED;
    (void)context;
    DWORD error = bench_product.inventory(session, &known_library, NTMS_INVENTORY_FAST);
    while (error == ERROR_SUCCESS && state != NTMS_LM_PASSED) {
        NTMS_NOTIFICATIONINFORMATION news;
        error = bench_product.wait_notification(channel, &news, PATIENCE_MS);
        if (error == ERROR_SUCCESS)
            state = bench_product_request_state(session, &news.ObjectId);
    }
    if (error != ERROR_SUCCESS)
        bench_fail("an inventory does not pass", error);
}

static void sweep_and_record(void *context)
{
    sweep(context);
    (void)bench_sqlite_rows(insert);
}

static void measure_inventories(const char *what)
{
    known_library = bench_product_library(session);
    channel = bench_product.open_notification(session, NTMS_LIBREQUEST);
    if (channel == INVALID_HANDLE_VALUE)
        bench_fail("no channel", GetLastError());
    sqlite3 *bare = bench_sqlite_open("bare.db");
    bench_sqlite_run(bare, "CREATE TABLE bare (number INTEGER PRIMARY KEY, id BLOB)");
    insert = bench_sqlite_prepare(bare, "INSERT INTO bare (id) VALUES (randomblob(16))");
    struct bench_result result = bench_pairs(take_inventory, sweep_and_record, NULL,
                                             bench_repetitions(INVENTORIES), 1, REST_MS);
    bench_row_times(what, "bare READ ELEMENT STATUS, one transaction", &result, "1.3");
    bench_product.close_notification(channel);
    sqlite3_finalize(insert);
    sqlite3_close(bare);
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
    measure_inventories("an inventory of 10,000 slots by class codes");
    bench_product.close(session);
    double sweeping = bench_median(bare, rounds + 1);
    row("session on a new library, every slot", first, sweeping, NULL);
    row("session on the same library, known", bench_median(known, rounds), sweeping, NULL);

    /* The product sends what the bare sweep sends; the answers of class codes are longer. */
    library.class_changer = 0;
    bench_folder("inventory-commands", TRUE);
    (void)bench_vtl_build(&library);
    open_session(NULL);
    measure_inventories("an inventory of 10,000 slots by SCSI commands");
    bench_product.close(session);
}
