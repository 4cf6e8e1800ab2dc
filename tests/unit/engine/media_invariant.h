/* SPDX-License-Identifier: MIT */
/*
 * What must hold of cartridges, sides, logical media, pools and drives with each other whenever
 * nothing is on the move: the state machines of the documents, read through the engine's own calls.
 */
#ifndef TESTS_UNIT_ENGINE_MEDIA_INVARIANT_H
#define TESTS_UNIT_ENGINE_MEDIA_INVARIANT_H

/*
 * Fails the case when
 * - an allocated or complete side has no logical medium, another one has, or a logical medium has
 *   not exactly one side;
 * - a logical medium is not in the pool of its cartridge, a cartridge's pool is not of its type, or
 *   the counts of a pool are not what is in it;
 * - a cartridge is loaded or mounted and no drive says so of one of its sides, or the other way;
 * - a side's state does not fit the kind of pool its cartridge is in.
 */
void media_invariant_check(void);

#endif
