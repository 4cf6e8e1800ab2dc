/* SPDX-License-Identifier: MIT */
#include "rules/port_checks.h"

base_error rules_check_door_access(const struct rules_library_facts *library, uint32_t action)
{
    if (!library->given || action > MODEL_INVENTORY_DEFAULT) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    if (!library->found) {
        return BASE_ERROR_INVALID_LIBRARY;
    }
    if (!library->granted) {
        return BASE_ERROR_ACCESS_DENIED;
    }
    if (!library->enabled) {
        return BASE_ERROR_RESOURCE_DISABLED;
    }
    if (library->shelf || !library->present) {
        return BASE_ERROR_LIBRARY_OFFLINE;
    }
    return library->doors > 0 ? BASE_ERROR_SUCCESS : BASE_ERROR_RESOURCE_NOT_PRESENT;
}

/* What ejecting and injecting ask of the library: its right, there, enabled. */
static base_error check_library(const struct rules_library_facts *library)
{
    if (!library->granted) {
        return BASE_ERROR_ACCESS_DENIED;
    }
    if (library->shelf || !library->present) {
        return BASE_ERROR_LIBRARY_OFFLINE;
    }
    return library->enabled ? BASE_ERROR_SUCCESS : BASE_ERROR_DEVICE_NOT_AVAILABLE;
}

base_error rules_check_eject_arguments(uint32_t action, bool medium_given, bool operation_given)
{
    if (action > MODEL_EJECT_FORCE || (!operation_given && action != MODEL_EJECT_QUEUE)) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    return !medium_given && (action == MODEL_EJECT_QUEUE || action == MODEL_EJECT_FORCE)
               ? BASE_ERROR_INVALID_PARAMETER
               : BASE_ERROR_SUCCESS;
}

base_error rules_check_eject(const struct rules_eject_facts *facts, uint32_t action)
{
    if (!facts->found || !facts->library.found) {
        return BASE_ERROR_INVALID_MEDIA;
    }
    base_error error = check_library(&facts->library);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (!facts->enabled) {
        return BASE_ERROR_MEDIA_NOT_AVAILABLE;
    }
    if (facts->leaving || (facts->in_use && action != MODEL_EJECT_FORCE)) {
        return BASE_ERROR_BUSY;
    }
    if (facts->library.ports == 0) {
        return BASE_ERROR_RESOURCE_NOT_PRESENT;
    }
    return facts->collected > facts->library.ports ? BASE_ERROR_BUSY : BASE_ERROR_SUCCESS;
}

bool rules_eject_in_use(uint32_t media_state)
{
    return media_state == MODEL_MEDIASTATE_INUSE || media_state == MODEL_MEDIASTATE_MOUNTED ||
           media_state == MODEL_MEDIASTATE_LOADED;
}

base_error rules_check_inject(const struct rules_inject_facts *facts)
{
    if (!facts->library.given || !facts->operation_given ||
        facts->action > MODEL_INJECT_STARTMANY) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    if (!facts->library.found) {
        return BASE_ERROR_INVALID_LIBRARY;
    }
    base_error error = check_library(&facts->library);
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (facts->action == MODEL_INJECT_STOP || facts->action == MODEL_INJECT_RETRACT) {
        bool known = facts->operation_unfinished &&
                     (facts->action == MODEL_INJECT_STOP || facts->operation_many);
        return known ? BASE_ERROR_SUCCESS : BASE_ERROR_INVALID_OPERATION;
    }
    if (facts->library.ports == 0) {
        return BASE_ERROR_RESOURCE_NOT_PRESENT;
    }
    return facts->full ? BASE_ERROR_LIBRARY_FULL : BASE_ERROR_SUCCESS;
}

bool rules_leaves_for_good(uint32_t pool_type, const uint32_t *states, size_t count,
                           uint32_t policy)
{
    bool useless = count > 0;

    for (size_t i = 0; i < count; i++) {
        if (states[i] == MODEL_PARTSTATE_ALLOCATED || states[i] == MODEL_PARTSTATE_COMPLETE ||
            states[i] == MODEL_PARTSTATE_RESERVED) {
            return false;
        }
        useless = useless && states[i] == MODEL_PARTSTATE_INCOMPATIBLE;
    }
    switch (pool_type) {
    case MODEL_POOLTYPE_FOREIGN:
        return true;
    case MODEL_POOLTYPE_IMPORT:
        return useless || (policy & MODEL_POOLPOLICY_KEEPOFFLINEIMPORT) == 0;
    case MODEL_POOLTYPE_SCRATCH:
        return useless || (policy & MODEL_POOLPOLICY_PURGEOFFLINESCRATCH) != 0;
    default:
        return useless;
    }
}
