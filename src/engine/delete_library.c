/* SPDX-License-Identifier: MIT */
/*
 * DeleteNtmsLibrary and DeleteNtmsDrive: hardware that was taken away for good goes out of the
 * database, its media stay known. All or nothing, in one transaction.
 */
#include "engine/cleaner_state.h"
#include "engine/drive_facts.h"
#include "engine/engine.h"
#include "engine/remove_library.h"
#include "engine/side.h"
#include "engine/told.h"

static base_error commit(struct store_transaction *transaction, base_error error)
{
    if (error == BASE_ERROR_SUCCESS) {
        return store_commit(transaction);
    }
    store_rollback(transaction);
    return error;
}

base_error engine_library_delete(struct engine_session *session, const struct base_guid *library)
{
    const uint32_t right =
        rules_access_right(RULES_FUNCTION_DELETE_LIBRARY, RULES_SECURABLE_LIBRARY);
    struct rules_library_facts facts = {.given = true};
    struct store_transaction *transaction = NULL;
    base_error error = store_begin_write(session->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_library_facts(transaction, library, &facts);
    }
    if (error == BASE_ERROR_SUCCESS && facts.found) {
        error = engine_side_ask_right(session, library, right, &facts.granted);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = rules_check_delete_library(&facts);
    }
    if (error == BASE_ERROR_SUCCESS) {
        engine_told_deed(transaction, session, library, MODEL_LIBRARY, "deleted:");
        error = engine_library_remove(transaction, session->engine, library);
    }
    return commit(transaction, error);
}

/* The medium's home is empty and waits for it. */
static base_error find_home(struct store_transaction *transaction,
                            const struct model_information *medium, struct model_information *slot,
                            bool *free)
{
    const struct base_guid *home = &medium->info.physical_media.home_slot;
    struct model_information other;
    base_error error = store_object_get(transaction, home, MODEL_STORAGESLOT, slot);

    *free = error == BASE_ERROR_SUCCESS && slot->info.slot.state == MODEL_SLOTSTATE_EMPTY;
    if (*free) {
        error = store_media_find_location(transaction, home, &other);
        *free = error == BASE_ERROR_OBJECT_NOT_FOUND;
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

/* Somebody took the medium out of the drive before he took the drive away. */
static base_error bring_home(struct store_transaction *transaction, const struct engine *engine,
                             struct model_information *medium)
{
    struct model_physical_media *row = &medium->info.physical_media;
    struct model_information slot;
    bool free = false;
    base_error error = find_home(transaction, medium, &slot, &free);

    if (error != BASE_ERROR_SUCCESS || !free) {
        return error != BASE_ERROR_SUCCESS ? error
                                           : engine_medium_shelve(transaction, engine, medium);
    }
    slot.info.slot.state = MODEL_SLOTSTATE_FULL;
    error = store_object_update(transaction, &slot);
    row->location = slot.object.id;
    row->location_type = MODEL_STORAGESLOT;
    row->media_state = MODEL_MEDIASTATE_IDLE;
    row->mounted_partition = (struct base_guid){{0}};
    return error != BASE_ERROR_SUCCESS ? error : store_object_update(transaction, medium);
}

static base_error count_one_less(struct store_transaction *transaction, const struct base_guid *id)
{
    struct model_information library;
    base_error error = store_object_get(transaction, id, MODEL_LIBRARY, &library);

    if (error == BASE_ERROR_SUCCESS && library.info.library.number_of_drives > 0) {
        library.info.library.number_of_drives--;
        error = store_object_update(transaction, &library);
    }
    return error;
}

static base_error remove_drive(struct store_transaction *transaction, const struct engine *engine,
                               const struct base_guid *id)
{
    struct model_information drive;
    struct model_information medium;
    base_error error = store_object_get(transaction, id, MODEL_DRIVE, &drive);
    const struct base_guid *library = &drive.info.drive.library;

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_library_cancel_requests(transaction, library, id);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_media_find_location(transaction, id, &medium);
        error = error == BASE_ERROR_SUCCESS            ? bring_home(transaction, engine, &medium)
                : error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS
                                                       : error;
    }
    if (error == BASE_ERROR_SUCCESS && drive.info.drive.holds_cleaner) {
        error = engine_cleaner_clear(transaction, library);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_delete(transaction, id, MODEL_DRIVE);
    }
    return error != BASE_ERROR_SUCCESS ? error : count_one_less(transaction, library);
}

base_error engine_drive_delete(struct engine_session *session, const struct base_guid *drive)
{
    struct store_transaction *transaction = NULL;
    struct engine_drive_view view;
    base_error error = store_begin_write(session->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error =
            engine_drive_gather(session, transaction, drive, RULES_FUNCTION_DELETE_DRIVE, &view);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = rules_check_delete_drive(&view.facts);
    }
    if (error == BASE_ERROR_SUCCESS) {
        engine_told_deed(transaction, session, drive, MODEL_DRIVE, "deleted:");
        error = view.facts.standalone ? engine_library_remove(transaction, session->engine,
                                                              &view.drive.info.drive.library)
                                      : remove_drive(transaction, session->engine, drive);
    }
    return commit(transaction, error);
}
