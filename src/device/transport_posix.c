/* SPDX-License-Identifier: MIT */
/* Systems without Windows device names have no devices but those of device_transport_register. */
#include "device/transport_posix.h"

#include <stddef.h>

static base_error no_open(void *context, const char *name, enum device_access access, void **handle)
{
    (void)context;
    (void)name;
    (void)access;
    (void)handle;
    return BASE_ERROR_FILE_NOT_FOUND;
}

static void no_close(void *context, void *handle)
{
    (void)context;
    (void)handle;
}

static base_error no_control(void *context, void *handle, uint32_t code, const void *in,
                             uint32_t in_length, void *out, uint32_t out_length,
                             uint32_t timeout_seconds, uint32_t *returned)
{
    (void)context;
    (void)handle;
    (void)code;
    (void)in;
    (void)in_length;
    (void)out;
    (void)out_length;
    (void)timeout_seconds;
    (void)returned;
    return BASE_ERROR_INVALID_HANDLE;
}

static base_error no_scsi(void *context, void *handle, struct device_scsi_command *command)
{
    (void)context;
    (void)handle;
    (void)command;
    return BASE_ERROR_INVALID_HANDLE;
}

static base_error no_volume(void *context, const char *name, struct device_volume *volume)
{
    (void)context;
    (void)name;
    (void)volume;
    return BASE_ERROR_FILE_NOT_FOUND;
}

static const struct device_transport none = {NULL,       no_open, no_close,
                                             no_control, no_scsi, no_volume};
static const struct device_transport *registered = &none;

void device_transport_register(const struct device_transport *transport)
{
    registered = transport != NULL ? transport : &none;
}

const struct device_transport *device_transport_system(void)
{
    return registered;
}
