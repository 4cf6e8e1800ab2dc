/* SPDX-License-Identifier: MIT */
#include "port/thread.h"

#include "port/atomic.h"

base_error port_once_run(struct port_once *once, base_error (*action)(void *context), void *context)
{
    base_error error = BASE_ERROR_SUCCESS;
    if (port_atomic_load_u32(&once->done) != 0)
        return BASE_ERROR_SUCCESS;
    port_mutex_lock(&once->mutex);
    if (port_atomic_load_u32(&once->done) == 0) {
        error = action(context);
        if (error == BASE_ERROR_SUCCESS)
            port_atomic_store_u32(&once->done, 1);
    }
    port_mutex_unlock(&once->mutex);
    return error;
}
