/* SPDX-License-Identifier: MIT */
#include "rules/barcode.h"

#include "model/constants.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { VOLUME_CHARACTERS = 6 };

struct family {
    uint32_t media_type;
    const char *first;  /* one of these ... */
    const char *second; /* ... and one of these; "" = an identifier of one character */
};

/* LTO: L and the generation, L and T to Z for write-once media of generation 3 and up, M8 for
 * cartridges of generation 7 that are formatted denser. */
static const struct family families[] = {
    {MODEL_MEDIATYPE_LTO_ULTRIUM, "L", "123456789TUVWXYZ"},
    {MODEL_MEDIATYPE_LTO_ULTRIUM, "M", "8"},
    {MODEL_MEDIATYPE_DLT, "S", "1234"},
    {MODEL_MEDIATYPE_DLT, "CDES", ""},
    {MODEL_MEDIATYPE_IBM_MAGSTAR_3590, "JK", ""},
    {MODEL_MEDIATYPE_STK_9840, "R", ""},
    {MODEL_MEDIATYPE_STK_9940, "P", ""},
};

static bool is_of(const struct family *family, const char *barcode, size_t length)
{
    if (family->second[0] == '\0') {
        return length == VOLUME_CHARACTERS + 1 &&
               strchr(family->first, barcode[length - 1]) != NULL;
    }
    return length > 2 && strchr(family->first, barcode[length - 2]) != NULL &&
           strchr(family->second, barcode[length - 1]) != NULL;
}

static bool tells(const char *barcode, size_t length, uint32_t media_type)
{
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        if (families[i].media_type == media_type && is_of(&families[i], barcode, length)) {
            return true;
        }
    }
    return false;
}

uint32_t rules_barcode_media_type(const char *barcode, const uint32_t *types, uint32_t count)
{
    size_t length = strlen(barcode);

    for (uint32_t i = 0; i < count; i++) {
        if (tells(barcode, length, types[i])) {
            return i;
        }
    }
    return 0;
}
