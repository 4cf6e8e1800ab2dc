/* SPDX-License-Identifier: MIT */
/*
 * Devices that need service (API: NtmsOperationalState): a drive or a library that failed too often
 * is taken out of service with one operator request, and tried again when that is settled (an
 * operator who refuses it has nothing to do there; who wants no more of the device disables it) or
 * the service starts anew. All functions work inside the caller's write transaction. Database
 * errors.
 */
#ifndef ENGINE_SERVICE_H
#define ENGINE_SERVICE_H

#include "engine/runtime.h"

/* True for a device that nothing is brought to. */
bool engine_service_is_needed(const struct model_information *row);

/* The drive or library `id` (its type) is out of service from now on; the operator is told once. */
base_error engine_service_need(struct store_transaction *transaction, const struct engine *engine,
                               const struct base_guid *id, uint32_t type);

/* An operator request was settled: the device that it was about is tried again. */
base_error engine_service_done(struct store_transaction *transaction,
                               const struct model_information *operator_request);

/* At the start of the service: all devices are tried again, what was asked for them is withdrawn.
 */
base_error engine_service_restart(struct engine *engine);

#endif
