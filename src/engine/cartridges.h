/* SPDX-License-Identifier: MIT */
/*
 * The cartridge part of an inventory: which object is the cartridge in which place.
 */
#ifndef ENGINE_CARTRIDGES_H
#define ENGINE_CARTRIDGES_H

#include "engine/places.h"

/*
 * Enters, moves and misses data cartridges of `library` so that each one seen in `places` is the
 * location of exactly one object. Cleaning cartridges are none: the library's own, and, with
 * NTMS_LIBRARYFLAG_RECOGNIZECLEANERBARCODE, all with a bar code that starts with CLN. Discrepancies
 * (found elsewhere, new, missing) are logged one by one.
 */
base_error engine_cartridges_apply(struct store_transaction *transaction,
                                   const struct engine *engine,
                                   const struct model_information *library,
                                   const struct engine_places *places);

/*
 * A data cartridge that nobody knew was carried from a port into `slot`, one of `places`, which
 * have its bar code: what was on the shelf under that bar code is itself again, all else is new and
 * to be identified. `media` receives its object.
 */
base_error engine_cartridges_arrive(struct store_transaction *transaction,
                                    const struct engine *engine,
                                    const struct model_information *library,
                                    const struct engine_place *slot, struct base_guid *media);

/*
 * The cartridge in this place turned out to be the library's cleaner, which is no medium: an object
 * that the inventory made of it and that nobody has identified since is removed. Nothing happens
 * when there is none, or when it is in use.
 */
base_error engine_cartridges_disown(struct store_transaction *transaction,
                                    const struct base_guid *place);

#endif
