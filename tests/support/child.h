/* SPDX-License-Identifier: MIT */
/*
 * Further processes of a test program, which find their part in the first argument. The
 * environment variable NTMS_TEST_CHILD_BIN names a folder with programs of the same names to be
 * started instead, so that processes of two widths meet.
 */
#ifndef TESTS_SUPPORT_CHILD_H
#define TESTS_SUPPORT_CHILD_H

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

/* Starts the running program with these arguments; `point` (may be NULL) is the named point that
 * ends it. Fails the running case when there is no such program. */
HANDLE child_start(const char *part, const char *argument, const char *point);

/* The same; every named point passed is written to this file. */
HANDLE child_start_logged(const char *part, const char *argument, const char *log);

/* Waits for the end, at most three minutes; returns the exit code. */
DWORD child_wait(HANDLE child);

/* Ends it at once with an exit code, as a crash would; the handle stays open for child_wait. */
void child_end(HANDLE child, DWORD code);

/* The same, and closes the handle. */
void child_kill(HANDLE child);

/* Waits for one that ends itself now with this exit code, and closes the handle; ends it when it
 * stays half dead. */
void child_await_exit(HANDLE child, DWORD code);

/* A named event for both sides, not signalled. `name` needs to be unique on the machine. */
HANDLE child_event(const char *name);

/* Waits until the event is signalled or the child has ended; TRUE for the event. */
BOOL child_wait_event(HANDLE child, HANDLE event);

#endif
