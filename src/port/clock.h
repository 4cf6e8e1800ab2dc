/* SPDX-License-Identifier: MIT */
/*
 * The two clocks: one that tells the date, one that only ever advances. Any thread; cannot fail.
 */
#ifndef PORT_CLOCK_H
#define PORT_CLOCK_H

#include <stdint.h>

/* A timeout that never comes. */
#define PORT_INFINITE UINT32_MAX

/* Milliseconds since 1970-01-01 00:00 UTC. May jump when the clock is set. */
int64_t port_clock_now(void);

/* Milliseconds since some fixed moment; never goes back. For durations and deadlines. */
int64_t port_clock_monotonic(void);

/* The same in microseconds, for measuring. */
int64_t port_clock_monotonic_us(void);

/* Sleeps that long. For tests, and for devices that have to be asked again because nothing tells
 * when they are done; all else waits for events. */
void port_clock_sleep(uint32_t milliseconds);

#endif
