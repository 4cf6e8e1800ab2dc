/* SPDX-License-Identifier: MIT */
#include "media_support.h"

#include "engine/pools.h"
#include "engine/runtime.h"

static struct store *opened(void)
{
    return fixture_session()->engine->store;
}

static uint32_t list_in(const struct base_guid *container, uint32_t type, struct base_guid *ids,
                        uint32_t capacity)
{
    uint32_t count = 0;
    assert_int_equal(
        engine_object_enumerate(fixture_session(), container, type, 0, ids, capacity, &count), 0);
    return count;
}

void media_usual(void)
{
    struct vtl_library_config config = vtl_transport_library();
    config.cartridges = "s1=A00001L4,data\ns2=A00002L4,data\ns3=A00003L4,data\n";
    fixture_begin();
    vtl_transport_add(&config);
    fixture_start();
}

struct base_guid media_type_of_library(void)
{
    struct base_guid ids[64];
    assert_true(list_in(fixture_library(), MODEL_MEDIA_TYPE, ids, 64) > 0);
    return ids[0];
}

struct base_guid media_system_child(uint32_t pool_type)
{
    struct store_transaction *transaction = NULL;
    struct base_guid type = media_type_of_library();
    struct base_guid pool;
    assert_int_equal(store_begin_write(opened(), &transaction), 0);
    assert_int_equal(engine_pool_child(transaction, pool_type, &type, &pool), 0);
    assert_int_equal(store_commit(transaction), 0);
    return pool;
}

struct base_guid media_new_pool(const char *path)
{
    struct base_guid type = media_type_of_library();
    struct engine_pool_wish wish = {.path = path, .media_type = &type, .action = MODEL_CREATE_NEW};
    struct base_guid pool;
    assert_int_equal(engine_pool_open(fixture_session(), &wish, &pool), 0);
    return pool;
}

struct base_guid media_at(uint32_t index)
{
    struct base_guid ids[64];
    assert_true(list_in(fixture_library(), MODEL_PHYSICAL_MEDIA, ids, 64) > index);
    return ids[index];
}

void media_update(const struct base_guid *id, media_change *change, const void *value)
{
    struct store_transaction *transaction = NULL;
    struct model_information row;
    assert_int_equal(store_begin_write(opened(), &transaction), 0);
    assert_int_equal(store_object_get(transaction, id, MODEL_UNKNOWN, &row), 0);
    change(&row, value);
    assert_int_equal(store_object_update(transaction, &row), 0);
    assert_int_equal(store_commit(transaction), 0);
}

static void set_state(struct model_information *row, const void *value)
{
    row->info.partition.state = *(const uint32_t *)value;
}

void media_set_side_state(const struct base_guid *side, uint32_t state)
{
    media_update(side, set_state, &state);
}

/* At once: somebody may wait for it. */
void media_put(const struct base_guid *medium, const struct base_guid *pool, uint32_t state)
{
    struct store_transaction *transaction = NULL;
    struct store_list sides = STORE_LIST_INIT;
    struct model_information row;
    assert_int_equal(store_begin_write(opened(), &transaction), 0);
    assert_int_equal(store_object_get(transaction, medium, MODEL_PHYSICAL_MEDIA, &row), 0);
    row.info.physical_media.media_pool = *pool;
    assert_int_equal(store_object_update(transaction, &row), 0);
    assert_int_equal(store_sides_of_media(transaction, medium, &sides), 0);
    for (uint32_t i = 0; i < sides.count; i++) {
        sides.items[i].info.partition.state = state;
        assert_int_equal(store_object_update(transaction, &sides.items[i]), 0);
    }
    store_list_free(&sides);
    assert_int_equal(store_commit(transaction), 0);
}

void media_put_all(const struct base_guid *pool, uint32_t state)
{
    struct base_guid ids[64];
    uint32_t count = list_in(fixture_library(), MODEL_PHYSICAL_MEDIA, ids, 64);
    for (uint32_t i = 0; i < count; i++) {
        media_put(&ids[i], pool, state);
    }
}

static void set_policy(struct model_information *row, const void *value)
{
    row->info.media_pool.allocation_policy = ((const uint32_t *)value)[0];
    row->info.media_pool.deallocation_policy = ((const uint32_t *)value)[1];
}

void media_set_policy(const struct base_guid *pool, uint32_t allocation, uint32_t deallocation)
{
    uint32_t policies[2] = {allocation, deallocation};
    media_update(pool, set_policy, policies);
}

static void set_two_sides(struct model_information *row, const void *value)
{
    (void)value;
    row->info.physical_media.number_of_partitions = 2;
}

void media_add_side(const struct base_guid *medium, uint32_t state)
{
    struct store_transaction *transaction = NULL;
    struct model_information side = {0};
    side.object.type = MODEL_PARTITION;
    side.object.enabled = true;
    side.info.partition.physical_media = *medium;
    side.info.partition.state = state;
    side.info.partition.side = 1;
    assert_int_equal(store_begin_write(opened(), &transaction), 0);
    assert_int_equal(store_object_insert(transaction, &side), 0);
    assert_int_equal(store_commit(transaction), 0);
    media_update(medium, set_two_sides, NULL);
}

struct base_guid media_side(const struct base_guid *medium, uint32_t side)
{
    struct base_guid ids[8];
    assert_true(list_in(medium, MODEL_PARTITION, ids, 8) > side);
    return ids[side];
}

struct model_partition media_side_row(const struct base_guid *side)
{
    struct model_information row;
    fixture_read(side, MODEL_PARTITION, &row);
    return row.info.partition;
}

struct base_guid media_pool_of(const struct base_guid *medium)
{
    struct model_information row;
    fixture_read(medium, MODEL_PHYSICAL_MEDIA, &row);
    return row.info.physical_media.media_pool;
}

struct model_media_pool media_pool_row(const struct base_guid *pool)
{
    struct model_information row;
    fixture_read(pool, MODEL_MEDIA_POOL, &row);
    return row.info.media_pool;
}
