/* SPDX-License-Identifier: MIT */
/*
 * Service start: what the first process does before anybody works (API: RSM start sequence). A
 * process counts as first when no other one has the data folder in use.
 */
#ifndef ENGINE_START_H
#define ENGINE_START_H

#include "engine/runtime.h"

/* Gives the objects of a new database their security descriptors; inside the creating transaction.
 */
base_error engine_start_create(void *context, struct store_transaction *transaction);

/* Finds the objects every process needs to know. */
base_error engine_start_attach(struct engine *engine);

/*
 * Unfinished library requests become CANCELLED, RSM's own open operator requests for them REFUSED,
 * those of allocations that nobody waits for any more are erased, old requests are purged, devices
 * are discovered and the default inventory is made.
 */
base_error engine_start_first(struct engine *engine);

#endif
