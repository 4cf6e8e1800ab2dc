/* SPDX-License-Identifier: MIT */
#include "class.h"

#include <string.h>

#include "class_wire.h"
#include "tape.h"

static const uint8_t test_unit_ready[6] = {0x00};

static bool is_tape(const struct vtl_device *device)
{
    return device->kind == VTL_DEVICE_TAPE;
}

static uint32_t device_type(const struct vtl_device *device)
{
    return is_tape(device) ? WIRE_DEVICE_TAPE : WIRE_DEVICE_CHANGER;
}

/* Ready or not; a caller with room for it also gets the count of media changes. */
static void check_verify(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    uint32_t status =
        vtl_class_command(device, call, test_unit_ready, sizeof(test_unit_ready), now);
    uint32_t changes = is_tape(device) ? device->drive->media_changes : 0;
    if (status == VTL_STATUS_SUCCESS && call->out_length >= sizeof(changes)) {
        vtl_class_answer(call, &changes, sizeof(changes));
    } else {
        vtl_class_end(call, status);
    }
}

static void media_removal(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    if (call->in_length < 1) {
        vtl_class_end(call, VTL_STATUS_INFO_LENGTH_MISMATCH);
        return;
    }
    uint8_t cdb[6] = {0x1E, 0, 0, 0, call->in[0] != 0};
    vtl_class_end(call, vtl_class_persist(device, call, cdb, sizeof(cdb), now));
}

/* A changer's class driver knows neither. */
static void load_or_eject(struct vtl_device *device, struct vtl_ioctl *call, bool load,
                          uint64_t now)
{
    uint8_t cdb[6] = {0x1B, 0, 0, 0, load};
    if (!is_tape(device)) {
        vtl_class_end(call, VTL_STATUS_INVALID_DEVICE_REQUEST);
        return;
    }
    vtl_class_end(call, vtl_class_persist(device, call, cdb, sizeof(cdb), now));
}

static void reserve(struct vtl_device *device, struct vtl_ioctl *call, uint8_t opcode, uint64_t now)
{
    uint8_t cdb[6] = {opcode};
    vtl_class_end(call, vtl_class_persist(device, call, cdb, sizeof(cdb), now));
}

/* The kind of medium that the drive's own density stands for. */
static uint32_t own_media_type(struct vtl_drive *drive)
{
    struct vtl_density list[3];
    (void)vtl_density_list(vtl_drive_settings(drive), list);
    switch (list[0].code) {
    case 0x41:
    case 0x48:
    case 0x49:
        return WIRE_MEDIA_DLT;
    case 0x25:
    case 0x26:
    case 0x47:
        return WIRE_MEDIA_DDS;
    default:
        return WIRE_MEDIA_LTO;
    }
}

/* Type of the medium inside is told by density and write protect of the mode header. */
static void media_types(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    static const uint8_t cdb[6] = {0x1A, 0, 0, 0, 12};
    struct wire_media_types answer = {.device_type = device_type(device)};
    uint8_t data[12] = {0};
    if (!is_tape(device)) {
        vtl_class_answer(call, &answer, 8);
        return;
    }
    uint32_t status =
        vtl_class_receive(device, call, cdb, sizeof(cdb), data, sizeof(data), NULL, now);
    if (status != VTL_STATUS_SUCCESS) {
        vtl_class_end(call, status);
        return;
    }
    bool loaded = vtl_drive_state(device->drive, now) == VTL_DRIVE_READY;
    answer.count = 2;
    answer.info[0].media_type = own_media_type(device->drive);
    answer.info[0].characteristics = WIRE_MEDIA_READ_WRITE |
                                     ((data[2] & 0x80) != 0 ? WIRE_MEDIA_WRITE_PROTECTED : 0) |
                                     (loaded ? WIRE_MEDIA_CURRENTLY_MOUNTED : 0);
    answer.info[0].block_size = vtl_get24(data + 9);
    answer.info[0].bus_type = WIRE_BUS_SCSI;
    answer.info[0].medium_type = data[1];
    answer.info[0].density = data[4];
    answer.info[1].media_type = WIRE_MEDIA_CLEANER;
    answer.info[1].bus_type = WIRE_BUS_SCSI;
    vtl_class_answer(call, &answer, sizeof(answer));
}

static void media_serial(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    uint8_t answer[sizeof(struct wire_media_serial) + VTL_BARCODE_SIZE] = {0};
    struct wire_media_serial header = {0};
    if (!is_tape(device)) {
        vtl_class_end(call, VTL_STATUS_INVALID_DEVICE_REQUEST);
        return;
    }
    uint32_t status =
        vtl_class_command(device, call, test_unit_ready, sizeof(test_unit_ready), now);
    const struct vtl_cartridge *cartridge = vtl_drive_cartridge(device->drive);
    if (status == VTL_STATUS_SUCCESS && cartridge == NULL) {
        status = VTL_STATUS_NO_MEDIA; /* an injected fault lied about readiness */
    }
    if (status != VTL_STATUS_SUCCESS) {
        vtl_class_end(call, status);
        return;
    }
    header.length = (uint32_t)strlen(cartridge->barcode);
    memcpy(answer, &header, sizeof(header));
    memcpy(answer + sizeof(header), cartridge->barcode, header.length);
    vtl_class_answer(call, answer, (uint32_t)sizeof(header) + header.length);
}

static void device_number(struct vtl_device *device, struct vtl_ioctl *call)
{
    struct wire_device_number answer = {
        .device_type = device_type(device), .number = device->number, .partition = UINT32_MAX};
    vtl_class_answer(call, &answer, sizeof(answer));
}

static void hotplug_info(struct vtl_ioctl *call)
{
    struct wire_hotplug_info answer = {.size = sizeof(answer), .media_removable = 1};
    vtl_class_answer(call, &answer, sizeof(answer));
}

/* TapeAlert 3..6 and 30..: what a drive about to fail raises. Looked at, not taken back. */
static void predict_failure(struct vtl_device *device, struct vtl_ioctl *call)
{
    uint32_t predicted = 0;
    if (is_tape(device)) {
        uint64_t hard = (UINT64_C(1) << 29) | (UINT64_C(1) << 30); /* flags 30 and 31 */
        predicted = (vtl_drive_alerts(device->drive) & hard) != 0;
    }
    struct wire_predict_failure answer = {.predict = predicted};
    vtl_class_answer(call, &answer, sizeof(answer));
}

/* ---- IOCTL_SCSI_GET_* ---- */

static void scsi_address(struct vtl_device *device, struct vtl_ioctl *call)
{
    struct wire_scsi_address answer = {.length = sizeof(answer),
                                       .port = device->port,
                                       .path = device->path,
                                       .target = device->target,
                                       .lun = device->lun};
    vtl_class_answer(call, &answer, sizeof(answer));
}

static void scsi_capabilities(struct vtl_ioctl *call)
{
    struct wire_scsi_capabilities answer = {.length = sizeof(answer),
                                            .maximum_transfer = VTL_MAX_TRANSFER,
                                            .maximum_pages = VTL_MAX_TRANSFER / 4096 + 1,
                                            .tagged_queuing = 1};
    vtl_class_answer(call, &answer, sizeof(answer));
}

static void scsi_inquiry(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    static const uint8_t cdb[6] = {0x12, 0, 0, 0, 36};
    struct wire_scsi_inquiry answer = {.buses = 1,
                                       .units = 1,
                                       .initiator = 7,
                                       .path = device->path,
                                       .target = device->target,
                                       .lun = device->lun,
                                       .claimed = 1,
                                       .inquiry_length = 36};
    answer.inquiry_offset = (uint32_t)offsetof(struct wire_scsi_inquiry, path);
    uint32_t status = vtl_class_receive(device, call, cdb, sizeof(cdb), answer.inquiry,
                                        sizeof(answer.inquiry), NULL, now);
    if (status == VTL_STATUS_SUCCESS) {
        vtl_class_answer(call, &answer, sizeof(answer));
    } else {
        vtl_class_end(call, status);
    }
}

/* ---- dispatch ---- */

static bool is_scsi_query(uint32_t code)
{
    uint32_t function = WIRE_FUNCTION(code);
    return function == WIRE_SCSI_GET_ADDRESS || function == WIRE_SCSI_GET_CAPABILITIES ||
           function == WIRE_SCSI_GET_INQUIRY_DATA;
}

static void dispatch_query(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    switch (WIRE_FUNCTION(call->code)) {
    case WIRE_STORAGE_GET_MEDIA_TYPES_EX:
        media_types(device, call, now);
        break;
    case WIRE_STORAGE_GET_MEDIA_SERIAL_NUMBER:
        media_serial(device, call, now);
        break;
    case WIRE_STORAGE_GET_HOTPLUG_INFO:
        hotplug_info(call);
        break;
    case WIRE_STORAGE_GET_DEVICE_NUMBER:
        device_number(device, call);
        break;
    case WIRE_STORAGE_PREDICT_FAILURE:
        predict_failure(device, call);
        break;
    case WIRE_STORAGE_QUERY_PROPERTY:
        vtl_class_query_property(device, call, now);
        break;
    case WIRE_SCSI_GET_ADDRESS:
        scsi_address(device, call);
        break;
    case WIRE_SCSI_GET_CAPABILITIES:
        scsi_capabilities(call);
        break;
    case WIRE_SCSI_GET_INQUIRY_DATA:
        scsi_inquiry(device, call, now);
        break;
    default: /* GET_MEDIA_TYPES is for disks */
        vtl_class_end(call, VTL_STATUS_INVALID_DEVICE_REQUEST);
        break;
    }
}

static void dispatch(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    switch (WIRE_FUNCTION(call->code)) {
    case WIRE_STORAGE_CHECK_VERIFY:
        check_verify(device, call, now);
        break;
    case WIRE_STORAGE_MEDIA_REMOVAL:
    case WIRE_STORAGE_EJECTION_CONTROL:
        media_removal(device, call, now);
        break;
    case WIRE_STORAGE_EJECT_MEDIA:
        load_or_eject(device, call, false, now);
        break;
    case WIRE_STORAGE_LOAD_MEDIA:
        load_or_eject(device, call, true, now);
        break;
    case WIRE_STORAGE_RESERVE:
        reserve(device, call, 0x16, now);
        break;
    case WIRE_STORAGE_RELEASE:
        reserve(device, call, 0x17, now);
        break;
    case WIRE_STORAGE_FIND_NEW_DEVICES:
        vtl_class_end(call, VTL_STATUS_SUCCESS);
        break;
    default:
        dispatch_query(device, call, now);
        break;
    }
}

bool vtl_class_storage(struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    if (call->code >> 16 != WIRE_DEVICE_MASS_STORAGE && !is_scsi_query(call->code)) {
        return false;
    }
    call->information = 0;
    call->delay_ms = 0;
    if ((device->class_mask & VTL_CLASS_STORAGE) != 0) {
        dispatch(device, call, now);
    } else {
        vtl_class_end(call, VTL_STATUS_INVALID_DEVICE_REQUEST);
    }
    return true;
}
