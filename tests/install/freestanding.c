/* SPDX-License-Identifier: MIT */
/* Without any runtime library, for a linker of Microsoft's style: only ntmsapi.lib and kernel32. */
#include <windows.h>

#include <ntmsapi.h>

int entry(void);

int entry(void)
{
    NTMS_GUID drive;
    drive.Data1 = 0;
    ExitProcess(CleanNtmsDrive(NULL, &drive) == ERROR_INVALID_HANDLE ? 0 : 1);
}
