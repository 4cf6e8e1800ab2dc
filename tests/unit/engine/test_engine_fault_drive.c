/* SPDX-License-Identifier: MIT */
/* A drive's commands meet each kind of failure. */
#include "fault_matrix.h"

static const uint16_t COMMANDS[] = {0x00, /* TEST UNIT READY */
                                    0x01, /* REWIND */
                                    0x08, /* READ */
                                    0x0A, /* WRITE */
                                    0x10, /* WRITE FILEMARKS */
                                    0x12, /* INQUIRY */
                                    0x15, /* MODE SELECT */
                                    0x1A, /* MODE SENSE */
                                    0x1B, /* LOAD UNLOAD */
                                    0x44, /* REPORT DENSITY SUPPORT */
                                    0x4D, /* LOG SENSE */
                                    0xFFFF};
/* Only asked of nodes whose answers may be made up. */
static const uint16_t PROOFS[] = {0x03, /* REQUEST SENSE */
                                  0x34, /* READ POSITION */
                                  0xFFFF};
/* What every story needs. */
static const uint16_t NEEDED[] = {0x00, 0x01, 0x08, 0x1B, 0xFFFF};

static void once(const struct matrix_fault *fault)
{
    matrix_begin();
    matrix_run(&matrix_mounts, 0, COMMANDS, fault, 1);
    matrix_end();
    matrix_begin_linux();
    matrix_run(&matrix_mounts, 0, PROOFS, fault, 1);
    matrix_end();
}

static void for_good(const struct matrix_fault *fault)
{
    matrix_begin();
    matrix_run(&matrix_mounts, 0, NEEDED, fault, UINT32_MAX);
    matrix_end();
}

#define CASE(kind)                                                                                 \
    static void test_drive_##kind##_once_leaves_all_sound(void **state)                            \
    {                                                                                              \
        (void)state;                                                                               \
        once(&matrix_##kind);                                                                      \
    }

#define CASE_FOR_GOOD(kind)                                                                        \
    static void test_drive_##kind##_for_good_leaves_all_sound(void **state)                        \
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
CASE_FOR_GOOD(medium)
CASE_FOR_GOOD(busy)
CASE_FOR_GOOD(illegal)
CASE_FOR_GOOD(attention)
CASE_FOR_GOOD(aborted)
CASE_FOR_GOOD(short)
CASE_FOR_GOOD(lie)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drive_no_answer_once_leaves_all_sound),
        cmocka_unit_test(test_drive_busy_once_leaves_all_sound),
        cmocka_unit_test(test_drive_not_ready_once_leaves_all_sound),
        cmocka_unit_test(test_drive_medium_once_leaves_all_sound),
        cmocka_unit_test(test_drive_hardware_once_leaves_all_sound),
        cmocka_unit_test(test_drive_illegal_once_leaves_all_sound),
        cmocka_unit_test(test_drive_attention_once_leaves_all_sound),
        cmocka_unit_test(test_drive_aborted_once_leaves_all_sound),
        cmocka_unit_test(test_drive_short_once_leaves_all_sound),
        cmocka_unit_test(test_drive_lie_once_leaves_all_sound),
        cmocka_unit_test(test_drive_no_answer_for_good_leaves_all_sound),
        cmocka_unit_test(test_drive_not_ready_for_good_leaves_all_sound),
        cmocka_unit_test(test_drive_hardware_for_good_leaves_all_sound),
        cmocka_unit_test(test_drive_medium_for_good_leaves_all_sound),
        cmocka_unit_test(test_drive_busy_for_good_leaves_all_sound),
        cmocka_unit_test(test_drive_illegal_for_good_leaves_all_sound),
        cmocka_unit_test(test_drive_attention_for_good_leaves_all_sound),
        cmocka_unit_test(test_drive_aborted_for_good_leaves_all_sound),
        cmocka_unit_test(test_drive_short_for_good_leaves_all_sound),
        cmocka_unit_test(test_drive_lie_for_good_leaves_all_sound),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_FILTER"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
