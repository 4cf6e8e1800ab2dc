/* SPDX-License-Identifier: MIT */
#include "engine/standalone.h"

#include "engine/identify.h"
#include "engine/recover.h"
#include "engine/request.h"
#include "engine/steps.h"

bool engine_standalone_is(const struct model_information *library)
{
    return library->info.library.library_type == MODEL_LIBRARYTYPE_STANDALONE;
}

/* One that was replaced leaves a row that is not present. */
static const struct model_information *choose_drive(const struct store_list *drives)
{
    for (uint32_t i = 0; i < drives->count; i++) {
        if (drives->items[i].object.operational_state != MODEL_NOT_PRESENT) {
            return &drives->items[i];
        }
    }
    return drives->count > 0 ? &drives->items[0] : NULL;
}

base_error engine_standalone_open(struct engine *engine, const struct base_guid *library,
                                  struct device_changer **changer)
{
    struct store_transaction *transaction = NULL;
    struct store_list drives = STORE_LIST_INIT;
    struct device_fault fault;
    base_error error = store_begin_read(engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_children(transaction, library, MODEL_DRIVE, &drives);
    }
    store_rollback(transaction);
    const struct model_information *drive = choose_drive(&drives);
    if (error == BASE_ERROR_SUCCESS && drive == NULL) {
        error = BASE_ERROR_OBJECT_NOT_FOUND;
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = device_changer_open_drive(engine->transport, drive->info.drive.device_name,
                                          drive->info.drive.serial_number, changer, &fault);
    }
    store_list_free(&drives);
    return error;
}

base_error engine_standalone_start(struct store_transaction *transaction, struct engine *engine,
                                   const struct model_information *library,
                                   const struct device_elements *elements)
{
    const struct device_element *drive = device_elements_find(elements, DEVICE_KIND_DRIVE, 0);
    struct engine_places places = {0};
    struct model_information request;
    base_error error = engine_places_load(transaction, library, &places);

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_recover(transaction, engine, library, &places, elements);
    }
    engine_places_free(&places);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    engine_request_init(&request, NULL, engine, MODEL_LM_INVENTORY, &library->object.id);
    if (drive == NULL || !drive->full) {
        return engine_request_insert_passed(transaction, &request);
    }
    request.info.lib_request.option = MODEL_INVENTORY_OMID;
    return engine_request_insert(transaction, &request);
}

/* Nothing is to be written after most looks. */
static base_error has_unknown_sides(struct engine_controller *controller, bool *has)
{
    struct store_transaction *transaction = NULL;
    struct store_list sides = STORE_LIST_INIT;
    base_error error = store_begin_read(controller->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_sides_unknown(transaction, &controller->library, &sides);
    }
    store_rollback(transaction);
    *has = sides.count > 0;
    store_list_free(&sides);
    return error;
}

base_error engine_standalone_seen(struct engine_controller *controller)
{
    const bool changed =
        (device_changer_attention(controller->changer) & DEVICE_ATTENTION_MEDIUM_CHANGED) != 0;
    struct store_transaction *transaction = NULL;
    bool unknown = false;
    base_error error = has_unknown_sides(controller, &unknown);

    if (error != BASE_ERROR_SUCCESS || (!unknown && !changed)) {
        return error;
    }
    error = engine_step_begin(controller, &transaction);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = unknown
                ? engine_identify_queue_new(transaction, controller->engine, &controller->library)
                : engine_identify_queue_homeless(transaction, controller->engine,
                                                 &controller->library, NULL);
    return engine_step_end(transaction, error);
}
