/* SPDX-License-Identifier: MIT */
/* DeallocateNtmsMedia: what it writes, the limit, reserved sides, the way to Free. */
#include "owned_support.h"

#include "base/memory.h"
#include "mount_support.h"
#include "port/os.h"
#include "store/fault.h"

enum { FAULTS = 70, CD_RW = 0x35 };

static void test_deallocate_ends_the_ownership(void **state)
{
    (void)state;
    owned_start();
    owned_set_pool(0, 2);
    int64_t since = owned_journal_now();
    assert_int_equal(engine_deallocate(fixture_session(), &owned.logical[0]), 0);
    owned_expect_journal(since,
                         (struct owned_entry[]){{MODEL_OBJ_UPDATE, &owned.sides[0]},
                                                {MODEL_OBJ_DELETE, &owned.logical[0]},
                                                {MODEL_OBJ_UPDATE, &owned.pool}},
                         3);
    assert_int_equal(owned_side_state(0), MODEL_PARTSTATE_AVAILABLE);
    struct model_partition side = owned_row(&owned.sides[0], MODEL_PARTITION).info.partition;
    assert_true(base_guid_is_null(&side.logical_media));
    assert_int_equal(
        owned_row(&owned.pool, MODEL_MEDIA_POOL).info.media_pool.number_of_logical_media, 2);
    assert_int_equal(engine_deallocate(fixture_session(), &owned.logical[0]),
                     BASE_ERROR_INVALID_MEDIA);
    /* complete, in use, at the pool's limit */
    owned_set_pool(MODEL_DEALLOCATE_TOSCRATCH, 1);
    owned_set_side_state(1, MODEL_PARTSTATE_COMPLETE);
    owned_set_media_state(1, MODEL_MEDIASTATE_LOADED);
    assert_int_equal(engine_deallocate(fixture_session(), &owned.logical[1]), 0);
    assert_int_equal(owned_side_state(1), MODEL_PARTSTATE_DECOMMISSIONED);
    assert_int_equal(
        owned_row(&owned.media[1], MODEL_PHYSICAL_MEDIA).info.physical_media.media_state,
        MODEL_MEDIASTATE_LOADED);
    owned_set_media_state(1, MODEL_MEDIASTATE_IDLE);
    /* on the shelf no drive writes a label: it stays, available */
    owned_set_pool(MODEL_DEALLOCATE_TOSCRATCH, UINT32_MAX);
    assert_int_equal(engine_deallocate(fixture_session(), &owned.logical[2]), 0);
    assert_int_equal(owned_side_state(2), MODEL_PARTSTATE_AVAILABLE);
    struct model_information request;
    assert_false(fixture_newest(MODEL_LM_WRITESCRATCH, &request));
    owned_end();
}

/* So that nothing can come into a drive. */
static void disable_drives(void)
{
    struct base_guid ids[16];
    struct model_information row;
    struct store_transaction *transaction = owned_begin();
    uint32_t count = fixture_list(MODEL_DRIVE, ids, 16);
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(store_object_get(transaction, &ids[i], MODEL_DRIVE, &row), 0);
        row.object.enabled = false;
        assert_int_equal(store_object_update(transaction, &row), 0);
    }
    assert_int_equal(store_commit(transaction), 0);
}

/* The way to Free begins with a free label, whose request waits for a drive. */
static void test_deallocate_sends_to_free(void **state)
{
    struct model_information request;
    (void)state;
    owned_start();
    owned_set_pool(MODEL_DEALLOCATE_TOSCRATCH, 0);
    disable_drives();
    assert_int_equal(engine_deallocate(fixture_session(), &owned.logical[0]), 0);
    assert_int_equal(owned_side_state(0), MODEL_PARTSTATE_UNPREPARED);
    /* PROMISE: DeallocateNtmsMedia/free */
    assert_true(fixture_newest(MODEL_LM_WRITESCRATCH, &request));
    const struct model_lib_request *row = &request.info.lib_request;
    assert_memory_equal(&row->partition, &owned.sides[0], sizeof row->partition);
    assert_memory_equal(&row->physical_media, &owned.media[0], sizeof row->physical_media);
    assert_int_equal(row->argument, MODEL_PARTSTATE_AVAILABLE);
    assert_int_equal(owned_row(&row->target, MODEL_MEDIA_POOL).info.media_pool.pool_type,
                     MODEL_POOLTYPE_SCRATCH);
    struct model_information medium = owned_row(&owned.media[0], MODEL_PHYSICAL_MEDIA);
    assert_memory_equal(&medium.info.physical_media.media_pool, &owned.pool, sizeof owned.pool);
    assert_int_equal(engine_request_cancel(fixture_session(), &request.object.id), 0);
    assert_int_equal(owned_side_state(0), MODEL_PARTSTATE_AVAILABLE);
    fixture_end();
}

static void expect_in_free(size_t index)
{
    struct model_information medium = owned_row(&owned.media[index], MODEL_PHYSICAL_MEDIA);
    struct model_information pool =
        owned_row(&medium.info.physical_media.media_pool, MODEL_MEDIA_POOL);
    struct model_information side = owned_row(&owned.sides[index], MODEL_PARTITION);
    assert_int_equal(pool.info.media_pool.pool_type, MODEL_POOLTYPE_SCRATCH);
    assert_memory_equal(&pool.info.media_pool.media_type, &medium.info.physical_media.media_type,
                        sizeof pool.info.media_pool.media_type);
    assert_int_equal(side.info.partition.state, MODEL_PARTSTATE_AVAILABLE);
    assert_true(side.info.partition.label_id_length > 0);
}

static void test_deallocate_labels_and_frees(void **state)
{
    struct model_information request;
    (void)state;
    owned_start();
    owned_set_pool(MODEL_DEALLOCATE_TOSCRATCH, 0);
    uint32_t owned_before =
        owned_row(&owned.pool, MODEL_MEDIA_POOL).info.media_pool.number_of_physical_media;
    assert_int_equal(engine_deallocate(fixture_session(), &owned.logical[0]), 0);
    assert_true(fixture_newest(MODEL_LM_WRITESCRATCH, &request));
    fixture_await(&request.object.id, MODEL_LM_PASSED);
    expect_in_free(0);
    assert_int_equal(
        owned_row(&owned.pool, MODEL_MEDIA_POOL).info.media_pool.number_of_physical_media,
        owned_before - 1);
    media_await_idle();
    owned_end();
}

/* Mounted when it was given up: nothing happens to it until it is dismounted. */
static void test_deallocate_of_mounted_media_waits(void **state)
{
    struct model_information request;
    struct base_guid drive = {{0}};
    struct engine_mount_wish wish = {
        .media = &owned.logical[0], .count = 1, .options = MODEL_MOUNT_READ, .timeout = 120000};
    (void)state;
    owned_start();
    owned_set_pool(MODEL_DEALLOCATE_TOSCRATCH, 0);
    assert_int_equal(engine_mount(fixture_session(), &wish, &drive), 0);
    assert_int_equal(engine_deallocate(fixture_session(), &owned.logical[0]), 0);
    assert_true(fixture_newest(MODEL_LM_WRITESCRATCH, &request));
    fixture_sleep(300);
    struct model_information medium = owned_row(&owned.media[0], MODEL_PHYSICAL_MEDIA);
    assert_int_equal(medium.info.physical_media.media_state, MODEL_MEDIASTATE_LOADED);
    assert_memory_equal(&medium.info.physical_media.media_pool, &owned.pool, sizeof owned.pool);
    assert_int_equal(owned_side_state(0), MODEL_PARTSTATE_UNPREPARED);
    assert_int_equal(engine_dismount(fixture_session(), &owned.sides[0], 1, 0), 0);
    fixture_await(&request.object.id, MODEL_LM_PASSED);
    expect_in_free(0);
    media_await_idle();
    owned_end();
}

static void set_media_type(const struct base_guid *type)
{
    struct model_information row;
    struct store_transaction *transaction = owned_begin();
    assert_int_equal(store_object_get(transaction, &owned.media[0], MODEL_PHYSICAL_MEDIA, &row), 0);
    row.info.physical_media.media_type = *type;
    assert_int_equal(store_object_update(transaction, &row), 0);
    assert_int_equal(store_commit(transaction), 0);
}

/* Media that get no label are in Free when the call returns; in use they stay where they are. */
static void test_deallocate_frees_discs_at_once(void **state)
{
    struct base_guid disc;
    struct model_information request;
    (void)state;
    owned_start();
    owned_set_pool(MODEL_DEALLOCATE_TOSCRATCH, 0);
    struct model_physical_media before =
        owned_row(&owned.media[0], MODEL_PHYSICAL_MEDIA).info.physical_media;
    struct store_transaction *transaction = owned_begin();
    assert_int_equal(store_media_type_find(transaction, CD_RW, &disc), 0);
    store_rollback(transaction);
    set_media_type(&disc);
    owned_set_media_state(0, MODEL_MEDIASTATE_OPERROR);
    assert_int_equal(engine_deallocate(fixture_session(), &owned.logical[0]), 0);
    struct model_information medium = owned_row(&owned.media[0], MODEL_PHYSICAL_MEDIA);
    assert_memory_equal(&medium.info.physical_media.media_pool, &owned.pool, sizeof owned.pool);
    assert_int_equal(owned_side_state(0), MODEL_PARTSTATE_AVAILABLE);
    owned_again(0);
    owned_set_media_state(0, MODEL_MEDIASTATE_IDLE);
    assert_int_equal(engine_deallocate(fixture_session(), &owned.logical[0]), 0);
    medium = owned_row(&owned.media[0], MODEL_PHYSICAL_MEDIA);
    struct model_information pool =
        owned_row(&medium.info.physical_media.media_pool, MODEL_MEDIA_POOL);
    assert_int_equal(pool.info.media_pool.pool_type, MODEL_POOLTYPE_SCRATCH);
    assert_memory_equal(&pool.info.media_pool.media_type, &disc, sizeof disc);
    assert_int_equal(pool.info.media_pool.number_of_physical_media, 1);
    assert_int_equal(owned_side_state(0), MODEL_PARTSTATE_AVAILABLE);
    assert_false(fixture_newest(MODEL_LM_WRITESCRATCH, &request));
    set_media_type(&before.media_type);
    owned_end();
}

static uint32_t count_labels(void)
{
    struct base_guid ids[256];
    struct model_information row;
    uint32_t labels = 0;
    uint32_t count = fixture_list(MODEL_LIBREQUEST, ids, 256);
    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_LIBREQUEST, &row);
        labels += row.info.lib_request.operation == MODEL_LM_WRITESCRATCH;
    }
    return labels;
}

/* One attempt to give the first side up and send it to Free; back again if that worked. */
static bool free_with_fault(void (*nth)(uint32_t n), uint32_t n, base_error expected)
{
    struct model_information request;
    uint32_t labels = count_labels();
    nth(n);
    base_error error = engine_deallocate(fixture_session(), &owned.logical[0]);
    nth(0);
    bool done = error == BASE_ERROR_SUCCESS;
    assert_true(done || error == expected);
    assert_int_equal(count_labels(), labels + done);
    assert_int_equal(owned_side_state(0),
                     done ? MODEL_PARTSTATE_UNPREPARED : MODEL_PARTSTATE_ALLOCATED);
    if (done) {
        assert_true(fixture_newest(MODEL_LM_WRITESCRATCH, &request));
        assert_int_equal(engine_request_cancel(fixture_session(), &request.object.id), 0);
        assert_int_equal(owned_side_state(0), MODEL_PARTSTATE_AVAILABLE);
        owned_again(0);
    }
    return done;
}

static void test_way_to_free_with_faults_is_all_or_nothing(void **state)
{
    bool done = false;
    (void)state;
    owned_start();
    owned_set_pool(MODEL_DEALLOCATE_TOSCRATCH, 0);
    disable_drives();
    port_administrator_hook(false);
    for (uint32_t n = 1; n <= FAULTS; n++) {
        done = free_with_fault(base_memory_fail_nth, n, BASE_ERROR_NOT_ENOUGH_MEMORY);
    }
    assert_true(done);
    for (uint32_t n = 1; n <= FAULTS; n++) {
        done = free_with_fault(store_fault_nth, n, BASE_ERROR_DATABASE_FAILURE);
    }
    assert_true(done);
    port_administrator_hook(true);
    fixture_end();
}

struct giver {
    struct port_thread *thread;
    uint32_t given_up;
    base_error unexpected;
};

static void give_up(void *context)
{
    struct giver *giver = context;
    for (size_t i = 0; i < 3; i++) {
        base_error error = engine_deallocate(fixture_session(), &owned.logical[i]);
        giver->given_up += error == BASE_ERROR_SUCCESS;
        if (error != BASE_ERROR_SUCCESS && error != BASE_ERROR_INVALID_MEDIA) {
            giver->unexpected = error;
        }
    }
}

/* Of many who give the same media up one does, and the others are told that they are gone. */
static void test_many_give_up_the_same(void **state)
{
    struct giver givers[4] = {{0}};
    uint32_t given_up = 0;
    (void)state;
    owned_start();
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(port_thread_start(give_up, &givers[i], &givers[i].thread), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        port_thread_join(givers[i].thread);
        assert_int_equal(givers[i].unexpected, 0);
        given_up += givers[i].given_up;
    }
    assert_int_equal(given_up, 3);
    owned_end();
}

/* Every state but allocated and complete: there is no side to be given up. */
static void test_deallocate_needs_an_owned_side(void **state)
{
    (void)state;
    owned_start();
    for (uint32_t i = 0; i <= MODEL_PARTSTATE_RESERVED; i++) {
        if (i != MODEL_PARTSTATE_ALLOCATED && i != MODEL_PARTSTATE_COMPLETE) {
            owned_set_side_state(0, i);
            assert_int_equal(engine_deallocate(fixture_session(), &owned.logical[0]),
                             BASE_ERROR_INVALID_MEDIA);
        }
    }
    owned_end();
}

/* A second side for the first cartridge. */
static struct base_guid add_side(uint32_t side_state)
{
    struct model_information side = {0};
    struct store_transaction *transaction = owned_begin();
    side.object.type = MODEL_PARTITION;
    side.object.enabled = true;
    side.info.partition.physical_media = owned.media[0];
    side.info.partition.side = 1;
    side.info.partition.state = side_state;
    assert_int_equal(store_object_insert(transaction, &side), 0);
    assert_int_equal(store_commit(transaction), 0);
    return side.object.id;
}

static void test_deallocate_releases_reserved_sides(void **state)
{
    (void)state;
    owned_start();
    struct base_guid second = add_side(MODEL_PARTSTATE_RESERVED);
    struct base_guid third = add_side(MODEL_PARTSTATE_COMPLETE);
    assert_int_equal(engine_deallocate(fixture_session(), &owned.logical[0]), 0);
    assert_int_equal(owned_side_state(0), MODEL_PARTSTATE_AVAILABLE);
    assert_int_equal(owned_row(&second, MODEL_PARTITION).info.partition.state,
                     MODEL_PARTSTATE_RESERVED);
    owned.sides[1] = third;
    owned_set_side_state(1, MODEL_PARTSTATE_DECOMMISSIONED);
    struct model_information side = owned_row(&owned.sides[0], MODEL_PARTITION);
    struct store_transaction *transaction = owned_begin();
    struct model_information logical = {0};
    logical.object.type = MODEL_LOGICAL_MEDIA;
    logical.object.enabled = true;
    logical.info.logical_media.media_pool = owned.pool;
    assert_int_equal(store_object_insert(transaction, &logical), 0);
    side.info.partition.logical_media = logical.object.id;
    side.info.partition.state = MODEL_PARTSTATE_ALLOCATED;
    assert_int_equal(store_object_update(transaction, &side), 0);
    assert_int_equal(store_commit(transaction), 0);
    assert_int_equal(engine_deallocate(fixture_session(), &logical.object.id), 0);
    assert_int_equal(owned_row(&second, MODEL_PARTITION).info.partition.state,
                     MODEL_PARTSTATE_AVAILABLE);
    assert_int_equal(owned_row(&third, MODEL_PARTITION).info.partition.state,
                     MODEL_PARTSTATE_DECOMMISSIONED);
    owned_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_deallocate_ends_the_ownership),
        cmocka_unit_test(test_deallocate_sends_to_free),
        cmocka_unit_test(test_deallocate_labels_and_frees),
        cmocka_unit_test(test_deallocate_of_mounted_media_waits),
        cmocka_unit_test(test_deallocate_frees_discs_at_once),
        cmocka_unit_test(test_way_to_free_with_faults_is_all_or_nothing),
        cmocka_unit_test(test_many_give_up_the_same),
        cmocka_unit_test(test_deallocate_needs_an_owned_side),
        cmocka_unit_test(test_deallocate_releases_reserved_sides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
