/* SPDX-License-Identifier: MIT */
#include "port/volume.h"

base_error port_volume_of_device(const char *device, struct port_volume *volume)
{
    (void)device;
    (void)volume;
    return BASE_ERROR_FILE_NOT_FOUND;
}
