/* SPDX-License-Identifier: MIT */
/* What this process holds, to show that cycles of a test leave nothing behind. */
#ifndef TESTS_SUPPORT_COUNTS_H
#define TESTS_SUPPORT_COUNTS_H

#include <stdint.h>

/*
 * Carries out `cycle` for `half` rounds twice, after `warm` rounds that fill caches. Fails the
 * running case when there are a few handles or more than `slack` blocks of memory more after the
 * second half than before it, or much more memory. A service that runs beside it may open the
 * database once more meanwhile, which is some 3,000 blocks; a round that leaves something behind
 * leaves it `half` times.
 */
void counts_expect_flat(void (*cycle)(void), uint32_t warm, uint32_t half, uint32_t slack);

#endif
