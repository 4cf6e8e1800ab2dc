/* SPDX-License-Identifier: MIT */
/*
 * Whole copies of the database: written beside the running service, checked, and put in the place
 * of the database while nobody has it open (API: ExportNtmsDatabase, ImportNtmsDatabase). A copy is
 * one file, complete without a write-ahead log; a file that somebody took from a database with its
 * log beside it (suffix -wal) is understood too.
 */
#ifndef STORE_REPLICA_H
#define STORE_REPLICA_H

#include "base/error.h"

struct store;

/* The database that an import replaced stays in its folder under this name. */
#define STORE_REPLACED_NAME "ntms.db.replaced"

/*
 * Writes the state after the last commit to the file `path`, replacing it, while others read and
 * write; durable on return. What is left of it after an error is removed.
 * ERROR_SHARING_VIOLATION (32): the file is open elsewhere.
 */
base_error store_replica_write(struct store *store, const char *path);

/*
 * Success when the file `path` is a whole database of this program, of this version or an older
 * one. It is examined as a copy `scratch` (replaced, then removed), so nothing is written to it.
 * ERROR_DATABASE_FAILURE (4313): missing, damaged, foreign, of a newer version, no room for the
 * copy.
 */
base_error store_replica_check(const char *path, const char *scratch);

/*
 * Puts a copy of `path` in the place of the database in `folder`, which no process may have open
 * (port/presence.h), and keeps the old one under STORE_REPLACED_NAME; a damaged or missing old one
 * is no obstacle. After an error, and after a crash at any moment, the folder holds either
 * database, whole. ERROR_DATABASE_FAILURE (4313): as for store_replica_check, or the files cannot
 * be exchanged.
 */
base_error store_replica_install(const char *path, const char *folder);

#endif
