/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "rules/allocation.h"

#include <string.h>

enum { STATES = MODEL_PARTSTATE_RESERVED + 1 };

static void test_side_may_become_full_matrix(void **state)
{
    /* Rows: from; columns: to. Unknown, unprepared, incompatible, decommissioned, available,
     * allocated, complete, foreign, import, reserved. */
    static const char *const matrix[STATES] = {
        "xxx.x..xx.", /* unknown: not identified yet */
        "xxx.x..xx.", /* unprepared: labelled, or back to what it was */
        "..x....xx.", /* incompatible: another drive has read it */
        "...x......", /* decommissioned: for good */
        ".xxxxx...x", /* available */
        "...xxxx...", /* allocated */
        "...xx.x...", /* complete: never allocated again */
        ".xx.x..xx.", /* foreign */
        ".xx.xx.xx.", /* import */
        "....xx...x", /* reserved */
    };
    (void)state;
    for (uint32_t from = 0; from < STATES; from++) {
        for (uint32_t to = 0; to < STATES; to++) {
            if (rules_side_may_become(from, to) != (matrix[from][to] == 'x')) {
                fail_msg("from %u to %u", (unsigned)from, (unsigned)to);
            }
        }
        assert_false(rules_side_may_become(from, STATES));
        assert_false(rules_side_may_become(STATES, from));
    }
    assert_false(rules_side_may_become(UINT32_MAX, UINT32_MAX));
}

/* What the calls and the moves make of sides is what the state machine allows. */
static void test_side_states_made_are_allowed(void **state)
{
    (void)state;
    for (uint32_t from = 0; from < STATES; from++) {
        if (!rules_side_is_owned(from)) {
            assert_true(
                rules_side_may_become(from, rules_side_state_moved(MODEL_POOLTYPE_SCRATCH, from)));
        }
    }
    for (uint32_t from = MODEL_PARTSTATE_ALLOCATED; from <= MODEL_PARTSTATE_COMPLETE; from++) {
        assert_true(rules_side_may_become(from, rules_side_state_released(1, 0)));
        assert_true(rules_side_may_become(from, rules_side_state_released(1, 1)));
    }
}

static void test_medium_in_use_unless_idle(void **state)
{
    (void)state;
    assert_false(rules_medium_in_use(MODEL_MEDIASTATE_IDLE));
    for (uint32_t i = MODEL_MEDIASTATE_INUSE; i <= MODEL_MEDIASTATE_OPREQ; i++) {
        assert_true(rules_medium_in_use(i));
    }
}

static const struct rules_side_facts GOOD = {
    .found = true, .pool_found = true, .granted = true, .side_state = MODEL_PARTSTATE_ALLOCATED};

typedef base_error check(const struct rules_side_facts *facts);

/* Each fault with all that come after it: the first one tells. */
static void expect_order(check *call, const struct rules_side_facts *good)
{
    struct rules_side_facts facts = *good;

    assert_int_equal(call(&facts), 0);
    facts.side_state = MODEL_PARTSTATE_FOREIGN;
    assert_int_equal(call(&facts), BASE_ERROR_INVALID_STATE);
    facts.granted = false;
    assert_int_equal(call(&facts), BASE_ERROR_ACCESS_DENIED);
    facts.pool_found = false;
    assert_int_equal(call(&facts), BASE_ERROR_INVALID_MEDIA_POOL);
    facts.found = false;
    assert_int_equal(call(&facts), BASE_ERROR_INVALID_MEDIA);
}

static void test_check_complete_in_order(void **state)
{
    struct rules_side_facts facts = GOOD;
    (void)state;
    expect_order(rules_check_complete, &GOOD);
    facts.in_use = true;
    assert_int_equal(rules_check_complete(&facts), BASE_ERROR_INVALID_STATE);
    for (uint32_t i = 0; i < STATES; i++) {
        facts = GOOD;
        facts.side_state = i;
        assert_int_equal(rules_check_complete(&facts),
                         i == MODEL_PARTSTATE_ALLOCATED ? 0 : BASE_ERROR_INVALID_STATE);
    }
}

static void test_check_decommission_in_order(void **state)
{
    struct rules_side_facts facts = GOOD;
    (void)state;
    facts.side_state = MODEL_PARTSTATE_AVAILABLE;
    expect_order(rules_check_decommission, &facts);
    facts.in_use = true;
    for (uint32_t i = 0; i < STATES; i++) {
        facts.side_state = i;
        assert_int_equal(rules_check_decommission(&facts),
                         i == MODEL_PARTSTATE_AVAILABLE ? 0 : BASE_ERROR_INVALID_STATE);
    }
}

static void test_check_swap_in_order(void **state)
{
    (void)state;
    for (int turn = 0; turn < 2; turn++) {
        struct rules_side_facts facts[2] = {GOOD, GOOD};
        struct rules_side_facts *bad = &facts[turn];

        assert_int_equal(rules_check_swap(&facts[0], &facts[1], false, true), 0);
        bad->in_use = true;
        assert_int_equal(rules_check_swap(&facts[0], &facts[1], false, true),
                         BASE_ERROR_INVALID_MEDIA);
        bad->side_state = MODEL_PARTSTATE_COMPLETE;
        assert_int_equal(rules_check_swap(&facts[0], &facts[1], false, true),
                         BASE_ERROR_INVALID_STATE);
        bad->granted = false;
        assert_int_equal(rules_check_swap(&facts[0], &facts[1], false, true),
                         BASE_ERROR_ACCESS_DENIED);
        assert_int_equal(rules_check_swap(&facts[0], &facts[1], false, false),
                         BASE_ERROR_INVALID_MEDIA_POOL);
        bad->pool_found = false;
        assert_int_equal(rules_check_swap(&facts[0], &facts[1], false, true),
                         BASE_ERROR_INVALID_MEDIA_POOL);
        assert_int_equal(rules_check_swap(&facts[0], &facts[1], true, true),
                         BASE_ERROR_INVALID_MEDIA);
        bad->found = false;
        assert_int_equal(rules_check_swap(&facts[0], &facts[1], false, true),
                         BASE_ERROR_INVALID_MEDIA);
    }
}

static void test_check_deallocate_in_order(void **state)
{
    struct rules_side_facts facts = GOOD;
    (void)state;
    facts.in_use = true; /* mounted media stay mounted */
    facts.pool_found = false;
    for (uint32_t i = 0; i < STATES; i++) {
        bool held = i == MODEL_PARTSTATE_ALLOCATED || i == MODEL_PARTSTATE_COMPLETE;

        facts.side_state = i;
        facts.granted = true;
        assert_int_equal(rules_check_deallocate(&facts), held ? 0 : BASE_ERROR_INVALID_MEDIA);
        facts.granted = false;
        assert_int_equal(rules_check_deallocate(&facts),
                         held ? BASE_ERROR_ACCESS_DENIED : BASE_ERROR_INVALID_MEDIA);
    }
    facts.found = false;
    assert_int_equal(rules_check_deallocate(&facts), BASE_ERROR_INVALID_MEDIA);
}

static void test_side_state_released_limit(void **state)
{
    (void)state;
    assert_int_equal(rules_side_state_released(2, 3), MODEL_PARTSTATE_AVAILABLE);
    assert_int_equal(rules_side_state_released(3, 3), MODEL_PARTSTATE_DECOMMISSIONED);
    assert_int_equal(rules_side_state_released(9, 3), MODEL_PARTSTATE_DECOMMISSIONED);
    assert_int_equal(rules_side_state_released(9, 0), MODEL_PARTSTATE_AVAILABLE);
    assert_int_equal(rules_side_state_released(UINT32_MAX, UINT32_MAX), MODEL_PARTSTATE_AVAILABLE);
}

static void test_sides_release_reserved_with_the_last_owned(void **state)
{
    uint32_t states[3] = {MODEL_PARTSTATE_AVAILABLE, MODEL_PARTSTATE_RESERVED,
                          MODEL_PARTSTATE_ALLOCATED};
    (void)state;
    rules_sides_release_reserved(states, 3);
    assert_int_equal(states[1], MODEL_PARTSTATE_RESERVED);
    states[2] = MODEL_PARTSTATE_COMPLETE;
    rules_sides_release_reserved(states, 3);
    assert_int_equal(states[1], MODEL_PARTSTATE_RESERVED);
    states[2] = MODEL_PARTSTATE_DECOMMISSIONED;
    rules_sides_release_reserved(states, 3);
    assert_int_equal(states[0], MODEL_PARTSTATE_AVAILABLE);
    assert_int_equal(states[1], MODEL_PARTSTATE_AVAILABLE);
    assert_int_equal(states[2], MODEL_PARTSTATE_DECOMMISSIONED);
}

static void test_returns_to_free_only_when_all_is_well(void **state)
{
    static const struct rules_return_facts good = {
        .pool_type = MODEL_POOLTYPE_APPLICATION,
        .deallocation_policy = MODEL_DEALLOCATE_TOSCRATCH,
        .enabled = true,
        .present = true,
        .library = {.found = true, .enabled = true, .present = true},
        .side_count = 2,
        .sides = {MODEL_PARTSTATE_AVAILABLE, MODEL_PARTSTATE_DECOMMISSIONED}};
    struct rules_return_facts facts = good;
    (void)state;
    assert_true(rules_returns_to_free(&facts));
#define EXPECT_STAYS(change)                                                                       \
    do {                                                                                           \
        facts = good;                                                                              \
        facts.change;                                                                              \
        assert_false(rules_returns_to_free(&facts));                                               \
    } while (0)
    EXPECT_STAYS(in_use = true);
    facts.labelled = true;
    assert_true(rules_returns_to_free(&facts));
    EXPECT_STAYS(deallocation_policy = 0);
    EXPECT_STAYS(pool_type = MODEL_POOLTYPE_IMPORT);
    EXPECT_STAYS(read_only = true);
    EXPECT_STAYS(enabled = false);
    EXPECT_STAYS(present = false);
    EXPECT_STAYS(library.found = false);
    EXPECT_STAYS(library.enabled = false);
    EXPECT_STAYS(library.present = false);
    EXPECT_STAYS(library.shelf = true);
    EXPECT_STAYS(sides[0] = MODEL_PARTSTATE_DECOMMISSIONED);
    EXPECT_STAYS(sides[1] = MODEL_PARTSTATE_ALLOCATED);
    EXPECT_STAYS(sides[1] = MODEL_PARTSTATE_COMPLETE);
    EXPECT_STAYS(sides[1] = MODEL_PARTSTATE_RESERVED);
    EXPECT_STAYS(side_count = 0);
#undef EXPECT_STAYS
}

static void test_check_delete_media_in_order(void **state)
{
    struct rules_delete_media_facts facts = {
        .found = true, .pool_found = true, .granted = true, .on_shelf = true, .side_count = 2};
    (void)state;
    for (uint32_t i = 0; i < STATES; i++) {
        bool owned = i == MODEL_PARTSTATE_ALLOCATED || i == MODEL_PARTSTATE_COMPLETE ||
                     i == MODEL_PARTSTATE_RESERVED;
        facts.sides[1] = i;
        assert_int_equal(rules_check_delete_media(&facts), owned ? BASE_ERROR_INVALID_STATE : 0);
    }
    facts.sides[1] = MODEL_PARTSTATE_AVAILABLE;
    facts.in_use = true;
    assert_int_equal(rules_check_delete_media(&facts), BASE_ERROR_INVALID_STATE);
    facts.in_use = false;
    facts.on_shelf = false;
    assert_int_equal(rules_check_delete_media(&facts), BASE_ERROR_INVALID_STATE);
    facts.granted = false;
    assert_int_equal(rules_check_delete_media(&facts), BASE_ERROR_ACCESS_DENIED);
    facts.pool_found = false;
    assert_int_equal(rules_check_delete_media(&facts), BASE_ERROR_INVALID_MEDIA_POOL);
    facts.found = false;
    assert_int_equal(rules_check_delete_media(&facts), BASE_ERROR_INVALID_MEDIA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_side_may_become_full_matrix),
        cmocka_unit_test(test_side_states_made_are_allowed),
        cmocka_unit_test(test_medium_in_use_unless_idle),
        cmocka_unit_test(test_check_complete_in_order),
        cmocka_unit_test(test_check_decommission_in_order),
        cmocka_unit_test(test_check_swap_in_order),
        cmocka_unit_test(test_check_deallocate_in_order),
        cmocka_unit_test(test_side_state_released_limit),
        cmocka_unit_test(test_sides_release_reserved_with_the_last_owned),
        cmocka_unit_test(test_returns_to_free_only_when_all_is_well),
        cmocka_unit_test(test_check_delete_media_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
