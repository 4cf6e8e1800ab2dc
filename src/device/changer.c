/* SPDX-License-Identifier: MIT */
#include "device/changer.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "device/changer_private.h"
#include "port/setting.h"

/* The administrator may forbid a robot what it says it can (setting Exchange below
 * Changers\<serial number>). */
static void heed_settings(struct device_changer_description *description)
{
    char key[DEVICE_SERIAL_SIZE + 16];
    uint32_t wanted = 1;

    (void)snprintf(key, sizeof key, "Changers\\%s", description->serial);
    if (port_setting_u32(key, "Exchange", &wanted) == BASE_ERROR_SUCCESS && wanted == 0)
        description->can_exchange = false;
}

base_error device_changer_open(const struct device_transport *transport, const char *name,
                               struct device_changer **changer, struct device_fault *fault)
{
    struct device_fault local;
    struct device_changer *result = base_memory_zero(1, sizeof *result);
    base_error error = BASE_ERROR_SUCCESS;

    if (fault == NULL)
        fault = &local;
    if (result == NULL)
        return device_fault_from_system(fault, BASE_ERROR_NOT_ENOUGH_MEMORY, DEVICE_BLAME_ROBOT);
    error = device_link_open(&result->link, transport, name, DEVICE_BLAME_ROBOT, fault);
    if (error != BASE_ERROR_SUCCESS)
        goto out;
    error = device_changer_class_open(result, fault);
    if (device_link_is_refusal(error))
        error = device_changer_smc_open(result, fault);
    if (error != BASE_ERROR_SUCCESS)
        goto out;
    result->description.path = result->way->path;
    heed_settings(&result->description);
    result->link.reset = false; /* it has just told who it is */
    (void)snprintf(result->description.name, sizeof result->description.name, "%s", name);
    device_fault_clear(fault);
    *changer = result;
    return BASE_ERROR_SUCCESS;
out:
    /* Most names that are tried name nothing. */
    (void)base_log(error == BASE_ERROR_FILE_NOT_FOUND ? BASE_LOG_TRACE : BASE_LOG_NOTICE, 500,
                   error, "%s: cannot be used as a changer: %s", name, fault->text);
    device_changer_close(result);
    return error;
}

void device_changer_close(struct device_changer *changer)
{
    if (changer == NULL)
        return;
    device_link_close(&changer->link);
    for (size_t i = 0; i < DEVICE_KIND_COUNT; i++)
        base_memory_free(changer->addresses[i]);
    base_memory_free(changer);
}

void device_changer_describe(const struct device_changer *changer,
                             struct device_changer_description *description)
{
    *description = changer->description;
}

/* Every element starts as missing, so that what the device leaves out is told as such. */
static void prepare_sweep(struct device_sweep *sweep)
{
    for (uint32_t i = 0; i < sweep->count; i++) {
        struct device_element *element = &sweep->items[i];
        element->kind = sweep->kind;
        element->index = sweep->first + i;
        element->address = DEVICE_NO_ADDRESS;
        element->exception = true;
        element->reason = DEVICE_EXCEPTION_NOT_INSTALLED;
        element->asc = 0x3B;
        element->ascq = sweep->kind == DEVICE_KIND_DRIVE ? 0x1A : 0x11;
    }
}

/* What such a look shows the outcome of: of a hand in the ports, of one anywhere. */
static unsigned shown_by(unsigned kinds)
{
    unsigned ports =
        (kinds & DEVICE_KIND_BIT(DEVICE_KIND_PORT)) != 0 ? DEVICE_ATTENTION_PORT_ACCESSED : 0u;
    return ports | (kinds == DEVICE_KINDS_ALL ? DEVICE_ATTENTION_MEDIUM_CHANGED : 0u);
}

/*
 * The one sweep after another. What the library told before it answered the first is part of the
 * look's result: somebody who was inside is out again.
 */
static base_error look_all(struct device_changer *changer, unsigned kinds,
                           struct device_elements *elements, struct device_fault *fault)
{
    const unsigned shown = shown_by(kinds);
    unsigned told = changer->link.attention & shown;
    size_t done = 0;
    for (unsigned kind = DEVICE_KIND_TRANSPORT; kind <= DEVICE_KIND_DRIVE; kind++) {
        struct device_sweep sweep;
        if ((kinds & DEVICE_KIND_BIT(kind)) == 0)
            continue;
        sweep.kind = (enum device_kind)kind;
        sweep.first = 0;
        sweep.count = changer->description.kinds[kind].count;
        sweep.items = elements->items + done;
        sweep.barcodes = false;
        if (sweep.count == 0)
            continue;
        prepare_sweep(&sweep);
        base_error error = changer->way->look(changer, &sweep, fault);
        if (error != BASE_ERROR_SUCCESS) {
            changer->link.attention |= told;
            return error;
        }
        if (done == 0) {
            told = changer->link.attention & shown;
            changer->link.attention &= ~shown;
        }
        for (uint32_t i = 0; i < sweep.count && sweep.barcodes; i++) {
            if (sweep.items[i].barcode_valid)
                changer->description.barcode_reader = true;
        }
        done += sweep.count;
    }
    return device_changer_confirm(changer, fault);
}

/* What a library wants to find out by itself before it shows anything, it is made to; once. */
static base_error look_initialized(struct device_changer *changer, unsigned kinds,
                                   struct device_elements *elements, struct device_fault *fault)
{
    struct device_fault refusal;
    base_error error = look_all(changer, kinds, elements, fault);

    if (error == BASE_ERROR_SUCCESS || !device_fault_wants_initialize(fault) ||
        !changer->description.can_initialize)
        return error;
    (void)base_log(BASE_LOG_NOTICE, 503, error, "%s: is initialized: %s", changer->description.name,
                   fault->text);
    if (device_changer_initialize(changer, &refusal) != BASE_ERROR_SUCCESS)
        return error;
    memset(elements->items, 0, elements->count * sizeof elements->items[0]);
    return look_all(changer, kinds, elements, fault);
}

base_error device_changer_look(struct device_changer *changer, unsigned kinds,
                               struct device_elements *out, struct device_fault *fault)
{
    struct device_elements elements = DEVICE_ELEMENTS_INIT;
    struct device_fault local;

    if (fault == NULL)
        fault = &local;
    device_fault_clear(fault);
    for (unsigned kind = DEVICE_KIND_TRANSPORT; kind <= DEVICE_KIND_DRIVE; kind++) {
        if ((kinds & DEVICE_KIND_BIT(kind)) != 0)
            elements.count += changer->description.kinds[kind].count;
    }
    if (elements.count > 0) {
        elements.items = base_memory_zero(elements.count, sizeof elements.items[0]);
        if (elements.items == NULL)
            return device_fault_from_system(fault, BASE_ERROR_NOT_ENOUGH_MEMORY,
                                            DEVICE_BLAME_ROBOT);
    }
    base_error error = look_initialized(changer, kinds, &elements, fault);
    if (error != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_WARNING, 501, error, "%s: element status: %s",
                       changer->description.name, fault->text);
        device_elements_free(&elements);
        return error;
    }
    if (device_elements_clean_by_themselves(&elements))
        changer->description.cleans_by_itself = true;
    *out = elements;
    return BASE_ERROR_SUCCESS;
}

static bool place_exists(const struct device_changer *changer, struct device_place place)
{
    return place.kind >= DEVICE_KIND_TRANSPORT && place.kind <= DEVICE_KIND_DRIVE &&
           place.index < changer->description.kinds[place.kind].count;
}

static base_error no_place(struct device_fault *fault)
{
    return device_fault_set(fault, BASE_ERROR_ILLEGAL_ELEMENT_ADDRESS, DEVICE_BLAME_CALLER, false,
                            "no such element");
}

/* The element out of a look at all of its kind. */
static base_error look_for(struct device_changer *changer, struct device_place place,
                           struct device_element *out, struct device_fault *fault)
{
    struct device_elements elements = DEVICE_ELEMENTS_INIT;
    base_error error = device_changer_look(changer, DEVICE_KIND_BIT(place.kind), &elements, fault);

    if (error == BASE_ERROR_SUCCESS)
        *out = elements.items[place.index];
    device_elements_free(&elements);
    return error;
}

base_error device_changer_look_at(struct device_changer *changer, enum device_kind kind,
                                  uint32_t index, struct device_element *out,
                                  struct device_fault *fault)
{
    struct device_place place = {kind, index};
    struct device_element element;
    struct device_sweep sweep = {kind, index, 1, &element, false};
    struct device_fault local;

    if (fault == NULL)
        fault = &local;
    device_fault_clear(fault);
    if (!place_exists(changer, place))
        return no_place(fault);
    memset(&element, 0, sizeof element);
    prepare_sweep(&sweep);
    base_error error = changer->way->look(changer, &sweep, fault);
    if (error == BASE_ERROR_SUCCESS)
        error = device_changer_confirm(changer, fault);
    /* Some libraries answer with another element or with none; those tell when asked for all. */
    if (error == BASE_ERROR_INVALID_DATA)
        return look_for(changer, place, out, fault);
    if (error == BASE_ERROR_SUCCESS)
        *out = element;
    else
        (void)base_log(BASE_LOG_WARNING, 501, error, "%s: element status: %s",
                       changer->description.name, fault->text);
    return error;
}

/* A drive that still holds its medium is the caller's business: one error for all its forms. */
static base_error finish_move(struct device_changer *changer, base_error error,
                              struct device_fault *fault)
{
    if (error == BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA && fault->blame == DEVICE_BLAME_CALLER)
        error = fault->error = BASE_ERROR_UNABLE_TO_EJECT_MOUNTED_MEDIA;
    if (error != BASE_ERROR_SUCCESS)
        (void)base_log(BASE_LOG_WARNING, 502, error, "%s: move: %s", changer->description.name,
                       fault->text);
    return error;
}

static base_error move(struct device_changer *changer, struct device_place from,
                       struct device_place to, bool flip, struct device_fault *fault)
{
    struct device_fault local;
    if (fault == NULL)
        fault = &local;
    device_fault_clear(fault);
    if (!place_exists(changer, from) || !place_exists(changer, to))
        return no_place(fault);
    base_error error = device_changer_confirm(changer, fault);
    if (error == BASE_ERROR_SUCCESS)
        error = changer->way->move(changer, from, to, flip, fault);
    return finish_move(changer, error, fault);
}

base_error device_changer_move(struct device_changer *changer, enum device_kind from_kind,
                               uint32_t from_index, enum device_kind to_kind, uint32_t to_index,
                               struct device_fault *fault)
{
    struct device_place from = {from_kind, from_index};
    struct device_place to = {to_kind, to_index};
    return move(changer, from, to, false, fault);
}

base_error device_changer_move_flip(struct device_changer *changer, enum device_kind from_kind,
                                    uint32_t from_index, enum device_kind to_kind,
                                    uint32_t to_index, struct device_fault *fault)
{
    struct device_place from = {from_kind, from_index};
    struct device_place to = {to_kind, to_index};
    return move(changer, from, to, true, fault);
}

base_error device_changer_exchange(struct device_changer *changer, enum device_kind source_kind,
                                   uint32_t source_index, enum device_kind first_kind,
                                   uint32_t first_index, enum device_kind second_kind,
                                   uint32_t second_index, struct device_fault *fault)
{
    struct device_place source = {source_kind, source_index};
    struct device_place first = {first_kind, first_index};
    struct device_place second = {second_kind, second_index};
    struct device_fault local;

    if (fault == NULL)
        fault = &local;
    device_fault_clear(fault);
    if (!changer->description.can_exchange)
        return device_fault_from_system(fault, BASE_ERROR_NOT_SUPPORTED, DEVICE_BLAME_ROBOT);
    if (!place_exists(changer, source) || !place_exists(changer, first) ||
        !place_exists(changer, second))
        return no_place(fault);
    base_error error = device_changer_confirm(changer, fault);
    if (error == BASE_ERROR_SUCCESS)
        error = changer->way->exchange(changer, source, first, second, fault);
    return finish_move(changer, error, fault);
}

base_error device_changer_initialize(struct device_changer *changer, struct device_fault *fault)
{
    return changer->way->initialize(changer, fault);
}

base_error device_changer_lock(struct device_changer *changer, enum device_lock_what what,
                               uint32_t index, bool lock, struct device_fault *fault)
{
    const struct device_changer_description *description = &changer->description;
    uint32_t count = what == DEVICE_LOCK_DOOR ? description->door_count
                                              : description->kinds[DEVICE_KIND_PORT].count;
    device_fault_clear(fault);
    if (index != DEVICE_INDEX_ALL && index >= count)
        return no_place(fault);
    if (count == 0)
        return BASE_ERROR_SUCCESS;
    return changer->way->lock(changer, what, index, lock, fault);
}

base_error device_changer_door(struct device_changer *changer, bool *open,
                               struct device_fault *fault)
{
    return changer->way->door(changer, open, fault);
}

base_error device_changer_ready(struct device_changer *changer, struct device_fault *fault)
{
    return changer->way->ready(changer, fault);
}

unsigned device_changer_attention(struct device_changer *changer)
{
    unsigned attention = changer->link.attention;
    changer->link.attention = 0;
    return attention;
}
