/* SPDX-License-Identifier: MIT */
/*
 * Object identifiers. A base_guid holds the sixteen bytes in the order in which Windows keeps a
 * GUID in memory (the first three fields little-endian), so the edge copies it with memcpy.
 */
#ifndef BASE_GUID_H
#define BASE_GUID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct base_guid {
    uint8_t bytes[16];
};

/* Characters of the text form "00112233-4455-6677-8899-aabbccddeeff" with its terminating zero. */
#define BASE_GUID_TEXT_SIZE 37

/* True when both are the same identifier. Neither pointer may be NULL. */
bool base_guid_equal(const struct base_guid *a, const struct base_guid *b);

/* True when all sixteen bytes are zero ("no object" in a structure member). */
bool base_guid_is_null(const struct base_guid *guid);

/* Orders by the bytes: negative, zero or positive as memcmp. For sorting and searching. */
int base_guid_compare(const struct base_guid *a, const struct base_guid *b);

/* A hash of the identifier for tables held in memory; not stable between builds. */
uint32_t base_guid_hash(const struct base_guid *guid);

/* Writes the text form, lower case, without braces: always 36 characters and a zero. */
void base_guid_to_text(const struct base_guid *guid, char text[BASE_GUID_TEXT_SIZE]);

/*
 * Reads a text form, upper or lower case, with or without braces; nothing may follow. Returns false
 * and leaves *guid as it was for anything else. text may be NULL (false).
 */
bool base_guid_from_text(const char *text, struct base_guid *guid);

#endif
