/* SPDX-License-Identifier: MIT */
/* API: CreateNtmsMediaPool, GetNtmsMediaPoolName, DeleteNtmsMediaPool, MoveToNtmsMediaPool. */
#include "api/descriptor.h"
#include "api/edge.h"
#include "api/text.h"
#include "api/win32.h"
#include "engine/engine.h"

#include <string.h>

/* Room for a text of API_TEXT_UNITS characters as UTF-8. */
enum { NAME_BYTES = API_TEXT_UNITS * 3 + 1 };

static base_error pool_create(struct engine_session *session, const struct api_text *text,
                              const void *name, const void *media_type, DWORD action,
                              const SECURITY_ATTRIBUTES *attributes, void *pool)
{
    char path[NAME_BYTES];
    struct base_buffer bytes = BASE_BUFFER_INIT;
    struct engine_pool_wish wish = {.path = path, .action = action};
    struct base_guid type;
    struct base_guid id;

    if (name == NULL || pool == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    text->read(name, path, sizeof path);
    if (media_type != NULL) {
        type = api_guid_read(media_type);
        wish.media_type = &type;
    }
    /* Of the attributes only the descriptor counts. */
    base_error error = api_descriptor_read(
        attributes != NULL ? attributes->lpSecurityDescriptor : NULL, &bytes, &wish.descriptor);
    if (error == BASE_ERROR_SUCCESS)
        error = engine_pool_open(session, &wish, &id);
    if (error == BASE_ERROR_SUCCESS)
        api_guid_write(pool, &id);
    base_buffer_release(&bytes);
    return error;
}

static base_error pool_name(struct engine_session *session, const struct api_text *text,
                            const void *pool, void *name, DWORD *size)
{
    char path[ENGINE_POOL_PATH_BYTES];
    uint16_t converted[API_TEXT_UNITS];

    if (pool == NULL || name == NULL || size == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    DWORD capacity = *size;
    struct base_guid id = api_guid_read(pool);
    base_error error = engine_pool_path(session, &id, path);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    text->write(path, strlen(path), converted, API_TEXT_UNITS);
    size_t needed = api_text_characters(text, converted);
    *size = (DWORD)needed;
    if (needed > capacity)
        return BASE_ERROR_INSUFFICIENT_BUFFER;
    memcpy(name, converted, needed * text->unit);
    return BASE_ERROR_SUCCESS;
}

static base_error pool_delete(struct engine_session *session, const void *pool)
{
    if (pool == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    struct base_guid id = api_guid_read(pool);
    return engine_pool_delete(session, &id);
}

static base_error media_move(struct engine_session *session, const void *media, const void *pool)
{
    if (media == NULL || pool == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    struct base_guid media_id = api_guid_read(media);
    struct base_guid pool_id = api_guid_read(pool);
    return engine_media_move(session, &media_id, &pool_id);
}

DWORD WINAPI CreateNtmsMediaPoolA(HANDLE session, LPCSTR name, LPNTMS_GUID media_type, DWORD action,
                                  LPSECURITY_ATTRIBUTES attributes, LPNTMS_GUID pool)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error =
        pool_create(opened, &api_text_ansi, name, media_type, action, attributes, pool);
    api_handle_release(session);
    return error;
}

DWORD WINAPI CreateNtmsMediaPoolW(HANDLE session, LPCWSTR name, LPNTMS_GUID media_type,
                                  DWORD action, LPSECURITY_ATTRIBUTES attributes, LPNTMS_GUID pool)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error =
        pool_create(opened, &api_text_wide, name, media_type, action, attributes, pool);
    api_handle_release(session);
    return error;
}

DWORD WINAPI GetNtmsMediaPoolNameA(HANDLE session, LPNTMS_GUID pool, LPSTR name, LPDWORD size)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = pool_name(opened, &api_text_ansi, pool, name, size);
    api_handle_release(session);
    return error;
}

DWORD WINAPI GetNtmsMediaPoolNameW(HANDLE session, LPNTMS_GUID pool, LPWSTR name, LPDWORD size)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = pool_name(opened, &api_text_wide, pool, name, size);
    api_handle_release(session);
    return error;
}

DWORD WINAPI DeleteNtmsMediaPool(HANDLE session, LPNTMS_GUID pool)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = pool_delete(opened, pool);
    api_handle_release(session);
    return error;
}

DWORD WINAPI MoveToNtmsMediaPool(HANDLE session, LPNTMS_GUID media, LPNTMS_GUID pool)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = media_move(opened, media, pool);
    api_handle_release(session);
    return error;
}
