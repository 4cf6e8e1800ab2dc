/* SPDX-License-Identifier: MIT */
#include "device/element.h"

#include <string.h>

#include "base/memory.h"

void device_elements_free(struct device_elements *elements)
{
    if (elements == NULL)
        return;
    base_memory_free(elements->items);
    elements->items = NULL;
    elements->count = 0;
}

/* Order of a look: kind, then index. */
static int compare(const struct device_element *element, enum device_kind kind, uint32_t index)
{
    if (element->kind != kind)
        return element->kind < kind ? -1 : 1;
    return element->index < index ? -1 : element->index > index;
}

const struct device_element *device_elements_find(const struct device_elements *elements,
                                                  enum device_kind kind, uint32_t index)
{
    size_t low = 0;
    size_t high = elements->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare(&elements->items[middle], kind, index);
        if (order == 0)
            return &elements->items[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

bool device_elements_clean_by_themselves(const struct device_elements *elements)
{
    for (size_t i = 0; i < elements->count; i++) {
        const struct device_element *element = &elements->items[i];
        if (element->kind != DEVICE_KIND_SLOT || !element->full || element->accessible)
            continue;
        if (element->reason == DEVICE_EXCEPTION_CLEANER ||
            (element->barcode_valid && strncmp(element->barcode, "CLN", 3) == 0))
            return true;
    }
    return false;
}
