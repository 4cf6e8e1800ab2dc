/* SPDX-License-Identifier: MIT */
/* How long something that nobody waits for rests between its tries. */
#ifndef ENGINE_PAUSE_H
#define ENGINE_PAUSE_H

#include <stdint.h>

/* Milliseconds before the next try after `tries` in vain: a second, doubled each time up to a
 * minute. Pure. */
int64_t engine_pause_after(uint32_t tries);

#endif
