/* SPDX-License-Identifier: MIT */
/*
 * The way without a changer: a drive that a person feeds is a library of one drive and one port,
 * which is its mouth. What the drive says of its medium is all there is to see; nothing moves, and
 * the node is open for the time of one question only, because a program may want it.
 */
#include <stdio.h>

#include "base/memory.h"
#include "device/changer_private.h"
#include "device/drive_private.h"

static void show(struct device_element *element, bool full, bool known)
{
    element->exception = !known;
    element->reason = known ? DEVICE_EXCEPTION_NONE : DEVICE_EXCEPTION_UNKNOWN_STATE;
    element->asc = 0;
    element->ascq = 0;
    element->full = full;
}

/* A drive at work, or one that a program holds, has what it had; it is asked again otherwise. */
static void show_as_before(const struct device_changer *changer, struct device_element *element)
{
    show(element, changer->drive_full, changer->drive_full);
}

/* A cleaning cartridge is no medium: the drive lets go of it when it is done. */
static void show_drive(const struct device_changer *changer, struct device_element *element,
                       enum device_drive_status status, const struct device_fault *fault)
{
    switch (status) {
    case DEVICE_DRIVE_EMPTY:
        show(element, false, true);
        break;
    case DEVICE_DRIVE_READY:
    case DEVICE_DRIVE_UNLOADED:
    case DEVICE_DRIVE_NEEDS_CLEANING:
        show(element, true, true);
        break;
    case DEVICE_DRIVE_BECOMING_READY:
        show_as_before(changer, element);
        break;
    case DEVICE_DRIVE_FAULT:
        /* A medium that it cannot use is a medium. */
        show(element, fault->blame == DEVICE_BLAME_MEDIUM, fault->blame == DEVICE_BLAME_MEDIUM);
        break;
    default:
        show(element, false, false);
        break;
    }
}

static base_error look_into_drive(struct device_changer *changer, struct device_element *element,
                                  struct device_fault *fault)
{
    enum device_drive_status status = DEVICE_DRIVE_FAULT;
    struct device_link link;
    base_error error = device_link_open(&link, changer->transport, changer->description.name,
                                        DEVICE_BLAME_DRIVE, fault);

    if (error == BASE_ERROR_SUCCESS) {
        error = device_drive_recognize(&link, changer->description.serial, fault);
        if (error == BASE_ERROR_SUCCESS)
            error = device_drive_ask(&link, &status, fault);
        changer->link.attention |= link.attention;
        device_link_close(&link);
    }
    if (error == BASE_ERROR_BUSY) {
        device_fault_clear(fault);
        show_as_before(changer, element);
        return BASE_ERROR_SUCCESS;
    }
    if (error == BASE_ERROR_SUCCESS) {
        show_drive(changer, element, status, fault);
        changer->drive_full = element->full;
        device_fault_clear(fault);
    }
    return error;
}

static base_error drive_look(struct device_changer *changer, struct device_sweep *sweep,
                             struct device_fault *fault)
{
    for (uint32_t i = 0; i < sweep->count; i++) {
        sweep->items[i].address = 0;
        sweep->items[i].accessible = true;
        if (sweep->kind != DEVICE_KIND_DRIVE) {
            show(&sweep->items[i], false, true);
            continue;
        }
        base_error error = look_into_drive(changer, &sweep->items[i], fault);
        if (error != BASE_ERROR_SUCCESS)
            return error;
    }
    return BASE_ERROR_SUCCESS;
}

static base_error no_robot(struct device_fault *fault)
{
    return device_fault_from_system(fault, BASE_ERROR_NOT_SUPPORTED, DEVICE_BLAME_CALLER);
}

static base_error drive_move(struct device_changer *changer, struct device_place from,
                             struct device_place to, bool flip, struct device_fault *fault)
{
    (void)changer;
    (void)from;
    (void)to;
    (void)flip;
    return no_robot(fault);
}

static base_error drive_exchange(struct device_changer *changer, struct device_place source,
                                 struct device_place first, struct device_place second,
                                 struct device_fault *fault)
{
    (void)changer;
    (void)source;
    (void)first;
    (void)second;
    return no_robot(fault);
}

static base_error drive_initialize(struct device_changer *changer, struct device_fault *fault)
{
    (void)changer;
    device_fault_clear(fault);
    return BASE_ERROR_SUCCESS;
}

static base_error drive_lock(struct device_changer *changer, enum device_lock_what what,
                             uint32_t index, bool lock, struct device_fault *fault)
{
    (void)what;
    (void)index;
    (void)lock;
    return drive_initialize(changer, fault);
}

static base_error drive_door(struct device_changer *changer, bool *open, struct device_fault *fault)
{
    *open = false;
    return drive_initialize(changer, fault);
}

static const struct device_changer_way DRIVE_WAY = {
    .path = DEVICE_PATH_DRIVE,
    .look = drive_look,
    .move = drive_move,
    .exchange = drive_exchange,
    .initialize = drive_initialize,
    .lock = drive_lock,
    .door = drive_door,
    .ready = drive_initialize,
};

base_error device_changer_open_drive(const struct device_transport *transport, const char *name,
                                     const char *serial, struct device_changer **changer,
                                     struct device_fault *fault)
{
    struct device_changer *result = base_memory_zero(1, sizeof *result);
    struct device_fault local;

    if (fault == NULL)
        fault = &local;
    if (result == NULL)
        return device_fault_from_system(fault, BASE_ERROR_NOT_ENOUGH_MEMORY, DEVICE_BLAME_DRIVE);
    result->way = &DRIVE_WAY;
    result->transport = transport;
    result->description.path = DEVICE_PATH_DRIVE;
    result->description.kinds[DEVICE_KIND_DRIVE].count = 1;
    result->description.kinds[DEVICE_KIND_PORT].count = 1;
    (void)snprintf(result->description.name, sizeof result->description.name, "%s", name);
    (void)snprintf(result->description.serial, sizeof result->description.serial, "%s", serial);
    device_fault_clear(fault);
    *changer = result;
    return BASE_ERROR_SUCCESS;
}
