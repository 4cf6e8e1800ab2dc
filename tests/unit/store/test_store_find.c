/* SPDX-License-Identifier: MIT */
/* Enumeration by container, lists, and looking things up. */
#include "store_fixture.h"

#include <stdio.h>

/* One object of every kind, related to each other. */
struct world {
    struct base_guid library;
    struct base_guid other_library;
    struct base_guid drive;
    struct base_guid slot;
    struct base_guid pool;
    struct base_guid child_pool;
    struct base_guid media;
    struct base_guid logical;
    struct base_guid side;
    struct base_guid media_type;
};

static void build(struct store_transaction *tx, struct world *world)
{
    struct model_information made;

    world->library = fixture_library(tx, "L1", "S1");
    world->other_library = fixture_library(tx, "L2", "S2");
    world->drive = fixture_member(tx, MODEL_DRIVE, &world->library, 7);
    world->slot = fixture_member(tx, MODEL_STORAGESLOT, &world->library, 0);
    fixture_member(tx, MODEL_CHANGER, &world->library, 0);
    fixture_member(tx, MODEL_IEDOOR, &world->library, 0);
    fixture_member(tx, MODEL_IEPORT, &world->library, 0);
    fixture_member(tx, MODEL_LIBREQUEST, &world->library, 0);
    fixture_make(&made, MODEL_OPREQUEST, "ask");
    assert_ok(store_object_insert(tx, &made));
    fixture_make(&made, MODEL_DRIVE_TYPE, "type");
    strcpy(made.info.drive_type.vendor, "VEND");
    strcpy(made.info.drive_type.product, "DRIVE");
    assert_ok(store_object_insert(tx, &made));
    fixture_make(&made, MODEL_CHANGER_TYPE, "type");
    strcpy(made.info.changer_type.vendor, "VEND");
    strcpy(made.info.changer_type.product, "ROBOT");
    assert_ok(store_object_insert(tx, &made));
    fixture_make(&made, MODEL_MEDIA_POOL, "App");
    assert_ok(store_object_insert(tx, &made));
    world->pool = made.object.id;
    fixture_make(&made, MODEL_MEDIA_POOL, "Child");
    made.info.media_pool.parent = world->pool;
    assert_ok(store_object_insert(tx, &made));
    world->child_pool = made.object.id;
    world->media = fixture_media(tx, &world->library, &world->child_pool, &world->slot, "BAR1");
    fixture_make(&made, MODEL_LOGICAL_MEDIA, "logical");
    made.info.logical_media.media_pool = world->child_pool;
    assert_ok(store_object_insert(tx, &made));
    world->logical = made.object.id;
    fixture_make(&made, MODEL_PARTITION, "side");
    made.info.partition.physical_media = world->media;
    made.info.partition.logical_media = world->logical;
    assert_ok(store_object_insert(tx, &made));
    world->side = made.object.id;
    assert_ok(store_media_type_find(tx, 0x56, &world->media_type));
    assert_ok(store_library_media_type_add(tx, &world->library, &world->media_type, NULL));
}

static int64_t count_in(struct store_transaction *tx, const struct base_guid *container,
                        uint32_t type)
{
    struct base_guid ids[100];
    uint32_t count = 0;
    base_error error = store_object_enumerate(tx, container, type, 0, ids, 100, &count);

    return error == 0 ? (int64_t)count : -(int64_t)error;
}

/* PROMISE: EnumerateNtmsObject/5 PROMISE: EnumerateNtmsObject/6 */
static void test_enumerate_every_pair_as_documented(void **state)
{
    /* Expected counts by container; -1: not allowed for the type. */
    static const struct {
        uint32_t type;
        int all, library, pool, physical, logical, side;
    } rows[] = {
        {MODEL_CHANGER, 1, 1, -1, -1, -1, -1},       {MODEL_CHANGER_TYPE, 1, -1, -1, -1, -1, -1},
        {MODEL_COMPUTER, 1, -1, -1, -1, -1, -1},     {MODEL_DRIVE, 1, 1, -1, -1, -1, -1},
        {MODEL_DRIVE_TYPE, 1, -1, -1, -1, -1, -1},   {MODEL_IEDOOR, 1, 1, -1, -1, -1, -1},
        {MODEL_IEPORT, 1, 1, -1, -1, -1, -1},        {MODEL_LIBRARY, 3, -1, -1, -1, -1, -1},
        {MODEL_LIBREQUEST, 1, 1, -1, -1, -1, -1},    {MODEL_LOGICAL_MEDIA, 1, -1, 1, -1, -1, 1},
        {MODEL_MEDIA_POOL, 4, -1, 0, -1, -1, -1},    {MODEL_MEDIA_TYPE, 62, 1, -1, -1, -1, -1},
        {MODEL_OPREQUEST, 1, -1, -1, -1, -1, -1},    {MODEL_PARTITION, 1, -1, 1, 1, 1, -1},
        {MODEL_PHYSICAL_MEDIA, 1, 1, 1, -1, -1, -1}, {MODEL_STORAGESLOT, 1, 1, -1, -1, -1, -1},
    };
    struct store_transaction *tx = fixture_write(*state);
    struct world world;
    struct base_guid computer;
    struct base_guid none = {{0}};
    struct base_guid unknown = {{9}};

    build(tx, &world);
    assert_ok(store_computer_find(tx, &computer));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct {
            const struct base_guid *container;
            int expected;
        } pairs[] = {{NULL, rows[i].all},
                     {&world.library, rows[i].library},
                     {&world.child_pool, rows[i].pool},
                     {&world.media, rows[i].physical},
                     {&world.logical, rows[i].logical},
                     {&world.side, rows[i].side}};

        for (size_t j = 0; j < sizeof pairs / sizeof pairs[0]; j++) {
            int64_t expected =
                pairs[j].expected < 0 ? -BASE_ERROR_INVALID_PARAMETER : pairs[j].expected;

            assert_int_equal(count_in(tx, pairs[j].container, rows[i].type), expected);
        }
        assert_int_equal(count_in(tx, &world.drive, rows[i].type), -BASE_ERROR_OBJECT_NOT_FOUND);
        assert_int_equal(count_in(tx, &computer, rows[i].type), -BASE_ERROR_OBJECT_NOT_FOUND);
        assert_int_equal(count_in(tx, &none, rows[i].type), -BASE_ERROR_OBJECT_NOT_FOUND);
        assert_int_equal(count_in(tx, &unknown, rows[i].type), -BASE_ERROR_OBJECT_NOT_FOUND);
    }
    assert_int_equal(count_in(tx, &world.pool, MODEL_MEDIA_POOL), 1);
    assert_int_equal(count_in(tx, &world.other_library, MODEL_DRIVE), 0);
    store_rollback(tx);
}

/* PROMISE: EnumerateNtmsObject/3 PROMISE: EnumerateNtmsObject/4 */
static void test_enumerate_bad_arguments_invalid(void **state)
{
    struct store_transaction *tx = fixture_read(*state);
    struct base_guid ids[8];
    struct base_guid library;
    uint32_t count = 77;

    assert_ok(store_library_offline(tx, &library));
    assert_int_equal(count_in(tx, NULL, 0), -BASE_ERROR_INVALID_PARAMETER);
    assert_int_equal(count_in(tx, NULL, 1), -BASE_ERROR_INVALID_PARAMETER);
    assert_int_equal(count_in(tx, NULL, 18), -BASE_ERROR_INVALID_PARAMETER);
    assert_error(store_object_enumerate(tx, NULL, MODEL_DRIVE, 2, ids, 8, &count),
                 BASE_ERROR_INVALID_PARAMETER);
    assert_error(store_object_enumerate(tx, NULL, MODEL_DRIVE, MODEL_ENUM_ROOTPOOL, ids, 8, &count),
                 BASE_ERROR_INVALID_PARAMETER);
    assert_error(
        store_object_enumerate(tx, &library, MODEL_MEDIA_POOL, MODEL_ENUM_ROOTPOOL, ids, 8, &count),
        BASE_ERROR_INVALID_PARAMETER);
    assert_error(store_object_enumerate(tx, NULL, MODEL_DRIVE, 0, NULL, 8, &count),
                 BASE_ERROR_INVALID_PARAMETER);
    assert_error(store_object_enumerate(tx, NULL, MODEL_DRIVE, 0, ids, 8, NULL),
                 BASE_ERROR_INVALID_PARAMETER);
    assert_int_equal(count, 77);
    store_rollback(tx);
}

static void test_enumerate_root_pool_first(void **state)
{
    struct store_transaction *tx = fixture_read(*state);
    struct base_guid ids[8];
    struct base_guid root;
    uint32_t count = 0;

    assert_ok(store_pool_root(tx, &root));
    assert_ok(
        store_object_enumerate(tx, NULL, MODEL_MEDIA_POOL, MODEL_ENUM_ROOTPOOL, ids, 8, &count));
    assert_int_equal(count, 4);
    assert_guid(ids[0], root);
    assert_ok(store_object_enumerate(tx, NULL, MODEL_MEDIA_POOL, 0, ids, 8, &count));
    assert_int_equal(count, 3);
    store_rollback(tx);
}

/* PROMISE: EnumerateNtmsObject/8 */
static void test_enumerate_short_list_filled_and_counted(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct base_guid library = fixture_library(tx, "L", "S");
    struct base_guid made[10];
    struct base_guid ids[11];

    for (uint32_t i = 0; i < 10; i++) {
        made[i] = fixture_member(tx, MODEL_STORAGESLOT, &library, i);
    }
    for (uint32_t capacity = 0; capacity <= 11; capacity++) {
        uint32_t count = 0;
        uint32_t filled = capacity < 10 ? capacity : 10;

        memset(ids, 0xEE, sizeof ids);
        assert_error(store_object_enumerate(tx, &library, MODEL_STORAGESLOT, 0,
                                            capacity == 0 ? NULL : ids, capacity, &count),
                     capacity < 10 ? BASE_ERROR_INSUFFICIENT_BUFFER : 0);
        assert_int_equal(count, 10);
        assert_memory_equal(ids, made, filled * sizeof ids[0]);
        assert_int_equal(ids[filled].bytes[0], 0xEE);
    }
    store_rollback(tx);
}

static base_error stop_at_second(void *context, const struct model_information *information)
{
    uint32_t *seen = context;

    assert_int_equal(information->object.type, MODEL_STORAGESLOT);
    return ++*seen == 2 ? BASE_ERROR_CANCELLED : 0;
}

static void test_children_lists_members(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct store_list list = STORE_LIST_INIT;
    struct world world;
    uint32_t seen = 0;

    build(tx, &world);
    for (uint32_t i = 1; i < 40; i++) {
        fixture_member(tx, MODEL_STORAGESLOT, &world.library, i);
    }
    assert_ok(store_children(tx, &world.library, MODEL_STORAGESLOT, &list));
    assert_int_equal(list.count, 40);
    for (uint32_t i = 0; i < 40; i++) {
        assert_int_equal(list.items[i].info.slot.number, i);
    }
    assert_ok(store_children(tx, &world.library, MODEL_PHYSICAL_MEDIA, &list));
    assert_int_equal(list.count, 1);
    assert_guid(list.items[0].object.id, world.media);
    assert_ok(store_children(tx, &world.other_library, MODEL_DRIVE, &list));
    assert_int_equal(list.count, 0);
    assert_ok(store_children(tx, NULL, MODEL_LIBRARY, &list));
    assert_int_equal(list.count, 3);
    assert_error(store_children(tx, &world.library, MODEL_MEDIA_POOL, &list),
                 BASE_ERROR_INVALID_PARAMETER);
    assert_error(store_children(tx, NULL, 18, &list), BASE_ERROR_INVALID_PARAMETER);
    assert_int_equal(list.count, 3);
    assert_error(store_children_each(tx, &world.library, MODEL_STORAGESLOT, stop_at_second, &seen),
                 BASE_ERROR_CANCELLED);
    assert_int_equal(seen, 2);
    store_list_free(&list);
    store_list_free(NULL);
    store_rollback(tx);
}

struct nested {
    struct store_transaction *tx;
    struct base_guid library;
    uint32_t total;
};

static base_error walk_again(void *context, const struct model_information *information)
{
    struct nested *nested = context;
    struct store_list list = STORE_LIST_INIT;

    (void)information;
    assert_ok(store_children(nested->tx, &nested->library, MODEL_STORAGESLOT, &list));
    nested->total += list.count;
    store_list_free(&list);
    return 0;
}

static void test_children_walks_may_nest(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct nested nested = {.tx = tx, .library = fixture_library(tx, "L", "S")};

    for (uint32_t i = 0; i < 3; i++) {
        fixture_member(tx, MODEL_STORAGESLOT, &nested.library, i);
    }
    assert_ok(store_children_each(tx, &nested.library, MODEL_STORAGESLOT, walk_again, &nested));
    assert_int_equal(nested.total, 9);
    store_rollback(tx);
}

static void add_request(struct store_transaction *tx, const struct base_guid *library,
                        uint32_t request_state, int64_t completed)
{
    struct model_information made;

    fixture_make(&made, MODEL_LIBREQUEST, "r");
    made.info.lib_request.library = *library;
    made.info.lib_request.state = request_state;
    made.info.lib_request.completed = completed;
    assert_ok(store_object_insert(tx, &made));
}

static void test_requests_by_progress(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct store_list list = STORE_LIST_INIT;
    struct base_guid one = fixture_library(tx, "L1", "S1");
    struct base_guid two = fixture_library(tx, "L2", "S2");
    struct model_information made;

    for (uint32_t s = MODEL_LM_QUEUED; s <= MODEL_LM_STOPPED; s++) {
        add_request(tx, &one, s, 1000 + s);
    }
    add_request(tx, &two, MODEL_LM_WAITING, 0);
    assert_ok(store_requests_unfinished(tx, &one, &list));
    assert_int_equal(list.count, 4);
    assert_int_equal(list.items[2].info.lib_request.state, MODEL_LM_WAITING);
    assert_ok(store_requests_unfinished(tx, NULL, &list));
    assert_int_equal(list.count, 5);
    assert_ok(store_requests_finished(tx, MODEL_LIBREQUEST, 5000, true, &list));
    assert_int_equal(list.count, 5);
    assert_ok(store_requests_finished(tx, MODEL_LIBREQUEST, 5000, false, &list));
    assert_int_equal(list.count, 4);
    assert_ok(store_requests_finished(tx, MODEL_LIBREQUEST, 1003, true, &list));
    assert_int_equal(list.count, 1);
    for (uint32_t s = MODEL_OPSTATE_UNKNOWN; s <= MODEL_OPSTATE_COMPLETE; s++) {
        fixture_make(&made, MODEL_OPREQUEST, "o");
        made.info.op_request.state = s;
        made.info.op_request.completed = 500;
        assert_ok(store_object_insert(tx, &made));
    }
    assert_ok(store_operator_requests_open(tx, &list));
    assert_int_equal(list.count, 3);
    assert_ok(store_requests_finished(tx, MODEL_OPREQUEST, 501, true, &list));
    assert_int_equal(list.count, 2);
    assert_ok(store_requests_finished(tx, MODEL_OPREQUEST, 501, false, &list));
    assert_int_equal(list.count, 1);
    assert_error(store_requests_finished(tx, MODEL_DRIVE, 1, true, &list),
                 BASE_ERROR_INVALID_PARAMETER);
    store_list_free(&list);
    store_rollback(tx);
}

static void test_find_by_what_is_known_outside(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct store_list list = STORE_LIST_INIT;
    struct model_information got;
    struct world world;
    struct base_guid id = {{0}};

    build(tx, &world);
    assert_ok(store_library_find(tx, "S2", &id));
    assert_guid(id, world.other_library);
    assert_error(store_library_find(tx, "S3", &id), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_error(store_library_find(tx, "", &id), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_guid(id, world.other_library);
    assert_ok(store_drive_find(tx, NULL, "D7", &id));
    assert_guid(id, world.drive);
    assert_ok(store_drive_find(tx, &world.library, "D7", &id));
    assert_error(store_drive_find(tx, &world.other_library, "D7", &id),
                 BASE_ERROR_OBJECT_NOT_FOUND);
    assert_error(store_drive_find(tx, NULL, "", &id), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_ok(store_object_find_name(tx, MODEL_LIBRARY, "L1", NULL, &id));
    assert_guid(id, world.library);
    assert_error(store_object_find_name(tx, MODEL_LIBRARY, "l1", NULL, &id),
                 BASE_ERROR_OBJECT_NOT_FOUND);
    assert_error(store_object_find_name(tx, MODEL_LIBRARY, "L1", &id, &id),
                 BASE_ERROR_INVALID_PARAMETER);
    assert_ok(store_object_find_name(tx, MODEL_MEDIA_POOL, "Child", &world.pool, &id));
    assert_guid(id, world.child_pool);
    assert_ok(store_object_find_name(tx, MODEL_MEDIA_POOL, "cHILD", &world.pool, &id));
    assert_guid(id, world.child_pool);
    assert_error(store_object_find_name(tx, MODEL_MEDIA_POOL, "Child", NULL, &id),
                 BASE_ERROR_OBJECT_NOT_FOUND);
    assert_error(store_object_find_name(tx, MODEL_MEDIA_POOL, "", NULL, &id),
                 BASE_ERROR_OBJECT_NOT_FOUND);
    assert_ok(store_type_find(tx, MODEL_DRIVE_TYPE, "VEND", "DRIVE", &id));
    assert_ok(store_type_find(tx, MODEL_CHANGER_TYPE, "VEND", "ROBOT", &id));
    assert_error(store_type_find(tx, MODEL_CHANGER_TYPE, "VEND", "DRIVE", &id),
                 BASE_ERROR_OBJECT_NOT_FOUND);
    assert_error(store_type_find(tx, MODEL_DRIVE, "VEND", "DRIVE", &id),
                 BASE_ERROR_INVALID_PARAMETER);
    assert_error(store_media_type_find(tx, 0x1F, &id), BASE_ERROR_OBJECT_NOT_FOUND);
    assert_error(store_pool_system(tx, MODEL_POOLTYPE_APPLICATION, &id),
                 BASE_ERROR_OBJECT_NOT_FOUND);
    assert_ok(store_media_find_barcode(tx, NULL, "BAR1", &list));
    assert_int_equal(list.count, 1);
    assert_ok(store_media_find_barcode(tx, &world.other_library, "BAR1", &list));
    assert_int_equal(list.count, 0);
    assert_ok(store_media_find_barcode(tx, &world.library, "", &list));
    assert_int_equal(list.count, 0);
    assert_ok(store_media_find_location(tx, &world.slot, &got));
    assert_guid(got.object.id, world.media);
    assert_error(store_media_find_location(tx, &world.drive, &got), BASE_ERROR_OBJECT_NOT_FOUND);
    store_list_free(&list);
    store_rollback(tx);
}

static void test_library_media_type_add_and_remove(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct base_guid library = fixture_library(tx, "L", "S");
    struct base_guid type;
    struct base_guid unknown = {{7}};
    bool changed = false;

    assert_ok(store_media_type_find(tx, 0x20, &type));
    assert_ok(store_library_media_type_add(tx, &library, &type, &changed));
    assert_true(changed);
    assert_ok(store_library_media_type_add(tx, &library, &type, &changed));
    assert_false(changed);
    assert_int_equal(count_in(tx, &library, MODEL_MEDIA_TYPE), 1);
    assert_ok(store_library_media_type_remove(tx, &library, &type, &changed));
    assert_true(changed);
    assert_ok(store_library_media_type_remove(tx, &library, &type, &changed));
    assert_false(changed);
    assert_error(store_library_media_type_add(tx, &library, &unknown, &changed),
                 BASE_ERROR_OBJECT_NOT_FOUND);
    assert_error(store_library_media_type_add(tx, &unknown, &type, &changed),
                 BASE_ERROR_OBJECT_NOT_FOUND);
    assert_ok(store_commit(tx));
}

static void test_media_type_use_and_support(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct world world;
    struct model_information media;
    struct base_guid other;
    bool answer = false;

    build(tx, &world);
    assert_ok(store_media_type_find(tx, 0x27, &other));
    assert_ok(store_media_type_supported(tx, &world.media_type, &answer));
    assert_true(answer);
    assert_ok(store_media_type_supported(tx, &other, &answer));
    assert_false(answer);
    assert_ok(store_object_get(tx, &world.media, MODEL_PHYSICAL_MEDIA, &media));
    media.info.physical_media.media_type = other;
    assert_ok(store_object_update(tx, &media));
    assert_ok(store_media_type_in_use(tx, &other, NULL, &answer));
    assert_true(answer);
    assert_ok(store_media_type_in_use(tx, &other, &world.library, &answer));
    assert_true(answer);
    assert_ok(store_media_type_in_use(tx, &other, &world.other_library, &answer));
    assert_false(answer);
    assert_ok(store_media_type_in_use(tx, &world.media_type, NULL, &answer));
    assert_false(answer);
    store_rollback(tx);
}

static void test_pool_of_type(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct world world;
    struct model_information pool;
    struct base_guid id;

    build(tx, &world);
    assert_error(store_pool_of_type(tx, &world.pool, &world.media_type, &id),
                 BASE_ERROR_OBJECT_NOT_FOUND);
    assert_ok(store_object_get(tx, &world.child_pool, MODEL_MEDIA_POOL, &pool));
    pool.info.media_pool.media_type = world.media_type;
    assert_ok(store_object_update(tx, &pool));
    assert_ok(store_pool_of_type(tx, &world.pool, &world.media_type, &id));
    assert_guid(id, world.child_pool);
    assert_error(store_pool_of_type(tx, &world.child_pool, &world.media_type, &id),
                 BASE_ERROR_OBJECT_NOT_FOUND);
    store_rollback(tx);
}

static void test_media_numbers_grow(void **state)
{
    struct store_transaction *tx = fixture_write(*state);
    struct world world;
    uint32_t first = 0;
    uint32_t second = 0;

    assert_ok(store_media_next_number(tx, &first));
    assert_int_equal(first, 1);
    build(tx, &world);
    assert_ok(store_media_next_number(tx, &first));
    assert_ok(store_media_next_number(tx, &second));
    assert_int_equal(first, 2);
    assert_int_equal(second, 2); /* until a cartridge has taken it */
    store_rollback(tx);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    static const struct CMUnitTest tests[] = {
        CASE(test_enumerate_every_pair_as_documented),
        CASE(test_enumerate_bad_arguments_invalid),
        CASE(test_enumerate_root_pool_first),
        CASE(test_enumerate_short_list_filled_and_counted),
        CASE(test_children_lists_members),
        CASE(test_children_walks_may_nest),
        CASE(test_requests_by_progress),
        CASE(test_find_by_what_is_known_outside),
        CASE(test_library_media_type_add_and_remove),
        CASE(test_media_type_use_and_support),
        CASE(test_pool_of_type),
        CASE(test_media_numbers_grow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
