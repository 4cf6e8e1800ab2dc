/* SPDX-License-Identifier: MIT */
#include "port/lease.h"

#include "base/memory.h"
#include "port/signal_win32.h"

struct port_lease {
    HANDLE mutex;
    DWORD holder; /* the thread that holds it; 0 = nobody in this object */
};

base_error port_lease_create(const char *name, struct port_lease **lease)
{
    struct port_lease *result = base_memory_zero(1, sizeof *result);
    if (result == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    base_error error = port_win32_named(PORT_WIN32_MUTEX, name, false, &result->mutex);
    if (error != BASE_ERROR_SUCCESS) {
        base_memory_free(result);
        return error;
    }
    *lease = result;
    return BASE_ERROR_SUCCESS;
}

void port_lease_close(struct port_lease *lease)
{
    if (lease == NULL)
        return;
    if (lease->holder != 0)
        (void)port_lease_release(lease);
    CloseHandle(lease->mutex);
    base_memory_free(lease);
}

base_error port_lease_acquire(struct port_lease *lease, struct port_signal *const *signals,
                              size_t count, uint32_t timeout, enum port_lease_outcome *outcome,
                              size_t *index)
{
    HANDLE handles[PORT_SIGNAL_WAIT_MAX + 1];
    if (count > PORT_SIGNAL_WAIT_MAX)
        return BASE_ERROR_INVALID_PARAMETER;
    /* The mutex would let its thread in a second time. */
    if (lease->holder != 0)
        return BASE_ERROR_INVALID_STATE;
    for (size_t i = 0; i < count; i++)
        handles[i] = signals[i]->handle;
    handles[count] = lease->mutex;
    DWORD result = WaitForMultipleObjects((DWORD)count + 1, handles, FALSE, timeout);
    if (result == WAIT_TIMEOUT) {
        *outcome = PORT_LEASE_TIMEOUT;
    } else if (result - WAIT_OBJECT_0 < count) {
        *outcome = PORT_LEASE_SIGNALLED;
        *index = result - WAIT_OBJECT_0;
    } else if (result == WAIT_OBJECT_0 + count || result == WAIT_ABANDONED_0 + count) {
        *outcome = result == WAIT_OBJECT_0 + count ? PORT_LEASE_ACQUIRED : PORT_LEASE_ABANDONED;
        lease->holder = GetCurrentThreadId();
    } else {
        return BASE_ERROR_GEN_FAILURE;
    }
    return BASE_ERROR_SUCCESS;
}

base_error port_lease_release(struct port_lease *lease)
{
    if (lease->holder != GetCurrentThreadId())
        return BASE_ERROR_INVALID_STATE;
    lease->holder = 0;
    ReleaseMutex(lease->mutex);
    return BASE_ERROR_SUCCESS;
}
