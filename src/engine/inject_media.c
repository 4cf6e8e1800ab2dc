/* SPDX-License-Identifier: MIT */
/*
 * InjectNtmsMedia: queues an NTMS_LM_INJECT request, or asks one to stop or to take in now what is
 * in the ports. The library's controller does the work.
 */
#include "engine/engine.h"
#include "engine/library_facts.h"
#include "engine/request.h"
#include "rules/port_checks.h"
#include "rules/request_state.h"

struct injection {
    struct engine_session *session;
    struct store_transaction *transaction;
    struct rules_inject_facts facts;
    struct model_information library;
    struct model_information request; /* of a stop or retract */
};

static base_error gather_operation(struct injection *call, const struct base_guid *operation)
{
    const struct model_lib_request *row = &call->request.info.lib_request;
    base_error error =
        store_object_get(call->transaction, operation, MODEL_LIBREQUEST, &call->request);

    if (error == BASE_ERROR_SUCCESS) {
        call->facts.operation_unfinished = row->operation == MODEL_LM_INJECT &&
                                           !rules_request_is_finished(row->state) &&
                                           base_guid_equal(&row->library, &call->library.object.id);
        call->facts.operation_many = row->option == MODEL_LM_INJECTMANY;
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

struct slot_count {
    const struct base_guid *reserved;
    uint32_t empty;
};

static base_error count_slot(void *context, const struct model_information *row)
{
    struct slot_count *count = context;

    count->empty += row->info.slot.state == MODEL_SLOTSTATE_EMPTY &&
                    !base_guid_equal(&row->object.id, count->reserved);
    return BASE_ERROR_SUCCESS;
}

/* What lies in the drives of the library; `homes`: how many empty slots wait for their cartridge.
 */
static base_error survey_drives(struct injection *call, uint32_t *cartridges, uint32_t *homes)
{
    struct store_list drives = STORE_LIST_INIT;
    base_error error =
        store_children(call->transaction, &call->library.object.id, MODEL_DRIVE, &drives);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < drives.count; i++) {
        struct model_information row;
        const struct base_guid *home = &row.info.physical_media.home_slot;
        error = store_media_find_location(call->transaction, &drives.items[i].object.id, &row);
        if (error == BASE_ERROR_SUCCESS) {
            *cartridges += 1;
            error = store_object_get_stored(call->transaction, home, MODEL_STORAGESLOT, &row);
            *homes +=
                error == BASE_ERROR_SUCCESS && row.info.slot.state == MODEL_SLOTSTATE_EMPTY ? 1 : 0;
        }
        error = error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
    }
    store_list_free(&drives);
    return error;
}

/* A stand-alone drive has room for one. */
static base_error gather_room(struct injection *call)
{
    const struct model_library *row = &call->library.info.library;
    struct slot_count count = {.reserved = &row->cleaner_slot};
    uint32_t cartridges = 0;
    uint32_t homes = 0;
    base_error error = store_children_each(call->transaction, &call->library.object.id,
                                           MODEL_STORAGESLOT, count_slot, &count);

    if (error == BASE_ERROR_SUCCESS) {
        error = survey_drives(call, &cartridges, &homes);
    }
    call->facts.full =
        row->library_type == MODEL_LIBRARYTYPE_STANDALONE ? cartridges > 0 : count.empty <= homes;
    return error;
}

static base_error act(struct injection *call, struct base_guid *operation)
{
    struct model_lib_request *row = &call->request.info.lib_request;
    const uint32_t action = call->facts.action;
    base_error error;

    if (action == MODEL_INJECT_STOP || action == MODEL_INJECT_RETRACT) {
        row->stop_requested = row->stop_requested || action == MODEL_INJECT_STOP;
        row->retract_requested = row->retract_requested || action == MODEL_INJECT_RETRACT;
        return store_object_update(call->transaction, &call->request);
    }
    engine_request_init(&call->request, call->session, call->session->engine, MODEL_LM_INJECT,
                        &call->library.object.id);
    row->option = action == MODEL_INJECT_STARTMANY ? MODEL_LM_INJECTMANY : MODEL_LM_IMMEDIATE;
    error = engine_request_insert(call->transaction, &call->request);
    if (error == BASE_ERROR_SUCCESS) {
        *operation = call->request.object.id;
    }
    return error;
}

base_error engine_library_inject(struct engine_session *session, const struct base_guid *library,
                                 struct base_guid *operation, uint32_t action)
{
    struct injection call = {.session = session,
                             .facts = {.operation_given = true, .action = action}};
    struct base_guid started = *operation;
    base_error error = store_begin_write(session->engine->store, &call.transaction);

    call.facts.library.given = true;
    if (error == BASE_ERROR_SUCCESS) {
        error =
            engine_library_gather(session, call.transaction, library, RULES_FUNCTION_INJECT_MEDIA,
                                  &call.facts.library, &call.library);
    }
    if (error == BASE_ERROR_SUCCESS && call.facts.library.found) {
        error = action == MODEL_INJECT_STOP || action == MODEL_INJECT_RETRACT
                    ? gather_operation(&call, operation)
                    : gather_room(&call);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = rules_check_inject(&call.facts);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = act(&call, &started);
    }
    if (error != BASE_ERROR_SUCCESS) {
        store_rollback(call.transaction);
        return error;
    }
    error = store_commit(call.transaction);
    if (error == BASE_ERROR_SUCCESS) {
        *operation = started;
    }
    return error;
}
