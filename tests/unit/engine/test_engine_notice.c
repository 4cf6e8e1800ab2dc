/* SPDX-License-Identifier: MIT */
/*
 * What the calls on media leave behind when they are over: the completion notice with the
 * identifier that the caller named, the members of their requests, what a mount tells of a medium.
 */
#include "mount_support.h"
#include "owned_support.h"

#include "port/os.h"

enum { RECORDS = 512 };

/* How often the end was announced under this identifier. */
static uint32_t notices(int64_t since, uint32_t type, const struct base_guid *id)
{
    static struct store_journal_record records[RECORDS];
    struct store_transaction *transaction = owned_begin();
    uint32_t count = 0;
    uint32_t found = 0;
    assert_int_equal(store_journal_read(transaction, since, type, records, RECORDS, &count), 0);
    store_rollback(transaction);
    for (uint32_t i = 0; i < count; i++) {
        found +=
            records[i].operation == MODEL_EVENT_COMPLETE && base_guid_equal(&records[i].id, id);
    }
    return found;
}

static void end(void)
{
    media_release_all();
    owned_end();
}

static void mount_first(struct base_guid *drive)
{
    struct engine_mount_wish wish = {.media = &owned.logical[0], .count = 1, .timeout = 120000};
    assert_int_equal(engine_mount(fixture_session(), &wish, drive), 0);
}

/* Dismounts by this name and waits for the end. */
static struct model_lib_request dismount(const struct base_guid *id, uint32_t options)
{
    struct model_information request;
    assert_int_equal(engine_dismount(fixture_session(), id, 1, options), 0);
    assert_true(fixture_newest(MODEL_LM_DISMOUNT, &request));
    assert_int_equal(fixture_await_end(&request.object.id, NULL), MODEL_LM_PASSED);
    fixture_read(&request.object.id, MODEL_LIBREQUEST, &request);
    return request.info.lib_request;
}

static void expect_request(const struct model_lib_request *request, uint32_t option,
                           const struct base_guid *drive, const struct base_guid *slot)
{
    assert_int_equal(request->option, option);
    assert_true(base_guid_equal(&request->library, fixture_library()));
    assert_true(base_guid_equal(&request->partition, &owned.sides[0]));
    assert_true(base_guid_equal(&request->physical_media, &owned.media[0]));
    assert_true(base_guid_equal(&request->drive, drive));
    assert_true(base_guid_equal(&request->slot, slot));
    assert_int_equal(request->priority, 0);
    assert_int_equal(request->error, 0);
}

static void test_dismount_is_announced_by_the_name_that_was_given(void **state)
{
    struct base_guid drive;
    (void)state;
    owned_start();
    struct base_guid home = media_row(&owned.media[0]).home_slot;
    mount_first(&drive);
    int64_t since = owned_journal_now();
    struct model_lib_request request = dismount(&owned.logical[0], MODEL_DISMOUNT_DEFERRED);
    expect_request(&request, 1, &drive, &home);
    assert_int_equal(notices(since, MODEL_LOGICAL_MEDIA, &owned.logical[0]), 1);
    assert_int_equal(notices(since, 0, &owned.sides[0]), 0);
    since = owned_journal_now();
    request = dismount(&owned.sides[0], MODEL_DISMOUNT_IMMEDIATE);
    expect_request(&request, 0, &drive, &home);
    assert_int_equal(notices(since, MODEL_PARTITION, &owned.sides[0]), 1);
    assert_int_equal(notices(since, 0, &owned.logical[0]), 0);
    end();
}

static void test_inventory_is_announced_by_its_library(void **state)
{
    static const uint32_t actions[] = {MODEL_INVENTORY_FAST, MODEL_INVENTORY_OMID};
    struct model_information request;
    (void)state;
    owned_start();
    for (size_t i = 0; i < 2; i++) {
        int64_t since = owned_journal_now();
        assert_int_equal(engine_library_inventory(fixture_session(), fixture_library(), actions[i]),
                         0);
        assert_true(fixture_newest(MODEL_LM_INVENTORY, &request));
        assert_int_equal(fixture_await_end(&request.object.id, NULL), MODEL_LM_PASSED);
        assert_int_equal(notices(since, MODEL_LIBRARY, fixture_library()), 1);
        assert_true(base_guid_equal(&request.info.lib_request.library, fixture_library()));
        assert_int_equal(request.info.lib_request.option, actions[i]);
    }
    end();
}

/* ---- allocation ---- */

struct waiter {
    struct port_thread *thread;
    struct base_guid logical;
    base_error error;
};

static base_error allocate(uint32_t timeout, struct base_guid *logical)
{
    const struct base_guid none = {{0}};
    struct base_guid source;
    struct engine_allocate_wish wish = {.pool = &owned.pool, .previous = &none, .timeout = timeout};
    return engine_allocate(fixture_session(), &wish, logical, &source);
}

static void run_waiter(void *context)
{
    struct waiter *waiter = context;
    waiter->error = allocate(PORT_INFINITE, &waiter->logical);
}

/* Only who has waited is told by a notice. */
static void test_allocation_is_announced_after_a_wait(void **state)
{
    struct waiter waiter = {.error = BASE_ERROR_TIMEOUT};
    struct base_guid logical;
    (void)state;
    owned_start();
    assert_int_equal(engine_deallocate(fixture_session(), &owned.logical[0]), 0);
    int64_t since = owned_journal_now();
    assert_int_equal(allocate(PORT_INFINITE, &logical), 0);
    assert_int_equal(notices(since, 0, &logical), 0);
    assert_int_equal(port_thread_start(run_waiter, &waiter, &waiter.thread), 0);
    for (int i = 0; i < 1000 && fixture_open_operator_requests(NULL) == 0; i++) {
        fixture_sleep(10);
    }
    assert_int_equal(fixture_open_operator_requests(NULL), 1);
    assert_int_equal(engine_deallocate(fixture_session(), &owned.logical[1]), 0);
    port_thread_join(waiter.thread);
    assert_int_equal(waiter.error, 0);
    assert_int_equal(notices(since, MODEL_LOGICAL_MEDIA, &waiter.logical), 1);
    end();
}

/* ---- what a mount finds ---- */

static void forget_density(struct model_information *row, const void *value)
{
    (void)value;
    row->info.physical_media.density_code = 0xEE;
}

static void forget_capacity(struct model_information *row, const void *value)
{
    (void)value;
    row->info.partition.capacity = 700;
}

/* The density and the capacity that a catalogue may have told wrong. */
static void test_mount_refreshes_what_the_drive_tells(void **state)
{
    struct base_guid drive;
    (void)state;
    owned_start();
    media_update(&owned.media[0], forget_density, NULL);
    media_update(&owned.sides[0], forget_capacity, NULL);
    mount_first(&drive);
    assert_int_not_equal(media_row(&owned.media[0]).density_code, 0xEE);
    assert_true(media_side_row(&owned.sides[0]).capacity > 1000000);
    end();
}

static void set_recovery(struct model_information *row, const void *value)
{
    row->info.library.auto_recovery = *(const bool *)value;
}

static void set_label(struct model_information *row, const void *value)
{
    struct model_partition *side = &row->info.partition;
    (void)value;
    strcpy(side->label_type, "Backup");
    side->label_id_length = 3;
    side->label_id[0] = 9;
}

/* A label that is not the medium's begins an inventory by labels, unless the library is told not
 * to recover by itself. */
static void test_wrong_label_without_recovery_looks_at_nothing(void **state)
{
    struct model_information inventory;
    struct base_guid drive;
    (void)state;
    owned_start();
    media_update(&owned.sides[0], set_label, NULL);
    for (int recovers = 0; recovers < 2; recovers++) {
        struct engine_mount_wish wish = {.media = &owned.logical[0], .count = 1, .timeout = 120000};
        const bool value = recovers != 0;
        media_update(fixture_library(), set_recovery, &value);
        assert_int_equal(engine_mount(fixture_session(), &wish, &drive), BASE_ERROR_INVALID_STATE);
        bool looks = fixture_newest(MODEL_LM_INVENTORY, &inventory) &&
                     inventory.info.lib_request.option == MODEL_INVENTORY_OMID;
        assert_int_equal(looks, recovers);
        media_release_all();
    }
    assert_string_equal(inventory.info.lib_request.application, "Removable Storage");
    end();
}

/* ---- use ---- */

static void disable(struct model_information *row, const void *value)
{
    (void)value;
    row->object.enabled = false;
}

/* PROMISE: MoveToNtmsMediaPool/5, ChangeNtmsMediaType/7, SwapNtmsMedia/queued */
static void test_medium_that_a_mount_waits_for_is_not_moved(void **state)
{
    struct model_information request;
    struct model_information pool;
    struct base_guid drives[3];
    (void)state;
    owned_start();
    struct base_guid other = media_new_pool("Other");
    struct base_guid free_pool = media_system_child(MODEL_POOLTYPE_SCRATCH);
    /* No drive is to be had, so that the mount cannot begin. */
    for (uint32_t i = 0; i < 2; i++) {
        struct base_guid id = fixture_drive(i);
        media_update(&id, disable, NULL);
    }
    struct engine_mount_wish wish = {
        .media = &owned.sides[0], .count = 1, .options = MODEL_MOUNT_NOWAIT};
    assert_int_equal(engine_mount(fixture_session(), &wish, drives), 0);
    assert_true(fixture_newest(MODEL_LM_MOUNT, &request));
    fixture_await(&request.object.id, MODEL_LM_WAITING);
    assert_int_equal(media_row(&owned.media[0]).media_state, MODEL_MEDIASTATE_IDLE);
    assert_int_equal(engine_media_move(fixture_session(), &owned.media[0], &other),
                     BASE_ERROR_BUSY);
    assert_int_equal(engine_media_move(fixture_session(), &owned.media[0], &free_pool),
                     BASE_ERROR_BUSY);
    assert_int_equal(engine_media_change_type(fixture_session(), &owned.media[0], &other),
                     BASE_ERROR_BUSY);
    assert_int_equal(engine_request_cancel(fixture_session(), &request.object.id), 0);
    assert_int_equal(fixture_await_end(&request.object.id, NULL), MODEL_LM_CANCELLED);
    assert_int_equal(engine_media_move(fixture_session(), &owned.media[0], &other), 0);
    fixture_read(&other, MODEL_MEDIA_POOL, &pool);
    assert_int_equal(pool.info.media_pool.number_of_physical_media, 1);
    assert_int_equal(pool.info.media_pool.number_of_logical_media, 1);
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dismount_is_announced_by_the_name_that_was_given),
        cmocka_unit_test(test_inventory_is_announced_by_its_library),
        cmocka_unit_test(test_allocation_is_announced_after_a_wait),
        cmocka_unit_test(test_mount_refreshes_what_the_drive_tells),
        cmocka_unit_test(test_wrong_label_without_recovery_looks_at_nothing),
        cmocka_unit_test(test_medium_that_a_mount_waits_for_is_not_moved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
