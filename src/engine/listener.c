/* SPDX-License-Identifier: MIT */
#include "engine/listener.h"

#include <stddef.h>

static void listen(void *context)
{
    struct engine *engine = context;
    struct port_signal *signals[] = {engine->listener_stop, port_wake_signal(engine->wake)};
    size_t index = 0;

    while (port_signal_wait_any(signals, 2, PORT_INFINITE, &index) == BASE_ERROR_SUCCESS &&
           index != 0) {
        engine_runtime_wake(engine);
    }
}

base_error engine_listener_start(struct engine *engine)
{
    base_error error = port_signal_create(NULL, &engine->listener_stop);

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
