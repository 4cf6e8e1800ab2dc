/* SPDX-License-Identifier: MIT */
/* What becomes of a cartridge's records when it has been taken out of its library. */
#ifndef ENGINE_LEAVE_H
#define ENGINE_LEAVE_H

#include "engine/runtime.h"

/*
 * The cartridge of `request`, an NTMS_LM_EJECT whose operator has taken it out of the port, belongs
 * to the shelf from now on, or its records are deleted (rules_leaves_for_good). Identifications and
 * free labels that wait for it are CANCELLED; mounts of a deleted one fail with ERROR_MEDIA_OFFLINE
 * (4304). One that lies elsewhere by now is left alone. In the transaction that ends the request.
 */
base_error engine_leave_library(struct store_transaction *transaction, const struct engine *engine,
                                const struct model_information *request);

#endif
