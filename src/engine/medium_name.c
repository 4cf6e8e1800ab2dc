/* SPDX-License-Identifier: MIT */
#include "engine/medium_name.h"

#include "engine/text.h"

#include <string.h>

base_error engine_medium_insert(struct store_transaction *transaction,
                                struct model_information *medium)
{
    struct model_physical_media *row = &medium->info.physical_media;
    uint32_t number = 0;
    base_error error = store_media_next_number(transaction, &number);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    engine_text_format(row->sequence_number, sizeof row->sequence_number, 32, "%u",
                       (unsigned)number);
    if (medium->object.name[0] == '\0') {
        engine_text_copy(medium->object.name, sizeof medium->object.name, 64,
                         row->barcode[0] != '\0' ? row->barcode : row->sequence_number);
    }
    return store_object_insert(transaction, medium);
}

base_error engine_medium_insert_sides(struct store_transaction *transaction,
                                      const struct model_information *medium, uint32_t state)
{
    base_error error = BASE_ERROR_SUCCESS;

    for (uint32_t i = 0;
         error == BASE_ERROR_SUCCESS && i < medium->info.physical_media.number_of_partitions; i++) {
        struct model_information side = {0};
        side.object.type = MODEL_PARTITION;
        side.object.enabled = true;
        side.info.partition.physical_media = medium->object.id;
        side.info.partition.state = state;
        side.info.partition.side = (uint16_t)i;
        error = store_object_insert(transaction, &side);
    }
    return error;
}

bool engine_medium_take_name(struct model_information *medium, const struct model_partition *side)
{
    const struct model_physical_media *row = &medium->info.physical_media;
    char before[MODEL_NAME_BYTES];

    if (row->number_of_partitions != 1 || row->barcode[0] != '\0' || side->label_info[0] == '\0' ||
        strcmp(medium->object.name, row->sequence_number) != 0) {
        return false;
    }
    memcpy(before, medium->object.name, sizeof before);
    engine_text_copy(medium->object.name, sizeof medium->object.name, 64, side->label_info);
    return strcmp(before, medium->object.name) != 0;
}
