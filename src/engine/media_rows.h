/* SPDX-License-Identifier: MIT */
/*
 * A cartridge with what belongs to it, as rows: its sides, its pool, the library that holds it; and
 * the change of its pool, which takes all sides and their logical media along. Inside the caller's
 * transaction.
 */
#ifndef ENGINE_MEDIA_ROWS_H
#define ENGINE_MEDIA_ROWS_H

#include "engine/runtime.h"

/* ENGINE_MEDIA_INIT before the first use; engine_media_free afterwards. */
struct engine_media {
    struct model_information medium;
    struct model_information pool;
    struct model_information library; /* of stored members only */
    struct store_list sides;          /* side 0 first */
};
#define ENGINE_MEDIA_INIT                                                                          \
    {                                                                                              \
        .sides = STORE_LIST_INIT                                                                   \
    }

/* Reads a cartridge. ERROR_OBJECT_NOT_FOUND (4312): it, its pool or its library is not there. */
base_error engine_media_read(struct store_transaction *transaction, const struct base_guid *medium,
                             struct engine_media *media);

/* Frees the sides. NULL is accepted. */
void engine_media_free(struct engine_media *media);

/* The cartridge is known to lie in a library that is there: not on the shelf, not missing. */
bool engine_media_is_online(const struct engine_media *media);

/* The side of this id; NULL when it is none of the cartridge's. */
struct model_information *engine_media_side(struct engine_media *media,
                                            const struct base_guid *side);

/* The logical medium of a side lies in the pool of its cartridge: it is put there. One that is not
 * there is passed over. */
base_error engine_logical_enter_pool(struct store_transaction *transaction,
                                     const struct base_guid *logical, const struct base_guid *pool);

/*
 * Puts the cartridge into another pool: its row, and the logical media of its sides; states stay.
 * Both pools are journalled. `medium` and `pool` are brought up to date. The same pool: nothing.
 */
base_error engine_media_enter_pool(struct store_transaction *transaction,
                                   struct engine_media *media,
                                   const struct model_information *pool);

/* The cartridge is on the shelf; `missing_since` 0: somebody is known to have taken it there. Does
 * not store. */
void engine_media_shelve(const struct engine *engine, struct model_physical_media *medium,
                         int64_t missing_since);

/* Deletes a cartridge with its sides and their logical media. */
base_error engine_media_remove(struct store_transaction *transaction,
                               const struct model_information *medium,
                               const struct store_list *sides);

#endif
