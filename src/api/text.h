/* SPDX-License-Identifier: MIT */
/*
 * Strings at the edge: UTF-8 inside, UTF-16 or the ANSI code page outside. Everything is bounded;
 * what does not fit is cut at a whole character. An API pair (A, W) shares one worker that gets a
 * struct api_text naming the character set.
 */
#ifndef API_TEXT_H
#define API_TEXT_H

#include <stddef.h>
#include <stdint.h>

/*
 * The longest text, the path of a media pool (NTMS_POOLHIERARCHY_LENGTH characters with its zero),
 * where a character takes up to three bytes of the ANSI code page. A longer one that is cut here is
 * still longer than the limit.
 */
#define API_TEXT_UNITS 1536

/* A character set of the API. */
struct api_text {
    size_t unit; /* bytes of a character: 1 (A) or 2 (W) */
    /*
     * Writes length bytes of UTF-8 to a fixed array of `units` characters (at most API_TEXT_UNITS),
     * zero-terminated, the rest of the array left alone. out needs no alignment.
     */
    void (*write)(const char *text, size_t length, void *out, size_t units);
    /*
     * Reads a caller's zero-terminated string as UTF-8 into out (capacity bytes); looks at no more
     * than API_TEXT_UNITS characters. NULL gives "".
     */
    void (*read)(const void *text, char *out, size_t capacity);
};

/* Characters of a zero-terminated text of that set, its zero included. */
size_t api_text_characters(const struct api_text *text, const void *converted);

extern const struct api_text api_text_ansi;
extern const struct api_text api_text_wide;

#endif
