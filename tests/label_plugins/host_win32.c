/* SPDX-License-Identifier: MIT */
#include "host.h"

#include <windows.h>

#include "port/plugin_guard.h"

static void fault(void *context)
{
    *(volatile int *)context = 1;
}

/* A handler of the library's own, which is nearer to the fault than that of its caller. */
bool host_handles_own_exception(void)
{
    return port_plugin_guard(fault, NULL) == 0;
}

void host_raise(void)
{
    RaiseException(0xE0001234, EXCEPTION_NONCONTINUABLE, 0, NULL);
}

void host_end_thread(void)
{
    ExitThread(5);
}

void host_sleep(void)
{
    Sleep(1000);
}

uint32_t host_divide(uint32_t number, uint32_t divisor)
{
    return number / divisor;
}
