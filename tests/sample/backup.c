/* SPDX-License-Identifier: MIT */
/*
 * A small backup program. Its catalogue is a file of its own; the tapes are the storage manager's.
 *
 *     backup save CATALOGUE      three tapes are allocated, labelled and written, across two drives
 *     backup verify CATALOGUE    they are mounted again and compared
 *     backup restore CATALOGUE   the storage manager has lost its database: the tapes are found by
 *                                their labels, taken over, compared and given back
 *
 * Exit code 0: all went as it should.
 */
#include "backup.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct tape tapes[TAPES];

void fail(const char *what, DWORD error)
{
    printf("%s: error %u\n", what, (unsigned)error);
    fflush(stdout);
    exit(1);
}

void say(const char *format, ...)
{
    SYSTEMTIME now;
    va_list arguments;
    GetSystemTime(&now);
    printf("%02u:%02u:%02u.%03u  ", now.wHour, now.wMinute, now.wSecond, now.wMilliseconds);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    fflush(stdout);
}

static void store_catalogue(const char *path)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(tapes, sizeof tapes, 1, file) != 1 || fclose(file) != 0)
        fail(path, ERROR_WRITE_FAULT);
}

static void read_catalogue(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || fread(tapes, sizeof tapes, 1, file) != 1)
        fail(path, ERROR_READ_FAULT);
    fclose(file);
}

/* Identifiers that differ from run to run are all that is needed here. */
static void invent(struct tape *tape, DWORD number)
{
    LARGE_INTEGER counter;
    QueryPerformanceCounter(&counter);
    tape->seed = (DWORD)counter.QuadPart + number * 7919;
    snprintf(tape->name, sizeof tape->name, "Backup %08X", (unsigned)tape->seed);
    tape->id.Data1 = tape->seed;
    tape->id.Data2 = (unsigned short)GetCurrentProcessId();
    tape->id.Data3 = (unsigned short)(0x4000 + number);
    for (int i = 0; i < 8; i++)
        tape->id.Data4[i] = (unsigned char)(0x80 + i);
}

static void write_tape(const char *device, const struct tape *tape)
{
    BYTE label[TAPE_LABEL_BYTES];
    say("writing %s on %s", tape->name, device);
    tape_write(device, tape, label);
    media_label(&tape->logical, label);
}

static void save(const char *path)
{
    NTMS_GUID both[2];
    char devices[TAPES][64];
    NTMS_GUID pool = media_pool();
    media_prepare(TAPES);
    for (DWORD i = 0; i < TAPES; i++) {
        invent(&tapes[i], i);
        tapes[i].logical = media_allocate(&pool);
    }
    say("%d tapes allocated", TAPES);
    media_mount(&tapes[0].logical, 1, NTMS_MOUNT_READ | NTMS_MOUNT_WRITE, devices);
    write_tape(devices[0], &tapes[0]);
    media_dismount(&tapes[0].logical, 1, NTMS_DISMOUNT_DEFERRED);
    both[0] = tapes[1].logical;
    both[1] = tapes[2].logical;
    media_mount(both, 2, NTMS_MOUNT_READ | NTMS_MOUNT_WRITE, devices);
    write_tape(devices[0], &tapes[1]);
    write_tape(devices[1], &tapes[2]);
    media_dismount(both, 2, NTMS_DISMOUNT_IMMEDIATE);
    media_complete(&tapes[2].logical);
    store_catalogue(path);
    say("saved");
}

static void verify(void)
{
    char devices[TAPES][64];
    for (DWORD i = 0; i < TAPES; i++) {
        media_mount(&tapes[i].logical, 1, NTMS_MOUNT_READ, devices);
        say("comparing %s on %s", tapes[i].name, devices[0]);
        tape_verify(devices[0], &tapes[i]);
        media_dismount(&tapes[i].logical, 1, NTMS_DISMOUNT_IMMEDIATE);
    }
    say("verified");
}

static void restore(void)
{
    NTMS_GUID pool = media_pool();
    say("reading all labels");
    media_inventory(TRUE);
    for (DWORD i = 0; i < TAPES; i++) {
        tapes[i].logical = media_reclaim(&pool, &tapes[i]);
        say("%s found", tapes[i].name);
    }
    verify();
    for (DWORD i = 0; i < TAPES; i++)
        media_give_back(&tapes[i].logical);
    say("restored, %u tapes left in the pool", (unsigned)media_settle(&pool));
}

int main(int argc, char **argv)
{
    if (argc != 3 || (strcmp(argv[1], "save") != 0 && strcmp(argv[1], "verify") != 0 &&
                      strcmp(argv[1], "restore") != 0)) {
        fprintf(stderr, "usage: backup save | verify | restore CATALOGUE\n");
        return 2;
    }
    printf("%u-bit program\n", (unsigned)sizeof(void *) * 8);
    media_open(BACKUP_NAME);
    media_find_library();
    media_inventory(FALSE);
    if (strcmp(argv[1], "save") == 0) {
        save(argv[2]);
    } else {
        read_catalogue(argv[2]);
        if (strcmp(argv[1], "verify") == 0)
            verify();
        else
            restore();
    }
    media_close();
    return 0;
}
