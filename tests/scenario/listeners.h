/* SPDX-License-Identifier: MIT */
/*
 * A management program: a channel and a thread for each object type, a picture made of what they
 * tell (picture.h), and the comparison of it with what is enumerated and with the change journal.
 */
#ifndef TESTS_SCENARIO_LISTENERS_H
#define TESTS_SCENARIO_LISTENERS_H

#include "api/world.h"

/* Begins to listen on the session of `world`, at a moment when nothing changes; and enumerates
 * everything once a second. */
void listeners_begin(void);

/*
 * Waits for a moment at which nothing changes and all is told; then the picture made of
 * notifications has to be the one that is enumerated, and each channel has to have told exactly
 * the journal's records of its type, in their order. Fails the case.
 */
void listeners_compare(void);

/* Closes the channels under the waits, which end with the documented errors. */
void listeners_end(void);

#endif
