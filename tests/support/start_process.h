/* SPDX-License-Identifier: MIT */
/*
 * Starts a program. On a busy machine a new process of Wine's now and then ends before it has come
 * to its program, and the one who starts it is told of an internal error; nothing of the program
 * has run then, so it is started again.
 */
#ifndef TESTS_SUPPORT_START_PROCESS_H
#define TESTS_SUPPORT_START_PROCESS_H

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

/* As CreateProcess; `line` is not changed, `program` may be NULL. */
static inline BOOL start_process(const char *program, char *line, BOOL inherit,
                                 STARTUPINFOA *startup, PROCESS_INFORMATION *process)
{
    enum { TRIES = 20, PAUSE_MS = 500 };
    BOOL started = FALSE;
    for (int i = 0; !started && i < TRIES; i++) {
        if (i > 0)
            Sleep(PAUSE_MS);
        started =
            CreateProcessA(program, line, NULL, NULL, inherit, 0, NULL, NULL, startup, process);
        if (!started && GetLastError() != ERROR_INTERNAL_ERROR)
            break;
    }
    return started;
}

#endif
