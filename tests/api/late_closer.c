/* SPDX-License-Identifier: MIT */
/*
 * A library that closes its session and its channel in a destructor: when the process ends, after
 * the threads that use them are gone. It ends the process itself, with the outcome.
 */
#include "late_closer.h"

static struct late_closer_work work;

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved);

__declspec(dllexport) void late_closer_arm(const struct late_closer_work *given)
{
    work = *given;
}

static DWORD close_all(void)
{
    DWORD count = 0;
    if (work.close_channel(work.channel) != ERROR_SUCCESS)
        return 1;
    if (work.enumerate(work.session, NULL, NULL, &count, NTMS_LIBRARY, 0) != ERROR_INVALID_HANDLE)
        return 2;
    if (work.close_session(work.session) != ERROR_SUCCESS)
        return 3;
    if (work.open_session(NULL, NULL, 0) != INVALID_HANDLE_VALUE ||
        GetLastError() != ERROR_NOT_CONNECTED)
        return 4;
    return LATE_CLOSER_DONE;
}

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    (void)instance;
    if (reason == DLL_PROCESS_DETACH && reserved != NULL && work.session != NULL)
        TerminateProcess(GetCurrentProcess(), close_all());
    return TRUE;
}
