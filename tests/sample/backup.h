/* SPDX-License-Identifier: MIT */
/*
 * A small backup program in the manner of 2003, in three parts: what it does (backup.c), how it
 * talks to the storage manager (backup_media.c), what it puts on tape (backup_tape.c). It knows
 * <windows.h> and <ntmsapi.h> and nothing else. Every function ends the program with a message
 * where it cannot go on.
 */
#ifndef TESTS_SAMPLE_BACKUP_H
#define TESTS_SAMPLE_BACKUP_H

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <ntmsapi.h>

#define BACKUP_NAME "Small Backup"
#define BACKUP_POOL "\\Small Backup"

enum { TAPES = 3, TAPE_LABEL_BYTES = 1024, PATIENCE_MS = 120000 };

/* A tape as the program's own catalogue knows it. */
struct tape {
    NTMS_GUID logical; /* the storage manager's name for it */
    GUID id;           /* what its label says */
    char name[32];
    DWORD seed; /* what its data are made of */
};

void fail(const char *what, DWORD error);
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* backup_tape.c */
void tape_compose_label(const struct tape *tape, BYTE *label);
void tape_write(const char *device, const struct tape *tape, BYTE *label);
void tape_verify(const char *device, const struct tape *tape);

/* backup_media.c */
void media_open(const char *application);
void media_close(void);
/* The first robotic library, its tape media type. */
void media_find_library(void);
/* Waits until the library's inventory is over. With `full`, asks for one that reads all labels. */
void media_inventory(BOOL full);
/* The program's pool, made when it is not there; it draws from Free and gives back to Free. */
NTMS_GUID media_pool(void);
/* Makes sure that `count` tapes can be allocated: labels unknown ones for Free. */
void media_prepare(DWORD count);
NTMS_GUID media_allocate(NTMS_GUID *pool);
/* Mounts `count` tapes at once; the names of their drives. */
void media_mount(const NTMS_GUID *logical, DWORD count, DWORD access, char devices[][64]);
void media_dismount(const NTMS_GUID *logical, DWORD count, DWORD option);
void media_label(const NTMS_GUID *logical, BYTE *label);
void media_complete(const NTMS_GUID *logical);
/* The tape whose label is this, from Import into the pool. */
NTMS_GUID media_reclaim(NTMS_GUID *pool, const struct tape *tape);
void media_give_back(const NTMS_GUID *logical);
/* Waits until no tape of the program's pool is on the move any more, and tells how many there are.
 */
DWORD media_settle(const NTMS_GUID *pool);

#endif
