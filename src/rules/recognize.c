/* SPDX-License-Identifier: MIT */
#include "rules/recognize.h"

/* The cartridge itself may have a twin: two with one label, each in its place, are copies. */
static enum rules_recognized recognize_by_barcode(const struct rules_recognition *facts)
{
    return facts->twin_hidden && !facts->identified ? RULES_RECOGNIZED_TWIN : RULES_RECOGNIZED_IT;
}

enum rules_recognized rules_recognize(const struct rules_recognition *facts)
{
    if (facts->same) {
        return RULES_RECOGNIZED_IT;
    }
    if (!facts->twin) {
        return facts->other && !facts->barcode ? RULES_RECOGNIZED_STRANGER : RULES_RECOGNIZED_IT;
    }
    if (facts->twin_same_barcode) {
        return facts->identified ? RULES_RECOGNIZED_IT : RULES_RECOGNIZED_TWIN;
    }
    if (facts->barcode) {
        return recognize_by_barcode(facts);
    }
    if (facts->twin_hidden) {
        return facts->identified ? RULES_RECOGNIZED_EXCHANGE : RULES_RECOGNIZED_TWIN;
    }
    if (facts->twin_certain) {
        return facts->identified ? RULES_RECOGNIZED_STRANGER : RULES_RECOGNIZED_IT;
    }
    /* Both are known by their places alone, and this place is the twin's. A second look at the same
     * newcomer takes it for a copy: else two copies would change places for ever. */
    return facts->identified || facts->new_here ? RULES_RECOGNIZED_EXCHANGE : RULES_RECOGNIZED_IT;
}
