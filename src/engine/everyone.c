/* SPDX-License-Identifier: MIT */
#include "engine/everyone.h"

#include "engine/runtime.h"
#include "port/atomic.h"

static uint32_t read_rights(struct engine *engine, const struct base_guid *securable)
{
    struct base_buffer descriptor = BASE_BUFFER_INIT;
    struct store_transaction *transaction = NULL;
    uint32_t rights = 0;
    base_error error = store_begin_read(engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_security_get(transaction, securable, &descriptor);
    }
    store_rollback(transaction);
    if (error == BASE_ERROR_SUCCESS) {
        rights = port_descriptor_everyone(descriptor.data, descriptor.length);
    }
    base_buffer_release(&descriptor);
    return rights;
}

/* The entry's answer; *read: it is worth while to find the rights out. */
static uint32_t look_up(struct engine_everyone *everyone, size_t index,
                        const struct base_guid *securable, uint64_t change, bool *read)
{
    uint32_t rights = 0;

    port_mutex_lock(&everyone->mutex);
    bool same = everyone->entries[index].change == change &&
                base_guid_equal(&everyone->entries[index].securable, securable);
    if (same && everyone->entries[index].known) {
        rights = everyone->entries[index].rights;
    } else {
        /* Asked for twice without a change in between: it will be again. */
        *read = same;
        everyone->entries[index].securable = *securable;
        everyone->entries[index].change = change;
        everyone->entries[index].known = false;
    }
    port_mutex_unlock(&everyone->mutex);
    return rights;
}

static void keep(struct engine_everyone *everyone, size_t index, const struct base_guid *securable,
                 uint64_t change, uint32_t rights)
{
    port_mutex_lock(&everyone->mutex);
    everyone->entries[index].securable = *securable;
    everyone->entries[index].change = change;
    everyone->entries[index].known = true;
    everyone->entries[index].rights = rights;
    port_mutex_unlock(&everyone->mutex);
}

bool engine_everyone_has(struct engine *engine, const struct base_guid *securable, uint32_t right)
{
    const struct engine_shared *shared = port_shared_memory(engine->shared);
    const volatile uint64_t *counter = &shared->change_counter;
    uint64_t change = port_atomic_load_u64(counter);
    size_t index = base_guid_hash(securable) % ENGINE_EVERYONE_ENTRIES;
    bool read = false;

    if (change == 0 || change % 2 != 0) { /* a commit is under way */
        return false;
    }
    uint32_t rights = look_up(&engine->everyone, index, securable, change, &read);
    if (read) {
        rights = read_rights(engine, securable);
        if (port_atomic_load_u64(counter) == change) {
            keep(&engine->everyone, index, securable, change, rights);
        }
    }
    return (rights & right) == right;
}
