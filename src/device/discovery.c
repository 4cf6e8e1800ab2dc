/* SPDX-License-Identifier: MIT */
#include "device/discovery.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "port/setting.h"

enum { NAMES_LENGTH = 2048 };

/* Everything a search works on. */
struct search {
    const struct device_transport *transport;
    const struct device_discovery_skip *skip; /* NULL: nothing is left alone */
    struct device_inventory found;
    size_t changer_room;
    size_t drive_room;
};

void device_inventory_free(struct device_inventory *inventory)
{
    static const struct device_inventory empty = DEVICE_INVENTORY_INIT;
    if (inventory == NULL)
        return;
    base_memory_free(inventory->changers);
    base_memory_free(inventory->drives);
    *inventory = empty;
}

/* No such device, as opposed to one that fails. */
static bool is_absent(const struct device_fault *fault)
{
    return device_fault_is_gone(fault) || fault->error == BASE_ERROR_INVALID_NAME;
}

/* Room for one more entry at the end of an array of count entries. */
static base_error make_room(void **array, size_t *room, size_t count, size_t size)
{
    if (count < *room)
        return BASE_ERROR_SUCCESS;
    size_t larger = *room == 0 ? 4 : *room * 2;
    void *grown = base_memory_resize(*array, larger, size);
    if (grown == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    *array = grown;
    *room = larger;
    return BASE_ERROR_SUCCESS;
}

static bool equal_names(const char *a, const char *b)
{
    for (; *a != '\0' || *b != '\0'; a++, b++) {
        char x = *a >= 'a' && *a <= 'z' ? (char)(*a - 'a' + 'A') : *a;
        char y = *b >= 'a' && *b <= 'z' ? (char)(*b - 'a' + 'A') : *b;
        if (x != y)
            return false;
    }
    return true;
}

static bool is_known(const struct search *search, const char *name)
{
    for (size_t i = 0; i < search->found.changer_count; i++) {
        if (equal_names(search->found.changers[i].description.name, name))
            return true;
    }
    for (size_t i = 0; i < search->found.drive_count; i++) {
        if (equal_names(search->found.drives[i].description.name, name))
            return true;
    }
    return false;
}

static base_error probe_changer(struct search *search, const char *name)
{
    struct device_found_changer entry;
    struct device_changer *changer = NULL;
    void *array = search->found.changers;

    memset(&entry, 0, sizeof entry);
    base_error error = device_changer_open(search->transport, name, &changer, &entry.fault);
    if (is_absent(&entry.fault))
        return BASE_ERROR_SUCCESS;
    if (error == BASE_ERROR_SUCCESS)
        device_changer_describe(changer, &entry.description);
    else
        (void)snprintf(entry.description.name, sizeof entry.description.name, "%s", name);
    device_changer_close(changer);
    error = make_room(&array, &search->changer_room, search->found.changer_count, sizeof entry);
    search->found.changers = array;
    if (error == BASE_ERROR_SUCCESS)
        search->found.changers[search->found.changer_count++] = entry;
    return error;
}

static bool is_left_alone(const struct search *search, const char *name)
{
    return search->skip != NULL && search->skip->skip(search->skip->context, name);
}

static base_error probe_drive(struct search *search, const char *name)
{
    struct device_found_drive entry;
    void *array = search->found.drives;

    memset(&entry, 0, sizeof entry);
    base_error error =
        device_drive_describe(search->transport, name, &entry.description, &entry.fault);
    if (is_absent(&entry.fault))
        return BASE_ERROR_SUCCESS;
    if (error != BASE_ERROR_SUCCESS) {
        (void)snprintf(entry.description.name, sizeof entry.description.name, "%s", name);
        entry.description.busy = error == BASE_ERROR_BUSY;
        (void)base_log(BASE_LOG_NOTICE, 520, error, "%s: cannot be described: %s", name,
                       entry.fault.text);
    }
    error = make_room(&array, &search->drive_room, search->found.drive_count, sizeof entry);
    search->found.drives = array;
    if (error == BASE_ERROR_SUCCESS)
        search->found.drives[search->found.drive_count++] = entry;
    return error;
}

/* A name of the administrator's: a changer if it says so by its name or its answer, else a drive.
 */
static base_error probe_named(struct search *search, const char *name)
{
    struct device_drive_description description;
    struct device_fault fault;

    if (is_known(search, name) || is_left_alone(search, name))
        return BASE_ERROR_SUCCESS;
    base_error error = device_drive_describe(search->transport, name, &description, &fault);
    if (error == BASE_ERROR_BAD_UNIT)
        return search->skip == NULL ? probe_changer(search, name) : BASE_ERROR_SUCCESS;
    return probe_drive(search, name);
}

/* The registry value Devices: names with blanks, commas or semicolons between them. */
static base_error probe_settings(struct search *search)
{
    char names[NAMES_LENGTH];
    char *rest = names;
    base_error error = BASE_ERROR_SUCCESS;

    if (port_setting_text(NULL, "Devices", names, sizeof names) != BASE_ERROR_SUCCESS)
        return BASE_ERROR_SUCCESS;
    while (*rest != '\0' && error == BASE_ERROR_SUCCESS) {
        char name[DEVICE_NAME_SIZE];
        size_t skipped = strspn(rest, " ,;");
        size_t length = strcspn(rest + skipped, " ,;");
        if (length > 0 && length < sizeof name) {
            memcpy(name, rest + skipped, length);
            name[length] = '\0';
            error = probe_named(search, name);
        }
        rest += skipped + length;
    }
    return error;
}

static base_error probe_drives(struct search *search)
{
    char name[DEVICE_NAME_SIZE];
    base_error error = BASE_ERROR_SUCCESS;

    for (unsigned i = 0; i < DEVICE_TAPES_PROBED && error == BASE_ERROR_SUCCESS; i++) {
        (void)snprintf(name, sizeof name, "\\\\.\\Tape%u", i);
        if (!is_left_alone(search, name))
            error = probe_drive(search, name);
    }
    return error != BASE_ERROR_SUCCESS ? error : probe_settings(search);
}

static base_error finish(struct search *search, base_error error, struct device_inventory *out)
{
    if (error != BASE_ERROR_SUCCESS)
        device_inventory_free(&search->found);
    else
        *out = search->found;
    return error;
}

base_error device_discover(const struct device_transport *transport, struct device_inventory *out)
{
    struct search search = {.transport = transport, .found = DEVICE_INVENTORY_INIT};
    char name[DEVICE_NAME_SIZE];
    base_error error = BASE_ERROR_SUCCESS;

    for (unsigned i = 0; i < DEVICE_CHANGERS_PROBED && error == BASE_ERROR_SUCCESS; i++) {
        (void)snprintf(name, sizeof name, "\\\\.\\Changer%u", i);
        error = probe_changer(&search, name);
    }
    if (error == BASE_ERROR_SUCCESS)
        error = probe_drives(&search);
    return finish(&search, error, out);
}

base_error device_discover_changer(const struct device_transport *transport, const char *changer,
                                   const struct device_discovery_skip *skip,
                                   struct device_inventory *out)
{
    struct search search = {.transport = transport, .skip = skip, .found = DEVICE_INVENTORY_INIT};
    base_error error = probe_changer(&search, changer);

    if (error == BASE_ERROR_SUCCESS)
        error = probe_drives(&search);
    return finish(&search, error, out);
}

struct override_list {
    struct device_override *items;
    size_t room;
    size_t count;
};

/* A decimal element index; SMC-3 has no more than 65,536 elements. */
static bool read_index(const char *text, uint32_t *index)
{
    uint32_t value = 0;
    const char *p = text;
    for (; *p >= '0' && *p <= '9' && value <= 0xFFFF; p++)
        value = value * 10 + (uint32_t)(*p - '0');
    *index = value;
    return p != text && *p == '\0' && value <= 0xFFFF;
}

static bool visit_override(void *context, const char *value, const char *text)
{
    struct override_list *list = context;
    uint32_t index = 0;

    if (list->count >= list->room)
        return false;
    if (!read_index(value, &index))
        return true;
    struct device_override *item = &list->items[list->count++];
    item->index = index;
    (void)snprintf(item->device, sizeof item->device, "%s", text);
    return true;
}

size_t device_overrides_read(const char *changer_serial, struct device_override *overrides,
                             size_t room)
{
    char key[DEVICE_SERIAL_SIZE + 16];
    struct override_list list = {overrides, room, 0};

    (void)snprintf(key, sizeof key, "DriveMapping\\%s", changer_serial);
    (void)port_setting_each(key, visit_override, &list);
    return list.count;
}
