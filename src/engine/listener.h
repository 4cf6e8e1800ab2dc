/* SPDX-License-Identifier: MIT */
/*
 * The ear of the process: one thread that waits for other processes to say that the database has
 * changed and passes it on to the controllers here. It also erases, now and then, what has grown
 * old.
 */
#ifndef ENGINE_LISTENER_H
#define ENGINE_LISTENER_H

#include "engine/runtime.h"

/* A program may run for months: what service start erases grows old in the meantime, too. */
#define ENGINE_PURGE_MILLISECONDS ((int64_t)3600000)

/* Starts the thread, which purges old requests each time that so many milliseconds have passed;
 * engine->wake is open. */
base_error engine_listener_start(struct engine *engine, int64_t purge_milliseconds);

/* Ends and joins the thread; harmless when there is none. */
void engine_listener_stop(struct engine *engine);

#endif
