/* SPDX-License-Identifier: MIT */
/*
 * Which drive the library has in which bay, by its own word (device identifiers of READ ELEMENT
 * STATUS, SMC-3 6.11). A bay that tells of another drive than before was given one: an exchanged
 * drive, one that came from another bay, the first that it ever had. The system's devices are then
 * matched to the bays anew. What a bay tells at first counts as known: the start of the service has
 * matched it.
 */
#ifndef ENGINE_BAYS_H
#define ENGINE_BAYS_H

#include "device/element.h"
#include "engine/controller.h"

/* After a look that shows drives. A thread that has the changer. */
void engine_bays_told(struct engine_controller *controller, const struct device_elements *elements);

/* True when a bay was given another drive since the last call. Any thread. */
bool engine_bays_take_news(struct engine_controller *controller);

/* True while the drive of some bay is looked for. Any thread. */
bool engine_bays_are_searched(struct engine_controller *controller);

/*
 * Matches the system's devices to the bays and records who is where. A drive that the system does
 * not have yet is looked for a few times more; then it is left to the next start. The places have
 * to be seen anew afterwards. Errors of the discovery and the database's. A crew thread, with the
 * robot.
 */
base_error engine_bays_match(struct engine_controller *controller);

#endif
