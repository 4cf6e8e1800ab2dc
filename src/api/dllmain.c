/* SPDX-License-Identifier: MIT */
/*
 * The loader's entry. Nothing is done at loading, and nothing when the process ends: the system
 * takes everything back then, and the locks of threads that it has ended are never given up. Only a
 * library that is unloaded gives its memory back, which can neither block nor fail: every thread of
 * ours keeps it loaded, so none is left.
 */
#include "api/handle.h"
#include "engine/engine.h"

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved);

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    (void)instance;
    if (reason == DLL_PROCESS_DETACH && reserved == NULL) {
        api_handle_unload();
        engine_unload();
    }
    return TRUE;
}
