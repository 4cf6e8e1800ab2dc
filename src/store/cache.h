/* SPDX-License-Identifier: MIT */
/*
 * Objects this process has read, in compact form, each with the value of the change counter under
 * which it is known to be current. Bounded in bytes; the least recently used goes first. Any
 * thread. Only for src/store.
 */
#ifndef STORE_CACHE_H
#define STORE_CACHE_H

#include "base/error.h"
#include "base/guid.h"
#include "model/information.h"

#include <stdbool.h>
#include <stdint.h>

struct store_cache;

/* bytes 0: 4 MiB. */
base_error store_cache_create(uint32_t bytes, struct store_cache **out);

/* NULL is accepted. */
void store_cache_free(struct store_cache *cache);

/* Gives the object as it is under this counter value; false when that is not known. */
bool store_cache_find(struct store_cache *cache, const struct base_guid *id, uint64_t counter,
                      struct model_information *out);

/* Keeps an object read under this counter value. Silently does nothing without memory. */
void store_cache_keep(struct store_cache *cache, uint64_t counter,
                      const struct model_information *information);

/*
 * Which object is likely to be read next, because it follows those that were read. One answer for
 * all threads: a hint.
 */
void store_cache_expect(struct store_cache *cache, const struct base_guid *id);
bool store_cache_expects(struct store_cache *cache, const struct base_guid *id);

#endif
