/* SPDX-License-Identifier: MIT */
/*
 * What a drive's row says of its contents: empty, filled by the robot, holding the cleaner, ready
 * for a program, free to be emptied (API: NtmsDriveState). Inside the caller's write transaction;
 * only what differs is written.
 */
#ifndef ENGINE_DRIVE_STATE_H
#define ENGINE_DRIVE_STATE_H

#include "engine/runtime.h"

/* Nothing is in the drive; nobody holds it. */
base_error engine_drive_emptied(struct store_transaction *transaction, const struct base_guid *id);

/* The library's cleaner is in the drive, or is about to be (`holds` false). */
base_error engine_drive_cleaning(struct store_transaction *transaction, const struct base_guid *id,
                                 bool holds);

/* The robot has put a cartridge into the drive: MOUNTED with this side up for a request that wants
 * it there, or (`side` NULL) DISMOUNTABLE. */
base_error engine_drive_filled(struct store_transaction *transaction, const struct base_guid *id,
                               const struct base_guid *side);

/* Writes into `drive` what an empty drive's row says. Does not store. */
void engine_drive_clear(struct model_drive *drive);

#endif
