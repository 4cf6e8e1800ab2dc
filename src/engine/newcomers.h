/* SPDX-License-Identifier: MIT */
/*
 * Cartridges never seen before: what is on them is unknown until they are identified.
 */
#ifndef ENGINE_NEWCOMERS_H
#define ENGINE_NEWCOMERS_H

#include "engine/places.h"

/* What the newcomers of one look have in common; begin with transaction and library alone. */
struct engine_newcomers {
    struct store_transaction *transaction;
    const struct model_information *library;
    const char *pool_barcode; /* of the new cartridge that the answers below are for, or NULL */
    struct base_guid pool;
    struct base_guid media_type;
    uint32_t number_of_sides;
};

/*
 * Enters the cartridge in `place`, which is of `type` (MODEL_STORAGESLOT, MODEL_DRIVE or
 * MODEL_IEPORT), in Unrecognized. Where a bar code was read its sides are FOREIGN: somebody may ask
 * for more. Without one, in a slot that was empty or in a drive, and where there is a `doubt`, they
 * are UNKNOWN, to be looked at.
 */
base_error engine_newcomer_enter(struct engine_newcomers *newcomers,
                                 const struct engine_place *place, uint32_t type, bool doubt);

/* The row's members that tell where a cartridge is, as it was seen in `place`. */
void engine_newcomer_locate(struct model_physical_media *media, const struct base_guid *library,
                            const struct engine_place *place, uint32_t type);

#endif
