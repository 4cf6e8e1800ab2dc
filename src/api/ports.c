/* SPDX-License-Identifier: MIT */
/* API: AccessNtmsLibraryDoor, EjectNtmsMedia, InjectNtmsMedia. */
#include "api/edge.h"
#include "api/win32.h"
#include "engine/engine.h"

static base_error library_door(struct engine_session *session, const void *library, DWORD action)
{
    if (library == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    struct base_guid id = api_guid_read(library);
    return engine_library_door(session, &id, action);
}

/* The null GUID names no medium. */
static base_error media_eject(struct engine_session *session, const void *media, void *operation,
                              DWORD action)
{
    struct base_guid medium = {{0}};
    struct base_guid id = {{0}};

    if (media != NULL && action != MODEL_EJECT_STOP)
        medium = api_guid_read(media);
    if (operation != NULL && action == MODEL_EJECT_STOP)
        id = api_guid_read(operation);
    base_error error = engine_media_eject(session, base_guid_is_null(&medium) ? NULL : &medium,
                                          operation != NULL ? &id : NULL, action);
    if (error == BASE_ERROR_SUCCESS && operation != NULL &&
        (action == MODEL_EJECT_START || action == MODEL_EJECT_FORCE))
        api_guid_write(operation, &id);
    return error;
}

static base_error media_inject(struct engine_session *session, const void *library, void *operation,
                               DWORD action)
{
    if (library == NULL || operation == NULL || action > MODEL_INJECT_STARTMANY)
        return BASE_ERROR_INVALID_PARAMETER;
    bool names = action == MODEL_INJECT_STOP || action == MODEL_INJECT_RETRACT;
    struct base_guid library_id = api_guid_read(library);
    struct base_guid id = {{0}};
    if (names)
        id = api_guid_read(operation);
    base_error error = engine_library_inject(session, &library_id, &id, action);
    if (error == BASE_ERROR_SUCCESS && !names)
        api_guid_write(operation, &id);
    return error;
}

DWORD WINAPI AccessNtmsLibraryDoor(HANDLE session, LPNTMS_GUID library, DWORD action)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = library_door(opened, library, action);
    api_handle_release(session);
    return error;
}

DWORD WINAPI EjectNtmsMedia(HANDLE session, LPNTMS_GUID media, LPNTMS_GUID operation, DWORD action)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = media_eject(opened, media, operation, action);
    api_handle_release(session);
    return error;
}

DWORD WINAPI InjectNtmsMedia(HANDLE session, LPNTMS_GUID library, LPNTMS_GUID operation,
                             DWORD action)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = media_inject(opened, library, operation, action);
    api_handle_release(session);
    return error;
}
