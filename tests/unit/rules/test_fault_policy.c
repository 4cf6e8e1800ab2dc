/* SPDX-License-Identifier: MIT */
/* What follows when a step has failed at a device: the policy, row by row. */
#include "support/cmocka_shim.h"

#include "rules/fault_policy.h"

enum { NONE, DRIVE = 1, ROBOT = 2, LOST = 4, DOOR = 8 }; /* what a verdict says of the devices */

struct row {
    enum rules_step_kind step;
    base_error error;
    enum rules_blame blame;
    bool retry;
    bool another;
    uint32_t tries;
    int64_t elapsed;
    enum rules_remedy remedy;
    unsigned says;
};

#define LOAD       RULES_STEP_LOAD
#define MOVE       RULES_STEP_MOVE
#define UNLOAD     RULES_STEP_UNLOAD
#define WRITE      RULES_STEP_WRITE_LABEL
#define INVENTORY  RULES_STEP_INVENTORY
#define RETRY      RULES_REMEDY_RETRY
#define OTHER      RULES_REMEDY_OTHER_DRIVE
#define FAIL       RULES_REMEDY_FAIL
#define ANYWAY     RULES_REMEDY_MOVE_ANYWAY
#define HARDWARE   BASE_ERROR_IO_DEVICE
#define MINUTES(n) ((int64_t)(n)*60000)

static const struct row requests[] = {
    /* a state that passes is waited for, not for ever */
    {MOVE, BASE_ERROR_BUSY, RULES_BLAME_NONE, true, false, 0, 0, RETRY, NONE},
    {MOVE, BASE_ERROR_BUSY, RULES_BLAME_NONE, true, false, 90, MINUTES(4), RETRY, NONE},
    {MOVE, BASE_ERROR_BUSY, RULES_BLAME_NONE, true, false, 90, MINUTES(5), FAIL, NONE},
    {INVENTORY, BASE_ERROR_NOT_READY, RULES_BLAME_ROBOT, true, false, 5, 9, RETRY, NONE},
    {LOAD, BASE_ERROR_NOT_READY, RULES_BLAME_DRIVE, true, true, 5, 9, RETRY, NONE},
    {LOAD, BASE_ERROR_TIMEOUT, RULES_BLAME_DRIVE, true, true, 50, MINUTES(9), RETRY, NONE},
    {LOAD, BASE_ERROR_TIMEOUT, RULES_BLAME_DRIVE, true, true, 99, MINUTES(10), OTHER, DRIVE},
    {LOAD, BASE_ERROR_RETRY, RULES_BLAME_NONE, true, true, 0, 0, RETRY, NONE},
    {MOVE, BASE_ERROR_DEVICE_DOOR_OPEN, RULES_BLAME_OPERATOR, false, false, 9, 9, RETRY, DOOR},
    /* no answer: three times in all */
    {LOAD, BASE_ERROR_TIMEOUT, RULES_BLAME_TRANSPORT, true, true, 1, 9, RETRY, NONE},
    {LOAD, BASE_ERROR_TIMEOUT, RULES_BLAME_TRANSPORT, true, true, 2, 9, OTHER, LOST},
    {LOAD, BASE_ERROR_TIMEOUT, RULES_BLAME_TRANSPORT, true, false, 2, 9, FAIL, LOST},
    {WRITE, BASE_ERROR_IO_DEVICE, RULES_BLAME_TRANSPORT, false, true, 2, 9, OTHER, LOST},
    {MOVE, BASE_ERROR_TIMEOUT, RULES_BLAME_TRANSPORT, true, true, 1, 9, RETRY, NONE},
    {MOVE, BASE_ERROR_TIMEOUT, RULES_BLAME_TRANSPORT, true, true, 2, 9, FAIL, ROBOT},
    /* the drive is sick */
    {LOAD, HARDWARE, RULES_BLAME_DRIVE, false, true, 0, 0, OTHER, DRIVE},
    {LOAD, HARDWARE, RULES_BLAME_DRIVE, false, false, 0, 0, FAIL, DRIVE},
    {LOAD, BASE_ERROR_INVALID_DATA, RULES_BLAME_DRIVE, true, true, 1, 9, RETRY, NONE},
    {LOAD, BASE_ERROR_INVALID_DATA, RULES_BLAME_DRIVE, true, true, 2, 9, OTHER, DRIVE},
    {MOVE, BASE_ERROR_UNABLE_TO_LOAD_MEDIUM, RULES_BLAME_DRIVE, false, true, 0, 0, OTHER, DRIVE},
    {UNLOAD, HARDWARE, RULES_BLAME_DRIVE, false, false, 0, 0, ANYWAY, DRIVE},
    {UNLOAD, HARDWARE, RULES_BLAME_DRIVE, false, true, 0, 0, OTHER, DRIVE},
    {UNLOAD, BASE_ERROR_TIMEOUT, RULES_BLAME_TRANSPORT, true, false, 2, 9, ANYWAY, LOST},
    {MOVE, BASE_ERROR_DEVICE_NOT_AVAILABLE, RULES_BLAME_OPERATOR, false, true, 0, 0, OTHER, LOST},
    /* the cartridge is: another drive may read it, no drive writes what is protected */
    {LOAD, BASE_ERROR_CRC, RULES_BLAME_MEDIUM, false, true, 0, 0, OTHER, NONE},
    {LOAD, BASE_ERROR_CRC, RULES_BLAME_MEDIUM, false, false, 0, 0, FAIL, NONE},
    {WRITE, BASE_ERROR_WRITE_PROTECT, RULES_BLAME_MEDIUM, false, true, 0, 0, FAIL, NONE},
    /* the robot is */
    {MOVE, HARDWARE, RULES_BLAME_ROBOT, false, true, 0, 0, FAIL, ROBOT},
    {INVENTORY, HARDWARE, RULES_BLAME_ROBOT, false, false, 0, 0, FAIL, ROBOT},
    /* a person must do something */
    {MOVE, BASE_ERROR_NOT_READY, RULES_BLAME_OPERATOR, false, false, 0, 0, FAIL, LOST},
    {MOVE, BASE_ERROR_MAGAZINE_NOT_PRESENT, RULES_BLAME_OPERATOR, false, false, 0, 0, FAIL, NONE},
    /* the command was wrong */
    {UNLOAD, BASE_ERROR_UNABLE_TO_UNLOAD_MEDIA, RULES_BLAME_CALLER, false, false, 0, 0, FAIL, NONE},
    {MOVE, BASE_ERROR_DESTINATION_ELEMENT_FULL, RULES_BLAME_CALLER, false, true, 0, 0, FAIL, NONE},
};

static unsigned says(const struct rules_verdict *verdict)
{
    return (verdict->counts_drive ? DRIVE : 0u) | (verdict->counts_robot ? ROBOT : 0u) |
           (verdict->lost ? LOST : 0u) | (verdict->door ? DOOR : 0u);
}

static struct rules_verdict judge(const struct row *row, bool housekeeping)
{
    const struct rules_trouble trouble = {.step = row->step,
                                          .error = row->error,
                                          .blame = row->blame,
                                          .retry = row->retry,
                                          .housekeeping = housekeeping,
                                          .another = row->another,
                                          .tries = row->tries,
                                          .elapsed = row->elapsed};
    return rules_fault_judge(&trouble);
}

static void test_fault_judge_follows_its_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        const struct rules_verdict verdict = judge(&requests[i], false);
        if (verdict.remedy != requests[i].remedy || says(&verdict) != requests[i].says) {
            fail_msg("row %zu: remedy %d, says %u", i, (int)verdict.remedy, says(&verdict));
        }
        assert_int_equal(verdict.pause > 0, verdict.remedy == RETRY);
        assert_true(verdict.pause <= 4000);
    }
}

/* What nobody asked for is tried for ever, less and less often, and never ends a request. */
static void test_fault_judge_housekeeping_always_tries_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        struct row row = requests[i];
        row.another = false;
        for (row.tries = 0; row.tries < 40; row.tries++) {
            const struct rules_verdict verdict = judge(&row, true);
            assert_true(verdict.remedy == RETRY || verdict.remedy == RULES_REMEDY_MOVE_ANYWAY);
            assert_in_range(verdict.pause, 1, 60000);
        }
    }
}

static void test_fault_judge_unload_that_keeps_failing_moves_without(void **state)
{
    struct row row = {.step = UNLOAD, .error = HARDWARE, .blame = RULES_BLAME_DRIVE};
    (void)state;
    assert_int_equal(judge(&row, true).remedy, RETRY);
    row.tries = 2;
    assert_int_equal(judge(&row, true).remedy, RULES_REMEDY_MOVE_ANYWAY);
    assert_int_equal(judge(&row, false).remedy, RULES_REMEDY_MOVE_ANYWAY);
    /* A program holds the medium in the drive: it is not torn out. */
    row.blame = RULES_BLAME_CALLER;
    assert_int_equal(judge(&row, true).remedy, RETRY);
}

static void test_fault_judge_unload_without_a_robot_fails(void **state)
{
    const struct rules_trouble trouble = {.step = UNLOAD,
                                          .error = HARDWARE,
                                          .blame = RULES_BLAME_DRIVE,
                                          .standalone = true,
                                          .tries = 5};
    (void)state;
    assert_int_equal(rules_fault_judge(&trouble).remedy, FAIL);
}

static void test_needs_service_counts_faults(void **state)
{
    struct rules_drive drive = {.present = true, .faults = RULES_DRIVE_FAULTS_MOST - 1};
    struct rules_world world = {.present = true, .robot_faults = RULES_ROBOT_FAULTS_MOST - 1};
    (void)state;
    assert_false(rules_drive_needs_service(&drive));
    assert_false(rules_library_needs_service(&world));
    drive.lost = true;
    world.robot_lost = true;
    assert_true(rules_drive_needs_service(&drive));
    assert_true(rules_library_needs_service(&world));
    drive.lost = world.robot_lost = false;
    drive.faults++;
    world.robot_faults++;
    assert_true(rules_drive_needs_service(&drive));
    assert_true(rules_library_needs_service(&world));
    drive.out_of_service = world.out_of_service = true;
    assert_false(rules_drive_needs_service(&drive));
    assert_false(rules_library_needs_service(&world));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fault_judge_follows_its_table),
        cmocka_unit_test(test_fault_judge_housekeeping_always_tries_again),
        cmocka_unit_test(test_fault_judge_unload_that_keeps_failing_moves_without),
        cmocka_unit_test(test_fault_judge_unload_without_a_robot_fails),
        cmocka_unit_test(test_needs_service_counts_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
