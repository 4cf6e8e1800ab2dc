/* SPDX-License-Identifier: MIT */
#include "device/fault.h"

#include <stdio.h>
#include <string.h>

#include "device/scsi/sense.h"
#include "device/transport.h"

/* Stands for the caller's own device (robot or drive) in the table. */
#define SELF 0x100

struct row {
    base_error error;
    int blame; /* enum device_blame or SELF */
    bool retry;
    bool attention;
    bool unknown;
};

/* What the class drivers' errors mean; all others are a broken way to the device. */
static const struct row table[] = {
    {BASE_ERROR_NOT_READY, DEVICE_BLAME_NONE, true, false, false},
    {BASE_ERROR_BUSY, DEVICE_BLAME_NONE, true, false, false},
    {BASE_ERROR_SHARING_VIOLATION, DEVICE_BLAME_NONE, true, false, false},
    {BASE_ERROR_LOCK_VIOLATION, DEVICE_BLAME_NONE, true, false, false},
    {BASE_ERROR_RETRY, DEVICE_BLAME_NONE, true, false, false},
    {BASE_ERROR_MEDIA_CHANGED, DEVICE_BLAME_NONE, true, true, false},
    {BASE_ERROR_BUS_RESET, DEVICE_BLAME_NONE, true, true, false},
    {BASE_ERROR_NO_MEDIA_IN_DRIVE, DEVICE_BLAME_NONE, false, false, false},
    {BASE_ERROR_CLEANER_CARTRIDGE_INSTALLED, DEVICE_BLAME_NONE, true, false, false},
    {BASE_ERROR_DEVICE_REQUIRES_CLEANING, DEVICE_BLAME_NONE, false, false, false},
    {BASE_ERROR_DEVICE_REINITIALIZATION_NEEDED, DEVICE_BLAME_NONE, false, false, false},
    {BASE_ERROR_DEVICE_DOOR_OPEN, DEVICE_BLAME_OPERATOR, false, false, false},
    {BASE_ERROR_MAGAZINE_NOT_PRESENT, DEVICE_BLAME_OPERATOR, false, false, false},
    {BASE_ERROR_SOURCE_ELEMENT_EMPTY, DEVICE_BLAME_CALLER, false, false, false},
    {BASE_ERROR_DESTINATION_ELEMENT_FULL, DEVICE_BLAME_CALLER, false, false, false},
    {BASE_ERROR_ILLEGAL_ELEMENT_ADDRESS, DEVICE_BLAME_CALLER, false, false, false},
    {BASE_ERROR_UNABLE_TO_EJECT_MOUNTED_MEDIA, DEVICE_BLAME_CALLER, false, false, false},
    {BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA, DEVICE_BLAME_CALLER, false, false, false},
    {BASE_ERROR_TRANSPORT_FULL, DEVICE_BLAME_CALLER, false, false, false},
    {BASE_ERROR_INVALID_FUNCTION, DEVICE_BLAME_CALLER, false, false, false},
    {BASE_ERROR_NOT_SUPPORTED, DEVICE_BLAME_CALLER, false, false, false},
    {BASE_ERROR_INVALID_PARAMETER, DEVICE_BLAME_CALLER, false, false, false},
    {BASE_ERROR_UNRECOGNIZED_MEDIA, DEVICE_BLAME_MEDIUM, false, false, false},
    {BASE_ERROR_CLEANER_CARTRIDGE_SPENT, DEVICE_BLAME_MEDIUM, false, false, false},
    {BASE_ERROR_CRC, DEVICE_BLAME_MEDIUM, false, false, false},
    {BASE_ERROR_WRITE_PROTECT, DEVICE_BLAME_MEDIUM, false, false, false},
    {BASE_ERROR_UNABLE_TO_CLEAN, SELF, false, false, false},
    {BASE_ERROR_IO_DEVICE, SELF, false, false, true},
    {BASE_ERROR_GEN_FAILURE, SELF, false, false, true},
    {BASE_ERROR_TIMEOUT, DEVICE_BLAME_TRANSPORT, true, false, true},
    {BASE_ERROR_SEM_TIMEOUT, DEVICE_BLAME_TRANSPORT, true, false, true},
    {BASE_ERROR_OPERATION_ABORTED, DEVICE_BLAME_TRANSPORT, true, false, true},
};

void device_fault_clear(struct device_fault *fault)
{
    if (fault != NULL)
        memset(fault, 0, sizeof *fault);
}

base_error device_fault_from_system(struct device_fault *fault, base_error error,
                                    enum device_blame self)
{
    static const struct row other = {0, DEVICE_BLAME_TRANSPORT, false, false, false};
    const struct row *row = &other;

    device_fault_clear(fault);
    if (fault == NULL || error == BASE_ERROR_SUCCESS)
        return error;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].error == error)
            row = &table[i];
    }
    fault->error = error;
    fault->blame = row->blame == SELF ? self : (enum device_blame)row->blame;
    fault->retry = row->retry;
    fault->pause_ms = row->retry && !row->attention ? DEVICE_PAUSE_SOON : 0;
    fault->attention = row->attention;
    fault->unknown = row->unknown;
    (void)snprintf(fault->text, sizeof fault->text, "%s (%u)", base_error_name(error),
                   (unsigned)error);
    return error;
}

static base_error status_fault(struct device_fault *fault, uint8_t status)
{
    switch (status) {
    case DEVICE_STATUS_BUSY:
    case DEVICE_STATUS_TASK_SET_FULL:
        return device_fault_set(fault, BASE_ERROR_BUSY, DEVICE_BLAME_NONE, true, "device busy");
    case DEVICE_STATUS_RESERVATION_CONFLICT:
        (void)device_fault_set(fault, BASE_ERROR_BUSY, DEVICE_BLAME_NONE, true,
                               "reserved by another host");
        fault->pause_ms = DEVICE_PAUSE_LATER;
        return fault->error;
    case DEVICE_STATUS_TASK_ABORTED:
        (void)device_fault_set(fault, BASE_ERROR_OPERATION_ABORTED, DEVICE_BLAME_TRANSPORT, true,
                               "command aborted by another host");
        break;
    case DEVICE_STATUS_CHECK_CONDITION:
        (void)device_fault_set(fault, BASE_ERROR_IO_DEVICE, DEVICE_BLAME_TRANSPORT, true,
                               "check condition without sense data");
        break;
    default:
        (void)device_fault_set(fault, BASE_ERROR_IO_DEVICE, DEVICE_BLAME_TRANSPORT, false,
                               "unexpected SCSI status");
        break;
    }
    fault->unknown = true;
    return fault->error;
}

base_error device_fault_from_command(struct device_fault *fault,
                                     const struct device_scsi_command *command,
                                     enum device_blame self)
{
    struct device_fault result;
    struct device_sense sense;
    size_t length = command->sense_length;

    device_fault_clear(&result);
    if (length > sizeof command->sense)
        length = sizeof command->sense;
    if (command->status == DEVICE_STATUS_CHECK_CONDITION &&
        device_sense_decode(command->sense, length, &sense))
        device_sense_to_fault(&sense, self, &result);
    else if (command->status != DEVICE_STATUS_GOOD)
        (void)status_fault(&result, command->status);
    if (result.error != BASE_ERROR_SUCCESS)
        result.status = command->status;
    if (fault != NULL)
        *fault = result;
    return result.error;
}

bool device_fault_is_gone(const struct device_fault *fault)
{
    enum { ERROR_NO_SUCH_DEVICE = 433, ERROR_DEVICE_REMOVED = 1617 };
    switch (fault->error) {
    case BASE_ERROR_FILE_NOT_FOUND:
    case BASE_ERROR_PATH_NOT_FOUND:
    case BASE_ERROR_DEV_NOT_EXIST:
    case BASE_ERROR_DEVICE_NOT_CONNECTED:
    case ERROR_NO_SUCH_DEVICE:
    case ERROR_DEVICE_REMOVED:
        return true;
    case BASE_ERROR_BAD_UNIT: /* 25h: the logical unit behind the node is another one or none */
        return fault->asc == 0x25;
    default:
        return false;
    }
}

bool device_fault_wants_initialize(const struct device_fault *fault)
{
    return fault->error == BASE_ERROR_DEVICE_REINITIALIZATION_NEEDED ||
           (fault->key == 2 && fault->asc == 0x04 && fault->ascq == 0x02);
}

base_error device_fault_set(struct device_fault *fault, base_error error, enum device_blame blame,
                            bool retry, const char *text)
{
    device_fault_clear(fault);
    if (fault == NULL)
        return error;
    fault->error = error;
    fault->blame = blame;
    fault->retry = retry;
    fault->pause_ms = retry ? DEVICE_PAUSE_SOON : 0;
    (void)snprintf(fault->text, sizeof fault->text, "%s", text);
    return error;
}
