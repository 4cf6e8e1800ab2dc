/* SPDX-License-Identifier: MIT */
/* Whether the device behind a changer's node is still the one that was opened. */
#include "device/changer_private.h"

#include <string.h>

base_error device_changer_confirm(struct device_changer *changer, struct device_fault *fault)
{
    const char *known = changer->description.serial;
    char serial[DEVICE_SERIAL_SIZE] = "";

    if (!changer->link.reset || changer->way->serial == NULL || known[0] == '\0')
        return BASE_ERROR_SUCCESS;
    changer->way->serial(changer, serial);
    if (serial[0] == '\0')
        return device_fault_set(fault, BASE_ERROR_NOT_READY, DEVICE_BLAME_NONE, true,
                                "the library does not tell which one it is");
    if (strcmp(serial, known) != 0)
        return device_fault_set(fault, BASE_ERROR_DEV_NOT_EXIST, DEVICE_BLAME_TRANSPORT, false,
                                "another library answers");
    changer->link.reset = false;
    return BASE_ERROR_SUCCESS;
}

base_error device_changer_serial(const struct device_transport *transport, const char *name,
                                 char serial[DEVICE_SERIAL_SIZE], struct device_fault *fault)
{
    struct device_identity identity = {.serial = ""};
    struct device_link link;
    base_error error = device_link_open(&link, transport, name, DEVICE_BLAME_ROBOT, fault);

    if (error != BASE_ERROR_SUCCESS)
        return error;
    error = device_link_identify(&link, &identity, fault);
    device_link_close(&link);
    if (error == BASE_ERROR_SUCCESS)
        memcpy(serial, identity.serial, DEVICE_SERIAL_SIZE);
    return error;
}
