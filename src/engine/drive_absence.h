/* SPDX-License-Identifier: MIT */
/*
 * Drives of a library that went away by themselves: such a drive is "not present" and nothing is
 * brought to it, until it is found again by its serial number, under whatever name. One that did
 * not come back is given up with DeleteNtmsDrive. The search sleeps as that for a library does
 * (engine/absence.h).
 */
#ifndef ENGINE_DRIVE_ABSENCE_H
#define ENGINE_DRIVE_ABSENCE_H

#include "engine/controller.h"
#include "engine/snapshot.h"

/* Before each turn: the drives that have turned out to be gone are recorded. Dispatcher's thread.
 */
void engine_drive_absence_record(struct engine_controller *controller);

/*
 * After the plan was carried out: begins a search, by a job that has the robot, when one is due.
 * Returns the milliseconds to the next one, PORT_INFINITE when no drive is away. Dispatcher's
 * thread.
 */
uint32_t engine_drive_absence_search(struct engine_controller *controller,
                                     const struct engine_snapshot *snapshot);

/* The search. A crew thread, with the robot. */
base_error engine_drive_absence_look(struct engine_controller *controller);

/* After a look: a drive that was in its bay before, `before` (NULL: all were), is not, and does not
 * answer either. A thread that has the changer. */
void engine_drive_absence_compare(struct engine_controller *controller,
                                  const struct engine_places *before);

/* True when the drive of a step answers as the one that it is, or does not tell: the step may be
 * carried out. Otherwise its fault. A crew thread. */
base_error engine_drive_absence_confirm(struct engine_controller *controller, uint32_t drive,
                                        struct device_fault *fault);

#endif
