/* SPDX-License-Identifier: MIT */
/* Uses the installed header and import library; exits with 0 when the DLL answered as it should. */
#include <windows.h>

#include <ntmsapi.h>

int main(void)
{
    NTMS_GUID drive = NTMS_NULLGUID;
    NTMS_OBJECTINFORMATION information;
    information.dwSize = sizeof information;
    information.dwType = NTMS_DRIVE;
    if (CleanNtmsDrive(NULL, &drive) != ERROR_INVALID_HANDLE)
        return 1;
    if (GetNtmsObjectInformation(NULL, &drive, &information) != ERROR_INVALID_HANDLE)
        return 2;
    return 0;
}
