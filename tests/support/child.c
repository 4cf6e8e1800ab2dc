/* SPDX-License-Identifier: MIT */
#include "support/child.h"

#include <stdio.h>
#include <string.h>

#include "support/cmocka_shim.h"
#include "support/start_process.h"

enum { CHILD_MS = 180000 };

static void program_name(char *out, size_t size)
{
    char own[MAX_PATH];
    char folder[MAX_PATH];
    assert_in_range(GetModuleFileNameA(NULL, own, sizeof own), 1, sizeof own - 1);
    DWORD length = GetEnvironmentVariableA("NTMS_TEST_CHILD_BIN", folder, sizeof folder);
    const char *base = strrchr(own, '\\');
    if (length == 0 || length >= sizeof folder || base == NULL)
        snprintf(out, size, "%s", own);
    else
        snprintf(out, size, "%s%s", folder, base);
}

static HANDLE start(const char *part, const char *argument)
{
    char program[2 * MAX_PATH];
    char line[4 * MAX_PATH];
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION process;
    program_name(program, sizeof program);
    snprintf(line, sizeof line, "\"%s\" %s \"%s\"", program, part, argument);
    if (!start_process(program, line, FALSE, &startup, &process))
        fail_msg("%s cannot be started: error %u", program, (unsigned)GetLastError());
    CloseHandle(process.hThread);
    return process.hProcess;
}

static HANDLE start_with(const char *part, const char *argument, const char *name,
                         const char *value)
{
    SetEnvironmentVariableA(name, value);
    HANDLE child = start(part, argument);
    SetEnvironmentVariableA(name, NULL);
    return child;
}

HANDLE child_start(const char *part, const char *argument, const char *point)
{
    return start_with(part, argument, "NTMS_CRASH_POINT", point);
}

HANDLE child_start_logged(const char *part, const char *argument, const char *log)
{
    return start_with(part, argument, "NTMS_POINT_LOG", log);
}

DWORD child_wait(HANDLE child)
{
    DWORD code = 0;
    if (WaitForSingleObject(child, CHILD_MS) != WAIT_OBJECT_0) {
        TerminateProcess(child, 1);
        CloseHandle(child);
        fail_msg("the other process did not end in time");
    }
    assert_true(GetExitCodeProcess(child, &code));
    CloseHandle(child);
    return code;
}

void child_kill(HANDLE child)
{
    TerminateProcess(child, 1);
    (void)child_wait(child);
}

HANDLE child_event(const char *name)
{
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, name);
    assert_non_null(event);
    return event;
}

BOOL child_wait_event(HANDLE child, HANDLE event)
{
    HANDLE both[] = {event, child};
    DWORD result = WaitForMultipleObjects(2, both, FALSE, CHILD_MS);
    if (result == WAIT_TIMEOUT)
        fail_msg("the other process did not come so far in time");
    return result == WAIT_OBJECT_0;
}
