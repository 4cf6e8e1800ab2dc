/* SPDX-License-Identifier: MIT */
/*
 * The cartridges of a planner's world: those in drives and those that unfinished requests are
 * about, so that a library of thousands costs no more than its drives and its queue.
 */
#ifndef ENGINE_SNAPSHOT_MEDIA_H
#define ENGINE_SNAPSHOT_MEDIA_H

#include "engine/snapshot.h"

/* Reads what the rows tell; requests and drives of the snapshot have been read. */
base_error engine_snapshot_read_media(struct store_transaction *transaction,
                                      struct engine_snapshot *snapshot);

/* Tells the world where the cartridges are. */
void engine_snapshot_place_media(const struct base_guid *library,
                                 const struct engine_places *places,
                                 struct engine_snapshot *snapshot);

/* What was read of drive `row` (index in snapshot->drives). */
void engine_snapshot_place_drive(const struct engine_snapshot *snapshot, uint32_t row,
                                 struct rules_drive *drive);

#endif
