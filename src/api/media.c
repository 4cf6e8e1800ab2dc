/* SPDX-License-Identifier: MIT */
/* API: DeallocateNtmsMedia, SwapNtmsMedia, SetNtmsMediaComplete, DecommissionNtmsMedia,
 * DeleteNtmsMedia. */
#include "api/edge.h"
#include "api/win32.h"
#include "engine/engine.h"

/* The options are reserved; what they hold does not matter (MS-RSMP: ignored on receipt). */
DWORD WINAPI DeallocateNtmsMedia(HANDLE session, LPNTMS_GUID media, DWORD options)
{
    (void)options;
    return api_call_with_one(session, media, engine_deallocate);
}

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
