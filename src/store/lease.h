/* SPDX-License-Identifier: MIT */
/*
 * Who drives a library, as the database knows it. The holder of the kernel object that guards the
 * library's arm takes the lease here and gets an epoch; each of its later writes checks that the
 * epoch is still the current one, so a holder that was thought dead cannot write over its
 * successor. Also the memory of cleaner cartridges: uses left by bar code, kept when the cartridge
 * leaves the library.
 */
#ifndef STORE_LEASE_H
#define STORE_LEASE_H

#include "base/error.h"
#include "base/guid.h"
#include "store/database.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Takes the lease of a library: *epoch is higher than every one before. *was_clean: the last holder
 * released it (or there was none), so nothing has to be recovered. owner is a text for the
 * administrator (computer and process), cut at 190 bytes. BASE_ERROR_OBJECT_NOT_FOUND: no such
 * library.
 */
base_error store_lease_take(struct store_transaction *transaction, const struct base_guid *library,
                            const char *owner, uint64_t *epoch, bool *was_clean);

/* Gives it back. BASE_ERROR_INVALID_STATE: epoch is not the current one, or it is not held. */
base_error store_lease_release(struct store_transaction *transaction,
                               const struct base_guid *library, uint64_t epoch);

/* Success while epoch is current and held; else BASE_ERROR_INVALID_STATE. */
base_error store_lease_check(struct store_transaction *transaction, const struct base_guid *library,
                             uint64_t epoch);

/* Remembers how many cleanings the cartridge with this bar code has left. BASE_ERROR_INVALID_-
 * PARAMETER: barcode NULL, empty or too long. */
base_error store_cleaner_remember(struct store_transaction *transaction, const char *barcode,
                                  uint32_t uses);

/* What was remembered last; BASE_ERROR_OBJECT_NOT_FOUND. */
base_error store_cleaner_recall(struct store_transaction *transaction, const char *barcode,
                                uint32_t *uses);

#endif
