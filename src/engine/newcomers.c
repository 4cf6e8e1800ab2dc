/* SPDX-License-Identifier: MIT */
#include "engine/newcomers.h"

#include "engine/medium_name.h"
#include "engine/pools.h"
#include "engine/text.h"
#include "store/note.h"

#include <string.h>

/* One when the media type is not known. The number comes from the file and is not trusted. */
static base_error count_sides(struct engine_newcomers *newcomers)
{
    struct model_information type;

    newcomers->number_of_sides = 1;
    if (base_guid_is_null(&newcomers->media_type)) {
        return BASE_ERROR_SUCCESS;
    }
    base_error error =
        store_object_get(newcomers->transaction, &newcomers->media_type, MODEL_MEDIA_TYPE, &type);
    if (error == BASE_ERROR_SUCCESS && type.info.media_type.number_of_sides == 2) {
        newcomers->number_of_sides = 2;
    }
    return error;
}

/* Bar codes that name the same medium by their length and ending (rules/barcode.h). */
static bool ends_alike(const char *a, const char *b)
{
    size_t length = strlen(a);
    size_t compared = length < 2 ? length : 2;

    return strlen(b) == length && strcmp(a + length - compared, b + length - compared) == 0;
}

/* The pool of a new cartridge; looked up once for a row of those that end alike. */
static base_error find_pool(struct engine_newcomers *newcomers, const char *barcode)
{
    base_error error = BASE_ERROR_SUCCESS;

    if (newcomers->pool_barcode == NULL || !ends_alike(newcomers->pool_barcode, barcode)) {
        error = engine_pool_for_library(newcomers->transaction, &newcomers->library->object.id,
                                        barcode, MODEL_POOLTYPE_FOREIGN, &newcomers->pool,
                                        &newcomers->media_type);
        error = error == BASE_ERROR_SUCCESS ? count_sides(newcomers) : error;
        newcomers->pool_barcode = error == BASE_ERROR_SUCCESS ? barcode : NULL;
    }
    return error;
}

/* Was the slot seen empty before? What was in it at the first look has always been there. */
static base_error was_empty(const struct engine_newcomers *newcomers, const struct base_guid *slot,
                            bool *empty)
{
    struct model_information row;
    base_error error =
        store_object_get_stored(newcomers->transaction, slot, MODEL_STORAGESLOT, &row);

    *empty = error == BASE_ERROR_SUCCESS && row.info.slot.state == MODEL_SLOTSTATE_EMPTY;
    return error;
}

static base_error choose_state(const struct engine_newcomers *newcomers,
                               const struct engine_place *place, uint32_t type, bool doubt,
                               uint32_t *state)
{
    bool look = doubt;
    base_error error = BASE_ERROR_SUCCESS;

    if (!look && place->barcode[0] == '\0' && type == MODEL_STORAGESLOT) {
        error = was_empty(newcomers, &place->id, &look);
    } else if (!look) {
        look = place->barcode[0] == '\0' && type == MODEL_DRIVE;
    }
    *state = look ? MODEL_PARTSTATE_UNKNOWN : MODEL_PARTSTATE_FOREIGN;
    return error;
}

void engine_newcomer_locate(struct model_physical_media *media, const struct base_guid *library,
                            const struct engine_place *place, uint32_t type)
{
    media->location = place->id;
    media->location_type = type;
    media->current_library = *library;
    media->missing_since = 0;
    media->media_state = MODEL_MEDIASTATE_IDLE;
    media->mounted_partition = (struct base_guid){{0}};
    if (type == MODEL_STORAGESLOT) {
        media->home_slot = place->id;
    } else if (type == MODEL_IEPORT) {
        /* A person put it there: it is his, nobody carries it back. */
        media->home_slot = (struct base_guid){{0}};
    }
}

base_error engine_newcomer_enter(struct engine_newcomers *newcomers,
                                 const struct engine_place *place, uint32_t type, bool doubt)
{
    struct model_information media = {0};
    struct model_physical_media *row = &media.info.physical_media;
    uint32_t state = MODEL_PARTSTATE_FOREIGN;
    base_error error = find_pool(newcomers, place->barcode);

    if (error == BASE_ERROR_SUCCESS) {
        error = choose_state(newcomers, place, type, doubt, &state);
    }
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    media.object.type = MODEL_PHYSICAL_MEDIA;
    media.object.enabled = true;
    row->media_pool = newcomers->pool;
    row->media_type = newcomers->media_type;
    row->number_of_partitions = newcomers->number_of_sides;
    row->barcode_state =
        place->barcode[0] != '\0' ? MODEL_BARCODESTATE_OK : MODEL_BARCODESTATE_UNREADABLE;
    engine_text_copy(row->barcode, sizeof row->barcode, 64, place->barcode);
    engine_newcomer_locate(row, &newcomers->library->object.id, place, type);
    error = engine_medium_insert(newcomers->transaction, &media);
    if (error == BASE_ERROR_SUCCESS) {
        store_note(newcomers->transaction, BASE_LOG_NOTICE, 804, 0,
                   "library '%s': cartridge '%s' is new", newcomers->library->object.name,
                   media.object.name);
        error = engine_medium_insert_sides(newcomers->transaction, &media, state);
    }
    return error;
}
