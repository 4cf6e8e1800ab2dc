/* SPDX-License-Identifier: MIT */
/*
 * What identifies a disc is the file system's, and the system that has it mounted is the one to
 * ask.
 */
#include "device/drive.h"

#include <string.h>

static bool is_in_use(base_error error)
{
    return error == BASE_ERROR_SHARING_VIOLATION || error == BASE_ERROR_LOCK_VIOLATION ||
           error == BASE_ERROR_ACCESS_DENIED;
}

base_error device_drive_volume(const struct device_transport *transport, const char *name,
                               struct device_volume *volume, struct device_fault *fault)
{
    struct device_volume answer;
    base_error error;

    device_fault_clear(fault);
    memset(&answer, 0, sizeof answer);
    error = transport->volume(transport->context, name, &answer);
    if (error == BASE_ERROR_UNRECOGNIZED_VOLUME) {
        memset(&answer, 0, sizeof answer);
        error = BASE_ERROR_SUCCESS;
    }
    if (is_in_use(error))
        return device_fault_set(fault, BASE_ERROR_BUSY, DEVICE_BLAME_NONE, true,
                                "a program has the disc for itself");
    if (error != BASE_ERROR_SUCCESS)
        return device_fault_from_system(fault, error, DEVICE_BLAME_DRIVE);
    answer.file_system[sizeof answer.file_system - 1] = '\0';
    answer.name[sizeof answer.name - 1] = '\0';
    *volume = answer;
    return BASE_ERROR_SUCCESS;
}
