/* SPDX-License-Identifier: MIT */
/* Single plans: for each situation of the documents, the step that follows. */
#include "unit/rules/plan_support.h"

static void test_rules_plan_clean_idle_drive_brings_the_cleaner(void **state)
{
    (void)state;
    request(MODEL_LM_CLEANDRIVE);
    assert_moves(CLEANER_SLOT, DRIVE_0);
    assert_int_equal(steps[0].stage, RULES_STAGE_CLEANING);
    assert_int_equal(steps[0].state, MODEL_LM_INPROCESS);
    assert_int_equal(steps[0].cargo, RULES_CONTENT_CLEANER);
}

static void test_rules_plan_clean_unsupported_fails_the_request(void **state)
{
    (void)state;
    request(MODEL_LM_CLEANDRIVE);
    library.world.supports_drive_cleaning = false;
    assert_finishes(MODEL_LM_FAILED, 4311);
}

static void test_rules_plan_clean_standalone_passes_at_once(void **state)
{
    (void)state;
    request(MODEL_LM_CLEANDRIVE);
    library.world.standalone = true;
    library.world.supports_drive_cleaning = false;
    assert_finishes(MODEL_LM_PASSED, 0);
}

static void test_rules_plan_clean_vanished_drive_fails(void **state)
{
    (void)state;
    request(MODEL_LM_CLEANDRIVE)->drive = RULES_NONE;
    assert_finishes(MODEL_LM_FAILED, 15);
}

static void test_rules_plan_clean_unusable_drive_or_library_waits(void **state)
{
    (void)state;
    request(MODEL_LM_CLEANDRIVE);
    library.drives[0].in_use = true;
    assert_waits(RULES_WAIT_DRIVE, MODEL_LM_WAITING);
    assert_int_equal(plan.wake_at, 0);
    library.drives[0].in_use_until = library.world.now + 9;
    assert_waits(RULES_WAIT_DRIVE, MODEL_LM_WAITING);
    assert_int_equal(plan.wake_at, library.world.now + 9);
    library.drives[0].in_use = false;
    library.drives[0].enabled = false;
    assert_waits(RULES_WAIT_DRIVE, MODEL_LM_WAITING);
    library.drives[0].enabled = true;
    library.drives[0].busy = true;
    assert_waits(RULES_WAIT_DRIVE, MODEL_LM_WAITING);
    library.drives[0].busy = false;
    library.drives[0].present = false;
    assert_waits(RULES_WAIT_DRIVE, MODEL_LM_WAITING);
    library.world.enabled = false;
    assert_waits(RULES_WAIT_LIBRARY, MODEL_LM_WAITING);
    library.world.enabled = true;
    library.world.present = false;
    assert_waits(RULES_WAIT_LIBRARY, MODEL_LM_WAITING);
}

static void test_rules_plan_clean_full_drive_is_emptied_first(void **state)
{
    (void)state;
    request(MODEL_LM_CLEANDRIVE);
    simulation_put(&library, DRIVE_0, RULES_CONTENT_DATA);
    library.drives[0].home = (struct rules_place){RULES_PLACE_SLOT, 1};
    assert_step(RULES_STEP_UNLOAD, RULES_STAGE_START);
    library.drives[0].loaded = false;
    assert_moves(DRIVE_0, (struct rules_place){RULES_PLACE_SLOT, 1});
    simulation_put(&library, (struct rules_place){RULES_PLACE_SLOT, 1}, RULES_CONTENT_DATA);
    assert_moves(DRIVE_0, (struct rules_place){RULES_PLACE_SLOT, 0});
    simulation_put(&library, (struct rules_place){RULES_PLACE_SLOT, 0}, RULES_CONTENT_DATA);
    assert_asks(MODEL_OPREQ_DEVICESERVICE, MODEL_DRIVE);
}

static void test_rules_plan_clean_without_usable_cleaner_asks_the_operator(void **state)
{
    (void)state;
    struct rules_request *own = request(MODEL_LM_CLEANDRIVE);
    library.world.cleaner_uses_remaining = 0;
    assert_asks(MODEL_OPREQ_CLEANER, MODEL_LIBRARY);
    own->operator_state = RULES_OPERATOR_OPEN;
    assert_waits(RULES_WAIT_OPERATOR, MODEL_LM_WAITING);
    own->operator_state = RULES_OPERATOR_COMPLETE; /* but nothing was done */
    assert_asks(MODEL_OPREQ_CLEANER, MODEL_LIBRARY);
    own->operator_state = RULES_OPERATOR_OPEN;
    library.world.cleaner_uncounted = true; /* one that need not be counted came */
    assert_moves(CLEANER_SLOT, DRIVE_0);
    own->operator_state = RULES_OPERATOR_REFUSED;
    assert_finishes(MODEL_LM_FAILED, 4320);
}

static void test_rules_cleaner_usable_needs_slot_flag_cartridge_and_uses(void **state)
{
    (void)state;
    assert_true(rules_cleaner_usable(&library.world));
    library.world.cleaner_present = false;
    assert_false(rules_cleaner_usable(&library.world));
    library.world.cleaner_present = true;
    library.slots[SIMULATION_CLEANER_SLOT].present = false;
    assert_false(rules_cleaner_usable(&library.world));
    library.slots[SIMULATION_CLEANER_SLOT].present = true;
    library.slots[SIMULATION_CLEANER_SLOT].content = RULES_CONTENT_EMPTY;
    assert_false(rules_cleaner_usable(&library.world));
    library.slots[SIMULATION_CLEANER_SLOT].content = RULES_CONTENT_CLEANER;
    library.world.cleaner_uses_remaining = 0;
    assert_false(rules_cleaner_usable(&library.world));
    library.world.cleaner_uses_remaining = MODEL_CLEANER_USES_UNCOUNTED;
    assert_true(rules_cleaner_usable(&library.world));
    library.world.cleaner_slot = RULES_NONE;
    assert_false(rules_cleaner_usable(&library.world));
}

static void test_rules_plan_running_cleaning_is_asked_after_its_interval(void **state)
{
    (void)state;
    cleaning_request();
    assert_step(RULES_STEP_CHECK_CLEANING, RULES_STAGE_CLEANING);
    library.drives[0].cleaning = RULES_CLEANING_RUNNING;
    library.drives[0].cleaning_checked = library.world.now;
    assert_waits(RULES_WAIT_CLEANING, MODEL_LM_INPROCESS);
    assert_int_equal(plan.wake_at, library.world.now + rules_plan_cleaning_interval(1000));
    library.world.now = plan.wake_at;
    assert_step(RULES_STEP_CHECK_CLEANING, RULES_STAGE_CLEANING);
}

static void test_rules_plan_cleaning_interval_grows_to_five_seconds(void **state)
{
    (void)state;
    int64_t last = 0;
    for (int64_t elapsed = 0; elapsed < 2 * 60 * 60 * 1000; elapsed += 777) {
        const int64_t interval = rules_plan_cleaning_interval(elapsed);
        assert_true(interval >= last && interval >= 10 && interval <= 5000);
        last = interval;
    }
    assert_int_equal(last, 5000);
    assert_int_equal(rules_plan_cleaning_interval(-5), 10);
}

/* The library's word on how long a cleaning takes, and when it is given up. */
static void test_rules_plan_cleaning_is_given_up_by_the_librarys_word(void **state)
{
    static const int64_t minute = 60 * 1000;
    static const struct {
        int64_t told;
        int64_t longest;
    } rows[] = {{0, 120 * minute},          {-5, 120 * minute},         {1, 30 * minute},
                {15 * minute, 30 * minute}, {20 * minute, 40 * minute}, {60 * minute, 120 * minute},
                {INT64_MAX, 120 * minute}};
    (void)state;
    struct rules_request *own = cleaning_request();
    library.drives[0].cleaning = RULES_CLEANING_RUNNING;
    own->stage_since = 1;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        library.world.cleaning_limit = rows[i].told;
        library.world.now = library.drives[0].cleaning_checked = rows[i].longest;
        assert_waits(RULES_WAIT_CLEANING, MODEL_LM_INPROCESS);
        assert_int_equal(plan.wake_at, rows[i].longest + 1);
        library.world.now++;
        assert_step(RULES_STEP_STAGE, RULES_STAGE_CLEAN_FAILED);
    }
}

static void test_rules_plan_endless_cleaning_fails_after_two_hours(void **state)
{
    (void)state;
    struct rules_request *own = cleaning_request();
    library.drives[0].cleaning = RULES_CLEANING_RUNNING;
    own->stage_since = 1;
    library.world.now = 2 * 60 * 60 * 1000 + 1;
    assert_step(RULES_STEP_STAGE, RULES_STAGE_CLEAN_FAILED);
    own->stage = RULES_STAGE_CLEAN_FAILED;
    assert_step(RULES_STEP_UNLOAD, RULES_STAGE_CLEAN_FAILED);
    library.drives[0].loaded = false;
    assert_moves(DRIVE_0, CLEANER_SLOT);
    simulation_put(&library, DRIVE_0, RULES_CONTENT_EMPTY);
    simulation_put(&library, CLEANER_SLOT, RULES_CONTENT_CLEANER);
    assert_finishes(MODEL_LM_FAILED, 4311);
}

static void test_rules_plan_ended_cleaning_brings_the_cleaner_back(void **state)
{
    (void)state;
    static const struct {
        enum rules_cleaning cleaning;
        enum rules_stage stage;
        uint32_t state;
        base_error error;
    } ROWS[] = {
        {RULES_CLEANING_DONE, RULES_STAGE_CLEANED, MODEL_LM_PASSED, 0},
        {RULES_CLEANING_FAILED, RULES_STAGE_CLEAN_FAILED, MODEL_LM_FAILED, 4311},
        {RULES_CLEANING_SPENT, RULES_STAGE_CLEAN_SPENT, MODEL_LM_FAILED, 4333},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        setup(NULL);
        struct rules_request *own = cleaning_request();
        library.drives[0].cleaning = ROWS[i].cleaning;
        assert_step(RULES_STEP_STAGE, ROWS[i].stage);
        own->stage = ROWS[i].stage;
        own->cancel_requested = true; /* too late: the cleaner is out */
        assert_step(RULES_STEP_UNLOAD, ROWS[i].stage);
        library.drives[0].loaded = false;
        assert_moves(DRIVE_0, CLEANER_SLOT);
        simulation_put(&library, DRIVE_0, RULES_CONTENT_EMPTY);
        simulation_put(&library, CLEANER_SLOT, RULES_CONTENT_CLEANER);
        assert_finishes(ROWS[i].state, ROWS[i].error);
    }
}

static void test_rules_plan_cleaner_taken_out_of_the_drive_fails(void **state)
{
    (void)state;
    cleaning_request();
    simulation_put(&library, DRIVE_0, RULES_CONTENT_EMPTY);
    assert_finishes(MODEL_LM_FAILED, 4311);
}

static void test_rules_plan_cancel_before_the_cleaner_is_out_ends_it(void **state)
{
    (void)state;
    struct rules_request *own = request(MODEL_LM_CLEANDRIVE);
    own->cancel_requested = true;
    assert_finishes(MODEL_LM_CANCELLED, 0);
    own->cancel_requested = false;
    own->stop_requested = true;
    library.world.enabled = false;
    assert_finishes(MODEL_LM_STOPPED, 0);
}

static void test_rules_plan_removal_ends_with_the_request_it_names(void **state)
{
    (void)state;
    struct rules_request *own = request(MODEL_LM_REMOVE);
    own->target_state = MODEL_LM_INPROCESS;
    assert_waits(RULES_WAIT_REQUEST, MODEL_LM_WAITING);
    library.world.enabled = false;
    assert_waits(RULES_WAIT_REQUEST, MODEL_LM_WAITING);
    own->target_state = MODEL_LM_CANCELLED;
    assert_finishes(MODEL_LM_PASSED, 0);
    own->target_state = MODEL_LM_PASSED;
    assert_finishes(MODEL_LM_FAILED, 5);
}

static void test_rules_plan_cancel_ends_a_cleaning_whose_cleaner_has_no_way_home(void **state)
{
    (void)state;
    struct rules_request *own = cleaning_request();
    own->stage = RULES_STAGE_CLEANED;
    library.drives[0].loaded = false;
    simulation_put(&library, CLEANER_SLOT, RULES_CONTENT_DATA);
    assert_asks(MODEL_OPREQ_DEVICESERVICE, MODEL_DRIVE);
    own->cancel_requested = true;
    assert_finishes(MODEL_LM_CANCELLED, 0);
}

static void test_rules_plan_other_work_goes_on_during_a_cleaning(void **state)
{
    (void)state;
    cleaning_request();
    library.drives[0].cleaning = RULES_CLEANING_RUNNING;
    library.drives[0].cleaning_checked = library.world.now;
    simulation_request(&library, MODEL_LM_CLEANDRIVE, 1);
    simulation_put(&library, DRIVE_1, RULES_CONTENT_DATA);
    make_plan();
    assert_int_equal(plan.step_count, 2);
    assert_int_equal(steps[0].kind, RULES_STEP_WAIT);
    assert_int_equal(steps[1].kind, RULES_STEP_UNLOAD);
    simulation_put(&library, DRIVE_1, RULES_CONTENT_EMPTY);
    make_plan();
    assert_int_equal(steps[1].wait, RULES_WAIT_CLEANER);
    library.requests[1].operation = MODEL_LM_INVENTORY;
    make_plan();
    assert_int_equal(steps[0].kind, RULES_STEP_INVENTORY);
    assert_int_equal(steps[0].stage, RULES_STAGE_INVENTORIED);
    assert_int_equal(steps[1].wait, RULES_WAIT_CLEANING);
}

static void test_rules_plan_second_cleaning_of_a_drive_waits_for_the_first(void **state)
{
    (void)state;
    cleaning_request();
    simulation_request(&library, MODEL_LM_CLEANDRIVE, 0);
    make_plan();
    assert_int_equal(plan.step_count, 2);
    assert_int_equal(steps[0].kind, RULES_STEP_CHECK_CLEANING);
    assert_int_equal(steps[1].wait, RULES_WAIT_DRIVE);
}

static void test_rules_plan_lost_record_of_a_move_is_taken_up(void **state)
{
    (void)state;
    struct rules_request *own = cleaning_request();
    own->stage = RULES_STAGE_START;
    simulation_request(&library, MODEL_LM_CLEANDRIVE, 0);
    make_plan();
    assert_int_equal(steps[0].kind, RULES_STEP_STAGE);
    assert_int_equal(steps[0].stage, RULES_STAGE_CLEANING);
    assert_int_equal(steps[1].wait, RULES_WAIT_DRIVE);
}

static void test_rules_plan_failed_step_ends_the_request(void **state)
{
    (void)state;
    request(MODEL_LM_CLEANDRIVE)->failure = BASE_ERROR_IO_DEVICE;
    assert_finishes(MODEL_LM_FAILED, BASE_ERROR_IO_DEVICE);
    library.requests[0].failure = 0;
    library.requests[0].step_running = true;
    make_plan();
    assert_int_equal(plan.step_count, 0);
}

static void test_rules_plan_unrecorded_step_lets_the_robot_rest(void **state)
{
    (void)state;
    request(MODEL_LM_CLEANDRIVE);
    library.world.robot_after = library.world.now + 30;
    assert_waits(RULES_WAIT_ROBOT, MODEL_LM_QUEUED);
    assert_int_equal(plan.wake_at, library.world.now + 30);
    library.world.now += 30;
    assert_moves(CLEANER_SLOT, DRIVE_0);
}

static void test_rules_plan_unknown_work_is_invalid(void **state)
{
    (void)state;
    struct rules_request *own = request(MODEL_LM_MAXWORKITEM + 5);
    assert_finishes(MODEL_LM_INVALID, 4317);
    own->operation = MODEL_LM_CLEANDRIVE;
    own->stage = RULES_STAGE_PORT_OPEN;
    assert_finishes(MODEL_LM_INVALID, 4317);
}

static void test_rules_plan_order_is_by_operation_then_age(void **state)
{
    (void)state;
    simulation_request(&library, MODEL_LM_CLEANDRIVE, 0);
    simulation_request(&library, MODEL_LM_CLEANDRIVE, 1);
    simulation_request(&library, MODEL_LM_EJECTCLEANER, RULES_NONE);
    make_plan();
    assert_int_equal(plan.step_count, 3);
    assert_int_equal(steps[0].request, 2);
    assert_int_equal(steps[0].kind, RULES_STEP_MOVE);
    assert_int_equal(steps[1].request, 0);
    assert_int_equal(steps[2].request, 1);
    assert_int_equal(steps[1].wait, RULES_WAIT_ROBOT);
    assert_int_equal(steps[1].state, MODEL_LM_QUEUED);
}

static void test_rules_plan_mounts_come_by_order_number(void **state)
{
    (void)state;
    static const uint32_t ORDER[] = {0, 5, 1};
    for (size_t i = 0; i < 3; i++) {
        request(MODEL_LM_MOUNT)->order = ORDER[i];
    }
    make_plan();
    assert_int_equal(plan.step_count, 3);
    assert_int_equal(steps[0].request, 2);
    assert_int_equal(steps[1].request, 1);
    assert_int_equal(steps[2].request, 0);
}

static void test_rules_plan_housekeeping_puts_things_right(void **state)
{
    (void)state;
    simulation_put(&library, ARM, RULES_CONTENT_DATA);
    library.world.transport_home = (struct rules_place){RULES_PLACE_SLOT, 1};
    assert_moves(ARM, library.world.transport_home);
    assert_int_equal(steps[0].request, RULES_NONE);
    library.world.housekeeping_after = library.world.now + 70;
    make_plan();
    assert_int_equal(plan.step_count, 0);
    assert_int_equal(plan.wake_at, library.world.now + 70);

    setup(NULL);
    library.ports[0].extended = true;
    assert_step(RULES_STEP_CLOSE_PORT, RULES_STAGE_START);
    library.ports[0].extended = false;
    library.doors[0].unlocked = true;
    assert_step(RULES_STEP_CLOSE_DOOR, RULES_STAGE_START);

    setup(NULL);
    simulation_put(&library, CLEANER_SLOT, RULES_CONTENT_EMPTY);
    simulation_put(&library, DRIVE_1, RULES_CONTENT_CLEANER);
    assert_step(RULES_STEP_CHECK_CLEANING, RULES_STAGE_START);
    library.drives[1].cleaning = RULES_CLEANING_DONE;
    library.drives[1].cleaning_checked = library.world.now;
    assert_step(RULES_STEP_UNLOAD, RULES_STAGE_START);
    library.drives[1].loaded = false;
    assert_moves(DRIVE_1, CLEANER_SLOT);

    setup(NULL);
    simulation_put(&library, CLEANER_SLOT, RULES_CONTENT_EMPTY);
    simulation_put(&library, PORT, RULES_CONTENT_CLEANER);
    assert_moves(PORT, CLEANER_SLOT);
    library.ports[0].content = RULES_CONTENT_UNKNOWN;
    assert_step(RULES_STEP_LOOK, RULES_STAGE_START);
}

static void test_rules_plan_doubt_is_looked_at_but_not_without_pause(void **state)
{
    (void)state;
    request(MODEL_LM_CLEANDRIVE);
    library.drives[0].content = RULES_CONTENT_UNKNOWN;
    assert_step(RULES_STEP_LOOK, RULES_STAGE_START);
    library.world.looked_at = library.world.now;
    assert_waits(RULES_WAIT_ROBOT, MODEL_LM_QUEUED);
    assert_true(plan.wake_at > library.world.now);
    library.world.now = plan.wake_at;
    assert_step(RULES_STEP_LOOK, RULES_STAGE_START);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_rules_plan_clean_idle_drive_brings_the_cleaner, setup),
        cmocka_unit_test_setup(test_rules_plan_clean_unsupported_fails_the_request, setup),
        cmocka_unit_test_setup(test_rules_plan_clean_standalone_passes_at_once, setup),
        cmocka_unit_test_setup(test_rules_plan_clean_vanished_drive_fails, setup),
        cmocka_unit_test_setup(test_rules_plan_clean_unusable_drive_or_library_waits, setup),
        cmocka_unit_test_setup(test_rules_plan_clean_full_drive_is_emptied_first, setup),
        cmocka_unit_test_setup(test_rules_plan_clean_without_usable_cleaner_asks_the_operator,
                               setup),
        cmocka_unit_test_setup(test_rules_cleaner_usable_needs_slot_flag_cartridge_and_uses, setup),
        cmocka_unit_test_setup(test_rules_plan_running_cleaning_is_asked_after_its_interval, setup),
        cmocka_unit_test_setup(test_rules_plan_cleaning_interval_grows_to_five_seconds, setup),
        cmocka_unit_test_setup(test_rules_plan_cleaning_is_given_up_by_the_librarys_word, setup),
        cmocka_unit_test_setup(test_rules_plan_endless_cleaning_fails_after_two_hours, setup),
        cmocka_unit_test_setup(test_rules_plan_ended_cleaning_brings_the_cleaner_back, setup),
        cmocka_unit_test_setup(test_rules_plan_cleaner_taken_out_of_the_drive_fails, setup),
        cmocka_unit_test_setup(test_rules_plan_cancel_before_the_cleaner_is_out_ends_it, setup),
        cmocka_unit_test_setup(test_rules_plan_other_work_goes_on_during_a_cleaning, setup),
        cmocka_unit_test_setup(test_rules_plan_removal_ends_with_the_request_it_names, setup),
        cmocka_unit_test_setup(test_rules_plan_cancel_ends_a_cleaning_whose_cleaner_has_no_way_home,
                               setup),
        cmocka_unit_test_setup(test_rules_plan_second_cleaning_of_a_drive_waits_for_the_first,
                               setup),
        cmocka_unit_test_setup(test_rules_plan_lost_record_of_a_move_is_taken_up, setup),
        cmocka_unit_test_setup(test_rules_plan_failed_step_ends_the_request, setup),
        cmocka_unit_test_setup(test_rules_plan_unrecorded_step_lets_the_robot_rest, setup),
        cmocka_unit_test_setup(test_rules_plan_unknown_work_is_invalid, setup),
        cmocka_unit_test_setup(test_rules_plan_order_is_by_operation_then_age, setup),
        cmocka_unit_test_setup(test_rules_plan_mounts_come_by_order_number, setup),
        cmocka_unit_test_setup(test_rules_plan_housekeeping_puts_things_right, setup),
        cmocka_unit_test_setup(test_rules_plan_doubt_is_looked_at_but_not_without_pause, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
