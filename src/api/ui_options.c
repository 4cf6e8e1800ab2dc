/* SPDX-License-Identifier: MIT */
/* API: GetNtmsUIOptions, SetNtmsUIOptions. */
#include "api/edge.h"
#include "api/text.h"
#include "api/win32.h"
#include "base/buffer.h"
#include "engine/engine.h"

#include <string.h>

/* Room for a text of API_TEXT_UNITS characters as UTF-8. */
enum { NAME_BYTES = API_TEXT_UNITS * 3 + 1 };

/* Appends the names as the caller reads them, each with its zero, and one more at the end; nothing
 * when there is none. */
static base_error append_names(const struct api_text *text, const struct base_buffer *names,
                               struct base_buffer *out)
{
    uint16_t converted[API_TEXT_UNITS];

    for (size_t at = 0; at < names->length;) {
        const char *name = (const char *)names->data + at;
        size_t length = strlen(name);
        text->write(name, length, converted, API_TEXT_UNITS);
        base_buffer_append(out, converted, api_text_characters(text, converted) * text->unit);
        at += length + 1;
    }
    return base_buffer_append_zero(out, names->length != 0 ? text->unit : 0);
}

static base_error write_names(const struct api_text *text, const struct base_buffer *names,
                              void *destination, DWORD *size)
{
    DWORD needed = (DWORD)(names->length / text->unit);
    DWORD capacity = *size;

    *size = needed;
    if (needed > capacity)
        return BASE_ERROR_INSUFFICIENT_BUFFER;
    if (needed != 0)
        memcpy(destination, names->data, names->length);
    else if (capacity != 0)
        memset(destination, 0, text->unit);
    return BASE_ERROR_SUCCESS;
}

static base_error options_get(struct engine_session *session, const struct api_text *text,
                              const void *object, DWORD type, void *destination, DWORD *size)
{
    struct base_buffer names = BASE_BUFFER_INIT;
    struct base_buffer converted = BASE_BUFFER_INIT;
    struct base_guid id;

    if (destination == NULL || size == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    if (object != NULL)
        id = api_guid_read(object);
    base_error error = engine_ui_get(session, object != NULL ? &id : NULL, type, &names);
    if (error == BASE_ERROR_SUCCESS)
        error = append_names(text, &names, &converted);
    if (error == BASE_ERROR_SUCCESS)
        error = write_names(text, &converted, destination, size);
    base_buffer_release(&converted);
    base_buffer_release(&names);
    return error;
}

static base_error options_set(struct engine_session *session, const struct api_text *text,
                              const void *object, DWORD type, DWORD operation, const void *name)
{
    char read[NAME_BYTES];
    struct base_guid id;
    /* Of no meaning where all go: it may point anywhere. */
    bool named = operation != NTMS_UIDEST_DELETEALL && name != NULL;

    if (object != NULL)
        id = api_guid_read(object);
    if (named)
        text->read(name, read, sizeof read);
    return engine_ui_set(session, object != NULL ? &id : NULL, type, operation,
                         named ? read : NULL);
}

DWORD WINAPI GetNtmsUIOptionsA(HANDLE session, const LPNTMS_GUID object, DWORD type,
                               LPSTR destination, LPDWORD size)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = options_get(opened, &api_text_ansi, object, type, destination, size);
    api_handle_release(session);
    return error;
}

DWORD WINAPI GetNtmsUIOptionsW(HANDLE session, const LPNTMS_GUID object, DWORD type,
                               LPWSTR destination, LPDWORD size)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = options_get(opened, &api_text_wide, object, type, destination, size);
    api_handle_release(session);
    return error;
}

DWORD WINAPI SetNtmsUIOptionsA(HANDLE session, const LPNTMS_GUID object, DWORD type,
                               DWORD operation, LPCSTR destination)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = options_set(opened, &api_text_ansi, object, type, operation, destination);
    api_handle_release(session);
    return error;
}

DWORD WINAPI SetNtmsUIOptionsW(HANDLE session, const LPNTMS_GUID object, DWORD type,
                               DWORD operation, LPCWSTR destination)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = options_set(opened, &api_text_wide, object, type, operation, destination);
    api_handle_release(session);
    return error;
}
