/* SPDX-License-Identifier: MIT */
/*
 * The rule for names of machine-wide objects, for the sources of this room only.
 */
#ifndef PORT_NAME_H
#define PORT_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* True for 1 to PORT_NAME_SIZE - 1 letters, digits, '-' and '_'. */
bool port_name_is_valid(const char *name);

/* Writes "ntms-<volume><file>-<suffix>" in hexadecimal; false when it does not fit or is not valid.
 */
bool port_name_build(uint64_t volume, uint64_t file, const char *suffix, char *out,
                     size_t capacity);

#endif
