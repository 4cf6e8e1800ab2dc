/* SPDX-License-Identifier: MIT */
#include "mutate.h"

#include <string.h>

#define PIECE_MOST 64

void mutate_seed(struct mutate_random *random, uint64_t seed)
{
    random->state = seed * UINT64_C(0x9E3779B97F4A7C15) + UINT64_C(0xD1B54A32D192ED03);
    if (random->state == 0)
        random->state = 1;
    for (uint32_t i = 0; i < 4; i++)
        mutate_below(random, 2);
}

/* xorshift64* */
uint32_t mutate_below(struct mutate_random *random, uint32_t limit)
{
    random->state ^= random->state >> 12;
    random->state ^= random->state << 25;
    random->state ^= random->state >> 27;
    return (uint32_t)((random->state * UINT64_C(0x2545F4914F6CDD1D)) >> 32) % limit;
}

static size_t place(struct mutate_random *random, size_t size)
{
    return mutate_below(random, (uint32_t)size);
}

/* Limits, numbers near them, small ones, and the sizes of the input itself. */
static uint32_t interesting(struct mutate_random *random, size_t size)
{
    static const uint32_t VALUES[] = {
        0,      1,      2,       3,      0x7f,   0x80,       0xff,       0x100,      0x7fff,
        0x8000, 0xffff, 0x10000, 0xfffe, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffe};
    switch (mutate_below(random, 4)) {
    case 0:
        return VALUES[mutate_below(random, sizeof VALUES / sizeof *VALUES)];
    case 1:
        return (uint32_t)size + mutate_below(random, 9) - 4;
    case 2:
        return mutate_below(random, 64);
    default:
        return mutate_below(random, UINT32_MAX);
    }
}

/* A number of 1 to 4 bytes in either order. */
static void put_number(struct mutate_random *random, struct mutate_bytes *bytes)
{
    size_t at = place(random, bytes->size);
    size_t width = 1 + place(random, 4);
    uint32_t value = interesting(random, bytes->size);
    uint32_t big = mutate_below(random, 2);
    if (width > bytes->size - at)
        width = bytes->size - at;
    for (size_t i = 0; i < width; i++)
        bytes->data[at + i] = (uint8_t)(value >> (8 * (big != 0 ? width - 1 - i : i)));
}

static size_t piece(struct mutate_random *random, size_t at, size_t size)
{
    size_t length = 1 + place(random, PIECE_MOST);
    return length > size - at ? size - at : length;
}

static void copy_piece(struct mutate_random *random, struct mutate_bytes *bytes,
                       const struct mutate_bytes *source)
{
    size_t from = place(random, source->size);
    size_t to = place(random, bytes->size);
    size_t length = piece(random, from, source->size);
    if (length > bytes->size - to)
        length = bytes->size - to;
    memmove(bytes->data + to, source->data + from, length);
}

static void take_out(struct mutate_random *random, struct mutate_bytes *bytes)
{
    size_t at = place(random, bytes->size);
    size_t length = piece(random, at, bytes->size);
    memmove(bytes->data + at, bytes->data + at + length, bytes->size - at - length);
    bytes->size -= length;
}

static void put_in(struct mutate_random *random, struct mutate_bytes *bytes)
{
    size_t at = place(random, bytes->size + 1);
    size_t length = 1 + place(random, PIECE_MOST);
    if (length > bytes->capacity - bytes->size)
        length = bytes->capacity - bytes->size;
    memmove(bytes->data + at + length, bytes->data + at, bytes->size - at);
    for (size_t i = 0; i < length; i++)
        bytes->data[at + i] = (uint8_t)mutate_below(random, 256);
    bytes->size += length;
}

void mutate_once(struct mutate_random *random, struct mutate_bytes *bytes,
                 const struct mutate_bytes *other)
{
    uint32_t kind = bytes->size == 0 ? 5 : mutate_below(random, 9);
    switch (kind) {
    case 0:
        bytes->data[place(random, bytes->size)] ^= (uint8_t)(1U << mutate_below(random, 8));
        break;
    case 1:
        bytes->data[place(random, bytes->size)] = (uint8_t)mutate_below(random, 256);
        break;
    case 2:
        copy_piece(random, bytes, bytes);
        break;
    case 3:
        if (other->size > 0)
            copy_piece(random, bytes, other);
        break;
    case 4:
        take_out(random, bytes);
        break;
    case 5:
        put_in(random, bytes);
        break;
    case 6:
        bytes->size = place(random, bytes->size + 1);
        break;
    default:
        put_number(random, bytes);
        break;
    }
}
