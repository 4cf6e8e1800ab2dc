/* SPDX-License-Identifier: MIT */
/*
 * IOCTL_CHANGER_*, as a class driver with its mini-driver answers them: element numbers count from
 * 0 in their type, and every call becomes SCSI commands that go through vtl_execute. Layouts are
 * those of ntddchgr.h, written out by offset because they cross from 32-bit callers unchanged.
 */
#include "class.h"
#include "element.h"
#include "tape.h"

#include <string.h>

#define CHANGER_CODE(number, access) ((0x30u << 16) | ((access) << 14) | ((number) << 2))

enum {
    CODE_GET_PARAMETERS = CHANGER_CODE(0u, 1u),
    CODE_GET_STATUS = CHANGER_CODE(1u, 1u),
    CODE_GET_PRODUCT_DATA = CHANGER_CODE(2u, 1u),
    CODE_SET_ACCESS = CHANGER_CODE(4u, 3u),
    CODE_GET_ELEMENT_STATUS = CHANGER_CODE(5u, 3u),
    CODE_INITIALIZE_ELEMENT_STATUS = CHANGER_CODE(6u, 1u),
    CODE_SET_POSITION = CHANGER_CODE(7u, 1u),
    CODE_EXCHANGE_MEDIUM = CHANGER_CODE(8u, 1u),
    CODE_MOVE_MEDIUM = CHANGER_CODE(9u, 1u),
    CODE_REINITIALIZE_TRANSPORT = CHANGER_CODE(10u, 1u),
    CODE_QUERY_VOLUME_TAGS = CHANGER_CODE(11u, 3u),
};

/* ELEMENT_TYPE of ntddchgr.h. */
enum { TYPE_ALL = 0, TYPE_TRANSPORT, TYPE_SLOT, TYPE_PORT, TYPE_DRIVE, TYPE_DOOR, TYPE_KEYPAD };

enum {
    STATUS_SIZE = 100,
    STATUS_EX_SIZE = 156,
    PARAMETERS_SIZE = 60,
    PRODUCT_SIZE = 61,
    REPORT_MAX = VTL_MAX_TRANSFER,
};

static uint32_t little32(const uint8_t *p)
{
    return p[0] | ((uint32_t)p[1] << 8) | ((uint32_t)p[2] << 16) | ((uint32_t)p[3] << 24);
}

static void put_little32(uint8_t *p, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        p[i] = (uint8_t)(value >> (8 * i));
}

static void put_little16(uint8_t *p, uint32_t value)
{
    p[0] = (uint8_t)value;
    p[1] = (uint8_t)(value >> 8);
}

static enum vtl_class_answer done(struct vtl_ioctl *call, uint32_t status, uint32_t information)
{
    call->status = status;
    call->information = information;
    return VTL_CLASS_DONE;
}

/* Class numbers of ELEMENT_TYPE 1..4 are SCSI's element type codes. */
static struct vtl_element *find(struct vtl_library *library, const uint8_t *changer_element)
{
    uint32_t type = little32(changer_element);
    if (type < TYPE_TRANSPORT || type > TYPE_DRIVE)
        return NULL;
    return vtl_library_element(library, type, little32(changer_element + 4));
}

/* Adds the door to what the common table says. */
static uint32_t status_of(const struct vtl_request *request)
{
    if (request->fail_status == 0 && request->status == SCSI_STATUS_CHECK_CONDITION &&
        (request->sense[2] & 0x0F) == SENSE_NOT_READY && vtl_get16(request->sense + 12) == 0x0418)
        return VTL_STATUS_DEVICE_DOOR_OPEN;
    return vtl_class_status(request, VTL_DEVICE_CHANGER);
}

/* Runs a command now, again while it meets a unit attention, as class drivers do. */
static uint32_t run(struct vtl_device *device, struct vtl_ioctl *call, struct vtl_request *request,
                    uint64_t now)
{
    uint32_t status = VTL_STATUS_SUCCESS;
    for (int attempt = 0; attempt < 4; attempt++) {
        (void)vtl_class_execute(device, call, request, now);
        status = status_of(request);
        if (status != VTL_STATUS_BUS_RESET && status != VTL_STATUS_MEDIA_CHANGED)
            break;
    }
    return status;
}

/* ---- what needs the robot ---- */

/* CHANGER_MOVE_MEDIUM: transport, source, destination, flip. */
static enum vtl_class_answer move_medium(struct vtl_library *library, struct vtl_ioctl *call,
                                         uint8_t *cdb)
{
    if (call->in_length < 28)
        return done(call, VTL_STATUS_INFO_LENGTH_MISMATCH, 0);
    const struct vtl_element *transport = find(library, call->in);
    const struct vtl_element *source = find(library, call->in + 8);
    const struct vtl_element *destination = find(library, call->in + 16);
    if (transport == NULL || source == NULL || destination == NULL)
        return done(call, VTL_STATUS_ILLEGAL_ELEMENT_ADDRESS, 0);
    cdb[0] = 0xA5;
    vtl_put16(cdb + 2, transport->address);
    vtl_put16(cdb + 4, source->address);
    vtl_put16(cdb + 6, destination->address);
    cdb[10] = call->in[24] != 0;
    return VTL_CLASS_ROBOT;
}

/* CHANGER_EXCHANGE_MEDIUM: transport, source, two destinations, two flips. */
static enum vtl_class_answer exchange_medium(struct vtl_library *library, struct vtl_ioctl *call,
                                             uint8_t *cdb)
{
    const struct vtl_element *elements[4];
    if (call->in_length < 36)
        return done(call, VTL_STATUS_INFO_LENGTH_MISMATCH, 0);
    cdb[0] = 0xA6;
    for (uint32_t i = 0; i < 4; i++) {
        elements[i] = find(library, call->in + 8 * i);
        if (elements[i] == NULL)
            return done(call, VTL_STATUS_ILLEGAL_ELEMENT_ADDRESS, 0);
        vtl_put16(cdb + 2 + 2 * i, elements[i]->address);
    }
    cdb[10] = (uint8_t)((call->in[32] != 0 ? 0x02 : 0) | (call->in[33] != 0 ? 0x01 : 0));
    return VTL_CLASS_ROBOT;
}

static enum vtl_class_answer set_position(struct vtl_library *library, struct vtl_ioctl *call,
                                          uint8_t *cdb)
{
    if (call->in_length < 20)
        return done(call, VTL_STATUS_INFO_LENGTH_MISMATCH, 0);
    const struct vtl_element *transport = find(library, call->in);
    const struct vtl_element *destination = find(library, call->in + 8);
    if (transport == NULL || destination == NULL)
        return done(call, VTL_STATUS_ILLEGAL_ELEMENT_ADDRESS, 0);
    cdb[0] = 0x2B;
    vtl_put16(cdb + 2, transport->address);
    vtl_put16(cdb + 4, destination->address);
    cdb[8] = call->in[16] != 0;
    return VTL_CLASS_ROBOT;
}

static enum vtl_class_answer initialize(struct vtl_library *library, struct vtl_ioctl *call,
                                        uint8_t *cdb)
{
    if (call->in_length < 13)
        return done(call, VTL_STATUS_INFO_LENGTH_MISMATCH, 0);
    if (little32(call->in) == TYPE_ALL) {
        cdb[0] = 0x07;
        return VTL_CLASS_ROBOT;
    }
    const struct vtl_element *first = find(library, call->in);
    uint32_t count = little32(call->in + 8);
    if (first == NULL || count > library->config.count[first->type])
        return done(call, VTL_STATUS_ILLEGAL_ELEMENT_ADDRESS, 0);
    cdb[0] = 0x37;
    cdb[1] = 0x01;
    vtl_put16(cdb + 2, first->address);
    vtl_put16(cdb + 6, count);
    return VTL_CLASS_ROBOT;
}

/* CHANGER_SET_ACCESS: locks become PREVENT MEDIUM REMOVAL, ports move through the robot's queue. */
static enum vtl_class_answer set_access(struct vtl_device *device, struct vtl_ioctl *call,
                                        uint8_t *cdb, uint64_t now)
{
    if (call->in_length < 12)
        return done(call, VTL_STATUS_INFO_LENGTH_MISMATCH, 0);
    uint32_t type = little32(call->in);
    uint32_t control = little32(call->in + 8);
    const struct vtl_library *library = device->library;
    if (control <= 1) { /* LOCK_ELEMENT, UNLOCK_ELEMENT */
        uint8_t prevent[6] = {0x1E, 0, 0, 0, control == 0};
        struct vtl_request request = {.cdb = prevent, .cdb_length = sizeof prevent};
        if (type != TYPE_PORT && (type != TYPE_DOOR || !library->config.door))
            return done(call, VTL_STATUS_INVALID_PARAMETER, 0);
        return done(call, run(device, call, &request, now), 0);
    }
    const struct vtl_element *port = find(device->library, call->in);
    if (control > 3 || type != TYPE_PORT)
        return done(call, VTL_STATUS_INVALID_PARAMETER, 0);
    if (port == NULL)
        return done(call, VTL_STATUS_ILLEGAL_ELEMENT_ADDRESS, 0);
    cdb[0] = 0x1B;
    vtl_put16(cdb + 2, port->address);
    cdb[4] = control == 3; /* EXTEND_IEPORT opens, RETRACT_IEPORT closes */
    return VTL_CLASS_ROBOT;
}

/* ---- what is answered at once ---- */

static uint32_t features0(const struct vtl_library_config *config)
{
    uint32_t features = 0x00000002 | 0x00000020 | 0x00000400 | 0x00001000 | 0x00004000 |
                        0x08000000; /* range, exchange, position, storage drive/slot, reinit */
    if (config->barcode_reader)
        features |= 0x00000001 | 0x00100000 | 0x00200000;
    if (config->count[VTL_PORT] > 0)
        features |= 0x00000800 | 0x00002000 | 0x00000080;
    if (config->count[VTL_PORT] > 0 && !config->port_manual)
        features |= 0x00000004 | 0x00000008;
    if (config->door)
        features |= 0x00000080;
    if (config->must_unload)
        features |= 0x00020000;
    if (config->identity.serial[0] != '\0')
        features |= 0x04000000;
    if (!config->hides_cleaning)
        features |= 0x00010000;
    return features;
}

static void fill_moves(const struct vtl_library_config *config, uint8_t *out)
{
    uint8_t to = 0x02 | 0x08; /* slots and drives */
    if (config->count[VTL_PORT] > 0)
        to |= 0x04;
    out[40] = to; /* MoveFromTransport, Slot, IePort, Drive */
    out[41] = to;
    out[42] = config->count[VTL_PORT] > 0 ? to : 0;
    out[43] = to;
    out[45] = to; /* ExchangeFromSlot, IePort, Drive */
    out[46] = config->count[VTL_PORT] > 0 ? to : 0;
    out[47] = to;
    out[48] = (uint8_t)((config->count[VTL_PORT] > 0 ? 0x01 : 0) | (config->door ? 0x02 : 0));
    out[49] = to;
}

/* GET_CHANGER_PARAMETERS; the counts come from the element address page. */
static enum vtl_class_answer get_parameters(struct vtl_device *device, struct vtl_ioctl *call,
                                            uint64_t now)
{
    const struct vtl_library_config *config = &device->library->config;
    uint8_t page[24] = {0};
    uint8_t out[PARAMETERS_SIZE] = {0};
    uint8_t sense[6] = {0x1A, 0x08, 0x1D, 0, sizeof page};
    struct vtl_request request = {.cdb = sense,
                                  .cdb_length = sizeof sense,
                                  .data = page,
                                  .data_length = sizeof page,
                                  .data_direction = VTL_DATA_IN};
    if (call->out_length < sizeof out)
        return done(call, VTL_STATUS_BUFFER_TOO_SMALL, 0);
    uint32_t status = run(device, call, &request, now);
    if (status != VTL_STATUS_SUCCESS)
        return done(call, status, 0);
    if (request.transferred < sizeof page)
        return done(call, VTL_STATUS_IO_DEVICE_ERROR, 0);
    put_little32(out, sizeof out);
    put_little16(out + 4, vtl_get16(page + 8));   /* transports */
    put_little16(out + 6, vtl_get16(page + 12));  /* slots */
    put_little16(out + 10, vtl_get16(page + 16)); /* ports */
    put_little16(out + 12, vtl_get16(page + 20)); /* drives */
    put_little16(out + 14, config->door ? 1 : 0);
    put_little32(out + 28, (config->drive.cleaning_ms + 999) / 1000); /* seconds */
    put_little32(out + 32, features0(config));
    put_little32(out + 36, device->library->config.hides_cleaning ? 0x80000040u : 0);
    fill_moves(config, out);
    vtl_class_answer(call, out, sizeof out);
    return VTL_CLASS_DONE;
}

static enum vtl_class_answer get_status(struct vtl_device *device, struct vtl_ioctl *call,
                                        uint64_t now)
{
    uint8_t ready[6] = {0};
    struct vtl_request request = {.cdb = ready, .cdb_length = sizeof ready};
    return done(call, run(device, call, &request, now), 0);
}

static uint32_t inquire(struct vtl_device *device, struct vtl_ioctl *call, bool vital, uint8_t page,
                        uint8_t data[64], uint64_t now)
{
    uint8_t inquiry[6] = {0x12, vital, page, 0, 64};
    struct vtl_request request = {.cdb = inquiry,
                                  .cdb_length = sizeof inquiry,
                                  .data = data,
                                  .data_length = 64,
                                  .data_direction = VTL_DATA_IN};
    memset(data, 0, 64);
    return run(device, call, &request, now);
}

static enum vtl_class_answer get_product_data(struct vtl_device *device, struct vtl_ioctl *call,
                                              uint64_t now)
{
    uint8_t data[64];
    uint8_t out[PRODUCT_SIZE] = {0};
    uint32_t status = inquire(device, call, false, 0, data, now);
    if (call->out_length < sizeof out)
        return done(call, VTL_STATUS_BUFFER_TOO_SMALL, 0);
    if (status != VTL_STATUS_SUCCESS)
        return done(call, status, 0);
    memcpy(out, data + 8, 28); /* vendor 8, product 16, revision 4 */
    out[60] = data[0] & 0x1F;
    if (inquire(device, call, true, 0x80, data, now) == VTL_STATUS_SUCCESS)
        memcpy(out + 28, data + 4, data[3] < 32 ? data[3] : 32);
    vtl_class_answer(call, out, sizeof out);
    return VTL_CLASS_DONE;
}

/* ---- element status ---- */

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

static uint32_t report_size(const struct vtl_library_config *config)
{
    uint32_t elements = 0;
    for (uint32_t type = 1; type < VTL_TYPES; type++)
        elements += config->count[type];
    return 8 + 4 * 8 + elements * 110;
}

/* Runs a command whose answer is an element report into fresh memory; *report must be freed. */
static uint32_t fetch(struct vtl_device *device, struct vtl_ioctl *call, uint8_t *cdb,
                      uint8_t **report, uint32_t *bytes, uint64_t now)
{
    uint32_t size = report_size(&device->library->config);
    struct vtl_request request = {
        .cdb = cdb, .cdb_length = 12, .data_length = size, .data_direction = VTL_DATA_IN};
    *report = request.data = vtl_alloc(size);
    if (*report == NULL)
        return VTL_STATUS_INSUFFICIENT_RESOURCES;
    vtl_put24(cdb + 7, size);
    uint32_t status = run(device, call, &request, now);
    *bytes = request.transferred;
    return status;
}

/* CHANGER_READ_ELEMENT_STATUS: first element, count, with volume tags. */
static enum vtl_class_answer get_element_status(struct vtl_device *device, struct vtl_ioctl *call,
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
        vtl_put16(cdb + 2, library->config.first[type] + first);
    vtl_put16(cdb + 4, count);
    cdb[6] = extended && library->config.dvcid ? 0x01 : 0;
    uint32_t status = fetch(device, call, cdb, &report, &bytes, now);
    uint32_t found = 0;
    if (status == VTL_STATUS_SUCCESS)
        found = convert_report(library, report, bytes, extended, call->out, count);
    vtl_free(report);
    return done(call, status, found * (extended ? STATUS_EX_SIZE : STATUS_SIZE));
}

/* CHANGER_SEND_VOLUME_TAG_INFORMATION -> READ_ELEMENT_ADDRESS_INFO. */
static enum vtl_class_answer query_volume_tags(struct vtl_device *device, struct vtl_ioctl *call,
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
    uint32_t status = run(device, call, &request, now);
    uint32_t room = (call->out_length - 4) / STATUS_SIZE;
    uint32_t found = 0;
    if (status == VTL_STATUS_SUCCESS) {
        ask[1] |= (uint8_t)type;
        vtl_put16(ask + 4, room < 0xFFFF ? room : 0xFFFF);
        status = fetch(device, call, ask, &report, &bytes, now);
    }
    if (status == VTL_STATUS_SUCCESS) {
        found = convert_report(library, report, bytes, false, call->out + 4, room);
        put_little32(call->out, found);
    }
    vtl_free(report);
    return done(call, status, status == VTL_STATUS_SUCCESS ? 4 + found * STATUS_SIZE : 0);
}

static enum vtl_class_answer dispatch(struct vtl_device *device, struct vtl_ioctl *call,
                                      uint8_t *cdb, uint64_t now)
{
    switch (call->code) {
    case CODE_GET_PARAMETERS:
        return get_parameters(device, call, now);
    case CODE_GET_STATUS:
        return get_status(device, call, now);
    case CODE_GET_PRODUCT_DATA:
        return get_product_data(device, call, now);
    case CODE_SET_ACCESS:
        return set_access(device, call, cdb, now);
    case CODE_GET_ELEMENT_STATUS:
        return get_element_status(device, call, now);
    case CODE_INITIALIZE_ELEMENT_STATUS:
        return initialize(device->library, call, cdb);
    case CODE_SET_POSITION:
        return set_position(device->library, call, cdb);
    case CODE_EXCHANGE_MEDIUM:
        return exchange_medium(device->library, call, cdb);
    case CODE_MOVE_MEDIUM:
        return move_medium(device->library, call, cdb);
    case CODE_REINITIALIZE_TRANSPORT:
        cdb[0] = 0x01;
        return VTL_CLASS_ROBOT;
    case CODE_QUERY_VOLUME_TAGS:
        return query_volume_tags(device, call, now);
    default:
        return done(call, VTL_STATUS_INVALID_DEVICE_REQUEST, 0);
    }
}

enum vtl_class_answer vtl_class_changer(struct vtl_device *device, struct vtl_ioctl *call,
                                        uint8_t cdb[VTL_MAX_CDB], uint64_t now)
{
    if ((call->code >> 16) != 0x30)
        return VTL_CLASS_NOT_MINE;
    memset(cdb, 0, VTL_MAX_CDB);
    if (device->kind != VTL_DEVICE_CHANGER || (device->class_mask & VTL_CLASS_CHANGER) == 0)
        return done(call, VTL_STATUS_INVALID_DEVICE_REQUEST, 0);
    return dispatch(device, call, cdb, now);
}

void vtl_class_changer_finish(struct vtl_ioctl *call, const struct vtl_request *request)
{
    call->status = status_of(request);
    call->information = 0;
}
