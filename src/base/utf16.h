/* SPDX-License-Identifier: MIT */
/*
 * UTF-16 to UTF-8 and back without loss. Windows strings may hold lone surrogates; they are kept as
 * three-byte sequences (the WTF-8 form), so that every 16-bit string survives a round trip. Bytes
 * that are no UTF-8 at all become U+FFFD. Outputs are bounded and always end with a zero; what does
 * not fit is cut at a whole character.
 */
#ifndef BASE_UTF16_H
#define BASE_UTF16_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Units before the terminating zero; looks at no more than limit units and returns limit when there
 * is no zero among them (an unterminated fixed array).
 */
size_t base_utf16_length(const uint16_t *text, size_t limit);

/* The same for bytes of a fixed char array. */
size_t base_utf8_length(const char *text, size_t limit);

/* Bytes that the first length units of text need as UTF-8, without a terminating zero. */
size_t base_utf8_size(const uint16_t *text, size_t length);

/* Units that the first length bytes of text need as UTF-16, without a terminating zero. */
size_t base_utf16_size(const char *text, size_t length);

/*
 * Converts length units to UTF-8 in out (capacity bytes, zero included). Returns true when all of
 * it fitted, false when it was cut. A zero unit inside length ends the input. capacity 0 writes
 * nothing and returns false.
 */
bool base_utf8_from_utf16(const uint16_t *text, size_t length, char *out, size_t capacity);

/* The other direction: length bytes to units; capacity counts units, zero included. */
bool base_utf16_from_utf8(const char *text, size_t length, uint16_t *out, size_t capacity);

/*
 * Copies a zero-terminated UTF-8 string into a fixed array, cut at a whole character when it is too
 * long. Returns false when it was cut. text NULL copies the empty string.
 */
bool base_utf8_copy(char *out, size_t capacity, const char *text);

/*
 * Reads one character from *position (advanced) of length bytes. A malformed sequence yields
 * 0xFFFD and advances one byte. *position must be below length.
 */
uint32_t base_utf8_next(const char *text, size_t length, size_t *position);

#endif
