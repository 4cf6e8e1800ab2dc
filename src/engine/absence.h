/* SPDX-License-Identifier: MIT */
/*
 * A library that goes away while it is managed, or was not there when the service started: it is
 * looked for by its serial number under the names of such devices, is "not present" while it is not
 * found, keeps its requests, and is taken over again when it is back, under whatever number. The
 * planner plans nothing for it meanwhile.
 *
 * The search sleeps between looks, longer each time, up to a minute: systems tell windows and
 * services that a device has come, of which a library has none.
 */
#ifndef ENGINE_ABSENCE_H
#define ENGINE_ABSENCE_H

#include "device/fault.h"
#include "engine/controller.h"

/*
 * A command to the changer failed. True when the fault says that the device is gone: what was to be
 * done is left to the time when it is back. A device that says so again and again, and is there
 * each time, is judged as a sick one: false. Any thread.
 */
bool engine_absence_suspect(struct engine_controller *controller, const struct device_fault *fault);

/*
 * The library is not where its row says: it is gone without a doubt. `on_record`: its row says
 * that already. True when that was not known yet. Dispatcher's thread.
 */
bool engine_absence_presume(struct engine_controller *controller, bool on_record);

/*
 * Before each turn. While no job runs, a suspected library is looked for now and then (not by a
 * stop), and is on record as absent when it is not found. True when it is back: the caller opens
 * it, takes it over and calls engine_absence_over. `wait` receives the milliseconds to the next
 * search. Dispatcher's thread.
 */
bool engine_absence_search(struct engine_controller *controller, bool draining, uint32_t *wait);

/* The library that is back was taken over, or (`back` false) could not be. Dispatcher's thread. */
void engine_absence_over(struct engine_controller *controller, bool back);

/* The robot has moved something: whatever was suspected was wrong. Any thread, mutex held. */
void engine_absence_disprove(struct engine_controller *controller);

#endif
