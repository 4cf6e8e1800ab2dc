/* SPDX-License-Identifier: MIT */
/* Which media a drive can use: by density codes. */
#include "tape.h"

static uint8_t own_density(const struct vtl_drive_settings *settings)
{
    return settings->density != 0 ? settings->density : VTL_DENSITY_DEFAULT;
}

uint32_t vtl_density_list(const struct vtl_drive_settings *settings, struct vtl_density out[3])
{
    bool usual = settings->density == 0 && settings->writes == 0 && settings->reads == 0;
    uint8_t writes = usual ? VTL_DENSITY_OLDER : settings->writes;
    uint8_t reads = usual ? VTL_DENSITY_OLDEST : settings->reads;
    uint32_t count = 0;
    out[count++] = (struct vtl_density){own_density(settings), true};
    if (writes != 0) {
        out[count++] = (struct vtl_density){writes, true};
    }
    if (reads != 0) {
        out[count++] = (struct vtl_density){reads, false};
    }
    return count;
}

uint8_t vtl_medium_density(const struct vtl_drive *drive)
{
    if (drive->cartridge != NULL && drive->cartridge->density != 0) {
        return drive->cartridge->density;
    }
    return own_density(&drive->settings);
}

/* The entry of the cartridge's density; false: the drive cannot use it. */
static bool find_density(const struct vtl_drive *drive, struct vtl_density *out)
{
    struct vtl_density list[3];
    uint8_t code = vtl_medium_density(drive);
    uint32_t count = vtl_density_list(&drive->settings, list);
    for (uint32_t i = 0; i < count; i++) {
        if (list[i].code == code) {
            *out = list[i];
            return true;
        }
    }
    return false;
}

bool vtl_drive_accepts(const struct vtl_drive *drive)
{
    struct vtl_density density;
    return find_density(drive, &density);
}

bool vtl_drive_writes(const struct vtl_drive *drive)
{
    struct vtl_density density;
    return !drive->cartridge->write_protect && find_density(drive, &density) && density.writable;
}

uint32_t vtl_cartridge_capacity(const struct vtl_cartridge *cartridge,
                                const struct vtl_drive_settings *settings)
{
    if (cartridge != NULL && cartridge->capacity_mb != 0) {
        return cartridge->capacity_mb;
    }
    bool told = settings != NULL && settings->capacity_mb != 0;
    return told ? settings->capacity_mb : VTL_CAPACITY_MB_DEFAULT;
}

struct vtl_medium *vtl_cartridge_medium(struct vtl_cartridge *cartridge, uint32_t side,
                                        const struct vtl_drive_settings *settings)
{
    struct vtl_medium **medium = &cartridge->medium[side & 1];
    if (*medium == NULL) {
        uint64_t megabytes = vtl_cartridge_capacity(cartridge, settings);
        *medium = vtl_medium_create(megabytes << 20);
    }
    return *medium;
}
