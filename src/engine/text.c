/* SPDX-License-Identifier: MIT */
#include "engine/text.h"

#include "base/utf16.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool engine_text_same(const char *a, const char *b)
{
    while (*a != '\0' && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return *a == *b;
}

void engine_text_copy(char *out, size_t capacity, size_t units, const char *text)
{
    size_t length = strlen(text);
    size_t end = 0;
    size_t used = 0;

    while (end < length) {
        size_t next = end;
        uint32_t character = base_utf8_next(text, length, &next);
        size_t need = character >= 0x10000 ? 2 : 1;
        if (used + need >= units || next >= capacity) {
            break;
        }
        used += need;
        end = next;
    }
    memmove(out, text, end);
    out[end] = '\0';
}

void engine_text_format(char *out, size_t capacity, size_t units, const char *format, ...)
{
    char line[1024];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    engine_text_copy(out, capacity, units, line);
}
