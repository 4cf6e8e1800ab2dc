/* SPDX-License-Identifier: MIT */
/*
 * What becomes of a side once its label has been read (API: media identification): it is known, or
 * comes to Import, or stays unrecognized. Inside the caller's write transaction.
 */
#ifndef ENGINE_IDENTIFY_H
#define ENGINE_IDENTIFY_H

#include "device/drive.h"
#include "engine/runtime.h"
#include "label/label.h"

/*
 * Records what was read on `side` of `medium`, both as they are stored: label, state and pool by
 * the landing rules; a cartridge without a bar code whose label the database knows from another
 * record (one that is missing, on the shelf, or was put there by hand) is that one: the records are
 * joined, and the older one is kept. Both structures are brought up to date. `medium_told` NULL:
 * not asked.
 */
base_error engine_identify_apply(struct store_transaction *transaction, const struct engine *engine,
                                 struct model_information *medium, struct model_information *side,
                                 const struct label_found *found,
                                 const struct device_medium *medium_told);

/* The drive cannot use the cartridge: all its sides become INCOMPATIBLE, it goes to Unrecognized
 * unless it belongs to an application. */
base_error engine_identify_incompatible(struct store_transaction *transaction,
                                        const struct engine *engine,
                                        struct model_information *medium);

/* A label like this as the side's identifier; the stored one is replaced. Does not store. */
void engine_identify_set_label(struct model_partition *side, const struct label_found *found);

#endif
