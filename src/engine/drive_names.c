/* SPDX-License-Identifier: MIT */
/* What the operating system calls the medium in a drive. Needs no session. */
#include "base/utf16.h"
#include "engine/engine.h"
#include "port/volume.h"

_Static_assert((int)ENGINE_VOLUME_NAME_BYTES >= (int)PORT_VOLUME_NAME_SIZE, "room for the name");
_Static_assert((int)ENGINE_VOLUME_LETTER_BYTES >= (int)PORT_VOLUME_LETTER_SIZE,
               "room for the letter");

base_error engine_drive_volume_names(const char *device, char volume[ENGINE_VOLUME_NAME_BYTES],
                                     char letter[ENGINE_VOLUME_LETTER_BYTES])
{
    struct port_volume found;
    base_error error = port_volume_of_device(device, &found);

    if (error == BASE_ERROR_SUCCESS) {
        (void)base_utf8_copy(volume, ENGINE_VOLUME_NAME_BYTES, found.name);
        (void)base_utf8_copy(letter, ENGINE_VOLUME_LETTER_BYTES, found.letter);
    }
    return error;
}
