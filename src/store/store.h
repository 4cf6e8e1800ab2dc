/* SPDX-License-Identifier: MIT */
/*
 * The database of RSM as the rooms above see it: one struct store per process, transactions on it,
 * and the headers of the tables. The file is SQLite (ntms.db in the data folder); nothing above
 * this room sees SQL.
 *
 * Any function below may also return BASE_ERROR_NOT_ENOUGH_MEMORY, BASE_ERROR_DATABASE_FULL (no
 * room) or BASE_ERROR_DATABASE_FAILURE (damaged, unreadable, unwritable, locked for too long); the
 * comments name only the other errors. Outputs are written on success only, unless stated. A write
 * transaction in which a function failed with one of these three is doomed: later calls give the
 * same error and so does the commit, which changes nothing. After any other error the transaction
 * is as before the call and can go on.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "store/database.h"
#include "store/error.h"
#include "store/find.h"
#include "store/intent.h"
#include "store/journal.h"
#include "store/lease.h"
#include "store/media.h"
#include "store/object.h"
#include "store/populate.h"
#include "store/replica.h"
#include "store/security.h"

#endif
