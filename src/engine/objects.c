/* SPDX-License-Identifier: MIT */
/*
 * Reading objects (API: GetNtmsObjectInformation, EnumerateNtmsObject).
 */
#include "engine/access.h"
#include "engine/engine.h"
#include "engine/runtime.h"
#include "rules/access.h"

/* A full slot that an inventory is still to look at shows it (API: NtmsSlotState). That is not
 * stored: marking and unmarking ten thousand slots would take longer than looking at them. */
static void show_awaited(struct model_information *information)
{
    struct model_slot *slot = &information->info.slot;

    if (information->object.type == MODEL_STORAGESLOT && slot->inventories > 0 &&
        slot->state == MODEL_SLOTSTATE_FULL) {
        slot->state = MODEL_SLOTSTATE_NEEDSINVENTORY;
    }
}

base_error engine_object_information(struct engine_session *session, const struct base_guid *id,
                                     uint32_t type, struct model_information *information)
{
    base_error error = store_information_read(session->engine->store, id, type, information);

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_access_check_read(session, information);
        show_awaited(information);
    }
    return error;
}

/* A container may be read only by who has NTMS_USE_ACCESS on what decides for it; a list of the
 * whole system asks for no more than the session. */
static base_error check_container(struct engine_session *session, const struct base_guid *container)
{
    struct model_information information;
    base_error error =
        store_information_read(session->engine->store, container, MODEL_UNKNOWN, &information);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    struct rules_access access =
        rules_access_needed(RULES_FUNCTION_ENUMERATE, information.object.type);
    return engine_access_check_object(session, &information, access.need[0].right);
}

base_error engine_object_enumerate(struct engine_session *session,
                                   const struct base_guid *container, uint32_t type,
                                   uint32_t options, struct base_guid *list, uint32_t capacity,
                                   uint32_t *count)
{
    struct store_transaction *transaction = NULL;
    base_error error;

    if (type < MODEL_TYPE_FIRST || type > MODEL_TYPE_LAST || options > MODEL_ENUM_ROOTPOOL) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    if (options == MODEL_ENUM_ROOTPOOL && (type != MODEL_MEDIA_POOL || container != NULL)) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    error = store_begin_read(session->engine->store, &transaction);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    base_error denied =
        container != NULL ? check_container(session, container) : BASE_ERROR_SUCCESS;
    bool readable = denied == BASE_ERROR_SUCCESS || denied == BASE_ERROR_OBJECT_NOT_FOUND;
    uint32_t found = 0;
    /* The store knows which container fits which type. That is told before the right is missed, but
     * nothing of the list is handed out. */
    error = store_object_enumerate(transaction, container, type, options, readable ? list : NULL,
                                   readable ? capacity : 0, &found);
    store_rollback(transaction);
    if (error != BASE_ERROR_SUCCESS && error != BASE_ERROR_INSUFFICIENT_BUFFER) {
        return error;
    }
    if (!readable) {
        return denied;
    }
    *count = found;
    return error;
}
