/* SPDX-License-Identifier: MIT */
/* Under which name a drive that went away is there now: its serial number tells. */
#ifndef ENGINE_FIND_DRIVE_H
#define ENGINE_FIND_DRIVE_H

#include "device/drive.h"
#include "engine/runtime.h"

/*
 * Looks for the drive that is recognised by `identity` (engine_reconcile_identity) under the name
 * that it had last and under those of tape drives, but for the names of drives that are there:
 * programs use those. Database errors.
 */
base_error engine_find_drive(struct engine *engine, const char *identity, const char *last_name,
                             struct device_drive_description *description, bool *found);

#endif
