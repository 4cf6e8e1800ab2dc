/* SPDX-License-Identifier: MIT */
/*
 * Texts of the object model: bounded in UTF-16 units, because that is what the documented
 * structures hold, though they are kept as UTF-8.
 */
#ifndef ENGINE_TEXT_H
#define ENGINE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Copies `text` into `out` (`capacity` bytes), cut at a whole character so that it needs at most
 * `units` - 1 UTF-16 units. `capacity` is MODEL_TEXT(units), so bytes never cut before units do.
 */
void engine_text_copy(char *out, size_t capacity, size_t units, const char *text);

/* printf into a text member, cut like engine_text_copy. */
void engine_text_format(char *out, size_t capacity, size_t units, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Whether two names are the same without regard to the case of A to Z. */
bool engine_text_same(const char *a, const char *b);

#endif
