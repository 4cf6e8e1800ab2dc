/* SPDX-License-Identifier: MIT */
/* The bodies of the functions listed in not_implemented.h. */
#include "api/not_implemented.h"
#include "api/edge.h"
#include "api/win32.h"

/* The parameters are the documented ones and stay unread. */
#pragma GCC diagnostic ignored "-Wunused-parameter"

/* Exported for completeness; no header declares it. */
DWORD WINAPI DoEjectFromSADriveW(LPVOID first, LPVOID second, LPVOID third, LPVOID fourth,
                                 LPVOID fifth, LPVOID sixth);

static DWORD refuse_in_session(HANDLE session)
{
    if (api_session_acquire(session) == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    api_handle_release(session);
    return BASE_ERROR_CALL_NOT_IMPLEMENTED;
}

static HANDLE refuse_handle(HANDLE session)
{
    SetLastError(refuse_in_session(session));
    return INVALID_HANDLE_VALUE;
}

/* API: CloseNtmsNotification names the null handle a bad parameter; a wait does not. */
static DWORD refuse_on_notification(HANDLE notification, BOOL closes)
{
    return closes && notification == NULL ? BASE_ERROR_INVALID_PARAMETER
                                          : BASE_ERROR_INVALID_HANDLE;
}

static DWORD refuse(void)
{
    SetLastError(BASE_ERROR_CALL_NOT_IMPLEMENTED);
    return BASE_ERROR_CALL_NOT_IMPLEMENTED;
}

#define HANDLE_RESULT(name, count, parameters)                                                     \
    HANDLE WINAPI name parameters                                                                  \
    {                                                                                              \
        return refuse_handle(session);                                                             \
    }

/* Closing is the call with the handle alone. */
#define ON_NOTIFICATION(name, count, parameters)                                                   \
    DWORD WINAPI name parameters                                                                   \
    {                                                                                              \
        return refuse_on_notification(notification, (count) == 1);                                 \
    }

#define ALONE(name, count, parameters)                                                             \
    DWORD WINAPI name parameters                                                                   \
    {                                                                                              \
        return refuse();                                                                           \
    }

API_NOT_IMPLEMENTED_HANDLE_RESULT(HANDLE_RESULT)
API_NOT_IMPLEMENTED_ON_NOTIFICATION(ON_NOTIFICATION)
API_NOT_IMPLEMENTED_ALONE(ALONE)
