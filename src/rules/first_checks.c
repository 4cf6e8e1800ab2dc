/* SPDX-License-Identifier: MIT */
#include "rules/first_checks.h"

/* The rows that all cleaner calls share, up to and including "disabled". */
static base_error check_library(const struct rules_library_facts *library)
{
    if (!library->found) {
        return BASE_ERROR_INVALID_LIBRARY;
    }
    if (!library->granted) {
        return BASE_ERROR_ACCESS_DENIED;
    }
    if (!library->enabled) {
        return BASE_ERROR_RESOURCE_DISABLED;
    }
    return BASE_ERROR_SUCCESS;
}

/* check_library, then the shelf, then the absent library with the code of the call. */
static base_error check_connected(const struct rules_library_facts *library, base_error absent)
{
    base_error error = check_library(library);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (library->shelf) {
        return BASE_ERROR_LIBRARY_OFFLINE;
    }
    return library->present ? BASE_ERROR_SUCCESS : absent;
}

/* The reserved slot must be there: 4332 without one, 5006 when it is gone. */
static base_error check_reserved_slot(const struct rules_cleaner_facts *facts)
{
    if (!facts->slot_reserved) {
        return BASE_ERROR_CLEANER_SLOT_NOT_SET;
    }
    if (!facts->slot.found || !facts->slot.of_library ||
        facts->slot.state == MODEL_SLOTSTATE_NOTPRESENT) {
        return BASE_ERROR_RESOURCE_NOT_AVAILABLE;
    }
    return BASE_ERROR_SUCCESS;
}

/* A slot in doubt is not "present and empty"; a cleaner out in a drive still owns its slot. */
static bool slot_is_occupied(const struct rules_cleaner_facts *facts)
{
    return facts->slot.state != MODEL_SLOTSTATE_EMPTY || facts->cleaner_present;
}

base_error rules_check_clean_drive(const struct rules_clean_facts *facts)
{
    if (!facts->drive_given) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    if (!facts->drive_found) {
        return BASE_ERROR_INVALID_DRIVE;
    }
    base_error error = check_library(&facts->library);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (!facts->drive_enabled) {
        return BASE_ERROR_RESOURCE_DISABLED;
    }
    if (!facts->library.present || facts->library.shelf) {
        return BASE_ERROR_RESOURCE_NOT_PRESENT;
    }
    return facts->drive_present ? BASE_ERROR_SUCCESS : BASE_ERROR_DEVICE_NOT_AVAILABLE;
}

base_error rules_check_reserve_cleaner_slot(const struct rules_cleaner_facts *facts)
{
    if (!facts->library.given || !facts->slot.given) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    base_error error = check_connected(&facts->library, BASE_ERROR_DEVICE_NOT_AVAILABLE);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (!facts->slot.found || !facts->slot.of_library) {
        return BASE_ERROR_OBJECT_NOT_FOUND;
    }
    if (facts->slot.state == MODEL_SLOTSTATE_NOTPRESENT) {
        return BASE_ERROR_RESOURCE_NOT_AVAILABLE;
    }
    if (facts->slot_reserved) {
        return BASE_ERROR_CLEANER_SLOT_SET;
    }
    return facts->slot.state == MODEL_SLOTSTATE_EMPTY ? BASE_ERROR_SUCCESS
                                                      : BASE_ERROR_RESOURCE_NOT_AVAILABLE;
}

base_error rules_check_release_cleaner_slot(const struct rules_cleaner_facts *facts)
{
    if (!facts->library.given) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    base_error error = check_connected(&facts->library, BASE_ERROR_DEVICE_NOT_AVAILABLE);
    if (error == BASE_ERROR_SUCCESS) {
        error = check_reserved_slot(facts);
    }
    if (error == BASE_ERROR_SUCCESS && slot_is_occupied(facts)) {
        error = BASE_ERROR_RESOURCE_NOT_AVAILABLE;
    }
    return error;
}

/* Inject and eject look at pointers and action alike. */
static base_error check_turn(const struct rules_cleaner_facts *facts, uint32_t start, uint32_t stop)
{
    if (!facts->library.given || !facts->operation_given ||
        (facts->action != start && facts->action != stop)) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    return BASE_ERROR_SUCCESS;
}

/* Stopping is for libraries with ports, and for a request that can still be stopped. */
static base_error check_stop(const struct rules_cleaner_facts *facts)
{
    return facts->library.ports > 0 && facts->operation_unfinished ? BASE_ERROR_SUCCESS
                                                                   : BASE_ERROR_INVALID_OPERATION;
}

base_error rules_check_inject_cleaner(const struct rules_cleaner_facts *facts)
{
    base_error error = check_turn(facts, MODEL_INJECT_START, MODEL_INJECT_STOP);
    if (error == BASE_ERROR_SUCCESS) {
        error = check_connected(&facts->library, BASE_ERROR_DEVICE_NOT_AVAILABLE);
    }
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (facts->action == MODEL_INJECT_STOP) {
        return check_stop(facts);
    }
    error = check_reserved_slot(facts);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (slot_is_occupied(facts)) {
        return BASE_ERROR_RESOURCE_NOT_AVAILABLE;
    }
    return facts->library.ports > 0 || facts->library.doors > 0 ? BASE_ERROR_SUCCESS
                                                                : BASE_ERROR_RESOURCE_NOT_PRESENT;
}

base_error rules_check_eject_cleaner(const struct rules_cleaner_facts *facts)
{
    base_error error = check_turn(facts, MODEL_EJECT_START, MODEL_EJECT_STOP);
    if (error == BASE_ERROR_SUCCESS) {
        error = check_connected(&facts->library, BASE_ERROR_LIBRARY_OFFLINE);
    }
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (facts->action == MODEL_EJECT_STOP) {
        return check_stop(facts);
    }
    error = check_reserved_slot(facts);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (facts->slot.state == MODEL_SLOTSTATE_EMPTY && !facts->cleaner_present) {
        return BASE_ERROR_EMPTY;
    }
    return facts->library.ports > 0 || facts->library.doors > 0 ? BASE_ERROR_SUCCESS
                                                                : BASE_ERROR_RESOURCE_NOT_PRESENT;
}
