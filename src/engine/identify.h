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
 * the landing rules. The label may tell that the cartridge is another than its place made believe
 * (rules/recognize.h): then a record that nobody knew yet is joined with the older one, known
 * records exchange their places, or the cartridge gets a record of its own and the one that was
 * expected is missing. Both structures are brought up to date, so they may be another record's
 * afterwards; unfinished requests that name the cartridge have been changed likewise, and must be
 * read again. `medium_told` NULL: not asked.
 */
base_error engine_identify_apply(struct store_transaction *transaction, const struct engine *engine,
                                 struct model_information *medium, struct model_information *side,
                                 const struct label_found *found,
                                 const struct device_medium *medium_told);

/* The drive cannot use the cartridge: its sides become INCOMPATIBLE but for those that an
 * application owns; it goes to Unrecognized unless it belongs to an application. */
base_error engine_identify_incompatible(struct store_transaction *transaction,
                                        const struct engine *engine,
                                        struct model_information *medium);

/* A label like this as the side's identifier; the stored one is replaced. Does not store. */
void engine_identify_set_label(struct model_partition *side, const struct label_found *found);

/* Queues NTMS_LM_CLASSIFY for the sides of `library` that nobody has looked at since their
 * cartridge turned up where no bar code is read (NTMS_PARTSTATE_UNKNOWN). */
base_error engine_identify_queue_new(struct store_transaction *transaction,
                                     const struct engine *engine, const struct base_guid *library);

/* Queues the identification of a cartridge that was brought in: NTMS_LM_CLASSIFY of the sides that
 * nobody knows, NTMS_LM_PROCESSOMID of the others. */
base_error engine_identify_queue_arrival(struct store_transaction *transaction,
                                         const struct engine *engine,
                                         const struct base_guid *medium);

/* Queues NTMS_LM_PROCESSOMID for the cartridges in drives of `library` that have no slot, which an
 * inventory by labels (`parent`) does not come across as it goes from slot to slot. */
base_error engine_identify_queue_homeless(struct store_transaction *transaction,
                                          const struct engine *engine,
                                          const struct base_guid *library,
                                          const struct base_guid *parent);

#endif
