/* SPDX-License-Identifier: MIT */
#include "element.h"

#include <string.h>

struct vtl_element *vtl_library_element(struct vtl_library *library, uint32_t type, uint32_t number)
{
    if (type == VTL_OUTSIDE || type >= VTL_TYPES || number >= library->config.count[type])
        return NULL;
    return &library->elements[library->base[type] + number];
}

struct vtl_element *vtl_library_address(struct vtl_library *library, uint32_t address)
{
    for (uint32_t type = 1; type < VTL_TYPES; type++) {
        uint32_t first = library->config.first[type];
        uint32_t number = address - first;
        if (type == VTL_SLOT && number >= library->config.slot_gap_after) {
            if (number - library->config.slot_gap_after < library->config.slot_gap)
                continue;
            number -= library->config.slot_gap;
        }
        if (address >= first && number < library->config.count[type])
            return vtl_library_element(library, type, number);
    }
    return NULL;
}

uint32_t vtl_element_number(const struct vtl_library *library, const struct vtl_element *element)
{
    return (uint32_t)(element - library->elements) - library->base[element->type];
}

struct vtl_cartridge *vtl_element_cartridge(const struct vtl_element *element)
{
    return element->drive != NULL ? vtl_drive_cartridge(element->drive) : element->held;
}

void vtl_element_look(struct vtl_library *library, struct vtl_element *element)
{
    const struct vtl_cartridge *cartridge = vtl_element_cartridge(element);
    element->seen_full = cartridge != NULL;
    element->seen_medium = 0;
    memset(element->seen_barcode, 0, sizeof element->seen_barcode);
    if (cartridge == NULL) {
        element->source_valid = false;
        element->by_operator = false;
        element->inverted = false;
        return;
    }
    if (!library->config.barcode_reader || element->hide_label || cartridge->barcode[0] == '\0')
        return;
    memcpy(element->seen_barcode, cartridge->barcode, sizeof element->seen_barcode);
    element->seen_medium = strncmp(cartridge->barcode, "CLN", 3) == 0 ? 2 : 1;
}

void vtl_library_look(struct vtl_library *library)
{
    for (uint32_t i = 0; i < library->element_count; i++)
        vtl_element_look(library, &library->elements[i]);
}

bool vtl_element_put(struct vtl_library *library, struct vtl_element *element,
                     struct vtl_cartridge *cartridge, bool notice, uint64_t now)
{
    if (vtl_element_cartridge(element) != NULL)
        return false;
    if (element->drive != NULL) {
        if (!vtl_drive_insert(element->drive, cartridge, now))
            return false;
    } else {
        element->held = cartridge;
    }
    element->source_valid = false;
    if (notice)
        vtl_element_look(library, element);
    return true;
}

struct vtl_cartridge *vtl_element_take(struct vtl_library *library, struct vtl_element *element,
                                       bool notice, uint64_t now)
{
    struct vtl_cartridge *cartridge = element->held;
    if (element->drive != NULL)
        cartridge = vtl_drive_remove(element->drive, now);
    element->held = NULL;
    if (notice)
        vtl_element_look(library, element);
    return cartridge;
}

bool vtl_world_place(struct vtl_world *world, const struct vtl_control_place *wanted,
                     struct vtl_place *out)
{
    memset(out, 0, sizeof *out);
    if (wanted->library == VTL_STANDALONE) {
        struct vtl_device *device = vtl_world_drive(world, VTL_STANDALONE, wanted->number);
        if (device == NULL || wanted->type != VTL_DRIVE)
            return false;
        out->drive = device->drive;
        return true;
    }
    if (wanted->library >= world->library_count)
        return false;
    out->library = world->libraries[wanted->library];
    out->element = vtl_library_element(out->library, wanted->type, wanted->number);
    return out->element != NULL;
}

struct vtl_cartridge *vtl_place_cartridge(const struct vtl_place *place)
{
    if (place->element != NULL)
        return vtl_element_cartridge(place->element);
    return place->drive != NULL ? vtl_drive_cartridge(place->drive) : NULL;
}

struct vtl_device *vtl_world_drive(struct vtl_world *world, uint32_t library, uint32_t drive)
{
    if (library == VTL_STANDALONE)
        return drive < world->standalone_count ? &world->standalone[drive]->device : NULL;
    if (library >= world->library_count)
        return NULL;
    if (drive >= world->libraries[library]->config.count[VTL_DRIVE])
        return NULL;
    return &world->libraries[library]->drives[drive];
}

bool vtl_device_detached(const struct vtl_device *device)
{
    if (device->library == NULL)
        return device->world->standalone[device->drive_index]->detached;
    if (device->kind == VTL_DEVICE_CHANGER)
        return device->library->detached;
    const struct vtl_element *element =
        vtl_library_element(device->library, VTL_DRIVE, device->drive_index);
    return element->not_installed;
}
