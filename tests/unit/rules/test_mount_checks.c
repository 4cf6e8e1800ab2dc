/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "rules/mount_checks.h"

static const struct rules_mount_facts good_mount = {
    .media_given = true, .count = 1, .options = MODEL_MOUNT_READ};

static void test_rules_check_mount_bad_arguments_are_refused(void **state)
{
    (void)state;
    struct rules_mount_facts facts = good_mount;
    assert_int_equal(rules_check_mount(&facts), 0);
    facts.media_given = false;
    assert_int_equal(rules_check_mount(&facts), 87);
    facts = good_mount;
    facts.count = 0;
    assert_int_equal(rules_check_mount(&facts), 87);
    facts = good_mount;
    for (uint32_t bit = 0x40; bit != 0; bit <<= 1) {
        facts.options = MODEL_MOUNT_READ | bit;
        assert_int_equal(rules_check_mount(&facts), 87);
    }
    facts.options = 0x3F;
    assert_int_equal(rules_check_mount(&facts), 0);
    facts.options = 0; /* means reading */
    assert_int_equal(rules_check_mount(&facts), 0);
    for (int32_t priority = -17; priority <= 17; priority++) {
        facts.priority = priority;
        assert_int_equal(rules_check_mount(&facts), priority < -15 || priority > 15 ? 87 : 0);
    }
    facts.priority = INT32_MIN;
    assert_int_equal(rules_check_mount_arguments(&facts), 87);
    facts.priority = INT32_MAX;
    assert_int_equal(rules_check_mount_arguments(&facts), 87);
}

/* Taking the facts away from the first row on lets the next row speak. */
static void test_rules_check_mount_rows_come_in_order(void **state)
{
    static const struct {
        uint32_t facts;
        uint32_t error;
    } ROWS[] = {
        {RULES_MOUNT_UNKNOWN_MEDIUM, 4300},
        {RULES_MOUNT_REPEATED_MEDIUM, 4300},
        {RULES_MOUNT_NO_LIBRARY, 4301},
        {RULES_MOUNT_OTHER_LIBRARY, 4303},
        {RULES_MOUNT_UNKNOWN_DRIVE, 15},
        {RULES_MOUNT_DRIVE_NO_LIBRARY, 4301},
        {RULES_MOUNT_DRIVE_ELSEWHERE, 4303},
        {RULES_MOUNT_DENIED, 5},
        {RULES_MOUNT_COMPLETE, 19},
        {RULES_MOUNT_READ_ONLY, 19},
        {RULES_MOUNT_USELESS, 5023},
        {RULES_MOUNT_DISABLED, 4309},
        {RULES_MOUNT_OFFLINE, 4304},
        {RULES_MOUNT_LIBRARY_ABSENT, 4304},
        /* PROMISE: MountNtmsMedia/15 */
        {RULES_MOUNT_NO_DRIVES, 5006},
        {RULES_MOUNT_MORE_THAN_DRIVES, 170},
        {RULES_MOUNT_BUSY, 170},
    };
    (void)state;
    struct rules_mount_facts facts = good_mount;
    facts.options = 0x3F;
    facts.facts = 0x1FFFF;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        assert_int_equal(rules_check_mount(&facts), ROWS[i].error);
        facts.facts &= ~ROWS[i].facts;
    }
    assert_int_equal(facts.facts, 0);
    assert_int_equal(rules_check_mount(&facts), 0);
}

/* The table of option bits: what is offline, what is in use. */
static void test_rules_check_mount_options_decide_on_offline_and_busy(void **state)
{
    (void)state;
    for (uint32_t options = 0; options < 0x40; options++) {
        struct rules_mount_facts facts = good_mount;
        facts.options = options;
        facts.facts = RULES_MOUNT_OFFLINE;
        assert_int_equal(rules_check_mount(&facts), (options & 0x08) != 0 ? 4304 : 0);
        facts.facts = RULES_MOUNT_BUSY;
        assert_int_equal(rules_check_mount(&facts), (options & 0x04) != 0 ? 170 : 0);
        facts.facts = RULES_MOUNT_OFFLINE | RULES_MOUNT_BUSY;
        assert_int_equal(rules_check_mount(&facts), (options & 0x08) != 0   ? 4304
                                                    : (options & 0x04) != 0 ? 170
                                                                            : 0);
        facts.facts = RULES_MOUNT_LIBRARY_ABSENT;
        assert_int_equal(rules_check_mount(&facts), 4304);
        facts.facts = RULES_MOUNT_MORE_THAN_DRIVES;
        assert_int_equal(rules_check_mount(&facts), 170);
        facts.facts = RULES_MOUNT_COMPLETE;
        assert_int_equal(rules_check_mount(&facts), (options & 0x02) != 0 ? 19 : 0);
        facts.facts = RULES_MOUNT_READ_ONLY;
        assert_int_equal(rules_check_mount(&facts), (options & 0x02) != 0 ? 19 : 0);
    }
}

static void test_rules_mount_result_tells_the_documented_code(void **state)
{
    static const struct {
        uint32_t state;
        uint32_t error;
        uint32_t told;
    } ROWS[] = {
        {MODEL_LM_PASSED, 0, 0},
        {MODEL_LM_PASSED, 31, 0},
        {MODEL_LM_CANCELLED, 0, 1223},
        {MODEL_LM_STOPPED, 0, 1223},
        {MODEL_LM_FAILED, 1460, 1460},
        {MODEL_LM_FAILED, 4320, 4320},
        {MODEL_LM_FAILED, 4334, 5023}, /* the wrong label */
        {MODEL_LM_FAILED, 1785, 5023}, /* no drive can read it */
        {MODEL_LM_FAILED, 1117, 5023}, /* what a device reports */
        {MODEL_LM_FAILED, 1112, 5023},
        {MODEL_LM_FAILED, 5023, 5023},
        {MODEL_LM_FAILED, 0, 5023},
        {MODEL_LM_FAILED, 4319, 5006},
        {MODEL_LM_FAILED, 5006, 5006},
        {MODEL_LM_INVALID, 87, 5023},
        {77, 0, 5023}, /* no state at all */
    };
    static const uint32_t KEPT[] = {5,    8,    15,   19,   170,  4300, 4301,
                                    4303, 4304, 4309, 4313, 4314, 1223};
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        assert_int_equal(rules_mount_result(ROWS[i].state, ROWS[i].error), ROWS[i].told);
    }
    for (size_t i = 0; i < sizeof KEPT / sizeof KEPT[0]; i++) {
        assert_int_equal(rules_mount_result(MODEL_LM_FAILED, KEPT[i]), KEPT[i]);
    }
}

static void test_rules_medium_may_be_mounted_by_media_state(void **state)
{
    (void)state;
    for (uint32_t value = 0; value < 10; value++) {
        assert_int_equal(rules_medium_may_be_mounted(value),
                         value == MODEL_MEDIASTATE_IDLE || value == MODEL_MEDIASTATE_UNLOADED ||
                             value == MODEL_MEDIASTATE_OPERROR);
    }
}

static void test_rules_drives_suffice_when_each_medium_gets_its_own(void **state)
{
    static const uint64_t CHAIN[] = {0x3, 0x6, 0x4}; /* the last one moves the others */
    static const uint64_t CROWD[] = {0x3, 0x3, 0x3};
    static const uint64_t NONE[] = {0x1, 0};
    uint64_t all[RULES_FREE_DRIVES_MAX];
    (void)state;
    for (uint32_t i = 0; i < RULES_FREE_DRIVES_MAX; i++) {
        all[i] = UINT64_MAX >> i;
    }
    assert_true(rules_drives_suffice(CHAIN, 3));
    assert_true(rules_drives_suffice(CROWD, 2));
    assert_false(rules_drives_suffice(CROWD, 3));
    assert_true(rules_drives_suffice(NONE, 1));
    assert_false(rules_drives_suffice(NONE, 2));
    assert_true(rules_drives_suffice(all, RULES_FREE_DRIVES_MAX));
    assert_false(rules_drives_suffice(all, RULES_FREE_DRIVES_MAX + 1));
    all[1] = all[RULES_FREE_DRIVES_MAX - 1];
    assert_false(rules_drives_suffice(all, RULES_FREE_DRIVES_MAX));
    assert_true(rules_drives_suffice(NULL, 0));
}

static void test_rules_check_dismount_rows_come_in_order(void **state)
{
    static const uint32_t ERRORS[] = {4300, 4300, 4301, 5, 4304, 4318, 4319, 5023};
    (void)state;
    struct rules_dismount_facts facts = {.facts = 0xFF};
    assert_int_equal(rules_check_dismount(&facts), 87);
    facts.media_given = true;
    assert_int_equal(rules_check_dismount(&facts), 87);
    facts.count = 1;
    for (uint32_t bit = 4; bit != 0; bit <<= 1) {
        facts.options = bit;
        assert_int_equal(rules_check_dismount(&facts), 87);
        assert_int_equal(rules_check_dismount_arguments(&facts), 87);
    }
    for (uint32_t i = 0; i < 8; i++) {
        facts.options = i % 4;
        assert_int_equal(rules_check_dismount(&facts), ERRORS[i]);
        facts.facts &= ~(1u << i);
    }
    for (facts.options = 0; facts.options < 4; facts.options++) {
        assert_int_equal(rules_check_dismount(&facts), 0);
    }
}

static void test_rules_check_inventory_rows_come_in_order(void **state)
{
    (void)state;
    struct rules_library_facts library = {.shelf = true};
    assert_int_equal(rules_check_inventory(&library, MODEL_INVENTORY_FAST), 87);
    library.given = true;
    for (uint32_t action = 0; action < 9; action++) {
        bool known = action == 1 || action == 2 || action == 3 || action == 5;
        assert_int_equal(rules_check_inventory(&library, action), known ? 4301 : 87);
    }
    assert_int_equal(rules_check_inventory(&library, UINT32_MAX), 87);
    library.found = true;
    assert_int_equal(rules_check_inventory(&library, MODEL_INVENTORY_OMID), 5);
    library.granted = true;
    assert_int_equal(rules_check_inventory(&library, MODEL_INVENTORY_OMID), 4301);
    library.shelf = false;
    assert_int_equal(rules_check_inventory(&library, MODEL_INVENTORY_STOP), 4309);
    library.enabled = true;
    assert_int_equal(rules_check_inventory(&library, MODEL_INVENTORY_STOP), 4319);
    library.present = true;
    assert_int_equal(rules_check_inventory(&library, MODEL_INVENTORY_DEFAULT), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_check_mount_bad_arguments_are_refused),
        cmocka_unit_test(test_rules_check_mount_rows_come_in_order),
        cmocka_unit_test(test_rules_check_mount_options_decide_on_offline_and_busy),
        cmocka_unit_test(test_rules_mount_result_tells_the_documented_code),
        cmocka_unit_test(test_rules_medium_may_be_mounted_by_media_state),
        cmocka_unit_test(test_rules_drives_suffice_when_each_medium_gets_its_own),
        cmocka_unit_test(test_rules_check_dismount_rows_come_in_order),
        cmocka_unit_test(test_rules_check_inventory_rows_come_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
