/* SPDX-License-Identifier: MIT */
#include "api/text.h"
#include "api/win32.h"

#include "base/utf16.h"

#include <string.h>

/* Bytes of the longest character of any ANSI code page (UTF-8 may be one). */
enum { ANSI_CHARACTER_BYTES = 8 };

static void wide_write(const char *text, size_t length, void *out, size_t units)
{
    uint16_t wide[API_TEXT_UNITS];
    base_utf16_from_utf8(text, length, wide, units);
    memcpy(out, wide, (base_utf16_length(wide, units - 1) + 1) * sizeof wide[0]);
}

static void wide_read(const void *text, char *out, size_t capacity)
{
    if (text == NULL)
        out[0] = '\0';
    else
        base_utf8_from_utf16(text, base_utf16_length(text, API_TEXT_UNITS), out, capacity);
}

/* Converts one character of `count` units (2 for a surrogate pair); returns its bytes, 0 = none. */
static size_t ansi_encode(const uint16_t *wide, size_t count, char bytes[ANSI_CHARACTER_BYTES])
{
    if (wide[0] < 0x80) { /* the same in every ANSI code page */
        bytes[0] = (char)wide[0];
        return 1;
    }
    int written = WideCharToMultiByte(CP_ACP, 0, (const WCHAR *)wide, (int)count, bytes,
                                      ANSI_CHARACTER_BYTES, NULL, NULL);
    if (written > 0)
        return (size_t)written;
    bytes[0] = '?';
    return 1;
}

static void ansi_write(const char *text, size_t length, void *out, size_t units)
{
    uint16_t wide[API_TEXT_UNITS];
    base_utf16_from_utf8(text, length, wide, units);
    char *bytes = out;
    size_t used = 0;
    for (size_t i = 0; wide[i] != 0;) {
        char character[ANSI_CHARACTER_BYTES];
        bool pair = (wide[i] & 0xFC00) == 0xD800 && (wide[i + 1] & 0xFC00) == 0xDC00;
        size_t count = pair ? 2 : 1;
        size_t size = ansi_encode(&wide[i], count, character);
        if (used + size > units - 1)
            break;
        memcpy(bytes + used, character, size);
        used += size;
        i += count;
    }
    bytes[used] = '\0';
}

/* Bytes of the leading whole characters of text, at most limit. */
static size_t ansi_length(const char *text, size_t limit)
{
    size_t length = 0;
    while (length < limit && text[length] != '\0') {
        size_t step = IsDBCSLeadByteEx(CP_ACP, (BYTE)text[length]) ? 2 : 1;
        if (length + step > limit || text[length + step - 1] == '\0')
            break;
        length += step;
    }
    return length;
}

static void ansi_read(const void *text, char *out, size_t capacity)
{
    uint16_t wide[API_TEXT_UNITS];
    out[0] = '\0';
    if (text == NULL)
        return;
    size_t length = ansi_length(text, API_TEXT_UNITS);
    if (length == 0)
        return;
    int units = MultiByteToWideChar(CP_ACP, 0, text, (int)length, (WCHAR *)wide, API_TEXT_UNITS);
    if (units > 0)
        base_utf8_from_utf16(wide, (size_t)units, out, capacity);
}

size_t api_text_characters(const struct api_text *text, const void *converted)
{
    const uint8_t *bytes = converted;
    size_t count = 0;
    while (bytes[count * text->unit] != 0 || bytes[(count + 1) * text->unit - 1] != 0)
        count++;
    return count + 1;
}

const struct api_text api_text_ansi = {.unit = 1, .write = ansi_write, .read = ansi_read};
const struct api_text api_text_wide = {.unit = 2, .write = wide_write, .read = wide_read};
