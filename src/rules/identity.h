/* SPDX-License-Identifier: MIT */
/*
 * Is this the cartridge it is taken for, and where does an identified one belong? Sources: the
 * API's concept pages on media identification, MountNtmsMedia (ERROR_INVALID_STATE for a wrong
 * label).
 *
 * All functions here are pure; any thread.
 */
#ifndef RULES_IDENTITY_H
#define RULES_IDENTITY_H

#include "model/information.h"

#include <stdbool.h>

/* What stands at the beginning of a side, without the bytes. */
struct rules_label {
    bool claimed;    /* a label library knows the format */
    bool free_label; /* ... and it is the free label */
    bool same;       /* type and identifier are the stored ones */
    bool elsewhere;  /* another side in the database has this label */
    bool unknown;    /* not claimed, but not blank either */
};

enum rules_label_verdict {
    RULES_LABEL_SAME = 0, /* the side is what the record says */
    RULES_LABEL_ADOPT,    /* it is, and the label found is its label from now on */
    RULES_LABEL_OTHER     /* another cartridge, or one that was written over */
};

/*
 * The check after a load. `stored`: the record has an identifier; `stored_free`: that of a free
 * label; `barcode`: the library has read the cartridge's bar code in this place, and it is the
 * record's. A side that an application owns and whose record has a free label or none may carry
 * whatever the application has written since: it is the same if the bar code says so or the label
 * tells nothing against it (a free label that nobody knows does: no application writes such). A
 * label that belongs to another side is OTHER, unless it is the stored one of this side, too:
 * copies are what their records say.
 */
enum rules_label_verdict rules_label_check(uint32_t side_state, bool stored, bool stored_free,
                                           bool barcode, const struct rules_label *found);

/*
 * May a free label be written over what was found? Never over another side's label, nor over a
 * label that is not the stored one unless the bar code confirms the cartridge; and so with what no
 * label library knows, where the record has another label than a free one. Over nothing, and over a
 * free label that nobody knows, it may be written.
 */
bool rules_label_may_overwrite(bool stored, bool stored_free, bool barcode,
                               const struct rules_label *found);

/*
 * The landing rules for an identified side: its state, and the kind of system pool its cartridge
 * comes to (0: it stays where it is). `known`: the record was identified before and is in another
 * pool than Unrecognized. What an application owns, what is of no use any more and what waits for
 * its free label keeps its state, what is in Free or an application's pool stays there.
 */
uint32_t rules_landing_state(uint32_t present_state, bool known, const struct rules_label *found);
uint32_t rules_landing_pool(uint32_t present_pool, bool known, bool any_side_claimed);

#endif
