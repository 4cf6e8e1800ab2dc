/* SPDX-License-Identifier: MIT */
/* The bodies of the functions listed in not_implemented.h. */
#include "api/not_implemented.h"
#include "api/win32.h"
#include "base/error.h"

/* The parameters are the documented ones and stay unread. */
#pragma GCC diagnostic ignored "-Wunused-parameter"

/* Exported for completeness; no header declares it. */
DWORD WINAPI DoEjectFromSADriveW(LPVOID first, LPVOID second, LPVOID third, LPVOID fourth,
                                 LPVOID fifth, LPVOID sixth);

static DWORD refuse(void)
{
    SetLastError(BASE_ERROR_CALL_NOT_IMPLEMENTED);
    return BASE_ERROR_CALL_NOT_IMPLEMENTED;
}

#define ALONE(name, count, parameters)                                                             \
    DWORD WINAPI name parameters                                                                   \
    {                                                                                              \
        return refuse();                                                                           \
    }

API_NOT_IMPLEMENTED_ALONE(ALONE)
