/* SPDX-License-Identifier: MIT */
#include "engine/find_changer.h"

#include "base/log.h"
#include "device/changer.h"
#include "device/discovery.h"
#include "engine/reconcile.h"
#include "engine/text.h"

#include <string.h>

struct find {
    struct engine *engine;
    struct model_information library;
    struct store_list changers; /* of all libraries */
};

bool engine_find_is_library(const struct model_information *library, const char *serial,
                            const char *name)
{
    char identity[MODEL_SERIAL_BYTES];

    engine_reconcile_identity(serial, name, identity, sizeof identity);
    return strcmp(identity, library->info.library.serial_number) == 0;
}

/* The library that is there and has the changer of this name, or NULL. */
static const struct base_guid *other_at(const struct find *find, const char *name)
{
    for (uint32_t i = 0; i < find->changers.count; i++) {
        const struct model_information *row = &find->changers.items[i];
        const struct model_changer *changer = &row->info.changer;
        if (row->object.operational_state != MODEL_NOT_PRESENT &&
            !base_guid_equal(&changer->library, &find->library.object.id) &&
            strcmp(changer->device_name, name) == 0) {
            return &changer->library;
        }
    }
    return NULL;
}

/* Nobody uses what has this name. */
static bool is_at(const struct find *find, const char *name)
{
    struct device_changer_description description;
    struct device_changer *changer = NULL;
    struct device_fault fault;

    if (device_changer_open(find->engine->transport, name, &changer, &fault) !=
        BASE_ERROR_SUCCESS) {
        return false;
    }
    device_changer_describe(changer, &description);
    device_changer_close(changer);
    return engine_find_is_library(&find->library, description.serial, description.name);
}

/* The name is another library's. What it wants to tell its manager must reach that one, so it is
 * asked for no more than its serial number. */
static base_error dispossess(const struct find *find, const struct base_guid *other,
                             const char *name)
{
    struct store_transaction *transaction = NULL;
    char serial[DEVICE_SERIAL_SIZE] = "";
    base_error error = device_changer_serial(find->engine->transport, name, serial, NULL);

    if (error != BASE_ERROR_SUCCESS || serial[0] == '\0' ||
        !engine_find_is_library(&find->library, serial, name)) {
        return BASE_ERROR_SUCCESS;
    }
    (void)base_log(BASE_LOG_WARNING, 887, 0, "%s is another library now", name);
    error = store_begin_write(find->engine->store, &transaction);
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_reconcile_absent(transaction, other);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_commit(transaction);
        transaction = NULL;
    }
    store_rollback(transaction);
    return error;
}

static base_error try_name(const struct find *find, const char *name, bool *found)
{
    const struct base_guid *other = other_at(find, name);

    *found = other == NULL && is_at(find, name);
    return other != NULL ? dispossess(find, other, name) : BASE_ERROR_SUCCESS;
}

/* The name that it had last: it need not be one of those that are tried. */
static const char *last_name(const struct find *find)
{
    for (uint32_t i = 0; i < find->changers.count; i++) {
        const struct model_changer *changer = &find->changers.items[i].info.changer;
        if (base_guid_equal(&changer->library, &find->library.object.id)) {
            return changer->device_name;
        }
    }
    return "";
}

static base_error read_rows(struct find *find, const struct base_guid *library)
{
    struct store_transaction *transaction = NULL;
    base_error error = store_begin_read(find->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_get(transaction, library, MODEL_LIBRARY, &find->library);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_children(transaction, NULL, MODEL_CHANGER, &find->changers);
    }
    store_rollback(transaction);
    return error;
}

base_error engine_find_changer(struct engine *engine, const struct base_guid *library,
                               char name[DEVICE_NAME_SIZE])
{
    struct find find = {.engine = engine, .changers = STORE_LIST_INIT};
    bool found = false;
    base_error error = read_rows(&find, library);

    if (error == BASE_ERROR_SUCCESS) {
        engine_text_copy(name, DEVICE_NAME_SIZE, DEVICE_NAME_SIZE - 1, last_name(&find));
        if (name[0] != '\0') {
            error = try_name(&find, name, &found);
        }
    }
    for (unsigned i = 0; error == BASE_ERROR_SUCCESS && !found && i < DEVICE_CHANGERS_PROBED; i++) {
        engine_text_format(name, DEVICE_NAME_SIZE, DEVICE_NAME_SIZE - 1, "\\\\.\\Changer%u", i);
        error = try_name(&find, name, &found);
    }
    store_list_free(&find.changers);
    if (!found) {
        name[0] = '\0';
    }
    return error;
}
