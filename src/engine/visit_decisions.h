/* SPDX-License-Identifier: MIT */
/*
 * What is said while a request waits, and what an operator is asked to bring. Inside the caller's
 * write transaction.
 */
#ifndef ENGINE_VISIT_DECISIONS_H
#define ENGINE_VISIT_DECISIONS_H

#include "engine/runtime.h"
#include "rules/plan.h"

/*
 * Writes into the description of a request that is about to be in `state` what it waits for, or
 * nothing when it does not wait. True when that was news. Does not store.
 */
bool engine_wait_describe(struct model_information *request, uint32_t state, enum rules_wait wait);

/* Asks the operator to bring the cartridge of a mount to its library (API: MountNtmsMedia); the
 * cartridge is NTMS_MEDIASTATE_OPREQ from then on. `id` receives the operator request. */
base_error engine_visit_ask(struct store_transaction *transaction, const struct engine *engine,
                            const struct model_information *library,
                            const struct model_information *request, struct base_guid *id);

#endif
