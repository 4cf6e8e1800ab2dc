/* SPDX-License-Identifier: MIT */
/*
 * A whole cleaning, from CleanNtmsDrive to the request's end as a polling program sees it, against
 * the same device commands sent one after the other by this program: the cleaner into the drive,
 * asking until the drive has done, unloading, the cleaner back into its slot.
 *
 * The device's times are a hundredth to a tenth of a real library's (field data: a move of some
 * seconds, a cleaning of minutes), so the share of our own work is shown larger than it would be.
 */
#include "bench.h"

#include "vtl_test/scsi.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    CLEANER_SLOT = 19,
    SLOT_ADDRESS = 1000 + CLEANER_SLOT,
    DRIVE_ADDRESS = 256,
    ASK_AGAIN_MS = 10
};

static struct {
    HANDLE session;
    NTMS_GUID library;
    NTMS_GUID drive;
} cleaning;

static void by_product(void *context)
{
    (void)context;
    DWORD error = bench_product.clean(cleaning.session, &cleaning.drive);
    if (error != ERROR_SUCCESS)
        bench_fail("CleanNtmsDrive", error);
    bench_product_finish(cleaning.session, &cleaning.library, NTMS_LM_CLEANDRIVE);
}

static HANDLE device(const char *name)
{
    HANDLE opened = scsi_open(name, 0);
    if (opened == INVALID_HANDLE_VALUE)
        bench_fail("a device cannot be opened", GetLastError());
    return opened;
}

static void move(HANDLE changer, uint32_t from, uint32_t to)
{
    uint32_t sense = scsi_send(changer, CDB(0xA5, 0, 0, 0, (uint8_t)(from >> 8), (uint8_t)from,
                                            (uint8_t)(to >> 8), (uint8_t)to));
    if (sense >> 16 == 6) /* a unit attention: not done */
        sense = scsi_send(changer, CDB(0xA5, 0, 0, 0, (uint8_t)(from >> 8), (uint8_t)from,
                                       (uint8_t)(to >> 8), (uint8_t)to));
    if (sense != 0)
        bench_fail("MOVE MEDIUM; the error number is its sense data", sense);
}

/* 2/30/03: cleaning; 2/04/xx: on its way to it. Anything else: over. */
static BOOL is_cleaning(uint32_t sense)
{
    uint32_t asc = sense >> 8 & 0xFF;
    return sense >> 16 == 6 || (sense >> 16 == 2 && (sense == 0x023003 || (asc == 0x04)));
}

static void by_hand(void *context)
{
    (void)context;
    HANDLE changer = device("Changer");
    HANDLE drive = device("Tape");

    move(changer, SLOT_ADDRESS, DRIVE_ADDRESS);
    while (is_cleaning(scsi_send(drive, CDB(0x00))))
        Sleep(ASK_AGAIN_MS);
    (void)scsi_send(drive, CDB(0x1B));
    move(changer, DRIVE_ADDRESS, SLOT_ADDRESS);
    CloseHandle(drive);
    CloseHandle(changer);
}

static void set_times(vtl_handle vtl)
{
    struct vtl_control_delays delays;
    vtl_delays_keep(&delays, 0);
    delays.move_ms = 200;
    delays.load_ms = 100;
    delays.unload_ms = 100;
    delays.cleaning_ms = bench_quick ? 300 : 2000;
    vtl_delays(vtl, &delays);
}

void bench_cleaning(void)
{
    struct vtl_client_library library;

    bench_folder("cleaning", TRUE);
    bench_library(&library, 20);
    vtl_handle vtl = bench_vtl_build(&library);
    bench_product_load();
    cleaning.session = bench_product_open();
    cleaning.library = bench_product_library(cleaning.session);
    cleaning.drive = bench_product_numbered(cleaning.session, &cleaning.library, NTMS_DRIVE, 0);
    bench_product_cleaner(cleaning.session, vtl, &cleaning.library, CLEANER_SLOT);
    set_times(vtl);
    struct bench_result result =
        bench_pairs(by_product, by_hand, NULL, bench_repetitions(8), 1, 50);
    bench_row_times("a cleaning, call to end", "its bare device commands", &result, "1.1");
    bench_product.close(cleaning.session);
}
