/* SPDX-License-Identifier: MIT */
#include "rules/identity.h"

#include "rules/allocation.h"

/* A free label is written by the library's management alone: one that nobody knows is no
 * application's work. */
static enum rules_label_verdict check_unlabelled(bool owned, bool barcode,
                                                 const struct rules_label *found)
{
    if (!found->claimed) {
        return RULES_LABEL_SAME;
    }
    if (owned && found->free_label && !barcode) {
        return RULES_LABEL_OTHER;
    }
    return RULES_LABEL_ADOPT;
}

enum rules_label_verdict rules_label_check(uint32_t side_state, bool stored, bool stored_free,
                                           bool barcode, const struct rules_label *found)
{
    /* Copies with one label may be catalogued twice: each of them is what its record says. */
    if (stored && found->claimed && found->same) {
        return RULES_LABEL_SAME;
    }
    if (found->claimed && found->elsewhere) {
        return RULES_LABEL_OTHER;
    }
    if (!stored || (stored_free && rules_side_is_owned(side_state))) {
        return check_unlabelled(rules_side_is_owned(side_state), barcode, found);
    }
    return RULES_LABEL_OTHER;
}

bool rules_label_may_overwrite(bool stored, bool stored_free, bool barcode,
                               const struct rules_label *found)
{
    if (!found->claimed) {
        /* A record without a label, or with a free one, can be about any format. */
        return !found->unknown || !stored || stored_free || barcode;
    }
    if (found->elsewhere) {
        return stored && found->same && barcode;
    }
    /* A free label promises that nothing follows; one that nobody knows was left by a writing that
     * did not come to be recorded. */
    return barcode || found->free_label || (stored && found->same);
}

uint32_t rules_landing_state(uint32_t present_state, bool known, const struct rules_label *found)
{
    if (known) {
        return present_state;
    }
    switch (present_state) {
    case MODEL_PARTSTATE_UNPREPARED: /* a free label is on its way */
    case MODEL_PARTSTATE_DECOMMISSIONED:
    case MODEL_PARTSTATE_AVAILABLE:
    case MODEL_PARTSTATE_ALLOCATED:
    case MODEL_PARTSTATE_COMPLETE:
    case MODEL_PARTSTATE_RESERVED:
        return present_state;
    default:
        return found->claimed ? MODEL_PARTSTATE_IMPORT : MODEL_PARTSTATE_FOREIGN;
    }
}

uint32_t rules_landing_pool(uint32_t present_pool, bool known, bool any_side_claimed)
{
    const uint32_t landing = any_side_claimed ? MODEL_POOLTYPE_IMPORT : MODEL_POOLTYPE_FOREIGN;

    if (known || present_pool == MODEL_POOLTYPE_SCRATCH ||
        present_pool == MODEL_POOLTYPE_APPLICATION) {
        return 0;
    }
    return landing == present_pool ? 0 : landing;
}
