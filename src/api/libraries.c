/* SPDX-License-Identifier: MIT */
/*
 * API: the calls that administer libraries, drives and slots: EnableNtmsObject, DisableNtmsObject,
 * DismountNtmsDrive, IdentifyNtmsSlot, DeleteNtmsLibrary, DeleteNtmsDrive.
 */
#include "api/edge.h"
#include "api/win32.h"
#include "engine/engine.h"

static DWORD object_enable(HANDLE session, DWORD type, const void *object, bool enabled)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = BASE_ERROR_INVALID_PARAMETER;
    if (object != NULL) {
        struct base_guid id = api_guid_read(object);
        error = engine_object_enable(opened, type, &id, enabled);
    }
    api_handle_release(session);
    return error;
}

DWORD WINAPI EnableNtmsObject(HANDLE session, DWORD type, LPNTMS_GUID object)
{
    return object_enable(session, type, object, true);
}

DWORD WINAPI DisableNtmsObject(HANDLE session, DWORD type, LPNTMS_GUID object)
{
    return object_enable(session, type, object, false);
}

DWORD WINAPI DismountNtmsDrive(HANDLE session, LPNTMS_GUID drive)
{
    return api_call_with_one(session, drive, engine_dismount_drive);
}

DWORD WINAPI IdentifyNtmsSlot(HANDLE session, LPNTMS_GUID slot, DWORD option)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = BASE_ERROR_INVALID_PARAMETER;
    if (slot != NULL) {
        struct base_guid id = api_guid_read(slot);
        error = engine_slot_identify(opened, &id, option);
    }
    api_handle_release(session);
    return error;
}

DWORD WINAPI DeleteNtmsLibrary(HANDLE session, LPNTMS_GUID library)
{
    return api_call_with_one(session, library, engine_library_delete);
}

DWORD WINAPI DeleteNtmsDrive(HANDLE session, LPNTMS_GUID drive)
{
    return api_call_with_one(session, drive, engine_drive_delete);
}
