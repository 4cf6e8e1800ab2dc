/* SPDX-License-Identifier: MIT */
/* API: ExportNtmsDatabase, ImportNtmsDatabase. */
#include "api/edge.h"
#include "api/win32.h"
#include "engine/engine.h"

static DWORD call(HANDLE session, base_error (*work)(struct engine_session *session))
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = work(opened);
    api_handle_release(session);
    return error;
}

DWORD WINAPI ExportNtmsDatabase(HANDLE session)
{
    return call(session, engine_database_export);
}

DWORD WINAPI ImportNtmsDatabase(HANDLE session)
{
    return call(session, engine_database_import);
}
