/* SPDX-License-Identifier: MIT */
/*
 * The ear of the process: one thread that waits for other processes to say that the database has
 * changed and passes it on to the controllers here.
 */
#ifndef ENGINE_LISTENER_H
#define ENGINE_LISTENER_H

#include "engine/runtime.h"

/* Starts the thread; engine->wake is open. */
base_error engine_listener_start(struct engine *engine);

/* Ends and joins the thread; harmless when there is none. */
void engine_listener_stop(struct engine *engine);

#endif
