/* SPDX-License-Identifier: MIT */
/* API: EnumerateNtmsObject. */
#include "api/edge.h"
#include "api/win32.h"
#include "engine/engine.h"

#include <string.h>

_Static_assert(sizeof(NTMS_GUID) == sizeof(struct base_guid), "the caller's array is used as ours");

static base_error enumerate(struct engine_session *session, const void *container, void *list,
                            void *list_size, DWORD type, DWORD options)
{
    struct base_guid id;
    uint32_t capacity;
    uint32_t count = 0;

    if (list_size == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    memcpy(&capacity, list_size, sizeof capacity);
    if (list == NULL && capacity != 0)
        return BASE_ERROR_INVALID_PARAMETER;
    if (container != NULL)
        id = api_guid_read(container);
    base_error error = engine_object_enumerate(session, container == NULL ? NULL : &id, type,
                                               options, list, capacity, &count);
    if (error == BASE_ERROR_SUCCESS || error == BASE_ERROR_INSUFFICIENT_BUFFER)
        memcpy(list_size, &count, sizeof count);
    return error;
}

DWORD WINAPI EnumerateNtmsObject(HANDLE session, const LPNTMS_GUID container, LPNTMS_GUID list,
                                 LPDWORD list_size, DWORD type, DWORD options)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = enumerate(opened, container, list, list_size, type, options);
    api_handle_release(session);
    return error;
}
