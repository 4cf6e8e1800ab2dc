/* SPDX-License-Identifier: MIT */
/* Drives that ask to be cleaned: when a cleaning is queued, and what waits for it. */
#include "mount_support.h"

static const struct rules_step *queued(void)
{
    for (size_t i = 0; i < plan.step_count; i++) {
        if (steps[i].kind == RULES_STEP_QUEUE_CLEANING) {
            assert_int_equal(steps[i].request, RULES_NONE);
            return &steps[i];
        }
    }
    return NULL;
}

static void assert_queued(uint32_t drive)
{
    make_plan();
    assert_non_null(queued());
    assert_int_equal(queued()->drive, drive);
}

static void assert_not_queued(void)
{
    make_plan();
    assert_null(queued());
}

static int setup_automatic(void **state)
{
    (void)setup(state);
    world.automatic_cleaning = true;
    return 0;
}

/* Drive 0 says "clean now" or "clean soon". */
static void want(bool urgent)
{
    drives[0].cleaning_wanted = true;
    drives[0].cleaning_urgent = urgent;
    drives[0].cleaning_due = RULES_CLEANING_MOUNTS;
}

static struct rules_request *add_own_cleaning(void)
{
    struct rules_request *request = add_request(MODEL_LM_CLEANDRIVE, RULES_NONE);
    request->drive = 0;
    request->argument = 1;
    return request;
}

static void no_cleaner(void)
{
    world.cleaner_present = false;
    slots[SLOTS - 1].content = RULES_CONTENT_EMPTY;
}

/* PROMISE: AutomaticCleaning/now */
static void test_wish_of_idle_drive_is_queued(void **state)
{
    (void)state;
    assert_not_queued();
    want(true);
    assert_queued(0);
    drives[0].cleaning_urgent = false;
    assert_queued(0);
}

/* PROMISE: AutomaticCleaning/library PROMISE: AutomaticCleaning/off */
static void test_wish_is_only_a_record_where_cleaning_is_not_ours(void **state)
{
    bool *const conditions[] = {&world.cleans_by_itself, &world.standalone};
    bool *const needs[] = {&world.supports_drive_cleaning, &world.automatic_cleaning};
    (void)state;
    want(true);
    (void)add_request(MODEL_LM_MOUNT, 0);
    requests[0].drive = 0;
    requests[0].argument = MODEL_MOUNT_SPECIFIC_DRIVE;
    for (size_t i = 0; i < 2; i++) {
        *conditions[i] = true;
        assert_not_queued();
        assert_int_equal(step_of(0)->kind, RULES_STEP_RESERVE);
        *conditions[i] = false;
        *needs[i] = false;
        assert_not_queued();
        assert_int_equal(step_of(0)->kind, RULES_STEP_RESERVE);
        *needs[i] = true;
    }
    assert_queued(0);
}

/* PROMISE: AutomaticCleaning/once */
static void test_wish_is_not_queued_twice_nor_after_failure(void **state)
{
    (void)state;
    want(true);
    drives[0].cleaning_tried = true;
    assert_not_queued();
    drives[0].cleaning_tried = false;
    add_own_cleaning()->state = MODEL_LM_WAITING;
    assert_not_queued();
    requests[0].state = MODEL_LM_PASSED;
    assert_queued(0);
}

static void test_wish_waits_while_a_cartridge_is_in_use(void **state)
{
    (void)state;
    want(true);
    put_in_drive(1, 0, MODEL_DRIVESTATE_LOADED);
    assert_not_queued();
    drives[0].state = MODEL_DRIVESTATE_DISMOUNTABLE;
    drives[0].in_use = true;
    assert_not_queued();
    drives[0].in_use = false;
    drives[0].busy = true;
    assert_not_queued();
    drives[0].busy = false;
    assert_queued(0);
}

/* A cartridge that was given back for a while is not taken home for "clean soon". */
static void test_soon_leaves_a_deferred_cartridge_in_its_drive(void **state)
{
    (void)state;
    want(false);
    put_in_drive(1, 0, MODEL_DRIVESTATE_DISMOUNTABLE);
    drives[0].dismount_after = world.now + 60000;
    assert_not_queued();
    drives[0].mount_count = RULES_CLEANING_MOUNTS;
    assert_queued(0);
}

static void test_wish_waits_while_the_cleaner_is_out(void **state)
{
    (void)state;
    want(true);
    slots[SLOTS - 1].content = RULES_CONTENT_EMPTY;
    drives[1].content = RULES_CONTENT_CLEANER;
    drives[1].loaded = true;
    assert_not_queued();
}

/* PROMISE: AutomaticCleaning/now */
static void test_now_keeps_mounts_away(void **state)
{
    (void)state;
    want(true);
    (void)add_request(MODEL_LM_MOUNT, 0);
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_RESERVE);
    assert_int_equal(step_of(0)->drive, 1);
    drives[1].enabled = false;
    make_plan();
    assert_wait(0, RULES_WAIT_DRIVE, MODEL_LM_WAITING);
    assert_non_null(queued());
    drives[0].cleaning_tried = true;
    make_plan();
    assert_wait(0, RULES_WAIT_DRIVE, MODEL_LM_WAITING);
}

/* PROMISE: AutomaticCleaning/soon */
static void test_soon_lets_mounts_go_first_for_a_while(void **state)
{
    (void)state;
    want(false);
    drives[1].enabled = false;
    (void)add_request(MODEL_LM_MOUNT, 0);
    for (uint32_t i = 0; i < RULES_CLEANING_MOUNTS; i++) {
        drives[0].mount_count = i;
        assert_not_queued();
        assert_int_equal(step_of(0)->kind, RULES_STEP_RESERVE);
    }
    drives[0].mount_count = RULES_CLEANING_MOUNTS;
    assert_queued(0);
    assert_wait(0, RULES_WAIT_DRIVE, MODEL_LM_WAITING);
    drives[0].cleaning_tried = true;
    assert_not_queued();
    assert_int_equal(step_of(0)->kind, RULES_STEP_RESERVE);
}

/* PROMISE: AutomaticCleaning/no-cleaner */
static void test_without_cleaner_soon_mounts_and_now_waits(void **state)
{
    (void)state;
    no_cleaner();
    drives[1].enabled = false;
    want(false);
    (void)add_own_cleaning();
    (void)add_request(MODEL_LM_MOUNT, 0);
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_ASK_OPERATOR);
    assert_int_equal(step_of(0)->opreq_command, MODEL_OPREQ_CLEANER);
    assert_int_equal(step_of(1)->kind, RULES_STEP_RESERVE);
    drives[0].cleaning_urgent = true;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_ASK_OPERATOR);
    assert_wait(1, RULES_WAIT_DRIVE, MODEL_LM_WAITING);
}

/* PROMISE: AutomaticCleaning/no-cleaner */
static void test_without_cleaner_operator_is_asked_once(void **state)
{
    (void)state;
    no_cleaner();
    want(true);
    (void)add_own_cleaning();
    world.cleaner_asked_for = true;
    make_plan();
    assert_wait(0, RULES_WAIT_OPERATOR, MODEL_LM_WAITING);
    requests[0].argument = 0; /* a caller's own wish asks for itself */
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_ASK_OPERATOR);
}

static void test_own_cleaning_that_nobody_wants_stops(void **state)
{
    (void)state;
    (void)add_own_cleaning();
    make_plan();
    assert_finish(0, MODEL_LM_STOPPED, 0);
    want(false);
    world.automatic_cleaning = false;
    make_plan();
    assert_finish(0, MODEL_LM_STOPPED, 0);
    requests[0].argument = 0;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_MOVE);
}

/* The drive said so while it was emptied for a mount that has it already. */
static void test_now_comes_before_a_mount_that_has_the_drive(void **state)
{
    (void)state;
    want(true);
    (void)add_reserved(MODEL_LM_MOUNT, 0, 0);
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_RESERVE);
    assert_int_equal(step_of(0)->drive, 1);
    drives[1].enabled = false;
    assert_queued(0);
    assert_wait(0, RULES_WAIT_DRIVE, MODEL_LM_INPROCESS);
    (void)add_own_cleaning();
    make_plan();
    assert_wait(0, RULES_WAIT_DRIVE, MODEL_LM_INPROCESS);
    assert_int_equal(step_of(1)->kind, RULES_STEP_MOVE);
    assert_int_equal(step_of(1)->cargo, RULES_CONTENT_CLEANER);
    assert_int_equal(step_of(1)->to.index, 0);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup(name, setup_automatic)
    const struct CMUnitTest tests[] = {
        CASE(test_wish_of_idle_drive_is_queued),
        CASE(test_wish_is_only_a_record_where_cleaning_is_not_ours),
        CASE(test_wish_is_not_queued_twice_nor_after_failure),
        CASE(test_wish_waits_while_a_cartridge_is_in_use),
        CASE(test_soon_leaves_a_deferred_cartridge_in_its_drive),
        CASE(test_wish_waits_while_the_cleaner_is_out),
        CASE(test_now_keeps_mounts_away),
        CASE(test_soon_lets_mounts_go_first_for_a_while),
        CASE(test_without_cleaner_soon_mounts_and_now_waits),
        CASE(test_without_cleaner_operator_is_asked_once),
        CASE(test_own_cleaning_that_nobody_wants_stops),
        CASE(test_now_comes_before_a_mount_that_has_the_drive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
