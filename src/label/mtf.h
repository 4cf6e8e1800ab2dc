/* SPDX-License-Identifier: MIT */
/*
 * Where things stand in the media header of the Microsoft Tape Format (1.00a, sections 4.1, 5.2.1,
 * 6.1), all little-endian. Private to the label room.
 */
#ifndef LABEL_MTF_H
#define LABEL_MTF_H

#include <stddef.h>
#include <stdint.h>

enum {
    MTF_BLOCK_TYPE = 0,       /* 4 characters */
    MTF_FIRST_EVENT = 8,      /* 2: offset to the first event, which is the size of the header */
    MTF_OS_ID = 10,           /* 1 */
    MTF_STRING_TYPE = 48,     /* 1: MTF_STRINGS_* */
    MTF_CHECKSUM = 50,        /* 2: of the words before it */
    MTF_FAMILY_ID = 52,       /* 4 */
    MTF_TAPE_ATTRIBUTES = 56, /* 4: MTF_TAPE_* */
    MTF_SEQUENCE = 60,        /* 2 */
    MTF_MEDIA_NAME = 68,      /* 4: size and offset of a text, like the next three */
    MTF_DESCRIPTION = 72,     /* 4 */
    MTF_SOFTWARE_NAME = 80,   /* 4 */
    MTF_LOGICAL_BLOCK = 84,   /* 2 */
    MTF_DATE = 88,            /* 5 */
    MTF_VERSION = 93,         /* 1 */
    MTF_FIXED_BYTES = 94
};

enum { MTF_STRINGS_ANSI = 1, MTF_STRINGS_UNICODE = 2 };
enum { MTF_TAPE_MEDIA_LABEL = 0x2 /* the description is a media label */ };

/* XOR of `words` little-endian words. */
uint16_t label_mtf_checksum(const uint8_t *bytes, size_t words);

#endif
