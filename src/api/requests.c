/* SPDX-License-Identifier: MIT */
/* API: CancelNtmsLibraryRequest, GetNtmsRequestOrder, SetNtmsRequestOrder, DeleteNtmsRequests. */
#include "api/edge.h"
#include "api/win32.h"
#include "base/memory.h"
#include "engine/engine.h"

#include <string.h>

static base_error request_cancel(struct engine_session *session, const void *request)
{
    if (request == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    struct base_guid id = api_guid_read(request);
    return engine_request_cancel(session, &id);
}

static base_error request_order(struct engine_session *session, const void *request, void *order)
{
    if (request == NULL || order == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    struct base_guid id = api_guid_read(request);
    uint32_t number = 0;
    base_error error = engine_request_order(session, &id, &number);
    /* An unknown request has no order, and the documents disagree on its code: say both. */
    if (error == BASE_ERROR_SUCCESS || error == BASE_ERROR_OBJECT_NOT_FOUND)
        memcpy(order, &number, sizeof number);
    return error;
}

static base_error request_set_order(struct engine_session *session, const void *request,
                                    DWORD order)
{
    if (request == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    struct base_guid id = api_guid_read(request);
    return engine_request_set_order(session, &id, order);
}

/* The caller's list is copied before a transaction begins: reading it may fault. */
static base_error requests_delete(struct engine_session *session, const void *requests, DWORD type,
                                  DWORD count)
{
    if (requests == NULL || (type != MODEL_LIBREQUEST && type != MODEL_OPREQUEST))
        return BASE_ERROR_INVALID_PARAMETER;
    struct base_guid *ids = base_memory_zero((size_t)count + (count == 0), sizeof *ids);
    if (ids == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    memcpy(ids, requests, (size_t)count * sizeof *ids);
    base_error error = engine_requests_delete(session, ids, type, count);
    base_memory_free(ids);
    return error;
}

DWORD WINAPI CancelNtmsLibraryRequest(HANDLE session, LPNTMS_GUID request)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = request_cancel(opened, request);
    api_handle_release(session);
    return error;
}

DWORD WINAPI GetNtmsRequestOrder(HANDLE session, LPNTMS_GUID request, LPDWORD order_number)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = request_order(opened, request, order_number);
    api_handle_release(session);
    return error;
}

DWORD WINAPI SetNtmsRequestOrder(HANDLE session, LPNTMS_GUID request, DWORD order_number)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = request_set_order(opened, request, order_number);
    api_handle_release(session);
    return error;
}

DWORD WINAPI DeleteNtmsRequests(HANDLE session, LPNTMS_GUID request, DWORD type, DWORD count)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = requests_delete(opened, request, type, count);
    api_handle_release(session);
    return error;
}
