/* SPDX-License-Identifier: MIT */
/*
 * THREAD SAFETY: a file is used by the one thread that uses its connection. The VFS is registered
 * under a once and constant afterwards.
 */
#include "store/wal_join.h"

#include "port/thread.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* SQLite: WAL file format. A page's header, and the pages of our files. */
enum { HEADER_SIZE = 24, PAGE_SIZE = 4096 };

struct log_file {
    sqlite3_file base;
    sqlite3_file *real; /* behind this structure, in the same allocation */
    sqlite3_int64 offset;
    sqlite3_int64 last_read; /* where the last operation read, -1 when it was another one */
    bool held;               /* bytes begins with a header that has not been written */
    uint8_t bytes[HEADER_SIZE + PAGE_SIZE];
};

static struct log_file *log_of(sqlite3_file *file)
{
    return (struct log_file *)file;
}

/* Writes a header that its page did not follow. Comes before whatever else is done to the file. */
static int settle(struct log_file *log)
{
    int code = SQLITE_OK;

    log->last_read = -1;
    if (log->held) {
        log->held = false;
        code = log->real->pMethods->xWrite(log->real, log->bytes, HEADER_SIZE, log->offset);
    }
    return code;
}

static int log_close(sqlite3_file *file)
{
    struct log_file *log = log_of(file);
    int code = settle(log);
    int closed = log->real->pMethods->xClose(log->real);

    return code != SQLITE_OK ? code : closed;
}

static int log_read(sqlite3_file *file, void *out, int amount, sqlite3_int64 offset)
{
    struct log_file *log = log_of(file);
    int code = settle(log);

    log->last_read = offset;
    return code != SQLITE_OK ? code : log->real->pMethods->xRead(log->real, out, amount, offset);
}

static int log_write(sqlite3_file *file, const void *bytes, int amount, sqlite3_int64 offset)
{
    struct log_file *log = log_of(file);
    bool joins = log->held && amount == PAGE_SIZE && offset == log->offset + HEADER_SIZE;
    /* A header that was just read is corrected in its place; no page follows it. */
    bool begins = amount == HEADER_SIZE && offset != log->last_read;
    int code;

    if (joins) {
        log->held = false;
        log->last_read = -1;
        memcpy(log->bytes + HEADER_SIZE, bytes, PAGE_SIZE);
        return log->real->pMethods->xWrite(log->real, log->bytes, HEADER_SIZE + PAGE_SIZE,
                                           log->offset);
    }
    code = settle(log);
    if (code != SQLITE_OK || !begins) {
        return code != SQLITE_OK ? code
                                 : log->real->pMethods->xWrite(log->real, bytes, amount, offset);
    }
    memcpy(log->bytes, bytes, HEADER_SIZE);
    log->offset = offset;
    log->held = true;
    return SQLITE_OK;
}

static int log_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct log_file *log = log_of(file);
    int code = settle(log);

    return code != SQLITE_OK ? code : log->real->pMethods->xTruncate(log->real, size);
}

static int log_sync(sqlite3_file *file, int flags)
{
    struct log_file *log = log_of(file);
    int code = settle(log);

    return code != SQLITE_OK ? code : log->real->pMethods->xSync(log->real, flags);
}

static int log_size(sqlite3_file *file, sqlite3_int64 *size)
{
    struct log_file *log = log_of(file);
    int code = settle(log);

    return code != SQLITE_OK ? code : log->real->pMethods->xFileSize(log->real, size);
}

/* What follows says nothing about the file's content and goes through as it is. */

static int log_lock(sqlite3_file *file, int level)
{
    struct log_file *log = log_of(file);

    return log->real->pMethods->xLock(log->real, level);
}

static int log_unlock(sqlite3_file *file, int level)
{
    struct log_file *log = log_of(file);

    return log->real->pMethods->xUnlock(log->real, level);
}

static int log_reserved(sqlite3_file *file, int *out)
{
    struct log_file *log = log_of(file);

    return log->real->pMethods->xCheckReservedLock(log->real, out);
}

static int log_control(sqlite3_file *file, int operation, void *argument)
{
    struct log_file *log = log_of(file);

    return log->real->pMethods->xFileControl(log->real, operation, argument);
}

static int log_sector(sqlite3_file *file)
{
    struct log_file *log = log_of(file);

    return log->real->pMethods->xSectorSize(log->real);
}

static int log_character(sqlite3_file *file)
{
    struct log_file *log = log_of(file);

    return log->real->pMethods->xDeviceCharacteristics(log->real);
}

/* Version 1: a log is neither shared memory nor mapped. */
static const sqlite3_io_methods log_methods = {
    .iVersion = 1,
    .xClose = log_close,
    .xRead = log_read,
    .xWrite = log_write,
    .xTruncate = log_truncate,
    .xSync = log_sync,
    .xFileSize = log_size,
    .xLock = log_lock,
    .xUnlock = log_unlock,
    .xCheckReservedLock = log_reserved,
    .xFileControl = log_control,
    .xSectorSize = log_sector,
    .xDeviceCharacteristics = log_character,
};

static sqlite3_vfs joining;         /* what is registered */
static sqlite3_vfs *underlying;     /* the system's */
static struct port_once registered; /* all zero: not yet */

/* The structure of a log file, then the system's own, aligned like any allocation. */
enum { HEAD_SIZE = (sizeof(struct log_file) + 15) / 16 * 16 };

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                     int *out_flags)
{
    struct log_file *log = log_of(file);
    int code;

    (void)vfs;
    if ((flags & SQLITE_OPEN_WAL) == 0) {
        return underlying->xOpen(underlying, name, file, flags, out_flags);
    }
    memset(log, 0, sizeof *log);
    log->real = (sqlite3_file *)((char *)file + HEAD_SIZE);
    log->real->pMethods = NULL;
    log->last_read = -1;
    code = underlying->xOpen(underlying, name, log->real, flags, out_flags);
    if (log->real->pMethods != NULL) {
        log->base.pMethods = &log_methods;
    }
    return code;
}

static base_error register_once(void *context)
{
    (void)context;
    underlying = sqlite3_vfs_find(NULL);
    if (underlying == NULL) {
        return BASE_ERROR_DATABASE_FAILURE;
    }
    joining = *underlying;
    joining.pNext = NULL;
    joining.zName = STORE_WAL_JOIN_NAME;
    joining.szOsFile = HEAD_SIZE + underlying->szOsFile;
    joining.xOpen = open_file;
    return sqlite3_vfs_register(&joining, 0) == SQLITE_OK ? BASE_ERROR_SUCCESS
                                                          : BASE_ERROR_NOT_ENOUGH_MEMORY;
}

base_error store_wal_join_register(void)
{
    return port_once_run(&registered, register_once, NULL);
}
