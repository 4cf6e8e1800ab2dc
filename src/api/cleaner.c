/* SPDX-License-Identifier: MIT */
/*
 * API: CleanNtmsDrive, ReserveNtmsCleanerSlot, ReleaseNtmsCleanerSlot, InjectNtmsCleaner,
 * EjectNtmsCleaner.
 */
#include "api/edge.h"
#include "api/win32.h"
#include "engine/engine.h"

/* The actions that hand an operation out instead of naming one. */
_Static_assert((int)MODEL_INJECT_START == (int)MODEL_EJECT_START, "one test for both");

static base_error drive_clean(struct engine_session *session, const void *drive)
{
    if (drive == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    struct base_guid id = api_guid_read(drive);
    return engine_clean_drive(session, &id);
}

static base_error slot_reserve(struct engine_session *session, const void *library,
                               const void *slot)
{
    if (library == NULL || slot == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    struct base_guid library_id = api_guid_read(library);
    struct base_guid slot_id = api_guid_read(slot);
    return engine_cleaner_slot_reserve(session, &library_id, &slot_id);
}

static base_error slot_release(struct engine_session *session, const void *library)
{
    if (library == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    struct base_guid id = api_guid_read(library);
    return engine_cleaner_slot_release(session, &id);
}

/* A start hands the operation out and does not look at what stands there. */
static struct base_guid operation_read(const void *operation, DWORD action)
{
    struct base_guid none = {{0}};
    return action == MODEL_INJECT_START ? none : api_guid_read(operation);
}

static base_error cleaner_inject(struct engine_session *session, const void *library,
                                 void *operation, DWORD cleans_left, DWORD action)
{
    if (library == NULL || operation == NULL || action > MODEL_INJECT_STOP)
        return BASE_ERROR_INVALID_PARAMETER;
    struct base_guid library_id = api_guid_read(library);
    struct base_guid operation_id = operation_read(operation, action);
    base_error error =
        engine_cleaner_inject(session, &library_id, &operation_id, cleans_left, action);
    if (error == BASE_ERROR_SUCCESS && action == MODEL_INJECT_START)
        api_guid_write(operation, &operation_id);
    return error;
}

static base_error cleaner_eject(struct engine_session *session, const void *library,
                                void *operation, DWORD action)
{
    if (library == NULL || operation == NULL || action > MODEL_EJECT_STOP)
        return BASE_ERROR_INVALID_PARAMETER;
    struct base_guid library_id = api_guid_read(library);
    struct base_guid operation_id = operation_read(operation, action);
    base_error error = engine_cleaner_eject(session, &library_id, &operation_id, action);
    if (error == BASE_ERROR_SUCCESS && action == MODEL_EJECT_START)
        api_guid_write(operation, &operation_id);
    return error;
}

DWORD WINAPI CleanNtmsDrive(HANDLE session, LPNTMS_GUID drive)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = drive_clean(opened, drive);
    api_handle_release(session);
    return error;
}

DWORD WINAPI ReserveNtmsCleanerSlot(HANDLE session, LPNTMS_GUID library, LPNTMS_GUID slot)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = slot_reserve(opened, library, slot);
    api_handle_release(session);
    return error;
}

DWORD WINAPI ReleaseNtmsCleanerSlot(HANDLE session, LPNTMS_GUID library)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = slot_release(opened, library);
    api_handle_release(session);
    return error;
}

DWORD WINAPI InjectNtmsCleaner(HANDLE session, LPNTMS_GUID library, LPNTMS_GUID operation,
                               DWORD cleans_left, DWORD action)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = cleaner_inject(opened, library, operation, cleans_left, action);
    api_handle_release(session);
    return error;
}

DWORD WINAPI EjectNtmsCleaner(HANDLE session, LPNTMS_GUID library, LPNTMS_GUID operation,
                              DWORD action)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = cleaner_eject(opened, library, operation, action);
    api_handle_release(session);
    return error;
}
