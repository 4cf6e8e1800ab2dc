/* SPDX-License-Identifier: MIT */
/* The database's way out to the folder Export and back (API: ExportNtmsDatabase,
 * ImportNtmsDatabase; the calls are in engine/engine.h). */
#ifndef ENGINE_REPLICA_H
#define ENGINE_REPLICA_H

#include "base/error.h"

/*
 * Where an import is asked for: takes the database in the folder Export over. For the first process
 * alone, before it opens the database. What cannot be taken over is told in the log, and the
 * database stays what it was: success. The wish is gone in either case; ERROR_DATABASE_FAILURE
 * (4313) when it cannot be removed, for the next start would throw away what this one does.
 */
base_error engine_replica_take_over(const char *folder);

#endif
