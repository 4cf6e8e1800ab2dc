/* SPDX-License-Identifier: MIT */
/*
 * Reading ahead: programs list the media of a library and then read one after the other. Who reads
 * objects in the order of their creation gets them many at a time; the rest waits in the cache.
 * Only for src/store.
 */
#ifndef STORE_AHEAD_H
#define STORE_AHEAD_H

#include "store/internal.h"

#include "model/information.h"

/* True for the types that a database has many of: cartridges, sides, slots. */
bool store_ahead_is_for(uint32_t type);

/*
 * Reads an object of such a type, and keeps it and perhaps some that follow it in the store's cache
 * as what is current under the value `change` of the change counter. BASE_ERROR_OBJECT_NOT_FOUND.
 */
base_error store_ahead_read(struct store_transaction *transaction, const struct base_guid *id,
                            uint32_t type, uint64_t change, struct model_information *out);

#endif
