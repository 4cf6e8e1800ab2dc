/* SPDX-License-Identifier: MIT */
/* The changer's commands meet each kind of failure. */
#include "fault_matrix.h"

static const uint16_t COMMANDS[] = {
    0x07, /* INITIALIZE ELEMENT STATUS, of a library that wants it */
    0xA5, /* MOVE MEDIUM */
    0xB8, /* READ ELEMENT STATUS */
    0xFFFF};
/* What every story needs. */
static const uint16_t NEEDED[] = {0xA5, 0xB8, 0xFFFF};

static void once(const struct matrix_fault *fault)
{
    matrix_begin();
    matrix_run(&matrix_mounts, -1, COMMANDS, fault, 1);
    matrix_end();
}

static void for_good(const struct matrix_fault *fault)
{
    matrix_begin();
    matrix_run(&matrix_mounts, -1, NEEDED, fault, UINT32_MAX);
    matrix_end();
}

#define CASE(kind)                                                                                 \
    static void test_robot_##kind##_once_leaves_all_sound(void **state)                            \
    {                                                                                              \
        (void)state;                                                                               \
        once(&matrix_##kind);                                                                      \
    }

#define CASE_FOR_GOOD(kind)                                                                        \
    static void test_robot_##kind##_for_good_leaves_all_sound(void **state)                        \
    {                                                                                              \
        (void)state;                                                                               \
        for_good(&matrix_##kind);                                                                  \
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
        cmocka_unit_test(test_robot_no_answer_once_leaves_all_sound),
        cmocka_unit_test(test_robot_busy_once_leaves_all_sound),
        cmocka_unit_test(test_robot_not_ready_once_leaves_all_sound),
        cmocka_unit_test(test_robot_medium_once_leaves_all_sound),
        cmocka_unit_test(test_robot_hardware_once_leaves_all_sound),
        cmocka_unit_test(test_robot_illegal_once_leaves_all_sound),
        cmocka_unit_test(test_robot_attention_once_leaves_all_sound),
        cmocka_unit_test(test_robot_aborted_once_leaves_all_sound),
        cmocka_unit_test(test_robot_short_once_leaves_all_sound),
        cmocka_unit_test(test_robot_lie_once_leaves_all_sound),
        cmocka_unit_test(test_robot_no_answer_for_good_leaves_all_sound),
        cmocka_unit_test(test_robot_not_ready_for_good_leaves_all_sound),
        cmocka_unit_test(test_robot_hardware_for_good_leaves_all_sound),
        cmocka_unit_test(test_robot_busy_for_good_leaves_all_sound),
        cmocka_unit_test(test_robot_medium_for_good_leaves_all_sound),
        cmocka_unit_test(test_robot_illegal_for_good_leaves_all_sound),
        cmocka_unit_test(test_robot_attention_for_good_leaves_all_sound),
        cmocka_unit_test(test_robot_aborted_for_good_leaves_all_sound),
        cmocka_unit_test(test_robot_short_for_good_leaves_all_sound),
        cmocka_unit_test(test_robot_lie_for_good_leaves_all_sound),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_FILTER"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
