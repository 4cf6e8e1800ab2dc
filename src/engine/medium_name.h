/* SPDX-License-Identifier: MIT */
/*
 * Records of new cartridges, and what they are called: the sequence number that RSM issues, for
 * people to write on it, and the display name it gets at first (API: media identification,
 * CreateNtmsMedia): the bar code, else, of a cartridge with one side, the name in its label, else
 * the sequence number.
 */
#ifndef ENGINE_MEDIUM_NAME_H
#define ENGINE_MEDIUM_NAME_H

#include "engine/runtime.h"

/* Enters a new cartridge without its sides: issues its sequence number, and gives it a name when it
 * has none. Errors of store_object_insert. */
base_error engine_medium_insert(struct store_transaction *transaction,
                                struct model_information *medium);

/* Enters the sides of a new cartridge, all in the same state (enum model_partition_state). */
base_error engine_medium_insert_sides(struct store_transaction *transaction,
                                      const struct model_information *medium, uint32_t state);

/* `side` of `medium` has a label now: the name in it becomes the cartridge's, if that has none but
 * its sequence number yet. Does not store; true when the name has changed. */
bool engine_medium_take_name(struct model_information *medium, const struct model_partition *side);

#endif
