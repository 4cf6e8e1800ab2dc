/* SPDX-License-Identifier: MIT */
/*
 * A side with all that decides about it: its cartridge, the pool, the caller's right there. What is
 * behind a logical medium, or named by itself.
 */
#ifndef ENGINE_SIDE_H
#define ENGINE_SIDE_H

#include "engine/runtime.h"
#include "rules/allocation.h"

struct engine_side {
    struct rules_side_facts facts;
    struct model_information side;
    struct model_information medium;
    struct model_information pool; /* the cartridge's; only when facts.pool_found */
};

/* Gathers the side `id`, or the one behind the logical medium `id`; `right` (enum model_access) is
 * the one to be asked for on its pool. What is not there is told by the facts, not by an error. */
base_error engine_side_gather(struct engine_session *session, struct store_transaction *transaction,
                              const struct base_guid *id, uint32_t right, struct engine_side *out);
base_error engine_side_gather_logical(struct engine_session *session,
                                      struct store_transaction *transaction,
                                      const struct base_guid *id, uint32_t right,
                                      struct engine_side *out);

/* True in *in_use when the cartridge takes part in something, or a mount of it is queued. */
base_error engine_medium_in_use(struct store_transaction *transaction,
                                const struct model_information *medium, bool *in_use);

/* A right as a fact: *granted is false when it is missed, which is no error. */
base_error engine_side_ask_right(struct engine_session *session, const struct base_guid *securable,
                                 uint32_t right, bool *granted);

/* How reachable a library is; one that is not there is not `found`. */
base_error engine_library_facts(struct store_transaction *transaction,
                                const struct base_guid *library, struct rules_library_facts *facts);

#endif
