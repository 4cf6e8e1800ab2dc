/* SPDX-License-Identifier: MIT */
/*
 * What a failure of SQLite means to a caller of RSM: one table.
 */
#ifndef STORE_ERROR_H
#define STORE_ERROR_H

#include "base/error.h"

/*
 * Translates a result code of SQLite, primary or extended. SQLITE_OK, SQLITE_ROW and SQLITE_DONE
 * are success; SQLITE_FULL is BASE_ERROR_DATABASE_FULL; SQLITE_NOMEM (and a failed allocation
 * inside input/output) is BASE_ERROR_NOT_ENOUGH_MEMORY; a violated uniqueness is
 * BASE_ERROR_ALREADY_EXISTS; everything else is BASE_ERROR_DATABASE_FAILURE. Pure; any thread.
 */
base_error store_error_from_sqlite(int code);

#endif
