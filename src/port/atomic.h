/* SPDX-License-Identifier: MIT */
/*
 * Atomic operations on plain integers, usable on memory shared with other processes of either width
 * (both sizes are lock-free on every supported processor). All are sequentially consistent.
 * 64-bit objects must lie on an 8-byte boundary.
 */
#ifndef PORT_ATOMIC_H
#define PORT_ATOMIC_H

#include <stdbool.h>
#include <stdint.h>

static inline uint32_t port_atomic_load_u32(const volatile uint32_t *at)
{
    return __atomic_load_n(at, __ATOMIC_SEQ_CST);
}

static inline void port_atomic_store_u32(volatile uint32_t *at, uint32_t value)
{
    __atomic_store_n(at, value, __ATOMIC_SEQ_CST);
}

/* Adds and returns the new value. */
static inline uint32_t port_atomic_add_u32(volatile uint32_t *at, uint32_t amount)
{
    return __atomic_add_fetch(at, amount, __ATOMIC_SEQ_CST);
}

/* Stores desired when the value is expected; tells whether it did. */
static inline bool port_atomic_swap_u32(volatile uint32_t *at, uint32_t expected, uint32_t desired)
{
    return __atomic_compare_exchange_n(at, &expected, desired, false, __ATOMIC_SEQ_CST,
                                       __ATOMIC_SEQ_CST);
}

static inline uint64_t port_atomic_load_u64(const volatile uint64_t *at)
{
    return __atomic_load_n(at, __ATOMIC_SEQ_CST);
}

static inline void port_atomic_store_u64(volatile uint64_t *at, uint64_t value)
{
    __atomic_store_n(at, value, __ATOMIC_SEQ_CST);
}

/* Adds and returns the new value. */
static inline uint64_t port_atomic_add_u64(volatile uint64_t *at, uint64_t amount)
{
    return __atomic_add_fetch(at, amount, __ATOMIC_SEQ_CST);
}

/* Stores desired when the value is expected; tells whether it did. */
static inline bool port_atomic_swap_u64(volatile uint64_t *at, uint64_t expected, uint64_t desired)
{
    return __atomic_compare_exchange_n(at, &expected, desired, false, __ATOMIC_SEQ_CST,
                                       __ATOMIC_SEQ_CST);
}

#endif
