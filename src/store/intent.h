/* SPDX-License-Identifier: MIT */
/*
 * Robot moves that are about to be made. An intent is committed before the move command and closed
 * after it; one that is found open tells that a move may or may not have happened, so the places it
 * names must be looked at. Kinds of places and cargo are the numbers of the caller
 * (rules_place_kind, rules_content); elements are element addresses of the changer.
 */
#ifndef STORE_INTENT_H
#define STORE_INTENT_H

#include "base/error.h"
#include "base/guid.h"
#include "model/information.h"
#include "store/database.h"

#include <stdint.h>

struct store_intent {
    int64_t number; /* given by store_intent_open */
    struct base_guid library;
    struct base_guid request; /* null: housekeeping */
    uint32_t from_kind;
    uint32_t from_element;
    uint32_t to_kind;
    uint32_t to_element;
    uint32_t cargo;
    struct base_guid media; /* the cartridge's object, or null */
    char barcode[MODEL_BARCODE_BYTES];
    int64_t opened; /* stamped by store_intent_open */
};

enum store_intent_outcome {
    STORE_INTENT_DONE = 1,
    STORE_INTENT_NOT_DONE = 2,
    STORE_INTENT_UNKNOWN = 3
};

/* Open intents of a library, oldest first. STORE_INTENT_LIST_INIT before the first use. */
struct store_intent_list {
    struct store_intent *items;
    uint32_t count;
    uint32_t capacity;
};
#define STORE_INTENT_LIST_INIT                                                                     \
    {                                                                                              \
        NULL, 0, 0                                                                                 \
    }

/* Records an intent; number and opened of *intent are not read. *number names it. */
base_error store_intent_open(struct store_transaction *transaction,
                             const struct store_intent *intent, int64_t *number);

/*
 * Records how it ended (enum store_intent_outcome). Some hundred closed ones are kept as history.
 * BASE_ERROR_OBJECT_NOT_FOUND: no open intent of that number; BASE_ERROR_INVALID_PARAMETER.
 */
base_error store_intent_close(struct store_transaction *transaction, int64_t number,
                              uint32_t outcome);

/* Lists the open ones of a library (NULL: all). Replaces what *out held. */
base_error store_intents_open_list(struct store_transaction *transaction,
                                   const struct base_guid *library, struct store_intent_list *out);

/* Frees the items. NULL is accepted. */
void store_intent_list_free(struct store_intent_list *list);

#endif
