/* SPDX-License-Identifier: MIT */
/*
 * MountNtmsMedia, from the call to its return, against the same device commands sent one after the
 * other by this program: the cartridge into the drive, asking until the drive is ready, reading
 * the first block, which is the label that a mount compares. What takes the cartridge home again
 * belongs to neither.
 *
 * As for cleanings, the device's times are short; what is shown is a difference, so that does not
 * matter.
 */
#include "bench.h"

#include "vtl_test/scsi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SLOT = 0,
    SLOT_ADDRESS = 1000 + SLOT,
    DRIVE_ADDRESS = 256,
    BLOCK = 65024,
    ASK_AGAIN_MS = 1,
    PATIENCE_MS = 60000,
    PAIRS = 30,
    SMALL = 20,
    LARGE = 10000
};

static HANDLE session;

/* A cartridge with one side that can be mounted. */
struct tape {
    NTMS_GUID medium;
    NTMS_GUID side;
};

/* ---- by the product ---- */

static void wait_idle(struct tape *tape)
{
    for (DWORD waited = 0; waited < PATIENCE_MS; waited++) {
        NTMS_OBJECTINFORMATIONW medium =
            bench_product_read(session, &tape->medium, NTMS_PHYSICAL_MEDIA);
        if (medium.Info.PhysicalMedia.MediaState == NTMS_MEDIASTATE_IDLE &&
            medium.Info.PhysicalMedia.LocationType == NTMS_STORAGESLOT)
            return;
        Sleep(1);
    }
    bench_fail("the cartridge does not come home", ERROR_TIMEOUT);
}

static double by_product(struct tape *tape)
{
    NTMS_GUID drive = NTMS_NULLGUID;
    double start = bench_now();
    DWORD error =
        bench_product.mount(session, &tape->side, &drive, 1, NTMS_MOUNT_READ, 0, PATIENCE_MS, NULL);
    double taken = bench_now() - start;
    if (error != ERROR_SUCCESS)
        bench_fail("MountNtmsMedia", error);
    error = bench_product.dismount(session, &tape->side, 1, NTMS_DISMOUNT_IMMEDIATE);
    if (error != ERROR_SUCCESS)
        bench_fail("DismountNtmsMedia", error);
    wait_idle(tape);
    return taken;
}

/* ---- by hand ---- */

static HANDLE device(const char *name)
{
    HANDLE opened = scsi_open(name, 0);
    if (opened == INVALID_HANDLE_VALUE)
        bench_fail("a device cannot be opened", GetLastError());
    return opened;
}

static void move(HANDLE changer, uint32_t from, uint32_t to)
{
    const uint8_t *cdb =
        CDB(0xA5, 0, 0, 0, (uint8_t)(from >> 8), (uint8_t)from, (uint8_t)(to >> 8), (uint8_t)to);
    uint32_t sense = scsi_send(changer, cdb);
    if (sense >> 16 == 6) /* a unit attention: not done */
        sense = scsi_send(changer, cdb);
    if (sense != 0)
        bench_fail("MOVE MEDIUM; the error number is its sense data", sense);
}

/* 2/04/xx: becoming ready; 6/xx: an attention. */
static BOOL is_becoming_ready(uint32_t sense)
{
    return sense >> 16 == 6 || (sense >> 16 == 2 && (sense >> 8 & 0xFF) == 0x04);
}

/* A drive that a program has open is not mounted into: closed again each time. */
static double by_hand(void)
{
    HANDLE changer = device("Changer");
    HANDLE drive = device("Tape");
    double start = bench_now();
    uint32_t sense;
    move(changer, SLOT_ADDRESS, DRIVE_ADDRESS);
    while (is_becoming_ready(sense = scsi_send(drive, CDB(0x00))))
        Sleep(ASK_AGAIN_MS);
    if (sense != 0)
        bench_fail("TEST UNIT READY; the error number is its sense data", sense);
    /* The block is shorter than what is asked for: that is no failure. */
    (void)scsi_receive(drive, CDB(0x08, 0, BLOCK >> 16, BLOCK >> 8 & 0xFF, BLOCK & 0xFF), BLOCK);
    double taken = bench_now() - start;
    if (scsi.error != ERROR_SUCCESS || scsi.transferred == 0)
        bench_fail("the first block cannot be read", scsi.error);
    (void)scsi_send(drive, CDB(0x1B));
    move(changer, DRIVE_ADDRESS, SLOT_ADDRESS);
    CloseHandle(drive);
    CloseHandle(changer);
    return taken;
}

/* ---- the world ---- */

static NTMS_GUID find_pool(const NTMS_GUID *container, const NTMS_GUID *media_type)
{
    DWORD count;
    NTMS_GUID *list = bench_product_list(session, container, NTMS_MEDIA_POOL, &count);
    NTMS_GUID found = NTMS_NULLGUID;
    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW pool = bench_product_read(session, &list[i], NTMS_MEDIA_POOL);
        if (pool.Info.MediaPool.PoolType == NTMS_POOLTYPE_SCRATCH &&
            memcmp(&pool.Info.MediaPool.MediaType, media_type, sizeof *media_type) == 0)
            found = list[i];
    }
    free(list);
    return found;
}

/* The cartridge in the slot goes to Free: it gets a label. */
static void label(const NTMS_GUID *library, struct tape *tape)
{
    const NTMS_GUID none = NTMS_NULLGUID;
    NTMS_GUID slot = bench_product_numbered(session, library, NTMS_STORAGESLOT, SLOT);
    DWORD count;
    NTMS_GUID *list = bench_product_list(session, library, NTMS_PHYSICAL_MEDIA, &count);
    NTMS_GUID type = none;
    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW medium = bench_product_read(session, &list[i], NTMS_PHYSICAL_MEDIA);
        if (memcmp(&medium.Info.PhysicalMedia.Location, &slot, sizeof slot) == 0) {
            tape->medium = list[i];
            type = medium.Info.PhysicalMedia.MediaType;
        }
    }
    free(list);
    NTMS_GUID scratch = find_pool(NULL, &none);
    NTMS_GUID pool = find_pool(&scratch, &type);
    DWORD error = bench_product.move(session, &tape->medium, &pool);
    if (error != ERROR_SUCCESS)
        bench_fail("MoveToNtmsMediaPool", error);
    bench_product_finish(session, library, NTMS_LM_WRITESCRATCH);
    wait_idle(tape);
    list = bench_product_list(session, &tape->medium, NTMS_PARTITION, &count);
    tape->side = list[0];
    free(list);
}

static void set_times(vtl_handle vtl, uint32_t library)
{
    struct vtl_control_delays delays;
    vtl_delays_keep(&delays, library);
    delays.move_ms = 200;
    delays.load_ms = 100;
    vtl_delays(vtl, &delays);
}

static void measure(struct tape *tape)
{
    double ours[PAIRS];
    double bare[PAIRS];
    double over[PAIRS];
    char texts[3][32];
    uint32_t pairs = bench_repetitions(PAIRS);
    for (uint32_t i = 0; i < pairs; i++) {
        if (i % 2 == 0)
            bare[i] = by_hand();
        ours[i] = by_product(tape);
        if (i % 2 == 1)
            bare[i] = by_hand();
        over[i] = ours[i] - bare[i];
    }
    snprintf(texts[0], sizeof texts[0], "%.1f ms", 1e3 * bench_median(ours, pairs));
    snprintf(texts[1], sizeof texts[1], "%.1f ms", 1e3 * bench_median(bare, pairs));
    snprintf(texts[2], sizeof texts[2], "%+.1f ms", 1e3 * bench_median(over, pairs));
    bench_row_text("a mount, call to return", texts[0],
                   "its move, load and read of the first block", texts[1], texts[2], "10 ms");
}

static void begin(const struct vtl_client_library *libraries, uint32_t count)
{
    vtl_handle vtl;
    uint32_t error = vtl_open(&vtl);
    if (error != 0)
        bench_fail("the virtual library is not loaded", error);
    error = vtl_build(vtl, libraries, count, NULL, 0);
    if (error != 0)
        bench_fail("the virtual libraries cannot be built", error);
    bench_product_load();
    session = bench_product_open();
    for (uint32_t i = 0; i < count; i++)
        set_times(vtl, i);
}

void bench_mount(void)
{
    struct vtl_client_library library;
    struct tape tape;

    bench_folder("mount", TRUE);
    bench_library(&library, SMALL);
    begin(&library, 1);
    NTMS_GUID id = bench_product_library(session);
    label(&id, &tape);
    measure(&tape);
    bench_product.close(session);
}

/* ---- in a large library ---- */

static NTMS_GUID library_with(DWORD slots)
{
    DWORD count;
    NTMS_GUID *list = bench_product_list(session, NULL, NTMS_LIBRARY, &count);
    NTMS_GUID found = NTMS_NULLGUID;
    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW library = bench_product_read(session, &list[i], NTMS_LIBRARY);
        if (library.Info.Library.dwNumberOfSlots == slots)
            found = list[i];
    }
    free(list);
    return found;
}

/* Both libraries in one process, the mounts by turns. */
void bench_mount_large(void)
{
    struct vtl_client_library libraries[2];
    struct tape tapes[2];
    struct bench_result result;
    double times[3][PAIRS];
    uint32_t pairs = bench_repetitions(PAIRS);
    uint32_t slots = bench_quick ? LARGE / 20 : LARGE;
    char cartridges[64];

    bench_folder("mount-large", TRUE);
    bench_library(&libraries[0], SMALL);
    vtl_config_default(&libraries[1], 1);
    libraries[1].slots = slots;
    libraries[1].drives = 2;
    libraries[1].ports = 1;
    snprintf(cartridges, sizeof cartridges, "s0..s%u=B%%05uL4,data\n", (unsigned)(slots - 5));
    libraries[1].cartridges = cartridges;
    begin(libraries, 2);
    for (uint32_t i = 0; i < 2; i++) {
        NTMS_GUID id = library_with(i == 0 ? SMALL : slots);
        label(&id, &tapes[i]);
    }
    for (uint32_t i = 0; i < pairs; i++) {
        times[i % 2][i] = by_product(&tapes[i % 2]);
        times[1 - i % 2][i] = by_product(&tapes[1 - i % 2]);
        times[2][i] = times[1][i] / times[0][i];
    }
    result.ours = bench_median(times[1], pairs);
    result.bare = bench_median(times[0], pairs);
    result.ratio = bench_median(times[2], pairs);
    bench_row_times("a mount in a library of 10,000 slots", "the same with 20 slots", &result,
                    "1.1");
    bench_product.close(session);
}
