/* SPDX-License-Identifier: MIT */
/*
 * Another record with the label that was found on a cartridge, and what is known of where that
 * other one is.
 */
#ifndef ENGINE_TWIN_H
#define ENGINE_TWIN_H

#include "engine/runtime.h"
#include "label/label.h"

struct engine_twin {
    bool found; /* the rest is undefined when false */
    struct model_information medium;
    struct model_information side; /* the one with the label */
    bool same_barcode;             /* both have a bar code, and it is the same */
    bool hidden;                   /* on the shelf, missing, or its library is not attached */
    bool certain;                  /* known to be elsewhere: by its bar code, or mounted */
};

/* The most likely of several: with the same bar code, hidden, in doubt, certain; then the oldest.
 */
base_error engine_twin_find(struct store_transaction *transaction, const struct engine *engine,
                            const struct model_information *medium, const struct label_found *found,
                            struct engine_twin *twin);

#endif
