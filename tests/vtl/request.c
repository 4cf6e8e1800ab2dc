/* SPDX-License-Identifier: MIT */
#include "vtl.h"

#include <string.h>

void vtl_request_fail(struct vtl_request *request, uint8_t key, uint8_t asc, uint8_t ascq)
{
    memset(request->sense, 0, sizeof request->sense);
    request->sense[0] = 0x70;
    request->sense[2] = key;
    request->sense[7] = 10;
    request->sense[12] = asc;
    request->sense[13] = ascq;
    request->sense_length = 18;
    request->status = SCSI_STATUS_CHECK_CONDITION;
}

void vtl_request_fail_info(struct vtl_request *request, uint8_t key, uint8_t asc, uint8_t ascq,
                           uint8_t flags, uint32_t information)
{
    vtl_request_fail(request, key, asc, ascq);
    request->sense[0] = 0xF0;
    request->sense[2] = (uint8_t)(key | (flags & 0xE0));
    vtl_put32(request->sense + 3, information);
}

void vtl_request_answer(struct vtl_request *request, const void *answer, uint32_t length,
                        uint32_t allocation)
{
    uint32_t bytes = length < allocation ? length : allocation;
    if (bytes > request->data_length)
        bytes = request->data_length;
    if (request->data_direction != VTL_DATA_IN)
        bytes = 0;
    if (bytes > 0)
        memcpy(request->data, answer, bytes);
    request->transferred = bytes;
}
