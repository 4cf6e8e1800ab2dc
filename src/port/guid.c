/* SPDX-License-Identifier: MIT */
#include "port/guid.h"

base_error port_guid_new(struct base_guid *guid)
{
    struct base_guid result;
    base_error error = port_random(result.bytes, sizeof result.bytes);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    /* Version 4 stands in the high digit of the third field, which memory holds little-endian. */
    result.bytes[7] = (uint8_t)((result.bytes[7] & 0x0FU) | 0x40U);
    result.bytes[8] = (uint8_t)((result.bytes[8] & 0x3FU) | 0x80U);
    *guid = result;
    return BASE_ERROR_SUCCESS;
}
