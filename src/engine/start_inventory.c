/* SPDX-License-Identifier: MIT */
#include "engine/start_inventory.h"

#include "engine/identify.h"
#include "engine/recover.h"
#include "engine/request.h"

#include <string.h>

/* The environment has the say before the registry, as with the data folder. */
static bool wants_labels(void)
{
    char text[8];
    uint32_t method = 0;

    if (port_environment("NTMS_FIRST_INVENTORY", text, sizeof text) == BASE_ERROR_SUCCESS) {
        return strcmp(text, "1") != 0;
    }
    return port_setting_u32(NULL, "FirstInventory", &method) != BASE_ERROR_SUCCESS ||
           method != MODEL_INVENTORY_FAST;
}

base_error engine_start_inventory(struct store_transaction *transaction, struct engine *engine,
                                  const struct model_information *library,
                                  const struct device_elements *elements, bool is_new)
{
    struct engine_places places = {0};
    struct model_information request;
    base_error error = engine_places_load(transaction, library, &places);

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_recover(transaction, engine, library, &places, elements);
    }
    if (error == BASE_ERROR_SUCCESS) {
        engine_request_init(&request, NULL, engine, MODEL_LM_INVENTORY, &library->object.id);
        if (is_new && wants_labels()) {
            request.info.lib_request.option = MODEL_INVENTORY_OMID;
            error = engine_request_insert(transaction, &request);
        } else {
            error = engine_request_insert_passed(transaction, &request);
            if (error == BASE_ERROR_SUCCESS) {
                error = engine_identify_queue_new(transaction, engine, &library->object.id);
            }
        }
    }
    engine_places_free(&places);
    return error;
}
