/* SPDX-License-Identifier: MIT */
#include "rules/create_media.h"

#include <string.h>

bool rules_side_has_logical(uint32_t state)
{
    return state == MODEL_PARTSTATE_ALLOCATED || state == MODEL_PARTSTATE_COMPLETE;
}

static bool is_sound_side(const struct model_partition *side)
{
    bool labelled = side->label_id_length >= 1 && side->label_id_length <= MODEL_LABEL_ID_BYTES &&
                    side->label_type[0] != '\0';
    bool owned = base_guid_is_null(&side->logical_media) || rules_side_has_logical(side->state);

    return labelled && owned && side->state <= MODEL_PARTSTATE_RESERVED;
}

base_error rules_check_create_wish(uint32_t options, const struct model_physical_media *medium,
                                   const struct base_guid *shelf,
                                   const struct model_information *sides, uint32_t count)
{
    bool sound = (options & ~MODEL_ERROR_ON_DUPLICATE) == 0;

    for (uint32_t i = 0; i < count; i++) {
        sound = sound && is_sound_side(&sides[i].info.partition);
    }
    sound = sound && (base_guid_is_null(&medium->current_library) ||
                      base_guid_equal(&medium->current_library, shelf));
    return sound ? BASE_ERROR_SUCCESS : BASE_ERROR_INVALID_PARAMETER;
}

static bool takes_catalogued_media(const struct rules_create_media_facts *facts)
{
    return facts->pool_found && facts->pool_holds_media &&
           (facts->pool_kind == MODEL_POOLTYPE_IMPORT ||
            facts->pool_kind == MODEL_POOLTYPE_APPLICATION);
}

base_error rules_check_create_media(const struct rules_create_media_facts *facts)
{
    if (!facts->wish_is_sound) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    if (!takes_catalogued_media(facts)) {
        return BASE_ERROR_INVALID_MEDIA_POOL;
    }
    if (!facts->granted) {
        return BASE_ERROR_ACCESS_DENIED;
    }
    if (facts->duplicate_label) {
        return BASE_ERROR_INVALID_MEDIA;
    }
    if (facts->count == 0 || facts->count != facts->type_sides) {
        return BASE_ERROR_MEDIA_INCOMPATIBLE;
    }
    if (facts->barcode_taken) {
        return BASE_ERROR_INVALID_MEDIA;
    }
    return facts->id_taken ? BASE_ERROR_INVALID_PARAMETER : BASE_ERROR_SUCCESS;
}

void rules_barcode_trim(char barcode[MODEL_BARCODE_BYTES])
{
    size_t length = strlen(barcode);

    while (length > 0 && barcode[length - 1] == ' ') {
        length--;
    }
    barcode[length] = '\0';
}

const char *rules_media_label_name(const struct model_physical_media *medium,
                                   const struct model_information *sides, uint32_t count)
{
    return medium->barcode[0] == '\0' && count == 1 ? sides[0].info.partition.label_info : "";
}
