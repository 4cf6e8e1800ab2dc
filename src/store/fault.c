/* SPDX-License-Identifier: MIT */
#include "store/fault.h"

#include "port/atomic.h"

#include <stdlib.h>

static volatile uint64_t runs;
static volatile uint64_t target; /* the run that fails; 0: none */
static volatile uint32_t looked; /* the environment has been read */
static volatile uint32_t is_full;

void store_fault_nth(uint32_t n)
{
    port_atomic_store_u32(&looked, 1);
    port_atomic_store_u64(&target, n == 0 ? 0 : port_atomic_load_u64(&runs) + n);
}

uint64_t store_fault_count(void)
{
    return port_atomic_load_u64(&runs);
}

bool store_fault_hit(void)
{
    if (port_atomic_load_u32(&looked) == 0 && port_atomic_swap_u32(&looked, 0, 1)) {
        const char *text = getenv("NTMS_FAULT_SQL");

        if (text != NULL) {
            port_atomic_store_u64(&target, strtoul(text, NULL, 10));
        }
    }
    return port_atomic_add_u64(&runs, 1) == port_atomic_load_u64(&target);
}

void store_fault_set_full(bool full)
{
    port_atomic_store_u32(&is_full, full ? 1 : 0);
}

bool store_fault_is_full(void)
{
    return port_atomic_load_u32(&is_full) != 0;
}
