/* SPDX-License-Identifier: MIT */
/* Building and tearing down the world; element.h says what the functions promise. */
#include "element.h"

#include <string.h>

struct vtl_world *vtl_world_create(void)
{
    struct vtl_world *world = vtl_alloc(sizeof *world);
    if (world == NULL)
        return NULL;
    world->log = vtl_alloc(VTL_LOG_ENTRIES * sizeof *world->log);
    if (world->log == NULL) {
        vtl_free(world);
        return NULL;
    }
    world->next_cartridge = 1;
    world->next_fault = 1;
    world->next_sequence = 1;
    return world;
}

static void cartridge_free(struct vtl_cartridge *cartridge)
{
    vtl_cartridge_free_media(cartridge);
    vtl_free(cartridge);
}

static void library_free(struct vtl_library *library)
{
    if (library == NULL)
        return;
    if (library->drives != NULL)
        for (uint32_t i = 0; i < library->config.count[VTL_DRIVE]; i++)
            vtl_drive_free(library->drives[i].drive);
    vtl_free(library->drives);
    vtl_free(library->elements);
    vtl_free(library);
}

static void standalone_free(struct vtl_standalone *standalone)
{
    if (standalone == NULL)
        return;
    vtl_drive_free(standalone->device.drive);
    vtl_free(standalone);
}

void vtl_world_free(struct vtl_world *world)
{
    if (world == NULL)
        return;
    for (uint32_t i = 0; i < world->library_count; i++)
        library_free(world->libraries[i]);
    for (uint32_t i = 0; i < world->standalone_count; i++)
        standalone_free(world->standalone[i]);
    for (struct vtl_cartridge *c = world->cartridges; c != NULL;) {
        struct vtl_cartridge *next = c->next;
        cartridge_free(c);
        c = next;
    }
    vtl_free(world->log);
    vtl_free(world);
}

void vtl_world_tick(struct vtl_world *world, uint64_t now)
{
    for (uint32_t l = 0; l < world->library_count; l++)
        for (uint32_t d = 0; d < world->libraries[l]->config.count[VTL_DRIVE]; d++)
            vtl_drive_tick(world->libraries[l]->drives[d].drive, now);
    for (uint32_t d = 0; d < world->standalone_count; d++)
        vtl_drive_tick(world->standalone[d]->device.drive, now);
}

struct vtl_cartridge *vtl_world_new_cartridge(struct vtl_world *world,
                                              const struct vtl_control_insert *wanted)
{
    struct vtl_cartridge *cartridge = vtl_alloc(sizeof *cartridge);
    if (cartridge == NULL)
        return NULL;
    cartridge->id = world->next_cartridge++;
    vtl_text_copy(cartridge->barcode, sizeof cartridge->barcode, wanted->barcode);
    cartridge->kind = wanted->kind;
    cartridge->uses_left = wanted->uses;
    cartridge->write_protect = wanted->write_protect != 0;
    cartridge->sides = wanted->sides == 2 ? 2 : 1;
    cartridge->density = (uint8_t)wanted->density;
    cartridge->capacity_mb = wanted->capacity_mb;
    cartridge->next = world->cartridges;
    world->cartridges = cartridge;
    return cartridge;
}

void vtl_world_destroy_cartridge(struct vtl_world *world, struct vtl_cartridge *cartridge)
{
    struct vtl_cartridge **link = &world->cartridges;
    while (*link != NULL && *link != cartridge)
        link = &(*link)->next;
    if (*link == NULL)
        return;
    *link = cartridge->next;
    cartridge_free(cartridge);
}

/* Addresses from the first to the last element of a type. */
static uint32_t span(const struct vtl_library_config *config, uint32_t type)
{
    return config->count[type] + (type == VTL_SLOT ? config->slot_gap : 0);
}

static bool config_is_possible(const struct vtl_library_config *config)
{
    static const uint32_t limit[VTL_TYPES] = {0, 1, VTL_MAX_SLOTS, VTL_MAX_PORTS, VTL_MAX_DRIVES};
    if (config->count[VTL_TRANSPORT] != 1)
        return false;
    for (uint32_t a = 1; a < VTL_TYPES; a++) {
        if (config->count[a] > limit[a] || config->first[a] > 0xFFFF || config->slot_gap > 0xFFFF ||
            config->first[a] + span(config, a) > 0x10000)
            return false;
        for (uint32_t b = 1; b < a; b++)
            if (config->first[a] < config->first[b] + span(config, b) &&
                config->first[b] < config->first[a] + span(config, a))
                return false;
    }
    return true;
}

static void drive_serial(char out[33], const char *prefix, uint32_t index)
{
    size_t length = vtl_text_length(prefix, 30);
    vtl_text_copy(out, 33, prefix);
    if (length == 0)
        return;
    out[length] = (char)('0' + index / 10 % 10);
    out[length + 1] = (char)('0' + index % 10);
    out[length + 2] = '\0';
}

static bool make_drives(struct vtl_library *library, uint64_t now)
{
    const struct vtl_library_config *config = &library->config;
    for (uint32_t i = 0; i < config->count[VTL_DRIVE]; i++) {
        struct vtl_drive_settings settings = config->drive;
        struct vtl_device *device = &library->drives[i];
        drive_serial(settings.identity.serial, config->drive.identity.serial, i);
        device->drive = vtl_drive_create(&settings, now);
        if (device->drive == NULL)
            return false;
        device->world = library->world;
        device->library = library;
        device->identity = &vtl_drive_settings(device->drive)->identity;
        device->kind = VTL_DEVICE_TAPE;
        device->number = config->first_tape + i;
        device->class_mask = config->real_linux ? VTL_CLASS_ALL : config->drive_class;
        device->exclusive = config->exclusive || config->real_linux;
        device->real_linux = config->real_linux;
        device->library_index = library->index;
        device->drive_index = (uint16_t)i;
        device->port = (uint8_t)(2 + library->index);
        device->target = (uint8_t)(1 + i);
        library->elements[library->base[VTL_DRIVE] + i].drive = device->drive;
    }
    return true;
}

static void make_elements(struct vtl_library *library)
{
    struct vtl_element *element = library->elements;
    for (uint32_t type = 1; type < VTL_TYPES; type++)
        for (uint32_t i = 0; i < library->config.count[type]; i++, element++) {
            element->type = (uint8_t)type;
            element->address = (uint16_t)(library->config.first[type] + i);
            if (type == VTL_SLOT && i >= library->config.slot_gap_after)
                element->address = (uint16_t)(element->address + library->config.slot_gap);
        }
}

static bool library_init(struct vtl_library *library, uint64_t now)
{
    struct vtl_library_config *config = &library->config;
    for (uint32_t type = 1; type < VTL_TYPES; type++) {
        library->base[type] = library->element_count;
        library->element_count += config->count[type];
    }
    library->elements = vtl_alloc(library->element_count * sizeof *library->elements);
    library->drives = vtl_alloc((config->count[VTL_DRIVE] + 1) * sizeof *library->drives);
    if (library->elements == NULL || library->drives == NULL)
        return false;
    make_elements(library);
    library->position = (uint16_t)config->first[VTL_TRANSPORT];
    library->changer.world = library->world;
    library->changer.library = library;
    library->changer.identity = &config->identity;
    library->changer.kind = VTL_DEVICE_CHANGER;
    library->changer.number = config->number;
    library->changer.class_mask = config->real_linux ? 0 : config->changer_class;
    library->changer.real_linux = config->real_linux;
    library->changer.library_index = library->index;
    library->changer.port = (uint8_t)(2 + library->index);
    if (config->attention)
        library->attentions = VTL_ATTENTION_RESET;
    return make_drives(library, now);
}

/* A cleaner's slot of a library that cleans by itself is not the host's to touch. */
static void hide_cleaners(struct vtl_library *library)
{
    for (uint32_t i = 0; i < library->config.count[VTL_SLOT]; i++) {
        struct vtl_element *slot = vtl_library_element(library, VTL_SLOT, i);
        if (slot->held != NULL && slot->held->kind == VTL_CARTRIDGE_CLEANER)
            slot->no_access = true;
    }
}

/* Destroys the cartridges made since `id`, wherever they are. */
static void forget_cartridges(struct vtl_world *world, uint32_t id)
{
    while (world->cartridges != NULL && world->cartridges->id >= id)
        vtl_world_destroy_cartridge(world, world->cartridges);
}

bool vtl_world_add_library(struct vtl_world *world, const struct vtl_library_config *config,
                           uint64_t now)
{
    if (world->library_count >= VTL_MAX_LIBRARIES || !config_is_possible(config))
        return false;
    uint32_t first_cartridge = world->next_cartridge;
    struct vtl_library *library = vtl_alloc(sizeof *library);
    if (library == NULL)
        return false;
    library->world = world;
    library->config = *config;
    library->config.cartridges = NULL;
    library->config.drives = NULL;
    library->index = (uint16_t)world->library_count;
    if (!library_init(library, now) || !vtl_text_drives(library, config->drives) ||
        !vtl_text_fill(world, library, NULL, config->cartridges, now)) {
        library_free(library);
        forget_cartridges(world, first_cartridge);
        return false;
    }
    if (config->hides_cleaning)
        hide_cleaners(library);
    world->libraries[world->library_count++] = library;
    return true;
}

bool vtl_world_add_standalone(struct vtl_world *world, const struct vtl_standalone_config *config,
                              uint64_t now)
{
    if (world->standalone_count >= VTL_MAX_DRIVES)
        return false;
    uint32_t first_cartridge = world->next_cartridge;
    struct vtl_standalone *standalone = vtl_alloc(sizeof *standalone);
    if (standalone == NULL)
        return false;
    struct vtl_device *device = &standalone->device;
    device->world = world;
    device->drive = vtl_drive_create(&config->drive, now);
    if (device->drive == NULL ||
        !vtl_text_fill(world, NULL, device->drive, config->cartridges, now)) {
        standalone_free(standalone);
        forget_cartridges(world, first_cartridge);
        return false;
    }
    device->identity = &vtl_drive_settings(device->drive)->identity;
    device->kind = VTL_DEVICE_TAPE;
    device->number = config->number;
    device->class_mask = config->real_linux ? VTL_CLASS_ALL : config->class_mask;
    device->exclusive = config->exclusive || config->real_linux;
    device->real_linux = config->real_linux;
    device->library_index = VTL_STANDALONE;
    device->drive_index = (uint16_t)world->standalone_count;
    device->port = (uint8_t)(2 + VTL_MAX_LIBRARIES);
    device->target = (uint8_t)world->standalone_count;
    world->standalone[world->standalone_count++] = standalone;
    return true;
}
