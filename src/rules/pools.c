/* SPDX-License-Identifier: MIT */
#include "rules/pools.h"

#include "base/utf16.h"
#include "rules/allocation.h"

#include <string.h>

static const char *skip_root(const char *path)
{
    return path[0] == '\\' ? path + 1 : path;
}

base_error rules_pool_path_check(const char *path)
{
    const char *part = skip_root(path);
    size_t units = 0;

    do {
        size_t bytes = strcspn(part, "\\");
        size_t length = base_utf16_size(part, bytes);
        if (length == 0 || length > RULES_POOL_NAME_UNITS) {
            return BASE_ERROR_INVALID_NAME;
        }
        units += 1 + length;
        part += bytes;
    } while (*part++ == '\\');
    return units > RULES_POOL_PATH_UNITS ? BASE_ERROR_INVALID_NAME : BASE_ERROR_SUCCESS;
}

bool rules_pool_path_next(const char **path, char name[MODEL_NAME_BYTES])
{
    const char *part = skip_root(*path);
    size_t bytes = strcspn(part, "\\");

    if (bytes == 0 || bytes >= MODEL_NAME_BYTES) {
        return false;
    }
    memcpy(name, part, bytes);
    name[bytes] = '\0';
    *path = part + bytes;
    return true;
}

base_error rules_pool_open(uint32_t action, bool found, bool parent_found, bool *create)
{
    if (found) {
        if (action == MODEL_CREATE_NEW) {
            return BASE_ERROR_ALREADY_EXISTS;
        }
        *create = false;
        return BASE_ERROR_SUCCESS;
    }
    if (action == MODEL_OPEN_EXISTING || !parent_found) {
        return BASE_ERROR_OBJECT_NOT_FOUND;
    }
    *create = true;
    return BASE_ERROR_SUCCESS;
}

base_error rules_check_create_pool(const struct rules_create_pool_facts *facts)
{
    if (!facts->granted) {
        return BASE_ERROR_ACCESS_DENIED;
    }
    if (facts->type_given && !facts->type_found) {
        return BASE_ERROR_INVALID_MEDIA;
    }
    if (!facts->at_top &&
        (facts->parent_kind != MODEL_POOLTYPE_APPLICATION || facts->parent_holds_media)) {
        return BASE_ERROR_INVALID_NAME;
    }
    return BASE_ERROR_SUCCESS;
}

base_error rules_check_delete_pool(const struct model_media_pool *pool, bool granted)
{
    if (!granted) {
        return BASE_ERROR_ACCESS_DENIED;
    }
    if (pool->pool_type != MODEL_POOLTYPE_APPLICATION || pool->is_root) {
        return BASE_ERROR_INVALID_MEDIA_POOL;
    }
    if (pool->number_of_physical_media != 0 || pool->number_of_logical_media != 0 ||
        pool->number_of_media_pools != 0) {
        return BASE_ERROR_NOT_EMPTY;
    }
    return BASE_ERROR_SUCCESS;
}

uint32_t rules_move_right(uint32_t pool_type)
{
    return pool_type == MODEL_POOLTYPE_SCRATCH ? MODEL_USE_ACCESS : MODEL_CONTROL_ACCESS;
}

static bool is_free_of_owners(const struct rules_move_facts *facts)
{
    for (uint32_t i = 0; i < facts->side_count; i++) {
        if (rules_side_is_owned(facts->sides[i])) {
            return false;
        }
    }
    return true;
}

static bool is_all_import(const struct rules_move_facts *facts)
{
    for (uint32_t i = 0; i < facts->side_count; i++) {
        if (facts->sides[i] != MODEL_PARTSTATE_IMPORT) {
            return false;
        }
    }
    return facts->side_count > 0;
}

/* Which pools a cartridge may go to from where it is. */
static bool is_legal(const struct rules_move_facts *facts)
{
    uint32_t from = facts->source_kind;

    switch (facts->target_kind) {
    case MODEL_POOLTYPE_SCRATCH:
        return !facts->target_is_read_only && is_free_of_owners(facts);
    case MODEL_POOLTYPE_IMPORT:
        return (from == MODEL_POOLTYPE_IMPORT || from == MODEL_POOLTYPE_APPLICATION) &&
               is_all_import(facts);
    case MODEL_POOLTYPE_APPLICATION:
        return from == MODEL_POOLTYPE_SCRATCH || from == MODEL_POOLTYPE_APPLICATION;
    default:
        return false;
    }
}

bool rules_library_reachable(const struct rules_library_facts *library)
{
    return library->found && library->enabled && library->present && !library->shelf;
}

static base_error check_found(const struct rules_move_facts *facts)
{
    if (!facts->medium_found) {
        return BASE_ERROR_INVALID_MEDIA;
    }
    if (!facts->target_found) {
        return BASE_ERROR_INVALID_MEDIA_POOL;
    }
    return facts->granted ? BASE_ERROR_SUCCESS : BASE_ERROR_ACCESS_DENIED;
}

/* In use, out of use, or to be labelled where no drive can reach it. */
static bool is_busy(const struct rules_move_facts *facts)
{
    bool labelled = facts->target_kind == MODEL_POOLTYPE_SCRATCH && !facts->same_pool;

    return facts->medium_state != MODEL_MEDIASTATE_IDLE || !facts->medium_enabled ||
           facts->waits_for_label || facts->mount_waits ||
           (labelled && !rules_library_reachable(&facts->library));
}

static base_error check_policy(const struct rules_move_facts *facts)
{
    return facts->same_pool || is_legal(facts) ? BASE_ERROR_SUCCESS : BASE_ERROR_INVALID_MEDIA_POOL;
}

base_error rules_check_move_media(const struct rules_move_facts *facts)
{
    base_error error = check_found(facts);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (is_busy(facts)) {
        return BASE_ERROR_BUSY;
    }
    if (!facts->target_holds_media) {
        return BASE_ERROR_INVALID_MEDIA_POOL;
    }
    return facts->same_type ? check_policy(facts) : BASE_ERROR_MEDIA_INCOMPATIBLE;
}

base_error rules_check_change_media_type(const struct rules_move_facts *facts)
{
    base_error error = check_found(facts);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (!facts->library.enabled) {
        return BASE_ERROR_RESOURCE_DISABLED;
    }
    if (!rules_library_reachable(&facts->library)) {
        return BASE_ERROR_LIBRARY_OFFLINE;
    }
    if (is_busy(facts)) {
        return BASE_ERROR_BUSY;
    }
    if (!facts->target_holds_media) {
        return BASE_ERROR_INVALID_MEDIA_POOL;
    }
    return facts->target_sides == facts->side_count ? check_policy(facts)
                                                    : BASE_ERROR_MEDIA_INCOMPATIBLE;
}

uint32_t rules_side_state_moved(uint32_t target_kind, uint32_t state)
{
    if (target_kind != MODEL_POOLTYPE_SCRATCH || state == MODEL_PARTSTATE_DECOMMISSIONED ||
        state == MODEL_PARTSTATE_INCOMPATIBLE) {
        return state;
    }
    return MODEL_PARTSTATE_UNPREPARED;
}
