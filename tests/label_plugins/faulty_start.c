/* SPDX-License-Identifier: MIT */
/* A library that faults while it is being loaded. */
#include "host.h"

static uint32_t *volatile nowhere;

__attribute__((constructor)) static void start(void)
{
    *nowhere = 1;
}

HOST_EXPORT uint32_t HOST_CALL MaxMediaLabel(uint32_t *size)
{
    *size = 512;
    return 0;
}
