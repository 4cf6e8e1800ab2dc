/* SPDX-License-Identifier: MIT */
/*
 * EjectNtmsMedia: one NTMS_LM_EJECT request for each medium, those of one call queued together; the
 * library's controller does the work. NTMS_EJECT_QUEUE collects media in the session, one set for
 * each library, until a START releases them: all checks are made then and there and once more at
 * the START. Collected media that have gone meanwhile, or are on their way, are passed over; a
 * START that fails leaves the others collected.
 */
#include "engine/access.h"
#include "engine/engine.h"
#include "engine/library_facts.h"
#include "engine/request.h"
#include "port/guid.h"
#include "rules/access.h"
#include "rules/port_checks.h"
#include "store/media.h"

struct ejection {
    struct engine_session *session;
    struct store_transaction *transaction;
    uint32_t action;
    struct store_list media; /* that are to leave now */
};

static const struct base_guid *library_of(const struct model_information *medium)
{
    return &medium->info.physical_media.current_library;
}

/* ---- what is collected ---- */

static uint32_t find_collected(const struct store_list *list, const struct base_guid *medium)
{
    uint32_t i = 0;

    while (i < list->count && !base_guid_equal(&list->items[i].object.id, medium)) {
        i++;
    }
    return i;
}

static void drop(struct store_list *list, uint32_t index)
{
    list->count--;
    list->items[index] = list->items[list->count];
}

static base_error is_leaving(struct ejection *call, const struct base_guid *medium, bool *leaving)
{
    struct store_list open = STORE_LIST_INIT;
    base_error error = store_requests_of_media(call->transaction, medium, MODEL_LM_EJECT, &open);

    *leaving = open.count > 0;
    store_list_free(&open);
    return error;
}

/* Drops what is not there any more or on its way out. */
static base_error prune(struct ejection *call)
{
    struct store_list *list = &call->session->collected;
    base_error error = BASE_ERROR_SUCCESS;
    uint32_t i = 0;

    while (error == BASE_ERROR_SUCCESS && i < list->count) {
        struct model_information row;
        bool gone = false;
        error = store_object_get_stored(call->transaction, &list->items[i].object.id,
                                        MODEL_PHYSICAL_MEDIA, &row);
        if (error == BASE_ERROR_SUCCESS) {
            error = is_leaving(call, &row.object.id, &gone);
        }
        if (error == BASE_ERROR_OBJECT_NOT_FOUND) {
            gone = true;
            error = BASE_ERROR_SUCCESS;
        }
        if (error == BASE_ERROR_SUCCESS &&
            (gone || !base_guid_equal(library_of(&row), library_of(&list->items[i])))) {
            drop(list, i);
        } else {
            i++;
        }
    }
    return error;
}

/* How many of that library are collected besides this one. */
static uint32_t count_others(const struct ejection *call, const struct model_information *medium)
{
    const struct store_list *list = &call->session->collected;
    uint32_t count = 0;

    for (uint32_t i = 0; i < list->count; i++) {
        count += base_guid_equal(library_of(&list->items[i]), library_of(medium)) &&
                 !base_guid_equal(&list->items[i].object.id, &medium->object.id);
    }
    return count;
}

/* ---- checks ---- */

static base_error gather(struct ejection *call, const struct base_guid *id,
                         struct model_information *medium, struct rules_eject_facts *facts)
{
    struct model_information library;
    base_error error = store_object_get_stored(call->transaction, id, MODEL_PHYSICAL_MEDIA, medium);

    if (error != BASE_ERROR_SUCCESS) {
        return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
    }
    facts->found = true;
    facts->enabled = medium->object.enabled;
    facts->in_use = rules_eject_in_use(medium->info.physical_media.media_state);
    facts->collected = 1 + (call->action == MODEL_EJECT_FORCE ? 0 : count_others(call, medium));
    error = is_leaving(call, id, &facts->leaving);
    return error != BASE_ERROR_SUCCESS
               ? error
               : engine_library_gather(call->session, call->transaction, library_of(medium),
                                       RULES_FUNCTION_EJECT_MEDIA, &facts->library, &library);
}

static base_error check(struct ejection *call, const struct base_guid *id,
                        struct model_information *medium)
{
    struct rules_eject_facts facts = {0};
    base_error error = gather(call, id, medium, &facts);

    return error != BASE_ERROR_SUCCESS ? error : rules_check_eject(&facts, call->action);
}

/* ---- queue ---- */

static base_error collect(struct ejection *call, const struct base_guid *id)
{
    struct store_list *list = &call->session->collected;
    struct model_information medium;
    base_error error = store_begin_read(call->session->engine->store, &call->transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = prune(call);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = check(call, id, &medium);
    }
    store_rollback(call->transaction);
    return error == BASE_ERROR_SUCCESS && find_collected(list, id) == list->count
               ? store_list_append(list, &medium)
               : error;
}

/* ---- start ---- */

static base_error add(struct ejection *call, const struct base_guid *id)
{
    struct model_information medium;
    base_error error = check(call, id, &medium);

    return error != BASE_ERROR_SUCCESS ? error : store_list_append(&call->media, &medium);
}

/* The medium that was named first, then those collected for its library, or, with none named, for
 * any. */
static base_error choose(struct ejection *call, const struct base_guid *medium)
{
    const struct store_list *collected = &call->session->collected;
    base_error error = medium != NULL ? add(call, medium) : BASE_ERROR_SUCCESS;

    for (uint32_t i = 0;
         error == BASE_ERROR_SUCCESS && i < collected->count && call->action != MODEL_EJECT_FORCE;
         i++) {
        const struct model_information *row = &collected->items[i];
        bool wanted = medium == NULL ||
                      (base_guid_equal(library_of(row), library_of(&call->media.items[0])) &&
                       !base_guid_equal(&row->object.id, medium));
        error = wanted ? add(call, &row->object.id) : BASE_ERROR_SUCCESS;
    }
    return error == BASE_ERROR_SUCCESS && call->media.count == 0 ? BASE_ERROR_INVALID_OPERATION
                                                                 : error;
}

static base_error queue_one(struct ejection *call, const struct model_information *medium,
                            const struct base_guid *first, bool is_first)
{
    const struct model_physical_media *media = &medium->info.physical_media;
    struct model_information request;
    struct model_lib_request *row = &request.info.lib_request;

    engine_request_init(&request, call->session, call->session->engine, MODEL_LM_EJECT,
                        library_of(medium));
    if (is_first) {
        request.object.id = *first;
    }
    row->call = *first;
    row->option = call->action == MODEL_EJECT_FORCE ? MODEL_LM_FORCEIMMEDIATE : MODEL_LM_IMMEDIATE;
    row->physical_media = medium->object.id;
    if (media->location_type == MODEL_DRIVE) {
        row->drive = media->location;
    } else if (media->location_type == MODEL_STORAGESLOT) {
        row->slot = media->location;
    }
    return engine_request_insert(call->transaction, &request);
}

static base_error queue_all(struct ejection *call, struct base_guid *first)
{
    base_error error = port_guid_new(first);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < call->media.count; i++) {
        error = queue_one(call, &call->media.items[i], first, i == 0);
    }
    return error;
}

static base_error start(struct ejection *call, const struct base_guid *medium,
                        struct base_guid *operation)
{
    struct base_guid first;
    base_error error = store_begin_write(call->session->engine->store, &call->transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = prune(call);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = choose(call, medium);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = queue_all(call, &first);
    }
    if (error != BASE_ERROR_SUCCESS) {
        store_rollback(call->transaction);
        return error;
    }
    error = store_commit(call->transaction);
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < call->media.count; i++) {
        uint32_t at = find_collected(&call->session->collected, &call->media.items[i].object.id);
        if (at < call->session->collected.count) {
            drop(&call->session->collected, at);
        }
    }
    if (error == BASE_ERROR_SUCCESS) {
        *operation = first;
    }
    return error;
}

/* ---- stop ---- */

/* The unfinished ejections of the call that `operation` is a request of; it may be over itself. */
static base_error find_call(struct ejection *call, const struct base_guid *operation,
                            struct store_list *open)
{
    struct model_information request;
    const struct model_lib_request *row = &request.info.lib_request;
    base_error error = store_object_get(call->transaction, operation, MODEL_LIBREQUEST, &request);

    if (error == BASE_ERROR_SUCCESS) {
        error = row->operation == MODEL_LM_EJECT
                    ? store_requests_of_call(call->transaction, &row->call, open)
                    : BASE_ERROR_INVALID_OPERATION;
    } else if (error == BASE_ERROR_OBJECT_NOT_FOUND) {
        error = store_requests_of_call(call->transaction, operation, open);
    }
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    return open->count > 0 && open->items[0].info.lib_request.operation == MODEL_LM_EJECT
               ? BASE_ERROR_SUCCESS
               : BASE_ERROR_INVALID_OPERATION;
}

static base_error stop(struct ejection *call, const struct base_guid *operation)
{
    struct store_list open = STORE_LIST_INIT;
    base_error error = store_begin_write(call->session->engine->store, &call->transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = find_call(call, operation, &open);
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < open.count; i++) {
        error = engine_access_check(
            call->session, &open.items[i].info.lib_request.library,
            rules_access_right(RULES_FUNCTION_EJECT_MEDIA, RULES_SECURABLE_LIBRARY));
        if (error == BASE_ERROR_SUCCESS) {
            open.items[i].info.lib_request.stop_requested = true;
            error = store_object_update(call->transaction, &open.items[i]);
        }
    }
    store_list_free(&open);
    if (error == BASE_ERROR_SUCCESS) {
        return store_commit(call->transaction);
    }
    store_rollback(call->transaction);
    return error;
}

base_error engine_media_eject(struct engine_session *session, const struct base_guid *medium,
                              struct base_guid *operation, uint32_t action)
{
    struct ejection call = {.session = session, .action = action, .media = STORE_LIST_INIT};
    base_error error = rules_check_eject_arguments(action, medium != NULL, operation != NULL);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (action == MODEL_EJECT_STOP) {
        return stop(&call, operation);
    }
    port_mutex_lock(&session->collected_mutex);
    error = action == MODEL_EJECT_QUEUE ? collect(&call, medium) : start(&call, medium, operation);
    port_mutex_unlock(&session->collected_mutex);
    store_list_free(&call.media);
    return error;
}
