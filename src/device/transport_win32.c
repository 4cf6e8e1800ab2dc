/* SPDX-License-Identifier: MIT */
/*
 * The system's devices. Every call is overlapped with a deadline, in memory of its own: a request
 * that neither ends nor can be cancelled is left behind with its memory and freed when it ends at
 * last, so a dead device costs a thread its time-out and nothing else. (API: CreateFile,
 * DeviceIoControl, CancelIoEx, IOCTL_SCSI_PASS_THROUGH.)
 */
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <winioctl.h>
#include <ntddscsi.h>

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/memory.h"
#include "device/class_codes.h"
#include "device/transport.h"

#define SAME_SIZE(ours, theirs) _Static_assert(sizeof(ours) == sizeof(theirs), #theirs)
#define SAME_OFFSET(ours, a, theirs, b)                                                            \
    _Static_assert(offsetof(ours, a) == offsetof(theirs, b), #theirs "." #b)
#define SAME_VALUE(ours, theirs) _Static_assert((uint32_t)(ours) == (uint32_t)(theirs), #theirs)

SAME_VALUE(DEVICE_CHANGER_GET_PARAMETERS, IOCTL_CHANGER_GET_PARAMETERS);
SAME_VALUE(DEVICE_CHANGER_GET_STATUS, IOCTL_CHANGER_GET_STATUS);
SAME_VALUE(DEVICE_CHANGER_GET_PRODUCT_DATA, IOCTL_CHANGER_GET_PRODUCT_DATA);
SAME_VALUE(DEVICE_CHANGER_SET_ACCESS, IOCTL_CHANGER_SET_ACCESS);
SAME_VALUE(DEVICE_CHANGER_GET_ELEMENT_STATUS, IOCTL_CHANGER_GET_ELEMENT_STATUS);
SAME_VALUE(DEVICE_CHANGER_INITIALIZE_STATUS, IOCTL_CHANGER_INITIALIZE_ELEMENT_STATUS);
SAME_VALUE(DEVICE_CHANGER_EXCHANGE_MEDIUM, IOCTL_CHANGER_EXCHANGE_MEDIUM);
SAME_VALUE(DEVICE_CHANGER_MOVE_MEDIUM, IOCTL_CHANGER_MOVE_MEDIUM);
SAME_VALUE(DEVICE_STORAGE_CHECK_VERIFY, IOCTL_STORAGE_CHECK_VERIFY);
SAME_VALUE(DEVICE_STORAGE_EJECT_MEDIA, IOCTL_STORAGE_EJECT_MEDIA);
SAME_VALUE(DEVICE_STORAGE_LOAD_MEDIA, IOCTL_STORAGE_LOAD_MEDIA);
SAME_VALUE(DEVICE_STORAGE_GET_MEDIA_TYPES_EX, IOCTL_STORAGE_GET_MEDIA_TYPES_EX);
SAME_VALUE(DEVICE_STORAGE_QUERY_PROPERTY, IOCTL_STORAGE_QUERY_PROPERTY);
SAME_VALUE(DEVICE_TAPE_CHECK_VERIFY,
           CTL_CODE(FILE_DEVICE_TAPE, 0x0200, METHOD_BUFFERED, FILE_READ_ACCESS));
SAME_VALUE(DEVICE_SCSI_GET_CAPABILITIES, IOCTL_SCSI_GET_CAPABILITIES);
SAME_VALUE(DEVICE_SCSI_GET_ADDRESS, IOCTL_SCSI_GET_ADDRESS);
SAME_VALUE(DEVICE_CLASS_DOOR, ChangerDoor);
SAME_VALUE(DEVICE_FEATURE_BAR_CODE_SCANNER, CHANGER_BAR_CODE_SCANNER_INSTALLED);
SAME_VALUE(DEVICE_FEATURE_OPEN_PORT, CHANGER_OPEN_IEPORT);
SAME_VALUE(DEVICE_FEATURE_CLOSE_PORT, CHANGER_CLOSE_IEPORT);
SAME_VALUE(DEVICE_FEATURE_EXCHANGE_MEDIA, CHANGER_EXCHANGE_MEDIA);
SAME_VALUE(DEVICE_FEATURE_LOCK_UNLOCK, CHANGER_LOCK_UNLOCK);
SAME_VALUE(DEVICE_FEATURE_PREDISMOUNT_EJECT, CHANGER_PREDISMOUNT_EJECT_REQUIRED);
SAME_VALUE(DEVICE_FEATURE_CLEANER_ACCESS_NOT_VALID, CHANGER_CLEANER_ACCESS_NOT_VALID);
SAME_VALUE(DEVICE_FEATURE_SERIAL_NUMBER_VALID, CHANGER_SERIAL_NUMBER_VALID);
SAME_VALUE(DEVICE_LOCKS_PORT, LOCK_UNLOCK_IEPORT);
SAME_VALUE(DEVICE_LOCKS_DOOR, LOCK_UNLOCK_DOOR);
SAME_VALUE(DEVICE_ACCESS_LOCK, LOCK_ELEMENT);
SAME_VALUE(DEVICE_ACCESS_UNLOCK, UNLOCK_ELEMENT);
SAME_VALUE(DEVICE_ACCESS_EXTEND, EXTEND_IEPORT);
SAME_VALUE(DEVICE_ACCESS_RETRACT, RETRACT_IEPORT);
SAME_VALUE(DEVICE_ELEMENT_FULL, ELEMENT_STATUS_FULL);
SAME_VALUE(DEVICE_ELEMENT_IMPEXP, ELEMENT_STATUS_IMPEXP);
SAME_VALUE(DEVICE_ELEMENT_EXCEPT, ELEMENT_STATUS_EXCEPT);
SAME_VALUE(DEVICE_ELEMENT_ACCESS, ELEMENT_STATUS_ACCESS);
SAME_VALUE(DEVICE_ELEMENT_PRODUCT_DATA, ELEMENT_STATUS_PRODUCT_DATA);
SAME_VALUE(DEVICE_ELEMENT_LUN_VALID, ELEMENT_STATUS_LUN_VALID);
SAME_VALUE(DEVICE_ELEMENT_ID_VALID, ELEMENT_STATUS_ID_VALID);
SAME_VALUE(DEVICE_ELEMENT_NOT_BUS, ELEMENT_STATUS_NOT_BUS);
SAME_VALUE(DEVICE_ELEMENT_INVERT, ELEMENT_STATUS_INVERT);
SAME_VALUE(DEVICE_ELEMENT_SVALID, ELEMENT_STATUS_SVALID);
SAME_VALUE(DEVICE_ELEMENT_PVOLTAG, ELEMENT_STATUS_PVOLTAG);
SAME_VALUE(DEVICE_CODE_LABEL_UNREADABLE, ERROR_LABEL_UNREADABLE);
SAME_VALUE(DEVICE_CODE_LABEL_QUESTIONABLE, ERROR_LABEL_QUESTIONABLE);
SAME_VALUE(DEVICE_CODE_SLOT_NOT_PRESENT, ERROR_SLOT_NOT_PRESENT);
SAME_VALUE(DEVICE_CODE_DRIVE_NOT_INSTALLED, ERROR_DRIVE_NOT_INSTALLED);
SAME_VALUE(DEVICE_CODE_TRAY_MALFUNCTION, ERROR_TRAY_MALFUNCTION);
SAME_VALUE(DEVICE_CODE_INIT_STATUS_NEEDED, ERROR_INIT_STATUS_NEEDED);
SAME_VALUE(DEVICE_FILE_TAPE, FILE_DEVICE_TAPE);
SAME_VALUE(DEVICE_FILE_CDROM, FILE_DEVICE_CD_ROM);
SAME_VALUE(DEVICE_FILE_DVD, FILE_DEVICE_DVD);
SAME_VALUE(DEVICE_CLASS_MEDIA_SIZE, sizeof(DEVICE_MEDIA_INFO));

SAME_SIZE(struct device_class_list, CHANGER_ELEMENT_LIST);
SAME_SIZE(struct device_class_parameters, GET_CHANGER_PARAMETERS);
SAME_OFFSET(struct device_class_parameters, doors, GET_CHANGER_PARAMETERS, NumberOfDoors);
SAME_OFFSET(struct device_class_parameters, magazine_size, GET_CHANGER_PARAMETERS, MagazineSize);
SAME_OFFSET(struct device_class_parameters, features0, GET_CHANGER_PARAMETERS, Features0);
SAME_OFFSET(struct device_class_parameters, move_from, GET_CHANGER_PARAMETERS, MoveFromTransport);
SAME_OFFSET(struct device_class_parameters, lock_capabilities, GET_CHANGER_PARAMETERS,
            LockUnlockCapabilities);
SAME_SIZE(struct device_class_product, CHANGER_PRODUCT_DATA);
SAME_OFFSET(struct device_class_product, serial, CHANGER_PRODUCT_DATA, SerialNumber);
SAME_SIZE(struct device_class_set_access, CHANGER_SET_ACCESS);
SAME_SIZE(struct device_class_read_status, CHANGER_READ_ELEMENT_STATUS);
SAME_OFFSET(struct device_class_read_status, volume_tags, CHANGER_READ_ELEMENT_STATUS,
            VolumeTagInfo);
SAME_SIZE(struct device_class_status, CHANGER_ELEMENT_STATUS);
SAME_OFFSET(struct device_class_status, flags, CHANGER_ELEMENT_STATUS, Flags);
SAME_OFFSET(struct device_class_status, target, CHANGER_ELEMENT_STATUS, TargetId);
SAME_OFFSET(struct device_class_status, primary_tag, CHANGER_ELEMENT_STATUS, PrimaryVolumeID);
SAME_SIZE(struct device_class_status_ex, CHANGER_ELEMENT_STATUS_EX);
SAME_OFFSET(struct device_class_status_ex, serial, CHANGER_ELEMENT_STATUS_EX, SerialNumber);
SAME_SIZE(struct device_class_initialize, CHANGER_INITIALIZE_ELEMENT_STATUS);
SAME_SIZE(struct device_class_move, CHANGER_MOVE_MEDIUM);
SAME_OFFSET(struct device_class_move, flip, CHANGER_MOVE_MEDIUM, Flip);
SAME_SIZE(struct device_class_exchange, CHANGER_EXCHANGE_MEDIUM);
SAME_SIZE(struct device_class_scsi_address, SCSI_ADDRESS);
SAME_OFFSET(struct device_class_scsi_address, lun, SCSI_ADDRESS, Lun);
SAME_SIZE(struct device_class_capabilities, IO_SCSI_CAPABILITIES);
SAME_SIZE(struct device_class_property_query, STORAGE_PROPERTY_QUERY);
SAME_OFFSET(struct device_class_device_descriptor, serial_offset, STORAGE_DEVICE_DESCRIPTOR,
            SerialNumberOffset);
SAME_OFFSET(struct device_class_device_descriptor, raw, STORAGE_DEVICE_DESCRIPTOR,
            RawDeviceProperties);
SAME_OFFSET(struct device_class_tape_info, density_code, DEVICE_MEDIA_INFO,
            DeviceSpecific.TapeInfo.BusSpecificData.ScsiInformation.DensityCode);
SAME_OFFSET(struct device_class_disc_info, media_type, DEVICE_MEDIA_INFO,
            DeviceSpecific.RemovableDiskInfo.MediaType);
SAME_OFFSET(struct device_class_disc_info, characteristics, DEVICE_MEDIA_INFO,
            DeviceSpecific.RemovableDiskInfo.MediaCharacteristics);

enum {
    GRACE_MS = 2000,  /* beyond the time-out that the driver itself was given */
    CANCEL_MS = 2000, /* for a cancelled request to end */
    DATA_ALIGNMENT = 16
};

/* One request and the memory it works in. */
struct operation {
    OVERLAPPED overlapped;
    struct operation *next; /* in the list of those left behind */
    HANDLE event;           /* owned once left behind */
    _Alignas(DATA_ALIGNMENT) uint8_t buffer[];
};

struct node {
    HANDLE file;
    HANDLE event; /* manual reset; NULL after a request was left behind with it */
};

static SRWLOCK left_lock = SRWLOCK_INIT;
static struct operation *left_behind;

/* Frees the requests left behind that have ended meanwhile. */
static void sweep_left_behind(void)
{
    AcquireSRWLockExclusive(&left_lock);
    for (struct operation **link = &left_behind; *link != NULL;) {
        struct operation *operation = *link;
        if (!HasOverlappedIoCompleted(&operation->overlapped)) {
            link = &operation->next;
            continue;
        }
        *link = operation->next;
        (void)CloseHandle(operation->event);
        base_memory_free(operation);
    }
    ReleaseSRWLockExclusive(&left_lock);
}

static void leave_behind(struct node *node, struct operation *operation)
{
    operation->event = node->event;
    node->event = NULL;
    AcquireSRWLockExclusive(&left_lock);
    operation->next = left_behind;
    left_behind = operation;
    ReleaseSRWLockExclusive(&left_lock);
}

/* Waits for the end of a pending request; *kept tells that its memory is no longer the caller's. */
static base_error await(struct node *node, struct operation *operation, uint32_t timeout_seconds,
                        DWORD *stored, bool *kept)
{
    uint64_t limit = (uint64_t)timeout_seconds * 1000 + GRACE_MS;
    bool late = false;
    if (limit > INFINITE - 1)
        limit = INFINITE - 1;
    if (WaitForSingleObject(node->event, (DWORD)limit) != WAIT_OBJECT_0) {
        late = true;
        (void)CancelIoEx(node->file, &operation->overlapped);
        if (WaitForSingleObject(node->event, CANCEL_MS) != WAIT_OBJECT_0) {
            leave_behind(node, operation);
            *kept = true;
            return BASE_ERROR_TIMEOUT;
        }
    }
    if (GetOverlappedResult(node->file, &operation->overlapped, stored, FALSE))
        return BASE_ERROR_SUCCESS;
    DWORD error = GetLastError();
    return late && error == ERROR_OPERATION_ABORTED ? BASE_ERROR_TIMEOUT : (base_error)error;
}

/*
 * Sends a control code with operation->buffer as input and output. On *kept the operation must not
 * be touched again.
 */
static base_error run(struct node *node, struct operation *operation, uint32_t code,
                      uint32_t in_length, uint32_t out_length, uint32_t timeout_seconds,
                      DWORD *stored, bool *kept)
{
    DWORD error = ERROR_SUCCESS;
    *stored = 0;
    *kept = false;
    if (node->event == NULL)
        node->event = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (node->event == NULL)
        return (base_error)GetLastError();
    memset(&operation->overlapped, 0, sizeof operation->overlapped);
    operation->overlapped.hEvent = node->event;
    if (DeviceIoControl(node->file, code, in_length > 0 ? operation->buffer : NULL, in_length,
                        out_length > 0 ? operation->buffer : NULL, out_length, stored,
                        &operation->overlapped))
        return BASE_ERROR_SUCCESS;
    error = GetLastError();
    if (error != ERROR_IO_PENDING)
        return (base_error)error;
    return await(node, operation, timeout_seconds, stored, kept);
}

static struct operation *operation_new(size_t length)
{
    struct operation *operation = base_memory_get(sizeof *operation + length);
    if (operation != NULL) {
        operation->next = NULL;
        operation->event = NULL;
        memset(operation->buffer, 0, length);
    }
    return operation;
}

static base_error win32_open(void *context, const char *name, enum device_access access,
                             void **handle)
{
    static const DWORD rights[] = {0, GENERIC_READ, GENERIC_READ | GENERIC_WRITE};
    WCHAR wide[DEVICE_NAME_SIZE];
    (void)context;
    sweep_left_behind();
    if (MultiByteToWideChar(CP_UTF8, 0, name, -1, wide, DEVICE_NAME_SIZE) == 0)
        return BASE_ERROR_INVALID_NAME;
    struct node *node = base_memory_zero(1, sizeof *node);
    if (node == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    node->file = CreateFileW(wide, rights[access], FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                             OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
    if (node->file == INVALID_HANDLE_VALUE) {
        base_error error = (base_error)GetLastError();
        base_memory_free(node);
        return error;
    }
    *handle = node;
    return BASE_ERROR_SUCCESS;
}

static void win32_close(void *context, void *handle)
{
    struct node *node = handle;
    (void)context;
    if (node == NULL)
        return;
    (void)CloseHandle(node->file);
    if (node->event != NULL)
        (void)CloseHandle(node->event);
    base_memory_free(node);
}

static base_error win32_control(void *context, void *handle, uint32_t code, const void *in,
                                uint32_t in_length, void *out, uint32_t out_length,
                                uint32_t timeout_seconds, uint32_t *returned)
{
    struct operation *operation = operation_new(in_length > out_length ? in_length : out_length);
    DWORD stored = 0;
    bool kept = false;

    (void)context;
    if (operation == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    if (in_length > 0)
        memcpy(operation->buffer, in, in_length);
    base_error error =
        run(handle, operation, code, in_length, out_length, timeout_seconds, &stored, &kept);
    if (kept)
        return error;
    if (stored > out_length)
        stored = out_length;
    if (error == BASE_ERROR_SUCCESS && stored > 0)
        memcpy(out, operation->buffer, stored);
    if (error == BASE_ERROR_SUCCESS)
        *returned = stored;
    base_memory_free(operation);
    return error;
}

/* The request structure, room for sense data and the data, in one block for both directions. */
static size_t data_offset(void)
{
    size_t end = sizeof(SCSI_PASS_THROUGH) + DEVICE_SENSE_SIZE;
    return (end + DATA_ALIGNMENT - 1) / DATA_ALIGNMENT * DATA_ALIGNMENT;
}

static void fill_request(SCSI_PASS_THROUGH *request, const struct device_scsi_command *command)
{
    request->Length = sizeof *request;
    request->CdbLength = command->cdb_length;
    request->SenseInfoLength = DEVICE_SENSE_SIZE;
    request->SenseInfoOffset = sizeof *request;
    request->DataIn = SCSI_IOCTL_DATA_UNSPECIFIED;
    if (command->data_length > 0 && command->direction == DEVICE_DATA_IN)
        request->DataIn = SCSI_IOCTL_DATA_IN;
    else if (command->data_length > 0 && command->direction == DEVICE_DATA_OUT)
        request->DataIn = SCSI_IOCTL_DATA_OUT;
    if (request->DataIn != SCSI_IOCTL_DATA_UNSPECIFIED)
        request->DataTransferLength = command->data_length;
    request->DataBufferOffset = data_offset();
    request->TimeOutValue = command->timeout_seconds;
    memcpy(request->Cdb, command->cdb, command->cdb_length);
}

static void take_answer(struct device_scsi_command *command, const uint8_t *buffer)
{
    SCSI_PASS_THROUGH answer;
    memcpy(&answer, buffer, sizeof answer);
    command->status = answer.ScsiStatus;
    command->transferred = answer.DataTransferLength > command->data_length
                               ? command->data_length
                               : answer.DataTransferLength;
    if (command->direction == DEVICE_DATA_NONE)
        command->transferred = 0;
    if (command->direction == DEVICE_DATA_IN)
        memcpy(command->data, buffer + data_offset(), command->transferred);
    command->sense_length = 0;
    if (answer.ScsiStatus == DEVICE_STATUS_CHECK_CONDITION) {
        command->sense_length =
            answer.SenseInfoLength > DEVICE_SENSE_SIZE ? DEVICE_SENSE_SIZE : answer.SenseInfoLength;
        memcpy(command->sense, buffer + sizeof answer, command->sense_length);
    }
}

static base_error win32_scsi(void *context, void *handle, struct device_scsi_command *command)
{
    uint32_t data = command->direction == DEVICE_DATA_NONE ? 0 : command->data_length;
    uint32_t length = (uint32_t)data_offset() + data;
    uint32_t in_length = command->direction == DEVICE_DATA_OUT ? length : (uint32_t)data_offset();
    SCSI_PASS_THROUGH request;
    DWORD stored = 0;
    bool kept = false;

    (void)context;
    if (command->cdb_length > DEVICE_CDB_SIZE)
        return BASE_ERROR_INVALID_PARAMETER;
    struct operation *operation = operation_new(length);
    if (operation == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    memset(&request, 0, sizeof request);
    fill_request(&request, command);
    memcpy(operation->buffer, &request, sizeof request);
    if (command->direction == DEVICE_DATA_OUT)
        memcpy(operation->buffer + data_offset(), command->data, data);
    base_error error = run(handle, operation, IOCTL_SCSI_PASS_THROUGH, in_length, length,
                           command->timeout_seconds, &stored, &kept);
    if (kept)
        return error;
    if (error == BASE_ERROR_SUCCESS)
        take_answer(command, operation->buffer);
    base_memory_free(operation);
    return error;
}

static bool to_utf8(const WCHAR *text, char out[DEVICE_VOLUME_TEXT])
{
    return WideCharToMultiByte(CP_UTF8, 0, text, -1, out, DEVICE_VOLUME_TEXT, NULL, NULL) != 0;
}

/* The root of a volume is the drive's name with a backslash behind it. */
static base_error win32_volume(void *context, const char *name, struct device_volume *volume)
{
    struct device_volume answer;
    WCHAR root[DEVICE_NAME_SIZE + 1];
    WCHAR label[MAX_PATH + 1];
    WCHAR file_system[MAX_PATH + 1];
    DWORD serial = 0;

    (void)context;
    if (MultiByteToWideChar(CP_UTF8, 0, name, -1, root, DEVICE_NAME_SIZE) == 0)
        return BASE_ERROR_INVALID_NAME;
    size_t length = wcslen(root);
    if (length == 0 || root[length - 1] != L'\\')
        wcscpy(root + length, L"\\");
    if (!GetVolumeInformationW(root, label, MAX_PATH, &serial, NULL, NULL, file_system, MAX_PATH))
        return (base_error)GetLastError();
    memset(&answer, 0, sizeof answer);
    if (!to_utf8(label, answer.name) || !to_utf8(file_system, answer.file_system))
        return BASE_ERROR_INVALID_DATA;
    answer.serial_number = serial;
    *volume = answer;
    return BASE_ERROR_SUCCESS;
}

const struct device_transport *device_transport_system(void)
{
    static const struct device_transport transport = {NULL,          win32_open, win32_close,
                                                      win32_control, win32_scsi, win32_volume};
    return &transport;
}
