/* SPDX-License-Identifier: MIT */
#include "class.h"

#include <string.h>

enum { ATTENTION_RETRIES = 8 };

static bool is_medium_missing(const uint8_t *sense)
{
    return sense[12] == 0x3A;
}

static uint32_t status_not_ready(const uint8_t *sense, uint32_t kind)
{
    if (is_medium_missing(sense)) {
        return kind == VTL_DEVICE_TAPE ? VTL_STATUS_NO_MEDIA : VTL_STATUS_NO_MEDIA_IN_DEVICE;
    }
    if (sense[12] == 0x30 && sense[13] == 0x03) {
        return VTL_STATUS_CLEANER_CARTRIDGE_INSTALLED;
    }
    return VTL_STATUS_DEVICE_NOT_READY;
}

static uint32_t status_illegal(const uint8_t *sense, uint32_t kind)
{
    switch (vtl_get16(sense + 12)) {
    case 0x2101:
        return VTL_STATUS_ILLEGAL_ELEMENT_ADDRESS;
    case 0x2500:
        return VTL_STATUS_NO_SUCH_DEVICE;
    case 0x2600:
        return VTL_STATUS_INVALID_PARAMETER;
    case 0x3B0D:
        return VTL_STATUS_DESTINATION_ELEMENT_FULL;
    case 0x3B0E:
        return VTL_STATUS_SOURCE_ELEMENT_EMPTY;
    case 0x3B11:
    case 0x3B12:
        return VTL_STATUS_MAGAZINE_NOT_PRESENT;
    case 0x5302:
        return kind == VTL_DEVICE_TAPE ? VTL_STATUS_UNABLE_TO_UNLOAD_MEDIA
                                       : VTL_STATUS_INVALID_DEVICE_REQUEST;
    default:
        return VTL_STATUS_INVALID_DEVICE_REQUEST;
    }
}

static uint32_t status_no_sense(const uint8_t *sense)
{
    if (sense[2] & 0x80) {
        return VTL_STATUS_FILEMARK_DETECTED;
    }
    if (sense[2] & 0x40) {
        return sense[13] == 0x04 ? VTL_STATUS_BEGINNING_OF_MEDIA : VTL_STATUS_END_OF_MEDIA;
    }
    return (sense[2] & 0x20) != 0 ? VTL_STATUS_INVALID_BLOCK_LENGTH : VTL_STATUS_SUCCESS;
}

uint32_t vtl_class_status(const struct vtl_request *request, uint32_t kind)
{
    const uint8_t *sense = request->sense;
    if (request->fail_status != 0) {
        return request->fail_status;
    }
    if (request->status == SCSI_STATUS_GOOD) {
        return VTL_STATUS_SUCCESS;
    }
    if (request->status != SCSI_STATUS_CHECK_CONDITION) {
        return VTL_STATUS_DEVICE_BUSY;
    }
    if (request->sense_length < 14) {
        return VTL_STATUS_IO_DEVICE_ERROR;
    }
    switch (sense[2] & 0x0F) {
    case 0x0:
        return status_no_sense(sense);
    case 0x1:
        return VTL_STATUS_SUCCESS;
    case 0x2:
        return status_not_ready(sense, kind);
    case 0x3:
        return sense[12] == 0x30 && sense[13] != 0x07 ? VTL_STATUS_UNRECOGNIZED_MEDIA
                                                      : VTL_STATUS_DEVICE_DATA_ERROR;
    case 0x5:
        return status_illegal(sense, kind);
    case 0x6:
        return sense[12] == 0x29 ? VTL_STATUS_BUS_RESET : VTL_STATUS_MEDIA_CHANGED;
    case 0x7:
        return VTL_STATUS_MEDIA_WRITE_PROTECTED;
    case 0x8:
        return VTL_STATUS_NO_DATA_DETECTED;
    case 0xD:
        return VTL_STATUS_END_OF_MEDIA;
    default:
        return VTL_STATUS_IO_DEVICE_ERROR;
    }
}

uint32_t vtl_class_execute(struct vtl_device *device, struct vtl_ioctl *call,
                           struct vtl_request *request, uint64_t now)
{
    if (call->delay_ms == VTL_FOREVER) { /* an earlier command of this call was never answered */
        return VTL_STATUS_IO_TIMEOUT;
    }
    request->from_class = true;
    vtl_execute(device, request, now);
    uint32_t rest = VTL_FOREVER - call->delay_ms;
    call->delay_ms = request->delay_ms > rest ? VTL_FOREVER : call->delay_ms + request->delay_ms;
    if (call->delay_ms == VTL_FOREVER) {
        return VTL_STATUS_IO_TIMEOUT;
    }
    return vtl_class_status(request, device->kind);
}

uint32_t vtl_class_command(struct vtl_device *device, struct vtl_ioctl *call, const uint8_t *cdb,
                           uint8_t cdb_length, uint64_t now)
{
    struct vtl_request request = {.cdb = cdb, .cdb_length = cdb_length};
    return vtl_class_execute(device, call, &request, now);
}

static bool is_attention(uint32_t status)
{
    return status == VTL_STATUS_BUS_RESET || status == VTL_STATUS_MEDIA_CHANGED;
}

uint32_t vtl_class_receive(struct vtl_device *device, struct vtl_ioctl *call, const uint8_t *cdb,
                           uint8_t cdb_length, uint8_t *data, uint32_t length,
                           uint32_t *transferred, uint64_t now)
{
    uint32_t status = VTL_STATUS_BUS_RESET;
    for (int i = 0; i < ATTENTION_RETRIES && is_attention(status); i++) {
        struct vtl_request request = {.cdb = cdb,
                                      .cdb_length = cdb_length,
                                      .data = data,
                                      .data_length = length,
                                      .data_direction = VTL_DATA_IN};
        memset(data, 0, length);
        status = vtl_class_execute(device, call, &request, now);
        if (transferred != NULL) {
            *transferred = request.transferred;
        }
    }
    return status;
}

uint32_t vtl_class_send(struct vtl_device *device, struct vtl_ioctl *call, const uint8_t *cdb,
                        uint8_t cdb_length, uint8_t *data, uint32_t length, uint64_t now)
{
    struct vtl_request request = {.cdb = cdb,
                                  .cdb_length = cdb_length,
                                  .data = data,
                                  .data_length = length,
                                  .data_direction = VTL_DATA_OUT};
    return vtl_class_execute(device, call, &request, now);
}

uint32_t vtl_class_persist(struct vtl_device *device, struct vtl_ioctl *call, const uint8_t *cdb,
                           uint8_t cdb_length, uint64_t now)
{
    uint32_t status = VTL_STATUS_BUS_RESET;
    for (int i = 0; i < ATTENTION_RETRIES && is_attention(status); i++) {
        status = vtl_class_command(device, call, cdb, cdb_length, now);
    }
    return status;
}

void vtl_class_end(struct vtl_ioctl *call, uint32_t status)
{
    call->status = status;
    call->information = 0;
}

void vtl_class_answer(struct vtl_ioctl *call, const void *answer, uint32_t length)
{
    if (call->out_length < length) {
        vtl_class_end(call, VTL_STATUS_BUFFER_TOO_SMALL);
        return;
    }
    if (length != 0) {
        memcpy(call->out, answer, length);
    }
    call->status = VTL_STATUS_SUCCESS;
    call->information = length;
}
