/* SPDX-License-Identifier: MIT */
#include "mtf_block.h"

#include <string.h>

void mtf_put16(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)value;
    at[1] = (uint8_t)(value >> 8);
}

void mtf_block_begin(struct mtf_block *block, uint8_t string_type, uint32_t attributes)
{
    memset(block, 0, sizeof *block);
    memcpy(block->bytes, "TAPE", 4);
    block->bytes[10] = 14;
    block->bytes[48] = string_type;
    memcpy(block->bytes + 52, "\x11\x22\x33\x44", 4);
    mtf_put16(block->bytes + 56, attributes);
    mtf_put16(block->bytes + 60, 1);
    mtf_put16(block->bytes + 84, MTF_BLOCK_BYTES);
    block->bytes[93] = 1;
    block->end = 94;
}

void mtf_block_text(struct mtf_block *block, size_t place, const char *text)
{
    size_t length = strlen(text);
    size_t width = block->bytes[48] == 2 ? 2 : 1;
    mtf_put16(block->bytes + place, (uint32_t)(length * width));
    mtf_put16(block->bytes + place + 2, (uint32_t)block->end);
    for (size_t i = 0; i < length; i++)
        block->bytes[block->end + i * width] = (uint8_t)text[i];
    block->end += length * width;
}

void mtf_block_end(struct mtf_block *block)
{
    uint32_t sum = 0;
    mtf_put16(block->bytes + 8, (uint32_t)block->end);
    for (size_t i = 0; i < 50; i += 2)
        sum ^= (uint32_t)block->bytes[i] | (uint32_t)block->bytes[i + 1] << 8;
    mtf_put16(block->bytes + 50, sum);
}
