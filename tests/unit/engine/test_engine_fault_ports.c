/* SPDX-License-Identifier: MIT */
/* The changer's commands meet each kind of failure while cartridges leave and come back. */
#include "fault_ports.h"

static const uint16_t COMMANDS[] = {0x1B, /* OPEN/CLOSE IMPORT/EXPORT ELEMENT */
                                    0x1E, /* PREVENT ALLOW MEDIUM REMOVAL */
                                    0xA5, /* MOVE MEDIUM */
                                    0xB8, /* READ ELEMENT STATUS */
                                    0xFFFF};

static void strike(const struct matrix_fault *fault, uint32_t times)
{
    matrix_begin();
    ports_begin();
    matrix_run(&matrix_ports, -1, COMMANDS, fault, times);
    matrix_end();
}

#define CASE(kind)                                                                                 \
    static void test_ports_##kind##_once_leaves_all_sound(void **state)                            \
    {                                                                                              \
        (void)state;                                                                               \
        strike(&matrix_##kind, 1);                                                                 \
    }

#define CASE_FOR_GOOD(kind)                                                                        \
    static void test_ports_##kind##_for_good_leaves_all_sound(void **state)                        \
    {                                                                                              \
        (void)state;                                                                               \
        strike(&matrix_##kind, UINT32_MAX);                                                        \
    }

CASE(no_answer)
CASE(busy)
CASE(not_ready)
CASE(medium)
CASE(hardware)
CASE(illegal)
CASE(attention)
CASE(aborted)
CASE(short)
CASE(lie)
CASE_FOR_GOOD(no_answer)
CASE_FOR_GOOD(not_ready)
CASE_FOR_GOOD(hardware)
CASE_FOR_GOOD(busy)
CASE_FOR_GOOD(medium)
CASE_FOR_GOOD(illegal)
CASE_FOR_GOOD(attention)
CASE_FOR_GOOD(aborted)
CASE_FOR_GOOD(short)
CASE_FOR_GOOD(lie)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ports_no_answer_once_leaves_all_sound),
        cmocka_unit_test(test_ports_busy_once_leaves_all_sound),
        cmocka_unit_test(test_ports_not_ready_once_leaves_all_sound),
        cmocka_unit_test(test_ports_medium_once_leaves_all_sound),
        cmocka_unit_test(test_ports_hardware_once_leaves_all_sound),
        cmocka_unit_test(test_ports_illegal_once_leaves_all_sound),
        cmocka_unit_test(test_ports_attention_once_leaves_all_sound),
        cmocka_unit_test(test_ports_aborted_once_leaves_all_sound),
        cmocka_unit_test(test_ports_short_once_leaves_all_sound),
        cmocka_unit_test(test_ports_lie_once_leaves_all_sound),
        cmocka_unit_test(test_ports_no_answer_for_good_leaves_all_sound),
        cmocka_unit_test(test_ports_not_ready_for_good_leaves_all_sound),
        cmocka_unit_test(test_ports_hardware_for_good_leaves_all_sound),
        cmocka_unit_test(test_ports_busy_for_good_leaves_all_sound),
        cmocka_unit_test(test_ports_medium_for_good_leaves_all_sound),
        cmocka_unit_test(test_ports_illegal_for_good_leaves_all_sound),
        cmocka_unit_test(test_ports_attention_for_good_leaves_all_sound),
        cmocka_unit_test(test_ports_aborted_for_good_leaves_all_sound),
        cmocka_unit_test(test_ports_short_for_good_leaves_all_sound),
        cmocka_unit_test(test_ports_lie_for_good_leaves_all_sound),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_FILTER"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
