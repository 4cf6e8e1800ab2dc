/* SPDX-License-Identifier: MIT */
/*
 * THREAD SAFETY: every entry point may be called by any thread. Three words are shared, all changed
 * by atomic operations only; reading the environment twice at once is harmless because both readers
 * compute the same value and only the first stores it.
 */
#include "base/memory.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The count of the allocation that fails; 0 = none; UNREAD until the environment was looked at. */
#define UNREAD UINT64_MAX
static uint64_t fail_at = UNREAD;
static uint64_t made;

/* Nothing here needs blocks of this size: whoever asks for one was told so by hostile data. */
#define LARGEST_BLOCK ((size_t)1 << 30)

static uint64_t fault_from_environment(void)
{
    const char *text = getenv("NTMS_FAULT_MEMORY");
    return text != NULL ? (uint64_t)strtoul(text, NULL, 10) : 0;
}

/* Counts one allocation and tells whether it is the one to fail. */
static bool is_to_fail(void)
{
    uint64_t count = __atomic_add_fetch(&made, 1, __ATOMIC_SEQ_CST);
    uint64_t at = __atomic_load_n(&fail_at, __ATOMIC_SEQ_CST);
    if (at == UNREAD) {
        uint64_t expected = UNREAD;
        at = fault_from_environment();
        if (!__atomic_compare_exchange_n(&fail_at, &expected, at, false, __ATOMIC_SEQ_CST,
                                         __ATOMIC_SEQ_CST))
            at = expected;
    }
    return at != 0 && count == at;
}

void base_memory_fail_nth(uint32_t n)
{
    uint64_t at = n == 0 ? 0 : __atomic_load_n(&made, __ATOMIC_SEQ_CST) + n;
    __atomic_store_n(&fail_at, at, __ATOMIC_SEQ_CST);
}

uint64_t base_memory_count(void)
{
    return __atomic_load_n(&made, __ATOMIC_SEQ_CST);
}

void *base_memory_get(size_t size)
{
    return size > LARGEST_BLOCK || is_to_fail() ? NULL : malloc(size > 0 ? size : 1);
}

void *base_memory_zero(size_t count, size_t size)
{
    if (count == 0 || size == 0)
        count = size = 1;
    return count > LARGEST_BLOCK / size || is_to_fail() ? NULL : calloc(count, size);
}

void *base_memory_resize(void *block, size_t count, size_t size)
{
    if (count == 0 || size == 0)
        count = size = 1;
    if (count > LARGEST_BLOCK / size || is_to_fail())
        return NULL;
    return realloc(block, count * size);
}

char *base_memory_text(const char *text)
{
    if (text == NULL)
        return NULL;
    size_t size = strlen(text) + 1;
    char *copy = base_memory_get(size);
    if (copy != NULL)
        memcpy(copy, text, size);
    return copy;
}

void base_memory_free(void *block)
{
    free(block);
}
