/* SPDX-License-Identifier: MIT */
/* API: GetNtmsObjectAttribute, SetNtmsObjectAttribute. */
#include "api/edge.h"
#include "api/text.h"
#include "api/win32.h"
#include "base/buffer.h"
#include "engine/engine.h"

#include <string.h>

/* Room for a text of API_TEXT_UNITS characters as UTF-8. */
enum { NAME_BYTES = API_TEXT_UNITS * 3 + 1 };

static base_error attribute_get(struct engine_session *session, const struct api_text *text,
                                const void *object, DWORD type, const void *name, void *data,
                                DWORD *size)
{
    char read[NAME_BYTES];
    struct base_buffer bytes = BASE_BUFFER_INIT;

    if (object == NULL || name == NULL || data == NULL || size == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    DWORD capacity = *size;
    struct base_guid id = api_guid_read(object);
    text->read(name, read, sizeof read);
    base_error error = engine_attribute_get(session, &id, type, read, &bytes);
    if (error == BASE_ERROR_SUCCESS) {
        *size = (DWORD)bytes.length;
        if (bytes.length > capacity)
            error = BASE_ERROR_INSUFFICIENT_BUFFER;
        else if (bytes.length != 0)
            memcpy(data, bytes.data, bytes.length);
    }
    base_buffer_release(&bytes);
    return error;
}

/* The type is not looked at (MS-RSMP: a wrong one is ignored). */
static base_error attribute_set(struct engine_session *session, const struct api_text *text,
                                const void *object, const void *name, const void *data, DWORD size)
{
    char read[NAME_BYTES];

    if (object == NULL || name == NULL || data == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    struct base_guid id = api_guid_read(object);
    text->read(name, read, sizeof read);
    return engine_attribute_set(session, &id, read, data, size);
}

DWORD WINAPI GetNtmsObjectAttributeA(HANDLE session, LPNTMS_GUID object, DWORD type, LPCSTR name,
                                     LPVOID data, LPDWORD size)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = attribute_get(opened, &api_text_ansi, object, type, name, data, size);
    api_handle_release(session);
    return error;
}

DWORD WINAPI GetNtmsObjectAttributeW(HANDLE session, LPNTMS_GUID object, DWORD type, LPCWSTR name,
                                     LPVOID data, LPDWORD size)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = attribute_get(opened, &api_text_wide, object, type, name, data, size);
    api_handle_release(session);
    return error;
}

DWORD WINAPI SetNtmsObjectAttributeA(HANDLE session, LPNTMS_GUID object, DWORD type, LPCSTR name,
                                     LPVOID data, DWORD size)
{
    struct engine_session *opened = api_session_acquire(session);
    (void)type;
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = attribute_set(opened, &api_text_ansi, object, name, data, size);
    api_handle_release(session);
    return error;
}

DWORD WINAPI SetNtmsObjectAttributeW(HANDLE session, LPNTMS_GUID object, DWORD type, LPCWSTR name,
                                     LPVOID data, DWORD size)
{
    struct engine_session *opened = api_session_acquire(session);
    (void)type;
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = attribute_set(opened, &api_text_wide, object, name, data, size);
    api_handle_release(session);
    return error;
}
