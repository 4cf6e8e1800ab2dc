/* SPDX-License-Identifier: MIT */
/* What late_closer.dll works on; it imports nothing of the library under test. */
#ifndef TESTS_API_LATE_CLOSER_H
#define TESTS_API_LATE_CLOSER_H

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <ntmsapi.h>

enum { LATE_CLOSER_DONE = 55 };

struct late_closer_work {
    HANDLE(WINAPI *open_session)(LPCWSTR server, LPCWSTR application, DWORD options);
    DWORD(WINAPI *close_session)(HANDLE session);
    DWORD(WINAPI *close_channel)(HANDLE channel);
    DWORD(WINAPI *enumerate)
    (HANDLE session, LPNTMS_GUID container, LPNTMS_GUID list, LPDWORD count, DWORD type,
     DWORD options);
    HANDLE session;
    HANDLE channel;
};

typedef void late_closer_arm_function(const struct late_closer_work *work);

#endif
