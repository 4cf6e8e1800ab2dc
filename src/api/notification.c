/* SPDX-License-Identifier: MIT */
/* API: OpenNtmsNotification, WaitForNtmsNotification, CloseNtmsNotification. */
#include "api/edge.h"
#include "api/win32.h"
#include "engine/engine.h"

#include <string.h>

static void channel_destroy(void *channel)
{
    engine_notification_close(channel);
}

static void channel_cancel(void *channel)
{
    engine_notification_cancel(channel);
}

static base_error channel_open(struct engine_session *session, DWORD type, HANDLE *handle)
{
    struct engine_notification *channel = NULL;
    base_error error = engine_notification_open(session, type, &channel);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    error =
        api_handle_open(API_HANDLE_NOTIFICATION, channel, channel_cancel, channel_destroy, handle);
    if (error != BASE_ERROR_SUCCESS)
        engine_notification_close(channel);
    return error;
}

HANDLE WINAPI OpenNtmsNotification(HANDLE session, DWORD type)
{
    HANDLE handle = INVALID_HANDLE_VALUE;
    base_error error = BASE_ERROR_INVALID_HANDLE;
    struct engine_session *opened = api_session_acquire(session);
    if (opened != NULL) {
        error = channel_open(opened, type, &handle);
        api_handle_release(session);
    }
    SetLastError(error);
    return handle;
}

DWORD WINAPI WaitForNtmsNotification(HANDLE notification,
                                     LPNTMS_NOTIFICATIONINFORMATION information, DWORD timeout)
{
    struct engine_event event;
    struct engine_notification *channel = api_handle_acquire(notification, API_HANDLE_NOTIFICATION);
    if (channel == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = BASE_ERROR_INVALID_PARAMETER;
    if (information != NULL)
        error = engine_notification_wait(channel, timeout, &event);
    if (error == BASE_ERROR_SUCCESS) {
        NTMS_NOTIFICATIONINFORMATION out;
        out.dwOperation = event.operation;
        api_guid_write(&out.ObjectId, &event.object);
        memcpy(information, &out, sizeof out);
    }
    api_handle_release(notification);
    return error;
}

DWORD WINAPI CloseNtmsNotification(HANDLE notification)
{
    return notification == NULL ? BASE_ERROR_INVALID_PARAMETER
                                : api_handle_close(notification, API_HANDLE_NOTIFICATION);
}
