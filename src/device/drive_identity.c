/* SPDX-License-Identifier: MIT */
/* Whether the drive behind a name is still the one that was known by it. */
#include "device/drive_private.h"
#include "device/scsi/cdb.h"

#include <string.h>

enum { PAGE_LENGTH = 252 };

/* By the page that most drives have; "" when it does not come. */
static void ask_serial(struct device_link *link, char serial[DEVICE_SERIAL_SIZE])
{
    struct device_scsi_command command;
    uint8_t data[PAGE_LENGTH];

    device_cdb_inquiry_page(&command, 0x80, data, sizeof data);
    if (device_link_scsi(link, &command, DEVICE_ATTENTION_PASS, NULL) != BASE_ERROR_SUCCESS ||
        !device_inquiry_serial(data, device_link_received(&command), serial))
        serial[0] = '\0';
}

base_error device_drive_recognize(struct device_link *link, const char *serial,
                                  struct device_fault *fault)
{
    char told[DEVICE_SERIAL_SIZE] = "";

    device_fault_clear(fault);
    if (serial[0] != '\0')
        ask_serial(link, told);
    return told[0] == '\0' || strcmp(told, serial) == 0
               ? BASE_ERROR_SUCCESS
               : device_fault_set(fault, BASE_ERROR_DEV_NOT_EXIST, DEVICE_BLAME_TRANSPORT, false,
                                  "another drive answers");
}

base_error device_drive_confirm(const struct device_transport *transport, const char *name,
                                const char *serial, struct device_fault *fault)
{
    struct device_link link;
    struct device_fault local;

    fault = fault != NULL ? fault : &local;
    device_fault_clear(fault);
    if (serial[0] == '\0')
        return BASE_ERROR_SUCCESS;
    base_error error = device_link_open(&link, transport, name, DEVICE_BLAME_DRIVE, fault);
    if (error != BASE_ERROR_SUCCESS) {
        if (!device_fault_is_gone(fault))
            device_fault_clear(fault);
        return fault->error;
    }
    error = device_drive_recognize(&link, serial, fault);
    device_link_close(&link);
    return error;
}
