/* SPDX-License-Identifier: MIT */
#include "allocate_support.h"

#include <stdio.h>

enum { LTO = 0x56 };

struct stock stock;

void stock_start(void)
{
    world_start_small(1, 0, "s0=A00000L4,data\ns1=A00001L4,data\ns2=A00002L4,data\n");
    world_look_over();
    stock.lto = pools_type(LTO);
    stock.free_pool = pools_child(NTMS_POOLTYPE_SCRATCH, &stock.lto);
    stock.import = pools_child(NTMS_POOLTYPE_IMPORT, &stock.lto);
    stock.pool = pools_make(L"Backup", &stock.lto);
    for (uint32_t i = 0; i < ALLOCATE_MEDIA; i++) {
        NTMS_GUID list[WORLD_LIST];
        stock.media[i] = pools_medium(i);
        pools_place(&stock.media[i], &stock.free_pool, NTMS_PARTSTATE_AVAILABLE);
        assert_int_equal(world_list(&stock.media[i], NTMS_PARTITION, list), 1);
        stock.sides[i] = list[0];
    }
    world_touch();
    world_settle();
}

void stock_draw(const NTMS_GUID *pool, DWORD policy)
{
    NTMS_GUID id = *pool;
    NTMS_OBJECTINFORMATIONW information = world_read(pool, NTMS_MEDIA_POOL);
    information.Info.MediaPool.AllocationPolicy = policy;
    assert_int_equal(SetNtmsObjectInformationW(world.session, &id, &information), ERROR_SUCCESS);
}

DWORD stock_allocate(const NTMS_GUID *pool, const NTMS_GUID *side, DWORD options, DWORD timeout,
                     NTMS_GUID *media)
{
    NTMS_GUID pool_id = *pool;
    NTMS_GUID side_id = side != NULL ? *side : world_null_guid;
    NTMS_GUID result = media != NULL ? *media : world_stray_guid;
    NTMS_ALLOCATION_INFORMATION information = {.dwSize = sizeof information};
    information.AllocatedFrom = world_stray_guid;
    DWORD error = AllocateNtmsMedia(world.session, &pool_id, side != NULL ? &side_id : NULL,
                                    &result, options, timeout, &information);
    if (error != ERROR_SUCCESS) {
        assert_true(world_same(&result, &world_null_guid));
        assert_true(world_same(&information.AllocatedFrom, &world_stray_guid));
    } else {
        assert_true(world_read(&information.AllocatedFrom, NTMS_MEDIA_POOL).Enabled);
    }
    if (media != NULL)
        *media = result;
    return error;
}

void stock_expect(const NTMS_GUID *media, const NTMS_GUID *pool, const NTMS_GUID *side)
{
    NTMS_GUID list[WORLD_LIST];
    NTMS_LMIDINFORMATION logical = world_read(media, NTMS_LOGICAL_MEDIA).Info.LogicalMedia;
    assert_true(world_same(&logical.MediaPool, pool));
    assert_int_equal(logical.dwNumberOfPartitions, 1);
    assert_int_equal(world_list(media, NTMS_PARTITION, list), 1);
    if (side != NULL)
        assert_true(world_same(&list[0], side));
    NTMS_PARTITIONINFORMATIONW behind = stock_side(&list[0]);
    assert_int_equal(behind.State, NTMS_PARTSTATE_ALLOCATED);
    assert_true(world_same(&behind.LogicalMedia, media));
    assert_true(pools_medium_is_in(&behind.PhysicalMedia, pool));
}

NTMS_PARTITIONINFORMATIONW stock_side(const NTMS_GUID *side)
{
    return world_read(side, NTMS_PARTITION).Info.Partition;
}

void stock_set_state(const NTMS_GUID *side, DWORD state)
{
    char statement[128];
    snprintf(statement, sizeof statement, "UPDATE media_side SET state = %u WHERE id = %%g",
             (unsigned)state);
    world_sql_beside(statement, side);
    world_touch();
}

NTMS_GUID stock_add_side(const NTMS_GUID *medium, DWORD state)
{
    NTMS_GUID list[WORLD_LIST];
    char statement[512];
    snprintf(statement, sizeof statement,
             "INSERT INTO media_side (id, created, modified, enabled, operational_state, name,"
             " description, physical_media, state, side, label_id, label_type, label_info,"
             " mount_count, allocate_count, capacity)"
             " VALUES (randomblob(16), 1, 1, 1, 0, '', '', %%g, %u, 1, x'', '', '', 0, 0, 0)",
             (unsigned)state);
    world_sql_beside(statement, medium);
    world_touch();
    assert_int_equal(world_list(medium, NTMS_PARTITION, list), 2);
    return list[1];
}
