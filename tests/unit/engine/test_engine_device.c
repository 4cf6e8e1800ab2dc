/* SPDX-License-Identifier: MIT */
/*
 * The library misbehaves: commands fail, are never answered, answer with lies; hands move
 * cartridges. A request ends in a documented state and no cartridge is lost.
 */
#include "engine_fixture.h"

#include "port/os.h"

enum {
    MOVE = 0xA5,
    READ_STATUS = 0xB8,
    TEST_READY = 0x00,
    UNLOAD = 0x1B,
    PREVENT = 0x1E,
    HARDWARE = 0x041501 /* mechanical positioning error */
};

/* What housekeeping still has to do is done. */
static void settle(void)
{
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    char barcode[36];
    bool quiet = false;
    while (!quiet && port_clock_monotonic() < until) {
        quiet = true;
        vtl_transport_barcode(VTL_TRANSPORT, 0, barcode);
        quiet = barcode[0] == '\0';
        for (uint32_t i = 0; i < 2; i++) {
            struct base_guid drive = fixture_drive(i);
            struct model_information row;
            fixture_read(&drive, MODEL_DRIVE, &row);
            quiet = quiet && !row.info.drive.holds_cleaner &&
                    row.info.drive.state != MODEL_DRIVESTATE_BEING_CLEANED;
        }
        fixture_sleep(5);
    }
    assert_true(quiet);
}

static void clean_passes(uint32_t drive)
{
    struct base_guid request;
    base_error error = 0;
    assert_int_equal(fixture_clean(drive, &request), 0);
    uint32_t state = fixture_await_end(&request, &error);
    if (state != MODEL_LM_PASSED) {
        fail_msg("a cleaning ended in state %u with %u", state, (unsigned)error);
    }
}

static void clean_fails(uint32_t drive, base_error expected)
{
    struct base_guid request;
    base_error error = 0;
    assert_int_equal(fixture_clean(drive, &request), 0);
    assert_int_equal(fixture_await_end(&request, &error), MODEL_LM_FAILED);
    assert_int_equal(error, expected);
}

static void usual(uint32_t uses)
{
    fixture_usual();
    fixture_inject(uses);
}

static void finish(void)
{
    vtl_transport_clear_faults();
    settle();
    fixture_check();
    clean_passes(0);
    fixture_check();
    fixture_end();
}

static void test_move_refused_fails_the_cleaning(void **state)
{
    (void)state;
    usual(9);
    assert_true(vtl_transport_fault(-1, MOVE, 1, 1, VTL_FAULT_SENSE, HARDWARE));
    clean_fails(0, BASE_ERROR_UNABLE_TO_CLEAN);
    fixture_check();
    assert_int_equal(fixture_library_row().cleaner_uses_remaining, 9);
    finish();
}

/* The device is the truth: the move was made, whatever the answer said. */
static void test_move_made_but_reported_as_failed_passes(void **state)
{
    (void)state;
    usual(9);
    assert_true(vtl_transport_fault(-1, MOVE, 1, 1, VTL_FAULT_SENSE_DONE, HARDWARE));
    clean_passes(0);
    fixture_check();
    finish();
}

static void test_move_never_answered_but_made_passes(void **state)
{
    (void)state;
    usual(9);
    assert_true(vtl_transport_fault(-1, MOVE, 1, 1, VTL_FAULT_HANG_DONE, 0));
    clean_passes(0);
    finish();
}

static void test_move_that_is_a_lie_is_sent_again(void **state)
{
    (void)state;
    usual(9);
    assert_true(vtl_transport_fault(-1, MOVE, 1, 1, VTL_FAULT_LIE, 0));
    clean_passes(0);
    finish();
}

static void test_moves_that_are_lies_fail_the_cleaning(void **state)
{
    (void)state;
    usual(9);
    assert_true(vtl_transport_fault(-1, MOVE, 1, 100, VTL_FAULT_LIE, 0));
    clean_fails(0, BASE_ERROR_UNABLE_TO_CLEAN);
    finish();
}

/* The cleaner cannot be taken out of the drive: the request fails, the cleaner is brought home as
 * soon as that works. */
static void test_return_move_refused_brings_the_cleaner_home_later(void **state)
{
    (void)state;
    usual(9);
    assert_true(vtl_transport_fault(-1, MOVE, 2, 2, VTL_FAULT_SENSE, HARDWARE));
    clean_fails(0, BASE_ERROR_UNABLE_TO_CLEAN);
    settle();
    finish();
}

/* Each command of a cleaning, one after the other, meets each kind of fault. */
static void story_with_fault(int drive, uint32_t nth, uint32_t action)
{
    struct base_guid request;
    base_error error = 0;
    assert_true(vtl_transport_fault(drive, VTL_OPCODE_ANY, nth, 1, action, HARDWARE));
    assert_int_equal(fixture_clean(0, &request), 0);
    uint32_t state = fixture_await_end(&request, &error);
    if (state != MODEL_LM_PASSED && error != BASE_ERROR_UNABLE_TO_CLEAN &&
        error != BASE_ERROR_CLEANER_CARTRIDGE_SPENT) {
        fail_msg("device %d, command %u, action %u: state %u, error %u", drive, nth, action, state,
                 (unsigned)error);
    }
    vtl_transport_clear_faults();
    settle();
    fixture_check();
}

static void each_command_meets(uint32_t action)
{
    usual(UINT32_MAX);
    for (uint32_t nth = 1; nth <= 12; nth++) {
        story_with_fault(-1, nth, action);
    }
    for (uint32_t nth = 1; nth <= 6; nth++) {
        story_with_fault(0, nth, action);
    }
    finish();
}

static void test_any_command_refused_leaves_all_sound(void **state)
{
    (void)state;
    each_command_meets(VTL_FAULT_SENSE);
}

static void test_any_command_hanging_leaves_all_sound(void **state)
{
    (void)state;
    each_command_meets(VTL_FAULT_HANG);
}

static void test_any_command_lying_leaves_all_sound(void **state)
{
    (void)state;
    each_command_meets(VTL_FAULT_LIE);
}

static void test_any_command_busy_leaves_all_sound(void **state)
{
    (void)state;
    each_command_meets(VTL_FAULT_BUSY);
}

/* Cleaning a drive, end to end: step 10. */
static void test_drive_that_cannot_be_cleaned_fails(void **state)
{
    struct vtl_control_alert alert = {.drive = 0, .flag = 100, .on = 1};
    (void)state;
    usual(9);
    assert_true(vtl_transport_control(VTL_IOCTL_SET_ALERT, &alert, sizeof alert));
    clean_fails(0, BASE_ERROR_UNABLE_TO_CLEAN);
    fixture_check();
    finish();
}

/* The operator said five, the cartridge has one: 4333, the count is 0, the operator is told.
 * Step 10 of cleaning a drive. */
static void test_cleaner_that_is_spent_fails_and_is_known(void **state)
{
    struct vtl_control_uses uses = {.place = {0, VTL_SLOT, 0}, .uses = 0};
    (void)state;
    usual(5);
    assert_true(vtl_transport_control(VTL_IOCTL_SET_USES, &uses, sizeof uses));
    clean_fails(0, BASE_ERROR_CLEANER_CARTRIDGE_SPENT);
    assert_int_equal(fixture_library_row().cleaner_uses_remaining, 0);
    assert_int_equal(fixture_open_operator_requests(NULL), 1);
    settle();
    fixture_check();
    fixture_end();
}

/* A library that answers nothing any more does not keep a program from ending. */
static void test_session_close_with_dead_library_returns(void **state)
{
    struct base_guid request;
    (void)state;
    usual(9);
    assert_true(vtl_transport_fault(-1, VTL_OPCODE_ANY, 1, UINT32_MAX, VTL_FAULT_HANG, 0));
    assert_int_equal(fixture_clean(0, &request), 0);
    fixture_sleep(200);
    int64_t before = port_clock_monotonic();
    fixture_stop();
    assert_true(port_clock_monotonic() - before < FIXTURE_SECONDS * 1000);
    vtl_transport_clear_faults();
    fixture_start();
    settle();
    finish();
}

/* The port was opened, the answer said otherwise: it is not left open. */
static void test_port_opened_with_an_error_is_shut_again(void **state)
{
    struct base_guid operation = {{0}};
    struct base_guid slot;
    (void)state;
    fixture_usual();
    slot = fixture_slot(0);
    assert_int_equal(engine_cleaner_slot_reserve(fixture_session(), fixture_library(), &slot), 0);
    assert_true(vtl_transport_fault(-1, PREVENT, 1, 1, VTL_FAULT_SENSE_DONE, HARDWARE));
    assert_int_equal(engine_cleaner_inject(fixture_session(), fixture_library(), &operation, 3,
                                           MODEL_INJECT_START),
                     0);
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_FAILED);
    fixture_stop();
    assert_true(vtl_transport_prevented());
    vtl_transport_clear_faults();
    fixture_start();
    fixture_inject(3);
    fixture_check();
    finish();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_move_refused_fails_the_cleaning),
        cmocka_unit_test(test_move_made_but_reported_as_failed_passes),
        cmocka_unit_test(test_move_never_answered_but_made_passes),
        cmocka_unit_test(test_move_that_is_a_lie_is_sent_again),
        cmocka_unit_test(test_moves_that_are_lies_fail_the_cleaning),
        cmocka_unit_test(test_return_move_refused_brings_the_cleaner_home_later),
        cmocka_unit_test(test_port_opened_with_an_error_is_shut_again),
        cmocka_unit_test(test_drive_that_cannot_be_cleaned_fails),
        cmocka_unit_test(test_cleaner_that_is_spent_fails_and_is_known),
        cmocka_unit_test(test_any_command_refused_leaves_all_sound),
        cmocka_unit_test(test_any_command_hanging_leaves_all_sound),
        cmocka_unit_test(test_any_command_lying_leaves_all_sound),
        cmocka_unit_test(test_any_command_busy_leaves_all_sound),
        cmocka_unit_test(test_session_close_with_dead_library_returns),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_FILTER"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
