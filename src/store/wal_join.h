/* SPDX-License-Identifier: MIT */
/*
 * The pages of a commit in one write to the write-ahead log. SQLite writes each page with two
 * calls, a header of 24 bytes and then the page; where a call is dear the small ones cost as much
 * as the others. This layer over the system's VFS holds such a header back until the next call,
 * which brings its page (SQLite: wal.c, walWriteOneFrame); both are written together. While a
 * commit runs, pages that follow each other wait for the last one, too. Whatever else is done to
 * the file finds everything written: the flush, and a reader of the commit, come after all its
 * pages. Nothing is held back from one transaction to the next, and all other files go to the
 * system's VFS untouched.
 */
#ifndef STORE_WAL_JOIN_H
#define STORE_WAL_JOIN_H

#include "base/error.h"

struct sqlite3;

#define STORE_WAL_JOIN_NAME "ntms"

/* Makes the VFS of that name known to SQLite. Any thread, any number of times.
 * BASE_ERROR_DATABASE_FAILURE when there is no system VFS. */
base_error store_wal_join_register(void);

/*
 * Before and after a COMMIT on a connection, by the thread that runs it. What a commit that failed
 * had not written yet is dropped: by then its place in the log may be another's. Does nothing to a
 * connection without a log of this VFS. Without memory the pages are written one by one.
 */
void store_wal_join_commit_begin(struct sqlite3 *db);
void store_wal_join_commit_end(struct sqlite3 *db);

#endif
