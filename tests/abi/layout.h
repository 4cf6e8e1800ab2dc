/* SPDX-License-Identifier: MIT */
/* Tables of what a header called <ntmsapi.h> declares: one translation unit is built with the
 * header of this project, one with the toolchain's, from the same list of names, and the tables are
 * compared. */
#ifndef TESTS_ABI_LAYOUT_H
#define TESTS_ABI_LAYOUT_H

#include <stddef.h>

struct layout_row {
    const char *name;
    const char *member; /* "" for a whole structure or a constant */
    size_t offset;      /* of the member; 0 otherwise */
    size_t size;        /* of the structure or member; the value of a constant */
};

struct layout_table {
    const struct layout_row *rows;
    size_t count;
};

extern const struct layout_table layout_ours;
extern const struct layout_table layout_theirs;

#endif
