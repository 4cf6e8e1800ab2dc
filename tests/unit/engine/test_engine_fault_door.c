/* SPDX-License-Identifier: MIT */
/* The changer's commands meet each kind of failure while the door is opened. */
#include "fault_door.h"

static const uint16_t COMMANDS[] = {0x00, /* TEST UNIT READY */
                                    0x1E, /* PREVENT ALLOW MEDIUM REMOVAL */
                                    0xB8, /* READ ELEMENT STATUS */
                                    0xFFFF};

static void strike(const struct matrix_fault *fault, uint32_t times)
{
    matrix_begin_door();
    matrix_run(&matrix_door, -1, COMMANDS, fault, times);
    matrix_end();
}

#define CASE(kind)                                                                                 \
    static void test_door_##kind##_once_leaves_all_sound(void **state)                             \
    {                                                                                              \
        (void)state;                                                                               \
        strike(&matrix_##kind, 1);                                                                 \
    }

#define CASE_FOR_GOOD(kind)                                                                        \
    static void test_door_##kind##_for_good_leaves_all_sound(void **state)                         \
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
CASE_FOR_GOOD(hardware)
CASE_FOR_GOOD(lie)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_door_no_answer_once_leaves_all_sound),
        cmocka_unit_test(test_door_busy_once_leaves_all_sound),
        cmocka_unit_test(test_door_not_ready_once_leaves_all_sound),
        cmocka_unit_test(test_door_medium_once_leaves_all_sound),
        cmocka_unit_test(test_door_hardware_once_leaves_all_sound),
        cmocka_unit_test(test_door_illegal_once_leaves_all_sound),
        cmocka_unit_test(test_door_attention_once_leaves_all_sound),
        cmocka_unit_test(test_door_aborted_once_leaves_all_sound),
        cmocka_unit_test(test_door_short_once_leaves_all_sound),
        cmocka_unit_test(test_door_lie_once_leaves_all_sound),
        cmocka_unit_test(test_door_no_answer_for_good_leaves_all_sound),
        cmocka_unit_test(test_door_hardware_for_good_leaves_all_sound),
        cmocka_unit_test(test_door_lie_for_good_leaves_all_sound),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_FILTER"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
