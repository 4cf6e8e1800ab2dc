/* SPDX-License-Identifier: MIT */
#include "engine/drive_facts.h"

#include "device/drive.h"
#include "engine/request.h"
#include "engine/side.h"
#include "rules/world.h"

static base_error unless_missing(base_error error)
{
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

/* An unfinished mount has this drive for its cartridge. */
static base_error find_mount(struct store_transaction *transaction,
                             const struct model_information *drive, bool *mounting)
{
    struct store_list open = STORE_LIST_INIT;
    base_error error = store_requests_unfinished(transaction, &drive->info.drive.library, &open);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < open.count; i++) {
        const struct model_lib_request *row = &open.items[i].info.lib_request;
        *mounting =
            *mounting || (row->operation == MODEL_LM_MOUNT && row->stage != RULES_STAGE_START &&
                          base_guid_equal(&row->drive, &drive->object.id));
    }
    store_list_free(&open);
    return error;
}

static base_error gather_library(struct engine_session *session,
                                 struct store_transaction *transaction,
                                 enum rules_function function, struct engine_drive_view *view)
{
    struct rules_drive_facts *facts = &view->facts;
    const struct base_guid *id = &view->drive.info.drive.library;
    struct model_information library;
    base_error error = engine_library_facts(transaction, id, &facts->library);

    if (error != BASE_ERROR_SUCCESS || !facts->library.found) {
        return error;
    }
    error = store_object_get_stored(transaction, id, MODEL_LIBRARY, &library);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    facts->standalone = library.info.library.library_type == MODEL_LIBRARYTYPE_STANDALONE;
    return engine_side_ask_right(session, id, rules_access_right(function, RULES_SECURABLE_LIBRARY),
                                 &facts->library.granted);
}

base_error engine_drive_gather(struct engine_session *session,
                               struct store_transaction *transaction, const struct base_guid *id,
                               enum rules_function function, struct engine_drive_view *view)
{
    struct rules_drive_facts *facts = &view->facts;
    base_error error = store_object_get_stored(transaction, id, MODEL_DRIVE, &view->drive);

    *facts = (struct rules_drive_facts){.given = true};
    if (error != BASE_ERROR_SUCCESS) {
        return unless_missing(error);
    }
    facts->found = true;
    facts->enabled = view->drive.object.enabled;
    facts->present = view->drive.object.operational_state != MODEL_NOT_PRESENT;
    facts->cleaning = view->drive.info.drive.holds_cleaner ||
                      view->drive.info.drive.state == MODEL_DRIVESTATE_BEING_CLEANED;
    error = gather_library(session, transaction, function, view);
    if (error == BASE_ERROR_SUCCESS) {
        error = store_media_find_location(transaction, id, &view->medium);
        facts->holds = error == BASE_ERROR_SUCCESS;
        error = unless_missing(error);
    }
    return error != BASE_ERROR_SUCCESS ? error
                                       : find_mount(transaction, &view->drive, &facts->opened);
}

bool engine_drive_may_be_open(const struct engine_drive_view *view)
{
    return view->drive.info.drive.state == MODEL_DRIVESTATE_LOADED;
}

bool engine_drive_is_open(struct engine *engine, const struct model_information *drive)
{
    enum device_drive_status status;

    return device_drive_status(engine->transport, drive->info.drive.device_name, &status, NULL) ==
           BASE_ERROR_BUSY;
}

base_error engine_drive_queue_dismount(struct store_transaction *transaction,
                                       struct engine_session *session,
                                       const struct engine_drive_view *view)
{
    struct model_information request;
    struct model_lib_request *row = &request.info.lib_request;

    engine_request_init(&request, session, session->engine, MODEL_LM_DISMOUNT,
                        &view->drive.info.drive.library);
    row->option = MODEL_LM_DISMOUNT_NOW;
    row->physical_media = view->medium.object.id;
    row->drive = view->drive.object.id;
    row->slot = view->medium.info.physical_media.home_slot;
    return engine_request_insert(transaction, &request);
}
