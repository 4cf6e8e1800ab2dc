/* SPDX-License-Identifier: MIT */
/*
 * A media header of the Microsoft Tape Format, put together from the format's description alone.
 */
#ifndef TESTS_UNIT_LABEL_MTF_BLOCK_H
#define TESTS_UNIT_LABEL_MTF_BLOCK_H

#include <stddef.h>
#include <stdint.h>

enum { MTF_BLOCK_BYTES = 1024 };

struct mtf_block {
    uint8_t bytes[MTF_BLOCK_BYTES];
    size_t end; /* where the next text goes */
};

/* A header without texts; string_type 0, 1 or 2; attributes: 2 = media label. */
void mtf_block_begin(struct mtf_block *block, uint8_t string_type, uint32_t attributes);

/* Puts a text (media name 68, description 72, software name 80) of ASCII characters. */
void mtf_block_text(struct mtf_block *block, size_t place, const char *text);

/* Sets the end of the header and the checksum. */
void mtf_block_end(struct mtf_block *block);

void mtf_put16(uint8_t *at, uint32_t value);

#endif
