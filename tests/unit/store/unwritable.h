/* SPDX-License-Identifier: MIT */
/* Takes the right to write a database away from this process, and gives it back. */
#ifndef TESTS_UNIT_STORE_UNWRITABLE_H
#define TESTS_UNIT_STORE_UNWRITABLE_H

#include <stdbool.h>

/* False when that cannot be done here. */
bool unwritable_begin(const char *folder, const char *file);
void unwritable_end(const char *folder, const char *file);

#endif
