/* SPDX-License-Identifier: MIT */
/*
 * Service start, the part that concerns devices: which libraries are attached, and what the
 * database makes of them. A library seen before is recognised by its serial number, whatever its
 * device numbers are now; one that is gone becomes "not present" and keeps its objects.
 */
#ifndef ENGINE_DISCOVER_H
#define ENGINE_DISCOVER_H

#include "engine/runtime.h"

/*
 * Looks for devices and brings the database in line with them: libraries, changers, drives, slots,
 * ports, doors, types, pools, and cartridges by the default inventory. One transaction for each
 * library. A device that does not answer is logged and left as the database has it. Called once at
 * service start, before any controller runs.
 */
base_error engine_discover(struct engine *engine);

/*
 * Looks for one library by its serial number among the names that no other library has; when it is
 * there, brings its rows in line with what it shows now: it is present. By the holder of its
 * lease, which uses none of its devices. *found is false when it is not there, or does not show its
 * state yet.
 */
base_error engine_discover_library(struct engine *engine, const struct base_guid *library,
                                   bool *found);

#endif
