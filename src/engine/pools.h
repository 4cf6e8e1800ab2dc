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

/* All three children for `media_type`, those made that are missing. */
base_error engine_pool_children(struct store_transaction *transaction,
                                const struct base_guid *media_type);

/* Deletes the children for `media_type` when no library supports it and there is no cartridge of
 * it. A child that something is in stays. */
base_error engine_pool_children_drop(struct store_transaction *transaction,
                                     const struct base_guid *media_type);

/*
 * The pool of kind `pool_type` in which a cartridge of `library` with this bar code ("": none)
 * belongs until it is identified, and the media type it is taken for: the one among the library's
 * that the bar code tells, else the first, or none (null GUID) when the library's are not known.
 */
base_error engine_pool_for_library(struct store_transaction *transaction,
                                   const struct base_guid *library, const char *barcode,
                                   uint32_t pool_type, struct base_guid *pool,
                                   struct base_guid *media_type);

#endif
