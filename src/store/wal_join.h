/* SPDX-License-Identifier: MIT */
/*
 * A page of the write-ahead log in one write. SQLite writes each page of a commit with two calls,
 * a header of 24 bytes and then the page; where a call is dear the small ones cost as much as the
 * others. This layer over the system's VFS holds such a header back until the next call, which
 * brings its page (SQLite: wal.c, walWriteOneFrame); both are written together. Whatever else comes
 * next finds the header written. Nothing is held back from one transaction to the next, and all
 * other files go to the system's VFS untouched.
 */
#ifndef STORE_WAL_JOIN_H
#define STORE_WAL_JOIN_H

#include "base/error.h"

#define STORE_WAL_JOIN_NAME "ntms"

/* Makes the VFS of that name known to SQLite. Any thread, any number of times.
 * BASE_ERROR_DATABASE_FAILURE when there is no system VFS. */
base_error store_wal_join_register(void);

#endif
