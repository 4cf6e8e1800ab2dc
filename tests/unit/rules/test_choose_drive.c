/* SPDX-License-Identifier: MIT */
/* The table of drive choices: which drive a mount gets, as plans. API: MountNtmsMedia. */
#include "unit/rules/mount_support.h"

/* A row: what is different about the two drives, and which one a mount of cartridge 0 gets. */
struct row {
    const char *text;
    void (*prepare)(void);
    uint32_t drive; /* RULES_NONE: none, the mount waits */
};

static void nothing(void)
{
}

static void first_has_more_mounts(void)
{
    drives[0].mount_count = 9;
    drives[1].mount_count = 8;
}

static void first_is_dismountable(void)
{
    put_in_drive(1, 0, MODEL_DRIVESTATE_DISMOUNTABLE);
}

static void empty_one_has_more_mounts(void)
{
    put_in_drive(1, 0, MODEL_DRIVESTATE_DISMOUNTABLE);
    drives[1].mount_count = 1000;
}

static void both_are_dismountable(void)
{
    put_in_drive(1, 0, MODEL_DRIVESTATE_DISMOUNTABLE);
    put_in_drive(2, 1, MODEL_DRIVESTATE_DISMOUNTABLE);
    drives[0].mount_count = 5;
}

static void second_has_the_cartridge(void)
{
    put_in_drive(0, 1, MODEL_DRIVESTATE_DISMOUNTABLE);
    drives[1].mount_count = 1000;
    drives[1].cleaning_wanted = true;
}

static void second_has_it_since_a_visit(void)
{
    put_in_drive(0, 1, MODEL_DRIVESTATE_MOUNTED);
}

static void first_wants_cleaning(void)
{
    drives[0].cleaning_wanted = true;
    drives[1].mount_count = 1000;
}

static void empty_one_wants_cleaning(void)
{
    drives[0].cleaning_wanted = true;
    put_in_drive(1, 1, MODEL_DRIVESTATE_DISMOUNTABLE);
}

static void only_one_that_wants_cleaning(void)
{
    drives[0].cleaning_wanted = true;
    drives[1].enabled = false;
}

static void first_is_disabled(void)
{
    drives[0].enabled = false;
}

static void first_is_absent(void)
{
    drives[0].present = false;
}

static void first_is_busy(void)
{
    drives[0].busy = true;
}

static void first_is_in_use(void)
{
    drives[0].in_use = true;
}

static void first_is_loaded(void)
{
    put_in_drive(1, 0, MODEL_DRIVESTATE_LOADED);
}

static void first_is_unloaded(void)
{
    put_in_drive(1, 0, MODEL_DRIVESTATE_UNLOADED);
    drives[1].enabled = false;
}

static void first_is_cleaned(void)
{
    drives[0].state = MODEL_DRIVESTATE_BEING_CLEANED;
}

static void first_has_a_cleaning(void)
{
    struct rules_request *cleaning = add_request(MODEL_LM_CLEANDRIVE, RULES_NONE);
    cleaning->drive = 0;
    cleaning->stage = RULES_STAGE_CLEANED;
    cleaning->state = MODEL_LM_INPROCESS;
    cleaning->step_running = true;
}

static void first_holds_the_cleaner(void)
{
    drives[0].content = RULES_CONTENT_CLEANER;
    drives[0].loaded = true;
    world.housekeeping_after = world.now + 1;
}

static void first_is_reserved(void)
{
    struct rules_request *other = add_request(MODEL_LM_MOUNT, 1);
    other->stage = RULES_STAGE_RESERVED;
    other->state = MODEL_LM_INPROCESS;
    other->drive = 0;
    other->step_running = true;
}

static void all_are_loaded(void)
{
    put_in_drive(1, 0, MODEL_DRIVESTATE_LOADED);
    put_in_drive(2, 1, MODEL_DRIVESTATE_LOADED);
}

static void first_is_in_doubt(void)
{
    drives[0].content = RULES_CONTENT_UNKNOWN;
}

static void device_types_differ(void)
{
    media[0].device_type = MODEL_DEVICE_TAPE;
    drives[0].device_type = MODEL_DEVICE_DISK;
    drives[1].device_type = MODEL_DEVICE_TAPE;
}

static void dvd_drive_takes_cd(void)
{
    media[0].device_type = MODEL_DEVICE_CD_ROM;
    drives[0].device_type = MODEL_DEVICE_TAPE;
    drives[1].device_type = MODEL_DEVICE_DVD;
}

static void media_types_differ(void)
{
    media[0].type = 3;
    drives[0].media_types = 0xF7;
    drives[1].media_types = 0x08;
}

static void media_type_of_the_drive_is_not_known(void)
{
    media[0].type = 3;
    drives[0].media_types = 0;
}

static void second_is_named(void)
{
    requests[0].drive = 1;
    drives[1].mount_count = 1000;
}

static void named_one_is_busy(void)
{
    requests[0].drive = 1;
    drives[1].busy = true;
}

/* It was exchanged for another one, and may come back. */
static void named_one_is_in_no_bay(void)
{
    requests[0].argument = MODEL_MOUNT_SPECIFIC_DRIVE;
    requests[0].drive = RULES_NONE;
    requests[0].drive_elsewhere = true;
    requests[0].deadline = world.now + 1000;
}

static void named_one_is_not_where_it_lies(void)
{
    requests[0].drive = 1;
    put_in_drive(0, 0, MODEL_DRIVESTATE_DISMOUNTABLE);
}

static const struct row ROWS[] = {
    {"equal drives: the first", nothing, 0},
    {"fewest mounts", first_has_more_mounts, 1},
    {"empty before dismountable", first_is_dismountable, 1},
    {"empty even with more mounts", empty_one_has_more_mounts, 1},
    {"dismountable ones by their mounts", both_are_dismountable, 1},
    {"the one that has it, whatever else", second_has_the_cartridge, 1},
    {"the one that has it from an identification", second_has_it_since_a_visit, 1},
    {"one that wants cleaning last", first_wants_cleaning, 1},
    {"... even if the other must be emptied", empty_one_wants_cleaning, 1},
    {"... but better than none", only_one_that_wants_cleaning, 0},
    {"disabled", first_is_disabled, 1},
    {"absent", first_is_absent, 1},
    {"busy", first_is_busy, 1},
    {"opened by a program", first_is_in_use, 1},
    {"mounted for a program", first_is_loaded, 1},
    {"released medium still inside", first_is_unloaded, 0},
    {"being cleaned", first_is_cleaned, 1},
    {"a cleaning has it", first_has_a_cleaning, 1},
    {"holds the cleaner", first_holds_the_cleaner, 1},
    {"reserved by another mount", first_is_reserved, 1},
    {"nothing but mounted ones", all_are_loaded, RULES_NONE},
    {"in doubt", first_is_in_doubt, 1},
    {"device types must agree", device_types_differ, 1},
    {"a DVD drive takes CDs", dvd_drive_takes_cd, 1},
    {"media types must agree", media_types_differ, 1},
    {"a drive that does not tell its media types takes any", media_type_of_the_drive_is_not_known,
     0},
    {"a named drive", second_is_named, 1},
    {"a named drive that is busy", named_one_is_busy, RULES_NONE},
    {"a named drive that is in no bay", named_one_is_in_no_bay, RULES_NONE},
    {"a named drive though another has it", named_one_is_not_where_it_lies, 1},
};

/* PROMISE: MountNtmsMedia/drive */
static void test_rules_plan_mount_gets_the_drive_of_the_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        setup(NULL);
        add_request(MODEL_LM_MOUNT, 0);
        ROWS[i].prepare();
        make_plan();
        const struct rules_step *step = step_of(0);
        const bool right = ROWS[i].drive == RULES_NONE
                               ? step->kind == RULES_STEP_WAIT && step->wait == RULES_WAIT_DRIVE
                               : step->kind == RULES_STEP_RESERVE && step->drive == ROWS[i].drive &&
                                     step->stage == RULES_STAGE_RESERVED &&
                                     step->state == MODEL_LM_INPROCESS;
        if (!right) {
            fail_msg("%s: step %d, drive %d, wait %d", ROWS[i].text, (int)step->kind,
                     (int)step->drive, (int)step->wait);
        }
    }
}

/* PROMISE: MountNtmsMedia/meanwhile */
static void test_rules_plan_named_drive_that_is_gone_fails_who_waits_for_ever(void **state)
{
    (void)state;
    for (int elsewhere = 0; elsewhere < 2; elsewhere++) {
        setup(NULL);
        add_request(MODEL_LM_MOUNT, 0);
        second_is_named();
        drives[1].present = false;
        if (elsewhere == 1) {
            named_one_is_in_no_bay();
        }
        requests[0].deadline = 0;
        make_plan();
        const struct rules_step *step = step_of(0);
        assert_int_equal(step->kind, RULES_STEP_FINISH);
        assert_int_equal(step->error, BASE_ERROR_DEVICE_NOT_AVAILABLE);
    }
}

/* Two cartridges of one call: both get drives, or none does. */
static void assert_pair(uint32_t first, uint32_t second)
{
    make_plan();
    for (uint32_t i = 0; i < 2; i++) {
        const uint32_t drive = i == 0 ? first : second;
        const struct rules_step *step = step_of(i);
        assert_int_equal(step->kind, drive == RULES_NONE ? RULES_STEP_WAIT : RULES_STEP_RESERVE);
        assert_int_equal(step->drive, drive);
    }
}

static void two_of_a_call(void)
{
    setup(NULL);
    add_request(MODEL_LM_MOUNT, 0);
    add_request(MODEL_LM_MOUNT, 1)->group = 0;
}

static void test_rules_plan_mount_of_two_gets_both_drives_or_none(void **state)
{
    (void)state;
    two_of_a_call();
    assert_pair(0, 1);
    drives[1].busy = true;
    assert_pair(RULES_NONE, RULES_NONE);

    /* The one that has no choice gets what it needs. */
    two_of_a_call();
    requests[1].drive = 0;
    assert_pair(1, 0);
    two_of_a_call();
    media[1].type = 2;
    drives[0].media_types = 4;
    drives[1].media_types = 3;
    media[0].type = RULES_NONE;
    assert_pair(1, 0);

    /* A cartridge stays in its drive if that can be. */
    two_of_a_call();
    put_in_drive(1, 0, MODEL_DRIVESTATE_DISMOUNTABLE);
    assert_pair(1, 0);
    requests[0].drive = 0;
    assert_pair(0, 1);

    /* The same drive cannot be given twice. */
    two_of_a_call();
    requests[0].drive = 1;
    requests[1].drive = 1;
    assert_pair(RULES_NONE, RULES_NONE);
}

static void test_rules_plan_more_media_than_drives_waits_and_stops_nobody(void **state)
{
    (void)state;
    setup(NULL);
    for (uint32_t i = 0; i < 3; i++) {
        add_request(MODEL_LM_MOUNT, i)->group = 0;
        requests[i].deadline = world.now + 100;
    }
    add_request(MODEL_LM_MOUNT, 3);
    make_plan();
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(step_of(i)->wait, RULES_WAIT_DRIVE);
    }
    assert_int_equal(step_of(3)->kind, RULES_STEP_RESERVE);
    assert_int_equal(plan.wake_at, world.now + 100);
    world.now += 100;
    make_plan();
    for (uint32_t i = 0; i < 3; i++) {
        assert_finish(i, MODEL_LM_FAILED, 1460);
    }
}

/* PROMISE: MountNtmsMedia/turn */
static void test_rules_plan_first_waiting_call_claims_its_drives(void **state)
{
    (void)state;
    two_of_a_call();
    put_in_drive(2, 0, MODEL_DRIVESTATE_LOADED);
    add_request(MODEL_LM_MOUNT, 3);
    add_request(MODEL_LM_WRITESCRATCH, 3);
    make_plan();
    assert_int_equal(step_of(0)->wait, RULES_WAIT_DRIVE);
    assert_int_equal(step_of(2)->wait, RULES_WAIT_DRIVE); /* drive 1 is kept for the call */
    assert_int_equal(step_of(3)->wait, RULES_WAIT_DRIVE);

    requests[2].holds_drive = true; /* its session may be the one that has drive 0 */
    make_plan();
    assert_int_equal(step_of(0)->wait, RULES_WAIT_DRIVE);
    assert_int_equal(step_of(2)->kind, RULES_STEP_RESERVE);
    requests[2].holds_drive = false;

    requests[2].priority = 1; /* it comes first */
    make_plan();
    assert_int_equal(step_of(2)->kind, RULES_STEP_RESERVE);
    assert_int_equal(step_of(2)->drive, 1);
    assert_int_equal(step_of(3)->wait, RULES_WAIT_MEDIUM);

    /* Who waits for a person or a medium claims nothing. */
    two_of_a_call();
    put_in_drive(2, 0, MODEL_DRIVESTATE_LOADED);
    add_request(MODEL_LM_MOUNT, 3);
    media[0].place.kind = RULES_PLACE_NOWHERE;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_ASK_OPERATOR);
    assert_int_equal(step_of(1)->wait, RULES_WAIT_OTHERS);
    assert_int_equal(step_of(2)->kind, RULES_STEP_RESERVE);
}

static void test_rules_plan_half_reserved_call_comes_first(void **state)
{
    (void)state;
    setup(NULL);
    add_request(MODEL_LM_MOUNT, 0);
    add_request(MODEL_LM_MOUNT, 1);
    add_request(MODEL_LM_MOUNT, 2)->group = 1;
    requests[1].stage = RULES_STAGE_RESERVED;
    requests[1].state = MODEL_LM_INPROCESS;
    requests[1].drive = 0;
    requests[0].order = 1;
    make_plan();
    assert_int_equal(step_of(2)->kind, RULES_STEP_RESERVE);
    assert_int_equal(step_of(2)->drive, 1);
    assert_int_equal(step_of(1)->wait,
                     RULES_WAIT_OTHERS); /* nothing moves before all have drives */
    assert_int_equal(step_of(0)->wait, RULES_WAIT_DRIVE);
}

/* PROMISE: MountNtmsMedia/visits */
static void test_rules_plan_visit_leaves_drives_to_mounts(void **state)
{
    (void)state;
    static const uint32_t VISITS[] = {MODEL_LM_PROCESSOMID, MODEL_LM_CLASSIFY,
                                      MODEL_LM_WRITESCRATCH};
    for (size_t i = 0; i < 3; i++) {
        setup(NULL);
        drives[1].enabled = false;
        add_request(VISITS[i], 1);
        add_request(MODEL_LM_MOUNT, 0);
        make_plan();
        assert_int_equal(step_of(1)->kind, RULES_STEP_RESERVE);
        assert_int_equal(step_of(0)->wait, RULES_WAIT_DRIVE);
        requests[1].state = MODEL_LM_PASSED;
        make_plan();
        assert_int_equal(step_of(0)->kind, RULES_STEP_RESERVE);
    }
}

static void test_rules_plan_cleaning_that_can_begin_comes_before_mounts(void **state)
{
    (void)state;
    setup(NULL);
    add_request(MODEL_LM_MOUNT, 0);
    drives[1].enabled = false;
    add_request(MODEL_LM_CLEANDRIVE, RULES_NONE)->drive = 0;
    world.robot_busy = true;
    make_plan();
    assert_int_equal(step_of(0)->wait, RULES_WAIT_DRIVE);
    world.robot_busy = false;
    world.cleaner_present = false; /* it has to wait for a person: the drive may be used */
    make_plan();
    assert_int_equal(step_of(1)->kind, RULES_STEP_ASK_OPERATOR);
    assert_int_equal(step_of(0)->kind, RULES_STEP_RESERVE);
}

static void test_rules_plan_drive_in_doubt_is_looked_at_when_no_other_will_do(void **state)
{
    (void)state;
    setup(NULL);
    add_request(MODEL_LM_MOUNT, 0);
    drives[0].content = RULES_CONTENT_UNKNOWN;
    drives[1].busy = true;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_LOOK);
    world.looked_at = world.now;
    make_plan();
    assert_int_equal(step_of(0)->wait, RULES_WAIT_DRIVE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_plan_mount_gets_the_drive_of_the_table),
        cmocka_unit_test(test_rules_plan_named_drive_that_is_gone_fails_who_waits_for_ever),
        cmocka_unit_test(test_rules_plan_mount_of_two_gets_both_drives_or_none),
        cmocka_unit_test(test_rules_plan_more_media_than_drives_waits_and_stops_nobody),
        cmocka_unit_test(test_rules_plan_first_waiting_call_claims_its_drives),
        cmocka_unit_test(test_rules_plan_half_reserved_call_comes_first),
        cmocka_unit_test(test_rules_plan_visit_leaves_drives_to_mounts),
        cmocka_unit_test(test_rules_plan_cleaning_that_can_begin_comes_before_mounts),
        cmocka_unit_test(test_rules_plan_drive_in_doubt_is_looked_at_when_no_other_will_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
