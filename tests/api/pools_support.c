/* SPDX-License-Identifier: MIT */
#include "pools_support.h"

#include <sddl.h>
#include <stdio.h>

NTMS_GUID pools_root(void)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = WORLD_LIST;
    assert_int_equal(
        EnumerateNtmsObject(world.session, NULL, list, &count, NTMS_MEDIA_POOL, NTMS_ENUM_ROOTPOOL),
        ERROR_SUCCESS);
    return list[0];
}

NTMS_MEDIAPOOLINFORMATION pools_read(const NTMS_GUID *pool)
{
    return world_read(pool, NTMS_MEDIA_POOL).Info.MediaPool;
}

NTMS_GUID pools_system(DWORD kind)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(NULL, NTMS_MEDIA_POOL, list);
    for (DWORD i = 0; i < count; i++) {
        if (pools_read(&list[i]).PoolType == kind)
            return list[i];
    }
    fail_msg("no system pool of kind %u", (unsigned)kind);
    return world_null_guid;
}

NTMS_GUID pools_child(DWORD kind, const NTMS_GUID *media_type)
{
    NTMS_GUID list[WORLD_LIST];
    NTMS_GUID parent = pools_system(kind);
    DWORD count = world_list(&parent, NTMS_MEDIA_POOL, list);
    for (DWORD i = 0; i < count; i++) {
        NTMS_MEDIAPOOLINFORMATION pool = pools_read(&list[i]);
        if (world_same(&pool.MediaType, media_type))
            return list[i];
    }
    return world_null_guid;
}

NTMS_GUID pools_type(DWORD code)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(NULL, NTMS_MEDIA_TYPE, list);
    for (DWORD i = 0; i < count; i++) {
        if (world_read(&list[i], NTMS_MEDIA_TYPE).Info.MediaType.MediaType == code)
            return list[i];
    }
    fail_msg("no media type %u", (unsigned)code);
    return world_null_guid;
}

NTMS_GUID pools_library_type(void)
{
    NTMS_GUID list[WORLD_LIST];
    assert_true(world_list(&world.library, NTMS_MEDIA_TYPE, list) >= 1);
    return list[0];
}

NTMS_GUID pools_make(const WCHAR *path, const NTMS_GUID *media_type)
{
    NTMS_GUID pool = world_null_guid;
    NTMS_GUID type = media_type != NULL ? *media_type : world_null_guid;
    assert_int_equal(CreateNtmsMediaPoolW(world.session, path, media_type != NULL ? &type : NULL,
                                          NTMS_CREATE_NEW, NULL, &pool),
                     ERROR_SUCCESS);
    return pool;
}

void pools_protect(const NTMS_GUID *object, const char *text)
{
    PSECURITY_DESCRIPTOR descriptor = NULL;
    ULONG length = 0;
    char statement[2048] = "UPDATE security SET descriptor = x'";
    assert_true(ConvertStringSecurityDescriptorToSecurityDescriptorA(text, SDDL_REVISION_1,
                                                                     &descriptor, &length));
    size_t used = strlen(statement);
    for (ULONG i = 0; i < length; i++, used += 2)
        snprintf(statement + used, sizeof statement - used, "%02x", ((BYTE *)descriptor)[i]);
    LocalFree(descriptor);
    strcat(statement, "' WHERE object = %g");
    world_sql_beside(statement, object);
}

NTMS_GUID pools_medium(uint32_t slot)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(&world.library, NTMS_PHYSICAL_MEDIA, list);
    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW medium = world_read(&list[i], NTMS_PHYSICAL_MEDIA);
        if (world_same(&medium.Info.PhysicalMedia.Location, &world.slots[slot]))
            return list[i];
    }
    fail_msg("no cartridge in slot %u", (unsigned)slot);
    return world_null_guid;
}

static void hex(const NTMS_GUID *id, char out[33])
{
    for (size_t i = 0; i < sizeof *id; i++)
        snprintf(out + 2 * i, 3, "%02x", ((const BYTE *)id)[i]);
}

BOOL pools_medium_is_in(const NTMS_GUID *medium, const NTMS_GUID *pool)
{
    char digits[33];
    char query[256];
    hex(pool, digits);
    snprintf(query, sizeof query,
             "SELECT count(*) FROM physical_media WHERE id = %%g AND media_pool = x'%s'", digits);
    return world_sql_number(query, medium) == 1;
}

DWORD pools_side_state(const NTMS_GUID *medium)
{
    return (DWORD)world_sql_number(
        "SELECT state FROM media_side WHERE physical_media = %g ORDER BY side LIMIT 1", medium);
}

void pools_place(const NTMS_GUID *medium, const NTMS_GUID *pool, DWORD side_state)
{
    char digits[33];
    char own[33];
    char statement[384];
    hex(pool, digits);
    hex(medium, own);
    /* At once: somebody may wait for a side of this pool. */
    snprintf(statement, sizeof statement,
             "BEGIN IMMEDIATE;"
             "UPDATE media_side SET state = %u WHERE physical_media = %%g;"
             "UPDATE physical_media SET media_pool = x'%s' WHERE id = x'%s';"
             "COMMIT",
             (unsigned)side_state, digits, own);
    world_sql_beside(statement, medium);
}

static BOOL is_idle(void *context)
{
    return world_read(context, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia.MediaState ==
           NTMS_MEDIASTATE_IDLE;
}

void pools_await_idle(const NTMS_GUID *medium)
{
    NTMS_GUID copy = *medium;
    world_wait(is_idle, &copy, "the cartridge is in use");
}
