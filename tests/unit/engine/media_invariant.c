/* SPDX-License-Identifier: MIT */
#include "media_invariant.h"

#include "engine_fixture.h"

enum { LIST = 512 };

static struct model_information rows[LIST];
static uint32_t row_count;

/* All objects of a type. */
static const struct model_information *all(uint32_t type)
{
    static struct base_guid ids[LIST];
    row_count = fixture_list(type, ids, LIST);
    for (uint32_t i = 0; i < row_count; i++) {
        fixture_read(&ids[i], type, &rows[i]);
    }
    return rows;
}

static bool is_owned(uint32_t state)
{
    return state == MODEL_PARTSTATE_ALLOCATED || state == MODEL_PARTSTATE_COMPLETE;
}

/* API: NtmsPartitionState; which states occur in which kind of pool. */
static bool fits_pool(uint32_t state, uint32_t kind)
{
    switch (state) {
    case MODEL_PARTSTATE_ALLOCATED:
    case MODEL_PARTSTATE_COMPLETE:
    case MODEL_PARTSTATE_RESERVED:
        return kind == MODEL_POOLTYPE_APPLICATION;
    case MODEL_PARTSTATE_AVAILABLE:
        return kind == MODEL_POOLTYPE_APPLICATION || kind == MODEL_POOLTYPE_SCRATCH;
    case MODEL_PARTSTATE_FOREIGN:
        return kind == MODEL_POOLTYPE_FOREIGN || kind == MODEL_POOLTYPE_IMPORT;
    default:
        return true;
    }
}

static void check_side(const struct model_information *side)
{
    const struct model_partition *row = &side->info.partition;
    struct model_information medium;
    struct model_information pool;
    struct model_information logical;
    bool owned = !base_guid_is_null(&row->logical_media);
    if (owned != is_owned(row->state)) {
        fail_msg("a side in state %u %s a logical medium", row->state, owned ? "has" : "has not");
    }
    fixture_read(&row->physical_media, MODEL_PHYSICAL_MEDIA, &medium);
    fixture_read(&medium.info.physical_media.media_pool, MODEL_MEDIA_POOL, &pool);
    if (!fits_pool(row->state, pool.info.media_pool.pool_type)) {
        fail_msg("'%s': a side in state %u is in a pool of kind %u",
                 medium.info.physical_media.barcode, row->state, pool.info.media_pool.pool_type);
    }
    if (owned) {
        fixture_read(&row->logical_media, MODEL_LOGICAL_MEDIA, &logical);
        assert_int_equal(logical.info.logical_media.number_of_partitions, 1);
        assert_true(base_guid_equal(&logical.info.logical_media.media_pool, &pool.object.id));
    }
}

static void check_sides(void)
{
    const struct model_information *sides = all(MODEL_PARTITION);
    uint32_t owned = 0;
    for (uint32_t i = 0; i < row_count; i++) {
        check_side(&sides[i]);
        owned += is_owned(sides[i].info.partition.state);
    }
    (void)all(MODEL_LOGICAL_MEDIA);
    assert_int_equal(row_count, owned);
}

/* The drive that has this cartridge loaded: its saved side is one of it. */
static void check_loaded(const struct model_information *medium)
{
    const struct model_physical_media *row = &medium->info.physical_media;
    struct model_information drive;
    struct model_information side;
    if (row->media_state == MODEL_MEDIASTATE_IDLE) {
        assert_int_not_equal(row->location_type, MODEL_DRIVE);
        assert_true(base_guid_is_null(&row->mounted_partition));
        return;
    }
    if (row->media_state != MODEL_MEDIASTATE_LOADED &&
        row->media_state != MODEL_MEDIASTATE_UNLOADED) {
        fail_msg("'%s' stays in state %u", row->barcode, row->media_state);
    }
    assert_int_equal(row->location_type, MODEL_DRIVE);
    fixture_read(&row->location, MODEL_DRIVE, &drive);
    assert_int_equal(drive.info.drive.state, row->media_state == MODEL_MEDIASTATE_LOADED
                                                 ? MODEL_DRIVESTATE_LOADED
                                                 : MODEL_DRIVESTATE_DISMOUNTABLE);
    if (row->media_state == MODEL_MEDIASTATE_LOADED) {
        fixture_read(&row->mounted_partition, MODEL_PARTITION, &side);
        assert_true(base_guid_equal(&side.info.partition.physical_media, &medium->object.id));
        assert_true(base_guid_equal(&drive.info.drive.saved_partition, &row->mounted_partition));
    }
}

static void check_media(void)
{
    const struct model_information *media = all(MODEL_PHYSICAL_MEDIA);
    uint32_t loaded = 0;
    for (uint32_t i = 0; i < row_count; i++) {
        struct model_information pool;
        fixture_read(&media[i].info.physical_media.media_pool, MODEL_MEDIA_POOL, &pool);
        assert_true(base_guid_equal(&pool.info.media_pool.media_type,
                                    &media[i].info.physical_media.media_type));
        check_loaded(&media[i]);
        loaded += media[i].info.physical_media.media_state == MODEL_MEDIASTATE_LOADED;
    }
    const struct model_information *drives = all(MODEL_DRIVE);
    for (uint32_t i = 0; i < row_count; i++) {
        loaded -= drives[i].info.drive.state == MODEL_DRIVESTATE_LOADED;
    }
    assert_int_equal(loaded, 0);
}

static uint32_t count_in(uint32_t type, const struct base_guid *pool)
{
    struct base_guid ids[LIST];
    uint32_t count = 0;
    base_error error = engine_object_enumerate(fixture_session(), pool, type, 0, ids, LIST, &count);
    assert_true(error == BASE_ERROR_SUCCESS || error == BASE_ERROR_OBJECT_NOT_FOUND);
    return error == BASE_ERROR_SUCCESS ? count : 0;
}

static void check_pools(void)
{
    const struct model_information *pools = all(MODEL_MEDIA_POOL);
    for (uint32_t i = 0; i < row_count; i++) {
        const struct model_media_pool *row = &pools[i].info.media_pool;
        const struct base_guid *id = &pools[i].object.id;
        if (base_guid_is_null(&row->media_type)) {
            assert_int_equal(row->number_of_media_pools, count_in(MODEL_MEDIA_POOL, id));
        } else {
            assert_int_equal(row->number_of_physical_media, count_in(MODEL_PHYSICAL_MEDIA, id));
            assert_int_equal(row->number_of_logical_media, count_in(MODEL_LOGICAL_MEDIA, id));
        }
    }
}

void media_invariant_check(void)
{
    check_sides();
    check_media();
    check_pools();
}
