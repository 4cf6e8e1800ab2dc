/* SPDX-License-Identifier: MIT */
#include "api/edge.h"

#include <string.h>

struct base_guid api_guid_read(const void *guid)
{
    struct base_guid copy;
    memcpy(copy.bytes, guid, sizeof copy.bytes);
    return copy;
}

void api_guid_write(void *out, const struct base_guid *guid)
{
    memcpy(out, guid->bytes, sizeof guid->bytes);
}
