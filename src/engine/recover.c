/* SPDX-License-Identifier: MIT */
#include "engine/recover.h"

#include "engine/inventory.h"
#include "engine/moves.h"
#include "store/note.h"

static struct rules_place nowhere(void)
{
    return (struct rules_place){RULES_PLACE_NOWHERE, RULES_NONE};
}

static bool is_full(const struct device_elements *elements, uint32_t kind, uint32_t index)
{
    const struct device_element *element =
        device_elements_find(elements, engine_places_kind((enum rules_place_kind)kind), index);
    return element != NULL && element->full;
}

/* Where an interrupted move may have left the cleaner: at its end if there is something, else where
 * it began, else on the arm. */
static struct rules_place hint_of_intent(const struct store_intent *intent,
                                         const struct device_elements *elements)
{
    if (is_full(elements, intent->to_kind, intent->to_element)) {
        return (struct rules_place){(enum rules_place_kind)intent->to_kind, intent->to_element};
    }
    if (is_full(elements, intent->from_kind, intent->from_element)) {
        return (struct rules_place){(enum rules_place_kind)intent->from_kind, intent->from_element};
    }
    return (struct rules_place){RULES_PLACE_TRANSPORT, 0};
}

/* The drive that the database knew the cleaner in. */
static base_error hint_of_drives(struct store_transaction *transaction,
                                 const struct base_guid *library,
                                 const struct engine_places *places, struct rules_place *hint)
{
    struct store_list drives = STORE_LIST_INIT;
    base_error error = store_children(transaction, library, MODEL_DRIVE, &drives);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < drives.count; i++) {
        if (drives.items[i].info.drive.holds_cleaner) {
            hint->kind = RULES_PLACE_DRIVE;
            hint->index = engine_places_index(places->drives, places->drive_count,
                                              &drives.items[i].object.id);
        }
    }
    store_list_free(&drives);
    return error;
}

static base_error find_hint(struct store_transaction *transaction, const struct base_guid *library,
                            const struct engine_places *places,
                            const struct store_intent_list *open,
                            const struct device_elements *elements, struct rules_place *hint)
{
    base_error error;

    *hint = nowhere();
    error = hint_of_drives(transaction, library, places, hint);
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < open->count; i++) {
        if (open->items[i].cargo == RULES_CONTENT_CLEANER) {
            *hint = hint_of_intent(&open->items[i], elements);
        }
    }
    return error;
}

static base_error settle(struct store_transaction *transaction, const struct engine *engine,
                         struct engine_places *places, const struct store_intent_list *open)
{
    base_error error = BASE_ERROR_SUCCESS;

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < open->count; i++) {
        bool done = engine_move_is_done(places, open->items, open->count, i);
        store_note(transaction, BASE_LOG_NOTICE, 820, 0, "a move was interrupted: it %s made",
                   done ? "was" : "was not");
        error = engine_move_record(transaction, engine, places, &open->items[i], done);
    }
    return error;
}

/* A cleaner out of our reach shows that the library cleans its drives without us. */
static base_error note_own_cleaning(struct store_transaction *transaction,
                                    struct model_information *library,
                                    const struct device_elements *elements)
{
    if (library->info.library.cleans_by_itself || !device_elements_clean_by_themselves(elements)) {
        return BASE_ERROR_SUCCESS;
    }
    store_note(transaction, BASE_LOG_NOTICE, 821, 0, "library '%s' cleans its drives by itself",
               library->object.name);
    library->info.library.cleans_by_itself = true;
    library->info.library.supports_drive_cleaning = false;
    return store_object_update(transaction, library);
}

base_error engine_recover(struct store_transaction *transaction, const struct engine *engine,
                          const struct model_information *library, struct engine_places *places,
                          const struct device_elements *elements)
{
    struct store_intent_list open = STORE_INTENT_LIST_INIT;
    struct model_information current;
    struct rules_place hint;
    base_error error = store_intents_open_list(transaction, &library->object.id, &open);

    if (error == BASE_ERROR_SUCCESS) {
        error = find_hint(transaction, &library->object.id, places, &open, elements, &hint);
    }
    if (error == BASE_ERROR_SUCCESS) {
        engine_places_see(places, &library->info.library, hint, elements);
        error = settle(transaction, engine, places, &open);
    }
    store_intent_list_free(&open);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    /* Settling may have entered or removed the library's cleaner: see it with those eyes. */
    error = store_object_get(transaction, &library->object.id, MODEL_LIBRARY, &current);
    if (error == BASE_ERROR_SUCCESS) {
        error = note_own_cleaning(transaction, &current, elements);
    }
    if (error == BASE_ERROR_SUCCESS) {
        engine_places_set_cleaner_slot(places, &current.info.library);
        engine_places_see(places, &current.info.library, hint, elements);
        error = engine_inventory_apply(transaction, engine, &current, places);
    }
    return error;
}
