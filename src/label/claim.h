/* SPDX-License-Identifier: MIT */
/*
 * How the set asks a label library that is not built in, and what it makes of the answer. Private
 * to the label room; a test brings its own claimers.
 */
#ifndef LABEL_CLAIM_H
#define LABEL_CLAIM_H

#include <stdbool.h>
#include <stdint.h>

#include "label/label.h"

/* The structure MediaLabelInfo of ntmsmli.h, the same for both widths. */
enum {
    LABEL_ANSWER_TYPE = 0,      /* 64 units */
    LABEL_ANSWER_ID_SIZE = 128, /* 4 */
    LABEL_ANSWER_ID = 132,      /* 256 */
    LABEL_ANSWER_INFO = 388,    /* 256 units */
    LABEL_ANSWER_BYTES = 900
};

enum label_claim {
    LABEL_CLAIM_NO,     /* not its label */
    LABEL_CLAIM_YES,    /* its label, says it */
    LABEL_CLAIM_BROKEN, /* it did not answer as code should; it is not asked again */
    LABEL_CLAIM_UNASKED /* there was no memory to ask it */
};

struct label_claimer {
    const char *name; /* for the log; lives as long as context */
    void *context;
    /* Once, before anything else: how many bytes of a label it needs. ERROR_NOT_ENOUGH_MEMORY is an
     * error of the set, for any other one it is left out. */
    base_error (*size)(void *context, uint32_t *size);
    /* answer is all zero before. Never two calls at once. */
    enum label_claim (*claim)(void *context, const uint8_t *bytes, uint32_t length,
                              uint8_t answer[LABEL_ANSWER_BYTES]);
    void (*close)(void *context);
};

/*
 * Makes a set of the built-in reader and these; their contexts are the set's from now on, also when
 * this fails (ERROR_NOT_ENOUGH_MEMORY): then they are closed. claimers may be NULL when count is 0.
 */
base_error label_library_open_with(const struct label_claimer *claimers, uint32_t count,
                                   struct label_library **library);

/*
 * What a claimed label says. False, with *found empty, when the answer is none: no label type, or
 * an identifier that is empty or longer than a side's record can hold.
 */
bool label_claim_judge(const uint8_t answer[LABEL_ANSWER_BYTES], struct label_found *found);

#endif
