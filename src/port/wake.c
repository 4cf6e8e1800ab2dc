/* SPDX-License-Identifier: MIT */
/*
 * A process makes two named events whose names carry its random token, and only then writes the
 * token into a free slot. So whoever reads a token can open the events, and a token whose "alive"
 * event does not exist belongs to a dead process, without any doubt and without process numbers.
 * The "alive" event is opened by nobody but its owner; the "wake" events are kept open by those who
 * set them.
 *
 * THREAD SAFETY: port_wake_all may run on many threads; the cache of opened events is guarded by
 * the mutex of the object. The table is changed by compare-and-swap only. No lock is held across
 * processes.
 */
#include "port/wake.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "port/atomic.h"
#include "port/guid.h"
#include "port/thread.h"

struct peer {
    uint64_t token;
    struct port_signal *signal;
};

struct port_wake {
    struct port_wake_table *table;
    char name[PORT_NAME_SIZE];
    uint64_t token; /* 0: in no slot */
    struct port_signal *alive;
    struct port_signal *signal;
    struct port_mutex mutex;
    struct peer peers[PORT_WAKE_SLOTS];
};

static void build_name(const char *name, const char *kind, uint64_t token, char *out)
{
    /* Names come from port_object_name and leave room; a longer one is cut, which only makes it
     * bad. */
    snprintf(out, PORT_NAME_SIZE, "%.80s-%s-%016" PRIx64, name, kind, token);
}

static bool is_alive(const char *name, uint64_t token)
{
    char object[PORT_NAME_SIZE];
    build_name(name, "alive", token, object);
    return port_signal_exists(object);
}

static void remove_dead(struct port_wake *wake)
{
    for (size_t i = 0; i < PORT_WAKE_SLOTS; i++) {
        uint64_t token = port_atomic_load_u64(&wake->table->slots[i]);
        if (token != 0 && !is_alive(wake->name, token))
            (void)port_atomic_swap_u64(&wake->table->slots[i], token, 0);
    }
}

static void claim(struct port_wake *wake, uint64_t token)
{
    remove_dead(wake);
    for (size_t i = 0; i < PORT_WAKE_SLOTS; i++) {
        if (port_atomic_swap_u64(&wake->table->slots[i], 0, token)) {
            wake->token = token;
            return;
        }
    }
    (void)base_log(BASE_LOG_WARNING, 200, BASE_ERROR_BUSY,
                   "more than %d processes to wake: this one has to look by itself",
                   PORT_WAKE_SLOTS);
}

static base_error make_signals(struct port_wake *wake, uint64_t token)
{
    char object[PORT_NAME_SIZE];
    build_name(wake->name, "alive", token, object);
    base_error error = port_signal_create(object, &wake->alive);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    build_name(wake->name, "wake", token, object);
    return port_signal_create(object, &wake->signal);
}

base_error port_wake_open(struct port_wake_table *table, const char *name, struct port_wake **wake)
{
    uint64_t token = 0;
    struct port_wake *result = base_memory_zero(1, sizeof *result);
    if (result == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    result->table = table;
    base_error error = BASE_ERROR_INVALID_PARAMETER;
    if (strlen(name) >= sizeof result->name - 40)
        goto out;
    memcpy(result->name, name, strlen(name) + 1);
    error = port_random(&token, sizeof token);
    if (error != BASE_ERROR_SUCCESS)
        goto out;
    token |= 1;
    error = make_signals(result, token);
    if (error != BASE_ERROR_SUCCESS)
        goto out;
    claim(result, token);
    *wake = result;
    return BASE_ERROR_SUCCESS;
out:
    port_wake_close(result);
    return error;
}

void port_wake_close(struct port_wake *wake)
{
    if (wake == NULL)
        return;
    for (size_t i = 0; i < PORT_WAKE_SLOTS; i++) {
        if (wake->token != 0)
            (void)port_atomic_swap_u64(&wake->table->slots[i], wake->token, 0);
        port_signal_close(wake->peers[i].signal);
    }
    port_signal_close(wake->signal);
    port_signal_close(wake->alive);
    base_memory_free(wake);
}

struct port_signal *port_wake_signal(struct port_wake *wake)
{
    return wake->signal;
}

/* Makes the cached event of one slot the one of token; its signal stays NULL when that cannot be
 * had. */
static void refresh_peer(struct port_wake *wake, struct peer *peer, uint64_t token)
{
    char object[PORT_NAME_SIZE];
    if (peer->token == token)
        return;
    port_signal_close(peer->signal);
    peer->signal = NULL;
    peer->token = 0;
    if (token == 0 || token == wake->token)
        return;
    build_name(wake->name, "wake", token, object);
    if (port_signal_open(object, &peer->signal) == BASE_ERROR_SUCCESS)
        peer->token = token;
    else
        peer->signal = NULL;
}

void port_wake_all(struct port_wake *wake)
{
    if (wake == NULL)
        return;
    port_mutex_lock(&wake->mutex);
    for (size_t i = 0; i < PORT_WAKE_SLOTS; i++) {
        struct peer *peer = &wake->peers[i];
        refresh_peer(wake, peer, port_atomic_load_u64(&wake->table->slots[i]));
        if (peer->signal != NULL)
            port_signal_set(peer->signal);
    }
    port_mutex_unlock(&wake->mutex);
}
