/* SPDX-License-Identifier: MIT */
/*
 * Fault injection for tests: the n-th statement run from now on fails as if the disk did. The
 * environment variable NTMS_FAULT_SQL sets n for a whole process; it is read at the first
 * statement. Any thread.
 */
#ifndef STORE_FAULT_H
#define STORE_FAULT_H

#include <stdbool.h>
#include <stdint.h>

/* The n-th run fails, once (1 = the very next); 0 switches it off. */
void store_fault_nth(uint32_t n);

/* Runs so far in this process (faulted ones included). */
uint64_t store_fault_count(void);

/* While on, whatever changes rows fails as if the disk were full. */
void store_fault_set_full(bool full);

/* For src/store. */
bool store_fault_is_full(void);

/* Counts a run; true when it has to fail. For src/store. */
bool store_fault_hit(void);

#endif
