/* SPDX-License-Identifier: MIT */
#include "port/name.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "port/folder.h"
#include "port/signal.h"

#define SUFFIX_LIMIT 64

static bool is_name_character(char character)
{
    return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'z') ||
           (character >= 'A' && character <= 'Z') || character == '-' || character == '_';
}

bool port_name_is_valid(const char *name)
{
    size_t length = 0;
    while (name[length] != '\0') {
        if (!is_name_character(name[length]))
            return false;
        length++;
        if (length >= PORT_NAME_SIZE)
            return false;
    }
    return length > 0;
}

bool port_name_build(uint64_t volume, uint64_t file, const char *suffix, char *out, size_t capacity)
{
    if (!port_name_is_valid(suffix) || strlen(suffix) > SUFFIX_LIMIT)
        return false;
    int length =
        snprintf(out, capacity, "ntms-%08" PRIx64 "%016" PRIx64 "-%s", volume, file, suffix);
    return length > 0 && (size_t)length < capacity;
}

base_error port_path_join(const char *folder, const char *name, char *out, size_t capacity)
{
#ifdef _WIN32
    const char separator = '\\';
#else
    const char separator = '/';
#endif
    size_t length = strlen(folder);
    bool ends_with_separator = length > 0 && folder[length - 1] == separator;
    size_t name_length = strlen(name);
    if (length + name_length + 2 > capacity)
        return BASE_ERROR_INSUFFICIENT_BUFFER;
    memmove(out, folder, length);
    if (!ends_with_separator)
        out[length++] = separator;
    memcpy(out + length, name, name_length + 1);
    return BASE_ERROR_SUCCESS;
}
