/* SPDX-License-Identifier: MIT */
#include "base/utf16.h"

#include <string.h>

#define REPLACEMENT 0xFFFDU

size_t base_utf16_length(const uint16_t *text, size_t limit)
{
    size_t length = 0;
    while (length < limit && text[length] != 0)
        length++;
    return length;
}

size_t base_utf8_length(const char *text, size_t limit)
{
    const char *end = memchr(text, 0, limit);
    return end != NULL ? (size_t)(end - text) : limit;
}

static bool is_high_surrogate(uint32_t unit)
{
    return unit >= 0xD800 && unit < 0xDC00;
}

static bool is_low_surrogate(uint32_t unit)
{
    return unit >= 0xDC00 && unit < 0xE000;
}

/* A lone surrogate is its own character here. */
static uint32_t next_utf16(const uint16_t *text, size_t length, size_t *position)
{
    uint32_t unit = text[(*position)++];
    if (is_high_surrogate(unit) && *position < length && is_low_surrogate(text[*position]))
        return 0x10000 + ((unit - 0xD800) << 10) + (text[(*position)++] - 0xDC00U);
    return unit;
}

static uint8_t byte_at(const char *text, size_t position)
{
    return (uint8_t)text[position];
}

uint32_t base_utf8_next(const char *text, size_t length, size_t *position)
{
    static const uint32_t SMALLEST[4] = {0, 0x80, 0x800, 0x10000};
    size_t start = (*position)++;
    uint8_t first = byte_at(text, start);
    size_t extra;
    uint32_t character;
    if (first < 0x80)
        return first;
    if (first >= 0xC2 && first < 0xE0) {
        extra = 1;
        character = first & 0x1FU;
    } else if (first >= 0xE0 && first < 0xF0) {
        extra = 2;
        character = first & 0x0FU;
    } else if (first >= 0xF0 && first < 0xF5) {
        extra = 3;
        character = first & 0x07U;
    } else {
        return REPLACEMENT;
    }
    if (length - start <= extra)
        return REPLACEMENT;
    for (size_t i = 1; i <= extra; i++) {
        uint8_t next = byte_at(text, start + i);
        if ((next & 0xC0) != 0x80)
            return REPLACEMENT;
        character = character << 6 | (next & 0x3FU);
    }
    if (character < SMALLEST[extra] || character > 0x10FFFF)
        return REPLACEMENT;
    *position = start + 1 + extra;
    return character;
}

static size_t utf8_width(uint32_t character)
{
    if (character < 0x80)
        return 1;
    if (character < 0x800)
        return 2;
    return character < 0x10000 ? 3 : 4;
}

static void put_utf8(char *out, uint32_t character, size_t width)
{
    static const uint8_t LEAD[5] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = width - 1; i > 0; i--) {
        out[i] = (char)(uint8_t)(0x80U | (character & 0x3FU));
        character >>= 6;
    }
    out[0] = (char)(uint8_t)(LEAD[width] | character);
}

size_t base_utf8_size(const uint16_t *text, size_t length)
{
    size_t size = 0;
    for (size_t position = 0; position < length;)
        size += utf8_width(next_utf16(text, length, &position));
    return size;
}

size_t base_utf16_size(const char *text, size_t length)
{
    size_t size = 0;
    for (size_t position = 0; position < length;)
        size += base_utf8_next(text, length, &position) < 0x10000 ? 1 : 2;
    return size;
}

bool base_utf8_from_utf16(const uint16_t *text, size_t length, char *out, size_t capacity)
{
    size_t used = 0;
    if (capacity == 0)
        return false;
    for (size_t position = 0; position < length && text[position] != 0;) {
        uint32_t character = next_utf16(text, length, &position);
        size_t width = utf8_width(character);
        if (width >= capacity - used) {
            out[used] = '\0';
            return false;
        }
        put_utf8(out + used, character, width);
        used += width;
    }
    out[used] = '\0';
    return true;
}

bool base_utf16_from_utf8(const char *text, size_t length, uint16_t *out, size_t capacity)
{
    size_t used = 0;
    if (capacity == 0)
        return false;
    for (size_t position = 0; position < length && text[position] != '\0';) {
        uint32_t character = base_utf8_next(text, length, &position);
        size_t width = character < 0x10000 ? 1 : 2;
        if (width >= capacity - used) {
            out[used] = 0;
            return false;
        }
        if (width == 2) {
            out[used++] = (uint16_t)(0xD800U + ((character - 0x10000U) >> 10));
            character = 0xDC00U + ((character - 0x10000U) & 0x3FFU);
        }
        out[used++] = (uint16_t)character;
    }
    out[used] = 0;
    return true;
}

bool base_utf8_copy(char *out, size_t capacity, const char *text)
{
    if (capacity == 0)
        return false;
    size_t length = text != NULL ? base_utf8_length(text, capacity) : 0;
    bool whole = length < capacity;
    if (!whole) {
        length = capacity - 1;
        /* Continuation bytes belong to the character before them: cut in front of that. */
        while (length > 0 && (byte_at(text, length) & 0xC0) == 0x80)
            length--;
    }
    if (length > 0)
        memcpy(out, text, length);
    out[length] = '\0';
    return whole;
}
