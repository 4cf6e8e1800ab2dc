/* SPDX-License-Identifier: MIT */
#include "engine/listener.h"

#include "base/log.h"
#include "engine/request.h"
#include "engine/runtime.h"
#include "port/atomic.h"

#include <stddef.h>

/* A process may die after its commit and before it has told the others. */
#define WATCH_MILLISECONDS ((int64_t)20000)

static void purge(struct engine *engine)
{
    base_error error = engine_request_purge(engine);

    if (error != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_WARNING, 870, error, "old requests could not be erased");
    }
}

/* Wakes whoever waits when the database has changed since the last time, told or not. */
static void watch(struct engine *engine, uint64_t *seen)
{
    struct engine_shared *shared = port_shared_memory(engine->shared);
    uint64_t counter = port_atomic_load_u64(&shared->change_counter);

    if (counter != *seen) {
        *seen = counter;
        engine_runtime_wake(engine);
    }
}

static void listen(void *context)
{
    struct engine *engine = context;
    struct port_signal *signals[] = {engine->listener_stop, port_wake_signal(engine->wake)};
    int64_t purge_at = port_clock_monotonic() + engine->purge_milliseconds;
    base_error error = BASE_ERROR_SUCCESS;
    uint64_t seen = 0;
    size_t index = 1;

    while ((error == BASE_ERROR_SUCCESS && index != 0) || error == BASE_ERROR_TIMEOUT) {
        int64_t left = purge_at - port_clock_monotonic();
        error = BASE_ERROR_TIMEOUT;
        if (left > 0) {
            error = port_signal_wait_any(
                signals, 2, (uint32_t)(left < WATCH_MILLISECONDS ? left : WATCH_MILLISECONDS),
                &index);
        } else {
            purge(engine);
            purge_at = port_clock_monotonic() + engine->purge_milliseconds;
        }
        if (error == BASE_ERROR_SUCCESS && index != 0) {
            engine_runtime_wake(engine);
        } else if (error == BASE_ERROR_TIMEOUT) {
            watch(engine, &seen);
        }
    }
}

base_error engine_listener_start(struct engine *engine, int64_t purge_milliseconds)
{
    base_error error = port_signal_create(NULL, &engine->listener_stop);

    engine->purge_milliseconds = purge_milliseconds;
    return error != BASE_ERROR_SUCCESS ? error
                                       : port_thread_start(listen, engine, &engine->listener);
}

void engine_listener_stop(struct engine *engine)
{
    if (engine->listener != NULL) {
        port_signal_set(engine->listener_stop);
        port_thread_join(engine->listener);
        engine->listener = NULL;
    }
    port_signal_close(engine->listener_stop);
    engine->listener_stop = NULL;
}
