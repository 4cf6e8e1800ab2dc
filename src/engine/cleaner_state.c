/* SPDX-License-Identifier: MIT */
#include "engine/cleaner_state.h"

#include "engine/auto_cleaning.h"
#include "engine/cartridges.h"
#include "engine/request.h"
#include "rules/plan.h"
#include "engine/text.h"
#include "store/note.h"

#include <string.h>

static base_error remember(struct store_transaction *transaction, const char *barcode,
                           uint32_t uses)
{
    return barcode[0] == '\0' ? BASE_ERROR_SUCCESS
                              : store_cleaner_remember(transaction, barcode, uses);
}

static bool asks_for_cleaner(const struct model_information *request,
                             const struct base_guid *library)
{
    const struct model_op_request *row = &request->info.op_request;
    return row->request == MODEL_OPREQ_CLEANER && base_guid_equal(&row->arg1, library);
}

/* Who asked for a usable cleaner has one now. */
static base_error cleaner_is_there(struct store_transaction *transaction,
                                   const struct base_guid *library)
{
    struct store_list open = STORE_LIST_INIT;
    base_error error = store_operator_requests_open(transaction, &open);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < open.count; i++) {
        if (asks_for_cleaner(&open.items[i], library)) {
            error = engine_operator_settle(transaction, &open.items[i].object.id,
                                           MODEL_OPSTATE_COMPLETE);
        }
    }
    store_list_free(&open);
    return error != BASE_ERROR_SUCCESS ? error : engine_cleaning_try_again(transaction, library);
}

/* A cartridge that was used here before has no more cleanings left than then, whoever says so: a
 * worn one that comes back is not new. One that is not to be counted must only not be worn out. */
static base_error limit_uses(struct store_transaction *transaction, const char *barcode,
                             uint32_t *uses)
{
    uint32_t known = MODEL_CLEANER_USES_UNCOUNTED;
    base_error error = store_cleaner_recall(transaction, barcode, &known);

    if (error == BASE_ERROR_SUCCESS && known < *uses &&
        (known == 0 || *uses != MODEL_CLEANER_USES_UNCOUNTED)) {
        store_note(transaction, BASE_LOG_NOTICE, 872, 0, "cleaner %s has %u cleanings left, not %u",
                   barcode, (unsigned)known, (unsigned)*uses);
        *uses = known;
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

base_error engine_cleaner_set(struct store_transaction *transaction,
                              const struct base_guid *library, uint32_t uses, const char *barcode,
                              const struct base_guid *place)
{
    struct model_information row;
    struct model_library *values = &row.info.library;
    base_error error = store_object_get(transaction, library, MODEL_LIBRARY, &row);

    if (error == BASE_ERROR_SUCCESS) {
        error = limit_uses(transaction, barcode, &uses);
    }
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    values->flags |= MODEL_LIBRARYFLAG_CLEANERPRESENT;
    values->flags &= ~(uint32_t)MODEL_LIBRARYFLAG_IGNORECLEANERUSESREMAINING;
    if (uses == MODEL_CLEANER_USES_UNCOUNTED) {
        values->flags |= MODEL_LIBRARYFLAG_IGNORECLEANERUSESREMAINING;
    }
    values->cleaner_uses_remaining = uses;
    engine_text_copy(values->cleaner_barcode, sizeof values->cleaner_barcode, 64, barcode);
    error = store_object_update(transaction, &row);
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_cartridges_disown(transaction, place);
    }
    if (error == BASE_ERROR_SUCCESS && uses > 0) {
        error = cleaner_is_there(transaction, library);
    }
    return error != BASE_ERROR_SUCCESS ? error : remember(transaction, barcode, uses);
}

base_error engine_cleaner_recounted(struct store_transaction *transaction,
                                    const struct model_information *library)
{
    const struct model_library *values = &library->info.library;
    base_error error = BASE_ERROR_SUCCESS;

    if (values->cleaner_uses_remaining > 0) {
        error = cleaner_is_there(transaction, &library->object.id);
    }
    return error != BASE_ERROR_SUCCESS
               ? error
               : remember(transaction, values->cleaner_barcode, values->cleaner_uses_remaining);
}

base_error engine_cleaner_clear(struct store_transaction *transaction,
                                const struct base_guid *library)
{
    struct model_information row;
    struct model_library *values = &row.info.library;
    base_error error = store_object_get(transaction, library, MODEL_LIBRARY, &row);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    values->flags &= ~(uint32_t)(MODEL_LIBRARYFLAG_CLEANERPRESENT |
                                 MODEL_LIBRARYFLAG_IGNORECLEANERUSESREMAINING);
    values->cleaner_uses_remaining = 0;
    values->cleaner_barcode[0] = '\0';
    return store_object_update(transaction, &row);
}

base_error engine_cleaner_spent(struct store_transaction *transaction,
                                const struct base_guid *library)
{
    struct model_information row;
    base_error error = store_object_get(transaction, library, MODEL_LIBRARY, &row);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    row.info.library.flags &= ~(uint32_t)MODEL_LIBRARYFLAG_IGNORECLEANERUSESREMAINING;
    row.info.library.cleaner_uses_remaining = 0;
    error = store_object_update(transaction, &row);
    return error != BASE_ERROR_SUCCESS ? error
                                       : remember(transaction, row.info.library.cleaner_barcode, 0);
}

base_error engine_cleaner_used(struct store_transaction *transaction,
                               const struct base_guid *library)
{
    struct model_information row;
    struct model_library *values = &row.info.library;
    base_error error = store_object_get(transaction, library, MODEL_LIBRARY, &row);

    if (error != BASE_ERROR_SUCCESS ||
        (values->flags & MODEL_LIBRARYFLAG_IGNORECLEANERUSESREMAINING) != 0 ||
        values->cleaner_uses_remaining == 0) {
        return error;
    }
    values->cleaner_uses_remaining--;
    error = store_object_update(transaction, &row);
    return error != BASE_ERROR_SUCCESS
               ? error
               : remember(transaction, values->cleaner_barcode, values->cleaner_uses_remaining);
}

base_error engine_cleaner_ask(struct store_transaction *transaction, const struct engine *engine,
                              const struct base_guid *library, struct base_guid *request)
{
    struct model_information row;
    struct model_information slot;
    char message[MODEL_MESSAGE_BYTES];
    base_error error = store_object_get(transaction, library, MODEL_LIBRARY, &row);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (base_guid_is_null(&row.info.library.cleaner_slot) ||
        store_object_get(transaction, &row.info.library.cleaner_slot, MODEL_STORAGESLOT, &slot) !=
            BASE_ERROR_SUCCESS) {
        engine_text_format(message, sizeof message, 256,
                           "Library '%s' needs a cleaner cartridge and has no slot reserved for "
                           "one.",
                           row.object.name);
    } else {
        engine_text_format(message, sizeof message, 256,
                           "Library '%s' needs a usable cleaner cartridge in slot %u.",
                           row.object.name, (unsigned)slot.info.slot.number);
    }
    return engine_operator_ask(transaction, engine, MODEL_OPREQ_CLEANER, MODEL_LIBRARY, library,
                               NULL, message, request);
}

base_error engine_cleaner_is_asked_for(struct store_transaction *transaction,
                                       const struct base_guid *library, bool *asked)
{
    struct store_list open = STORE_LIST_INIT;
    base_error error = store_operator_requests_open(transaction, &open);

    *asked = false;
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < open.count; i++) {
        *asked = *asked || asks_for_cleaner(&open.items[i], library);
    }
    store_list_free(&open);
    return error;
}

static base_error ask_when_exhausted(struct store_transaction *transaction,
                                     const struct engine *engine, const struct base_guid *library)
{
    struct model_information row;
    struct base_guid request;
    bool asked = false;
    base_error error = store_object_get(transaction, library, MODEL_LIBRARY, &row);

    if (error != BASE_ERROR_SUCCESS || row.info.library.cleaner_uses_remaining != 0) {
        return error;
    }
    error = engine_cleaner_is_asked_for(transaction, library, &asked);
    if (error != BASE_ERROR_SUCCESS || asked) {
        return error;
    }
    return engine_cleaner_ask(transaction, engine, library, &request);
}

static base_error stamp_drive(struct store_transaction *transaction, const struct base_guid *id)
{
    struct model_information drive;
    base_error error = store_object_get(transaction, id, MODEL_DRIVE, &drive);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    drive.info.drive.last_cleaned = port_clock_now();
    return store_object_update(transaction, &drive);
}

static base_error set_stage(struct store_transaction *transaction,
                            struct model_information *request, enum rules_stage stage)
{
    request->info.lib_request.stage = stage;
    request->info.lib_request.stage_since = port_clock_now();
    return store_object_update(transaction, request);
}

static base_error returned_to_slot(struct store_transaction *transaction,
                                   const struct engine *engine, const struct engine_places *places,
                                   const struct store_intent *intent,
                                   const struct model_information *request)
{
    base_error error = BASE_ERROR_SUCCESS;

    if (intent->from_kind == RULES_PLACE_DRIVE && intent->from_element < places->drive_count &&
        request != NULL && request->info.lib_request.stage == RULES_STAGE_CLEANED) {
        error = stamp_drive(transaction, &places->drives[intent->from_element].id);
    }
    if (error == BASE_ERROR_SUCCESS && intent->from_kind == RULES_PLACE_DRIVE) {
        error = ask_when_exhausted(transaction, engine, &intent->library);
    }
    if (error == BASE_ERROR_SUCCESS && intent->from_kind == RULES_PLACE_PORT && request != NULL &&
        request->info.lib_request.operation == MODEL_LM_INJECTCLEANER &&
        intent->from_element < places->port_count) {
        error =
            engine_cleaner_set(transaction, &intent->library, request->info.lib_request.argument,
                               intent->barcode, &places->ports[intent->from_element].id);
    }
    return error;
}

base_error engine_cleaner_moved(struct store_transaction *transaction, const struct engine *engine,
                                const struct engine_places *places,
                                const struct store_intent *intent)
{
    struct model_information row;
    struct model_information *request = NULL;
    base_error error = BASE_ERROR_SUCCESS;

    if (!base_guid_is_null(&intent->request)) {
        error = store_object_get(transaction, &intent->request, MODEL_LIBREQUEST, &row);
        request = error == BASE_ERROR_SUCCESS ? &row : NULL;
        if (error != BASE_ERROR_SUCCESS && error != BASE_ERROR_OBJECT_NOT_FOUND) {
            return error;
        }
    }
    if (intent->to_kind == RULES_PLACE_SLOT) {
        return returned_to_slot(transaction, engine, places, intent, request);
    }
    if (intent->to_kind != RULES_PLACE_DRIVE) {
        return BASE_ERROR_SUCCESS;
    }
    error = engine_cleaner_used(transaction, &intent->library);
    if (error == BASE_ERROR_SUCCESS && request != NULL &&
        request->info.lib_request.operation == MODEL_LM_CLEANDRIVE) {
        error = set_stage(transaction, request, RULES_STAGE_CLEANING);
    }
    return error;
}
