/* SPDX-License-Identifier: MIT */
#include "port/setting.h"

#include <errno.h>
#include <inttypes.h>

base_error port_setting_u32(const char *key, const char *value, uint32_t *out)
{
    char text[64];
    char *end = NULL;
    base_error error = port_setting_text(key, value, text, sizeof text);
    if (error == BASE_ERROR_INSUFFICIENT_BUFFER)
        return BASE_ERROR_INVALID_DATA;
    if (error != BASE_ERROR_SUCCESS)
        return error;
    if (text[0] < '0' || text[0] > '9')
        return BASE_ERROR_INVALID_DATA;
    int base = text[0] == '0' && (text[1] == 'x' || text[1] == 'X') ? 16 : 10;
    errno = 0;
    uintmax_t number = strtoumax(text, &end, base);
    if (errno != 0 || *end != '\0' || number > UINT32_MAX)
        return BASE_ERROR_INVALID_DATA;
    *out = (uint32_t)number;
    return BASE_ERROR_SUCCESS;
}
