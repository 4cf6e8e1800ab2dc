/* SPDX-License-Identifier: MIT */
/*
 * Where the test's label libraries lie.
 */
#ifndef TESTS_UNIT_LABEL_PLUGIN_PLACE_H
#define TESTS_UNIT_LABEL_PLUGIN_PLACE_H

#include <stddef.h>

/* The absolute path of a library, given by its name without ending. */
void plugin_place(const char *name, char *path, size_t capacity);

/* A damaged copy: made for another processor. Returns its path in `path`. */
void plugin_place_foreign(const char *name, char *path, size_t capacity);

#endif
