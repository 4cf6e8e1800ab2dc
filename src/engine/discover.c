/* SPDX-License-Identifier: MIT */
#include "engine/discover.h"

#include "base/log.h"
#include "base/memory.h"
#include "engine/find_changer.h"
#include "engine/find_drive.h"
#include "engine/reconcile.h"
#include "engine/standalone.h"
#include "engine/start_inventory.h"
#include "engine/text.h"

#include <string.h>

/* Most drive mappings an administrator may give for one changer. */
enum { OVERRIDES_MAX = 64 };

struct discovery {
    struct engine *engine;
    struct device_inventory devices;
    bool *taken;            /* per drive: belongs to a changer */
    struct base_guid *seen; /* libraries that are there, or may be */
    size_t seen_count;
    size_t seen_capacity;
    bool uncertain; /* a changer did not answer: a free drive may be one of its */
    bool sole;      /* there is no other changer */
};

/* What belongs to other libraries. */
struct others {
    const struct base_guid *library;
    struct store_list drives; /* of all libraries */
};

/* What one changer looked like. */
struct changer_view {
    const struct device_found_changer *found;
    struct device_changer_description description;
    struct device_elements elements;
    uint32_t *match;
};

static base_error mark_seen(struct discovery *discovery, const struct base_guid *library)
{
    if (discovery->seen_count == discovery->seen_capacity) {
        size_t capacity = discovery->seen_capacity * 2 + 8;
        struct base_guid *grown =
            base_memory_resize(discovery->seen, capacity, sizeof *discovery->seen);
        if (grown == NULL) {
            return BASE_ERROR_NOT_ENOUGH_MEMORY;
        }
        discovery->seen = grown;
        discovery->seen_capacity = capacity;
    }
    discovery->seen[discovery->seen_count++] = *library;
    return BASE_ERROR_SUCCESS;
}

static base_error look_at(struct discovery *discovery, struct changer_view *view)
{
    const char *name = view->found->description.name;
    struct device_changer *changer = NULL;
    struct device_fault fault;
    base_error error = device_changer_open(discovery->engine->transport, name, &changer, &fault);

    if (error == BASE_ERROR_SUCCESS) {
        error = device_changer_look(changer, DEVICE_KINDS_ALL, &view->elements, &fault);
    }
    if (error != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_ERROR, 810, error, "changer %s does not tell its state: %s", name,
                       fault.text);
    } else {
        device_changer_describe(changer, &view->description);
    }
    device_changer_close(changer);
    return error;
}

static base_error find_changer_row(struct store_transaction *transaction,
                                   const struct device_changer_description *changer,
                                   struct base_guid *id)
{
    char identity[MODEL_SERIAL_BYTES];

    engine_reconcile_identity(changer->serial, changer->name, identity, sizeof identity);
    return store_library_find(transaction, identity, id);
}

/* On record in another library, and in no bay of this one. */
static base_error is_on_record_elsewhere(struct store_transaction *transaction, const char *serial,
                                         const struct base_guid *library, bool *elsewhere)
{
    struct base_guid id;
    base_error error = BASE_ERROR_OBJECT_NOT_FOUND;

    *elsewhere = false;
    if (serial[0] != '\0' &&
        store_drive_find(transaction, library, serial, &id) == BASE_ERROR_OBJECT_NOT_FOUND) {
        error = store_drive_find(transaction, NULL, serial, &id);
        *elsewhere = error == BASE_ERROR_SUCCESS;
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

/* Which drives a library that is known cannot have come by. */
static base_error find_elsewhere(const struct discovery *discovery, const struct changer_view *view,
                                 bool *elsewhere)
{
    struct store_transaction *transaction = NULL;
    struct base_guid library;
    base_error error = store_begin_read(discovery->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = find_changer_row(transaction, &view->description, &library);
    }
    for (size_t i = 0; error == BASE_ERROR_SUCCESS && i < discovery->devices.drive_count; i++) {
        error = is_on_record_elsewhere(transaction, discovery->devices.drives[i].description.serial,
                                       &library, &elsewhere[i]);
    }
    store_rollback(transaction);
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

static base_error match_drives(struct discovery *discovery, struct changer_view *view)
{
    struct device_override overrides[OVERRIDES_MAX];
    uint32_t count = view->description.kinds[DEVICE_KIND_DRIVE].count;
    bool *elsewhere = base_memory_zero(discovery->devices.drive_count + 1, sizeof *elsewhere);
    struct device_match_input input = {
        .elements = &view->elements,
        .changer_address = &view->description.scsi_address,
        .drives = discovery->devices.drives,
        .drive_count = discovery->devices.drive_count,
        .overrides = overrides,
        .taken = discovery->taken,
        .elsewhere = elsewhere,
        .take_left_over = discovery->sole,
    };

    base_error error = BASE_ERROR_NOT_ENOUGH_MEMORY;
    view->match = base_memory_zero((size_t)count + 1, sizeof *view->match);
    if (view->match == NULL || elsewhere == NULL) {
        goto out;
    }
    error = find_elsewhere(discovery, view, elsewhere);
    if (error != BASE_ERROR_SUCCESS) {
        goto out;
    }
    for (uint32_t i = 0; i < count; i++) {
        view->match[i] = DEVICE_NO_DRIVE;
    }
    input.override_count =
        device_overrides_read(view->description.serial, overrides, OVERRIDES_MAX);
    device_match_drives(&input, view->match, count);
    for (uint32_t i = 0; i < count; i++) {
        if (view->match[i] != DEVICE_NO_DRIVE) {
            discovery->taken[view->match[i]] = true;
        }
    }
out:
    base_memory_free(elsewhere);
    return error;
}

static base_error is_unknown(struct store_transaction *transaction,
                             const struct device_changer_description *changer, bool *unknown)
{
    struct base_guid id;
    base_error error = find_changer_row(transaction, changer, &id);
    *unknown = error == BASE_ERROR_OBJECT_NOT_FOUND;
    return *unknown ? BASE_ERROR_SUCCESS : error;
}

static base_error store_changer(struct discovery *discovery, const struct changer_view *view)
{
    struct engine_found_library found = {
        .changer = &view->description,
        .elements = &view->elements,
        .drives = discovery->devices.drives,
        .match = view->match,
    };
    struct store_transaction *transaction = NULL;
    struct model_information library;
    bool is_new = false;
    base_error error = store_begin_write(discovery->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = is_unknown(transaction, &view->description, &is_new);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_reconcile_changer(transaction, &found, &library);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_start_inventory(transaction, discovery->engine, &library, &view->elements,
                                       is_new);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_commit(transaction);
        transaction = NULL;
    }
    store_rollback(transaction);
    return error != BASE_ERROR_SUCCESS ? error : mark_seen(discovery, &library.object.id);
}

/* A changer that is there but does not answer now is not "not present". */
static base_error keep_library(struct discovery *discovery, const char *device_name)
{
    struct store_transaction *transaction = NULL;
    struct store_list changers = STORE_LIST_INIT;
    base_error error = store_begin_read(discovery->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_children(transaction, NULL, MODEL_CHANGER, &changers);
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < changers.count; i++) {
        const struct model_changer *changer = &changers.items[i].info.changer;
        if (strcmp(changer->device_name, device_name) == 0) {
            error = mark_seen(discovery, &changer->library);
        }
    }
    store_list_free(&changers);
    store_rollback(transaction);
    return error;
}

static base_error enter_changer(struct discovery *discovery,
                                const struct device_found_changer *found)
{
    struct changer_view view = {.found = found, .elements = DEVICE_ELEMENTS_INIT};
    base_error error = found->fault.error;

    if (error == BASE_ERROR_SUCCESS) {
        error = look_at(discovery, &view);
    }
    if (error != BASE_ERROR_SUCCESS) {
        discovery->uncertain = true;
        return keep_library(discovery, found->description.name);
    }
    error = match_drives(discovery, &view);
    if (error == BASE_ERROR_SUCCESS) {
        error = store_changer(discovery, &view);
    }
    base_memory_free(view.match);
    device_elements_free(&view.elements);
    return error;
}

/* True when the database has the drive inside a library with a changer, whatever is seen of that
 * changer today. */
static base_error belongs_to_changer(struct store_transaction *transaction, const char *serial,
                                     bool *belongs)
{
    struct base_guid id;
    struct model_information row;
    base_error error = BASE_ERROR_OBJECT_NOT_FOUND;

    *belongs = false;
    if (serial[0] != '\0') {
        error = store_drive_find(transaction, NULL, serial, &id);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_get(transaction, &id, MODEL_DRIVE, &row);
    }
    if (error == BASE_ERROR_SUCCESS) {
        struct base_guid library = row.info.drive.library;
        error = store_object_get(transaction, &library, MODEL_LIBRARY, &row);
    }
    if (error == BASE_ERROR_SUCCESS) {
        *belongs = row.info.library.library_type == MODEL_LIBRARYTYPE_ONLINE;
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

/* What the drive holds; nothing when it does not answer: then its state is not taken over. */
static void look_into_drive(const struct discovery *discovery, const char *name,
                            struct device_elements *elements)
{
    struct device_changer *changer = NULL;
    struct device_fault fault;
    base_error error =
        device_changer_open_drive(discovery->engine->transport, name, "", &changer, &fault);

    if (error == BASE_ERROR_SUCCESS) {
        error = device_changer_look(changer, DEVICE_KINDS_ALL, elements, &fault);
    }
    if (error != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_WARNING, 812, error, "drive %s does not tell its state: %s", name,
                       fault.text);
    }
    device_changer_close(changer);
}

static base_error enter_standalone(struct discovery *discovery,
                                   const struct device_drive_description *drive)
{
    struct store_transaction *transaction = NULL;
    struct device_elements elements = DEVICE_ELEMENTS_INIT;
    struct model_information library;
    bool skip = false;
    base_error error;

    look_into_drive(discovery, drive->name, &elements);
    error = store_begin_write(discovery->engine->store, &transaction);
    if (error == BASE_ERROR_SUCCESS && discovery->uncertain) {
        error = belongs_to_changer(transaction, drive->serial, &skip);
    }
    if (error == BASE_ERROR_SUCCESS && !skip) {
        error = engine_reconcile_standalone(transaction, drive, &library);
    }
    if (error == BASE_ERROR_SUCCESS && !skip && elements.count > 0) {
        error = engine_standalone_start(transaction, discovery->engine, &library, &elements);
    }
    device_elements_free(&elements);
    if (error == BASE_ERROR_SUCCESS) {
        error = store_commit(transaction);
        transaction = NULL;
    }
    store_rollback(transaction);
    return error != BASE_ERROR_SUCCESS || skip ? error : mark_seen(discovery, &library.object.id);
}

/* A drive that a program has open cannot be asked who it is; the database knows it by its name. */
static base_error keep_busy_drive(struct discovery *discovery, const char *device_name)
{
    struct store_transaction *transaction = NULL;
    struct store_list drives = STORE_LIST_INIT;
    base_error error = store_begin_read(discovery->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_children(transaction, NULL, MODEL_DRIVE, &drives);
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < drives.count; i++) {
        if (strcmp(drives.items[i].info.drive.device_name, device_name) == 0) {
            error = mark_seen(discovery, &drives.items[i].info.drive.library);
        }
    }
    store_list_free(&drives);
    store_rollback(transaction);
    return error;
}

static base_error enter_drives(struct discovery *discovery)
{
    base_error error = BASE_ERROR_SUCCESS;

    for (size_t i = 0; error == BASE_ERROR_SUCCESS && i < discovery->devices.drive_count; i++) {
        const struct device_found_drive *drive = &discovery->devices.drives[i];
        if (discovery->taken[i]) {
            continue;
        }
        if (drive->description.busy || drive->fault.error != BASE_ERROR_SUCCESS) {
            error = keep_busy_drive(discovery, drive->description.name);
        } else {
            error = enter_standalone(discovery, &drive->description);
        }
    }
    return error;
}

static bool was_seen(const struct discovery *discovery, const struct base_guid *library)
{
    for (size_t i = 0; i < discovery->seen_count; i++) {
        if (base_guid_equal(&discovery->seen[i], library)) {
            return true;
        }
    }
    return false;
}

static base_error miss_libraries(struct discovery *discovery)
{
    struct store_transaction *transaction = NULL;
    struct store_list libraries = STORE_LIST_INIT;
    base_error error = store_begin_write(discovery->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_children(transaction, NULL, MODEL_LIBRARY, &libraries);
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < libraries.count; i++) {
        const struct model_information *library = &libraries.items[i];
        bool shelf = (library->info.library.flags & MODEL_LIBRARYFLAG_FIXEDOFFLINE) != 0;
        if (!shelf && !was_seen(discovery, &library->object.id)) {
            error = engine_reconcile_absent(transaction, &library->object.id);
        }
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_commit(transaction);
        transaction = NULL;
    }
    store_list_free(&libraries);
    store_rollback(transaction);
    return error;
}

base_error engine_discover(struct engine *engine)
{
    struct discovery discovery = {.engine = engine, .devices = DEVICE_INVENTORY_INIT};
    base_error error = device_discover(engine->transport, &discovery.devices);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    discovery.sole = discovery.devices.changer_count == 1;
    discovery.taken = base_memory_zero(discovery.devices.drive_count + 1, sizeof(bool));
    if (discovery.taken == NULL) {
        error = BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    for (size_t i = 0; error == BASE_ERROR_SUCCESS && i < discovery.devices.changer_count; i++) {
        error = enter_changer(&discovery, &discovery.devices.changers[i]);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = enter_drives(&discovery);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = miss_libraries(&discovery);
    }
    base_memory_free(discovery.taken);
    base_memory_free(discovery.seen);
    device_inventory_free(&discovery.devices);
    return error;
}

/* ---- one library ---- */

/* A drive of a library that is there. */
static bool is_drive_of_other(void *context, const char *name)
{
    const struct others *others = context;

    for (uint32_t i = 0; i < others->drives.count; i++) {
        const struct model_information *row = &others->drives.items[i];
        if (row->object.operational_state != MODEL_NOT_PRESENT &&
            !base_guid_equal(&row->info.drive.library, others->library) &&
            strcmp(row->info.drive.device_name, name) == 0) {
            return true;
        }
    }
    return false;
}

static base_error read_others(struct engine *engine, struct others *others, bool *sole)
{
    struct store_transaction *transaction = NULL;
    struct store_list changers = STORE_LIST_INIT;
    base_error error = store_begin_read(engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_children(transaction, NULL, MODEL_DRIVE, &others->drives);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_children(transaction, NULL, MODEL_CHANGER, &changers);
    }
    store_rollback(transaction);
    *sole = changers.count == 1;
    store_list_free(&changers);
    return error;
}

/* A drive that a program has open does not say who it is: it is the one that had its name. */
static void lend_serials(struct discovery *discovery, const struct others *others)
{
    for (size_t i = 0; i < discovery->devices.drive_count; i++) {
        struct device_drive_description *drive = &discovery->devices.drives[i].description;
        for (uint32_t k = 0; drive->busy && k < others->drives.count; k++) {
            const struct model_drive *row = &others->drives.items[k].info.drive;
            if (base_guid_equal(&row->library, others->library) &&
                strcmp(row->device_name, drive->name) == 0) {
                engine_text_copy(drive->serial, sizeof drive->serial, sizeof drive->serial - 1,
                                 row->serial_number);
            }
        }
    }
}

static base_error discover_changer(struct engine *engine, const struct base_guid *library,
                                   bool *found)
{
    struct discovery discovery = {.engine = engine, .devices = DEVICE_INVENTORY_INIT};
    struct others others = {.library = library, .drives = STORE_LIST_INIT};
    const struct device_discovery_skip skip = {is_drive_of_other, &others};
    char name[DEVICE_NAME_SIZE];
    base_error error = engine_find_changer(engine, library, name);

    *found = false;
    if (error != BASE_ERROR_SUCCESS || name[0] == '\0') {
        return error;
    }
    error = read_others(engine, &others, &discovery.sole);
    if (error == BASE_ERROR_SUCCESS) {
        error = device_discover_changer(engine->transport, name, &skip, &discovery.devices);
    }
    if (error == BASE_ERROR_SUCCESS) {
        lend_serials(&discovery, &others);
        discovery.taken = base_memory_zero(discovery.devices.drive_count + 1, sizeof(bool));
        error = discovery.taken == NULL ? BASE_ERROR_NOT_ENOUGH_MEMORY : BASE_ERROR_SUCCESS;
    }
    if (error == BASE_ERROR_SUCCESS && discovery.devices.changer_count == 1) {
        error = enter_changer(&discovery, &discovery.devices.changers[0]);
        *found = error == BASE_ERROR_SUCCESS && !discovery.uncertain;
    }
    store_list_free(&others.drives);
    base_memory_free(discovery.taken);
    base_memory_free(discovery.seen);
    device_inventory_free(&discovery.devices);
    return error;
}

/* The one drive of a library without a changer. */
static base_error last_name_of(struct engine *engine, const struct base_guid *library,
                               char name[DEVICE_NAME_SIZE])
{
    struct store_transaction *transaction = NULL;
    struct store_list drives = STORE_LIST_INIT;
    base_error error = store_begin_read(engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_children(transaction, library, MODEL_DRIVE, &drives);
    }
    store_rollback(transaction);
    engine_text_copy(name, DEVICE_NAME_SIZE, DEVICE_NAME_SIZE - 1,
                     drives.count > 0 ? drives.items[0].info.drive.device_name : "");
    store_list_free(&drives);
    return error;
}

static base_error discover_standalone(struct engine *engine, const struct model_information *row,
                                      bool *found)
{
    struct discovery discovery = {.engine = engine, .devices = DEVICE_INVENTORY_INIT};
    struct device_drive_description drive;
    char name[DEVICE_NAME_SIZE];
    base_error error = last_name_of(engine, &row->object.id, name);

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_find_drive(engine, row->info.library.serial_number, name, &drive, found);
    }
    if (error == BASE_ERROR_SUCCESS && *found) {
        error = enter_standalone(&discovery, &drive);
    }
    base_memory_free(discovery.seen);
    return error;
}

base_error engine_discover_library(struct engine *engine, const struct base_guid *library,
                                   bool *found)
{
    struct model_information row;
    base_error error = store_information_read(engine->store, library, MODEL_LIBRARY, &row);

    *found = false;
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    return engine_standalone_is(&row) ? discover_standalone(engine, &row, found)
                                      : discover_changer(engine, library, found);
}
