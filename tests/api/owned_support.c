/* SPDX-License-Identifier: MIT */
#include "owned_support.h"

#include <stdio.h>

enum { LTO = 0x56, FIRST_MARK = 0xA0 };

struct owned owned;

static NTMS_GUID marked(BYTE mark)
{
    NTMS_GUID id;
    memset(&id, mark, sizeof id);
    return id;
}

/* x'...' of an id, for statements that name two objects. */
static const char *blob(const NTMS_GUID *id)
{
    static char text[2][40];
    static unsigned turn;
    char *out = text[turn++ % 2];
    strcpy(out, "x'");
    for (size_t i = 0; i < sizeof *id; i++)
        snprintf(out + 2 + 2 * i, 4, "%02x'", ((const BYTE *)id)[i]);
    return out;
}

void owned_allocate(uint32_t index)
{
    char statement[512];
    const char *logical = blob(&owned.logical[index]);
    snprintf(statement, sizeof statement,
             "INSERT INTO logical_media (id, created, modified, enabled, operational_state, name,"
             " description, media_pool) SELECT %s, 1, 1, 1, 0, '', '', media_pool"
             " FROM physical_media WHERE id = %%g",
             logical);
    world_sql_beside(statement, &owned.media[index]);
    snprintf(statement, sizeof statement,
             "UPDATE media_side SET state = 5, allocate_count = 1, logical_media = %s"
             " WHERE id = %%g",
             logical);
    world_sql_beside(statement, &owned.sides[index]);
}

static NTMS_GUID add_side(const NTMS_GUID *medium, BYTE mark, DWORD side, DWORD state)
{
    NTMS_GUID id = marked(mark);
    char statement[512];
    snprintf(statement, sizeof statement,
             "INSERT INTO media_side (id, created, modified, enabled, operational_state, name,"
             " description, physical_media, state, side, label_id, label_type, label_info,"
             " mount_count, allocate_count, capacity)"
             " VALUES (%s, 1, 1, 1, 0, '', '', %%g, %u, %u, x'', '', '', 0, 0, 0)",
             blob(&id), (unsigned)state, (unsigned)side);
    world_sql_beside(statement, medium);
    return id;
}

NTMS_GUID owned_add_side(uint32_t index, BYTE mark, DWORD state)
{
    return add_side(&owned.media[index], mark, 1, state);
}

static void shelve(void)
{
    char statement[768];
    owned.media[OWNED_SHELVED] = marked(FIRST_MARK);
    snprintf(statement, sizeof statement,
             "INSERT INTO physical_media (id, created, modified, enabled, operational_state, name,"
             " description, current_library, media_pool, location_type, media_type, barcode,"
             " barcode_state, sequence_number, media_state, number_of_partitions, media_type_code,"
             " density_code, missing_since) SELECT %s, 1, 1, 1, 0, 'shelved', '', %s, id, 16,"
             " media_type, '', 2, '', 0, 1, 0, 0, 0 FROM media_pool WHERE id = %%g",
             blob(&owned.media[OWNED_SHELVED]), blob(&owned.shelf));
    world_sql_beside(statement, &owned.pool);
    (void)add_side(&owned.media[OWNED_SHELVED], FIRST_MARK + 1, 0, NTMS_PARTSTATE_AVAILABLE);
}

static NTMS_GUID find_shelf(void)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(NULL, NTMS_LIBRARY, list);
    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW library = world_read(&list[i], NTMS_LIBRARY);
        if (library.Info.Library.dwFlags & NTMS_LIBRARYFLAG_FIXEDOFFLINE)
            return list[i];
    }
    fail_msg("no shelf");
    return world_null_guid;
}

void owned_start(void)
{
    world_start_small(1, 0, "s0=A00000L4,data\ns1=A00001L4,data\n");
    world_look_over();
    owned.lto = pools_type(LTO);
    owned.free_pool = pools_child(NTMS_POOLTYPE_SCRATCH, &owned.lto);
    owned.pool = pools_make(L"Owner", &owned.lto);
    owned.other = pools_make(L"Other", &owned.lto);
    owned.shelf = find_shelf();
    owned.media[0] = pools_medium(0);
    owned.media[1] = pools_medium(1);
    shelve();
    for (uint32_t i = 0; i < OWNED_MEDIA; i++) {
        NTMS_GUID list[WORLD_LIST];
        pools_place(&owned.media[i], &owned.pool, NTMS_PARTSTATE_AVAILABLE);
        assert_int_equal(world_list(&owned.media[i], NTMS_PARTITION, list), 1);
        owned.sides[i] = list[0];
        owned.logical[i] = marked((BYTE)(FIRST_MARK + 8 + i));
        owned_allocate(i);
    }
    world_touch();
    world_settle();
}

NTMS_PARTITIONINFORMATIONW owned_side(const NTMS_GUID *side)
{
    return world_read(side, NTMS_PARTITION).Info.Partition;
}

void owned_set_state(const NTMS_GUID *side, DWORD state)
{
    char statement[128];
    snprintf(statement, sizeof statement, "UPDATE media_side SET state = %u WHERE id = %%g",
             (unsigned)state);
    world_sql_beside(statement, side);
}

void owned_set_media_state(uint32_t index, DWORD state)
{
    char statement[128];
    snprintf(statement, sizeof statement,
             "UPDATE physical_media SET media_state = %u WHERE id = %%g", (unsigned)state);
    world_sql_beside(statement, &owned.media[index]);
}

void owned_set_policy(DWORD deallocation, DWORD max_allocates)
{
    NTMS_OBJECTINFORMATIONW pool = world_read(&owned.pool, NTMS_MEDIA_POOL);
    pool.Info.MediaPool.DeallocationPolicy = deallocation;
    pool.Info.MediaPool.dwMaxAllocates = max_allocates;
    assert_int_equal(SetNtmsObjectInformationW(world.session, &owned.pool, &pool), ERROR_SUCCESS);
}
