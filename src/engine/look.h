/* SPDX-License-Identifier: MIT */
/*
 * A look at a whole library takes several commands. While a move is still going on that nobody
 * waits for any more, its cartridge may be seen in two places, or in none: then only what two looks
 * in a row agree on counts.
 */
#ifndef ENGINE_LOOK_H
#define ENGINE_LOOK_H

#include "engine/controller.h"

/*
 * Looks at all elements; after a move whose end is not known (controller->unsettled) until two
 * looks agree. The job that has the robot calls it. *elements is the caller's to free, set on
 * success only. Errors of device_changer_look; ERROR_NOT_READY when the library does not come to
 * rest.
 */
base_error engine_look_all(struct engine_controller *controller, struct device_elements *elements,
                           struct device_fault *fault);

#endif
