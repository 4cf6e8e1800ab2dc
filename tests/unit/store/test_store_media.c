/* SPDX-License-Identifier: MIT */
/* Cartridges, sides and logical media by their relations. */
#include "store_fixture.h"

#include "store/media.h"

struct world {
    struct base_guid library;
    struct base_guid pool;
    struct base_guid other_pool;
    struct base_guid shelf;
};

static struct world make_world(struct store_transaction *tx)
{
    struct world world;

    world.library = fixture_library(tx, "L", "S");
    assert_ok(store_pool_system(tx, MODEL_POOLTYPE_SCRATCH, &world.pool));
    assert_ok(store_pool_system(tx, MODEL_POOLTYPE_IMPORT, &world.other_pool));
    assert_ok(store_library_offline(tx, &world.shelf));
    return world;
}

static struct model_information get(struct store_transaction *tx, const struct base_guid *id)
{
    struct model_information row;

    assert_ok(store_object_get(tx, id, MODEL_UNKNOWN, &row));
    return row;
}

static void put(struct store_transaction *tx, struct model_information *row)
{
    assert_ok(store_object_update(tx, row));
}

static struct base_guid add_side(struct store_transaction *tx, const struct base_guid *medium,
                                 uint16_t side, uint32_t state, uint32_t allocated)
{
    struct model_information row;

    fixture_make(&row, MODEL_PARTITION, "side");
    row.info.partition.physical_media = *medium;
    row.info.partition.side = side;
    row.info.partition.state = state;
    row.info.partition.allocate_count = allocated;
    assert_ok(store_object_insert(tx, &row));
    return row.object.id;
}

/* A cartridge with one side; returns the side. */
static struct base_guid one_sided(struct store_transaction *tx, const struct world *world,
                                  uint32_t state, uint32_t allocated, struct base_guid *medium)
{
    *medium = fixture_media(tx, &world->library, &world->pool, NULL, "");
    return add_side(tx, medium, 0, state, allocated);
}

static struct base_guid add_logical(struct store_transaction *tx, const struct base_guid *side)
{
    struct model_information row;
    struct model_information of = get(tx, side);

    fixture_make(&row, MODEL_LOGICAL_MEDIA, "");
    assert_ok(store_object_insert(tx, &row));
    of.info.partition.logical_media = row.object.id;
    put(tx, &of);
    return row.object.id;
}

static void expect_ids(struct store_list *list, const struct base_guid *ids, uint32_t count)
{
    assert_int_equal(list->count, count);
    for (uint32_t i = 0; i < count; i++) {
        assert_guid(list->items[i].object.id, ids[i]);
    }
    store_list_free(list);
}

static void test_sides_of_media_in_order(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct world world = make_world(tx);
    struct base_guid medium = fixture_media(tx, &world.library, &world.pool, NULL, "A");
    struct base_guid empty = fixture_media(tx, &world.library, &world.pool, NULL, "B");
    struct base_guid sides[2];
    struct store_list list = STORE_LIST_INIT;

    sides[1] = add_side(tx, &medium, 1, MODEL_PARTSTATE_AVAILABLE, 0);
    sides[0] = add_side(tx, &medium, 0, MODEL_PARTSTATE_AVAILABLE, 0);
    assert_ok(store_sides_of_media(tx, &medium, &list));
    expect_ids(&list, sides, 2);
    assert_ok(store_sides_of_media(tx, &empty, &list));
    expect_ids(&list, NULL, 0);
    store_rollback(tx);
}

static void test_side_of_logical(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct world world = make_world(tx);
    struct base_guid medium;
    struct base_guid side = one_sided(tx, &world, MODEL_PARTSTATE_ALLOCATED, 1, &medium);
    struct base_guid logical = add_logical(tx, &side);
    struct model_information found;

    assert_ok(store_side_of_logical(tx, &logical, &found));
    assert_guid(found.object.id, side);
    assert_error(store_side_of_logical(tx, &side, &found), BASE_ERROR_OBJECT_NOT_FOUND);
    store_rollback(tx);
}

static void set_label(struct store_transaction *tx, const struct base_guid *side, const char *type,
                      const char *id, uint32_t length)
{
    struct model_information row = get(tx, side);

    strcpy(row.info.partition.label_type, type);
    memcpy(row.info.partition.label_id, id, length);
    row.info.partition.label_id_length = length;
    put(tx, &row);
}

static void test_sides_find_label(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct world world = make_world(tx);
    struct base_guid medium;
    struct base_guid sides[4];
    struct store_list list = STORE_LIST_INIT;

    for (int i = 0; i < 4; i++) {
        sides[i] = one_sided(tx, &world, MODEL_PARTSTATE_IMPORT, 0, &medium);
    }
    set_label(tx, &sides[0], "T", "abc", 3);
    set_label(tx, &sides[1], "T", "abc", 3);
    set_label(tx, &sides[2], "U", "abc", 3);
    set_label(tx, &sides[3], "T", "ab", 2);
    assert_ok(store_sides_find_label(tx, "T", (const uint8_t *)"abc", 3, &list));
    expect_ids(&list, sides, 2);
    assert_ok(store_sides_find_label(tx, "U", (const uint8_t *)"abc", 3, &list));
    expect_ids(&list, &sides[2], 1);
    assert_ok(store_sides_find_label(tx, "T", (const uint8_t *)"x", 1, &list));
    expect_ids(&list, NULL, 0);
    assert_ok(store_sides_find_label(tx, "", (const uint8_t *)"", 0, &list));
    expect_ids(&list, NULL, 0);
    store_rollback(tx);
}

static void test_sides_available_order(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct world world = make_world(tx);
    struct base_guid both = fixture_media(tx, &world.library, &world.pool, NULL, "");
    struct base_guid medium;
    struct base_guid sides[5];
    struct store_list list = STORE_LIST_INIT;

    sides[4] = one_sided(tx, &world, MODEL_PARTSTATE_AVAILABLE, 3, &medium);
    sides[2] = add_side(tx, &both, 1, MODEL_PARTSTATE_AVAILABLE, 0);
    sides[0] = add_side(tx, &both, 0, MODEL_PARTSTATE_AVAILABLE, 0);
    sides[1] = one_sided(tx, &world, MODEL_PARTSTATE_AVAILABLE, 0, &medium);
    sides[3] = one_sided(tx, &world, MODEL_PARTSTATE_AVAILABLE, 1, &medium);
    assert_ok(store_sides_available(tx, &world.pool, false, 100, &list));
    expect_ids(&list, sides, 5);
    assert_ok(store_sides_available(tx, &world.pool, false, 2, &list));
    expect_ids(&list, sides, 2);
    assert_ok(store_sides_available(tx, &world.other_pool, false, 100, &list));
    expect_ids(&list, NULL, 0);
    store_rollback(tx);
}

static void test_sides_available_whole_cartridges(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct world world = make_world(tx);
    struct base_guid half = fixture_media(tx, &world.library, &world.pool, NULL, "");
    struct base_guid whole = fixture_media(tx, &world.library, &world.pool, NULL, "");
    struct base_guid sides[2];
    struct store_list list = STORE_LIST_INIT;

    add_side(tx, &half, 0, MODEL_PARTSTATE_AVAILABLE, 0);
    add_side(tx, &half, 1, MODEL_PARTSTATE_ALLOCATED, 0);
    sides[0] = add_side(tx, &whole, 0, MODEL_PARTSTATE_AVAILABLE, 0);
    sides[1] = add_side(tx, &whole, 1, MODEL_PARTSTATE_AVAILABLE, 0);
    assert_ok(store_sides_available(tx, &world.pool, true, 100, &list));
    expect_ids(&list, sides, 2);
    assert_ok(store_sides_available(tx, &world.pool, false, 100, &list));
    assert_int_equal(list.count, 3);
    store_list_free(&list);
    store_rollback(tx);
}

static void expect_none_available(struct store_transaction *tx, const struct world *world)
{
    struct store_list list = STORE_LIST_INIT;

    assert_ok(store_sides_available(tx, &world->pool, false, 100, &list));
    expect_ids(&list, NULL, 0);
}

static void test_sides_available_reachable_only(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct world world = make_world(tx);
    struct base_guid medium;
    struct base_guid side = one_sided(tx, &world, MODEL_PARTSTATE_AVAILABLE, 0, &medium);
    struct model_information row = get(tx, &medium);
    struct model_information library = get(tx, &world.library);
    struct model_information side_row = get(tx, &side);

    row.object.enabled = false;
    put(tx, &row);
    expect_none_available(tx, &world);
    row.object.enabled = true;
    row.info.physical_media.missing_since = 5;
    put(tx, &row);
    expect_none_available(tx, &world);
    row.info.physical_media.missing_since = 0;
    row.info.physical_media.current_library = world.shelf;
    put(tx, &row);
    expect_none_available(tx, &world);
    row.info.physical_media.current_library = world.library;
    put(tx, &row);
    library.object.enabled = false;
    put(tx, &library);
    expect_none_available(tx, &world);
    library.object.enabled = true;
    library.object.operational_state = MODEL_NOT_PRESENT;
    put(tx, &library);
    expect_none_available(tx, &world);
    library.object.operational_state = MODEL_NEEDS_SERVICE;
    put(tx, &library);
    side_row.object.enabled = false;
    put(tx, &side_row);
    expect_none_available(tx, &world);
    side_row.object.enabled = true;
    for (uint32_t other = 0; other <= MODEL_PARTSTATE_RESERVED; other++) {
        side_row.info.partition.state = other;
        put(tx, &side_row);
        if (other != MODEL_PARTSTATE_AVAILABLE) {
            expect_none_available(tx, &world);
        }
    }
    store_rollback(tx);
}

/* A cartridge in (location) and of (home) a slot or a drive. */
static struct base_guid place(struct store_transaction *tx, const struct world *world,
                              const struct base_guid *location, uint32_t type,
                              const struct base_guid *home)
{
    struct base_guid medium = fixture_media(tx, &world->library, &world->pool, location, "");
    struct model_information row = get(tx, &medium);

    row.info.physical_media.location_type = type;
    row.info.physical_media.home_slot = *home;
    put(tx, &row);
    return medium;
}

static void test_media_by_slot(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct world world = make_world(tx);
    struct base_guid second = fixture_library(tx, "M", "T");
    struct base_guid foreign = fixture_member(tx, MODEL_STORAGESLOT, &second, 3);
    struct base_guid drive = fixture_member(tx, MODEL_DRIVE, &world.library, 0);
    struct base_guid slots[6];
    struct base_guid media[4];
    struct base_guid none = {{0}};
    struct model_information lost;
    struct store_list list = STORE_LIST_INIT;

    for (uint32_t i = 6; i-- > 0;) {
        slots[i] = fixture_member(tx, MODEL_STORAGESLOT, &world.library, i);
    }
    media[3] = place(tx, &world, &slots[5], MODEL_STORAGESLOT, &slots[1]);
    media[0] = place(tx, &world, &slots[0], MODEL_STORAGESLOT, &none);
    media[1] = place(tx, &world, &slots[2], MODEL_STORAGESLOT, &slots[2]);
    media[2] = place(tx, &world, &drive, MODEL_DRIVE, &slots[3]);
    lost = get(tx, &media[1]);
    lost.object.id = none;
    lost.info.physical_media.missing_since = 1;
    assert_ok(store_object_insert(tx, &lost));
    fixture_media(tx, &second, &world.pool, &foreign, "");
    assert_ok(store_media_by_slot(tx, &world.library, 0, 100, &list));
    expect_ids(&list, media + 1, 3);
    assert_ok(store_media_by_slot(tx, &world.library, 2, 1, &list));
    expect_ids(&list, media + 2, 1);
    assert_ok(store_media_by_slot(tx, &world.library, 3, 100, &list));
    expect_ids(&list, media + 3, 1);
    assert_ok(store_media_by_slot(tx, &world.library, 5, 100, &list));
    expect_ids(&list, NULL, 0);
    store_rollback(tx);
}

static struct base_guid add_request(struct store_transaction *tx, const struct world *world,
                                    uint32_t operation, uint32_t request_state,
                                    const struct base_guid *call, const struct base_guid *medium)
{
    struct model_information row;

    fixture_make(&row, MODEL_LIBREQUEST, "");
    row.info.lib_request.operation = operation;
    row.info.lib_request.state = request_state;
    row.info.lib_request.library = world->library;
    row.info.lib_request.call = *call;
    row.info.lib_request.physical_media = *medium;
    assert_ok(store_object_insert(tx, &row));
    return row.object.id;
}

static void test_requests_of_call_and_media(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct world world = make_world(tx);
    struct base_guid call = {{1}};
    struct base_guid none = {{0}};
    struct base_guid first = {{2}};
    struct base_guid second = {{3}};
    struct base_guid ids[3];
    struct store_list list = STORE_LIST_INIT;

    ids[0] = add_request(tx, &world, MODEL_LM_MOUNT, MODEL_LM_WAITING, &call, &first);
    ids[1] = add_request(tx, &world, MODEL_LM_MOUNT, MODEL_LM_QUEUED, &call, &second);
    add_request(tx, &world, MODEL_LM_MOUNT, MODEL_LM_PASSED, &call, &first);
    add_request(tx, &world, MODEL_LM_MOUNT, MODEL_LM_CANCELLED, &call, &first);
    ids[2] = add_request(tx, &world, MODEL_LM_WRITESCRATCH, MODEL_LM_INPROCESS, &none, &second);
    add_request(tx, &world, MODEL_LM_CLEANDRIVE, MODEL_LM_QUEUED, &none, &none);
    assert_ok(store_requests_of_call(tx, &call, &list));
    expect_ids(&list, ids, 2);
    assert_ok(store_requests_of_call(tx, &none, &list));
    expect_ids(&list, NULL, 0);
    assert_ok(store_requests_of_media(tx, &second, MODEL_LM_MAXWORKITEM, &list));
    expect_ids(&list, ids + 1, 2);
    assert_ok(store_requests_of_media(tx, &second, MODEL_LM_WRITESCRATCH, &list));
    expect_ids(&list, ids + 2, 1);
    assert_ok(store_requests_of_media(tx, &first, MODEL_LM_DISMOUNT, &list));
    expect_ids(&list, NULL, 0);
    assert_ok(store_requests_of_media(tx, &none, MODEL_LM_MAXWORKITEM, &list));
    expect_ids(&list, NULL, 0);
    store_rollback(tx);
}

static void test_drive_type_media(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct model_information type;
    struct base_guid media_types[2];
    struct store_list list = STORE_LIST_INIT;

    fixture_make(&type, MODEL_DRIVE_TYPE, "V P");
    assert_ok(store_object_insert(tx, &type));
    assert_ok(store_media_type_find(tx, MODEL_MEDIATYPE_DLT, &media_types[0]));
    assert_ok(store_media_type_find(tx, MODEL_MEDIATYPE_LTO_ULTRIUM, &media_types[1]));
    assert_ok(store_drive_type_media_add(tx, &type.object.id, &media_types[1]));
    assert_ok(store_drive_type_media_add(tx, &type.object.id, &media_types[0]));
    assert_ok(store_drive_type_media_add(tx, &type.object.id, &media_types[0]));
    assert_ok(store_drive_type_media(tx, &type.object.id, &list));
    expect_ids(&list, media_types, 2);
    assert_error(store_drive_type_media_add(tx, &type.object.id, &type.object.id),
                 BASE_ERROR_OBJECT_NOT_FOUND);
    assert_error(store_drive_type_media_add(tx, &media_types[0], &media_types[0]),
                 BASE_ERROR_OBJECT_NOT_FOUND);
    assert_ok(store_drive_type_media(tx, &media_types[0], &list));
    expect_ids(&list, NULL, 0);
    assert_ok(store_object_delete(tx, &type.object.id, MODEL_DRIVE_TYPE));
    assert_ok(store_drive_type_media(tx, &type.object.id, &list));
    expect_ids(&list, NULL, 0);
    assert_ok(store_commit(tx));
}

/* Every side carries the pool of its cartridge; so many sides are to be handed out. */
static void assert_kept(struct store_fixture *fixture, int64_t available)
{
    static const char wrong[] =
        "SELECT count(*) FROM media_side AS s JOIN physical_media AS m ON m.id = s.physical_media"
        " WHERE s.pool IS NOT m.media_pool";
    static const char free_sides[] = "SELECT count(*) FROM media_side WHERE state = 4";

    assert_int_equal(fixture_sql_number(fixture, wrong), 0);
    assert_int_equal(fixture_sql_number(fixture, free_sides), available);
}

static void test_available_sides_follow_every_change(void **state)
{
    struct store_fixture *fixture = *state;
    struct store_transaction *tx = fixture_write(fixture);
    struct world world = make_world(tx);
    struct base_guid medium;
    struct base_guid other;
    struct base_guid side = one_sided(tx, &world, MODEL_PARTSTATE_AVAILABLE, 3, &medium);
    (void)one_sided(tx, &world, MODEL_PARTSTATE_FOREIGN, 0, &other);
    assert_ok(store_commit(tx));
    assert_kept(fixture, 1);
    tx = fixture_write(fixture);
    struct model_information row = get(tx, &medium);
    row.info.physical_media.media_pool = world.other_pool;
    put(tx, &row);
    row = get(tx, &side);
    row.info.partition.allocate_count = 4;
    put(tx, &row);
    (void)add_side(tx, &medium, 1, MODEL_PARTSTATE_AVAILABLE, 0);
    assert_ok(store_commit(tx));
    assert_kept(fixture, 2);
    tx = fixture_write(fixture);
    row.info.partition.state = MODEL_PARTSTATE_ALLOCATED;
    put(tx, &row);
    row = get(tx, &medium);
    row.info.physical_media.media_pool = world.pool;
    put(tx, &row);
    assert_ok(store_commit(tx));
    assert_kept(fixture, 1);
    tx = fixture_write(fixture);
    row = get(tx, &side);
    row.info.partition.state = MODEL_PARTSTATE_AVAILABLE;
    row.info.partition.physical_media = other;
    put(tx, &row);
    assert_ok(store_commit(tx));
    assert_kept(fixture, 2);
    tx = fixture_write(fixture);
    assert_ok(store_object_delete(tx, &side, MODEL_PARTITION));
    assert_ok(store_commit(tx));
    assert_kept(fixture, 1);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    static const struct CMUnitTest tests[] = {
        CASE(test_sides_of_media_in_order),
        CASE(test_side_of_logical),
        CASE(test_sides_find_label),
        CASE(test_sides_available_order),
        CASE(test_sides_available_whole_cartridges),
        CASE(test_sides_available_reachable_only),
        CASE(test_available_sides_follow_every_change),
        CASE(test_media_by_slot),
        CASE(test_requests_of_call_and_media),
        CASE(test_drive_type_media),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
