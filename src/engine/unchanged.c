/* SPDX-License-Identifier: MIT */
#include "engine/unchanged.h"

#include "base/memory.h"
#include "store/intent.h"
#include "store/journal.h"

#include <string.h>

static bool same_places(const struct engine_place *a, const struct engine_place *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (a[i].present != b[i].present || a[i].content != b[i].content ||
            a[i].inverted != b[i].inverted || a[i].home.kind != b[i].home.kind ||
            a[i].home.index != b[i].home.index || strcmp(a[i].barcode, b[i].barcode) != 0) {
            return false;
        }
    }
    return true;
}

static bool is_the_same(const struct engine_places *a, const struct engine_places *b)
{
    return same_places(a->slots, b->slots, a->slot_count) &&
           same_places(a->drives, b->drives, a->drive_count) &&
           same_places(a->ports, b->ports, a->port_count) &&
           same_places(&a->transport, &b->transport, 1);
}

static struct engine_place *copy(const struct engine_place *places, size_t count)
{
    struct engine_place *copied = base_memory_get((count + 1) * sizeof *copied);

    if (copied != NULL && count > 0) {
        memcpy(copied, places, count * sizeof *copied);
    }
    return copied;
}

/* The places as these elements show them, in `seen`; false without memory. */
static bool see_again(const struct engine_places *known, const struct model_library *library,
                      const struct device_elements *elements, struct engine_places *seen)
{
    const struct rules_place nowhere = {RULES_PLACE_NOWHERE, RULES_NONE};

    *seen = *known;
    seen->slots = copy(known->slots, known->slot_count);
    seen->drives = copy(known->drives, known->drive_count);
    seen->ports = copy(known->ports, known->port_count);
    if (seen->slots == NULL || seen->drives == NULL || seen->ports == NULL) {
        return false;
    }
    engine_places_see(seen, library, nowhere, elements);
    return true;
}

static base_error rows_are_unchanged(struct engine_controller *controller,
                                     struct model_information *library, bool *unchanged)
{
    struct store_transaction *transaction = NULL;
    struct store_intent_list open = STORE_INTENT_LIST_INIT;
    bool changed = true;
    base_error error = store_begin_read(controller->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_journal_places_changed(transaction, controller->recorded, &changed);
    }
    if (error == BASE_ERROR_SUCCESS && !changed) {
        error = store_intents_open_list(transaction, &controller->library, &open);
    }
    if (error == BASE_ERROR_SUCCESS && !changed) {
        error = store_object_get_stored(transaction, &controller->library, MODEL_LIBRARY, library);
    }
    store_rollback(transaction);
    *unchanged = !changed && open.count == 0;
    store_intent_list_free(&open);
    return error;
}

bool engine_look_is_unchanged(struct engine_controller *controller,
                              const struct device_elements *elements)
{
    struct engine_places seen = {0};
    struct model_information library;
    bool unchanged = false;

    if (controller->recorded <= 0 ||
        rows_are_unchanged(controller, &library, &unchanged) != BASE_ERROR_SUCCESS || !unchanged) {
        return false;
    }
    unchanged = see_again(&controller->places, &library.info.library, elements, &seen) &&
                is_the_same(&controller->places, &seen);
    engine_places_free(&seen);
    return unchanged;
}
