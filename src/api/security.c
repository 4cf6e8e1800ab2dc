/* SPDX-License-Identifier: MIT */
/* API: GetNtmsObjectSecurity, SetNtmsObjectSecurity. */
#include "api/descriptor.h"
#include "api/edge.h"
#include "api/win32.h"
#include "engine/engine.h"

#include <string.h>

static base_error security_get(struct engine_session *session, const void *object, DWORD type,
                               SECURITY_INFORMATION parts, void *out, DWORD capacity, DWORD *needed)
{
    struct base_buffer bytes = BASE_BUFFER_INIT;

    if (object == NULL || out == NULL || needed == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    struct base_guid id = api_guid_read(object);
    base_error error = engine_object_security(session, &id, type, parts, &bytes);
    if (error == BASE_ERROR_SUCCESS) {
        *needed = (DWORD)bytes.length;
        if (bytes.length > capacity)
            error = BASE_ERROR_INSUFFICIENT_BUFFER;
        else
            memcpy(out, bytes.data, bytes.length);
    }
    base_buffer_release(&bytes);
    return error;
}

static base_error security_set(struct engine_session *session, const void *object, DWORD type,
                               SECURITY_INFORMATION parts, PSECURITY_DESCRIPTOR given)
{
    struct base_buffer bytes = BASE_BUFFER_INIT;
    struct engine_descriptor descriptor;

    if (object == NULL || given == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    struct base_guid id = api_guid_read(object);
    base_error error = api_descriptor_read(given, &bytes, &descriptor);
    if (error == BASE_ERROR_SUCCESS)
        error = engine_object_set_security(session, &id, type, parts, &descriptor);
    base_buffer_release(&bytes);
    return error;
}

DWORD WINAPI GetNtmsObjectSecurity(HANDLE session, LPNTMS_GUID object, DWORD type,
                                   SECURITY_INFORMATION requested_information,
                                   PSECURITY_DESCRIPTOR security_descriptor, DWORD length,
                                   LPDWORD length_needed)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = security_get(opened, object, type, requested_information,
                                    security_descriptor, length, length_needed);
    api_handle_release(session);
    return error;
}

DWORD WINAPI SetNtmsObjectSecurity(HANDLE session, LPNTMS_GUID object, DWORD type,
                                   SECURITY_INFORMATION security_information,
                                   PSECURITY_DESCRIPTOR security_descriptor)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error =
        security_set(opened, object, type, security_information, security_descriptor);
    api_handle_release(session);
    return error;
}
