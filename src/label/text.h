/* SPDX-License-Identifier: MIT */
/*
 * Texts of labels, which come from tapes and foreign code, into the fixed texts of a label_found.
 * These are cut at the number of UTF-16 units that the API's structures have room for, never inside
 * a character. Pure. Private to the label room.
 */
#ifndef LABEL_TEXT_H
#define LABEL_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "label/label.h"

/* Longest texts in units, without the terminating zero. */
enum { LABEL_TYPE_UNITS = 63, LABEL_INFO_UNITS = 255 };

/*
 * Takes a little-endian UTF-16 text of at most `units` units that need neither be aligned nor end
 * with a zero. out has room for 3 * most + 1 bytes; most is at most LABEL_INFO_UNITS.
 */
void label_text_from_wide(const uint8_t *bytes, size_t units, size_t most, char *out);

/* The same for `length` bytes in the system's ANSI code page. */
void label_text_from_ansi(const uint8_t *bytes, size_t length, size_t most, char *out);

#endif
