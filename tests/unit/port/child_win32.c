/* SPDX-License-Identifier: MIT */
#include "child.h"

#include "support/start_process.h"

#include <stdio.h>
#include <stdlib.h>

intptr_t child_start(const char *part, const char *argument)
{
    char program[MAX_PATH];
    char line[2 * MAX_PATH];
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION process;
    /* Another build of the same test, to let processes of two widths meet. */
    if (GetEnvironmentVariableA("NTMS_TEST_CHILD", program, sizeof program) == 0)
        GetModuleFileNameA(NULL, program, sizeof program);
    snprintf(line, sizeof line, "\"%s\" %s \"%s\"", program, part, argument);
    if (!start_process(program, line, FALSE, &startup, &process))
        return 0;
    CloseHandle(process.hThread);
    return (intptr_t)process.hProcess;
}

int child_wait(intptr_t child)
{
    DWORD code = 0;
    WaitForSingleObject((HANDLE)child, INFINITE);
    GetExitCodeProcess((HANDLE)child, &code);
    CloseHandle((HANDLE)child);
    return (int)code;
}

void child_kill(intptr_t child)
{
    /* More than once: see tests/support/child.c. */
    for (int i = 0; i < 30; i++) {
        TerminateProcess((HANDLE)child, 1);
        if (WaitForSingleObject((HANDLE)child, 5000) == WAIT_OBJECT_0)
            break;
    }
    (void)child_wait(child);
}

void child_environment(const char *name, const char *value)
{
    char text[1200];
    snprintf(text, sizeof text, "%s=%s", name, value);
    _putenv(text); /* for the C library */
    SetEnvironmentVariableA(name, value);
}
