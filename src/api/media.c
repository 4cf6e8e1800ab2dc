/* SPDX-License-Identifier: MIT */
/* API: SwapNtmsMedia, SetNtmsMediaComplete, DecommissionNtmsMedia, DeleteNtmsMedia. */
#include "api/edge.h"
#include "api/win32.h"
#include "engine/engine.h"

DWORD WINAPI SwapNtmsMedia(HANDLE session, LPNTMS_GUID first, LPNTMS_GUID second)
{
    return api_call_with_pair(session, first, second, engine_media_swap);
}

DWORD WINAPI SetNtmsMediaComplete(HANDLE session, LPNTMS_GUID media)
{
    return api_call_with_one(session, media, engine_media_complete);
}

DWORD WINAPI DecommissionNtmsMedia(HANDLE session, LPNTMS_GUID media)
{
    return api_call_with_one(session, media, engine_media_decommission);
}

DWORD WINAPI DeleteNtmsMedia(HANDLE session, LPNTMS_GUID media)
{
    return api_call_with_one(session, media, engine_media_delete);
}
