/* SPDX-License-Identifier: MIT */
#include "engine/twin.h"

#include "engine/same_medium.h"

#include <string.h>

static base_error is_attached(struct store_transaction *transaction,
                              const struct base_guid *library, bool *attached)
{
    struct model_information row;
    base_error error = store_object_get_stored(transaction, library, MODEL_LIBRARY, &row);

    *attached = error == BASE_ERROR_SUCCESS && row.object.operational_state != MODEL_NOT_PRESENT;
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

static base_error describe(struct store_transaction *transaction, const struct engine *engine,
                           const struct model_physical_media *medium, struct engine_twin *twin)
{
    const struct model_physical_media *row = &twin->medium.info.physical_media;
    bool attached = false;
    base_error error = is_attached(transaction, &row->current_library, &attached);

    twin->found = true;
    twin->same_barcode = row->barcode[0] != '\0' && strcmp(row->barcode, medium->barcode) == 0;
    twin->hidden = engine_medium_is_away(engine, row) || !attached;
    twin->certain =
        !twin->hidden && (row->media_state == MODEL_MEDIASTATE_LOADED ||
                          (row->barcode[0] != '\0' && row->barcode_state == MODEL_BARCODESTATE_OK));
    return error;
}

static int likelihood(const struct engine_twin *twin)
{
    return !twin->found ? 0 : twin->same_barcode ? 4 : twin->hidden ? 3 : !twin->certain ? 2 : 1;
}

base_error engine_twin_find(struct store_transaction *transaction, const struct engine *engine,
                            const struct model_information *medium, const struct label_found *found,
                            struct engine_twin *twin)
{
    struct store_list sides = STORE_LIST_INIT;
    struct engine_twin next;
    base_error error = BASE_ERROR_SUCCESS;

    memset(twin, 0, sizeof *twin);
    if (found->claimed) {
        error =
            store_sides_find_label(transaction, found->type, found->id, found->id_length, &sides);
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < sides.count; i++) {
        const struct base_guid *owner = &sides.items[i].info.partition.physical_media;
        if (base_guid_equal(owner, &medium->object.id)) {
            continue;
        }
        next.side = sides.items[i];
        error = store_object_get(transaction, owner, MODEL_PHYSICAL_MEDIA, &next.medium);
        if (error == BASE_ERROR_SUCCESS) {
            error = describe(transaction, engine, &medium->info.physical_media, &next);
        }
        if (error == BASE_ERROR_SUCCESS && likelihood(&next) > likelihood(twin)) {
            *twin = next;
        }
    }
    store_list_free(&sides);
    return error;
}
