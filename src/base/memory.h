/* SPDX-License-Identifier: MIT */
/*
 * Allocation for the whole product, in one place so that a test can let the n-th one fail. Nothing
 * here ends the process: NULL means BASE_ERROR_NOT_ENOUGH_MEMORY to the caller. Blocks of more than
 * 1 GiB are always refused. Any thread.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>
#include <stdint.h>

/* size bytes, not initialised; size 0 gives one byte. NULL when there is no memory. */
void *base_memory_get(size_t size);

/* count elements of size bytes, all zero; NULL when there is no memory or it is too much. */
void *base_memory_zero(size_t count, size_t size);

/* Changes a block to count elements of size bytes; the old block stays valid when NULL is returned.
 */
void *base_memory_resize(void *block, size_t count, size_t size);

/* A copy of a zero-terminated string; NULL when there is no memory or text is NULL. */
char *base_memory_text(const char *text);

/* Gives a block back. NULL is accepted. */
void base_memory_free(void *block);

/*
 * Fault injection: the n-th allocation from now on fails, once (1 = the very next); 0 switches it
 * off. The environment variable NTMS_FAULT_MEMORY sets n for a whole process from outside; it is
 * read at the first allocation.
 */
void base_memory_fail_nth(uint32_t n);

/* Allocations made so far in this process (faulted ones included), to know how far n may go. */
uint64_t base_memory_count(void);

#endif
