/* SPDX-License-Identifier: MIT */
#include "device/discovery.h"

#include <string.h>

enum { SERIAL_TAIL_MINIMUM = 6 };

/* A matching under way; used tells per drive whether it may no longer be given out. */
struct matching {
    const struct device_match_input *input;
    uint32_t *match;
    size_t room;
};

static bool is_free(const struct matching *matching, size_t drive)
{
    if (matching->input->taken != NULL && matching->input->taken[drive])
        return false;
    for (size_t i = 0; i < matching->room; i++) {
        if (matching->match[i] == drive)
            return false;
    }
    return true;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool equal_text(const char *a, const char *b)
{
    while (*a != '\0' && upper(*a) == upper(*b)) {
        a++;
        b++;
    }
    return *a == '\0' && *b == '\0';
}

/* A text that ends with a serial number of a length that is no accident: some libraries put vendor
 * and product before it. */
static bool ends_with(const char *text, const char *serial)
{
    size_t text_length = strlen(text);
    size_t length = strlen(serial);
    return length >= SERIAL_TAIL_MINIMUM && text_length > length &&
           equal_text(text + text_length - length, serial);
}

static bool serial_fits(const struct device_element *element,
                        const struct device_found_drive *drive)
{
    const char *told = element->drive_serial;
    const char *serial = drive->description.serial;
    const char *name = drive->description.world_wide_name;
    if (told[0] == '\0')
        return false;
    if (serial[0] != '\0' && (equal_text(told, serial) || ends_with(told, serial)))
        return true;
    return name[0] != '\0' && equal_text(told, name);
}

/* An element's target and LUN are meant on the bus the changer itself is on. */
static bool address_fits(const struct device_match_input *input,
                         const struct device_element *element,
                         const struct device_found_drive *drive)
{
    const struct device_scsi_address *a = &element->scsi_address;
    const struct device_scsi_address *b = &drive->description.scsi_address;
    const struct device_scsi_address *bus = input->changer_address;
    if (!a->valid || !b->valid || a->target != b->target || a->lun != b->lun)
        return false;
    if (!a->partial)
        return a->port == b->port && a->path == b->path;
    return bus != NULL && bus->valid && bus->port == b->port && bus->path == b->path;
}

static const struct device_override *override_of(const struct device_match_input *input,
                                                 uint32_t index)
{
    for (size_t i = 0; i < input->override_count; i++) {
        if (input->overrides[i].index == index)
            return &input->overrides[i];
    }
    return NULL;
}

static bool override_fits(const struct device_override *override,
                          const struct device_found_drive *drive)
{
    const struct device_drive_description *description = &drive->description;
    const char *prefix = "\\\\.\\";
    const char *device = override->device;
    const char *name = description->name;
    if (device[0] == '\0')
        return false;
    if (equal_text(device, name))
        return true;
    if (strncmp(name, prefix, strlen(prefix)) == 0 && equal_text(device, name + strlen(prefix)))
        return true;
    return equal_text(device, description->serial) ||
           equal_text(device, description->world_wide_name);
}

enum rule { RULE_OVERRIDE, RULE_SERIAL, RULE_ADDRESS };

static bool rule_fits(const struct matching *matching, enum rule rule,
                      const struct device_element *element, const struct device_found_drive *drive)
{
    const struct device_override *override = override_of(matching->input, element->index);
    switch (rule) {
    case RULE_OVERRIDE:
        return override != NULL && override_fits(override, drive);
    case RULE_SERIAL:
        return override == NULL && serial_fits(element, drive);
    default:
        return override == NULL && element->drive_serial[0] == '\0' &&
               address_fits(matching->input, element, drive);
    }
}

static bool is_drive_element(const struct matching *matching, const struct device_element *element)
{
    return element->kind == DEVICE_KIND_DRIVE && element->index < matching->room;
}

/* One rule for all elements; a rule that fits several free drives decides nothing. */
static void apply(const struct matching *matching, enum rule rule)
{
    const struct device_match_input *input = matching->input;
    for (size_t i = 0; i < input->elements->count; i++) {
        const struct device_element *element = &input->elements->items[i];
        size_t candidate = 0;
        size_t candidates = 0;
        if (!is_drive_element(matching, element) ||
            matching->match[element->index] != DEVICE_NO_DRIVE)
            continue;
        for (size_t drive = 0; drive < input->drive_count; drive++) {
            if (rule_fits(matching, rule, element, &input->drives[drive]) &&
                is_free(matching, drive)) {
                candidate = drive;
                candidates++;
            }
        }
        if (candidates == 1)
            matching->match[element->index] = (uint32_t)candidate;
    }
}

/* An element that says nothing about its drive and that nobody has said anything about. */
static bool is_silent(const struct matching *matching, const struct device_element *element)
{
    return is_drive_element(matching, element) &&
           matching->match[element->index] == DEVICE_NO_DRIVE && element->drive_serial[0] == '\0' &&
           !element->scsi_address.valid && element->reason != DEVICE_EXCEPTION_NOT_INSTALLED &&
           override_of(matching->input, element->index) == NULL;
}

static void take_left_over(const struct matching *matching)
{
    const struct device_match_input *input = matching->input;
    const struct device_element *element = NULL;
    size_t elements = 0;
    size_t drive = 0;
    size_t drives = 0;

    for (size_t i = 0; i < input->elements->count; i++) {
        if (is_silent(matching, &input->elements->items[i])) {
            element = &input->elements->items[i];
            elements++;
        }
    }
    for (size_t i = 0; i < input->drive_count; i++) {
        uint8_t type = input->drives[i].description.device_type;
        bool elsewhere = input->elsewhere != NULL && input->elsewhere[i];
        if (is_free(matching, i) && !elsewhere &&
            (type == DEVICE_TYPE_TAPE || input->drives[i].fault.error != 0)) {
            drive = i;
            drives++;
        }
    }
    if (elements != 1 || drives != 1)
        return;
    /* Two addresses that did not fit before do not fit now. */
    if (element->scsi_address.valid && input->drives[drive].description.scsi_address.valid)
        return;
    matching->match[element->index] = (uint32_t)drive;
}

void device_match_drives(const struct device_match_input *input, uint32_t *match, size_t room)
{
    struct matching matching = {input, match, room};
    for (size_t i = 0; i < room; i++)
        match[i] = DEVICE_NO_DRIVE;
    apply(&matching, RULE_OVERRIDE);
    apply(&matching, RULE_SERIAL);
    apply(&matching, RULE_ADDRESS);
    if (input->take_left_over)
        take_left_over(&matching);
}
