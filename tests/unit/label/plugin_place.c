/* SPDX-License-Identifier: MIT */
#include "plugin_place.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Where a file format says for which processor it was made: fixed in one, told in the other. */
static size_t machine_offset(const uint8_t *bytes)
{
    return bytes[0] == 'M' ? (size_t)(bytes[0x3c] | bytes[0x3d] << 8) + 4 : 18;
}

void plugin_place_foreign(const char *name, char *path, size_t capacity)
{
    static uint8_t bytes[4 * 1024 * 1024];
    const char *folder = getenv("NTMS_TEST_FOLDER");
    char original[1024];
    plugin_place(name, original, sizeof original);
    FILE *file = fopen(original, "rb");
    if (file == NULL)
        abort();
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    bytes[machine_offset(bytes)] ^= 0x55;
    snprintf(path, capacity, "%s/foreign.bin", folder != NULL ? folder : "/tmp");
    file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes, 1, size, file) != size || fclose(file) != 0)
        abort();
}
