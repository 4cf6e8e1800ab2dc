/* SPDX-License-Identifier: MIT */
/* Which cartridges have to be looked at, besides those that an inventory by labels comes across. */
#include "engine/identify.h"
#include "engine/visit.h"

base_error engine_identify_queue_new(struct store_transaction *transaction,
                                     const struct engine *engine, const struct base_guid *library)
{
    struct store_list sides = STORE_LIST_INIT;
    struct model_information medium;
    base_error error = store_sides_unknown(transaction, library, &sides);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < sides.count; i++) {
        error = store_object_get(transaction, &sides.items[i].info.partition.physical_media,
                                 MODEL_PHYSICAL_MEDIA, &medium);
        if (error == BASE_ERROR_SUCCESS) {
            error = engine_visit_queue(transaction, engine, NULL, MODEL_LM_CLASSIFY, &medium,
                                       &sides.items[i], NULL, NULL, NULL);
        }
    }
    store_list_free(&sides);
    return error;
}

static base_error queue_sides(struct store_transaction *transaction, const struct engine *engine,
                              const struct model_information *medium,
                              const struct base_guid *parent)
{
    struct store_list sides = STORE_LIST_INIT;
    base_error error = store_sides_of_media(transaction, &medium->object.id, &sides);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < sides.count; i++) {
        error = engine_visit_queue(transaction, engine, NULL, MODEL_LM_PROCESSOMID, medium,
                                   &sides.items[i], NULL, parent, NULL);
    }
    store_list_free(&sides);
    return error;
}

static bool is_unknown(const struct model_partition *side)
{
    return side->state == MODEL_PARTSTATE_UNKNOWN ||
           (side->state == MODEL_PARTSTATE_FOREIGN && side->label_id_length == 0);
}

base_error engine_identify_queue_arrival(struct store_transaction *transaction,
                                         const struct engine *engine,
                                         const struct base_guid *medium)
{
    struct store_list sides = STORE_LIST_INIT;
    struct model_information row;
    base_error error = store_object_get(transaction, medium, MODEL_PHYSICAL_MEDIA, &row);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_sides_of_media(transaction, medium, &sides);
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < sides.count; i++) {
        uint32_t operation =
            is_unknown(&sides.items[i].info.partition) ? MODEL_LM_CLASSIFY : MODEL_LM_PROCESSOMID;
        error = engine_visit_queue(transaction, engine, NULL, operation, &row, &sides.items[i],
                                   NULL, NULL, NULL);
    }
    store_list_free(&sides);
    return error;
}

base_error engine_identify_queue_homeless(struct store_transaction *transaction,
                                          const struct engine *engine,
                                          const struct base_guid *library,
                                          const struct base_guid *parent)
{
    struct store_list drives = STORE_LIST_INIT;
    base_error error = store_children(transaction, library, MODEL_DRIVE, &drives);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < drives.count; i++) {
        struct model_information medium;
        error = store_media_find_location(transaction, &drives.items[i].object.id, &medium);
        if (error == BASE_ERROR_SUCCESS &&
            base_guid_is_null(&medium.info.physical_media.home_slot)) {
            error = queue_sides(transaction, engine, &medium, parent);
        }
        error = error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
    }
    store_list_free(&drives);
    return error;
}
