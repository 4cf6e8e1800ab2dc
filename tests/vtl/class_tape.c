/* SPDX-License-Identifier: MIT */
#include "class.h"

#include <string.h>

#include "class_wire.h"
#include "tape.h"

/* FeaturesLow: erase short and long, capacity, remaining, fixed and variable blocks, write protect,
 * ECC, compression, absolute and logical block, eject, clean requests. */
#define FEATURES_LOW 0x03331F30u
/* FeaturesHigh: load and unload, lock, rewind and load immediately, block size, compression, locate
 * by absolute and logical block, end of data, blocks, filemarks, backwards, write filemarks. */
#define FEATURES_HIGH 0x8247523Du

enum { SPACE_BLOCKS = 0, SPACE_FILEMARKS = 1, SPACE_END = 3, SPACE_MAX = 0x7FFFFF };
enum { PAGE_COMPRESSION = 0x0F, LOG_CAPACITY = 0x31 };

/* Copies the caller's structure; false (call ended) when he gave less. */
static bool take_input(struct vtl_ioctl *call, void *input, uint32_t size)
{
    if (call->in_length < size) {
        vtl_class_end(call, VTL_STATUS_INFO_LENGTH_MISMATCH);
        return false;
    }
    memcpy(input, call->in, size);
    return true;
}

static void erase(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    struct wire_tape_erase input;
    if (!take_input(call, &input, sizeof(input))) {
        return;
    }
    if (input.type > WIRE_ERASE_LONG) {
        vtl_class_end(call, VTL_STATUS_INVALID_PARAMETER);
        return;
    }
    uint8_t flags = (uint8_t)(input.type | (input.immediate != 0 ? 2u : 0u));
    uint8_t cdb[6] = {0x19, flags};
    vtl_class_end(call, vtl_class_command(device, call, cdb, sizeof(cdb), now));
}

static void prepare(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    static const uint8_t actions[] = {
        [WIRE_LOAD] = 1, [WIRE_UNLOAD] = 0, [WIRE_TENSION] = 3, [WIRE_LOCK] = 1, [WIRE_UNLOCK] = 0};
    struct wire_tape_prepare input;
    if (!take_input(call, &input, sizeof(input))) {
        return;
    }
    if (input.operation >= WIRE_FORMAT) {
        vtl_class_end(call, input.operation == WIRE_FORMAT ? VTL_STATUS_NOT_IMPLEMENTED
                                                           : VTL_STATUS_INVALID_PARAMETER);
        return;
    }
    bool lock = input.operation == WIRE_LOCK || input.operation == WIRE_UNLOCK;
    uint8_t cdb[6] = {lock ? 0x1E : 0x1B, !lock && input.immediate != 0, 0, 0,
                      actions[input.operation]};
    vtl_class_end(call, vtl_class_persist(device, call, cdb, sizeof(cdb), now));
}

static void write_marks(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    struct wire_tape_write_marks input;
    if (!take_input(call, &input, sizeof(input))) {
        return;
    }
    if (input.type != WIRE_FILEMARKS && input.type != WIRE_LONG_FILEMARKS) {
        vtl_class_end(call, input.type <= WIRE_LONG_FILEMARKS ? VTL_STATUS_NOT_IMPLEMENTED
                                                              : VTL_STATUS_INVALID_PARAMETER);
        return;
    }
    if (input.count > 0xFFFFFF) {
        vtl_class_end(call, VTL_STATUS_INVALID_PARAMETER);
        return;
    }
    uint8_t cdb[6] = {0x10, input.immediate != 0};
    vtl_put24(cdb + 2, input.count);
    vtl_class_end(call, vtl_class_command(device, call, cdb, sizeof(cdb), now));
}

static void get_position(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    struct wire_tape_get_position input = {0};
    uint8_t cdb[10] = {0x34};
    uint8_t data[20] = {0};
    if (!take_input(call, &input, sizeof(input))) {
        return;
    }
    if (input.type > WIRE_LOGICAL_POSITION) {
        vtl_class_end(call, VTL_STATUS_INVALID_PARAMETER);
        return;
    }
    struct vtl_request request = {.cdb = cdb,
                                  .cdb_length = sizeof(cdb),
                                  .data = data,
                                  .data_length = sizeof(data),
                                  .data_direction = VTL_DATA_IN};
    uint32_t status = vtl_class_execute(device, call, &request, now);
    if (status != VTL_STATUS_SUCCESS) {
        vtl_class_end(call, status);
        return;
    }
    input.partition = input.type == WIRE_LOGICAL_POSITION ? 1 : 0;
    input.offset = vtl_get32(data + 4);
    vtl_class_answer(call, &input, sizeof(input));
}

static uint32_t space(struct vtl_device *device, struct vtl_ioctl *call, uint8_t code,
                      int64_t count, uint64_t now)
{
    uint8_t cdb[6] = {0x11, code};
    if (count < -SPACE_MAX - 1 || count > SPACE_MAX) {
        return VTL_STATUS_INVALID_PARAMETER;
    }
    vtl_put24(cdb + 2, (uint32_t)count & 0xFFFFFF);
    return vtl_class_command(device, call, cdb, sizeof(cdb), now);
}

static uint32_t locate(struct vtl_device *device, struct vtl_ioctl *call, int64_t block,
                       bool immediate, uint64_t now)
{
    uint8_t cdb[10] = {0x2B, immediate};
    if (block < 0 || block > UINT32_MAX) {
        return VTL_STATUS_INVALID_PARAMETER;
    }
    vtl_put32(cdb + 3, (uint32_t)block);
    return vtl_class_command(device, call, cdb, sizeof(cdb), now);
}

static void set_position(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    struct wire_tape_set_position input;
    uint32_t status;
    if (!take_input(call, &input, sizeof(input))) {
        return;
    }
    bool immediate = input.immediate != 0;
    uint8_t rewind[6] = {0x01, immediate};
    switch (input.method) {
    case WIRE_REWIND:
        status = vtl_class_command(device, call, rewind, sizeof(rewind), now);
        break;
    case WIRE_ABSOLUTE_BLOCK:
    case WIRE_LOGICAL_BLOCK:
        status = locate(device, call, input.offset, immediate, now);
        break;
    case WIRE_SPACE_END_OF_DATA:
        status = space(device, call, SPACE_END, 0, now);
        break;
    case WIRE_SPACE_RELATIVE_BLOCKS:
        status = space(device, call, SPACE_BLOCKS, input.offset, now);
        break;
    case WIRE_SPACE_FILEMARKS:
        status = space(device, call, SPACE_FILEMARKS, input.offset, now);
        break;
    default: /* pseudo-logical blocks, sequential marks, setmarks */
        status = VTL_STATUS_NOT_IMPLEMENTED;
        break;
    }
    vtl_class_end(call, status);
}

static void get_drive(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    uint8_t cdb[6] = {0x1A, 0x08, PAGE_COMPRESSION, 0, 64};
    uint8_t data[64];
    uint32_t status =
        vtl_class_receive(device, call, cdb, sizeof(cdb), data, sizeof(data), NULL, now);
    if (status != VTL_STATUS_SUCCESS) {
        vtl_class_end(call, status);
        return;
    }
    struct wire_tape_get_drive answer = {
        .ecc = 1,
        .compression = (data[6] & 0x80) != 0,
        .maximum_block_size = VTL_BLOCK_LENGTH_MAX,
        .minimum_block_size = 1,
        .default_block_size = 65536,
        .features_low = FEATURES_LOW,
        .features_high = FEATURES_HIGH,
    };
    vtl_class_answer(call, &answer, sizeof(answer));
}

static void set_drive(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    struct wire_tape_set_drive input;
    if (!take_input(call, &input, sizeof(input))) {
        return;
    }
    uint8_t cdb[6] = {0x15, 0x10, 0, 0, 20};
    uint8_t data[20] = {0, 0, 0x10, 0, PAGE_COMPRESSION, 14};
    data[6] = input.compression != 0 ? 0xC0 : 0x40;
    data[7] = 0x80;
    vtl_class_end(call, vtl_class_send(device, call, cdb, sizeof(cdb), data, sizeof(data), now));
}

/* Maximum and remaining megabytes of the loaded partition from the tape capacity log page. */
static uint32_t read_capacity(struct vtl_device *device, struct vtl_ioctl *call,
                              struct wire_tape_get_media *answer, uint64_t now)
{
    uint8_t cdb[10] = {0x4D, 0, 0x40 | LOG_CAPACITY, 0, 0, 0, 0, 0, 64};
    uint8_t data[64];
    uint32_t length = 0;
    uint32_t status =
        vtl_class_receive(device, call, cdb, sizeof(cdb), data, sizeof(data), &length, now);
    for (uint32_t at = 4; status == VTL_STATUS_SUCCESS && at + 8 <= length; at += 8) {
        int64_t bytes = (int64_t)vtl_get32(data + at + 4) << 20;
        if (vtl_get16(data + at) == 1) {
            answer->remaining = bytes;
        } else if (vtl_get16(data + at) == 3) {
            answer->capacity = bytes;
        }
    }
    return status;
}

static void get_media(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    static const uint8_t ready[6] = {0x00};
    static const uint8_t cdb[6] = {0x1A, 0, 0, 0, 12};
    struct wire_tape_get_media answer = {.partitions = 1};
    uint8_t data[12];
    uint32_t status = vtl_class_command(device, call, ready, sizeof(ready), now);
    if (status == VTL_STATUS_SUCCESS) {
        status = vtl_class_receive(device, call, cdb, sizeof(cdb), data, sizeof(data), NULL, now);
    }
    if (status == VTL_STATUS_SUCCESS) {
        answer.block_size = vtl_get24(data + 9);
        answer.write_protected = (data[2] & 0x80) != 0;
        status = read_capacity(device, call, &answer, now);
    }
    if (status != VTL_STATUS_SUCCESS) {
        vtl_class_end(call, status);
        return;
    }
    vtl_class_answer(call, &answer, sizeof(answer));
}

static void set_media(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    static const uint8_t cdb[6] = {0x15, 0x10, 0, 0, 12};
    struct wire_tape_set_media input;
    uint8_t data[12] = {0, 0, 0x10, 8};
    if (!take_input(call, &input, sizeof(input))) {
        return;
    }
    if (input.block_size > VTL_BLOCK_LENGTH_MAX) {
        vtl_class_end(call, VTL_STATUS_INVALID_PARAMETER);
        return;
    }
    vtl_put24(data + 9, input.block_size);
    vtl_class_end(call, vtl_class_send(device, call, cdb, sizeof(cdb), data, sizeof(data), now));
}

/* TEST UNIT READY; 'cleaning requested' (x/00/17) has a status of its own here. */
static void get_status(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    static const uint8_t cdb[6] = {0x00};
    struct vtl_request request = {.cdb = cdb, .cdb_length = sizeof(cdb)};
    uint32_t status = vtl_class_execute(device, call, &request, now);
    bool checked = request.fail_status == 0 && request.status == SCSI_STATUS_CHECK_CONDITION;
    if (checked && vtl_get16(request.sense + 12) == 0x0017) {
        status = VTL_STATUS_DEVICE_REQUIRES_CLEANING;
    }
    vtl_class_end(call, status);
}

static void dispatch(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    switch (WIRE_FUNCTION(call->code)) {
    case WIRE_TAPE_ERASE:
        erase(device, call, now);
        break;
    case WIRE_TAPE_PREPARE:
        prepare(device, call, now);
        break;
    case WIRE_TAPE_WRITE_MARKS:
        write_marks(device, call, now);
        break;
    case WIRE_TAPE_GET_POSITION:
        get_position(device, call, now);
        break;
    case WIRE_TAPE_SET_POSITION:
        set_position(device, call, now);
        break;
    case WIRE_TAPE_GET_DRIVE_PARAMS:
        get_drive(device, call, now);
        break;
    case WIRE_TAPE_SET_DRIVE_PARAMS:
        set_drive(device, call, now);
        break;
    case WIRE_TAPE_GET_MEDIA_PARAMS:
        get_media(device, call, now);
        break;
    case WIRE_TAPE_SET_MEDIA_PARAMS:
        set_media(device, call, now);
        break;
    case WIRE_TAPE_GET_STATUS:
    case WIRE_TAPE_CHECK_VERIFY:
        get_status(device, call, now);
        break;
    case WIRE_TAPE_CREATE_PARTITION: /* one partition, for ever */
        vtl_class_end(call, VTL_STATUS_NOT_IMPLEMENTED);
        break;
    default:
        vtl_class_end(call, VTL_STATUS_INVALID_DEVICE_REQUEST);
        break;
    }
}

static bool is_switched_on(const struct vtl_device *device)
{
    return device->kind == VTL_DEVICE_TAPE && (device->class_mask & VTL_CLASS_TAPE) != 0;
}

bool vtl_class_tape(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    if (call->code >> 16 != WIRE_DEVICE_TAPE) {
        return false;
    }
    call->information = 0;
    call->delay_ms = 0;
    if (is_switched_on(device)) {
        dispatch(device, call, now);
    } else {
        vtl_class_end(call, VTL_STATUS_INVALID_DEVICE_REQUEST);
    }
    return true;
}

/* ---- ReadFile and WriteFile ---- */

/* Fills a READ(6) or WRITE(6); false (call ended) when the length does not fit the block length. */
static bool transfer_command(const struct vtl_device *device, struct vtl_ioctl *call,
                             uint8_t opcode, uint32_t length, uint8_t cdb[6])
{
    uint32_t block = device->drive->block_length;
    bool fixed = block != 0;
    if (length > VTL_MAX_TRANSFER || (fixed && length % block != 0)) {
        vtl_class_end(call, VTL_STATUS_INVALID_PARAMETER);
        return false;
    }
    cdb[0] = opcode;
    cdb[1] = fixed;
    vtl_put24(cdb + 2, fixed ? length / block : length);
    return true;
}

static bool begin_transfer(struct vtl_device *device, struct vtl_ioctl *call, uint32_t length)
{
    call->information = 0;
    call->delay_ms = 0;
    if (!is_switched_on(device)) {
        vtl_class_end(call, VTL_STATUS_INVALID_DEVICE_REQUEST);
        return false;
    }
    call->status = VTL_STATUS_SUCCESS;
    return length != 0;
}

/* A block shorter than the buffer is a success, a longer one ERROR_MORE_DATA (API: ReadFile). */
static uint32_t read_status(const struct vtl_request *request, uint32_t status)
{
    bool variable = (request->cdb[1] & 1) == 0;
    if (status == VTL_STATUS_INVALID_BLOCK_LENGTH && variable) {
        bool longer = (request->sense[3] & 0x80) != 0;
        return longer ? VTL_STATUS_BUFFER_OVERFLOW : VTL_STATUS_SUCCESS;
    }
    return status;
}

void vtl_tape_read(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    uint8_t cdb[6] = {0};
    if (!begin_transfer(device, call, call->out_length) ||
        !transfer_command(device, call, 0x08, call->out_length, cdb)) {
        return;
    }
    struct vtl_request request = {.cdb = cdb,
                                  .cdb_length = sizeof(cdb),
                                  .data = call->out,
                                  .data_length = call->out_length,
                                  .data_direction = VTL_DATA_IN};
    uint32_t status = vtl_class_execute(device, call, &request, now);
    call->status = read_status(&request, status);
    call->information = request.transferred;
}

void vtl_tape_write(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    uint8_t cdb[6] = {0};
    if (!begin_transfer(device, call, call->in_length) ||
        !transfer_command(device, call, 0x0A, call->in_length, cdb)) {
        return;
    }
    struct vtl_request request = {.cdb = cdb,
                                  .cdb_length = sizeof(cdb),
                                  .data = (uint8_t *)(uintptr_t)call->in,
                                  .data_length = call->in_length,
                                  .data_direction = VTL_DATA_OUT};
    call->status = vtl_class_execute(device, call, &request, now);
    call->information = request.transferred;
}
