/* SPDX-License-Identifier: MIT */
/*
 * Changes bytes at random, the same way for the same seed.
 */
#ifndef TESTS_FUZZ_MUTATE_H
#define TESTS_FUZZ_MUTATE_H

#include <stddef.h>
#include <stdint.h>

struct mutate_random {
    uint64_t state;
};

/* Any seed, 0 too. */
void mutate_seed(struct mutate_random *random, uint64_t seed);

/* A number below limit, which is not 0. */
uint32_t mutate_below(struct mutate_random *random, uint32_t limit);

struct mutate_bytes {
    uint8_t *data;
    size_t size;
    size_t capacity; /* not 0 */
};

/* One change: bits, bytes, numbers that are often at a limit, pieces moved, taken out, put in or
 * brought from `other`. */
void mutate_once(struct mutate_random *random, struct mutate_bytes *bytes,
                 const struct mutate_bytes *other);

#endif
