/* SPDX-License-Identifier: MIT */
/* What follows an operator's turn at the doors (API: AccessNtmsLibraryDoor). */
#ifndef ENGINE_DOOR_ACCESS_H
#define ENGINE_DOOR_ACCESS_H

#include "engine/runtime.h"

/* The door of a request NTMS_LM_DOORACCESS is shut again: queues the inventory that its option asks
 * for, in the transaction that ends the request. */
base_error engine_door_inventory(struct store_transaction *transaction, const struct engine *engine,
                                 const struct model_information *request);

#endif
