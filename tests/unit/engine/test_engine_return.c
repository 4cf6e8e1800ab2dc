/* SPDX-License-Identifier: MIT */
/*
 * Libraries and drives that go away and come back: under another device number, as another device
 * in the same bay, or not at all and deleted.
 */
#include "mount_support.h"

#include "engine/runtime.h"

#include <string.h>

enum { LIBRARY = -2, CHANGER = -1 };

/* Busy machines take their time. */
static base_error mount_one(const char *barcode, struct base_guid *drive)
{
    return media_mount_all(&barcode, 1, 0, 60000, drive);
}

static void test_library_and_drives_under_other_numbers_are_the_same(void **state)
{
    struct base_guid drives[2];
    (void)state;
    media_start();
    struct base_guid library = *fixture_library();
    for (uint32_t i = 0; i < 2; i++) {
        drives[i] = fixture_drive(i);
    }
    fixture_stop();
    vtl_transport_renumber(0, CHANGER, 3);
    vtl_transport_renumber(0, 0, 7);
    vtl_transport_renumber(0, 1, 0);
    fixture_start();
    assert_true(base_guid_equal(fixture_library(), &library));
    assert_int_equal(fixture_library_row().number_of_drives, 2);
    assert_string_equal(media_drive(&drives[0]).device_name, "\\\\.\\Tape7");
    assert_string_equal(media_drive(&drives[1]).device_name, "\\\\.\\Tape0");
    for (uint32_t i = 0; i < 2; i++) {
        media_use_drive("A00001L4", &drives[i]);
    }
    media_end();
}

/* Gone for one start, there for the next: nothing is lost. */
static void test_library_that_comes_back_is_as_it_was(void **state)
{
    (void)state;
    media_start();
    struct base_guid library = *fixture_library();
    struct base_guid drive = fixture_drive(0);
    struct base_guid medium = media_named("A00001L4");
    struct model_physical_media before = media_row(&medium);
    fixture_stop();
    assert_true(vtl_transport_power(LIBRARY, false));
    fixture_start();
    assert_int_equal(media_state_of(&library, MODEL_LIBRARY), MODEL_NOT_PRESENT);
    assert_int_equal(media_state_of(&drive, MODEL_DRIVE), MODEL_NOT_PRESENT);
    struct model_physical_media absent = media_row(&medium);
    assert_true(base_guid_equal(&absent.location, &before.location));
    assert_int_equal(mount_one("A00001L4", &drive), BASE_ERROR_MEDIA_OFFLINE);
    fixture_stop();
    assert_true(vtl_transport_power(LIBRARY, true));
    vtl_transport_renumber(0, CHANGER, 2);
    fixture_start();
    assert_int_equal(media_state_of(&library, MODEL_LIBRARY), MODEL_READY);
    drive = fixture_drive(0);
    assert_int_equal(media_state_of(&drive, MODEL_DRIVE), MODEL_READY);
    struct model_physical_media after = media_row(&medium);
    assert_true(base_guid_equal(&after.location, &before.location));
    media_use_drive("A00001L4", &drive);
    media_end();
}

/* The drives of the library that are there (or not), by their rows. */
static uint32_t find_drives(uint32_t state, struct base_guid *found)
{
    struct base_guid ids[8];
    uint32_t count = fixture_list(MODEL_DRIVE, ids, 8);
    uint32_t matches = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (media_state_of(&ids[i], MODEL_DRIVE) == state) {
            found[matches++] = ids[i];
        }
    }
    return matches;
}

static void test_drive_that_was_replaced_leaves_a_row_that_can_be_deleted(void **state)
{
    struct base_guid present[8];
    struct base_guid gone[8];
    (void)state;
    media_start();
    struct base_guid old = fixture_drive(0);
    fixture_stop();
    vtl_transport_replace(0, "ANOTHER1");
    fixture_start();
    assert_int_equal(find_drives(MODEL_READY, present), 2);
    assert_int_equal(find_drives(MODEL_NOT_PRESENT, gone), 1);
    assert_true(base_guid_equal(&gone[0], &old));
    assert_int_equal(fixture_library_row().number_of_drives, 3);
    for (uint32_t i = 0; i < 2; i++) {
        media_use_drive("A00002L4", &present[i]);
    }
    assert_int_equal(engine_drive_delete(fixture_session(), &present[0]), BASE_ERROR_INVALID_STATE);
    assert_int_equal(engine_drive_delete(fixture_session(), &old), 0);
    assert_int_equal(fixture_library_row().number_of_drives, 2);
    for (uint32_t i = 0; i < 2; i++) {
        media_use_drive("A00002L4", &present[i]);
    }
    media_end();
}

/* What lay in the drive goes home in the record; what it names in requests is withdrawn. */
static void test_deleted_drive_gives_its_cartridge_back(void **state)
{
    struct base_guid drive = {{0}};
    (void)state;
    media_start();
    struct base_guid medium = media_named("A00001L4");
    struct base_guid home = media_row(&medium).home_slot;
    assert_int_equal(mount_one("A00001L4", &drive), 0);
    uint32_t index = fixture_index(&drive);
    fixture_stop();
    assert_true(vtl_transport_hand(VTL_DRIVE, index, VTL_SLOT, 1));
    assert_true(vtl_transport_power((int)index, false));
    fixture_start();
    assert_int_equal(media_state_of(&drive, MODEL_DRIVE), MODEL_NOT_PRESENT);
    assert_int_equal(engine_drive_delete(fixture_session(), &drive), 0);
    struct model_physical_media row = media_row(&medium);
    assert_true(base_guid_equal(&row.location, &home));
    assert_int_equal(row.media_state, MODEL_MEDIASTATE_IDLE);
    media_end();
}

static void test_deleted_library_leaves_its_media_and_withdraws_requests(void **state)
{
    struct model_information request;
    struct store_transaction *transaction = NULL;
    (void)state;
    media_start();
    struct base_guid library = *fixture_library();
    struct base_guid medium = media_named("A00001L4");
    fixture_stop();
    assert_true(vtl_transport_power(LIBRARY, false));
    fixture_start();
    /* One that was queued when the library was still there, and nobody has withdrawn. */
    struct engine *engine = fixture_session()->engine;
    memset(&request, 0, sizeof request);
    request.object.type = MODEL_LIBREQUEST;
    request.object.enabled = true;
    request.info.lib_request.operation = MODEL_LM_INVENTORY;
    request.info.lib_request.library = library;
    request.info.lib_request.queued = 1;
    assert_int_equal(store_begin_write(engine->store, &transaction), 0);
    assert_int_equal(store_object_insert(transaction, &request), 0);
    assert_int_equal(store_commit(transaction), 0);
    assert_int_equal(engine_library_delete(fixture_session(), &library), 0);
    struct base_guid id = request.object.id;
    fixture_read(&id, MODEL_LIBREQUEST, &request);
    assert_int_equal(request.info.lib_request.state, MODEL_LM_CANCELLED);
    struct model_physical_media row = media_row(&medium);
    assert_true(base_guid_equal(&row.current_library, &engine->offline_library));
    assert_int_equal(row.media_state, MODEL_MEDIASTATE_IDLE);
    fixture_stop();
    /* It comes back as another object and finds its media again. */
    assert_true(vtl_transport_power(LIBRARY, true));
    fixture_start();
    assert_false(base_guid_equal(fixture_library(), &library));
    media_await_idle();
    row = media_row(&medium);
    assert_true(base_guid_equal(&row.current_library, fixture_library()));
    media_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_library_and_drives_under_other_numbers_are_the_same),
        cmocka_unit_test(test_library_that_comes_back_is_as_it_was),
        cmocka_unit_test(test_drive_that_was_replaced_leaves_a_row_that_can_be_deleted),
        cmocka_unit_test(test_deleted_drive_gives_its_cartridge_back),
        cmocka_unit_test(test_deleted_library_leaves_its_media_and_withdraws_requests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
