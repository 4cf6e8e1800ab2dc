/* SPDX-License-Identifier: MIT */
/* API: AccessNtmsLibraryDoor. */
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

DWORD WINAPI AccessNtmsLibraryDoor(HANDLE session, LPNTMS_GUID library, DWORD action)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = library_door(opened, library, action);
    api_handle_release(session);
    return error;
}
