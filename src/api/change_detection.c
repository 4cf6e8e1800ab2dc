/* SPDX-License-Identifier: MIT */
/*
 * API: BeginNtmsDeviceChangeDetection, SetNtmsDeviceChangeDetection, EndNtmsDeviceChangeDetection.
 * A detection handle is the number of a context; it means something together with its session only.
 */
#include "api/edge.h"
#include "api/win32.h"
#include "base/memory.h"
#include "engine/engine.h"

#include <string.h>

/* 0 for a value that no context has. */
static uint32_t context_of(HANDLE detect_handle)
{
    uintptr_t value = (uintptr_t)detect_handle;
    return value > UINT32_MAX ? 0 : (uint32_t)value;
}

static base_error detection_begin(struct engine_session *session, LPHANDLE detect_handle)
{
    uint32_t context = 0;
    if (detect_handle == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = engine_detection_begin(session, &context);
    if (error == BASE_ERROR_SUCCESS)
        *detect_handle = (HANDLE)(uintptr_t)context;
    return error;
}

/* The caller's list is copied before a transaction begins: reading it may fault. */
static base_error detection_set(struct engine_session *session, HANDLE detect_handle,
                                const void *objects, DWORD type, DWORD count)
{
    struct base_guid *ids = NULL;
    if (detect_handle != NULL && context_of(detect_handle) == 0)
        return BASE_ERROR_INVALID_HANDLE;
    if (objects != NULL && count > 0) {
        ids = base_memory_zero(count, sizeof *ids);
        if (ids == NULL)
            return BASE_ERROR_NOT_ENOUGH_MEMORY;
        memcpy(ids, objects, (size_t)count * sizeof *ids);
    }
    base_error error = engine_detection_set(session, context_of(detect_handle), ids, type, count);
    base_memory_free(ids);
    return error;
}

DWORD WINAPI BeginNtmsDeviceChangeDetection(HANDLE session, LPHANDLE detect_handle)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = detection_begin(opened, detect_handle);
    api_handle_release(session);
    return error;
}

DWORD WINAPI SetNtmsDeviceChangeDetection(HANDLE session, HANDLE detect_handle, LPNTMS_GUID request,
                                          DWORD type, DWORD count)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = detection_set(opened, detect_handle, request, type, count);
    api_handle_release(session);
    return error;
}

DWORD WINAPI EndNtmsDeviceChangeDetection(HANDLE session, HANDLE detect_handle)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = engine_detection_end(opened, context_of(detect_handle));
    api_handle_release(session);
    return error;
}
