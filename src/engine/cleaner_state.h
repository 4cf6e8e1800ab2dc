/* SPDX-License-Identifier: MIT */
/*
 * The library's one cleaner cartridge as a record: CleanerSlot, NTMS_LIBRARYFLAG_CLEANERPRESENT and
 * dwCleanerUsesRemaining are all there is of it; it has no media object. The uses are remembered by
 * bar code, so a cartridge that leaves and returns is not taken for a new one.
 */
#ifndef ENGINE_CLEANER_STATE_H
#define ENGINE_CLEANER_STATE_H

#include "engine/places.h"

/*
 * What the made move `intent` of the cleaner implies: put into a drive, one use is counted and the
 * request is CLEANING; back in its slot after a successful cleaning, the drive is stamped; out of
 * the port into the slot, the injected cartridge is the library's cleaner.
 */
base_error engine_cleaner_moved(struct store_transaction *transaction, const struct engine *engine,
                                const struct engine_places *places,
                                const struct store_intent *intent);

/* The library has a cleaner with `uses` left (NTMS: 0xFFFFFFFF = not counted), but not more than
 * were known of its bar code; as far as the database knows it lies in `place`. */
base_error engine_cleaner_set(struct store_transaction *transaction,
                              const struct base_guid *library, uint32_t uses, const char *barcode,
                              const struct base_guid *place);

/* Somebody has set the number of uses that the library's cleaner has left: it is remembered for the
 * cartridge, and who waited for a usable cleaner has one. */
base_error engine_cleaner_recounted(struct store_transaction *transaction,
                                    const struct model_information *library);

/* The library has no cleaner any more; the reservation of its slot stays. */
base_error engine_cleaner_clear(struct store_transaction *transaction,
                                const struct base_guid *library);

/* A drive has got the cleaner, by us or by a hand: one use is gone. */
base_error engine_cleaner_used(struct store_transaction *transaction,
                               const struct base_guid *library);

/* The cartridge is used up whatever the count said (TapeAlert 22 or 23). */
base_error engine_cleaner_spent(struct store_transaction *transaction,
                                const struct base_guid *library);

/* Was the operator asked for a usable cleaner, and has not answered yet? */
base_error engine_cleaner_is_asked_for(struct store_transaction *transaction,
                                       const struct base_guid *library, bool *asked);

/* Asks the operator for a usable cleaner, naming library and slot. */
base_error engine_cleaner_ask(struct store_transaction *transaction, const struct engine *engine,
                              const struct base_guid *library, struct base_guid *request);

#endif
