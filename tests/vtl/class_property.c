/* SPDX-License-Identifier: MIT */
#include "class.h"

#include <string.h>

#include "class_wire.h"

enum { INQUIRY_SIZE = 36, PAGE_SIZE = 128, ANSWER_SIZE = 512 };

/* A descriptor may be cut at the caller's room, as STORAGE_DESCRIPTOR_HEADER is meant to be read.
 */
static void answer_cut(struct vtl_ioctl *call, const void *answer, uint32_t length)
{
    vtl_class_answer(call, answer, length < call->out_length ? length : call->out_length);
}

static uint32_t inquire(struct vtl_device *device, struct vtl_ioctl *call, bool vital, uint8_t page,
                        uint8_t *data, uint8_t size, uint32_t *length, uint64_t now)
{
    uint8_t cdb[6] = {0x12, vital, page, 0, size};
    return vtl_class_receive(device, call, cdb, sizeof(cdb), data, size, length, now);
}

/* Appends `length` characters with trailing blanks cut off and a terminator; returns their offset.
 */
static uint32_t append_text(uint8_t *answer, uint32_t *used, const uint8_t *text, uint32_t length)
{
    uint32_t offset = *used;
    while (length != 0 && (text[length - 1] == ' ' || text[length - 1] == 0)) {
        length--;
    }
    memcpy(answer + offset, text, length);
    answer[offset + length] = 0;
    *used = offset + length + 1;
    return offset;
}

static void device_property(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    uint8_t inquiry[INQUIRY_SIZE];
    uint8_t page[PAGE_SIZE];
    uint8_t answer[ANSWER_SIZE] = {0};
    uint32_t length = 0;
    uint32_t status = inquire(device, call, false, 0, inquiry, sizeof(inquiry), &length, now);
    if (status != VTL_STATUS_SUCCESS || length < INQUIRY_SIZE) {
        vtl_class_end(call, status != VTL_STATUS_SUCCESS ? status : VTL_STATUS_IO_DEVICE_ERROR);
        return;
    }
    struct wire_device_descriptor descriptor = {
        .device_type = inquiry[0] & 0x1F,
        .removable = (inquiry[1] & 0x80) != 0,
        .command_queueing = (inquiry[7] & 0x02) != 0,
        .bus_type = WIRE_BUS_SCSI,
        .raw_length = INQUIRY_SIZE,
    };
    uint32_t used = sizeof(descriptor);
    memcpy(answer + used, inquiry, INQUIRY_SIZE);
    used += INQUIRY_SIZE;
    descriptor.vendor_offset = append_text(answer, &used, inquiry + 8, 8);
    descriptor.product_offset = append_text(answer, &used, inquiry + 16, 16);
    descriptor.revision_offset = append_text(answer, &used, inquiry + 32, 4);
    if (inquire(device, call, true, 0x80, page, sizeof(page), &length, now) == VTL_STATUS_SUCCESS &&
        length > 4) {
        uint32_t size = page[3] < length - 4 ? page[3] : length - 4;
        descriptor.serial_offset = append_text(answer, &used, page + 4, size);
    }
    descriptor.size = used;
    descriptor.version = sizeof(descriptor) + 4; /* sizeof(STORAGE_DEVICE_DESCRIPTOR) */
    memcpy(answer, &descriptor, sizeof(descriptor));
    answer_cut(call, answer, used);
}

static void adapter_property(struct vtl_ioctl *call)
{
    struct wire_adapter_descriptor answer = {
        .version = sizeof(answer),
        .size = sizeof(answer),
        .maximum_transfer = VTL_MAX_TRANSFER,
        .maximum_pages = VTL_MAX_TRANSFER / 4096 + 1,
        .command_queueing = 1,
        .bus_type = WIRE_BUS_SCSI,
        .bus_major = 2,
    };
    answer_cut(call, &answer, sizeof(answer));
}

/* Turns the designators of VPD page 83h into STORAGE_IDENTIFIERs, each at a multiple of 4. */
static uint32_t convert_designators(const uint8_t *page, uint32_t end, uint8_t *answer,
                                    uint32_t *used)
{
    uint32_t count = 0;
    uint32_t previous = 0;
    for (uint32_t at = 4; at + 4 <= end && at + 4 + page[at + 3] <= end; at += 4u + page[at + 3]) {
        struct wire_identifier identifier = {
            .code_set = page[at] & 0x0F,
            .type = page[at + 1] & 0x0F,
            .size = page[at + 3],
            .association = (page[at + 1] >> 4) & 3,
        };
        uint32_t start = (*used + 3) & ~3u;
        if (start + sizeof(identifier) + identifier.size > ANSWER_SIZE) {
            break;
        }
        if (count != 0) {
            uint16_t next = (uint16_t)(start - previous);
            memcpy(answer + previous + offsetof(struct wire_identifier, next), &next, sizeof(next));
        }
        memcpy(answer + start, &identifier, sizeof(identifier));
        memcpy(answer + start + sizeof(identifier), page + at + 4, identifier.size);
        *used = start + (uint32_t)sizeof(identifier) + identifier.size;
        previous = start;
        count++;
    }
    return count;
}

static void device_id_property(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    uint8_t page[PAGE_SIZE];
    uint8_t answer[ANSWER_SIZE] = {0};
    struct wire_device_id header = {.version = sizeof(header) + 4};
    uint32_t used = sizeof(header);
    uint32_t length = 0;
    uint32_t status = inquire(device, call, true, 0x83, page, sizeof(page), &length, now);
    if (status != VTL_STATUS_SUCCESS || length < 4) {
        vtl_class_end(call, VTL_STATUS_NOT_SUPPORTED);
        return;
    }
    uint32_t end = 4u + vtl_get16(page + 2);
    header.count = convert_designators(page, end < length ? end : length, answer, &used);
    header.size = used;
    memcpy(answer, &header, sizeof(header));
    answer_cut(call, answer, used);
}

void vtl_class_query_property(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    struct wire_property_query query;
    if (call->in_length < sizeof(query)) {
        vtl_class_end(call, VTL_STATUS_INFO_LENGTH_MISMATCH);
        return;
    }
    memcpy(&query, call->in, sizeof(query));
    if (query.property > WIRE_PROPERTY_DEVICE_ID) {
        vtl_class_end(call, VTL_STATUS_NOT_SUPPORTED);
    } else if (query.type == WIRE_QUERY_EXISTS) {
        vtl_class_end(call, VTL_STATUS_SUCCESS);
    } else if (query.type != WIRE_QUERY_STANDARD) {
        vtl_class_end(call, VTL_STATUS_NOT_SUPPORTED);
    } else if (query.property == WIRE_PROPERTY_DEVICE) {
        device_property(device, call, now);
    } else if (query.property == WIRE_PROPERTY_ADAPTER) {
        adapter_property(call);
    } else {
        device_id_property(device, call, now);
    }
}
