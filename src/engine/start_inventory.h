/* SPDX-License-Identifier: MIT */
/*
 * The inventory of service start. A library that the database does not know yet is inventoried by
 * labels (API: recovery from a lost database), one that it knows by its bar codes.
 */
#ifndef ENGINE_START_INVENTORY_H
#define ENGINE_START_INVENTORY_H

#include "device/element.h"
#include "engine/runtime.h"

/*
 * Takes over what a look at `library` has shown and records the request that stands for it.
 * `is_new`: the row of the library was made just now; then NTMS_LM_INVENTORY by labels is queued,
 * RSM's own work, unless the setting FirstInventory (registry, or NTMS_FIRST_INVENTORY in the
 * environment) is 1, NTMS_INVENTORY_FAST.
 */
base_error engine_start_inventory(struct store_transaction *transaction, struct engine *engine,
                                  const struct model_information *library,
                                  const struct device_elements *elements, bool is_new);

#endif
