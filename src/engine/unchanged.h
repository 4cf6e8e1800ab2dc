/* SPDX-License-Identifier: MIT */
/*
 * A look at a library that shows what the last one has shown. In a library of ten thousand slots
 * nearly all looks are such, and comparing every row of the database would cost ten times the look.
 */
#ifndef ENGINE_UNCHANGED_H
#define ENGINE_UNCHANGED_H

#include "device/element.h"
#include "engine/controller.h"

/*
 * True when nothing need be recorded: the elements are as the controller's places have them, those
 * have been recorded, no move is open, and nobody has changed the rows they stand for since. For
 * the job that has the robot. False also when that cannot be found out.
 */
bool engine_look_is_unchanged(struct engine_controller *controller,
                              const struct device_elements *elements);

#endif
