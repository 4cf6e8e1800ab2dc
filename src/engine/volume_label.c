/* SPDX-License-Identifier: MIT */
#include "engine/volume_label.h"

#include "engine/text.h"

#include <string.h>

enum { SERIAL_NUMBER_BYTES = 4 };

void engine_volume_label_found(struct label_found *found, const struct engine_volume_label *volume)
{
    memset(found, 0, sizeof *found);
    found->claimed = true;
    engine_text_copy(found->type, sizeof found->type, 64, volume->file_system);
    engine_text_copy(found->info, sizeof found->info, 256, volume->name);
    for (uint32_t i = 0; i < SERIAL_NUMBER_BYTES; i++) {
        found->id[i] = (uint8_t)(volume->serial_number >> 8 * i);
    }
    found->id_length = SERIAL_NUMBER_BYTES;
}

base_error engine_volume_label_read(const struct device_transport *transport, const char *name,
                                    struct label_found *found, struct device_fault *fault)
{
    struct device_volume told;
    struct engine_volume_label volume = {told.file_system, told.name, 0};
    base_error error = device_drive_volume(transport, name, &told, fault);

    memset(found, 0, sizeof *found);
    if (error == BASE_ERROR_SUCCESS && told.file_system[0] != '\0') {
        volume.serial_number = told.serial_number;
        engine_volume_label_found(found, &volume);
    }
    return error;
}
