/* SPDX-License-Identifier: MIT */
#include "rules/settable.h"

#include <string.h>

#define LIBRARY_FLAGS_KNOWN 0x1Fu
#define LIBRARY_FLAGS_SETTABLE                                                                     \
    ((uint32_t)(MODEL_LIBRARYFLAG_AUTODETECTCHANGE | MODEL_LIBRARYFLAG_RECOGNIZECLEANERBARCODE))
#define LIB_REQUEST_FLAGS_KNOWN                                                                    \
    ((uint32_t)(MODEL_REQUESTFLAGS_NOAUTOPURGE | MODEL_REQUESTFLAGS_NOFAILEDPURGE))
/* ... and NTMS_OPREQFLAGS_NOALERTS, NTMS_OPREQFLAGS_NOTRAYICON */
#define OP_REQUEST_FLAGS_KNOWN (LIB_REQUEST_FLAGS_KNOWN | 0x10u | 0x20u)
#define POOL_POLICY_KNOWN                                                                          \
    ((uint32_t)(MODEL_POOLPOLICY_PURGEOFFLINESCRATCH | MODEL_POOLPOLICY_KEEPOFFLINEIMPORT))
#define ALLOCATION_POLICY_KNOWN MODEL_ALLOCATE_FROMSCRATCH
#define RETURN_POLICY_KNOWN     MODEL_DEALLOCATE_TOSCRATCH

static bool has_unknown(uint32_t bits, uint32_t known)
{
    return (bits & ~known) != 0;
}

static base_error set_computer(const struct model_computer *wish, struct model_computer *stored)
{
    if (has_unknown(wish->lib_request_flags, LIB_REQUEST_FLAGS_KNOWN) ||
        has_unknown(wish->op_request_flags, OP_REQUEST_FLAGS_KNOWN) ||
        has_unknown(wish->media_pool_policy, POOL_POLICY_KNOWN)) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    *stored = *wish;
    return BASE_ERROR_SUCCESS;
}

static bool is_shelf(const struct model_library *library)
{
    return (library->flags & MODEL_LIBRARYFLAG_FIXEDOFFLINE) != 0;
}

/* NTMS_LIBRARYFLAG_IGNORECLEANERUSESREMAINING follows from the number. */
static void set_cleaner_uses(uint32_t uses, struct model_library *stored)
{
    if ((stored->flags & MODEL_LIBRARYFLAG_CLEANERPRESENT) == 0) {
        return;
    }
    stored->cleaner_uses_remaining = uses;
    stored->flags &= ~(uint32_t)MODEL_LIBRARYFLAG_IGNORECLEANERUSESREMAINING;
    if (uses == MODEL_CLEANER_USES_UNCOUNTED) {
        stored->flags |= MODEL_LIBRARYFLAG_IGNORECLEANERUSESREMAINING;
    }
}

static base_error set_library(const struct rules_settable_facts *facts,
                              const struct model_library *wish, struct model_library *stored)
{
    if (is_shelf(stored)) {
        return BASE_ERROR_SUCCESS; /* it has nothing but its name */
    }
    if (wish->inventory_method > MODEL_INVENTORY_OMID ||
        (!facts->first_version && has_unknown(wish->flags, LIBRARY_FLAGS_KNOWN))) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    stored->inventory_method = wish->inventory_method;
    set_cleaner_uses(wish->cleaner_uses_remaining, stored);
    if (!facts->first_version) {
        stored->auto_recovery = wish->auto_recovery;
        stored->flags =
            (stored->flags & ~LIBRARY_FLAGS_SETTABLE) | (wish->flags & LIBRARY_FLAGS_SETTABLE);
    }
    return BASE_ERROR_SUCCESS;
}

static base_error check_system_pool(const struct model_information *wish,
                                    const struct model_information *stored)
{
    bool renamed = strcmp(wish->object.name, stored->object.name) != 0;
    bool changed =
        !base_guid_equal(&wish->info.media_pool.media_type, &stored->info.media_pool.media_type);

    return renamed || changed ? BASE_ERROR_ACCESS_DENIED : BASE_ERROR_SUCCESS;
}

static base_error check_pool_name(const struct rules_settable_facts *facts,
                                  const struct model_information *wish,
                                  const struct model_information *stored)
{
    if (strcmp(wish->object.name, stored->object.name) == 0) {
        return BASE_ERROR_SUCCESS;
    }
    if (wish->object.name[0] == '\0' || strchr(wish->object.name, '\\') != NULL ||
        facts->path_too_long) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    return facts->name_taken ? BASE_ERROR_ALREADY_EXISTS : BASE_ERROR_SUCCESS;
}

/* A pool holds pools or media, and media of one type. */
static base_error check_pool_type(const struct rules_settable_facts *facts,
                                  const struct model_media_pool *wish,
                                  const struct model_media_pool *stored)
{
    if (base_guid_equal(&wish->media_type, &stored->media_type)) {
        return BASE_ERROR_SUCCESS;
    }
    return facts->holds_media || facts->holds_pools || !facts->media_type_found
               ? BASE_ERROR_INVALID_PARAMETER
               : BASE_ERROR_SUCCESS;
}

static base_error set_pool(const struct rules_settable_facts *facts,
                           const struct model_information *wish, struct model_information *stored)
{
    const struct model_media_pool *pool = &wish->info.media_pool;
    struct model_media_pool *own = &stored->info.media_pool;
    base_error error = own->pool_type == MODEL_POOLTYPE_APPLICATION
                           ? check_pool_name(facts, wish, stored)
                           : check_system_pool(wish, stored);

    if (error == BASE_ERROR_SUCCESS &&
        (has_unknown(pool->allocation_policy, ALLOCATION_POLICY_KNOWN) ||
         has_unknown(pool->deallocation_policy, RETURN_POLICY_KNOWN))) {
        error = BASE_ERROR_INVALID_PARAMETER;
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = check_pool_type(facts, pool, own);
    }
    if (error == BASE_ERROR_SUCCESS) {
        own->media_type = pool->media_type;
        own->allocation_policy = pool->allocation_policy;
        own->deallocation_policy = pool->deallocation_policy;
        own->max_allocates = pool->max_allocates;
    }
    return error;
}

static base_error set_members(const struct rules_settable_facts *facts,
                              const struct model_information *wish,
                              struct model_information *stored)
{
    switch (stored->object.type) {
    case MODEL_COMPUTER:
        return set_computer(&wish->info.computer, &stored->info.computer);
    case MODEL_DRIVE:
        if (!facts->standalone) {
            stored->info.drive.defer_dismount_delay = wish->info.drive.defer_dismount_delay;
        }
        return BASE_ERROR_SUCCESS;
    case MODEL_IEDOOR:
        stored->info.door.max_open_seconds = wish->info.door.max_open_seconds;
        return BASE_ERROR_SUCCESS;
    case MODEL_IEPORT:
        stored->info.port.max_extend_seconds = wish->info.port.max_extend_seconds;
        return BASE_ERROR_SUCCESS;
    case MODEL_LIBRARY:
        return set_library(facts, &wish->info.library, &stored->info.library);
    case MODEL_MEDIA_POOL:
        return set_pool(facts, wish, stored);
    default:
        return BASE_ERROR_SUCCESS;
    }
}

/* API: the types whose szName a caller may change. */
static bool has_settable_name(uint32_t type)
{
    return type == MODEL_LIBRARY || type == MODEL_LOGICAL_MEDIA || type == MODEL_MEDIA_POOL ||
           type == MODEL_PARTITION || type == MODEL_PHYSICAL_MEDIA;
}

base_error rules_set_information(const struct rules_settable_facts *facts,
                                 const struct model_information *wish,
                                 struct model_information *stored)
{
    struct model_information changed = *stored;
    base_error error = set_members(facts, wish, &changed);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (has_settable_name(changed.object.type)) {
        memcpy(changed.object.name, wish->object.name, sizeof changed.object.name);
    }
    memcpy(changed.object.description, wish->object.description, sizeof changed.object.description);
    *stored = changed;
    return BASE_ERROR_SUCCESS;
}
