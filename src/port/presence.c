/* SPDX-License-Identifier: MIT */
/*
 * Presence is a named event that nobody waits for: it exists while some process has it open.
 * Everybody makes and counts it under the start-up lock only, so the answer cannot change under the
 * asker except by a death.
 */
#include "port/presence.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "port/lease.h"
#include "port/signal.h"

struct port_presence {
    struct port_lease *startup;
    struct port_signal *announced;
    bool locked;
    char name[PORT_NAME_SIZE]; /* of the event */
};

static base_error lock_startup(struct port_presence *presence, uint32_t timeout)
{
    enum port_lease_outcome outcome = PORT_LEASE_TIMEOUT;
    size_t index;
    base_error error = port_lease_acquire(presence->startup, NULL, 0, timeout, &outcome, &index);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    if (outcome == PORT_LEASE_TIMEOUT)
        return BASE_ERROR_TIMEOUT;
    presence->locked = true;
    return BASE_ERROR_SUCCESS;
}

/* To see whether others are there, this process has to step out for a moment. */
static base_error announce(struct port_presence *presence, bool *alone)
{
    port_signal_close(presence->announced);
    presence->announced = NULL;
    bool others = port_signal_exists(presence->name);
    base_error error = port_signal_create(presence->name, &presence->announced);
    if (error == BASE_ERROR_SUCCESS)
        *alone = !others;
    return error;
}

base_error port_presence_open(const char *name, uint32_t timeout, struct port_presence **presence,
                              bool *alone)
{
    struct port_presence *result = base_memory_zero(1, sizeof *result);
    if (result == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    base_error error = BASE_ERROR_INVALID_PARAMETER;
    int length = snprintf(result->name, sizeof result->name, "%s-present", name);
    if (length < 0 || (size_t)length >= sizeof result->name)
        goto out;
    error = port_lease_create(name, &result->startup);
    if (error != BASE_ERROR_SUCCESS)
        goto out;
    error = port_presence_lock(result, timeout, alone);
    if (error != BASE_ERROR_SUCCESS)
        goto out;
    *presence = result;
    return BASE_ERROR_SUCCESS;
out:
    port_presence_close(result);
    return error;
}

base_error port_presence_lock(struct port_presence *presence, uint32_t timeout, bool *alone)
{
    base_error error = lock_startup(presence, timeout);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    error = announce(presence, alone);
    if (error != BASE_ERROR_SUCCESS)
        port_presence_unlock(presence);
    return error;
}

void port_presence_unlock(struct port_presence *presence)
{
    if (!presence->locked)
        return;
    presence->locked = false;
    (void)port_lease_release(presence->startup);
}

void port_presence_close(struct port_presence *presence)
{
    if (presence == NULL)
        return;
    port_signal_close(presence->announced);
    port_presence_unlock(presence);
    port_lease_close(presence->startup);
    base_memory_free(presence);
}
