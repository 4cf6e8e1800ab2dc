/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "rules/first_checks.h"

static struct rules_library_facts good_library(void)
{
    return (struct rules_library_facts){.given = true,
                                        .found = true,
                                        .granted = true,
                                        .enabled = true,
                                        .present = true,
                                        .ports = 1,
                                        .doors = 1};
}

static void test_rules_check_clean_drive_rows_come_in_order(void **state)
{
    (void)state;
    struct rules_clean_facts facts = {0};
    /* Each fact that becomes good lets the next row speak. */
    assert_int_equal(rules_check_clean_drive(&facts), 87);
    facts.drive_given = true;
    assert_int_equal(rules_check_clean_drive(&facts), 15);
    facts.drive_found = true;
    assert_int_equal(rules_check_clean_drive(&facts), 4301);
    facts.library.found = true;
    assert_int_equal(rules_check_clean_drive(&facts), 5);
    facts.library.granted = true;
    assert_int_equal(rules_check_clean_drive(&facts), 4309);
    facts.library.enabled = true;
    assert_int_equal(rules_check_clean_drive(&facts), 4309);
    facts.drive_enabled = true;
    assert_int_equal(rules_check_clean_drive(&facts), 4316);
    facts.library.present = true;
    assert_int_equal(rules_check_clean_drive(&facts), 4319);
    facts.drive_present = true;
    assert_int_equal(rules_check_clean_drive(&facts), 0);
    facts.library.shelf = true;
    assert_int_equal(rules_check_clean_drive(&facts), 4316);
}

static void test_rules_check_reserve_cleaner_slot_rows_come_in_order(void **state)
{
    (void)state;
    struct rules_cleaner_facts facts = {.slot_reserved = true,
                                        .slot.state = MODEL_SLOTSTATE_NOTPRESENT};
    assert_int_equal(rules_check_reserve_cleaner_slot(&facts), 87);
    facts.library.given = true;
    assert_int_equal(rules_check_reserve_cleaner_slot(&facts), 87);
    facts.slot.given = true;
    assert_int_equal(rules_check_reserve_cleaner_slot(&facts), 4301);
    facts.library.found = true;
    assert_int_equal(rules_check_reserve_cleaner_slot(&facts), 5);
    facts.library.granted = true;
    assert_int_equal(rules_check_reserve_cleaner_slot(&facts), 4309);
    facts.library.enabled = true;
    assert_int_equal(rules_check_reserve_cleaner_slot(&facts), 4319);
    facts.library.shelf = true;
    assert_int_equal(rules_check_reserve_cleaner_slot(&facts), 4305);
    facts.library.shelf = false;
    facts.library.present = true;
    assert_int_equal(rules_check_reserve_cleaner_slot(&facts), 4312);
    facts.slot.found = true;
    assert_int_equal(rules_check_reserve_cleaner_slot(&facts), 4312);
    facts.slot.of_library = true;
    assert_int_equal(rules_check_reserve_cleaner_slot(&facts), 5006);
    facts.slot.state = MODEL_SLOTSTATE_FULL;
    assert_int_equal(rules_check_reserve_cleaner_slot(&facts), 4331);
    facts.slot_reserved = false;
    static const uint32_t OCCUPIED[] = {MODEL_SLOTSTATE_FULL, MODEL_SLOTSTATE_UNKNOWN,
                                        MODEL_SLOTSTATE_NEEDSINVENTORY, 77};
    for (size_t i = 0; i < sizeof OCCUPIED / sizeof OCCUPIED[0]; i++) {
        facts.slot.state = OCCUPIED[i];
        assert_int_equal(rules_check_reserve_cleaner_slot(&facts), 5006);
    }
    facts.slot.state = MODEL_SLOTSTATE_EMPTY;
    assert_int_equal(rules_check_reserve_cleaner_slot(&facts), 0);
}

static void test_rules_check_release_cleaner_slot_rows_come_in_order(void **state)
{
    (void)state;
    struct rules_cleaner_facts facts = {.slot.state = MODEL_SLOTSTATE_NOTPRESENT};
    assert_int_equal(rules_check_release_cleaner_slot(&facts), 87);
    facts.library.given = true;
    assert_int_equal(rules_check_release_cleaner_slot(&facts), 4301);
    facts.library = good_library();
    facts.library.granted = false;
    assert_int_equal(rules_check_release_cleaner_slot(&facts), 5);
    facts.library = good_library();
    facts.library.enabled = false;
    assert_int_equal(rules_check_release_cleaner_slot(&facts), 4309);
    facts.library = good_library();
    facts.library.present = false;
    assert_int_equal(rules_check_release_cleaner_slot(&facts), 4319);
    facts.library.shelf = true;
    assert_int_equal(rules_check_release_cleaner_slot(&facts), 4305);
    facts.library = good_library();
    assert_int_equal(rules_check_release_cleaner_slot(&facts), 4332);
    facts.slot_reserved = true;
    assert_int_equal(rules_check_release_cleaner_slot(&facts), 5006);
    facts.slot =
        (struct rules_slot_facts){.found = true, .of_library = true, .state = MODEL_SLOTSTATE_FULL};
    assert_int_equal(rules_check_release_cleaner_slot(&facts), 5006);
    facts.slot.state = MODEL_SLOTSTATE_EMPTY;
    facts.cleaner_present = true; /* out in a drive */
    assert_int_equal(rules_check_release_cleaner_slot(&facts), 5006);
    facts.cleaner_present = false;
    assert_int_equal(rules_check_release_cleaner_slot(&facts), 0);
}

/* Inject and eject differ in the code for an absent library and in what the slot must hold. */
static void check_turn_rows(base_error (*check)(const struct rules_cleaner_facts *),
                            base_error absent)
{
    struct rules_cleaner_facts facts = {.action = 2, .operation_given = true};
    facts.library.given = true;
    assert_int_equal(check(&facts), 87); /* an action that is none */
    facts.action = 1;
    facts.operation_given = false;
    assert_int_equal(check(&facts), 87);
    facts.operation_given = true;
    facts.library.given = false;
    assert_int_equal(check(&facts), 87);
    facts.library.given = true;
    assert_int_equal(check(&facts), 4301);
    facts.library.found = true;
    assert_int_equal(check(&facts), 5);
    facts.library.granted = true;
    assert_int_equal(check(&facts), 4309);
    facts.library.enabled = true;
    assert_int_equal(check(&facts), absent);
    facts.library.shelf = true;
    assert_int_equal(check(&facts), 4305);
    facts.library.shelf = false;
    facts.library.present = true;
    facts.operation_unfinished = true;
    assert_int_equal(check(&facts), 4317); /* stop without a port */
    facts.library.ports = 1;
    assert_int_equal(check(&facts), 0);
    facts.operation_unfinished = false;
    assert_int_equal(check(&facts), 4317);
    facts.action = 0;
    assert_int_equal(check(&facts), 4332);
    facts.slot_reserved = true;
    assert_int_equal(check(&facts), 5006);
}

static void test_rules_check_inject_cleaner_rows_come_in_order(void **state)
{
    (void)state;
    check_turn_rows(rules_check_inject_cleaner, 4319);
    struct rules_cleaner_facts facts = {.library = good_library(),
                                        .operation_given = true,
                                        .slot_reserved = true,
                                        .slot = {.found = true, .of_library = true}};
    facts.library.ports = facts.library.doors = 0;
    facts.slot.state = MODEL_SLOTSTATE_NOTPRESENT;
    assert_int_equal(rules_check_inject_cleaner(&facts), 5006);
    facts.slot.state = MODEL_SLOTSTATE_FULL;
    assert_int_equal(rules_check_inject_cleaner(&facts), 5006);
    facts.slot.state = MODEL_SLOTSTATE_EMPTY;
    facts.cleaner_present = true;
    assert_int_equal(rules_check_inject_cleaner(&facts), 5006);
    facts.cleaner_present = false;
    assert_int_equal(rules_check_inject_cleaner(&facts), 4316);
    facts.library.doors = 1;
    assert_int_equal(rules_check_inject_cleaner(&facts), 0);
}

static void test_rules_check_eject_cleaner_rows_come_in_order(void **state)
{
    (void)state;
    check_turn_rows(rules_check_eject_cleaner, 4305);
    struct rules_cleaner_facts facts = {.library = good_library(),
                                        .operation_given = true,
                                        .slot_reserved = true,
                                        .slot = {.found = true, .of_library = true}};
    facts.library.ports = facts.library.doors = 0;
    facts.slot.state = MODEL_SLOTSTATE_NOTPRESENT;
    assert_int_equal(rules_check_eject_cleaner(&facts), 5006);
    facts.slot.state = MODEL_SLOTSTATE_EMPTY;
    assert_int_equal(rules_check_eject_cleaner(&facts), 4306);
    facts.cleaner_present = true; /* out in a drive: the request will wait */
    assert_int_equal(rules_check_eject_cleaner(&facts), 4316);
    facts.library.ports = 1;
    assert_int_equal(rules_check_eject_cleaner(&facts), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_check_clean_drive_rows_come_in_order),
        cmocka_unit_test(test_rules_check_reserve_cleaner_slot_rows_come_in_order),
        cmocka_unit_test(test_rules_check_release_cleaner_slot_rows_come_in_order),
        cmocka_unit_test(test_rules_check_inject_cleaner_rows_come_in_order),
        cmocka_unit_test(test_rules_check_eject_cleaner_rows_come_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
