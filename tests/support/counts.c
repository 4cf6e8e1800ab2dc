/* SPDX-License-Identifier: MIT */
#include "support/counts.h"

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include "support/cmocka_shim.h"

enum {
    HEAPS_MAX = 64,
    HANDLE_STEP = 4,
    HANDLE_MAX = 0x4000,
    HANDLE_SLACK = 32,               /* a running service opens its files once more */
    PRIVATE_SLACK = 32 * 1024 * 1024 /* stacks of threads that come and go, pieces of heaps */
};

struct counts {
    uint32_t handles;
    uint32_t blocks;    /* of all heaps, that are in use */
    SIZE_T private_use; /* bytes that are committed to this process alone */
};

/* One by one: not every system counts them (Wine answers 0). */
static uint32_t count_handles(void)
{
    uint32_t count = 0;
    for (UINT_PTR value = HANDLE_STEP; value < HANDLE_MAX; value += HANDLE_STEP) {
        DWORD flags;
        count += GetHandleInformation((HANDLE)value, &flags) != FALSE;
    }
    return count;
}

static uint32_t count_blocks(void)
{
    HANDLE heaps[HEAPS_MAX];
    uint32_t count = 0;
    DWORD heap_count = GetProcessHeaps(HEAPS_MAX, heaps);
    for (DWORD i = 0; i < heap_count && i < HEAPS_MAX; i++) {
        PROCESS_HEAP_ENTRY entry = {.lpData = NULL};
        if (!HeapLock(heaps[i]))
            continue;
        while (HeapWalk(heaps[i], &entry))
            count += (entry.wFlags & PROCESS_HEAP_ENTRY_BUSY) != 0;
        HeapUnlock(heaps[i]);
    }
    return count;
}

static SIZE_T sum_private(void)
{
    MEMORY_BASIC_INFORMATION region;
    const BYTE *address = NULL;
    SIZE_T sum = 0;
    while (VirtualQuery(address, &region, sizeof region) == sizeof region) {
        if (region.State == MEM_COMMIT && region.Type == MEM_PRIVATE)
            sum += region.RegionSize;
        address = (const BYTE *)region.BaseAddress + region.RegionSize;
        if (address == NULL)
            break;
    }
    return sum;
}

static struct counts count_after(void (*cycle)(void), uint32_t rounds)
{
    ULONGLONG start = GetTickCount64();
    for (uint32_t i = 0; i < rounds; i++)
        cycle();
    ULONGLONG end = GetTickCount64();
    struct counts counts = {count_handles(), count_blocks(), sum_private()};
    print_message("%u rounds in %u ms: %u handles, %u blocks, %u KiB\n", (unsigned)rounds,
                  (unsigned)(end - start), (unsigned)counts.handles, (unsigned)counts.blocks,
                  (unsigned)(counts.private_use / 1024));
    return counts;
}

void counts_expect_flat(void (*cycle)(void), uint32_t warm, uint32_t half, uint32_t slack)
{
    (void)count_after(cycle, warm);
    struct counts middle = count_after(cycle, half);
    struct counts end = count_after(cycle, half);
    assert_true(end.handles <= middle.handles + HANDLE_SLACK);
    assert_true(end.blocks <= middle.blocks + slack);
    assert_true(end.private_use <= middle.private_use + PRIVATE_SLACK);
}
