/* SPDX-License-Identifier: MIT */
#include "label/text.h"

#include "base/utf16.h"
#include "port/process.h"

/* Bytes of an ANSI text that can matter: two for each unit, and the beginning of the next one. */
#define ANSI_MOST (2 * LABEL_INFO_UNITS + 2)

static bool is_high_surrogate(uint16_t unit)
{
    return unit >= 0xD800 && unit < 0xDC00;
}

static bool is_low_surrogate(uint16_t unit)
{
    return unit >= 0xDC00 && unit < 0xE000;
}

void label_text_from_wide(const uint8_t *bytes, size_t units, size_t most, char *out)
{
    uint16_t text[LABEL_INFO_UNITS + 1];
    size_t count = 0;
    for (; count < units && count <= most; count++) {
        text[count] = (uint16_t)(bytes[2 * count] | bytes[2 * count + 1] << 8);
        if (text[count] == 0)
            break;
    }
    if (count > most) {
        /* The text goes on; a pair of surrogates is kept whole or left out. */
        count = most;
        if (is_high_surrogate(text[most - 1]) && is_low_surrogate(text[most]))
            count--;
    }
    base_utf8_from_utf16(text, count, out, 3 * most + 1);
}

void label_text_from_ansi(const uint8_t *bytes, size_t length, size_t most, char *out)
{
    char text[3 * ANSI_MOST + 1];
    uint16_t wide[LABEL_INFO_UNITS + 1];
    port_utf8_from_ansi((const char *)bytes, length < ANSI_MOST ? length : ANSI_MOST, text,
                        sizeof text);
    base_utf16_from_utf8(text, base_utf8_length(text, sizeof text), wide, most + 1);
    base_utf8_from_utf16(wide, base_utf16_length(wide, most), out, 3 * most + 1);
}
