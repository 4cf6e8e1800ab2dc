/* SPDX-License-Identifier: MIT */
#include "label/claim.h"

#include <string.h>

#include "label/text.h"

bool label_claim_judge(const uint8_t answer[LABEL_ANSWER_BYTES], struct label_found *found)
{
    const uint8_t *size = answer + LABEL_ANSWER_ID_SIZE;
    uint32_t id_length = (uint32_t)size[0] | (uint32_t)size[1] << 8 | (uint32_t)size[2] << 16 |
                         (uint32_t)size[3] << 24;
    memset(found, 0, sizeof *found);
    if (id_length == 0 || id_length > LABEL_ID_BYTES)
        return false;
    label_text_from_wide(answer + LABEL_ANSWER_TYPE, LABEL_TYPE_UNITS + 1, LABEL_TYPE_UNITS,
                         found->type);
    if (found->type[0] == '\0')
        return false;
    label_text_from_wide(answer + LABEL_ANSWER_INFO, LABEL_INFO_UNITS + 1, LABEL_INFO_UNITS,
                         found->info);
    memcpy(found->id, answer + LABEL_ANSWER_ID, id_length);
    found->id_length = id_length;
    found->claimed = true;
    return true;
}
