/* SPDX-License-Identifier: MIT */
/* The commands that are sent while the service starts meet each kind of failure. */
#include "fault_matrix.h"

static const uint16_t CHANGER[] = {0x12, /* INQUIRY */
                                   0x1A, /* MODE SENSE */
                                   0xB8, /* READ ELEMENT STATUS */
                                   0xFFFF};
static const uint16_t DRIVE[] = {0x12, /* INQUIRY */
                                 0x44, /* REPORT DENSITY SUPPORT */
                                 0xFFFF};

static void start_with(const struct matrix_fault *fault)
{
    matrix_begin();
    matrix_run_start(-1, CHANGER, fault);
    matrix_run_start(0, DRIVE, fault);
    matrix_end();
}

#define CASE(kind)                                                                                 \
    static void test_start_##kind##_leaves_all_sound(void **state)                                 \
    {                                                                                              \
        (void)state;                                                                               \
        start_with(&matrix_##kind);                                                                \
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_start_no_answer_leaves_all_sound),
        cmocka_unit_test(test_start_busy_leaves_all_sound),
        cmocka_unit_test(test_start_not_ready_leaves_all_sound),
        cmocka_unit_test(test_start_medium_leaves_all_sound),
        cmocka_unit_test(test_start_hardware_leaves_all_sound),
        cmocka_unit_test(test_start_illegal_leaves_all_sound),
        cmocka_unit_test(test_start_attention_leaves_all_sound),
        cmocka_unit_test(test_start_aborted_leaves_all_sound),
        cmocka_unit_test(test_start_short_leaves_all_sound),
        cmocka_unit_test(test_start_lie_leaves_all_sound),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_FILTER"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
