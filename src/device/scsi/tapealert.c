/* SPDX-License-Identifier: MIT */
#include "device/scsi/tapealert.h"

#include "base/buffer.h"

bool device_tapealert_decode(const uint8_t *data, size_t length, uint64_t *flags)
{
    struct base_reader reader = base_reader_over(data, length);
    uint64_t result = 0;
    bool any = false;

    uint8_t page = base_reader_u8(&reader) & 0x3F;
    base_reader_skip(&reader, 1);
    size_t stated = base_reader_be16(&reader);
    if (reader.truncated || page != DEVICE_LOG_TAPEALERT)
        return false;
    struct base_reader body = base_reader_part(&reader, stated);
    body.truncated = false; /* whole parameters of a page that was cut still count */
    for (;;) {
        uint32_t flag = base_reader_be16(&body);
        base_reader_skip(&body, 1);
        struct base_reader value = base_reader_part(&body, base_reader_u8(&body));
        uint8_t set = base_reader_u8(&value);
        if (body.truncated)
            break;
        if (value.truncated || flag < 1 || flag > 64)
            continue;
        any = true;
        if ((set & 1) != 0)
            result |= (uint64_t)1 << (flag - 1);
    }
    if (!any)
        return false;
    *flags = result;
    return true;
}
