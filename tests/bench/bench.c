/* SPDX-License-Identifier: MIT */
/*
 * usage: bench [--quick] [MEASUREMENT...]
 * Without a name: all of them, each in a process of its own.
 */
#include "bench.h"

#include "support/start_process.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef void measurement(void);

static const struct {
    const char *name;
    measurement *run;
    BOOL is_part; /* the child of another one, or run by its name only */
} measurements[] = {
    {"calls", bench_calls, FALSE},
    {"allocate", bench_allocate, FALSE},
    {"list", bench_list, FALSE},
    {"cleaning", bench_cleaning, FALSE},
    {"mount", bench_mount, FALSE},
    {"mount-large", bench_mount_large, FALSE},
    {"makespan", bench_makespan, TRUE}, /* by its name alone: it takes minutes */
    {"inventory", bench_inventory, FALSE},
    {"notification", bench_notification, FALSE},
    {"notification-other", bench_notification_other, TRUE},
    {"export", bench_export, FALSE},
    {"start", bench_start, FALSE},
    {"start-use", bench_start_use, TRUE},
    {"start-bare", bench_start_bare, TRUE},
    {"memory", bench_memory, FALSE},
    {"memory-use", bench_memory_use, TRUE},
    {"memory-bare", bench_memory_bare, TRUE},
};
enum { COUNT = sizeof measurements / sizeof measurements[0] };

void bench_fail(const char *what, uint32_t error)
{
    fprintf(stderr, "bench: %s (error %u)\n", what, (unsigned)error);
    fflush(stderr);
    ExitProcess(UINT32_MAX);
}

HANDLE bench_child_start(const char *name)
{
    char program[MAX_PATH];
    char command[MAX_PATH + 64];
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION process;

    GetModuleFileNameA(NULL, program, sizeof program);
    snprintf(command, sizeof command, "\"%s\" %s%s", program, bench_quick ? "--quick " : "", name);
    fflush(stdout);
    if (!start_process(program, command, TRUE, &startup, &process))
        bench_fail("cannot start a measurement", GetLastError());
    CloseHandle(process.hThread);
    return process.hProcess;
}

DWORD bench_child(const char *name)
{
    DWORD code = UINT32_MAX;
    HANDLE process = bench_child_start(name);
    WaitForSingleObject(process, INFINITE);
    GetExitCodeProcess(process, &code);
    CloseHandle(process);
    if (code > BENCH_CHILD_LIMIT)
        bench_fail(name, code);
    return code;
}

static int run_one(const char *name)
{
    for (size_t i = 0; i < COUNT; i++) {
        if (strcmp(name, measurements[i].name) == 0) {
            measurements[i].run();
            fflush(stdout);
            /* Not by a return: a measurement may leave work behind that nobody waits for. */
            ExitProcess(0);
        }
    }
    fprintf(stderr, "bench: there is no measurement '%s'\n", name);
    return 2;
}

int main(int argc, char **argv)
{
    int next = 1;

    setvbuf(stdout, NULL, _IOLBF, 4096);
    if (next < argc && strcmp(argv[next], "--quick") == 0) {
        bench_quick = TRUE;
        next++;
    }
    if (next < argc)
        return run_one(argv[next]);
    bench_head();
    for (size_t i = 0; i < COUNT; i++) {
        if (!measurements[i].is_part)
            (void)bench_child(measurements[i].name);
    }
    return 0;
}
