/* SPDX-License-Identifier: MIT */
#include "host.h"

#include <stdlib.h>
#include <unistd.h>

bool host_handles_own_exception(void)
{
    return true;
}

void host_raise(void)
{
    abort();
}

void host_end_thread(void)
{
    _exit(0);
}

void host_sleep(void)
{
    sleep(1);
}

uint32_t host_divide(uint32_t number, uint32_t divisor)
{
    return number / divisor;
}
