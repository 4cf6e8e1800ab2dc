/* SPDX-License-Identifier: MIT */
/*
 * A library is taken over by this process, with its lease or when it is back after an absence, and
 * given back. What it shows is the beginning, whatever the last holder knew. Dispatcher's thread,
 * while no job runs; `context` is the controller.
 */
#ifndef ENGINE_TAKEOVER_H
#define ENGINE_TAKEOVER_H

#include "engine/controller.h"

/* The lease has been obtained, from a dead holder if `abandoned`: opens the library, recovers,
 * looks at it. A library that is not there is had as the database knows it (engine/absence.h). */
base_error engine_takeover_begin(void *context, bool abandoned);

/* The library that was gone is where the search has found it: opens it and looks at it. */
base_error engine_takeover_again(struct engine_controller *controller);

/* The lease is about to be handed over. */
void engine_takeover_end(void *context);

#endif
