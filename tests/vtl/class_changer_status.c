/* SPDX-License-Identifier: MIT */
/*
 * IOCTL_CHANGER_GET_ELEMENT_STATUS and IOCTL_CHANGER_QUERY_VOLUME_TAGS: SCSI element reports turned
 * into arrays of CHANGER_ELEMENT_STATUS, or of CHANGER_ELEMENT_STATUS_EX when the caller's buffer
 * has room for it.
 */
#include "class_changer.h"

#include <string.h>

static void put_element(struct vtl_library *library, uint32_t address, uint8_t *out)
{
    const struct vtl_element *element = vtl_library_address(library, address);
    if (element == NULL)
        return;
    put_little32(out, element->type);
    put_little32(out + 4, vtl_element_number(library, element));
}

static uint32_t exception_of(const uint8_t *descriptor)
{
    switch (vtl_get16(descriptor + 4)) {
    case 0x3B11:
    case 0x3B12:
        return 0x00000004; /* ERROR_SLOT_NOT_PRESENT */
    case 0x3B1A:
        return 0x00000008; /* ERROR_DRIVE_NOT_INSTALLED */
    case 0x3003:
    case 0x8300:
        return 0x00000001; /* ERROR_LABEL_UNREADABLE */
    case 0x0480:
        return 0x00000011; /* ERROR_INIT_STATUS_NEEDED */
    default:
        return 0xFFFFFFFF; /* ERROR_UNHANDLED_ERROR */
    }
}

/* One SCSI descriptor of `length` bytes becomes one CHANGER_ELEMENT_STATUS(_EX). */
static void convert(struct vtl_library *library, const uint8_t *descriptor, uint32_t length,
                    bool tags, bool extended, uint8_t *out)
{
    uint32_t flags = descriptor[2] & 0x3F;
    uint32_t at = tags ? 48 : 12;
    put_element(library, vtl_get16(descriptor), out);
    if (descriptor[9] & 0x80) {
        flags |= 0x00800000;
        put_element(library, vtl_get16(descriptor + 10), out + 8);
    }
    if (descriptor[9] & 0x40)
        flags |= 0x00400000;
    if (little32(out) == TYPE_DRIVE) {
        flags |= (descriptor[6] & 0x10) ? 0x00001000 : 0u;
        flags |= (descriptor[6] & 0x20) ? 0x00002000 : 0u;
        out[24] = descriptor[7];
        out[25] = descriptor[6] & 0x07;
    }
    if (tags && (flags & 0x01)) {
        flags |= 0x10000000;
        memcpy(out + 28, descriptor + 12, 36);
    }
    if (flags & 0x04)
        put_little32(out + 20, exception_of(descriptor));
    if (extended && length >= at + 4 && descriptor[at + 3] >= 24 &&
        length >= at + 4u + descriptor[at + 3] && (descriptor[at + 1] & 0x0F) == 1) {
        uint32_t serial = descriptor[at + 3] - 24u;
        flags |= 0x00000040;
        memcpy(out + 100, descriptor + at + 4, 24);
        memcpy(out + 124, descriptor + at + 28, serial < 32 ? serial : 32);
    }
    put_little32(out + 16, flags);
}

/* Turns a whole SCSI report into an array; returns elements written. */
static uint32_t convert_report(struct vtl_library *library, const uint8_t *report, uint32_t bytes,
                               bool extended, uint8_t *out, uint32_t room)
{
    uint32_t size = extended ? STATUS_EX_SIZE : STATUS_SIZE;
    uint32_t count = 0;
    for (uint32_t at = 8; at + 8 <= bytes;) {
        bool tags = (report[at + 1] & 0x80) != 0;
        uint32_t length = vtl_get16(report + at + 2);
        uint32_t rest = vtl_get24(report + at + 5);
        at += 8;
        if (length < 12u + (tags ? 36u : 0u))
            break;
        for (; rest >= length && bytes - at >= length && count < room; rest -= length) {
            convert(library, report + at, length, tags, extended, out + count * size);
            at += length;
            count++;
        }
        if (rest > 0)
            break;
    }
    return count;
}

/*
 * Runs a command whose answer is a report of at most `count` elements into fresh memory; *report
 * must be freed.
 */
static uint32_t fetch(struct vtl_device *device, struct vtl_ioctl *call, uint8_t *cdb,
                      uint32_t count, uint8_t **report, uint32_t *bytes, uint64_t now)
{
    uint32_t there = device->library->element_count;
    uint32_t size = 8 + 4 * 8 + (count < there ? count : there) * 110;
    struct vtl_request request = {
        .cdb = cdb, .cdb_length = 12, .data_length = size, .data_direction = VTL_DATA_IN};
    *report = request.data = vtl_alloc(size);
    if (*report == NULL)
        return VTL_STATUS_INSUFFICIENT_RESOURCES;
    vtl_put24(cdb + 7, size);
    uint32_t status = vtl_changer_run(device, call, &request, now);
    *bytes = request.transferred;
    return status;
}

/* CHANGER_READ_ELEMENT_STATUS: first element, count, with volume tags. */
enum vtl_class_answer vtl_changer_element_status(struct vtl_device *device, struct vtl_ioctl *call,
                                                 uint64_t now)
{
    struct vtl_library *library = device->library;
    uint8_t cdb[12] = {0xB8};
    uint8_t *report = NULL;
    uint32_t bytes = 0;
    if (call->in_length < 13)
        return done(call, VTL_STATUS_INFO_LENGTH_MISMATCH, 0);
    uint32_t type = little32(call->in);
    uint32_t first = little32(call->in + 4);
    uint32_t count = little32(call->in + 8);
    uint32_t there = library->element_count;
    if (type > TYPE_DRIVE)
        return done(call, VTL_STATUS_ILLEGAL_ELEMENT_ADDRESS, 0);
    if (type != TYPE_ALL)
        there = library->config.count[type];
    if (count == 0 || first >= there || count > there - first || (type == TYPE_ALL && first != 0))
        return done(call, VTL_STATUS_ILLEGAL_ELEMENT_ADDRESS, 0);
    if (call->out_length < count * STATUS_SIZE)
        return done(call, VTL_STATUS_BUFFER_TOO_SMALL, 0);
    bool extended = call->out_length >= count * STATUS_EX_SIZE;
    cdb[1] = (uint8_t)(type | (call->in[12] != 0 && library->config.barcode_reader ? 0x10u : 0));
    if (type != TYPE_ALL)
        vtl_put16(cdb + 2, vtl_library_element(library, type, first)->address);
    vtl_put16(cdb + 4, count);
    cdb[6] = extended && library->config.dvcid ? 0x01 : 0;
    uint32_t status = fetch(device, call, cdb, count, &report, &bytes, now);
    uint32_t found = 0;
    if (status == VTL_STATUS_SUCCESS)
        found = convert_report(library, report, bytes, extended, call->out, count);
    vtl_free(report);
    return done(call, status, found * (extended ? STATUS_EX_SIZE : STATUS_SIZE));
}

/* CHANGER_SEND_VOLUME_TAG_INFORMATION -> READ_ELEMENT_ADDRESS_INFO. */
enum vtl_class_answer vtl_changer_query_tags(struct vtl_device *device, struct vtl_ioctl *call,
                                             uint64_t now)
{
    struct vtl_library *library = device->library;
    uint8_t template[40];
    uint8_t send[12] = {0xB6};
    uint8_t ask[12] = {0xB5, 0x10};
    uint8_t *report = NULL;
    uint32_t bytes = 0;
    if (call->in_length < 52)
        return done(call, VTL_STATUS_INFO_LENGTH_MISMATCH, 0);
    if (call->out_length < 4 + STATUS_SIZE)
        return done(call, VTL_STATUS_BUFFER_TOO_SMALL, 0);
    uint32_t type = little32(call->in);
    if (type > TYPE_DRIVE || (type != TYPE_ALL && find(library, call->in) == NULL))
        return done(call, VTL_STATUS_ILLEGAL_ELEMENT_ADDRESS, 0);
    memcpy(template, call->in + 12, sizeof template);
    struct vtl_request request = {.cdb = send,
                                  .cdb_length = sizeof send,
                                  .data = template,
                                  .data_length = sizeof template,
                                  .data_direction = VTL_DATA_OUT};
    send[1] = (uint8_t)type;
    if (type != TYPE_ALL)
        vtl_put16(send + 2, find(library, call->in)->address);
    send[5] = call->in[8] & 0x1F;
    send[9] = sizeof template;
    uint32_t status = vtl_changer_run(device, call, &request, now);
    uint32_t room = (call->out_length - 4) / STATUS_SIZE;
    uint32_t found = 0;
    if (status == VTL_STATUS_SUCCESS) {
        ask[1] |= (uint8_t)type;
        vtl_put16(ask + 4, room < 0xFFFF ? room : 0xFFFF);
        status = fetch(device, call, ask, room, &report, &bytes, now);
    }
    if (status == VTL_STATUS_SUCCESS) {
        found = convert_report(library, report, bytes, false, call->out + 4, room);
        put_little32(call->out, found);
    }
    vtl_free(report);
    return done(call, status, status == VTL_STATUS_SUCCESS ? 4 + found * STATUS_SIZE : 0);
}
