/* SPDX-License-Identifier: MIT */
/*
 * How long something took, at least. By the performance counter, as the product's own clock: Wine
 * moves the tick count along when it gets to it, which is late on a busy machine.
 */
#ifndef TESTS_SUPPORT_ELAPSED_H
#define TESTS_SUPPORT_ELAPSED_H

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

/* Milliseconds since some fixed moment. */
static inline ULONGLONG elapsed_now(void)
{
    LARGE_INTEGER frequency;
    LARGE_INTEGER count;
    QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&count);
    return (ULONGLONG)(count.QuadPart / frequency.QuadPart) * 1000 +
           (ULONGLONG)(count.QuadPart % frequency.QuadPart * 1000 / frequency.QuadPart);
}

#endif
