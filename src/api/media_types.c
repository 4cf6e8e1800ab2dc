/* SPDX-License-Identifier: MIT */
/* API: AddNtmsMediaType, DeleteNtmsMediaType, ChangeNtmsMediaType. */
#include "api/edge.h"
#include "api/win32.h"
#include "engine/engine.h"

DWORD WINAPI AddNtmsMediaType(HANDLE session, LPNTMS_GUID media_type, LPNTMS_GUID library)
{
    return api_call_with_pair(session, media_type, library, engine_media_type_add);
}

DWORD WINAPI DeleteNtmsMediaType(HANDLE session, LPNTMS_GUID media_type, LPNTMS_GUID library)
{
    return api_call_with_pair(session, media_type, library, engine_media_type_delete);
}

DWORD WINAPI ChangeNtmsMediaType(HANDLE session, LPNTMS_GUID media, LPNTMS_GUID pool)
{
    return api_call_with_pair(session, media, pool, engine_media_change_type);
}
