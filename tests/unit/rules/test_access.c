/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "rules/access.h"

#include <stdbool.h>

static void assert_needs(struct rules_access access, enum rules_securable securable, uint32_t right)
{
    assert_int_equal(access.count, 1);
    assert_int_equal(access.need[0].securable, securable);
    assert_int_equal(access.need[0].right, right);
}

static void test_rules_access_securable_every_type_has_its_container(void **state)
{
    (void)state;
    static const enum rules_securable EXPECTED[] = {
        [MODEL_UNKNOWN] = RULES_SECURABLE_NONE,
        [MODEL_OBJECT] = RULES_SECURABLE_NONE,
        [MODEL_CHANGER] = RULES_SECURABLE_LIBRARY,
        [MODEL_CHANGER_TYPE] = RULES_SECURABLE_COMPUTER,
        [MODEL_COMPUTER] = RULES_SECURABLE_COMPUTER,
        [MODEL_DRIVE] = RULES_SECURABLE_LIBRARY,
        [MODEL_DRIVE_TYPE] = RULES_SECURABLE_COMPUTER,
        [MODEL_IEDOOR] = RULES_SECURABLE_LIBRARY,
        [MODEL_IEPORT] = RULES_SECURABLE_LIBRARY,
        [MODEL_LIBRARY] = RULES_SECURABLE_LIBRARY,
        [MODEL_LIBREQUEST] = RULES_SECURABLE_LIBRARY,
        [MODEL_LOGICAL_MEDIA] = RULES_SECURABLE_POOL,
        [MODEL_MEDIA_POOL] = RULES_SECURABLE_POOL,
        [MODEL_MEDIA_TYPE] = RULES_SECURABLE_COMPUTER,
        [MODEL_PARTITION] = RULES_SECURABLE_POOL,
        [MODEL_PHYSICAL_MEDIA] = RULES_SECURABLE_POOL,
        [MODEL_STORAGESLOT] = RULES_SECURABLE_LIBRARY,
        [MODEL_OPREQUEST] = RULES_SECURABLE_COMPUTER,
        [18] = RULES_SECURABLE_NONE,
    };
    for (uint32_t type = 0; type < sizeof EXPECTED / sizeof EXPECTED[0]; type++) {
        assert_int_equal(rules_access_securable(type), EXPECTED[type]);
    }
    assert_int_equal(rules_access_securable(UINT32_MAX), RULES_SECURABLE_NONE);
}

static void test_rules_access_needed_generic_calls_follow_the_type(void **state)
{
    (void)state;
    for (uint32_t type = MODEL_TYPE_FIRST; type <= MODEL_TYPE_LAST; type++) {
        const enum rules_securable on = rules_access_securable(type);
        assert_needs(rules_access_needed(RULES_FUNCTION_GET_INFORMATION, type), on, 1);
        assert_needs(rules_access_needed(RULES_FUNCTION_GET_ATTRIBUTE, type), on, 1);
        assert_needs(rules_access_needed(RULES_FUNCTION_ENUMERATE, type), on, 1);
        assert_needs(rules_access_needed(RULES_FUNCTION_SET_ATTRIBUTE, type), on, 2);
        assert_needs(rules_access_needed(RULES_FUNCTION_SET_INFORMATION, type), on,
                     type == MODEL_LIBRARY ? 4 : 2);
        assert_needs(rules_access_needed(RULES_FUNCTION_GET_SECURITY, type), on, 0x20000);
        assert_needs(rules_access_needed(RULES_FUNCTION_SET_SECURITY, type), on, 0x40000);
    }
    assert_int_equal(rules_access_needed(RULES_FUNCTION_GET_INFORMATION, 0).count, 0);
    assert_int_equal(rules_access_needed(RULES_FUNCTION_SET_SECURITY, 18).count, 0);
}

static void test_rules_access_needed_library_work_needs_control(void **state)
{
    (void)state;
    static const enum rules_function CONTROL[] = {
        RULES_FUNCTION_CLEAN_DRIVE,           RULES_FUNCTION_RESERVE_CLEANER_SLOT,
        RULES_FUNCTION_RELEASE_CLEANER_SLOT,  RULES_FUNCTION_INJECT_CLEANER,
        RULES_FUNCTION_EJECT_CLEANER,         RULES_FUNCTION_INJECT_MEDIA,
        RULES_FUNCTION_EJECT_MEDIA,           RULES_FUNCTION_ACCESS_LIBRARY_DOOR,
        RULES_FUNCTION_INVENTORY_LIBRARY,     RULES_FUNCTION_IDENTIFY_SLOT,
        RULES_FUNCTION_CANCEL_LIBRARY_REQUEST};
    for (size_t i = 0; i < sizeof CONTROL / sizeof CONTROL[0]; i++) {
        assert_needs(rules_access_needed(CONTROL[i], 0), RULES_SECURABLE_LIBRARY, 4);
    }
    static const enum rules_function MODIFY[] = {
        RULES_FUNCTION_DISMOUNT_DRIVE, RULES_FUNCTION_ENABLE_OBJECT, RULES_FUNCTION_DISABLE_OBJECT,
        RULES_FUNCTION_DELETE_LIBRARY, RULES_FUNCTION_DELETE_DRIVE,  RULES_FUNCTION_ADD_MEDIA_TYPE};
    for (size_t i = 0; i < sizeof MODIFY / sizeof MODIFY[0]; i++) {
        assert_needs(rules_access_needed(MODIFY[i], 0), RULES_SECURABLE_LIBRARY, 2);
    }
}

static void test_rules_access_needed_two_objects_are_both_named(void **state)
{
    (void)state;
    const struct rules_access mount = rules_access_needed(RULES_FUNCTION_MOUNT_MEDIA, 0);
    assert_int_equal(mount.count, 2);
    assert_int_equal(mount.need[0].securable, RULES_SECURABLE_POOL);
    assert_int_equal(mount.need[1].securable, RULES_SECURABLE_LIBRARY);
    assert_int_equal(mount.need[1].right, 1);
    const struct rules_access create = rules_access_needed(RULES_FUNCTION_CREATE_MEDIA_POOL, 0);
    assert_int_equal(create.count, 2);
    assert_int_equal(create.need[0].securable, RULES_SECURABLE_ROOT_POOL);
    assert_int_equal(create.need[1].securable, RULES_SECURABLE_PARENT_POOL);
}

static void test_rules_access_right_names_one_of_the_rights(void **state)
{
    (void)state;
    assert_int_equal(rules_access_right(RULES_FUNCTION_MOUNT_MEDIA, RULES_SECURABLE_LIBRARY), 1);
    assert_int_equal(rules_access_right(RULES_FUNCTION_SWAP_MEDIA, RULES_SECURABLE_POOL), 2);
    assert_int_equal(rules_access_right(RULES_FUNCTION_CREATE_MEDIA, RULES_SECURABLE_COMPUTER), 2);
    assert_int_equal(
        rules_access_right(RULES_FUNCTION_CREATE_MEDIA_POOL, RULES_SECURABLE_PARENT_POOL), 4);
    /* What no row names is granted to nobody. */
    assert_int_equal(rules_access_right(RULES_FUNCTION_SWAP_MEDIA, RULES_SECURABLE_LIBRARY),
                     UINT32_MAX);
    assert_int_equal(rules_access_right(RULES_FUNCTION_COUNT, RULES_SECURABLE_POOL), UINT32_MAX);
}

static void test_rules_access_needed_computer_calls_and_unknown_ones(void **state)
{
    (void)state;
    assert_needs(rules_access_needed(RULES_FUNCTION_OPEN_SESSION, 0), RULES_SECURABLE_COMPUTER, 1);
    assert_needs(rules_access_needed(RULES_FUNCTION_SET_REQUEST_ORDER, 0), RULES_SECURABLE_COMPUTER,
                 4);
    assert_needs(rules_access_needed(RULES_FUNCTION_DELETE_REQUESTS, 0), RULES_SECURABLE_COMPUTER,
                 2);
    assert_needs(rules_access_needed(RULES_FUNCTION_SUBMIT_OPERATOR_REQUEST, MODEL_OPREQ_MESSAGE),
                 RULES_SECURABLE_COMPUTER, 1);
    assert_needs(rules_access_needed(RULES_FUNCTION_SUBMIT_OPERATOR_REQUEST, MODEL_OPREQ_CLEANER),
                 RULES_SECURABLE_LIBRARY, 4);
    assert_needs(rules_access_needed(RULES_FUNCTION_SUBMIT_OPERATOR_REQUEST, MODEL_OPREQ_NEWMEDIA),
                 RULES_SECURABLE_POOL, 4);
    assert_int_equal(rules_access_needed(RULES_FUNCTION_SUBMIT_OPERATOR_REQUEST, 0).count, 0);
    assert_needs(rules_access_needed(RULES_FUNCTION_SET_UI_OPTIONS, MODEL_LIBRARY),
                 RULES_SECURABLE_LIBRARY, 3);
    assert_int_equal(rules_access_needed(RULES_FUNCTION_GET_UI_OPTIONS, MODEL_DRIVE).count, 0);
    assert_int_equal(rules_access_needed(RULES_FUNCTION_COUNT, 0).count, 0);
    for (int function = 0; function < RULES_FUNCTION_COUNT; function++) {
        const struct rules_access access =
            rules_access_needed((enum rules_function)function, MODEL_LIBRARY);
        const bool submit = function == RULES_FUNCTION_SUBMIT_OPERATOR_REQUEST;
        assert_true(submit || (access.count >= 1 && access.count <= RULES_ACCESS_MAX));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_access_securable_every_type_has_its_container),
        cmocka_unit_test(test_rules_access_needed_generic_calls_follow_the_type),
        cmocka_unit_test(test_rules_access_needed_library_work_needs_control),
        cmocka_unit_test(test_rules_access_needed_two_objects_are_both_named),
        cmocka_unit_test(test_rules_access_right_names_one_of_the_rights),
        cmocka_unit_test(test_rules_access_needed_computer_calls_and_unknown_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
