/* SPDX-License-Identifier: MIT */
/*
 * After a doubt: what the library shows now, held against what the database believed. Moves that a
 * dead process left open are settled by looking, then the inventory puts everything else right.
 */
#ifndef ENGINE_RECOVER_H
#define ENGINE_RECOVER_H

#include "engine/places.h"

/*
 * Fills `places` from `elements` (a look at the whole library), settles the library's open intents
 * and applies the inventory, all in the caller's transaction.
 */
base_error engine_recover(struct store_transaction *transaction, const struct engine *engine,
                          const struct model_information *library, struct engine_places *places,
                          const struct device_elements *elements);

#endif
