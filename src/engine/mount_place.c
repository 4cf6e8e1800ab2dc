/* SPDX-License-Identifier: MIT */
/*
 * Which library a mount goes to, and whether its drives can take the media (API: MountNtmsMedia;
 * the row of the medium on the shelf).
 */
#include "engine/access.h"
#include "engine/mount_facts.h"
#include "engine/service.h"
#include "engine/standalone.h"
#include "rules/access.h"
#include "rules/world.h"
#include "store/media.h"

enum { MEDIA_TYPES_MAX = 128 };

static bool is_missing(base_error error)
{
    return error == BASE_ERROR_OBJECT_NOT_FOUND;
}

/* ---- the library ---- */

/* The library that those media are in which are in one. */
static void choose_by_media(struct engine_mount_call *call, uint32_t *facts)
{
    for (uint32_t i = 0; i < call->count; i++) {
        const struct base_guid *library = &call->media[i].library;
        if (base_guid_is_null(library)) {
            continue;
        }
        if (base_guid_is_null(&call->library)) {
            call->library = *library;
        } else if (!base_guid_equal(&call->library, library)) {
            *facts |= RULES_MOUNT_OTHER_LIBRARY;
        }
    }
}

static base_error handles_type(struct engine_mount_call *call, const struct base_guid *library,
                               const struct base_guid *media_type, bool *handles)
{
    struct base_guid types[MEDIA_TYPES_MAX];
    uint32_t count = 0;
    base_error error = store_object_enumerate(call->transaction, library, MODEL_MEDIA_TYPE,
                                              MODEL_ENUM_DEFAULT, types, MEDIA_TYPES_MAX, &count);

    *handles = false;
    if (error == BASE_ERROR_INSUFFICIENT_BUFFER) {
        count = MEDIA_TYPES_MAX;
        error = BASE_ERROR_SUCCESS;
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < count; i++) {
        *handles = *handles || base_guid_equal(&types[i], media_type);
    }
    return error;
}

static bool has_robot(const struct model_information *library)
{
    return library->info.library.library_type == MODEL_LIBRARYTYPE_ONLINE;
}

static bool has_drives(const struct model_information *library)
{
    return has_robot(library) || engine_standalone_is(library);
}

static bool is_in_service(const struct model_information *library)
{
    return library->object.enabled && library->object.operational_state != MODEL_NOT_PRESENT;
}

/* The first library of a kind in service that handles the type of the first medium; none: null. */
static base_error choose_by_type(struct engine_mount_call *call, const struct store_list *list,
                                 bool (*is_kind)(const struct model_information *library))
{
    base_error error = BASE_ERROR_SUCCESS;

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < list->count; i++) {
        bool handles = false;
        if (is_kind(&list->items[i]) && is_in_service(&list->items[i])) {
            error =
                handles_type(call, &list->items[i].object.id, &call->media[0].media_type, &handles);
        }
        if (handles) {
            call->library = list->items[i].object.id;
            break;
        }
    }
    return error;
}

/* Where a medium from the shelf is to be brought: to the only library with a robot, to the first
 * one in service that handles its type, or to a drive alone that does. */
static base_error choose_for_shelf(struct engine_mount_call *call)
{
    struct store_list list = STORE_LIST_INIT;
    const struct model_information *only = NULL;
    uint32_t robots = 0;
    base_error error = store_children(call->transaction, NULL, MODEL_LIBRARY, &list);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < list.count; i++) {
        if (has_robot(&list.items[i])) {
            robots++;
            only = &list.items[i];
        }
    }
    if (robots == 1) {
        call->library = only->object.id;
    } else if (error == BASE_ERROR_SUCCESS) {
        error = choose_by_type(call, &list, has_robot);
    }
    if (error == BASE_ERROR_SUCCESS && base_guid_is_null(&call->library)) {
        error = choose_by_type(call, &list, engine_standalone_is);
    }
    store_list_free(&list);
    return error;
}

static base_error read_library(struct engine_mount_call *call, uint32_t *facts)
{
    struct model_information library;
    base_error error;

    if (base_guid_is_null(&call->library)) {
        *facts |= RULES_MOUNT_NO_LIBRARY;
        return BASE_ERROR_SUCCESS;
    }
    error = store_object_get_stored(call->transaction, &call->library, MODEL_LIBRARY, &library);
    if (error != BASE_ERROR_SUCCESS) {
        *facts |= is_missing(error) ? RULES_MOUNT_NO_LIBRARY : 0;
        return is_missing(error) ? BASE_ERROR_SUCCESS : error;
    }
    *facts |= library.object.enabled ? 0 : RULES_MOUNT_DISABLED;
    *facts |=
        library.object.operational_state == MODEL_NOT_PRESENT ? RULES_MOUNT_LIBRARY_ABSENT : 0;
    *facts |= has_drives(&library) ? 0 : RULES_MOUNT_NO_DRIVES;
    error = engine_access_check(
        call->session, &call->library,
        rules_access_right(RULES_FUNCTION_MOUNT_MEDIA, RULES_SECURABLE_LIBRARY));
    *facts |= error == BASE_ERROR_ACCESS_DENIED ? RULES_MOUNT_DENIED : 0;
    return error == BASE_ERROR_ACCESS_DENIED ? BASE_ERROR_SUCCESS : error;
}

/* ---- the drives ---- */

static bool is_named_before(const struct base_guid *drives, uint32_t index)
{
    for (uint32_t i = 0; i < index; i++) {
        if (base_guid_equal(&drives[i], &drives[index])) {
            return true;
        }
    }
    return false;
}

/* The drives that the caller wants. A medium that he has in another one is in use. */
static base_error read_named_drives(struct engine_mount_call *call, const struct base_guid *drives,
                                    uint32_t *facts)
{
    base_error error = BASE_ERROR_SUCCESS;

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < call->count; i++) {
        struct model_information drive;
        error = store_object_get_stored(call->transaction, &drives[i], MODEL_DRIVE, &drive);
        if (is_missing(error) || (error == BASE_ERROR_SUCCESS && is_named_before(drives, i))) {
            *facts |= RULES_MOUNT_UNKNOWN_DRIVE;
            return BASE_ERROR_SUCCESS;
        }
        if (error != BASE_ERROR_SUCCESS) {
            return error;
        }
        if (base_guid_is_null(&call->library)) {
            call->library = drive.info.drive.library;
        }
        if (!base_guid_equal(&call->library, &drive.info.drive.library)) {
            *facts |= RULES_MOUNT_DRIVE_ELSEWHERE;
        }
        *facts |= drive.object.enabled ? 0 : RULES_MOUNT_DISABLED;
        if (call->media[i].held && !base_guid_equal(&call->media[i].drive, &drives[i])) {
            call->media[i].held = false;
            *facts |= RULES_MOUNT_BUSY;
        }
        call->media[i].drive = drives[i];
    }
    return error;
}

/* A cleaning that has not begun may wait for its cartridge for days. */
static bool is_spoken_for(const struct store_list *requests, const struct base_guid *drive)
{
    for (uint32_t i = 0; i < requests->count; i++) {
        const struct model_lib_request *row = &requests->items[i].info.lib_request;
        bool idle = row->operation == MODEL_LM_CLEANDRIVE && row->stage == RULES_STAGE_START;
        if (!idle && base_guid_equal(&row->drive, drive)) {
            return true;
        }
    }
    return false;
}

static bool is_free(const struct model_information *drive, const struct store_list *requests)
{
    uint32_t state = drive->info.drive.state;

    return drive->object.enabled && drive->object.operational_state != MODEL_NOT_PRESENT &&
           !engine_service_is_needed(drive) &&
           (state == MODEL_DRIVESTATE_DISMOUNTED || state == MODEL_DRIVESTATE_DISMOUNTABLE) &&
           !is_spoken_for(requests, &drive->object.id);
}

/* Mounts that have no drive yet, and will take the next one. */
static uint32_t waiting_mounts(const struct store_list *requests)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < requests->count; i++) {
        const struct model_lib_request *row = &requests->items[i].info.lib_request;
        count += row->operation == MODEL_LM_MOUNT && base_guid_is_null(&row->drive) &&
                 base_guid_is_null(&row->operator_request);
    }
    return count;
}

/* Adds drive `index` of the free ones to those that the media can use. A drive type of which
 * nothing is known may be able to use anything. */
static base_error offer_drive(const struct engine_mount_call *call,
                              const struct model_information *drive, uint32_t index, bool named,
                              uint64_t *usable)
{
    struct store_list types = STORE_LIST_INIT;
    base_error error =
        store_drive_type_media(call->transaction, &drive->info.drive.drive_type, &types);

    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < call->count; i++) {
        const struct engine_named_medium *medium = &call->media[i];
        bool suits = types.count == 0;
        for (uint32_t k = 0; k < types.count; k++) {
            suits = suits || base_guid_equal(&types.items[k].object.id, &medium->media_type);
        }
        if (suits && (!named || base_guid_equal(&medium->drive, &drive->object.id))) {
            usable[i] |= UINT64_C(1) << index;
        }
    }
    store_list_free(&types);
    return error;
}

/* Is a drive free for each medium that is not in one yet? */
static base_error judge_free_drives(const struct engine_mount_call *call,
                                    const struct store_list *drives,
                                    const struct store_list *requests, bool named, uint32_t *facts)
{
    uint64_t usable[RULES_FREE_DRIVES_MAX] = {0};
    uint32_t free_drives = 0;
    uint32_t wanted = 0;
    base_error error = BASE_ERROR_SUCCESS;

    for (uint32_t i = 0;
         error == BASE_ERROR_SUCCESS && i < drives->count && free_drives < RULES_FREE_DRIVES_MAX;
         i++) {
        if (is_free(&drives->items[i], requests)) {
            error = offer_drive(call, &drives->items[i], free_drives++, named, usable);
        }
    }
    for (uint32_t i = 0; i < call->count; i++) {
        if (!call->media[i].held) {
            usable[wanted++] = usable[i];
        }
    }
    if (!rules_drives_suffice(usable, wanted) ||
        (!named && wanted > 0 && free_drives < wanted + waiting_mounts(requests))) {
        *facts |= RULES_MOUNT_BUSY;
    }
    return error;
}

static base_error judge_drives(struct engine_mount_call *call, const struct engine_mount_wish *wish,
                               uint32_t *facts)
{
    struct store_list drives = STORE_LIST_INIT;
    struct store_list requests = STORE_LIST_INIT;
    bool named = (wish->options & MODEL_MOUNT_SPECIFIC_DRIVE) != 0;
    base_error error = store_children(call->transaction, &call->library, MODEL_DRIVE, &drives);

    if (error == BASE_ERROR_SUCCESS && call->count > drives.count) {
        *facts |= RULES_MOUNT_MORE_THAN_DRIVES;
    }
    if (error == BASE_ERROR_SUCCESS && (wish->options & MODEL_MOUNT_ERROR_NOT_AVAILABLE) != 0) {
        error = store_requests_unfinished(call->transaction, &call->library, &requests);
        if (error == BASE_ERROR_SUCCESS && call->count <= RULES_FREE_DRIVES_MAX) {
            error = judge_free_drives(call, &drives, &requests, named, facts);
        }
    }
    store_list_free(&drives);
    store_list_free(&requests);
    return error;
}

base_error engine_mount_place_gather(struct engine_mount_call *call,
                                     const struct engine_mount_wish *wish,
                                     const struct base_guid *drives, uint32_t *facts)
{
    base_error error = BASE_ERROR_SUCCESS;

    choose_by_media(call, facts);
    if ((wish->options & MODEL_MOUNT_SPECIFIC_DRIVE) != 0) {
        error = read_named_drives(call, drives, facts);
    }
    if (error == BASE_ERROR_SUCCESS && base_guid_is_null(&call->library)) {
        error = choose_for_shelf(call);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = read_library(call, facts);
    }
    if (error == BASE_ERROR_SUCCESS && (*facts & RULES_MOUNT_NO_LIBRARY) == 0) {
        error = judge_drives(call, wish, facts);
    }
    return error;
}
