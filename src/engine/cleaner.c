/* SPDX-License-Identifier: MIT */
/*
 * The cleaner calls: CleanNtmsDrive, Reserve- and ReleaseNtmsCleanerSlot, Inject- and
 * EjectNtmsCleaner. Each gathers the facts that its documented checks ask for, lets the rules
 * decide, and stores the request or the reservation; the library's controller does the work.
 *
 * Facts are gathered from current reads outside of the write transaction. Where another caller
 * could change them in between and break a rule, the check is repeated inside of it. CleanNtmsDrive
 * reads inside from the start: its calls come in rows, and each outdates what the last one read.
 */
#include "engine/auto_cleaning.h"
#include "engine/engine.h"
#include "engine/library_facts.h"
#include "engine/request.h"
#include "engine/runtime.h"
#include "rules/request_state.h"
#include "rules/world.h"

#include <string.h>

struct cleaner_call {
    struct engine_session *session;
    struct rules_cleaner_facts facts;
    struct model_information library;
};

static bool is_missing(base_error error)
{
    return error == BASE_ERROR_OBJECT_NOT_FOUND;
}

/* The object's stored members as the transaction sees them, without one as they are now. */
static base_error read_object(struct engine_session *session, struct store_transaction *transaction,
                              const struct base_guid *id, uint32_t type,
                              struct model_information *out)
{
    return transaction != NULL ? store_object_get_stored(transaction, id, type, out)
                               : store_information_read(session->engine->store, id, type, out);
}

static void gather_slot(const struct model_information *slot, const struct base_guid *library,
                        struct rules_slot_facts *facts)
{
    facts->found = true;
    facts->of_library = base_guid_equal(&slot->info.slot.library, library);
    facts->state = slot->info.slot.state;
}

static base_error read_slot(struct engine_session *session, const struct base_guid *id,
                            const struct base_guid *library, struct rules_slot_facts *facts)
{
    struct model_information slot;
    base_error error = store_information_read(session->engine->store, id, MODEL_STORAGESLOT, &slot);

    if (error == BASE_ERROR_SUCCESS) {
        gather_slot(&slot, library, facts);
    }
    return is_missing(error) ? BASE_ERROR_SUCCESS : error;
}

static base_error gather_drive(struct engine_session *session,
                               struct store_transaction *transaction, const struct base_guid *drive,
                               struct rules_clean_facts *facts, struct model_information *library)
{
    struct model_information row;
    base_error error = read_object(session, transaction, drive, MODEL_DRIVE, &row);

    facts->drive_given = true;
    facts->library.given = true;
    if (is_missing(error)) {
        return BASE_ERROR_SUCCESS;
    }
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    facts->drive_found = true;
    facts->drive_enabled = row.object.enabled;
    facts->drive_present = row.object.operational_state != MODEL_NOT_PRESENT;
    return engine_library_gather(session, transaction, &row.info.drive.library,
                                 RULES_FUNCTION_CLEAN_DRIVE, &facts->library, library);
}

/* A stand-alone drive is cleaned by hand; the call records that it was done. */
static base_error stamp_standalone(struct store_transaction *transaction,
                                   const struct base_guid *drive, struct model_information *request)
{
    struct model_information row;
    base_error error = store_object_get(transaction, drive, MODEL_DRIVE, &row);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    row.info.drive.last_cleaned = port_clock_now();
    error = store_object_update(transaction, &row);
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_cleaning_done(transaction, drive);
    }
    return error != BASE_ERROR_SUCCESS ? error : engine_request_insert_passed(transaction, request);
}

static base_error store_clean(struct engine_session *session, struct store_transaction *transaction,
                              const struct base_guid *drive,
                              const struct model_information *library)
{
    struct model_information request;
    base_error error;

    engine_request_init(&request, session, session->engine, MODEL_LM_CLEANDRIVE,
                        &library->object.id);
    request.info.lib_request.drive = *drive;
    error = library->info.library.library_type == MODEL_LIBRARYTYPE_STANDALONE
                ? stamp_standalone(transaction, drive, &request)
                : engine_request_insert(transaction, &request);
    return is_missing(error) ? BASE_ERROR_INVALID_DRIVE : error;
}

base_error engine_clean_drive(struct engine_session *session, const struct base_guid *drive)
{
    struct rules_clean_facts facts = {0};
    struct model_information library;
    struct store_transaction *transaction = NULL;
    base_error error = store_begin_write(session->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = gather_drive(session, transaction, drive, &facts, &library);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = rules_check_clean_drive(&facts);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_clean(session, transaction, drive, &library);
    }
    if (error == BASE_ERROR_SUCCESS) {
        return store_commit(transaction);
    }
    store_rollback(transaction);
    return error;
}

static base_error begin_call(struct engine_session *session, const struct base_guid *library,
                             enum rules_function function, struct cleaner_call *call)
{
    base_error error;

    memset(call, 0, sizeof *call);
    call->session = session;
    call->facts.library.given = true;
    call->facts.operation_given = true;
    error = engine_library_gather(session, NULL, library, function, &call->facts.library,
                                  &call->library);
    if (error == BASE_ERROR_SUCCESS && call->facts.library.found) {
        const struct model_library *row = &call->library.info.library;
        call->facts.slot_reserved = !base_guid_is_null(&row->cleaner_slot);
        call->facts.cleaner_present = (row->flags & MODEL_LIBRARYFLAG_CLEANERPRESENT) != 0;
    }
    return error;
}

/* The reserved slot's state, for all calls but ReserveNtmsCleanerSlot. */
static base_error gather_reserved_slot(struct cleaner_call *call)
{
    if (!call->facts.slot_reserved) {
        return BASE_ERROR_SUCCESS;
    }
    call->facts.slot.given = true;
    return read_slot(call->session, &call->library.info.library.cleaner_slot,
                     &call->library.object.id, &call->facts.slot);
}

typedef base_error cleaner_check(const struct rules_cleaner_facts *facts);

/*
 * The checks again, with what the transaction sees: two callers may reserve, release or inject at
 * once. `slot` NULL: the reserved slot.
 */
static base_error recheck(struct store_transaction *transaction, struct cleaner_call *call,
                          const struct base_guid *slot, cleaner_check *check)
{
    struct model_information row;
    base_error error =
        store_object_get(transaction, &call->library.object.id, MODEL_LIBRARY, &call->library);

    if (error != BASE_ERROR_SUCCESS) {
        return is_missing(error) ? BASE_ERROR_INVALID_LIBRARY : error;
    }
    const struct model_library *library = &call->library.info.library;
    call->facts.slot_reserved = !base_guid_is_null(&library->cleaner_slot);
    call->facts.cleaner_present = (library->flags & MODEL_LIBRARYFLAG_CLEANERPRESENT) != 0;
    call->facts.slot.found = false;
    if (slot != NULL || call->facts.slot_reserved) {
        error = store_object_get(transaction, slot != NULL ? slot : &library->cleaner_slot,
                                 MODEL_STORAGESLOT, &row);
        if (error == BASE_ERROR_SUCCESS) {
            gather_slot(&row, &call->library.object.id, &call->facts.slot);
        } else if (!is_missing(error)) {
            return error;
        }
    }
    return check(&call->facts);
}

/* ERROR_RESOURCE_NOT_AVAILABLE when the robot is bringing a cartridge to the slot: it is announced
 * before it is carried, so the slot's row may still say empty. */
static base_error check_no_arrival(struct store_transaction *transaction,
                                   const struct cleaner_call *call, const struct base_guid *slot)
{
    struct store_intent_list open = STORE_INTENT_LIST_INIT;
    struct model_information row;
    base_error error = store_object_get(transaction, slot, MODEL_STORAGESLOT, &row);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_intents_open_list(transaction, &call->library.object.id, &open);
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < open.count; i++) {
        if (open.items[i].to_kind == RULES_PLACE_SLOT &&
            open.items[i].to_element ==
                row.info.slot.number - call->library.info.library.first_slot) {
            error = BASE_ERROR_RESOURCE_NOT_AVAILABLE;
        }
    }
    store_intent_list_free(&open);
    return error;
}

/* Stores the reservation (or its end, `slot` the null GUID) and a finished request of it. */
static base_error store_reservation(struct cleaner_call *call, const struct base_guid *asked,
                                    cleaner_check *check, uint32_t operation)
{
    struct engine *engine = call->session->engine;
    struct store_transaction *transaction = NULL;
    struct model_information request;
    base_error error = store_begin_write(engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = recheck(transaction, call, asked, check);
    }
    if (error == BASE_ERROR_SUCCESS && asked != NULL) {
        error = check_no_arrival(transaction, call, asked);
    }
    if (error == BASE_ERROR_SUCCESS) {
        engine_request_init(&request, call->session, engine, operation, &call->library.object.id);
        request.info.lib_request.slot =
            asked != NULL ? *asked : call->library.info.library.cleaner_slot;
        call->library.info.library.cleaner_slot = asked != NULL ? *asked : (struct base_guid){{0}};
        error = store_object_update(transaction, &call->library);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_request_insert_passed(transaction, &request);
    }
    if (error == BASE_ERROR_SUCCESS) {
        return store_commit(transaction);
    }
    store_rollback(transaction);
    return error;
}

base_error engine_cleaner_slot_reserve(struct engine_session *session,
                                       const struct base_guid *library,
                                       const struct base_guid *slot)
{
    struct cleaner_call call;
    base_error error = begin_call(session, library, RULES_FUNCTION_RESERVE_CLEANER_SLOT, &call);

    if (error == BASE_ERROR_SUCCESS) {
        call.facts.slot.given = true;
        error = read_slot(session, slot, library, &call.facts.slot);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = rules_check_reserve_cleaner_slot(&call.facts);
    }
    return error != BASE_ERROR_SUCCESS
               ? error
               : store_reservation(&call, slot, rules_check_reserve_cleaner_slot,
                                   MODEL_LM_RESERVECLEANER);
}

base_error engine_cleaner_slot_release(struct engine_session *session,
                                       const struct base_guid *library)
{
    struct cleaner_call call;
    base_error error = begin_call(session, library, RULES_FUNCTION_RELEASE_CLEANER_SLOT, &call);

    if (error == BASE_ERROR_SUCCESS) {
        error = gather_reserved_slot(&call);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = rules_check_release_cleaner_slot(&call.facts);
    }
    return error != BASE_ERROR_SUCCESS
               ? error
               : store_reservation(&call, NULL, rules_check_release_cleaner_slot,
                                   MODEL_LM_RELEASECLEANER);
}

/* Is `operation` an unfinished request of this kind and library? */
static base_error gather_operation(struct cleaner_call *call, const struct base_guid *operation,
                                   uint32_t kind)
{
    struct model_information request;
    const struct model_lib_request *row = &request.info.lib_request;
    base_error error =
        store_information_read(call->session->engine->store, operation, MODEL_LIBREQUEST, &request);

    if (error == BASE_ERROR_SUCCESS) {
        call->facts.operation_unfinished = row->operation == kind &&
                                           !rules_request_is_finished(row->state) &&
                                           base_guid_equal(&row->library, &call->library.object.id);
    }
    return is_missing(error) ? BASE_ERROR_SUCCESS : error;
}

/* Marks the request; its controller brings it to an end. */
static base_error store_stop(struct cleaner_call *call, const struct base_guid *operation)
{
    struct store_transaction *transaction = NULL;
    struct model_information request;
    base_error error = store_begin_write(call->session->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_get(transaction, operation, MODEL_LIBREQUEST, &request);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = rules_request_is_finished(request.info.lib_request.state)
                    ? BASE_ERROR_INVALID_OPERATION
                    : BASE_ERROR_SUCCESS;
    }
    if (error == BASE_ERROR_SUCCESS) {
        request.info.lib_request.stop_requested = true;
        error = store_object_update(transaction, &request);
    }
    if (error == BASE_ERROR_SUCCESS) {
        return store_commit(transaction);
    }
    store_rollback(transaction);
    return is_missing(error) ? BASE_ERROR_INVALID_OPERATION : error;
}

static base_error store_start(struct cleaner_call *call, uint32_t kind, uint32_t argument,
                              cleaner_check *check, struct base_guid *operation)
{
    struct engine *engine = call->session->engine;
    struct store_transaction *transaction = NULL;
    struct model_information request;
    base_error error = store_begin_write(engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = recheck(transaction, call, NULL, check);
    }
    if (error == BASE_ERROR_SUCCESS) {
        engine_request_init(&request, call->session, engine, kind, &call->library.object.id);
        request.info.lib_request.slot = call->library.info.library.cleaner_slot;
        request.info.lib_request.argument = argument;
        error = engine_request_insert(transaction, &request);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_commit(transaction);
        transaction = NULL;
    }
    if (error == BASE_ERROR_SUCCESS) {
        *operation = request.object.id;
    }
    store_rollback(transaction);
    return error;
}

static base_error start_or_stop(struct engine_session *session, const struct base_guid *library,
                                struct base_guid *operation, uint32_t kind, uint32_t argument,
                                uint32_t action, cleaner_check *check)
{
    struct cleaner_call call;
    base_error error = begin_call(session, library,
                                  kind == MODEL_LM_INJECTCLEANER ? RULES_FUNCTION_INJECT_CLEANER
                                                                 : RULES_FUNCTION_EJECT_CLEANER,
                                  &call);
    bool stop = action == MODEL_INJECT_STOP;

    call.facts.action = action;
    if (error == BASE_ERROR_SUCCESS) {
        error = gather_reserved_slot(&call);
    }
    if (error == BASE_ERROR_SUCCESS && stop && call.facts.library.found) {
        error = gather_operation(&call, operation, kind);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = check(&call.facts);
    }
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    return stop ? store_stop(&call, operation)
                : store_start(&call, kind, argument, check, operation);
}

base_error engine_cleaner_inject(struct engine_session *session, const struct base_guid *library,
                                 struct base_guid *operation, uint32_t cleans_left, uint32_t action)
{
    return start_or_stop(session, library, operation, MODEL_LM_INJECTCLEANER, cleans_left, action,
                         rules_check_inject_cleaner);
}

base_error engine_cleaner_eject(struct engine_session *session, const struct base_guid *library,
                                struct base_guid *operation, uint32_t action)
{
    return start_or_stop(session, library, operation, MODEL_LM_EJECTCLEANER, 0, action,
                         rules_check_eject_cleaner);
}
