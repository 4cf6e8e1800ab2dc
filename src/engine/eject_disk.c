/* SPDX-License-Identifier: MIT */
/*
 * EjectDiskFromSADrive: the medium of a stand-alone drive that is named by its device, put out as
 * EjectNtmsMedia does.
 */
#include "engine/engine.h"
#include "engine/library_facts.h"
#include "engine/standalone.h"
#include "engine/text.h"
#include "rules/request_state.h"
#include "store/media.h"

struct disk_ejection {
    struct engine_session *session;
    struct base_guid drive;
    struct base_guid library;
};

/* Several rows may have had the name: the one that is there. */
static base_error find_drive(struct disk_ejection *call, struct store_transaction *transaction,
                             const char *device)
{
    struct store_list drives = STORE_LIST_INIT;
    base_error error = store_children(transaction, NULL, MODEL_DRIVE, &drives);
    const struct model_information *found = NULL;

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < drives.count; i++) {
        const struct model_information *row = &drives.items[i];
        bool better = found == NULL || row->object.operational_state != MODEL_NOT_PRESENT;
        found = better && engine_text_same(row->info.drive.device_name, device) ? row : found;
    }
    if (error == BASE_ERROR_SUCCESS && found == NULL) {
        error = BASE_ERROR_INVALID_DRIVE;
    }
    if (error == BASE_ERROR_SUCCESS) {
        call->drive = found->object.id;
        call->library = found->info.drive.library;
    }
    store_list_free(&drives);
    return error;
}

static base_error check_library(struct disk_ejection *call, struct store_transaction *transaction)
{
    struct rules_library_facts facts = {.given = true};
    struct model_information library;
    base_error error = engine_library_gather(call->session, transaction, &call->library,
                                             RULES_FUNCTION_EJECT_DISK, &facts, &library);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (!facts.found || !engine_standalone_is(&library)) {
        return BASE_ERROR_INVALID_DRIVE;
    }
    if (!facts.granted) {
        return BASE_ERROR_ACCESS_DENIED;
    }
    if (!facts.present) {
        return BASE_ERROR_LIBRARY_OFFLINE;
    }
    return facts.enabled ? BASE_ERROR_SUCCESS : BASE_ERROR_DEVICE_NOT_AVAILABLE;
}

/* The drive's only unfinished ejection. */
static base_error find_ejection(struct disk_ejection *call, struct store_transaction *transaction,
                                struct base_guid *operation)
{
    struct store_list open = STORE_LIST_INIT;
    base_error error = store_requests_unfinished(transaction, &call->library, &open);
    bool found = false;

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < open.count && !found; i++) {
        found = open.items[i].info.lib_request.operation == MODEL_LM_EJECT;
        *operation = open.items[i].object.id;
    }
    store_list_free(&open);
    return error == BASE_ERROR_SUCCESS && !found ? BASE_ERROR_INVALID_OPERATION : error;
}

static base_error find_medium(struct disk_ejection *call, struct store_transaction *transaction,
                              struct base_guid *medium)
{
    struct model_information row;
    base_error error = store_media_find_location(transaction, &call->drive, &row);

    if (error == BASE_ERROR_SUCCESS) {
        *medium = row.object.id;
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_INVALID_STATE : error;
}

/* What the request came to. One that was erased meanwhile had ended. */
static base_error await_end(struct disk_ejection *call, const struct base_guid *operation)
{
    uint32_t seen = engine_runtime_change(call->session->engine);
    struct model_information row;
    const struct model_lib_request *request = &row.info.lib_request;

    for (;;) {
        base_error error =
            store_information_read(call->session->engine->store, operation, MODEL_LIBREQUEST, &row);
        if (error == BASE_ERROR_OBJECT_NOT_FOUND) {
            return BASE_ERROR_SUCCESS;
        }
        if (error == BASE_ERROR_SUCCESS && rules_request_is_finished(request->state)) {
            return request->state == MODEL_LM_PASSED   ? BASE_ERROR_SUCCESS
                   : request->state == MODEL_LM_FAILED ? request->error
                                                       : BASE_ERROR_CANCELLED;
        }
        if (error == BASE_ERROR_SUCCESS) {
            error = engine_runtime_await_change(call->session, INT64_MAX, &seen);
        }
        if (error != BASE_ERROR_SUCCESS) {
            return error;
        }
    }
}

base_error engine_disk_eject(struct engine_session *session, const char *device, uint32_t action,
                             bool wait, bool *queued)
{
    struct disk_ejection call = {.session = session};
    struct store_transaction *transaction = NULL;
    struct base_guid medium = {{0}};
    struct base_guid operation = {{0}};
    base_error error = store_begin_read(session->engine->store, &transaction);

    *queued = false;
    if (error == BASE_ERROR_SUCCESS) {
        error = find_drive(&call, transaction, device);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = check_library(&call, transaction);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = action == MODEL_EJECT_STOP ? find_ejection(&call, transaction, &operation)
                                           : find_medium(&call, transaction, &medium);
    }
    store_rollback(transaction);
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_media_eject(session, &medium, &operation, action);
        *queued = error == BASE_ERROR_SUCCESS;
    }
    return error == BASE_ERROR_SUCCESS && wait ? await_end(&call, &operation) : error;
}
