/* SPDX-License-Identifier: MIT */
/*
 * Records of cartridges that turn out to stand for another cartridge than was thought: two records
 * that are one cartridge, or two that lie in each other's place. Inside the caller's write
 * transaction. What is known of a cartridge (identifier, sides, pool, name) stays with its record;
 * what is known of a place (library, location, home, mount) goes with the place, and so do the
 * identifications that are under way there.
 */
#ifndef ENGINE_SAME_MEDIUM_H
#define ENGINE_SAME_MEDIUM_H

#include "engine/runtime.h"

/* True when the record says that nobody could lay a hand on the cartridge: it is on the shelf or
 * missing. */
bool engine_medium_is_away(const struct engine *engine, const struct model_physical_media *medium);

/*
 * `newer`, a record that nobody has identified or owns, is the cartridge of `older`: it is removed
 * with its sides, and `older` (brought up to date) takes its place, its bar code if it has one, and
 * the requests that name it. `flipped`: side 0 of the one is side 1 of the other.
 */
base_error engine_media_join(struct store_transaction *transaction, struct model_information *older,
                             const struct model_information *newer, bool flipped);

/*
 * Where `here` was thought to be lies `there`, and the other way round. When `there` was away,
 * `here` is missing from now on. Both are brought up to date.
 */
base_error engine_media_exchange(struct store_transaction *transaction, const struct engine *engine,
                                 struct model_information *here, struct model_information *there,
                                 bool flipped);

#endif
