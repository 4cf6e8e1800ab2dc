/* SPDX-License-Identifier: MIT */
#include "linux.h"

#include <string.h>

#include "class.h"
#include "class_wire.h"
#include "tape.h"

enum {
    PASS_THROUGH = 0x4D004,
    FILE_DEVICE_CDROM = 0x02,
    FILE_DEVICE_DISC = 0x07,
    CAPACITY = 1 << 30,
};

/* Success, but false. */
static void lie_about_number(struct vtl_ioctl *call)
{
    struct wire_device_number answer = {.device_type = FILE_DEVICE_DISC, .number = 1};
    vtl_class_answer(call, &answer, sizeof answer);
}

static void lie_about_media(struct vtl_ioctl *call)
{
    struct wire_media_types answer = {.device_type = FILE_DEVICE_CDROM};
    vtl_class_answer(call, &answer, 8);
}

static bool is_answered(const struct vtl_ioctl *call, size_t length)
{
    return call->status == VTL_STATUS_SUCCESS && call->information >= length;
}

/* After a reset the tape driver does not know where the tape is, even when there is none. */
static bool is_lost(struct vtl_device *device, const struct vtl_ioctl *call)
{
    struct vtl_drive *drive = device->drive;
    if (!drive->position_lost)
        return false;
    if (vtl_drive_cartridge(drive) != NULL || WIRE_FUNCTION(call->code) == WIRE_TAPE_SET_POSITION)
        drive->position_lost = false;
    return drive->position_lost;
}

static void tape_call(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    struct wire_tape_get_drive drive;
    struct wire_tape_get_media media;
    uint32_t function = WIRE_FUNCTION(call->code);
    if (is_lost(device, call)) {
        vtl_class_end(call, VTL_STATUS_DEVICE_NOT_READY);
        return;
    }
    if (function == WIRE_TAPE_CHECK_VERIFY) {
        vtl_class_end(call, VTL_STATUS_SUCCESS);
        return;
    }
    (void)vtl_class_tape(device, call, now);
    if (function == WIRE_TAPE_GET_DRIVE_PARAMS && is_answered(call, sizeof drive)) {
        memcpy(&drive, call->out, sizeof drive);
        drive.features_low = drive.features_high = 0;
        memcpy(call->out, &drive, sizeof drive);
    } else if (function == WIRE_TAPE_GET_MEDIA_PARAMS && is_answered(call, sizeof media)) {
        memcpy(&media, call->out, sizeof media);
        media.capacity = media.remaining = CAPACITY;
        memcpy(call->out, &media, sizeof media);
    }
}

bool vtl_linux_call(struct vtl_device *device, bool program_node, struct vtl_ioctl *call,
                    uint64_t now)
{
    call->information = 0;
    call->delay_ms = 0;
    if (call->code == PASS_THROUGH && !program_node)
        return false;
    if (program_node && call->code >> 16 == WIRE_DEVICE_TAPE) {
        tape_call(device, call, now);
        return true;
    }
    switch (WIRE_FUNCTION(call->code)) {
    case WIRE_FUNCTION(PASS_THROUGH):
        vtl_class_end(call, VTL_STATUS_ACCESS_DENIED);
        break;
    case WIRE_STORAGE_GET_DEVICE_NUMBER:
        lie_about_number(call);
        break;
    case WIRE_STORAGE_GET_MEDIA_TYPES:
    case WIRE_STORAGE_GET_MEDIA_TYPES_EX:
        lie_about_media(call);
        break;
    case WIRE_STORAGE_CHECK_VERIFY:
        vtl_class_end(call, program_node ? VTL_STATUS_SUCCESS : VTL_STATUS_INVALID_PARAMETER);
        break;
    case WIRE_STORAGE_EJECT_MEDIA:
    case WIRE_STORAGE_LOAD_MEDIA:
        if (program_node)
            (void)vtl_class_storage(device, call, now);
        else
            vtl_class_end(call, VTL_STATUS_INVALID_PARAMETER);
        break;
    default:
        vtl_class_end(call, VTL_STATUS_NOT_SUPPORTED);
        break;
    }
    return true;
}

void vtl_linux_read(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    vtl_tape_read(device, call, now);
    if (call->status == VTL_STATUS_FILEMARK_DETECTED && call->information == 0)
        call->status = VTL_STATUS_SUCCESS;
}

void vtl_linux_lose(struct vtl_request *request)
{
    request->delay_ms = VTL_LINUX_LOST_MS;
    request->status = SCSI_STATUS_GOOD;
    request->sense_length = 0;
    request->transferred = request->data_direction == VTL_DATA_IN ? request->data_length : 0;
}

bool vtl_linux_takes(const struct vtl_device *asked[VTL_LINUX_NODES],
                     const struct vtl_device *device)
{
    for (size_t i = 0; i < VTL_LINUX_NODES; i++) {
        if (asked[i] == NULL || asked[i] == device) {
            asked[i] = device;
            return true;
        }
    }
    return false;
}
