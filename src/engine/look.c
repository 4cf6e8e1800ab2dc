/* SPDX-License-Identifier: MIT */
#include "engine/look.h"

#include <string.h>

/* Looks until a library with a move on its way is left for later. */
#define LOOKS_MOST 6

static bool agree(const struct device_elements *a, const struct device_elements *b)
{
    bool same = a->count == b->count;

    for (size_t i = 0; same && i < a->count; i++) {
        same = a->items[i].full == b->items[i].full &&
               a->items[i].barcode_valid == b->items[i].barcode_valid &&
               strcmp(a->items[i].barcode, b->items[i].barcode) == 0;
    }
    return same;
}

base_error engine_look_all(struct engine_controller *controller, struct device_elements *elements,
                           struct device_fault *fault)
{
    struct device_elements last = DEVICE_ELEMENTS_INIT;
    struct device_elements next = DEVICE_ELEMENTS_INIT;
    base_error error = device_changer_look(controller->changer, DEVICE_KINDS_ALL, &last, fault);
    bool settled = !controller->unsettled;

    for (int i = 1; error == BASE_ERROR_SUCCESS && !settled && i < LOOKS_MOST; i++) {
        error = device_changer_look(controller->changer, DEVICE_KINDS_ALL, &next, fault);
        if (error == BASE_ERROR_SUCCESS) {
            settled = agree(&last, &next);
            device_elements_free(&last);
            last = next;
            next = (struct device_elements)DEVICE_ELEMENTS_INIT;
        }
    }
    if (error == BASE_ERROR_SUCCESS && !settled) {
        error = device_fault_set(fault, BASE_ERROR_NOT_READY, DEVICE_BLAME_NONE, true,
                                 "the library does not come to rest");
    }
    if (error != BASE_ERROR_SUCCESS) {
        device_elements_free(&last);
        return error;
    }
    controller->unsettled = false;
    *elements = last;
    return BASE_ERROR_SUCCESS;
}
