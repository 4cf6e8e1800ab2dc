/* SPDX-License-Identifier: MIT */
#include "engine/reconcile.h"

#include "base/memory.h"
#include "engine/access.h"
#include "engine/drive_state.h"
#include "engine/reconcile_rows.h"
#include "engine/text.h"

#include <string.h>

void engine_reconcile_identity(const char *serial, const char *device_name, char *out,
                               size_t capacity)
{
    if (serial[0] != '\0') {
        engine_text_copy(out, capacity, 32, serial);
    } else {
        engine_text_format(out, capacity, 32, "@%s", device_name);
    }
}

/* The row of the library with this identity; a fresh one (null id) when it is new. */
static base_error find_library(struct store_transaction *transaction, const char *identity,
                               struct model_information *library)
{
    struct base_guid id;
    base_error error = store_library_find(transaction, identity, &id);

    if (error == BASE_ERROR_SUCCESS) {
        return store_object_get(transaction, &id, MODEL_LIBRARY, library);
    }
    if (error != BASE_ERROR_OBJECT_NOT_FOUND) {
        return error;
    }
    memset(library, 0, sizeof *library);
    library->object.type = MODEL_LIBRARY;
    library->object.enabled = true;
    library->info.library.auto_recovery = true;
    library->info.library.inventory_method = MODEL_INVENTORY_FAST;
    engine_text_copy(library->info.library.serial_number,
                     sizeof library->info.library.serial_number, 32, identity);
    return BASE_ERROR_SUCCESS;
}

/* Two libraries of one make get different names, so that an operator can tell them apart. */
static base_error name_library(struct store_transaction *transaction,
                               struct model_information *library, const char *vendor,
                               const char *product)
{
    struct base_guid taken;
    base_error error = BASE_ERROR_SUCCESS;

    for (unsigned n = 1; error == BASE_ERROR_SUCCESS; n++) {
        if (n == 1) {
            engine_text_format(library->object.name, sizeof library->object.name, 64, "%s %s",
                               vendor, product);
        } else {
            engine_text_format(library->object.name, sizeof library->object.name, 64, "%s %s (%u)",
                               vendor, product, n);
        }
        error =
            store_object_find_name(transaction, MODEL_LIBRARY, library->object.name, NULL, &taken);
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

static base_error put_library(struct store_transaction *transaction,
                              const struct model_information *before,
                              struct model_information *library, const char *vendor,
                              const char *product)
{
    base_error error;

    if (!base_guid_is_null(&library->object.id)) {
        return memcmp(before, library, sizeof *library) == 0
                   ? BASE_ERROR_SUCCESS
                   : store_object_update(transaction, library);
    }
    error = name_library(transaction, library, vendor, product);
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_insert(transaction, library);
    }
    return error != BASE_ERROR_SUCCESS
               ? error
               : engine_access_grant_default(transaction, &library->object.id);
}

static void describe_changer_library(struct model_information *library,
                                     const struct engine_found_library *found)
{
    const struct device_changer_description *changer = found->changer;
    struct model_library *values = &library->info.library;
    bool is_new = base_guid_is_null(&library->object.id);

    library->object.operational_state = MODEL_READY;
    values->library_type = MODEL_LIBRARYTYPE_ONLINE;
    values->barcode_reader_installed = changer->barcode_reader;
    values->cleans_by_itself = changer->cleans_by_itself;
    values->supports_drive_cleaning =
        changer->kinds[DEVICE_KIND_DRIVE].count > 0 && !changer->cleans_by_itself;
    values->first_drive = changer->kinds[DEVICE_KIND_DRIVE].base;
    values->first_slot = changer->kinds[DEVICE_KIND_SLOT].base;
    values->number_of_slots = changer->kinds[DEVICE_KIND_SLOT].count;
    values->first_port = changer->kinds[DEVICE_KIND_PORT].base;
    values->number_of_ports = changer->kinds[DEVICE_KIND_PORT].count;
    values->first_door = 0;
    values->number_of_doors = changer->door_count;
    values->first_changer = 0;
    values->number_of_changers = 1;
    if (is_new && changer->barcode_reader) {
        /* Where cleaners can be told by their bar code, no cleaner is ever taken for data. */
        values->flags |= MODEL_LIBRARYFLAG_RECOGNIZECLEANERBARCODE;
    }
}

/* The number of drives is that of the drives' rows: one that was deleted is none of them, one that
 * was replaced still is. */
static base_error count_drives(struct store_transaction *transaction,
                               struct model_information *library)
{
    uint32_t count = 0;
    base_error error = store_object_enumerate(transaction, &library->object.id, MODEL_DRIVE,
                                              MODEL_ENUM_DEFAULT, NULL, 0, &count);

    if ((error != BASE_ERROR_SUCCESS && error != BASE_ERROR_INSUFFICIENT_BUFFER) ||
        count == library->info.library.number_of_drives) {
        return error == BASE_ERROR_INSUFFICIENT_BUFFER ? BASE_ERROR_SUCCESS : error;
    }
    library->info.library.number_of_drives = count;
    return store_object_update(transaction, library);
}

static bool is_among(const struct base_guid *ids, uint32_t count, const struct base_guid *id)
{
    bool found = false;

    for (uint32_t i = 0; i < count && !found; i++) {
        found = base_guid_equal(&ids[i], id);
    }
    return found;
}

/* Drives that were in the library's bays before, and that others have replaced: what such a bay
 * holds, the other one holds. */
static base_error miss_drives(struct store_transaction *transaction,
                              const struct base_guid *library, const struct base_guid *seen,
                              uint32_t count)
{
    struct store_list rows = STORE_LIST_INIT;
    base_error error = store_children(transaction, library, MODEL_DRIVE, &rows);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < rows.count; i++) {
        struct model_information before = rows.items[i];
        if (is_among(seen, count, &before.object.id)) {
            continue;
        }
        rows.items[i].object.operational_state = MODEL_NOT_PRESENT;
        engine_drive_clear(&rows.items[i].info.drive);
        if (memcmp(&before, &rows.items[i], sizeof before) != 0) {
            error = store_object_update(transaction, &rows.items[i]);
        }
    }
    store_list_free(&rows);
    return error;
}

/* `is_new`: a bay without a drive has a row from the start; later, none if it was deleted. */
static base_error reconcile_drives(struct store_transaction *transaction,
                                   const struct engine_found_library *found,
                                   const struct model_information *library, bool is_new)
{
    const uint32_t count = found->changer->kinds[DEVICE_KIND_DRIVE].count;
    struct base_guid *seen = base_memory_zero((size_t)count + 1, sizeof *seen);
    base_error error = seen == NULL ? BASE_ERROR_NOT_ENOUGH_MEMORY : BASE_ERROR_SUCCESS;

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < count; i++) {
        const struct device_element *element =
            device_elements_find(found->elements, DEVICE_KIND_DRIVE, i);
        const struct device_drive_description *drive =
            found->match[i] == DEVICE_NO_DRIVE ? NULL : &found->drives[found->match[i]].description;
        error = engine_rows_drive(transaction, library, i, element != NULL ? element->address : i,
                                  drive, is_new, &seen[i]);
        if (error == BASE_ERROR_SUCCESS && drive != NULL) {
            error = engine_rows_media_types(transaction, library, drive);
        }
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = miss_drives(transaction, &library->object.id, seen, count);
    }
    base_memory_free(seen);
    return error;
}

base_error engine_reconcile_changer(struct store_transaction *transaction,
                                    const struct engine_found_library *found,
                                    struct model_information *library)
{
    const struct device_changer_description *changer = found->changer;
    char identity[MODEL_SERIAL_BYTES];
    struct model_information before;
    bool is_new = false;
    base_error error;

    engine_reconcile_identity(changer->serial, changer->name, identity, sizeof identity);
    error = find_library(transaction, identity, library);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    before = *library;
    is_new = base_guid_is_null(&library->object.id);
    describe_changer_library(library, found);
    error = put_library(transaction, &before, library, changer->vendor, changer->product);
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_rows_changer(transaction, library, changer);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = reconcile_drives(transaction, found, library, is_new);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = count_drives(transaction, library);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_rows_places(transaction, library, found->elements);
    }
    return error;
}

base_error engine_reconcile_standalone(struct store_transaction *transaction,
                                       const struct device_drive_description *drive,
                                       struct model_information *library)
{
    char identity[MODEL_SERIAL_BYTES];
    struct model_information before;
    struct model_library *values = &library->info.library;
    base_error error;

    engine_reconcile_identity(drive->serial, drive->name, identity, sizeof identity);
    error = find_library(transaction, identity, library);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    before = *library;
    library->object.operational_state = MODEL_READY;
    values->library_type = MODEL_LIBRARYTYPE_STANDALONE;
    values->number_of_drives = 1;
    values->number_of_ports = 1;
    error = put_library(transaction, &before, library, drive->vendor, drive->product);
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_rows_drive(transaction, library, 0, 0, drive, true, NULL);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_rows_media_types(transaction, library, drive);
    }
    return error != BASE_ERROR_SUCCESS ? error : engine_rows_places(transaction, library, NULL);
}

base_error engine_reconcile_drive_back(struct store_transaction *transaction,
                                       const struct base_guid *id,
                                       const struct device_drive_description *drive)
{
    struct model_information row;
    base_error error = store_object_get(transaction, id, MODEL_DRIVE, &row);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    row.object.operational_state = MODEL_READY;
    error = engine_rows_describe_drive(transaction, drive, &row);
    return error != BASE_ERROR_SUCCESS ? error : store_object_update(transaction, &row);
}

static base_error set_absent(struct store_transaction *transaction, const struct base_guid *library,
                             uint32_t type)
{
    struct store_list rows = STORE_LIST_INIT;
    base_error error = store_children(transaction, library, type, &rows);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < rows.count; i++) {
        if (rows.items[i].object.operational_state != MODEL_NOT_PRESENT) {
            rows.items[i].object.operational_state = MODEL_NOT_PRESENT;
            error = store_object_update(transaction, &rows.items[i]);
        }
    }
    store_list_free(&rows);
    return error;
}

base_error engine_reconcile_absent(struct store_transaction *transaction,
                                   const struct base_guid *library)
{
    struct model_information row;
    base_error error = store_object_get(transaction, library, MODEL_LIBRARY, &row);

    if (error != BASE_ERROR_SUCCESS || row.object.operational_state == MODEL_NOT_PRESENT) {
        return error;
    }
    row.object.operational_state = MODEL_NOT_PRESENT;
    error = store_object_update(transaction, &row);
    if (error == BASE_ERROR_SUCCESS) {
        error = set_absent(transaction, library, MODEL_DRIVE);
    }
    return error != BASE_ERROR_SUCCESS ? error : set_absent(transaction, library, MODEL_CHANGER);
}
