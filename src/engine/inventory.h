/* SPDX-License-Identifier: MIT */
/*
 * The default inventory: what a look at a library means for the rows of its slots, ports, drives
 * and cartridges. The device is the truth about where a cartridge is. One that is recognised by its
 * bar code keeps its object wherever it turns up; one that is found nowhere goes to the offline
 * library with the time since when it is missing; none is deleted, none is entered twice.
 */
#ifndef ENGINE_INVENTORY_H
#define ENGINE_INVENTORY_H

#include "engine/places.h"

/*
 * Brings the rows of `library` in line with `places`, which a look at all elements has filled.
 * Writes only what differs.
 */
base_error engine_inventory_apply(struct store_transaction *transaction,
                                  const struct engine *engine,
                                  const struct model_information *library,
                                  const struct engine_places *places);

/*
 * Queues an inventory by `method` (enum model_inventory_method); one that has nothing to do is
 * PASSED at once. `session` NULL: RSM's own.
 */
base_error engine_inventory_queue(struct store_transaction *transaction,
                                  const struct engine *engine, struct engine_session *session,
                                  const struct base_guid *library, uint32_t method);

#endif
