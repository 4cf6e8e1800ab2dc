/* SPDX-License-Identifier: MIT */
/*
 * What the test's label library needs of the system it runs on.
 */
#ifndef TESTS_LABEL_PLUGINS_HOST_H
#define TESTS_LABEL_PLUGINS_HOST_H

#include <stdbool.h>
#include <stdint.h>

#ifdef _WIN32
#define HOST_EXPORT __declspec(dllexport)
#define HOST_CALL   __stdcall
#else
#define HOST_EXPORT __attribute__((visibility("default")))
#define HOST_CALL
#endif

/* Faults and catches it with its own handler; natively there is nothing to catch. */
bool host_handles_own_exception(void);

/* Raises an exception that may not be continued; natively aborts. */
void host_raise(void);

/* Ends the calling thread; natively the process. */
void host_end_thread(void);

void host_sleep(void);

/* Divides as the processor does. */
uint32_t host_divide(uint32_t number, uint32_t divisor);

HOST_EXPORT uint32_t HOST_CALL MaxMediaLabel(uint32_t *size);

#endif
