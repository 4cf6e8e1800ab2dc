/* SPDX-License-Identifier: MIT */
/*
 * A library, or one of its drives, goes out of the database for good. Inside the caller's write
 * transaction, which has seen that it may.
 */
#ifndef ENGINE_REMOVE_LIBRARY_H
#define ENGINE_REMOVE_LIBRARY_H

#include "engine/runtime.h"

/*
 * Cancels the library's unfinished requests, puts its media on the shelf, and deletes its drives,
 * changers, slots, ports, doors and the library itself (API: DeleteNtmsLibrary).
 */
base_error engine_library_remove(struct store_transaction *transaction, const struct engine *engine,
                                 const struct base_guid *library);

/* Ends all unfinished requests of the library as CANCELLED, or (`drive` not NULL) those that name
 * this drive. */
base_error engine_library_cancel_requests(struct store_transaction *transaction,
                                          const struct base_guid *library,
                                          const struct base_guid *drive);

/* The medium lies on the shelf from now on, in nobody's use. */
base_error engine_medium_shelve(struct store_transaction *transaction, const struct engine *engine,
                                struct model_information *medium);

#endif
