/* SPDX-License-Identifier: MIT */
/*
 * Turns a model_information into the bytes of NTMS_OBJECTINFORMATIONA or -W, in the current or the
 * first (NTMS_I1) layout, and back: one path for the four, because they differ in the width of a
 * character and in what their first version lacked, and in nothing else. Pure; knows the layouts by
 * their documented order and alignment, so that no Windows header is needed.
 */
#ifndef API_PACK_H
#define API_PACK_H

#include "api/text.h"
#include "model/information.h"

#include <stdbool.h>

enum {
    API_PACK_SIZE_A = 896,
    API_PACK_SIZE_W = 1408,
    API_PACK_SIZE_I1_A = 884,
    API_PACK_SIZE_I1_W = 1396,
    API_PACK_SIZE_LIMIT = API_PACK_SIZE_W
};

struct api_pack_layout {
    const struct api_text *text;
    uint32_t size;      /* of the whole structure, also its dwSize */
    bool first_version; /* an NTMS_I1 structure */
};

/* The layout with that dwSize in that character set; false when there is none. */
bool api_pack_layout_find(const struct api_text *text, uint32_t size,
                          struct api_pack_layout *layout);

/*
 * Writes layout->size bytes to out: dwSize as the layout says, members the object's type does not
 * use as zero bytes.
 */
void api_pack_information(const struct model_information *information,
                          const struct api_pack_layout *layout, uint8_t out[API_PACK_SIZE_LIMIT]);

/*
 * The way back: layout->size bytes of a caller's structure, whose dwType says which member of the
 * union is meant. Times, and members that the layout lacks, are left zero. False, with the members
 * undefined, when a text has no terminating zero in its array.
 */
bool api_unpack_information(const uint8_t *bytes, const struct api_pack_layout *layout,
                            struct model_information *information);

#endif
