/* SPDX-License-Identifier: MIT */
/* The loader's entry: nothing to do, so nothing that could block or fail under the loader lock. */
#include "api/win32.h"

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved);

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    (void)instance;
    (void)reason;
    (void)reserved;
    return TRUE;
}
