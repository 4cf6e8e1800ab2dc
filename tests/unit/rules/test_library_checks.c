/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "rules/library_checks.h"

/* Each fact that becomes good lets the next row speak. */
static void test_rules_check_dismount_drive_rows_come_in_order(void **state)
{
    (void)state;
    struct rules_drive_facts facts = {.cleaning = true, .opened = true};
    assert_int_equal(rules_check_dismount_drive(&facts), 87);
    facts.given = true;
    assert_int_equal(rules_check_dismount_drive(&facts), 15);
    facts.found = true;
    assert_int_equal(rules_check_dismount_drive(&facts), 4301);
    facts.library.found = true;
    assert_int_equal(rules_check_dismount_drive(&facts), 5);
    facts.library.granted = true;
    assert_int_equal(rules_check_dismount_drive(&facts), 4319);
    facts.library.enabled = true;
    assert_int_equal(rules_check_dismount_drive(&facts), 4319);
    facts.enabled = true;
    assert_int_equal(rules_check_dismount_drive(&facts), 4305);
    facts.library.present = true;
    assert_int_equal(rules_check_dismount_drive(&facts), 4319);
    facts.present = true;
    assert_int_equal(rules_check_dismount_drive(&facts), 5023);
    facts.holds = true;
    assert_int_equal(rules_check_dismount_drive(&facts), 5023);
    facts.cleaning = false;
    assert_int_equal(rules_check_dismount_drive(&facts), 170);
    facts.standalone = true;
    assert_int_equal(rules_check_dismount_drive(&facts), 0);
    facts.standalone = false;
    facts.opened = false;
    assert_int_equal(rules_check_dismount_drive(&facts), 0);
}

static void test_rules_check_delete_drive_rows_come_in_order(void **state)
{
    (void)state;
    struct rules_drive_facts facts = {.present = true, .library.present = true};
    assert_int_equal(rules_check_delete_drive(&facts), 87);
    facts.given = true;
    assert_int_equal(rules_check_delete_drive(&facts), 15);
    facts.found = true;
    assert_int_equal(rules_check_delete_drive(&facts), 4301);
    facts.library.found = true;
    assert_int_equal(rules_check_delete_drive(&facts), 5);
    facts.library.granted = true;
    facts.present = false;
    assert_int_equal(rules_check_delete_drive(&facts), 5023);
    facts.library.enabled = true;
    assert_int_equal(rules_check_delete_drive(&facts), 0);
    facts.present = true;
    assert_int_equal(rules_check_delete_drive(&facts), 5023);
    facts.standalone = true;
    assert_int_equal(rules_check_delete_drive(&facts), 5023);
    facts.library.present = false;
    assert_int_equal(rules_check_delete_drive(&facts), 0);
}

static void test_rules_check_delete_library_rows_come_in_order(void **state)
{
    (void)state;
    struct rules_library_facts facts = {.shelf = true, .present = true};
    assert_int_equal(rules_check_delete_library(&facts), 87);
    facts.given = true;
    assert_int_equal(rules_check_delete_library(&facts), 4301);
    facts.found = true;
    assert_int_equal(rules_check_delete_library(&facts), 4301);
    facts.shelf = false;
    assert_int_equal(rules_check_delete_library(&facts), 5);
    facts.granted = true;
    assert_int_equal(rules_check_delete_library(&facts), 5023);
    facts.enabled = true;
    assert_int_equal(rules_check_delete_library(&facts), 5023);
    facts.present = false;
    assert_int_equal(rules_check_delete_library(&facts), 0);
    facts.enabled = false;
    assert_int_equal(rules_check_delete_library(&facts), 5023);
}

static void test_rules_check_enable_rows_come_in_order(void **state)
{
    (void)state;
    struct rules_enable_facts facts = {.type = MODEL_LIBRARY, .shelf = true};
    assert_int_equal(rules_check_enable(&facts), 87);
    facts.given = true;
    assert_int_equal(rules_check_enable(&facts), 4312);
    facts.found = true;
    assert_int_equal(rules_check_enable(&facts), 5);
    facts.granted = true;
    assert_int_equal(rules_check_enable(&facts), 4305);
    facts.shelf = false;
    assert_int_equal(rules_check_enable(&facts), 5023);
    facts.want_enabled = true;
    assert_int_equal(rules_check_enable(&facts), 0);
    facts.enabled = true;
    assert_int_equal(rules_check_enable(&facts), 5023);
    for (facts.type = 0; facts.type < 40; facts.type++) {
        bool known = facts.type == MODEL_DRIVE || facts.type == MODEL_LIBRARY ||
                     facts.type == MODEL_PHYSICAL_MEDIA;
        assert_int_equal(rules_check_enable(&facts), known ? 5023 : 87);
    }
}

static void test_rules_check_identify_slot_rows_come_in_order(void **state)
{
    (void)state;
    struct rules_identify_facts facts = {.option = 3};
    assert_int_equal(rules_check_identify_slot(&facts), 87);
    facts.given = true;
    assert_int_equal(rules_check_identify_slot(&facts), 87);
    for (facts.option = 0; facts.option < 3; facts.option++) {
        assert_int_equal(rules_check_identify_slot(&facts), 4312);
    }
    facts.option = 0;
    facts.found = true;
    assert_int_equal(rules_check_identify_slot(&facts), 5);
    facts.library.granted = true;
    assert_int_equal(rules_check_identify_slot(&facts), 4309);
    facts.library.enabled = true;
    assert_int_equal(rules_check_identify_slot(&facts), 4305);
    facts.library.present = true;
    assert_int_equal(rules_check_identify_slot(&facts), 0);
    facts.library.shelf = true;
    assert_int_equal(rules_check_identify_slot(&facts), 4305);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_check_dismount_drive_rows_come_in_order),
        cmocka_unit_test(test_rules_check_delete_drive_rows_come_in_order),
        cmocka_unit_test(test_rules_check_delete_library_rows_come_in_order),
        cmocka_unit_test(test_rules_check_enable_rows_come_in_order),
        cmocka_unit_test(test_rules_check_identify_slot_rows_come_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
