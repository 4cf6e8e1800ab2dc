/* SPDX-License-Identifier: MIT */
/*
 * IdentifyNtmsSlot: an NTMS_LM_CLASSIFY for each side of the cartridge in the slot; the library's
 * controller does the work while the caller waits here, looking once after each change of the
 * database. One that RSM has asked for already is waited for, not repeated.
 */
#include "engine/engine.h"
#include "engine/request.h"
#include "engine/side.h"
#include "engine/visit.h"
#include "rules/access.h"
#include "rules/library_checks.h"
#include "rules/request_state.h"

enum { SIDES_MAX = 2 };

struct identify_call {
    struct engine_session *session;
    struct store_transaction *transaction;
    struct rules_identify_facts facts;
    struct model_information slot;
    struct base_guid requests[SIDES_MAX];
    uint32_t count;
};

static base_error unless_missing(base_error error)
{
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

static base_error gather(struct identify_call *call, const struct base_guid *id)
{
    const uint32_t right =
        rules_access_right(RULES_FUNCTION_IDENTIFY_SLOT, RULES_SECURABLE_LIBRARY);
    const struct base_guid *library = &call->slot.info.slot.library;
    base_error error = store_object_get(call->transaction, id, MODEL_STORAGESLOT, &call->slot);

    if (error != BASE_ERROR_SUCCESS) {
        return unless_missing(error);
    }
    call->facts.found = true;
    error = engine_library_facts(call->transaction, library, &call->facts.library);
    return error != BASE_ERROR_SUCCESS
               ? error
               : engine_side_ask_right(call->session, library, right, &call->facts.library.granted);
}

/* ---- queueing ---- */

static base_error queue_side(struct identify_call *call, const struct model_information *medium,
                             struct model_information *side)
{
    struct model_information request;
    struct base_guid *id = &call->requests[call->count];
    base_error error = engine_visit_queue(call->transaction, call->session->engine, call->session,
                                          MODEL_LM_CLASSIFY, medium, side, NULL, NULL, id);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    call->count++;
    if (call->facts.option != MODEL_DISMOUNT_DEFERRED) {
        return BASE_ERROR_SUCCESS;
    }
    error = store_object_get(call->transaction, id, MODEL_LIBREQUEST, &request);
    request.info.lib_request.option = MODEL_LM_DISMOUNT_LATER;
    return error != BASE_ERROR_SUCCESS ? error : store_object_update(call->transaction, &request);
}

/* Nothing is queued for what is no medium: an empty slot, a cleaning cartridge. */
static base_error queue(struct identify_call *call)
{
    struct store_list sides = STORE_LIST_INIT;
    struct model_information library;
    struct model_information medium;
    base_error error = store_object_get_stored(call->transaction, &call->slot.info.slot.library,
                                               MODEL_LIBRARY, &library);

    if (error != BASE_ERROR_SUCCESS ||
        base_guid_equal(&library.info.library.cleaner_slot, &call->slot.object.id)) {
        return unless_missing(error);
    }
    error = store_media_find_location(call->transaction, &call->slot.object.id, &medium);
    if (error == BASE_ERROR_SUCCESS) {
        error = store_sides_of_media(call->transaction, &medium.object.id, &sides);
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < sides.count && i < SIDES_MAX; i++) {
        error = queue_side(call, &medium, &sides.items[i]);
    }
    store_list_free(&sides);
    return unless_missing(error);
}

static base_error begin(struct identify_call *call, const struct base_guid *id)
{
    base_error error = store_begin_write(call->session->engine->store, &call->transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = gather(call, id);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = rules_check_identify_slot(&call->facts);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = queue(call);
    }
    if (error == BASE_ERROR_SUCCESS && call->count > 0) {
        return store_commit(call->transaction);
    }
    store_rollback(call->transaction);
    return error;
}

/* ---- waiting ---- */

/* Looks at the requests from `*next` on, as far as they have passed. One that was erased was over,
 * and nobody knows how. */
static base_error look(struct identify_call *call, uint32_t *next)
{
    for (; *next < call->count; (*next)++) {
        struct model_information request;
        const struct model_lib_request *row = &request.info.lib_request;
        base_error error = store_information_read(
            call->session->engine->store, &call->requests[*next], MODEL_LIBREQUEST, &request);
        if (error != BASE_ERROR_SUCCESS) {
            return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_CANCELLED : error;
        }
        if (!rules_request_is_finished(row->state)) {
            return BASE_ERROR_SUCCESS;
        }
        if (row->state == MODEL_LM_FAILED) {
            return row->error;
        }
        if (row->state != MODEL_LM_PASSED) {
            return BASE_ERROR_CANCELLED;
        }
    }
    return BASE_ERROR_SUCCESS;
}

static base_error await_end(struct identify_call *call)
{
    uint32_t seen = engine_runtime_change(call->session->engine);
    uint32_t next = 0;

    for (;;) {
        base_error error = look(call, &next);
        if (error != BASE_ERROR_SUCCESS || next == call->count) {
            return error;
        }
        error = engine_runtime_await_change(call->session, INT64_MAX, &seen);
        if (error != BASE_ERROR_SUCCESS) {
            return error;
        }
    }
}

/* What the call asked for and is not over is withdrawn; what RSM had asked for goes on. */
static base_error withdraw(struct identify_call *call, uint32_t index)
{
    struct model_information request;
    const struct model_lib_request *row = &request.info.lib_request;
    base_error error =
        store_object_get(call->transaction, &call->requests[index], MODEL_LIBREQUEST, &request);

    if (error != BASE_ERROR_SUCCESS || !base_guid_equal(&row->session, &call->session->id)) {
        return unless_missing(error);
    }
    return engine_visit_end(call->transaction, &request, MODEL_LM_CANCELLED, BASE_ERROR_SUCCESS);
}

static void give_up(struct identify_call *call)
{
    base_error error = store_begin_write(call->session->engine->store, &call->transaction);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < call->count; i++) {
        error = withdraw(call, i);
    }
    if (error == BASE_ERROR_SUCCESS) {
        (void)store_commit(call->transaction);
    } else {
        store_rollback(call->transaction);
    }
}

base_error engine_slot_identify(struct engine_session *session, const struct base_guid *slot,
                                uint32_t option)
{
    struct identify_call call = {.session = session, .facts = {.given = true, .option = option}};
    base_error error = begin(&call, slot);

    if (error != BASE_ERROR_SUCCESS || call.count == 0) {
        return error;
    }
    error = await_end(&call);
    if (error != BASE_ERROR_SUCCESS) {
        give_up(&call);
    }
    return error;
}
