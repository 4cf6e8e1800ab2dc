/* SPDX-License-Identifier: MIT */
/*
 * Starts further processes of the running test program, which find their part in the first
 * argument.
 */
#ifndef TESTS_UNIT_PORT_CHILD_H
#define TESTS_UNIT_PORT_CHILD_H

#include <stdint.h>

/* Starts this program again with two arguments; returns a handle for the other functions. */
intptr_t child_start(const char *part, const char *argument);

/* Waits for its end and returns the exit code. */
int child_wait(intptr_t child);

/* Ends it at once, as a crash would. */
void child_kill(intptr_t child);

/* Sets a variable of this process, which children inherit. */
void child_environment(const char *name, const char *value);

#endif
