/* SPDX-License-Identifier: MIT */
/*
 * IOCTL_CHANGER_*, as a class driver with its mini-driver answers them: element numbers count from
 * 0 in their type, and every call becomes SCSI commands that go through vtl_execute. Layouts are
 * those of ntddchgr.h, written out by offset because they cross from 32-bit callers unchanged.
 */
#include "class_changer.h"
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

/* Adds the door to what the common table says. */
uint32_t vtl_changer_status(const struct vtl_request *request)
{
    if (request->fail_status == 0 && request->status == SCSI_STATUS_CHECK_CONDITION &&
        (request->sense[2] & 0x0F) == SENSE_NOT_READY && vtl_get16(request->sense + 12) == 0x0418)
        return VTL_STATUS_DEVICE_DOOR_OPEN;
    return vtl_class_status(request, VTL_DEVICE_CHANGER);
}

/* Runs a command now, again while it meets a unit attention, as class drivers do. */
uint32_t vtl_changer_run(struct vtl_device *device, struct vtl_ioctl *call,
                         struct vtl_request *request, uint64_t now)
{
    uint32_t status = VTL_STATUS_SUCCESS;
    for (int attempt = 0; attempt < 4; attempt++) {
        (void)vtl_class_execute(device, call, request, now);
        status = vtl_changer_status(request);
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
        return done(call, vtl_changer_run(device, call, &request, now), 0);
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
    uint32_t features = 0x00000002 | (config->no_exchange ? 0u : 0x00000020) | 0x00000400 |
                        0x00001000 | 0x00004000 |
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
    uint32_t status = vtl_changer_run(device, call, &request, now);
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
    return done(call, vtl_changer_run(device, call, &request, now), 0);
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
    return vtl_changer_run(device, call, &request, now);
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
        return vtl_changer_element_status(device, call, now);
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
        return vtl_changer_query_tags(device, call, now);
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
    call->status = vtl_changer_status(request);
    call->information = 0;
}
