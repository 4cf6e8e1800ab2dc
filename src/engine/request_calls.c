/* SPDX-License-Identifier: MIT */
/*
 * Library requests as callers manage them: CancelNtmsLibraryRequest, GetNtmsRequestOrder,
 * SetNtmsRequestOrder, DeleteNtmsRequests. What the checks ask for is read inside the transaction
 * that makes the change: a request's controller may end it at any moment.
 */
#include "engine/access.h"
#include "engine/engine.h"
#include "engine/request.h"
#include "engine/runtime.h"
#include "rules/access.h"
#include "rules/request_state.h"

#include <string.h>

/* Commits, or takes everything back. */
static base_error end_write(struct store_transaction *transaction, base_error error)
{
    if (error == BASE_ERROR_SUCCESS) {
        return store_commit(transaction);
    }
    store_rollback(transaction);
    return error;
}

/* Of the calls that are about the requests of the whole computer. */
static base_error check_computer(struct engine_session *session, enum rules_function function)
{
    return engine_access_check(session, &session->engine->computer,
                               rules_access_right(function, RULES_SECURABLE_COMPUTER));
}

/* ---- cancelling ---- */

/* A library that has no row any more is as good as one that is not connected. */
static base_error library_is_present(struct store_transaction *transaction,
                                     const struct base_guid *id, bool *present)
{
    struct model_information library;
    base_error error = store_object_get_stored(transaction, id, MODEL_LIBRARY, &library);

    *present = error == BASE_ERROR_SUCCESS && library.object.operational_state != MODEL_NOT_PRESENT;
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

/* Somebody asked before: the removal is on its way. */
static base_error removal_is_queued(struct store_transaction *transaction,
                                    const struct model_information *target, bool *queued)
{
    struct store_list open = STORE_LIST_INIT;
    base_error error =
        store_requests_unfinished(transaction, &target->info.lib_request.library, &open);

    *queued = false;
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < open.count; i++) {
        const struct model_lib_request *row = &open.items[i].info.lib_request;
        *queued = *queued || (row->operation == MODEL_LM_REMOVE &&
                              base_guid_equal(&row->work_item, &target->object.id));
    }
    store_list_free(&open);
    return error;
}

static base_error queue_removal(struct engine_session *session,
                                struct store_transaction *transaction,
                                const struct model_information *target)
{
    struct model_information removal;
    bool queued = false;
    base_error error = removal_is_queued(transaction, target, &queued);

    if (error != BASE_ERROR_SUCCESS || queued) {
        return error;
    }
    engine_request_init(&removal, session, session->engine, MODEL_LM_REMOVE,
                        &target->info.lib_request.library);
    removal.info.lib_request.work_item = target->object.id;
    return engine_request_insert(transaction, &removal);
}

static base_error cancel(struct engine_session *session, struct store_transaction *transaction,
                         struct model_information *target)
{
    const struct model_lib_request *row = &target->info.lib_request;
    bool present = false;
    base_error error = library_is_present(transaction, &row->library, &present);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    switch (rules_request_cancel(row->operation, row->state, row->stage, present)) {
    case RULES_CANCEL_AT_ONCE:
        return engine_request_withdraw(transaction, target);
    case RULES_CANCEL_QUEUED:
        return queue_removal(session, transaction, target);
    case RULES_CANCEL_REFUSED:
        return BASE_ERROR_ACCESS_DENIED;
    default:
        return BASE_ERROR_OBJECT_NOT_FOUND;
    }
}

base_error engine_request_cancel(struct engine_session *session, const struct base_guid *request)
{
    struct store_transaction *transaction = NULL;
    struct model_information target;
    base_error error = store_begin_write(session->engine->store, &transaction);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = store_object_get(transaction, request, MODEL_LIBREQUEST, &target);
    if (error == BASE_ERROR_SUCCESS && rules_request_is_finished(target.info.lib_request.state)) {
        error = BASE_ERROR_OBJECT_NOT_FOUND;
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_access_check(
            session, &target.info.lib_request.library,
            rules_access_right(RULES_FUNCTION_CANCEL_LIBRARY_REQUEST, RULES_SECURABLE_LIBRARY));
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = cancel(session, transaction, &target);
    }
    return end_write(transaction, error);
}

/* ---- order ---- */

/* Only mounts have an order, and only while they wait for their turn. */
static bool is_ordered(const struct model_lib_request *row)
{
    return row->operation == MODEL_LM_MOUNT &&
           (row->state == MODEL_LM_QUEUED || row->state == MODEL_LM_WAITING);
}

/* Numbered ones by their number; the others follow, the higher priority first. The list they come
 * from has the older one first. */
static bool comes_before(const struct model_lib_request *a, const struct model_lib_request *b)
{
    const uint32_t left = a->order - 1;
    const uint32_t right = b->order - 1;

    return left != right ? left < right : left == UINT32_MAX && a->priority > b->priority;
}

/* Keeps the library's ordered requests of `list`, sorted; equals stay as they stand. */
static void sort_mounts(struct store_list *list)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < list->count; i++) {
        struct model_information row = list->items[i];
        uint32_t at = kept;
        if (!is_ordered(&row.info.lib_request)) {
            continue;
        }
        for (; at > 0 && comes_before(&row.info.lib_request, &list->items[at - 1].info.lib_request);
             at--) {
            list->items[at] = list->items[at - 1];
        }
        list->items[at] = row;
        kept++;
    }
    list->count = kept;
}

/* The waiting mounts of the request's library and the request's place among them; `place` is the
 * count of them when it is not there. */
static base_error read_mounts(struct store_transaction *transaction,
                              const struct base_guid *request, struct store_list *mounts,
                              uint32_t *place)
{
    struct model_information row;
    base_error error = store_object_get(transaction, request, MODEL_LIBREQUEST, &row);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_requests_unfinished(transaction, &row.info.lib_request.library, mounts);
    }
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    sort_mounts(mounts);
    *place = 0;
    while (*place < mounts->count && !base_guid_equal(&mounts->items[*place].object.id, request)) {
        (*place)++;
    }
    return BASE_ERROR_SUCCESS;
}

base_error engine_request_order(struct engine_session *session, const struct base_guid *request,
                                uint32_t *order)
{
    struct store_transaction *transaction = NULL;
    struct store_list mounts = STORE_LIST_INIT;
    uint32_t place = 0;
    base_error error = check_computer(session, RULES_FUNCTION_GET_REQUEST_ORDER);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_begin_read(session->engine->store, &transaction);
    }
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = read_mounts(transaction, request, &mounts, &place);
    if (error == BASE_ERROR_SUCCESS) {
        *order = place < mounts.count ? place + 1 : 0;
    } else if (error == BASE_ERROR_OBJECT_NOT_FOUND) {
        *order = 0;
    }
    store_list_free(&mounts);
    store_rollback(transaction);
    return error;
}

/* Takes the mount at `from` out and puts it in at `to`. */
static void move_mount(struct store_list *mounts, uint32_t from, uint32_t to)
{
    struct model_information row = mounts->items[from];

    if (from < to) {
        memmove(&mounts->items[from], &mounts->items[from + 1],
                (size_t)(to - from) * sizeof *mounts->items);
    } else {
        memmove(&mounts->items[to + 1], &mounts->items[to],
                (size_t)(from - to) * sizeof *mounts->items);
    }
    mounts->items[to] = row;
}

/* Numbers them from 1 on; who keeps his number is not touched. */
static base_error store_order(struct store_transaction *transaction, struct store_list *mounts)
{
    base_error error = BASE_ERROR_SUCCESS;

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < mounts->count; i++) {
        struct model_lib_request *row = &mounts->items[i].info.lib_request;
        if (row->order != i + 1) {
            row->order = i + 1;
            error = store_object_update(transaction, &mounts->items[i]);
        }
    }
    return error;
}

base_error engine_request_set_order(struct engine_session *session, const struct base_guid *request,
                                    uint32_t order)
{
    struct store_transaction *transaction = NULL;
    struct store_list mounts = STORE_LIST_INIT;
    uint32_t place = 0;
    base_error error;

    if (order == 0) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    error = check_computer(session, RULES_FUNCTION_SET_REQUEST_ORDER);
    if (error == BASE_ERROR_SUCCESS) {
        error = store_begin_write(session->engine->store, &transaction);
    }
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    error = read_mounts(transaction, request, &mounts, &place);
    if (error == BASE_ERROR_SUCCESS && place < mounts.count) {
        move_mount(&mounts, place, order < mounts.count ? order - 1 : mounts.count - 1);
        error = store_order(transaction, &mounts);
    }
    store_list_free(&mounts);
    return end_write(transaction, error);
}

/* ---- erasing ---- */

static bool is_erasable(const struct model_information *request)
{
    if (request->object.type == MODEL_LIBREQUEST) {
        return rules_request_is_finished(request->info.lib_request.state);
    }
    return request->info.op_request.state == MODEL_OPSTATE_REFUSED ||
           request->info.op_request.state == MODEL_OPSTATE_COMPLETE;
}

static base_error erase(struct store_transaction *transaction, const struct base_guid *id,
                        uint32_t type)
{
    struct model_information request;
    base_error error = store_object_get(transaction, id, type, &request);

    if (error == BASE_ERROR_SUCCESS && is_erasable(&request)) {
        error = store_object_delete(transaction, id, type);
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

base_error engine_requests_delete(struct engine_session *session, const struct base_guid *requests,
                                  uint32_t type, uint32_t count)
{
    struct store_transaction *transaction = NULL;
    base_error error;

    if (type != MODEL_LIBREQUEST && type != MODEL_OPREQUEST) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    error = check_computer(session, RULES_FUNCTION_DELETE_REQUESTS);
    if (error == BASE_ERROR_SUCCESS && count > 0) {
        error = store_begin_write(session->engine->store, &transaction);
    }
    if (error != BASE_ERROR_SUCCESS || count == 0) {
        return error;
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < count; i++) {
        error = erase(transaction, &requests[i], type);
    }
    return end_write(transaction, error);
}
