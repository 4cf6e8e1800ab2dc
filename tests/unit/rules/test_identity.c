/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "rules/identity.h"

static const struct rules_label NOTHING = {.claimed = false};
static const struct rules_label UNKNOWN = {.unknown = true};
static const struct rules_label STORED = {.claimed = true, .same = true};
static const struct rules_label COPY = {.claimed = true, .same = true, .elsewhere = true};
static const struct rules_label STRANGE = {.claimed = true};
static const struct rules_label STRANGE_FREE = {.claimed = true, .free_label = true};
static const struct rules_label ANOTHERS = {.claimed = true, .elsewhere = true};

static bool is_owned(uint32_t state)
{
    return state == MODEL_PARTSTATE_ALLOCATED || state == MODEL_PARTSTATE_COMPLETE ||
           state == MODEL_PARTSTATE_RESERVED;
}

/* PROMISE: MountNtmsMedia/label */
static void test_rules_label_check_stored_label_is_the_same_in_every_state(void **state)
{
    (void)state;
    for (uint32_t side = 0; side <= MODEL_PARTSTATE_RESERVED; side++) {
        for (uint32_t bits = 0; bits < 4; bits++) {
            const bool barcode = (bits & 1) != 0;
            const bool free_label = (bits & 2) != 0;
            assert_int_equal(rules_label_check(side, true, free_label, barcode, &STORED),
                             RULES_LABEL_SAME);
            assert_int_equal(rules_label_check(side, true, free_label, barcode, &COPY),
                             RULES_LABEL_SAME);
        }
    }
}

/* PROMISE: MountNtmsMedia/label */
static void test_rules_label_check_label_of_another_side_is_always_other(void **state)
{
    (void)state;
    for (uint32_t side = 0; side <= MODEL_PARTSTATE_RESERVED; side++) {
        for (uint32_t bits = 0; bits < 8; bits++) {
            assert_int_equal(rules_label_check(side, (bits & 1) != 0, (bits & 2) != 0,
                                               (bits & 4) != 0, &ANOTHERS),
                             RULES_LABEL_OTHER);
        }
    }
}

static void test_rules_label_check_another_label_than_the_stored_is_other(void **state)
{
    (void)state;
    for (uint32_t side = 0; side <= MODEL_PARTSTATE_RESERVED; side++) {
        for (uint32_t barcode = 0; barcode < 2; barcode++) {
            assert_int_equal(rules_label_check(side, true, false, barcode != 0, &STRANGE),
                             RULES_LABEL_OTHER);
            assert_int_equal(rules_label_check(side, true, false, barcode != 0, &NOTHING),
                             RULES_LABEL_OTHER);
        }
    }
}

/* PROMISE: MountNtmsMedia/label */
static void test_rules_label_check_owned_side_may_carry_what_was_written_since(void **state)
{
    (void)state;
    for (uint32_t side = 0; side <= MODEL_PARTSTATE_RESERVED; side++) {
        const bool owned = is_owned(side);
        for (uint32_t barcode = 0; barcode < 2; barcode++) {
            assert_int_equal(rules_label_check(side, true, true, barcode != 0, &NOTHING),
                             owned ? RULES_LABEL_SAME : RULES_LABEL_OTHER);
            assert_int_equal(rules_label_check(side, true, true, barcode != 0, &STRANGE),
                             owned ? RULES_LABEL_ADOPT : RULES_LABEL_OTHER);
            /* No application writes free labels: this is some other cartridge of Free. */
            assert_int_equal(rules_label_check(side, true, true, barcode != 0, &STRANGE_FREE),
                             owned && barcode != 0 ? RULES_LABEL_ADOPT : RULES_LABEL_OTHER);
        }
    }
}

static void test_rules_label_check_record_without_label_takes_the_one_found(void **state)
{
    (void)state;
    for (uint32_t side = 0; side <= MODEL_PARTSTATE_RESERVED; side++) {
        for (uint32_t barcode = 0; barcode < 2; barcode++) {
            assert_int_equal(rules_label_check(side, false, false, barcode != 0, &NOTHING),
                             RULES_LABEL_SAME);
            assert_int_equal(rules_label_check(side, false, false, barcode != 0, &STRANGE),
                             RULES_LABEL_ADOPT);
            assert_int_equal(rules_label_check(side, false, false, barcode != 0, &STRANGE_FREE),
                             is_owned(side) && barcode == 0 ? RULES_LABEL_OTHER
                                                            : RULES_LABEL_ADOPT);
        }
    }
}

static void test_rules_label_may_overwrite_only_what_is_surely_ours(void **state)
{
    (void)state;
    static const struct {
        const struct rules_label *found;
        bool stored;
        bool barcode;
        bool may;
    } ROWS[] = {
        {&NOTHING, false, false, true},      {&NOTHING, true, false, true},
        {&NOTHING, true, true, true},        {&STORED, true, false, true},
        {&STORED, true, true, true},         {&STRANGE, false, false, false},
        {&STRANGE, true, false, false},      {&STRANGE, true, true, true},
        {&STRANGE, false, true, true},       {&STRANGE_FREE, true, false, true},
        {&STRANGE_FREE, false, false, true}, {&STRANGE_FREE, true, true, true},
        {&ANOTHERS, false, false, false},    {&ANOTHERS, true, true, false},
        {&ANOTHERS, false, true, false},     {&COPY, true, false, false},
        {&COPY, true, true, true},           {&UNKNOWN, false, false, true},
        {&UNKNOWN, true, false, false},      {&UNKNOWN, true, true, true},
    };
    assert_true(rules_label_may_overwrite(true, true, false, &UNKNOWN));
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        assert_int_equal(
            rules_label_may_overwrite(ROWS[i].stored, false, ROWS[i].barcode, ROWS[i].found),
            ROWS[i].may);
    }
}

static void test_rules_landing_state_follows_the_label_unless_known_or_owned(void **state)
{
    (void)state;
    for (uint32_t side = 0; side <= MODEL_PARTSTATE_RESERVED; side++) {
        const bool lands = side == MODEL_PARTSTATE_UNKNOWN ||
                           side == MODEL_PARTSTATE_INCOMPATIBLE ||
                           side == MODEL_PARTSTATE_FOREIGN || side == MODEL_PARTSTATE_IMPORT;
        assert_int_equal(rules_landing_state(side, true, &STRANGE), side);
        assert_int_equal(rules_landing_state(side, true, &NOTHING), side);
        assert_int_equal(rules_landing_state(side, false, &STRANGE),
                         lands ? MODEL_PARTSTATE_IMPORT : side);
        /* A free label of another server is a known format: Import. */
        assert_int_equal(rules_landing_state(side, false, &STRANGE_FREE),
                         lands ? MODEL_PARTSTATE_IMPORT : side);
        assert_int_equal(rules_landing_state(side, false, &NOTHING),
                         lands ? MODEL_PARTSTATE_FOREIGN : side);
    }
}

static void test_rules_landing_pool_is_import_or_unrecognized(void **state)
{
    (void)state;
    static const struct {
        uint32_t present;
        bool claimed;
        uint32_t pool;
    } ROWS[] = {
        {MODEL_POOLTYPE_UNKNOWN, true, MODEL_POOLTYPE_IMPORT},
        {MODEL_POOLTYPE_UNKNOWN, false, MODEL_POOLTYPE_FOREIGN},
        {MODEL_POOLTYPE_FOREIGN, true, MODEL_POOLTYPE_IMPORT},
        {MODEL_POOLTYPE_FOREIGN, false, 0},
        {MODEL_POOLTYPE_IMPORT, true, 0},
        {MODEL_POOLTYPE_IMPORT, false, MODEL_POOLTYPE_FOREIGN},
        {MODEL_POOLTYPE_SCRATCH, true, 0},
        {MODEL_POOLTYPE_SCRATCH, false, 0},
        {MODEL_POOLTYPE_APPLICATION, true, 0},
        {MODEL_POOLTYPE_APPLICATION, false, 0},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        assert_int_equal(rules_landing_pool(ROWS[i].present, false, ROWS[i].claimed), ROWS[i].pool);
        assert_int_equal(rules_landing_pool(ROWS[i].present, true, ROWS[i].claimed), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_label_check_stored_label_is_the_same_in_every_state),
        cmocka_unit_test(test_rules_label_check_label_of_another_side_is_always_other),
        cmocka_unit_test(test_rules_label_check_another_label_than_the_stored_is_other),
        cmocka_unit_test(test_rules_label_check_owned_side_may_carry_what_was_written_since),
        cmocka_unit_test(test_rules_label_check_record_without_label_takes_the_one_found),
        cmocka_unit_test(test_rules_label_may_overwrite_only_what_is_surely_ours),
        cmocka_unit_test(test_rules_landing_state_follows_the_label_unless_known_or_owned),
        cmocka_unit_test(test_rules_landing_pool_is_import_or_unrecognized),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
