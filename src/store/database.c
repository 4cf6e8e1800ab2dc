/* SPDX-License-Identifier: MIT */
#include "store/internal.h"

#include "base/log.h"
#include "base/memory.h"
#include "store/cache.h"

#include <string.h>

base_error store_open(const struct store_options *options, struct store **out, bool *created)
{
    struct store *store;
    struct store_connection *connection = NULL;
    bool is_new = false;
    base_error error;

    if (options == NULL || options->folder == NULL || out == NULL) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    store = base_memory_zero(1, sizeof *store);
    if (store == NULL) {
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    store->options = *options;
    store->options.folder = NULL;
    store->options.computer_name = NULL;
    if (port_path_join(options->folder, STORE_FILE_NAME, store->path, sizeof store->path) != 0) {
        error = BASE_ERROR_INVALID_PARAMETER;
        goto out;
    }
    error = store_connection_open(store, true, &connection);
    if (error == 0) {
        error = store_prepare_file(store, connection, options->computer_name, &is_new);
    }
    if (error == 0 && options->change_counter != NULL) {
        error = store_cache_create(options->cache_bytes, &store->cache);
    }

out:
    if (error != 0) {
        store_connection_close(connection);
        store_close(store);
        return error;
    }
    store_connection_release(store, connection);
    *out = store;
    if (created != NULL) {
        *created = is_new;
    }
    return 0;
}

void store_close(struct store *store)
{
    if (store == NULL) {
        return;
    }
    while (store->idle != NULL) {
        struct store_connection *connection = store->idle;

        store->idle = connection->next;
        store_connection_close(connection);
    }
    store_cache_free(store->cache);
    base_memory_free(store);
}

void store_unload(void)
{
    sqlite3_shutdown();
}
