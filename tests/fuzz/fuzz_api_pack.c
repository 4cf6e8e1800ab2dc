/* SPDX-License-Identifier: MIT */
/*
 * Structures of callers: NTMS_OBJECTINFORMATION in its four layouts. The first byte chooses the
 * layout, the second the type of the object; what is missing of the structure is zero.
 */
#include "fuzz.h"

#include <string.h>

#include "api/pack.h"

#define TYPE_OFFSET 4
#define TYPES       32

static const struct {
    const struct api_text *text;
    uint32_t size;
} LAYOUTS[] = {
    {&api_text_ansi, API_PACK_SIZE_A},
    {&api_text_wide, API_PACK_SIZE_W},
    {&api_text_ansi, API_PACK_SIZE_I1_A},
    {&api_text_wide, API_PACK_SIZE_I1_W},
};

static void read_structure(const uint8_t *bytes, const struct api_pack_layout *layout)
{
    struct model_information information;
    struct model_information again;
    uint8_t first[API_PACK_SIZE_LIMIT] = {0};
    uint8_t second[API_PACK_SIZE_LIMIT] = {0};
    memset(&information, 0, sizeof information);
    memset(&again, 0, sizeof again);
    if (!api_unpack_information(bytes, layout, &information))
        return;
    FUZZ_CHECK(memchr(information.object.name, '\0', sizeof information.object.name) != NULL);
    FUZZ_CHECK(memchr(information.object.description, '\0',
                      sizeof information.object.description) != NULL);
    /* What was understood can be said, and is then understood as the same. */
    api_pack_information(&information, layout, first);
    FUZZ_CHECK(api_unpack_information(first, layout, &again));
    api_pack_information(&again, layout, second);
    FUZZ_CHECK(memcmp(first, second, sizeof first) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct api_pack_layout layout;
    if (size < 2)
        return 0;
    size_t chosen = data[0] % (sizeof LAYOUTS / sizeof *LAYOUTS);
    FUZZ_CHECK(api_pack_layout_find(LAYOUTS[chosen].text, LAYOUTS[chosen].size, &layout));
    uint8_t *bytes = calloc(1, layout.size);
    if (bytes == NULL)
        return 0;
    memcpy(bytes, data + 2, size - 2 < layout.size ? size - 2 : layout.size);
    memset(bytes + TYPE_OFFSET, 0, sizeof(uint32_t));
    bytes[TYPE_OFFSET] = data[1] % TYPES;
    read_structure(bytes, &layout);
    free(bytes);
    return 0;
}
