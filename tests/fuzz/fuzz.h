/* SPDX-License-Identifier: MIT */
/*
 * What a fuzz target is made of: one function that takes hostile bytes. It is built with this
 * folder's own driver, which runs a bounded number of repeatable mutations as an ordinary test, and
 * with libFuzzer (option NTMSAPI_FUZZ), which looks for as long as it is let.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Runs the code under test over the bytes, which end where memory does. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the program when what the code under test promises does not hold. */
#define FUZZ_CHECK(condition)                                                                      \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif
