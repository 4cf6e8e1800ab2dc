/* SPDX-License-Identifier: MIT */
#include "support/child.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/cmocka_shim.h"
#include "support/start_process.h"

enum { CHILD_MS = 180000, WATCH_MS = 1000, BURIAL_MS = 5000, BURIALS = 30 };
enum { POINT_EXIT = 77 }; /* port/point.h */

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

/*
 * A process that is ended while its threads are busy now and then stays half dead under Wine: its
 * last thread waits for a lock of one that is gone. Nothing of it runs any more, and ending it once
 * more lets go of it.
 */
static BOOL bury(HANDLE process, DWORD code)
{
    for (int i = 0; i < BURIALS; i++) {
        if (WaitForSingleObject(process, BURIAL_MS) == WAIT_OBJECT_0)
            return TRUE;
        fprintf(stderr, "a process that was half dead is ended once more\n");
        TerminateProcess(process, code);
    }
    return FALSE;
}

/* A process that is to end itself at a point, watched by a thread of this one. */
struct watch {
    HANDLE process;
    char point[128];
    uint32_t pass;
    char log[MAX_PATH];
};

static BOOL has_come_to_the_point(const struct watch *watch)
{
    char line[sizeof watch->point + 2];
    uint32_t passes = 0;
    FILE *file = fopen(watch->log, "r");
    if (file == NULL)
        return FALSE;
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        passes += strcmp(line, watch->point) == 0;
    }
    fclose(file);
    return passes >= watch->pass;
}

static DWORD WINAPI watch_process(void *context)
{
    struct watch *watch = context;
    while (WaitForSingleObject(watch->process, WATCH_MS) == WAIT_TIMEOUT) {
        if (has_come_to_the_point(watch) && bury(watch->process, POINT_EXIT))
            break;
    }
    DeleteFileA(watch->log);
    CloseHandle(watch->process);
    free(watch);
    return 0;
}

static void choose_log(char *path, size_t size)
{
    static unsigned number;
    char folder[MAX_PATH - 48];
    DWORD length = GetEnvironmentVariableA("NTMS_TEST_FOLDER", folder, sizeof folder);
    if (length == 0 || length >= sizeof folder)
        assert_true(GetTempPathA(sizeof folder, folder) != 0);
    snprintf(path, size, "%s\\points-%u-%u", folder, (unsigned)GetCurrentProcessId(), ++number);
}

HANDLE child_start(const char *part, const char *argument, const char *point)
{
    if (point == NULL)
        return start(part, argument);
    struct watch *watch = calloc(1, sizeof *watch);
    assert_non_null(watch);
    snprintf(watch->point, sizeof watch->point, "%s", point);
    char *colon = strrchr(watch->point, ':');
    watch->pass = colon != NULL ? (uint32_t)strtoul(colon + 1, NULL, 10) : 1;
    if (colon != NULL)
        *colon = '\0';
    choose_log(watch->log, sizeof watch->log);
    SetEnvironmentVariableA("NTMS_CRASH_POINT", point);
    HANDLE child = start_with(part, argument, "NTMS_POINT_LOG", watch->log);
    SetEnvironmentVariableA("NTMS_CRASH_POINT", NULL);
    assert_true(DuplicateHandle(GetCurrentProcess(), child, GetCurrentProcess(), &watch->process, 0,
                                FALSE, DUPLICATE_SAME_ACCESS));
    HANDLE thread = CreateThread(NULL, 0, watch_process, watch, 0, NULL);
    assert_non_null(thread);
    CloseHandle(thread);
    return child;
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

void child_end(HANDLE child, DWORD code)
{
    TerminateProcess(child, code);
    if (!bury(child, code))
        fail_msg("the other process cannot be ended");
}

void child_kill(HANDLE child)
{
    child_end(child, 1);
    (void)child_wait(child);
}

void child_await_exit(HANDLE child, DWORD code)
{
    if (!bury(child, code))
        fail_msg("the other process does not end");
    assert_int_equal(child_wait(child), code);
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
