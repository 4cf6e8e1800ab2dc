/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "rules/request_state.h"
#include "rules/world.h"

static void test_rules_request_is_finished_final_states_and_garbage_are(void **state)
{
    (void)state;
    static const bool FINISHED[] = {false, false, true, true, true, false, false, true, true};
    for (uint32_t i = 0; i < sizeof FINISHED / sizeof FINISHED[0]; i++) {
        assert_int_equal(rules_request_is_finished(i), FINISHED[i]);
    }
    assert_true(rules_request_is_finished(9));
    assert_true(rules_request_is_finished(UINT32_MAX));
}

static void test_rules_request_may_become_nothing_leaves_an_end(void **state)
{
    (void)state;
    for (uint32_t from = 0; from < 12; from++) {
        for (uint32_t to = 0; to < 12; to++) {
            const bool may = rules_request_may_become(from, to);
            if (rules_request_is_finished(from) || to > MODEL_LM_STOPPED) {
                assert_false(may);
            } else if (to == MODEL_LM_QUEUED || to == MODEL_LM_DEFERRED) {
                assert_int_equal(may, from == to);
            } else {
                assert_true(may);
            }
        }
    }
}

static void test_rules_request_is_cancellable_running_cleaning_is_not(void **state)
{
    (void)state;
    assert_true(rules_request_is_cancellable(MODEL_LM_CLEANDRIVE, MODEL_LM_QUEUED));
    assert_true(rules_request_is_cancellable(MODEL_LM_CLEANDRIVE, MODEL_LM_WAITING));
    assert_false(rules_request_is_cancellable(MODEL_LM_CLEANDRIVE, MODEL_LM_INPROCESS));
    assert_true(rules_request_is_cancellable(MODEL_LM_INJECTCLEANER, MODEL_LM_INPROCESS));
    assert_true(rules_request_is_cancellable(MODEL_LM_DOORACCESS, MODEL_LM_INPROCESS));
    assert_false(rules_request_is_cancellable(MODEL_LM_MOUNT, MODEL_LM_PASSED));
}

static void test_rules_request_is_stoppable_only_with_a_stop_action(void **state)
{
    (void)state;
    for (uint32_t operation = 0; operation <= MODEL_LM_MAXWORKITEM; operation++) {
        const bool expected = operation == MODEL_LM_INVENTORY || operation == MODEL_LM_EJECT ||
                              operation == MODEL_LM_EJECTCLEANER || operation == MODEL_LM_INJECT ||
                              operation == MODEL_LM_INJECTCLEANER;
        assert_int_equal(rules_request_is_stoppable(operation, MODEL_LM_INPROCESS), expected);
        assert_false(rules_request_is_stoppable(operation, MODEL_LM_STOPPED));
    }
}

static void test_rules_request_cancel_ends_at_once_only_what_has_not_begun(void **state)
{
    (void)state;
    static const struct {
        uint32_t operation;
        uint32_t state;
        uint32_t stage;
        bool present;
        enum rules_cancel outcome;
    } ROWS[] = {
        {MODEL_LM_CLEANDRIVE, MODEL_LM_QUEUED, RULES_STAGE_START, true, RULES_CANCEL_AT_ONCE},
        {MODEL_LM_CLEANDRIVE, MODEL_LM_WAITING, RULES_STAGE_START, true, RULES_CANCEL_AT_ONCE},
        {MODEL_LM_CLEANDRIVE, MODEL_LM_WAITING, RULES_STAGE_CLEANED, true, RULES_CANCEL_QUEUED},
        {MODEL_LM_CLEANDRIVE, MODEL_LM_WAITING, RULES_STAGE_CLEANED, false, RULES_CANCEL_AT_ONCE},
        {MODEL_LM_CLEANDRIVE, MODEL_LM_INPROCESS, RULES_STAGE_START, true, RULES_CANCEL_REFUSED},
        {MODEL_LM_CLEANDRIVE, MODEL_LM_PASSED, RULES_STAGE_CLEANED, true, RULES_CANCEL_FINISHED},
        {MODEL_LM_EJECTCLEANER, MODEL_LM_INPROCESS, RULES_STAGE_START, true, RULES_CANCEL_QUEUED},
        {MODEL_LM_EJECTCLEANER, MODEL_LM_WAITING, RULES_STAGE_PORT_OPEN, true, RULES_CANCEL_QUEUED},
        {MODEL_LM_INVENTORY, MODEL_LM_INPROCESS, RULES_STAGE_START, true, RULES_CANCEL_QUEUED},
        {MODEL_LM_DOORACCESS, MODEL_LM_QUEUED, RULES_STAGE_START, true, RULES_CANCEL_AT_ONCE},
        {MODEL_LM_REMOVE, MODEL_LM_WAITING, RULES_STAGE_START, true, RULES_CANCEL_AT_ONCE},
        {MODEL_LM_MOUNT, MODEL_LM_QUEUED, RULES_STAGE_START, true, RULES_CANCEL_AT_ONCE},
        {MODEL_LM_MOUNT, MODEL_LM_WAITING, RULES_STAGE_RESERVED, true, RULES_CANCEL_AT_ONCE},
        {MODEL_LM_MOUNT, MODEL_LM_INPROCESS, RULES_STAGE_START, true, RULES_CANCEL_REFUSED},
        {MODEL_LM_MOUNT, MODEL_LM_INPROCESS, RULES_STAGE_LOADED, true, RULES_CANCEL_REFUSED},
        {MODEL_LM_WRITESCRATCH, MODEL_LM_WAITING, RULES_STAGE_RESERVED, true, RULES_CANCEL_AT_ONCE},
        {MODEL_LM_CLASSIFY, MODEL_LM_QUEUED, RULES_STAGE_START, false, RULES_CANCEL_AT_ONCE},
        {MODEL_LM_PROCESSOMID, MODEL_LM_INPROCESS, RULES_STAGE_RESERVED, true,
         RULES_CANCEL_REFUSED},
        {MODEL_LM_DISMOUNT, MODEL_LM_WAITING, RULES_STAGE_START, true, RULES_CANCEL_AT_ONCE},
        {MODEL_LM_DISMOUNT, MODEL_LM_INPROCESS, RULES_STAGE_RESERVED, true, RULES_CANCEL_REFUSED},
        {MODEL_LM_INVENTORY, MODEL_LM_INPROCESS, RULES_STAGE_IDENTIFYING, true,
         RULES_CANCEL_QUEUED},
        {MODEL_LM_MOUNT, 99, RULES_STAGE_START, true, RULES_CANCEL_FINISHED},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        assert_int_equal(
            rules_request_cancel(ROWS[i].operation, ROWS[i].state, ROWS[i].stage, ROWS[i].present),
            ROWS[i].outcome);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_request_cancel_ends_at_once_only_what_has_not_begun),
        cmocka_unit_test(test_rules_request_is_finished_final_states_and_garbage_are),
        cmocka_unit_test(test_rules_request_may_become_nothing_leaves_an_end),
        cmocka_unit_test(test_rules_request_is_cancellable_running_cleaning_is_not),
        cmocka_unit_test(test_rules_request_is_stoppable_only_with_a_stop_action),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
