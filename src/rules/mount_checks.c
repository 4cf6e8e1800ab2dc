/* SPDX-License-Identifier: MIT */
#include "rules/mount_checks.h"

#include <stddef.h>

#define MOUNT_OPTIONS_KNOWN                                                                        \
    (MODEL_MOUNT_READ | MODEL_MOUNT_WRITE | MODEL_MOUNT_ERROR_NOT_AVAILABLE |                      \
     MODEL_MOUNT_ERROR_OFFLINE | MODEL_MOUNT_SPECIFIC_DRIVE | MODEL_MOUNT_NOWAIT)
#define DISMOUNT_OPTIONS_KNOWN (MODEL_DISMOUNT_DEFERRED | MODEL_DISMOUNT_IMMEDIATE)

/* A row of a table of checks: any of the facts, given the option (0: always). */
struct row {
    uint32_t facts;
    uint32_t option;
    base_error error;
};

static base_error first_row(const struct row *rows, size_t count, uint32_t facts, uint32_t options)
{
    for (size_t i = 0; i < count; i++) {
        if ((facts & rows[i].facts) != 0 &&
            (rows[i].option == 0 || (options & rows[i].option) != 0)) {
            return rows[i].error;
        }
    }
    return BASE_ERROR_SUCCESS;
}

base_error rules_check_mount_arguments(const struct rules_mount_facts *facts)
{
    bool sound = facts->media_given && facts->count > 0 &&
                 (facts->options & ~(uint32_t)MOUNT_OPTIONS_KNOWN) == 0 &&
                 facts->priority >= MODEL_PRIORITY_LOWEST &&
                 facts->priority <= MODEL_PRIORITY_HIGHEST;

    return sound ? BASE_ERROR_SUCCESS : BASE_ERROR_INVALID_PARAMETER;
}

base_error rules_check_mount(const struct rules_mount_facts *facts)
{
    static const struct row ROWS[] = {
        {RULES_MOUNT_UNKNOWN_MEDIUM | RULES_MOUNT_REPEATED_MEDIUM, 0, BASE_ERROR_INVALID_MEDIA},
        {RULES_MOUNT_NO_LIBRARY, 0, BASE_ERROR_INVALID_LIBRARY},
        {RULES_MOUNT_OTHER_LIBRARY, 0, BASE_ERROR_DRIVE_MEDIA_MISMATCH},
        {RULES_MOUNT_UNKNOWN_DRIVE, 0, BASE_ERROR_INVALID_DRIVE},
        {RULES_MOUNT_DRIVE_NO_LIBRARY, 0, BASE_ERROR_INVALID_LIBRARY},
        {RULES_MOUNT_DRIVE_ELSEWHERE, 0, BASE_ERROR_DRIVE_MEDIA_MISMATCH},
        {RULES_MOUNT_DENIED, 0, BASE_ERROR_ACCESS_DENIED},
        {RULES_MOUNT_COMPLETE | RULES_MOUNT_READ_ONLY, MODEL_MOUNT_WRITE, BASE_ERROR_WRITE_PROTECT},
        {RULES_MOUNT_USELESS, 0, BASE_ERROR_INVALID_STATE},
        {RULES_MOUNT_DISABLED, 0, BASE_ERROR_RESOURCE_DISABLED},
        {RULES_MOUNT_OFFLINE, MODEL_MOUNT_ERROR_OFFLINE, BASE_ERROR_MEDIA_OFFLINE},
        {RULES_MOUNT_LIBRARY_ABSENT, 0, BASE_ERROR_MEDIA_OFFLINE},
        {RULES_MOUNT_NO_DRIVES, 0, BASE_ERROR_RESOURCE_NOT_AVAILABLE},
        {RULES_MOUNT_MORE_THAN_DRIVES, 0, BASE_ERROR_BUSY},
        {RULES_MOUNT_BUSY, MODEL_MOUNT_ERROR_NOT_AVAILABLE, BASE_ERROR_BUSY},
    };
    base_error error = rules_check_mount_arguments(facts);

    return error != BASE_ERROR_SUCCESS
               ? error
               : first_row(ROWS, sizeof ROWS / sizeof ROWS[0], facts->facts, facts->options);
}

/* The codes of the call's page that a request may end with; others stay inside. */
static bool is_documented(base_error error)
{
    switch (error) {
    case BASE_ERROR_ACCESS_DENIED:
    case BASE_ERROR_NOT_ENOUGH_MEMORY:
    case BASE_ERROR_INVALID_DRIVE:
    case BASE_ERROR_WRITE_PROTECT:
    case BASE_ERROR_BUSY:
    case BASE_ERROR_CANCELLED:
    case BASE_ERROR_TIMEOUT:
    case BASE_ERROR_INVALID_MEDIA:
    case BASE_ERROR_INVALID_LIBRARY:
    case BASE_ERROR_DRIVE_MEDIA_MISMATCH:
    case BASE_ERROR_MEDIA_OFFLINE:
    case BASE_ERROR_RESOURCE_DISABLED:
    case BASE_ERROR_DATABASE_FAILURE:
    case BASE_ERROR_DATABASE_FULL:
    case BASE_ERROR_REQUEST_REFUSED:
    case BASE_ERROR_RESOURCE_NOT_AVAILABLE:
        return true;
    default:
        return false;
    }
}

base_error rules_mount_result(uint32_t state, base_error error)
{
    switch (state) {
    case MODEL_LM_PASSED:
        return BASE_ERROR_SUCCESS;
    case MODEL_LM_CANCELLED:
    case MODEL_LM_STOPPED:
        return BASE_ERROR_CANCELLED;
    default:
        break;
    }
    if (error == BASE_ERROR_DEVICE_NOT_AVAILABLE) {
        return BASE_ERROR_RESOURCE_NOT_AVAILABLE;
    }
    return is_documented(error) ? error : BASE_ERROR_INVALID_STATE;
}

bool rules_medium_may_be_mounted(uint32_t media_state)
{
    return media_state == MODEL_MEDIASTATE_IDLE || media_state == MODEL_MEDIASTATE_UNLOADED ||
           media_state == MODEL_MEDIASTATE_OPERROR;
}

/* Finds a drive for `medium`, moving those that have one to another where that helps. `tried` are
 * the drives that this search has been to. */
static bool find_drive(const uint64_t *usable, uint32_t medium, uint64_t *tried, uint32_t *taken_by)
{
    for (uint32_t drive = 0; drive < RULES_FREE_DRIVES_MAX; drive++) {
        uint64_t bit = UINT64_C(1) << drive;
        if ((usable[medium] & bit) == 0 || (*tried & bit) != 0) {
            continue;
        }
        *tried |= bit;
        if (taken_by[drive] == UINT32_MAX || find_drive(usable, taken_by[drive], tried, taken_by)) {
            taken_by[drive] = medium;
            return true;
        }
    }
    return false;
}

bool rules_drives_suffice(const uint64_t *usable, uint32_t count)
{
    uint32_t taken_by[RULES_FREE_DRIVES_MAX];
    bool found = count <= RULES_FREE_DRIVES_MAX;

    for (uint32_t i = 0; i < RULES_FREE_DRIVES_MAX; i++) {
        taken_by[i] = UINT32_MAX;
    }
    for (uint32_t i = 0; found && i < count; i++) {
        uint64_t tried = 0;
        found = find_drive(usable, i, &tried, taken_by);
    }
    return found;
}

base_error rules_check_dismount_arguments(const struct rules_dismount_facts *facts)
{
    bool sound = facts->media_given && facts->count > 0 &&
                 (facts->options & ~(uint32_t)DISMOUNT_OPTIONS_KNOWN) == 0;

    return sound ? BASE_ERROR_SUCCESS : BASE_ERROR_INVALID_PARAMETER;
}

base_error rules_check_dismount(const struct rules_dismount_facts *facts)
{
    static const struct row ROWS[] = {
        {RULES_DISMOUNT_UNKNOWN_MEDIUM | RULES_DISMOUNT_REPEATED_MEDIUM, 0,
         BASE_ERROR_INVALID_MEDIA},
        {RULES_DISMOUNT_NO_LIBRARY, 0, BASE_ERROR_INVALID_LIBRARY},
        {RULES_DISMOUNT_DENIED, 0, BASE_ERROR_ACCESS_DENIED},
        {RULES_DISMOUNT_OFFLINE, 0, BASE_ERROR_MEDIA_OFFLINE},
        {RULES_DISMOUNT_DISABLED, 0, BASE_ERROR_MEDIA_NOT_AVAILABLE},
        {RULES_DISMOUNT_DEVICE, 0, BASE_ERROR_DEVICE_NOT_AVAILABLE},
        {RULES_DISMOUNT_NOT_MOUNTED, 0, BASE_ERROR_INVALID_STATE},
    };
    base_error error = rules_check_dismount_arguments(facts);

    return error != BASE_ERROR_SUCCESS
               ? error
               : first_row(ROWS, sizeof ROWS / sizeof ROWS[0], facts->facts, 0);
}

base_error rules_check_inventory(const struct rules_library_facts *library, uint32_t action)
{
    bool known = action == MODEL_INVENTORY_FAST || action == MODEL_INVENTORY_OMID ||
                 action == MODEL_INVENTORY_DEFAULT || action == MODEL_INVENTORY_STOP;

    if (!library->given || !known) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    if (!library->found) {
        return BASE_ERROR_INVALID_LIBRARY;
    }
    if (!library->granted) {
        return BASE_ERROR_ACCESS_DENIED;
    }
    if (library->shelf) {
        return BASE_ERROR_INVALID_LIBRARY;
    }
    if (!library->enabled) {
        return BASE_ERROR_RESOURCE_DISABLED;
    }
    return library->present ? BASE_ERROR_SUCCESS : BASE_ERROR_DEVICE_NOT_AVAILABLE;
}
