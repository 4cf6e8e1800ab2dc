/* SPDX-License-Identifier: MIT */
/*
 * The system pools: Free, Unrecognized and Import, each with a child for every media type that some
 * library supports (API: media pools).
 */
#ifndef ENGINE_POOLS_H
#define ENGINE_POOLS_H

#include "engine/runtime.h"

/* The child of the system pool `pool_type` for `media_type`, made when there is none yet. With a
 * null media type: the system pool itself. */
base_error engine_pool_child(struct store_transaction *transaction, uint32_t pool_type,
                             const struct base_guid *media_type, struct base_guid *pool);

/* The pool of kind `pool_type` in which unidentified cartridges of `library` belong, and the media
 * type they are taken for: the library's first, or none (null GUID) when it is not known. */
base_error engine_pool_for_library(struct store_transaction *transaction,
                                   const struct base_guid *library, uint32_t pool_type,
                                   struct base_guid *pool, struct base_guid *media_type);

#endif
