/* SPDX-License-Identifier: MIT */
/* Cleaners in and out of a library without ports: through its door. */
#include "engine_fixture.h"

#include "port/os.h"

static void begin(void)
{
    struct vtl_library_config config = vtl_transport_library();
    fixture_begin();
    config.count[VTL_PORT] = 0;
    config.door = true;
    vtl_transport_add(&config);
    fixture_start();
}

static void await_lock(bool locked)
{
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    while (vtl_transport_prevented() != locked) {
        if (port_clock_monotonic() > until) {
            fail_msg("the door is not %s", locked ? "locked" : "unlocked");
        }
        fixture_sleep(2);
    }
}

/* A hand opens it, and the service has seen it open. */
static void open_door(void)
{
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    struct base_guid door;
    struct model_information row;
    assert_true(vtl_transport_door(true));
    assert_int_equal(fixture_list(MODEL_IEDOOR, &door, 1), 1);
    fixture_read(&door, MODEL_IEDOOR, &row);
    while (row.info.door.state != MODEL_DOORSTATE_OPEN) {
        assert_true(port_clock_monotonic() < until);
        fixture_sleep(2);
        fixture_read(&door, MODEL_IEDOOR, &row);
    }
}

static struct base_guid start_inject(void)
{
    struct base_guid operation = {{0}};
    struct base_guid slot = fixture_slot(0);
    await_lock(true);
    assert_int_equal(engine_cleaner_slot_reserve(fixture_session(), fixture_library(), &slot), 0);
    assert_int_equal(engine_cleaner_inject(fixture_session(), fixture_library(), &operation, 4,
                                           MODEL_INJECT_START),
                     0);
    await_lock(false);
    return operation;
}

static void inject(void)
{
    struct base_guid operation = start_inject();
    open_door();
    assert_true(vtl_transport_insert(VTL_SLOT, 0, CLEANER_BARCODE, 4));
    assert_true(vtl_transport_door(false));
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_PASSED);
    await_lock(true);
}

static void test_inject_and_eject_cleaner_through_door(void **state)
{
    struct base_guid operation = {{0}};
    struct base_guid request;
    (void)state;
    begin();
    inject();
    assert_int_equal(fixture_library_row().cleaner_uses_remaining, 4);
    fixture_check();
    assert_int_equal(fixture_clean(0, &request), 0);
    assert_int_equal(fixture_await_end(&request, NULL), MODEL_LM_PASSED);
    assert_int_equal(
        engine_cleaner_eject(fixture_session(), fixture_library(), &operation, MODEL_EJECT_START),
        0);
    await_lock(false);
    open_door();
    assert_true(vtl_transport_hand(VTL_SLOT, 0, VTL_OUTSIDE, 0));
    assert_true(vtl_transport_door(false));
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_PASSED);
    assert_int_equal(fixture_library_row().flags & MODEL_LIBRARYFLAG_CLEANERPRESENT, 0);
    fixture_check();
    fixture_end();
}

/* Stopping is for libraries with ports. PROMISE: InjectNtmsCleaner/9-stop */
static void test_inject_through_door_cannot_be_stopped(void **state)
{
    (void)state;
    begin();
    struct base_guid operation = start_inject();
    assert_int_equal(engine_cleaner_inject(fixture_session(), fixture_library(), &operation, 0,
                                           MODEL_INJECT_STOP),
                     BASE_ERROR_INVALID_OPERATION);
    fixture_end();
}

/* The door was opened and shut with nothing done. */
static void test_inject_through_door_without_cartridge_fails(void **state)
{
    base_error error = 0;
    (void)state;
    begin();
    struct base_guid operation = start_inject();
    open_door();
    assert_true(vtl_transport_door(false));
    assert_int_equal(fixture_await_end(&operation, &error), MODEL_LM_FAILED);
    assert_int_equal(error, BASE_ERROR_TIMEOUT);
    fixture_check();
    fixture_end();
}

/* The program ends while the door is open: the next one withdraws the request, waits for the door
 * to be shut and knows what hands did. */
static void test_door_open_over_a_restart_is_looked_behind(void **state)
{
    struct base_guid request;
    (void)state;
    begin();
    struct base_guid operation = start_inject();
    open_door();
    fixture_stop();
    fixture_start();
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_CANCELLED);
    assert_true(vtl_transport_hand(VTL_SLOT, 1, VTL_SLOT, 5));
    assert_true(vtl_transport_door(false));
    await_lock(true);
    assert_int_equal(fixture_clean(1, &request), 0);
    fixture_await(&request, MODEL_LM_WAITING);
    fixture_stop();
    fixture_start();
    fixture_check();
    fixture_end();
}

/* A robot does not move behind an open door; the cleaning goes on when it is shut. */
static void test_clean_drive_waits_for_the_door(void **state)
{
    struct base_guid request;
    (void)state;
    begin();
    inject();
    assert_true(vtl_transport_door(true));
    assert_int_equal(fixture_clean(0, &request), 0);
    fixture_sleep(1500);
    assert_true(vtl_transport_door(false));
    assert_int_equal(fixture_await_end(&request, NULL), MODEL_LM_PASSED);
    fixture_check();
    fixture_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_inject_and_eject_cleaner_through_door),
        cmocka_unit_test(test_inject_through_door_cannot_be_stopped),
        cmocka_unit_test(test_inject_through_door_without_cartridge_fails),
        cmocka_unit_test(test_door_open_over_a_restart_is_looked_behind),
        cmocka_unit_test(test_clean_drive_waits_for_the_door),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_FILTER"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
