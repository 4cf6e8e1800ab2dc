/* SPDX-License-Identifier: MIT */
#include "rules/library_checks.h"

/* The drive, its library, and the right there. */
static base_error check_drive(const struct rules_drive_facts *facts)
{
    if (!facts->given) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    if (!facts->found) {
        return BASE_ERROR_INVALID_DRIVE;
    }
    if (!facts->library.found || facts->library.shelf) {
        return BASE_ERROR_INVALID_LIBRARY;
    }
    return facts->library.granted ? BASE_ERROR_SUCCESS : BASE_ERROR_ACCESS_DENIED;
}

base_error rules_check_dismount_drive(const struct rules_drive_facts *facts)
{
    base_error error = check_drive(facts);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (!facts->library.enabled || !facts->enabled) {
        return BASE_ERROR_DEVICE_NOT_AVAILABLE;
    }
    if (!facts->library.present) {
        return BASE_ERROR_LIBRARY_OFFLINE;
    }
    if (!facts->present) {
        return BASE_ERROR_DEVICE_NOT_AVAILABLE;
    }
    if (!facts->holds || facts->cleaning) {
        return BASE_ERROR_INVALID_STATE;
    }
    return facts->opened && !facts->standalone ? BASE_ERROR_BUSY : BASE_ERROR_SUCCESS;
}

base_error rules_check_delete_drive(const struct rules_drive_facts *facts)
{
    base_error error = check_drive(facts);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    const bool present = facts->standalone ? facts->library.present : facts->present;
    return facts->library.enabled && !present ? BASE_ERROR_SUCCESS : BASE_ERROR_INVALID_STATE;
}

base_error rules_check_delete_library(const struct rules_library_facts *library)
{
    if (!library->given) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    if (!library->found || library->shelf) {
        return BASE_ERROR_INVALID_LIBRARY;
    }
    if (!library->granted) {
        return BASE_ERROR_ACCESS_DENIED;
    }
    return library->enabled && !library->present ? BASE_ERROR_SUCCESS : BASE_ERROR_INVALID_STATE;
}

base_error rules_check_enable_arguments(const struct rules_enable_facts *facts)
{
    const bool known = facts->type == MODEL_DRIVE || facts->type == MODEL_LIBRARY ||
                       facts->type == MODEL_PHYSICAL_MEDIA;

    return facts->given && known ? BASE_ERROR_SUCCESS : BASE_ERROR_INVALID_PARAMETER;
}

base_error rules_check_enable(const struct rules_enable_facts *facts)
{
    base_error error = rules_check_enable_arguments(facts);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (!facts->found) {
        return BASE_ERROR_OBJECT_NOT_FOUND;
    }
    if (!facts->granted) {
        return BASE_ERROR_ACCESS_DENIED;
    }
    if (facts->shelf) {
        return BASE_ERROR_LIBRARY_OFFLINE;
    }
    return facts->enabled != facts->want_enabled ? BASE_ERROR_SUCCESS : BASE_ERROR_INVALID_STATE;
}

base_error rules_check_identify_slot(const struct rules_identify_facts *facts)
{
    if (!facts->given || (facts->option != 0 && facts->option != MODEL_DISMOUNT_DEFERRED &&
                          facts->option != MODEL_DISMOUNT_IMMEDIATE)) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    if (!facts->found) {
        return BASE_ERROR_OBJECT_NOT_FOUND;
    }
    if (!facts->library.granted) {
        return BASE_ERROR_ACCESS_DENIED;
    }
    if (!facts->library.enabled) {
        return BASE_ERROR_RESOURCE_DISABLED;
    }
    return facts->library.present && !facts->library.shelf ? BASE_ERROR_SUCCESS
                                                           : BASE_ERROR_LIBRARY_OFFLINE;
}
