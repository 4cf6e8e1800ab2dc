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

#endif
