/* SPDX-License-Identifier: MIT */
/* Devices of the model that go, come and change: what happens to them behind everybody's back. */
#include "vtl_transport.h"

#include <stdio.h>

#include "vtl/control.h"

struct wanted {
    uint32_t library; /* or VTL_STANDALONE */
    int drive;        /* -1: the changer */
    uint32_t number;
    const char *serial;
};

static struct vtl_device *find(struct vtl_world *world, const struct wanted *wanted)
{
    if (wanted->library == VTL_STANDALONE) {
        return &world->standalone[wanted->drive]->device;
    }
    struct vtl_library *library = world->libraries[wanted->library];
    return wanted->drive < 0 ? &library->changer : &library->drives[wanted->drive];
}

static void renumber(struct vtl_world *world, const void *wanted)
{
    find(world, wanted)->number = ((const struct wanted *)wanted)->number;
}

static void replace(struct vtl_world *world, const void *wanted)
{
    struct vtl_identity *identity = find(world, wanted)->identity;
    snprintf(identity->serial, sizeof identity->serial, "%s",
             ((const struct wanted *)wanted)->serial);
}

void vtl_transport_renumber(uint32_t library, int drive, uint32_t number)
{
    struct wanted wanted = {.library = library, .drive = drive, .number = number};
    vtl_transport_change(renumber, &wanted);
}

void vtl_transport_replace(int drive, const char *serial)
{
    struct wanted wanted = {.drive = drive, .serial = serial};
    vtl_transport_change(replace, &wanted);
}

bool vtl_transport_power(int drive, bool attached)
{
    struct vtl_control_power power = {.device = drive == -2 ? 2 : drive >= 0,
                                      .drive = drive < 0 ? 0 : (uint32_t)drive,
                                      .attached = attached};
    return vtl_transport_control(VTL_IOCTL_POWER, &power, sizeof power);
}

bool vtl_transport_power_alone(uint32_t drive, bool attached)
{
    struct vtl_control_power power = {
        .library = VTL_STANDALONE, .drive = drive, .attached = attached};
    return vtl_transport_control(VTL_IOCTL_POWER, &power, sizeof power);
}
