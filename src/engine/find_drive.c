/* SPDX-License-Identifier: MIT */
#include "engine/find_drive.h"

#include "device/discovery.h"
#include "engine/reconcile.h"
#include "engine/text.h"

#include <string.h>

static bool is_in_use(const struct store_list *drives, const char *name)
{
    for (uint32_t i = 0; i < drives->count; i++) {
        const struct model_information *row = &drives->items[i];
        if (row->object.operational_state != MODEL_NOT_PRESENT &&
            strcmp(row->info.drive.device_name, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_at(struct engine *engine, const struct store_list *drives, const char *name,
                  const char *identity, struct device_drive_description *description)
{
    char own[MODEL_SERIAL_BYTES];

    if (name[0] == '\0' || is_in_use(drives, name) ||
        device_drive_describe(engine->transport, name, description, NULL) != BASE_ERROR_SUCCESS ||
        description->busy) {
        return false;
    }
    engine_reconcile_identity(description->serial, description->name, own, sizeof own);
    return strcmp(own, identity) == 0;
}

base_error engine_find_drive(struct engine *engine, const char *identity, const char *last_name,
                             struct device_drive_description *description, bool *found)
{
    struct store_transaction *transaction = NULL;
    struct store_list drives = STORE_LIST_INIT;
    char name[DEVICE_NAME_SIZE];
    base_error error = store_begin_read(engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_children(transaction, NULL, MODEL_DRIVE, &drives);
    }
    store_rollback(transaction);
    *found =
        error == BASE_ERROR_SUCCESS && is_at(engine, &drives, last_name, identity, description);
    for (unsigned i = 0; error == BASE_ERROR_SUCCESS && !*found && i < DEVICE_TAPES_PROBED; i++) {
        engine_text_format(name, sizeof name, sizeof name - 1, "\\\\.\\Tape%u", i);
        *found = is_at(engine, &drives, name, identity, description);
    }
    store_list_free(&drives);
    return error;
}
