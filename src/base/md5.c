/* SPDX-License-Identifier: MIT */
#include "base/md5.h"

#include <string.h>

#define BLOCK_BYTES  64
#define LENGTH_BYTES 8

/* RFC 1321, 3.4: the integer part of 2^32 times the absolute value of the sine of 1, 2, ... */
static const uint32_t SINES[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};

/* By how much each round rotates, in turn. */
static const uint8_t TURNS[4][4] = {
    {7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};

static uint32_t word_at(const uint8_t *block, uint32_t index)
{
    const uint8_t *at = block + 4 * index;
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* The function of a round and which word of the block it takes at this step. */
static uint32_t mix(uint32_t step, uint32_t b, uint32_t c, uint32_t d, uint32_t *word)
{
    switch (step / 16) {
    case 0:
        *word = step;
        return (b & c) | (~b & d);
    case 1:
        *word = (5 * step + 1) % 16;
        return (b & d) | (c & ~d);
    case 2:
        *word = (3 * step + 5) % 16;
        return b ^ c ^ d;
    default:
        *word = 7 * step % 16;
        return c ^ (b | ~d);
    }
}

static void add_block(uint32_t state[4], const uint8_t *block)
{
    uint32_t a = state[0];
    uint32_t b = state[1];
    uint32_t c = state[2];
    uint32_t d = state[3];
    for (uint32_t step = 0; step < 64; step++) {
        uint32_t word;
        uint32_t sum = a + mix(step, b, c, d, &word) + SINES[step];
        uint32_t turn = TURNS[step / 16][step % 4];
        sum += word_at(block, word);
        a = d;
        d = c;
        c = b;
        b += sum << turn | sum >> (32 - turn);
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
}

/* What is left over, a one bit, zeros, and the length in bits: one or two blocks. */
static void add_end(uint32_t state[4], const uint8_t *rest, size_t count, uint64_t length)
{
    uint8_t end[2 * BLOCK_BYTES] = {0};
    size_t size = count + 1 + LENGTH_BYTES <= BLOCK_BYTES ? BLOCK_BYTES : 2 * BLOCK_BYTES;
    if (count > 0)
        memcpy(end, rest, count);
    end[count] = 0x80;
    for (size_t i = 0; i < LENGTH_BYTES; i++)
        end[size - LENGTH_BYTES + i] = (uint8_t)(length * 8 >> (8 * i));
    for (size_t at = 0; at < size; at += BLOCK_BYTES)
        add_block(state, end + at);
}

void base_md5(const void *bytes, size_t length, uint8_t digest[BASE_MD5_BYTES])
{
    uint32_t state[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    const uint8_t *at = bytes;
    size_t left = length;
    for (; left >= BLOCK_BYTES; left -= BLOCK_BYTES) {
        add_block(state, at);
        at += BLOCK_BYTES;
    }
    add_end(state, at, left, length);
    for (size_t i = 0; i < BASE_MD5_BYTES; i++)
        digest[i] = (uint8_t)(state[i / 4] >> (8 * (i % 4)));
}
