/* SPDX-License-Identifier: MIT */
/*
 * IOCTL_SCSI_PASS_THROUGH's two layouts. A 32-bit program's structure has 44 bytes, a 64-bit
 * program's 56; the first field says which. Checks are those of the Windows port driver.
 */
#include "driver.h"

enum {
    SIZE_32 = 44,
    SIZE_64 = 56,
    DATA_OUT = 0,
    DATA_IN = 1,
    DATA_UNSPECIFIED = 2,
    TIMEOUT_MAX = 108000, /* seconds */
};

static uint32_t little16(const uint8_t *p)
{
    return p[0] | ((uint32_t)p[1] << 8);
}

static uint32_t little32(const uint8_t *p)
{
    return little16(p) | (little16(p + 2) << 16);
}

static void put_little32(uint8_t *p, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        p[i] = (uint8_t)(value >> (8 * i));
}

static bool is_inside(uint32_t offset, uint32_t length, uint32_t least, uint32_t total)
{
    return offset >= least && offset <= total && length <= total - offset;
}

uint32_t pass_through_parse(struct job *job, const uint8_t *in, uint32_t in_length,
                            uint32_t out_length)
{
    uint32_t size = in_length >= 2 ? little16(in) : 0;
    if ((size != SIZE_32 && size != SIZE_64) || in_length < size)
        return size != SIZE_32 && size != SIZE_64 && in_length >= SIZE_32
                   ? (uint32_t)STATUS_REVISION_MISMATCH
                   : VTL_STATUS_INVALID_PARAMETER;
    bool wide = size == SIZE_64;
    uint32_t length = little32(in + 12);
    uint32_t timeout = little32(in + 16);
    job->header_size = size;
    job->data_offset = little32(in + (wide ? 24 : 20));
    job->sense_offset = little32(in + (wide ? 32 : 24));
    job->sense_room = in[7];
    if (in[6] == 0 || in[6] > VTL_MAX_CDB || in[8] > DATA_UNSPECIFIED || timeout == 0 ||
        timeout > TIMEOUT_MAX || length > VTL_MAX_TRANSFER || out_length < size)
        return VTL_STATUS_INVALID_PARAMETER;
    if (wide && little32(in + 28) != 0)
        return VTL_STATUS_INVALID_PARAMETER;
    if (job->sense_room > 0 && !is_inside(job->sense_offset, job->sense_room, size, out_length))
        return VTL_STATUS_INVALID_PARAMETER;
    if (in[8] == DATA_UNSPECIFIED)
        length = 0;
    if (length > 0 &&
        !is_inside(job->data_offset, length, size, in[8] == DATA_IN ? out_length : in_length))
        return VTL_STATUS_INVALID_PARAMETER;
    memcpy(job->cdb, in + (wide ? 36 : 28), in[6]);
    job->request.cdb = job->cdb;
    job->request.cdb_length = in[6];
    job->request.data_length = length;
    job->request.data_direction = VTL_DATA_NONE;
    if (length > 0) {
        job->request.data_direction = in[8] == DATA_IN ? VTL_DATA_IN : VTL_DATA_OUT;
        vtl_free(job->out);
        job->out = job->request.data = vtl_alloc(length);
        if (job->request.data == NULL)
            return VTL_STATUS_INSUFFICIENT_RESOURCES;
        if (in[8] == DATA_OUT)
            memcpy(job->request.data, in + job->data_offset, length);
    }
    return VTL_STATUS_SUCCESS;
}

uint32_t pass_through_answer(const struct job *job, uint8_t *out, uint32_t *information)
{
    const struct vtl_request *request = &job->request;
    uint32_t end = job->header_size;
    uint8_t sense =
        request->sense_length < job->sense_room ? request->sense_length : job->sense_room;
    *information = 0;
    if (request->fail_status != 0)
        return request->fail_status;
    out[2] = request->status;
    out[7] = sense;
    put_little32(out + 12, request->transferred);
    if (job->sense_room > 0) {
        memcpy(out + job->sense_offset, request->sense, sense);
        if (job->sense_offset + job->sense_room > end)
            end = job->sense_offset + job->sense_room;
    }
    if (request->data_direction == VTL_DATA_IN && request->transferred > 0) {
        memcpy(out + job->data_offset, request->data, request->transferred);
        if (job->data_offset + request->transferred > end)
            end = job->data_offset + request->transferred;
    }
    *information = end;
    return VTL_STATUS_SUCCESS;
}
