/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "rules/port_checks.h"

/* A library that refuses nothing. */
static const struct rules_library_facts good = {.given = true,
                                                .found = true,
                                                .granted = true,
                                                .enabled = true,
                                                .present = true,
                                                .ports = 2,
                                                .doors = 1};

/* Each row hides those below it: they are mended from the last to the first. */
static void test_door_access_rows_in_their_order(void **state)
{
    struct rules_library_facts library = good;
    (void)state;
    assert_int_equal(rules_check_door_access(&library, MODEL_INVENTORY_DEFAULT), 0);
    library.doors = 0;
    assert_int_equal(rules_check_door_access(&library, 0), BASE_ERROR_RESOURCE_NOT_PRESENT);
    library.present = false;
    assert_int_equal(rules_check_door_access(&library, 0), BASE_ERROR_LIBRARY_OFFLINE);
    library.present = true;
    library.shelf = true;
    assert_int_equal(rules_check_door_access(&library, 0), BASE_ERROR_LIBRARY_OFFLINE);
    library.enabled = false;
    assert_int_equal(rules_check_door_access(&library, 0), BASE_ERROR_RESOURCE_DISABLED);
    library.granted = false;
    assert_int_equal(rules_check_door_access(&library, 0), BASE_ERROR_ACCESS_DENIED);
    library.found = false;
    assert_int_equal(rules_check_door_access(&library, 0), BASE_ERROR_INVALID_LIBRARY);
    for (uint32_t action = MODEL_INVENTORY_SLOT; action < 8; action++) {
        assert_int_equal(rules_check_door_access(&library, action), BASE_ERROR_INVALID_PARAMETER);
    }
    library.given = false;
    assert_int_equal(rules_check_door_access(&library, 0), BASE_ERROR_INVALID_PARAMETER);
}

static void test_eject_arguments(void **state)
{
    (void)state;
    assert_int_equal(rules_check_eject_arguments(MODEL_EJECT_START, false, true), 0);
    assert_int_equal(rules_check_eject_arguments(MODEL_EJECT_STOP, false, true), 0);
    assert_int_equal(rules_check_eject_arguments(MODEL_EJECT_QUEUE, true, false), 0);
    assert_int_equal(rules_check_eject_arguments(MODEL_EJECT_FORCE, true, true), 0);
    assert_int_equal(rules_check_eject_arguments(MODEL_EJECT_QUEUE, false, true), 87);
    assert_int_equal(rules_check_eject_arguments(MODEL_EJECT_FORCE, false, true), 87);
    for (uint32_t action = 0; action < 8; action++) {
        assert_int_equal(rules_check_eject_arguments(action, true, false),
                         action == MODEL_EJECT_QUEUE ? 0 : 87);
        assert_int_equal(rules_check_eject_arguments(action, true, true), action > 3 ? 87 : 0);
    }
}

static void test_eject_rows_in_their_order(void **state)
{
    struct rules_eject_facts facts = {
        .found = true, .enabled = true, .library = good, .collected = 2};
    (void)state;
    assert_int_equal(rules_check_eject(&facts, MODEL_EJECT_START), 0);
    facts.collected = 3;
    assert_int_equal(rules_check_eject(&facts, MODEL_EJECT_QUEUE), BASE_ERROR_BUSY);
    facts.library.ports = 0;
    assert_int_equal(rules_check_eject(&facts, MODEL_EJECT_START), BASE_ERROR_RESOURCE_NOT_PRESENT);
    facts.in_use = true;
    assert_int_equal(rules_check_eject(&facts, MODEL_EJECT_START), BASE_ERROR_BUSY);
    assert_int_equal(rules_check_eject(&facts, MODEL_EJECT_FORCE), BASE_ERROR_RESOURCE_NOT_PRESENT);
    facts.leaving = true;
    assert_int_equal(rules_check_eject(&facts, MODEL_EJECT_FORCE), BASE_ERROR_BUSY);
    facts.enabled = false;
    assert_int_equal(rules_check_eject(&facts, MODEL_EJECT_FORCE), BASE_ERROR_MEDIA_NOT_AVAILABLE);
    facts.library.enabled = false;
    assert_int_equal(rules_check_eject(&facts, MODEL_EJECT_FORCE), BASE_ERROR_DEVICE_NOT_AVAILABLE);
    facts.library.present = false;
    assert_int_equal(rules_check_eject(&facts, MODEL_EJECT_FORCE), BASE_ERROR_LIBRARY_OFFLINE);
    facts.library.present = true;
    facts.library.shelf = true;
    assert_int_equal(rules_check_eject(&facts, MODEL_EJECT_FORCE), BASE_ERROR_LIBRARY_OFFLINE);
    facts.library.granted = false;
    assert_int_equal(rules_check_eject(&facts, MODEL_EJECT_FORCE), BASE_ERROR_ACCESS_DENIED);
    facts.found = false;
    assert_int_equal(rules_check_eject(&facts, MODEL_EJECT_FORCE), BASE_ERROR_INVALID_MEDIA);
}

static void test_inject_rows_in_their_order(void **state)
{
    struct rules_inject_facts facts = {.operation_given = true, .library = good};
    (void)state;
    assert_int_equal(rules_check_inject(&facts), 0);
    facts.full = true;
    assert_int_equal(rules_check_inject(&facts), BASE_ERROR_LIBRARY_FULL);
    facts.library.ports = 0;
    assert_int_equal(rules_check_inject(&facts), BASE_ERROR_RESOURCE_NOT_PRESENT);
    facts.action = MODEL_INJECT_STOP;
    assert_int_equal(rules_check_inject(&facts), BASE_ERROR_INVALID_OPERATION);
    facts.operation_unfinished = true;
    assert_int_equal(rules_check_inject(&facts), 0);
    facts.action = MODEL_INJECT_RETRACT;
    assert_int_equal(rules_check_inject(&facts), BASE_ERROR_INVALID_OPERATION);
    facts.operation_many = true;
    assert_int_equal(rules_check_inject(&facts), 0);
    facts.library.enabled = false;
    assert_int_equal(rules_check_inject(&facts), BASE_ERROR_DEVICE_NOT_AVAILABLE);
    facts.library.present = false;
    assert_int_equal(rules_check_inject(&facts), BASE_ERROR_LIBRARY_OFFLINE);
    facts.library.granted = false;
    assert_int_equal(rules_check_inject(&facts), BASE_ERROR_ACCESS_DENIED);
    facts.library.found = false;
    assert_int_equal(rules_check_inject(&facts), BASE_ERROR_INVALID_LIBRARY);
    facts.action = MODEL_INJECT_STARTMANY + 1;
    assert_int_equal(rules_check_inject(&facts), BASE_ERROR_INVALID_PARAMETER);
    facts.action = MODEL_INJECT_START;
    facts.operation_given = false;
    assert_int_equal(rules_check_inject(&facts), BASE_ERROR_INVALID_PARAMETER);
}

static void test_which_records_are_deleted(void **state)
{
    const uint32_t none[] = {MODEL_PARTSTATE_IMPORT};
    const uint32_t useless[] = {MODEL_PARTSTATE_INCOMPATIBLE, MODEL_PARTSTATE_INCOMPATIBLE};
    const uint32_t owned[] = {MODEL_PARTSTATE_INCOMPATIBLE, MODEL_PARTSTATE_ALLOCATED};
    const uint32_t keep = MODEL_POOLPOLICY_KEEPOFFLINEIMPORT;
    const uint32_t purge = MODEL_POOLPOLICY_PURGEOFFLINESCRATCH;
    (void)state;
    assert_true(rules_leaves_for_good(MODEL_POOLTYPE_FOREIGN, none, 1, keep));
    assert_true(rules_leaves_for_good(MODEL_POOLTYPE_IMPORT, none, 1, purge));
    assert_false(rules_leaves_for_good(MODEL_POOLTYPE_IMPORT, none, 1, keep));
    assert_false(rules_leaves_for_good(MODEL_POOLTYPE_SCRATCH, none, 1, keep));
    assert_true(rules_leaves_for_good(MODEL_POOLTYPE_SCRATCH, none, 1, purge));
    assert_false(rules_leaves_for_good(MODEL_POOLTYPE_APPLICATION, none, 1, purge));
    assert_true(rules_leaves_for_good(MODEL_POOLTYPE_APPLICATION, useless, 2, keep));
    assert_true(rules_leaves_for_good(MODEL_POOLTYPE_IMPORT, useless, 2, keep));
    assert_false(rules_leaves_for_good(MODEL_POOLTYPE_APPLICATION, owned, 2, purge));
    assert_false(rules_leaves_for_good(MODEL_POOLTYPE_IMPORT, owned, 2, 0));
    assert_false(rules_leaves_for_good(MODEL_POOLTYPE_APPLICATION, none, 0, purge));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_door_access_rows_in_their_order),
        cmocka_unit_test(test_eject_arguments),
        cmocka_unit_test(test_eject_rows_in_their_order),
        cmocka_unit_test(test_inject_rows_in_their_order),
        cmocka_unit_test(test_which_records_are_deleted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
