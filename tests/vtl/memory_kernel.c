/* SPDX-License-Identifier: MIT */
#include <ntddk.h>

#include "vtl.h"

enum { POOL_TAG = 0x6C745676 }; /* 'vVtl' */

void *vtl_alloc(size_t bytes)
{
    void *memory = ExAllocatePoolWithTag(PagedPool, bytes, POOL_TAG);
    if (memory != NULL)
        memset(memory, 0, bytes);
    return memory;
}

void vtl_free(void *memory)
{
    if (memory != NULL)
        ExFreePoolWithTag(memory, POOL_TAG);
}
