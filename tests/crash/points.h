/* SPDX-License-Identifier: MIT */
/*
 * Killing a process at each named point of a story, at each pass of the point. Afterwards the
 * device has every cartridge once, the service starts, withdraws what was not finished, brings
 * back what is nobody's, and works.
 */
#ifndef TESTS_CRASH_POINTS_H
#define TESTS_CRASH_POINTS_H

#include "stories.h"

/* The exit code of a process that ended at a named point. */
enum { POINTS_KILLED = 77 };

/* Learns the points of the story, at least so many, and kills it at each pass of each; of the
 * commits at every n-th (n = 0: none). */
void points_kill_everywhere(const struct story *story, uint32_t least, uint32_t n);

/* The library before the story; no session is open afterwards. */
void points_begin(const struct story *story);
uint32_t points_device_count(void);

/* The process is dead, no session is open; the library had `count` cartridges before. */
void points_check_recovery(const struct story *story, uint32_t count);

#endif
