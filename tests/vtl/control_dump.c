/* SPDX-License-Identifier: MIT */
/* VTL_IOCTL_DUMP: everything the world holds, as control.h lays it out. */
#include "control_dump.h"
#include "medium.h"

#include <string.h>

bool vtl_control_find(struct vtl_world *world, const struct vtl_cartridge *cartridge,
                      struct vtl_control_place *out, const struct vtl_element **at)
{
    for (uint32_t l = 0; l < world->library_count; l++) {
        const struct vtl_library *library = world->libraries[l];
        for (uint32_t i = 0; i < library->element_count; i++) {
            const struct vtl_element *element = &library->elements[i];
            if (vtl_element_cartridge(element) != cartridge)
                continue;
            out->library = (uint16_t)l;
            out->type = element->type;
            out->number = vtl_element_number(library, element);
            *at = element;
            return true;
        }
    }
    for (uint32_t d = 0; d < world->standalone_count; d++)
        if (vtl_drive_cartridge(world->standalone[d]->device.drive) == cartridge) {
            out->library = VTL_STANDALONE;
            out->type = VTL_DRIVE;
            out->number = d;
            *at = NULL;
            return true;
        }
    return false;
}

static void append(struct vtl_ioctl *call, const void *bytes, uint32_t length)
{
    memcpy(call->out + call->information, bytes, length);
    call->information += length;
}

static void dump_library(const struct vtl_library *library, struct vtl_ioctl *call)
{
    const struct vtl_library_config *config = &library->config;
    struct vtl_dump_library record = {
        .library = library->index,
        .number = (uint16_t)config->number,
        .slots = (uint16_t)config->count[VTL_SLOT],
        .drives = (uint16_t)config->count[VTL_DRIVE],
        .ports = (uint16_t)config->count[VTL_PORT],
        .door_open = config->door ? library->door_open : 0xFFFF,
        .prevented = library->prevented,
        .moving = library->moving,
        .moves = library->moves,
        .collisions = library->collisions,
        .first_transport = (uint16_t)config->first[VTL_TRANSPORT],
        .first_slot = (uint16_t)config->first[VTL_SLOT],
        .first_port = (uint16_t)config->first[VTL_PORT],
        .first_drive = (uint16_t)config->first[VTL_DRIVE],
    };
    vtl_text_copy(record.serial, sizeof record.serial, config->identity.serial);
    append(call, &record, sizeof record);
}

static void dump_drive(const struct vtl_device *device, struct vtl_ioctl *call, uint64_t now)
{
    const struct vtl_cartridge *cartridge = vtl_drive_cartridge(device->drive);
    struct vtl_dump_drive record = {
        .library = device->library_index,
        .drive = device->drive_index,
        .number = (uint16_t)device->number,
        .state = (uint16_t)vtl_drive_state(device->drive, now),
        .alerts = vtl_drive_alerts(device->drive),
        .cleanings = vtl_drive_cleanings(device->drive),
        .cartridge = cartridge != NULL ? cartridge->id : 0,
        .prevented = vtl_drive_removal_prevented(device->drive),
    };
    vtl_text_copy(record.serial, sizeof record.serial, device->identity->serial);
    append(call, &record, sizeof record);
}

static void dump_cartridge(const struct vtl_cartridge *cartridge,
                           const struct vtl_control_place *place, const struct vtl_element *element,
                           struct vtl_ioctl *call)
{
    struct vtl_dump_cartridge record = {
        .id = cartridge->id,
        .kind = cartridge->kind,
        .uses_left = cartridge->uses_left,
        .spent = cartridge->spent,
        .write_protect = cartridge->write_protect,
        .place = *place,
        .seen = element == NULL || element->seen_full,
        .side_up = cartridge->side_up,
        .source_slot = UINT32_MAX,
    };
    vtl_text_copy(record.barcode, sizeof record.barcode, cartridge->barcode);
    if (cartridge->medium[0] != NULL)
        record.blocks = (uint32_t)vtl_medium_end(cartridge->medium[0]);
    if (element != NULL && element->source_valid)
        record.source_slot = element->source;
    append(call, &record, sizeof record);
}

/* Cartridges in place order, then those on the shelf. */
static void dump_cartridges(struct vtl_world *world, struct vtl_ioctl *call)
{
    for (uint32_t l = 0; l < world->library_count; l++) {
        const struct vtl_library *library = world->libraries[l];
        for (uint32_t i = 0; i < library->element_count; i++) {
            const struct vtl_element *element = &library->elements[i];
            struct vtl_control_place place = {(uint16_t)l, element->type,
                                              vtl_element_number(library, element)};
            if (vtl_element_cartridge(element) != NULL)
                dump_cartridge(vtl_element_cartridge(element), &place, element, call);
        }
    }
    for (uint32_t d = 0; d < world->standalone_count; d++) {
        struct vtl_control_place place = {VTL_STANDALONE, VTL_DRIVE, d};
        struct vtl_cartridge *cartridge = vtl_drive_cartridge(world->standalone[d]->device.drive);
        if (cartridge != NULL)
            dump_cartridge(cartridge, &place, NULL, call);
    }
}

/* How many of all cartridges are in some place. */
static uint32_t count_placed(struct vtl_world *world)
{
    uint32_t placed = 0;
    for (uint32_t l = 0; l < world->library_count; l++)
        for (uint32_t i = 0; i < world->libraries[l]->element_count; i++)
            placed += vtl_element_cartridge(&world->libraries[l]->elements[i]) != NULL;
    for (uint32_t d = 0; d < world->standalone_count; d++)
        placed += vtl_drive_cartridge(world->standalone[d]->device.drive) != NULL;
    return placed;
}

static void dump_shelf(struct vtl_world *world, uint32_t left, struct vtl_ioctl *call)
{
    struct vtl_control_place place = {0, VTL_OUTSIDE, 0};
    const struct vtl_element *element;
    if (left == 0)
        return;
    for (const struct vtl_cartridge *c = world->cartridges; c != NULL; c = c->next)
        if (!vtl_control_find(world, c, &place, &element)) {
            memset(&place, 0, sizeof place);
            dump_cartridge(c, &place, NULL, call);
        }
}

uint32_t vtl_control_dump(struct vtl_world *world, struct vtl_ioctl *call, const void *in,
                          uint64_t now)
{
    struct vtl_dump_header header = {.libraries = world->library_count, .time_ms = now};
    (void)in;
    header.drives = world->standalone_count;
    for (uint32_t l = 0; l < world->library_count; l++)
        header.drives += world->libraries[l]->config.count[VTL_DRIVE];
    for (const struct vtl_cartridge *c = world->cartridges; c != NULL; c = c->next)
        header.cartridges++;
    header.size = (uint32_t)(sizeof header + header.libraries * sizeof(struct vtl_dump_library) +
                             header.drives * sizeof(struct vtl_dump_drive) +
                             header.cartridges * sizeof(struct vtl_dump_cartridge));
    if (call->out_length < header.size) {
        if (call->out_length < sizeof header)
            return VTL_STATUS_BUFFER_TOO_SMALL;
        append(call, &header, sizeof header);
        return VTL_STATUS_BUFFER_OVERFLOW;
    }
    append(call, &header, sizeof header);
    for (uint32_t l = 0; l < world->library_count; l++)
        dump_library(world->libraries[l], call);
    for (uint32_t l = 0; l < world->library_count; l++)
        for (uint32_t d = 0; d < world->libraries[l]->config.count[VTL_DRIVE]; d++)
            dump_drive(&world->libraries[l]->drives[d], call, now);
    for (uint32_t d = 0; d < world->standalone_count; d++)
        dump_drive(&world->standalone[d]->device, call, now);
    dump_cartridges(world, call);
    dump_shelf(world, header.cartridges - count_placed(world), call);
    return VTL_STATUS_SUCCESS;
}
