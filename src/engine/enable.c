/* SPDX-License-Identifier: MIT */
/*
 * EnableNtmsObject and DisableNtmsObject: the flag changes inside the call, with a request that
 * tells of it; what lies in the object is judged by the object's flag and keeps its own. A drive
 * that is disabled gives its cartridge back, unless a program has it open: that is asked of the
 * device between two looks at the rows.
 */
#include "engine/drive_facts.h"
#include "engine/engine.h"
#include "engine/request.h"
#include "engine/side.h"

struct enable_call {
    struct engine_session *session;
    struct store_transaction *transaction;
    struct rules_enable_facts facts;
    struct model_information object;
    struct base_guid library; /* that it is or lies in */
    bool asked;               /* the device was asked about the drive */
    bool open;                /* and this is what it said */
};

static struct base_guid library_of(const struct model_information *object)
{
    switch (object->object.type) {
    case MODEL_DRIVE:
        return object->info.drive.library;
    case MODEL_PHYSICAL_MEDIA:
        return object->info.physical_media.current_library;
    default:
        return object->object.id;
    }
}

static base_error gather(struct enable_call *call, const struct base_guid *id)
{
    enum rules_function function =
        call->facts.want_enabled ? RULES_FUNCTION_ENABLE_OBJECT : RULES_FUNCTION_DISABLE_OBJECT;
    base_error error = store_object_get(call->transaction, id, call->facts.type, &call->object);

    if (error != BASE_ERROR_SUCCESS) {
        return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
    }
    call->facts.found = true;
    call->facts.enabled = call->object.object.enabled;
    call->facts.shelf = call->facts.type == MODEL_LIBRARY &&
                        (call->object.info.library.flags & MODEL_LIBRARYFLAG_FIXEDOFFLINE) != 0;
    call->library = library_of(&call->object);
    return engine_side_ask_right(call->session, &call->library,
                                 rules_access_right(function, RULES_SECURABLE_LIBRARY),
                                 &call->facts.granted);
}

static uint32_t operation_of(const struct rules_enable_facts *facts)
{
    switch (facts->type) {
    case MODEL_DRIVE:
        return facts->want_enabled ? MODEL_LM_ENABLEDRIVE : MODEL_LM_DISABLEDRIVE;
    case MODEL_PHYSICAL_MEDIA:
        return facts->want_enabled ? MODEL_LM_ENABLEMEDIA : MODEL_LM_DISABLEMEDIA;
    default:
        return facts->want_enabled ? MODEL_LM_ENABLELIBRARY : MODEL_LM_DISABLELIBRARY;
    }
}

/* Nothing is announced but the objects themselves. */
static base_error record(struct enable_call *call)
{
    struct model_information request;
    struct model_lib_request *row = &request.info.lib_request;
    base_error error;

    call->object.object.enabled = call->facts.want_enabled;
    error = store_object_update(call->transaction, &call->object);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    engine_request_init(&request, call->session, call->session->engine, operation_of(&call->facts),
                        &call->library);
    row->state = MODEL_LM_PASSED;
    row->completed = row->queued;
    if (call->facts.type == MODEL_DRIVE) {
        row->drive = call->object.object.id;
    } else if (call->facts.type == MODEL_PHYSICAL_MEDIA) {
        row->physical_media = call->object.object.id;
    }
    return engine_request_insert(call->transaction, &request);
}

/* The cartridge of a drive that takes part in nothing any more. `*again`: the device is to be asked
 * about it first. */
static base_error empty_drive(struct enable_call *call, bool *again)
{
    struct engine_drive_view view;
    const struct rules_drive_facts *facts = &view.facts;
    base_error error =
        engine_drive_gather(call->session, call->transaction, &call->object.object.id,
                            RULES_FUNCTION_DISABLE_OBJECT, &view);

    if (error != BASE_ERROR_SUCCESS || !facts->holds || facts->cleaning || facts->opened ||
        facts->standalone || !facts->present || !facts->library.present || call->open) {
        return error;
    }
    *again = !call->asked && engine_drive_may_be_open(&view);
    return *again ? BASE_ERROR_SUCCESS
                  : engine_drive_queue_dismount(call->transaction, call->session, &view);
}

static base_error attempt(struct enable_call *call, const struct base_guid *id, bool *again)
{
    base_error error = store_begin_write(call->session->engine->store, &call->transaction);

    *again = false;
    if (error == BASE_ERROR_SUCCESS) {
        error = gather(call, id);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = rules_check_enable(&call->facts);
    }
    if (error == BASE_ERROR_SUCCESS && call->facts.type == MODEL_DRIVE &&
        !call->facts.want_enabled) {
        error = empty_drive(call, again);
    }
    if (error == BASE_ERROR_SUCCESS && !*again) {
        error = record(call);
    }
    if (error == BASE_ERROR_SUCCESS && !*again) {
        return store_commit(call->transaction);
    }
    store_rollback(call->transaction);
    return error;
}

base_error engine_object_enable(struct engine_session *session, uint32_t type,
                                const struct base_guid *object, bool enabled)
{
    struct enable_call call = {.session = session,
                               .facts = {.given = true, .type = type, .want_enabled = enabled}};
    bool again = false;
    base_error error = rules_check_enable_arguments(&call.facts);

    if (error == BASE_ERROR_SUCCESS) {
        error = attempt(&call, object, &again);
    }
    if (error == BASE_ERROR_SUCCESS && again) {
        call.asked = true;
        call.open = engine_drive_is_open(session->engine, &call.object);
        error = attempt(&call, object, &again);
    }
    return error;
}
