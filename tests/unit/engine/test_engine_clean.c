/* SPDX-License-Identifier: MIT */
/* The main job from the first session to the last, over the virtual library. */
#include "mount_support.h"

#include "engine/request.h"

/* Cleaning a drive, end to end: steps 2 4 6 7. */
static void test_clean_drive_with_cleaner_passes(void **state)
{
    struct base_guid request;
    struct base_guid drive;
    struct model_information row;
    (void)state;
    fixture_usual();
    fixture_inject(3);
    assert_int_equal(fixture_clean(0, &request), 0);
    assert_int_equal(fixture_await_end(&request, NULL), MODEL_LM_PASSED);
    drive = fixture_drive(0);
    fixture_read(&drive, MODEL_DRIVE, &row);
    assert_true(row.info.drive.last_cleaned != 0);
    assert_int_equal(fixture_library_row().cleaner_uses_remaining, 2);
    assert_int_equal(vtl_transport_uses(CLEANER_BARCODE), 2);
    assert_int_equal(vtl_transport_cleanings(0), 1);
    fixture_check();
    assert_int_equal(vtl_transport_collisions(), 0);
    fixture_end();
}

static void test_clean_drive_with_cartridge_inside_empties_it_first(void **state)
{
    struct base_guid request;
    (void)state;
    fixture_usual();
    fixture_inject(3);
    fixture_stop();
    assert_true(vtl_transport_hand(VTL_SLOT, 2, VTL_DRIVE, 1));
    fixture_start();
    assert_int_equal(fixture_clean(1, &request), 0);
    assert_int_equal(fixture_await_end(&request, NULL), MODEL_LM_PASSED);
    assert_int_equal(vtl_transport_cleanings(1), 1);
    fixture_check();
    assert_int_equal(vtl_transport_collisions(), 0);
    fixture_end();
}

/* Two drives, one cleaner, and a cleaning asked for twice: all pass one after the other. */
static void test_clean_drives_at_once_takes_turns(void **state)
{
    struct base_guid requests[3];
    (void)state;
    fixture_usual();
    fixture_inject(UINT32_MAX);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(fixture_clean(i % 2, &requests[i]), 0);
    }
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(fixture_await_end(&requests[i], NULL), MODEL_LM_PASSED);
    }
    fixture_check();
    fixture_end();
}

/* Cleaning a drive, end to end: steps 5 9. */
static void test_clean_drive_without_cleaner_asks_and_resumes(void **state)
{
    struct model_information asked;
    struct model_information row;
    struct base_guid request;
    (void)state;
    fixture_usual();
    assert_int_equal(fixture_clean(0, &request), 0);
    fixture_await(&request, MODEL_LM_WAITING);
    fixture_read(&request, MODEL_LIBREQUEST, &row);
    assert_int_equal(fixture_open_operator_requests(&asked), 1);
    assert_int_equal(asked.info.op_request.request, MODEL_OPREQ_CLEANER);
    assert_int_equal(asked.info.op_request.arg1_type, MODEL_LIBRARY);
    assert_true(base_guid_equal(&asked.info.op_request.arg1, fixture_library()));
    fixture_inject(3);
    assert_int_equal(fixture_await_end(&request, NULL), MODEL_LM_PASSED);
    assert_int_equal(fixture_open_operator_requests(NULL), 0);
    fixture_check();
    fixture_end();
}

/* What waits for an operator is settled once what it asked for is there, not at the very end. */
static void test_clean_drive_resumed_is_in_process(void **state)
{
    struct vtl_library_config config = vtl_transport_library();
    struct model_information row;
    struct base_guid request;
    (void)state;
    config.drive.cleaning_ms = 1000;
    fixture_begin();
    vtl_transport_add(&config);
    fixture_start();
    assert_int_equal(fixture_clean(0, &request), 0);
    fixture_await(&request, MODEL_LM_WAITING);
    fixture_inject(3);
    bool resumed = false;
    do {
        fixture_sleep(2);
        fixture_read(&request, MODEL_LIBREQUEST, &row);
        resumed = resumed || row.info.lib_request.state != MODEL_LM_WAITING;
        assert_true(!resumed || row.info.lib_request.state == MODEL_LM_INPROCESS ||
                    row.info.lib_request.state == MODEL_LM_PASSED);
    } while (row.info.lib_request.state != MODEL_LM_PASSED);
    assert_int_equal(fixture_open_operator_requests(NULL), 0);
    assert_int_equal(fixture_await_end(&request, NULL), MODEL_LM_PASSED);
    fixture_check();
    fixture_end();
}

/* What CancelNtmsOperatorRequest and SatisfyNtmsOperatorRequest leave in the database. */
static void settle_operator_request(const struct base_guid *id, uint32_t state)
{
    struct store_transaction *transaction = NULL;
    assert_int_equal(store_begin_write(fixture_session()->engine->store, &transaction), 0);
    assert_int_equal(engine_operator_settle(transaction, id, state), 0);
    assert_int_equal(store_commit(transaction), 0);
}

static struct base_guid await_operator_request(const struct base_guid *other_than)
{
    struct model_information asked = {0};
    for (int i = 0; i < FIXTURE_SECONDS * 100; i++) {
        if (fixture_open_operator_requests(&asked) == 1 &&
            !base_guid_equal(&asked.object.id, other_than)) {
            return asked.object.id;
        }
        fixture_sleep(10);
    }
    fail_msg("the operator is not asked");
    return asked.object.id;
}

/* Refusing the operator request fails the cleaning with ERROR_REQUEST_REFUSED. */
static void test_clean_drive_refused_by_operator_fails(void **state)
{
    struct base_guid none = {{0}};
    struct base_guid request;
    base_error error = 0;
    (void)state;
    fixture_usual();
    assert_int_equal(fixture_clean(0, &request), 0);
    struct base_guid asked = await_operator_request(&none);
    settle_operator_request(&asked, MODEL_OPSTATE_REFUSED);
    assert_int_equal(fixture_await_end(&request, &error), MODEL_LM_FAILED);
    assert_int_equal(error, BASE_ERROR_REQUEST_REFUSED);
    fixture_check();
    fixture_end();
}

/* "Done", says the operator, and there still is no cleaner: asked again, under a new number. */
static void test_clean_drive_satisfied_without_cleaner_asks_anew(void **state)
{
    struct base_guid none = {{0}};
    struct base_guid request;
    (void)state;
    fixture_usual();
    assert_int_equal(fixture_clean(0, &request), 0);
    struct base_guid asked = await_operator_request(&none);
    settle_operator_request(&asked, MODEL_OPSTATE_COMPLETE);
    (void)await_operator_request(&asked);
    fixture_await(&request, MODEL_LM_WAITING);
    fixture_inject(2);
    assert_int_equal(fixture_await_end(&request, NULL), MODEL_LM_PASSED);
    assert_int_equal(fixture_open_operator_requests(NULL), 0);
    fixture_check();
    fixture_end();
}

/* Cleaning a drive, end to end: steps 8 and 9. */
static void test_clean_drive_with_last_use_asks_until_a_cleaner_comes(void **state)
{
    struct model_information asked;
    struct base_guid request;
    (void)state;
    fixture_usual();
    fixture_inject(1);
    assert_int_equal(fixture_clean(0, &request), 0);
    assert_int_equal(fixture_await_end(&request, NULL), MODEL_LM_PASSED);
    assert_int_equal(fixture_open_operator_requests(&asked), 1);
    assert_int_equal(asked.info.op_request.request, MODEL_OPREQ_CLEANER);
    fixture_eject_cleaner();
    assert_int_equal(fixture_open_operator_requests(NULL), 1);
    fixture_inject_as("CLN002L1", 2, 2);
    assert_int_equal(fixture_open_operator_requests(NULL), 0);
    fixture_check();
    fixture_end();
}

/* A drive that a program holds makes the request wait, and it goes on by itself. */
static void test_clean_drive_in_use_waits_until_free(void **state)
{
    struct base_guid request;
    struct base_guid drive = {{0}};
    (void)state;
    fixture_usual();
    fixture_inject(3);
    assert_int_equal(media_mount("A00001L4", &drive), 0);
    assert_int_equal(media_dismount("A00001L4", MODEL_DISMOUNT_DEFERRED), MODEL_LM_PASSED);
    vtl_transport_hold(media_drive(&drive).device_name);
    assert_int_equal(fixture_clean(fixture_index(&drive), &request), 0);
    fixture_await(&request, MODEL_LM_WAITING);
    fixture_sleep(300);
    vtl_transport_hold(NULL);
    assert_int_equal(fixture_await_end(&request, NULL), MODEL_LM_PASSED);
    fixture_check();
    fixture_end();
}

static void test_eject_cleaner_through_port_forgets_it(void **state)
{
    struct base_guid operation = {{0}};
    struct model_library row;
    char barcode[36];
    (void)state;
    fixture_usual();
    fixture_inject(3);
    assert_int_equal(
        engine_cleaner_eject(fixture_session(), fixture_library(), &operation, MODEL_EJECT_START),
        0);
    fixture_await_port(true);
    vtl_transport_barcode(VTL_PORT, 0, barcode);
    assert_string_equal(barcode, CLEANER_BARCODE);
    assert_true(vtl_transport_hand(VTL_PORT, 0, VTL_OUTSIDE, 0));
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_PASSED);
    row = fixture_library_row();
    assert_int_equal(row.flags & MODEL_LIBRARYFLAG_CLEANERPRESENT, 0);
    assert_false(base_guid_is_null(&row.cleaner_slot));
    fixture_check();
    assert_int_equal(engine_cleaner_slot_release(fixture_session(), fixture_library()), 0);
    fixture_end();
}

/* Stopping an insertion that nothing came of; the port is shut again. */
static void test_inject_cleaner_stop_ends_as_stopped(void **state)
{
    struct base_guid operation = {{0}};
    struct base_guid slot;
    (void)state;
    fixture_usual();
    slot = fixture_slot(0);
    assert_int_equal(engine_cleaner_slot_reserve(fixture_session(), fixture_library(), &slot), 0);
    assert_int_equal(engine_cleaner_inject(fixture_session(), fixture_library(), &operation, 2,
                                           MODEL_INJECT_START),
                     0);
    fixture_await_port(true);
    assert_int_equal(engine_cleaner_inject(fixture_session(), fixture_library(), &operation, 2,
                                           MODEL_INJECT_STOP),
                     0);
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_STOPPED);
    assert_true(vtl_transport_prevented());
    assert_int_equal(engine_cleaner_inject(fixture_session(), fixture_library(), &operation, 2,
                                           MODEL_INJECT_STOP),
                     BASE_ERROR_INVALID_OPERATION);
    fixture_check();
    fixture_end();
}

/* Closing the only session finishes what was begun and what was queued. */
static void test_session_close_works_off_queued_requests(void **state)
{
    struct base_guid requests[4];
    (void)state;
    fixture_usual();
    fixture_inject(UINT32_MAX);
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(fixture_clean(i % 2, &requests[i]), 0);
    }
    fixture_stop();
    fixture_start();
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(fixture_await_end(&requests[i], NULL), MODEL_LM_PASSED);
    }
    fixture_check();
    fixture_end();
}

/* What waits for an operator cannot be worked off; the next start withdraws it. */
static void test_session_close_leaves_waiting_request_to_the_next_start(void **state)
{
    struct base_guid request;
    (void)state;
    fixture_usual();
    assert_int_equal(fixture_clean(0, &request), 0);
    fixture_await(&request, MODEL_LM_WAITING);
    fixture_stop();
    fixture_start();
    assert_int_equal(fixture_await_end(&request, NULL), MODEL_LM_CANCELLED);
    assert_int_equal(fixture_open_operator_requests(NULL), 0);
    fixture_check();
    fixture_end();
}

static void test_standalone_drive_is_stamped_at_once(void **state)
{
    struct base_guid ids[4];
    struct model_information row;
    (void)state;
    fixture_begin();
    vtl_transport_add_standalone(7, "ALONE1");
    fixture_start();
    assert_int_equal(fixture_list(MODEL_DRIVE, ids, 4), 1);
    assert_int_equal(engine_clean_drive(fixture_session(), &ids[0]), 0);
    fixture_read(&ids[0], MODEL_DRIVE, &row);
    assert_true(row.info.drive.last_cleaned != 0);
    assert_true(fixture_newest(MODEL_LM_CLEANDRIVE, &row));
    assert_int_equal(row.info.lib_request.state, MODEL_LM_PASSED);
    fixture_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clean_drive_with_cleaner_passes),
        cmocka_unit_test(test_clean_drive_with_cartridge_inside_empties_it_first),
        cmocka_unit_test(test_clean_drives_at_once_takes_turns),
        cmocka_unit_test(test_clean_drive_without_cleaner_asks_and_resumes),
        cmocka_unit_test(test_clean_drive_resumed_is_in_process),
        cmocka_unit_test(test_clean_drive_refused_by_operator_fails),
        cmocka_unit_test(test_clean_drive_satisfied_without_cleaner_asks_anew),
        cmocka_unit_test(test_clean_drive_with_last_use_asks_until_a_cleaner_comes),
        cmocka_unit_test(test_clean_drive_in_use_waits_until_free),
        cmocka_unit_test(test_eject_cleaner_through_port_forgets_it),
        cmocka_unit_test(test_inject_cleaner_stop_ends_as_stopped),
        cmocka_unit_test(test_session_close_works_off_queued_requests),
        cmocka_unit_test(test_session_close_leaves_waiting_request_to_the_next_start),
        cmocka_unit_test(test_standalone_drive_is_stamped_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
