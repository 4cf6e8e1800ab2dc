/* SPDX-License-Identifier: MIT */
#include "mount_support.h"

#include <stdio.h>

struct mount_medium mount_media[MOUNT_MEDIA];
NTMS_GUID mount_pool;

/* What AllocateNtmsMedia leaves behind. */
static void own(uint32_t slot)
{
    struct mount_medium *own = &mount_media[slot];
    NTMS_GUID sides[WORLD_LIST];
    char text[512];
    own->medium = pools_medium(slot);
    assert_in_range(world_list(&own->medium, NTMS_PARTITION, sides), 1, 2);
    own->side = sides[0];
    own->logical = world_stray_guid;
    own->logical.Data1 = 0x1000 + slot;
    pools_place(&own->medium, &mount_pool, NTMS_PARTSTATE_ALLOCATED);
    snprintf(text, sizeof text,
             "INSERT INTO logical_media (id, created, modified, enabled, operational_state, name,"
             " description, media_pool) SELECT %%g, created, modified, 1, 0, name, '', media_pool"
             " FROM physical_media WHERE name = '%ls'",
             world_read(&own->medium, NTMS_PHYSICAL_MEDIA).szName);
    world_sql_beside(text, &own->logical);
    snprintf(text, sizeof text,
             "UPDATE media_side SET logical_media ="
             " (SELECT id FROM logical_media ORDER BY entry DESC LIMIT 1) WHERE id = %%g");
    world_sql_beside(text, &own->side);
}

void mount_own(uint32_t count)
{
    NTMS_GUID type = pools_library_type();
    mount_pool = pools_make(L"Mounts", &type);
    world_look_over();
    for (uint32_t i = 0; i < count; i++)
        own(i);
    /* A change of the DLL's own: what it remembers of the rows is stale. */
    pools_make(L"Touched", NULL);
}

DWORD mount_one(const NTMS_GUID *id, DWORD options, DWORD timeout, NTMS_GUID *drive)
{
    NTMS_GUID media = *id;
    NTMS_GUID drives = world_null_guid;
    DWORD error = MountNtmsMedia(world.session, &media, &drives, 1, options, 0, timeout, NULL);
    if (drive != NULL)
        *drive = drives;
    return error;
}

DWORD mount_in(const NTMS_GUID *id, DWORD drive, DWORD options, DWORD timeout)
{
    NTMS_GUID media = *id;
    NTMS_GUID drives = world.drives[drive];
    return MountNtmsMedia(world.session, &media, &drives, 1, options | NTMS_MOUNT_SPECIFIC_DRIVE, 0,
                          timeout, NULL);
}

DWORD mount_many(DWORD count, DWORD options, DWORD timeout, NTMS_GUID *drives)
{
    NTMS_GUID media[MOUNT_MEDIA];
    for (DWORD i = 0; i < count; i++)
        media[i] = mount_media[i].logical;
    return MountNtmsMedia(world.session, media, drives, count, options, 0, timeout, NULL);
}

DWORD mount_dismount(const NTMS_GUID *id, DWORD options)
{
    NTMS_GUID media = *id;
    return DismountNtmsMedia(world.session, &media, 1, options);
}

DWORD mount_media_state(uint32_t index)
{
    return world_read(&mount_media[index].medium, NTMS_PHYSICAL_MEDIA)
        .Info.PhysicalMedia.MediaState;
}

struct awaited {
    uint32_t index;
    DWORD state;
};

static BOOL has_state(void *context)
{
    const struct awaited *awaited = context;
    return mount_media_state(awaited->index) == awaited->state;
}

void mount_await_state(uint32_t index, DWORD state)
{
    struct awaited awaited = {index, state};
    char text[64];
    snprintf(text, sizeof text, "cartridge %u comes into media state %u", (unsigned)index,
             (unsigned)state);
    world_wait(has_state, &awaited, text);
}

void mount_expect_nothing_left(void)
{
    assert_int_equal(world_sql_number("SELECT count(*) FROM lib_request WHERE operation = 17 AND"
                                      " state IN (0, 1, 5, 6)",
                                      NULL),
                     0);
    assert_int_equal(world_operator_requests(NTMS_OPREQ_MOVEMEDIA, NULL), 0);
    assert_int_equal(
        world_sql_number("SELECT count(*) FROM physical_media WHERE media_state IN (1, 6)", NULL),
        0);
}

static void set(const char *table, const char *assignment, const NTMS_GUID *id)
{
    char text[512];
    snprintf(text, sizeof text, "UPDATE %s SET %s WHERE id = %%g", table, assignment);
    world_sql_beside(text, id);
}

void mount_set_medium(uint32_t index, const char *assignment)
{
    set("physical_media", assignment, &mount_media[index].medium);
}

void mount_set_side(uint32_t index, const char *assignment)
{
    set("media_side", assignment, &mount_media[index].side);
}

void mount_set_drive(uint32_t index, const char *assignment)
{
    set("drive", assignment, &world.drives[index]);
}
