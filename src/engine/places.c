/* SPDX-License-Identifier: MIT */
#include "engine/places.h"

#include "base/memory.h"

#include <string.h>

enum device_kind engine_places_kind(enum rules_place_kind kind)
{
    switch (kind) {
    case RULES_PLACE_SLOT:
        return DEVICE_KIND_SLOT;
    case RULES_PLACE_DRIVE:
        return DEVICE_KIND_DRIVE;
    case RULES_PLACE_PORT:
        return DEVICE_KIND_PORT;
    case RULES_PLACE_TRANSPORT:
        return DEVICE_KIND_TRANSPORT;
    default:
        return DEVICE_KIND_ANY;
    }
}

enum rules_place_kind engine_places_place_kind(enum device_kind kind)
{
    switch (kind) {
    case DEVICE_KIND_SLOT:
        return RULES_PLACE_SLOT;
    case DEVICE_KIND_DRIVE:
        return RULES_PLACE_DRIVE;
    case DEVICE_KIND_PORT:
        return RULES_PLACE_PORT;
    case DEVICE_KIND_TRANSPORT:
        return RULES_PLACE_TRANSPORT;
    default:
        return RULES_PLACE_NOWHERE;
    }
}

static uint32_t number_of(const struct model_information *row)
{
    switch (row->object.type) {
    case MODEL_STORAGESLOT:
        return row->info.slot.number;
    case MODEL_DRIVE:
        return row->info.drive.number;
    default:
        return row->info.port.number;
    }
}

/* More drives than any library has: a number beyond is no index. */
enum { PLACES_DRIVES_MAX = 65536 };

struct drive_count {
    uint32_t first;
    uint32_t count;
};

static base_error count_drive(void *context, const struct model_information *row)
{
    struct drive_count *drives = context;
    uint32_t index = row->info.drive.number - drives->first;

    if (index < PLACES_DRIVES_MAX && index >= drives->count) {
        drives->count = index + 1;
    }
    return BASE_ERROR_SUCCESS;
}

base_error engine_places_count_drives(struct store_transaction *transaction,
                                      const struct model_information *library, uint32_t *count)
{
    struct drive_count drives = {.first = library->info.library.first_drive};
    base_error error =
        store_children_each(transaction, &library->object.id, MODEL_DRIVE, count_drive, &drives);

    if (error == BASE_ERROR_SUCCESS) {
        *count = drives.count;
    }
    return error;
}

struct place_loader {
    struct engine_place *places;
    uint32_t first;
    uint32_t count;
};

static base_error load_place(void *context, const struct model_information *row)
{
    struct place_loader *loader = context;
    uint32_t index = number_of(row) - loader->first;
    bool present = row->object.operational_state != MODEL_NOT_PRESENT;

    /* A drive that was replaced leaves a row that is not present and has the same number. */
    if (index < loader->count && (present || !loader->places[index].present)) {
        loader->places[index].id = row->object.id;
        loader->places[index].present = present;
        loader->places[index].content = RULES_CONTENT_UNKNOWN;
    }
    return BASE_ERROR_SUCCESS;
}

static base_error load_kind(struct store_transaction *transaction, const struct base_guid *library,
                            uint32_t type, uint32_t first, uint32_t count,
                            struct engine_place **places, size_t *place_count)
{
    struct place_loader loader = {.first = first, .count = count};
    base_error error;

    loader.places = base_memory_zero((size_t)count + 1, sizeof *loader.places);
    if (loader.places == NULL) {
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    error = store_children_each(transaction, library, type, load_place, &loader);
    if (error != BASE_ERROR_SUCCESS) {
        base_memory_free(loader.places);
        return error;
    }
    *places = loader.places;
    *place_count = count;
    return BASE_ERROR_SUCCESS;
}

base_error engine_places_load(struct store_transaction *transaction,
                              const struct model_information *library, struct engine_places *places)
{
    const struct model_library *row = &library->info.library;
    const struct base_guid *id = &library->object.id;
    struct engine_places loaded = {.cleaner_slot = RULES_NONE};
    uint32_t drives = 0;
    base_error error = engine_places_count_drives(transaction, library, &drives);

    if (error == BASE_ERROR_SUCCESS) {
        error = load_kind(transaction, id, MODEL_STORAGESLOT, row->first_slot, row->number_of_slots,
                          &loaded.slots, &loaded.slot_count);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = load_kind(transaction, id, MODEL_DRIVE, row->first_drive, drives, &loaded.drives,
                          &loaded.drive_count);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = load_kind(transaction, id, MODEL_IEPORT, row->first_port, row->number_of_ports,
                          &loaded.ports, &loaded.port_count);
    }
    if (error != BASE_ERROR_SUCCESS) {
        engine_places_free(&loaded);
        return error;
    }
    loaded.transport.present = true;
    loaded.transport.content = RULES_CONTENT_EMPTY;
    engine_places_set_cleaner_slot(&loaded, row);
    *places = loaded;
    return BASE_ERROR_SUCCESS;
}

void engine_places_free(struct engine_places *places)
{
    base_memory_free(places->slots);
    base_memory_free(places->drives);
    base_memory_free(places->ports);
    memset(places, 0, sizeof *places);
    places->cleaner_slot = RULES_NONE;
}

struct engine_place *engine_places_at(struct engine_places *places, struct rules_place place)
{
    switch (place.kind) {
    case RULES_PLACE_SLOT:
        return place.index < places->slot_count ? &places->slots[place.index] : NULL;
    case RULES_PLACE_DRIVE:
        return place.index < places->drive_count ? &places->drives[place.index] : NULL;
    case RULES_PLACE_PORT:
        return place.index < places->port_count ? &places->ports[place.index] : NULL;
    case RULES_PLACE_TRANSPORT:
        return &places->transport;
    default:
        return NULL;
    }
}

uint32_t engine_places_index(const struct engine_place *places, size_t count,
                             const struct base_guid *id)
{
    /* The bay of a drive that was deleted has no row: it is nobody's, and not everybody's. */
    for (size_t i = 0; !base_guid_is_null(id) && i < count; i++) {
        if (base_guid_equal(&places[i].id, id)) {
            return (uint32_t)i;
        }
    }
    return RULES_NONE;
}

void engine_places_set_cleaner_slot(struct engine_places *places,
                                    const struct model_library *library)
{
    places->cleaner_slot =
        base_guid_is_null(&library->cleaner_slot)
            ? RULES_NONE
            : engine_places_index(places->slots, places->slot_count, &library->cleaner_slot);
}

/* Bar codes that start so mark cleaning cartridges (API: NtmsLibraryFlags). */
#define CLEANER_PREFIX "CLN"

bool engine_places_is_cleaning(const struct model_library *library,
                               const struct engine_place *place)
{
    bool by_barcode = (library->flags & MODEL_LIBRARYFLAG_RECOGNIZECLEANERBARCODE) != 0;

    return place->content == RULES_CONTENT_CLEANER ||
           (by_barcode && strncmp(place->barcode, CLEANER_PREFIX, sizeof CLEANER_PREFIX - 1) == 0);
}

bool engine_places_is_other(const char *barcode, const struct model_physical_media *medium)
{
    return barcode[0] != '\0' && medium->barcode[0] != '\0' &&
           strcmp(barcode, medium->barcode) != 0;
}

static bool same_place(struct rules_place a, struct rules_place b)
{
    return a.kind == b.kind && a.index == b.index;
}

/* Is the cartridge in `element` the library's one cleaner? Without bar codes a cartridge that stays
 * where it is stays what it was. */
static bool is_cleaner(const struct engine_places *places, const struct model_library *library,
                       struct rules_place hint, enum rules_content known,
                       const struct device_element *element)
{
    struct rules_place here = {engine_places_place_kind(element->kind), element->index};
    bool known_barcode = library->cleaner_barcode[0] != '\0' && element->barcode_valid;

    if ((library->flags & MODEL_LIBRARYFLAG_CLEANERPRESENT) == 0) {
        return false;
    }
    /* In another slot than its own it is out of the library's hands: a person put it there. */
    if (here.kind == RULES_PLACE_SLOT && here.index != places->cleaner_slot) {
        return false;
    }
    if (known_barcode) {
        return strcmp(library->cleaner_barcode, element->barcode) == 0;
    }
    if (here.kind == RULES_PLACE_SLOT) {
        return true;
    }
    return same_place(here, hint) || known == RULES_CONTENT_CLEANER ||
           (element->source_valid && element->source_kind == DEVICE_KIND_SLOT &&
            element->source_index == places->cleaner_slot);
}

static void see_element(struct engine_places *places, const struct model_library *library,
                        struct rules_place hint, const struct device_element *element)
{
    struct rules_place here = {engine_places_place_kind(element->kind), element->index};
    struct engine_place *place = engine_places_at(places, here);

    /* A drive that was deleted has no row, though the library still has its bay. */
    if (place == NULL || (here.kind == RULES_PLACE_DRIVE && base_guid_is_null(&place->id))) {
        return;
    }
    place->barcode[0] = '\0';
    place->home = (struct rules_place){RULES_PLACE_NOWHERE, RULES_NONE};
    place->inverted = false;
    place->present = !(element->exception && element->reason == DEVICE_EXCEPTION_NOT_INSTALLED);
    if (element->exception && element->reason == DEVICE_EXCEPTION_UNKNOWN_STATE) {
        place->content = RULES_CONTENT_UNKNOWN;
        return;
    }
    if (!element->full) {
        place->content = RULES_CONTENT_EMPTY;
        return;
    }
    place->content = is_cleaner(places, library, hint, place->content, element)
                         ? RULES_CONTENT_CLEANER
                         : RULES_CONTENT_DATA;
    if (element->barcode_valid) {
        memcpy(place->barcode, element->barcode, sizeof place->barcode);
    }
    if (element->source_valid) {
        place->home.kind = engine_places_place_kind(element->source_kind);
        place->home.index = element->source_index;
        place->inverted = element->invert;
    }
}

void engine_places_see(struct engine_places *places, const struct model_library *library,
                       struct rules_place cleaner_hint, const struct device_elements *elements)
{
    for (size_t i = 0; i < elements->count; i++) {
        see_element(places, library, cleaner_hint, &elements->items[i]);
    }
}
