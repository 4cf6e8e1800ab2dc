/* SPDX-License-Identifier: MIT */
/*
 * The ANSI code page of callers that use the A functions. Any code page: single-byte, double-byte
 * or UTF-8.
 */
#include "port/win32.h"

#include <string.h>

#include "base/memory.h"
#include "base/utf16.h"
#include "port/process.h"

#define UNITS_ON_STACK 512

/* Converts one character after the other, to stop at the last one that fits. */
static void convert_what_fits(const WCHAR *wide, size_t length, char *out, size_t capacity)
{
    size_t used = 0;
    size_t at = 0;
    while (at < length) {
        char bytes[8];
        bool pair =
            IS_HIGH_SURROGATE(wide[at]) && at + 1 < length && IS_LOW_SURROGATE(wide[at + 1]);
        int units = pair ? 2 : 1;
        int got = WideCharToMultiByte(CP_ACP, 0, wide + at, units, bytes, sizeof bytes, NULL, NULL);
        if (got <= 0 || (size_t)got >= capacity - used)
            break;
        memcpy(out + used, bytes, (size_t)got);
        used += (size_t)got;
        at += (size_t)units;
    }
    out[used] = '\0';
}

bool port_ansi_from_utf8(const char *text, char *out, size_t capacity)
{
    WCHAR on_stack[UNITS_ON_STACK];
    WCHAR *wide = on_stack;
    bool whole = false;
    if (capacity == 0)
        return false;
    out[0] = '\0';
    size_t length = base_utf16_size(text, strlen(text));
    if (length == 0)
        return true;
    if (length >= UNITS_ON_STACK)
        wide = base_memory_get((length + 1) * sizeof *wide);
    if (wide == NULL || length > INT32_MAX || capacity > INT32_MAX)
        goto out;
    base_utf16_from_utf8(text, strlen(text), (uint16_t *)wide, length + 1);
    int got = WideCharToMultiByte(CP_ACP, 0, wide, (int)length, out, (int)capacity - 1, NULL, NULL);
    whole = capacity > 1 && got > 0;
    if (whole)
        out[got] = '\0';
    else
        convert_what_fits(wide, length, out, capacity);
out:
    if (wide != on_stack)
        base_memory_free(wide);
    return whole;
}

bool port_utf8_from_ansi(const char *text, size_t length, char *out, size_t capacity)
{
    WCHAR on_stack[UNITS_ON_STACK];
    WCHAR *wide = on_stack;
    bool whole = false;
    if (capacity == 0)
        return false;
    out[0] = '\0';
    length = base_utf8_length(text, length);
    if (length == 0)
        return true;
    if (length > UNITS_ON_STACK)
        wide = base_memory_get(length * sizeof *wide);
    if (wide == NULL || length > INT32_MAX)
        goto out;
    int got = MultiByteToWideChar(CP_ACP, 0, text, (int)length, wide, (int)length);
    whole = got > 0 && port_win32_narrow(wide, (size_t)got, out, capacity);
out:
    if (wide != on_stack)
        base_memory_free(wide);
    return whole;
}
