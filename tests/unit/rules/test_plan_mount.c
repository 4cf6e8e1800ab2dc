/* SPDX-License-Identifier: MIT */
/* Single plans of mounts and of the other requests that take a cartridge into a drive. */
#include "unit/rules/mount_support.h"

static void test_rules_plan_mount_goes_its_way(void **state)
{
    (void)state;
    struct rules_request *own = add_reserved(MODEL_LM_MOUNT, 0, 1);
    put_in_drive(1, 1, MODEL_DRIVESTATE_DISMOUNTABLE);
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_UNLOAD);
    assert_int_equal(step_of(0)->drive, 1);
    assert_int_equal(step_of(0)->stage, RULES_STAGE_RESERVED);
    drives[1].loaded = false;
    make_plan();
    assert_move(0, RULES_PLACE_DRIVE, 1, RULES_PLACE_SLOT, 1, false);
    assert_int_equal(step_of(0)->stage, RULES_STAGE_RESERVED);
    drives[1].content = RULES_CONTENT_EMPTY;
    drives[1].medium = RULES_NONE;
    media[1].place = media[1].home;
    slots[1].content = RULES_CONTENT_DATA;
    make_plan();
    assert_move(0, RULES_PLACE_SLOT, 0, RULES_PLACE_DRIVE, 1, false);
    put_in_drive(0, 1, MODEL_DRIVESTATE_MOUNTED);
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_LOAD);
    assert_int_equal(step_of(0)->drive, 1);
    assert_int_equal(step_of(0)->stage, RULES_STAGE_LOADED);
    own->stage = RULES_STAGE_LOADED;
    drives[1].state = MODEL_DRIVESTATE_LOADED;
    own->deadline = world.now - 1; /* done is done */
    make_plan();
    assert_finish(0, MODEL_LM_PASSED, 0);
}

static void test_rules_plan_mount_takes_the_cartridge_out_of_another_drive_first(void **state)
{
    (void)state;
    add_reserved(MODEL_LM_MOUNT, 0, 1);
    put_in_drive(0, 0, MODEL_DRIVESTATE_DISMOUNTABLE);
    drives[0].dismount_after = world.now + 5000;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_UNLOAD);
    assert_int_equal(step_of(0)->drive, 0);
    drives[0].loaded = false;
    make_plan();
    assert_move(0, RULES_PLACE_DRIVE, 0, RULES_PLACE_SLOT, 0, false);
    drives[0].in_use = true;
    drives[0].loaded = true;
    drives[0].in_use_until = world.now + 7;
    make_plan();
    assert_wait(0, RULES_WAIT_DRIVE, MODEL_LM_INPROCESS);
    assert_int_equal(plan.wake_at, world.now + 7);
}

static void test_rules_plan_mount_leaves_a_drive_that_a_program_does_not_let_go(void **state)
{
    (void)state;
    struct rules_request *own = add_reserved(MODEL_LM_MOUNT, 0, 0);
    put_in_drive(1, 0, MODEL_DRIVESTATE_DISMOUNTABLE);
    drives[0].in_use = true;
    drives[0].in_use_until = world.now + 50;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_RESERVE);
    assert_int_equal(step_of(0)->drive, 1);
    assert_int_equal(step_of(0)->stage, RULES_STAGE_RESERVED);
    own->argument = MODEL_MOUNT_SPECIFIC_DRIVE; /* it was named: no other will do */
    make_plan();
    assert_wait(0, RULES_WAIT_DRIVE, MODEL_LM_INPROCESS);
    own->argument = 0;
    drives[1].busy = true;
    make_plan();
    assert_wait(0, RULES_WAIT_DRIVE, MODEL_LM_INPROCESS);
    assert_int_equal(plan.wake_at, world.now + 50);
}

static void test_rules_plan_mount_of_two_swaps_drives_through_the_slots(void **state)
{
    (void)state;
    add_reserved(MODEL_LM_MOUNT, 0, 1);
    add_reserved(MODEL_LM_MOUNT, 1, 0)->group = 0;
    put_in_drive(0, 0, MODEL_DRIVESTATE_DISMOUNTABLE);
    put_in_drive(1, 1, MODEL_DRIVESTATE_DISMOUNTABLE);
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_UNLOAD);
    assert_int_equal(step_of(0)->drive, 1);
    assert_int_equal(step_of(1)->kind, RULES_STEP_UNLOAD);
    assert_int_equal(step_of(1)->drive, 0);
    drives[0].loaded = false;
    drives[1].loaded = false;
    make_plan();
    assert_move(0, RULES_PLACE_DRIVE, 1, RULES_PLACE_SLOT, 1, false);
    assert_wait(1, RULES_WAIT_ROBOT, MODEL_LM_INPROCESS);
}

static void test_rules_plan_mount_of_the_second_side_turns_it_over(void **state)
{
    (void)state;
    struct rules_request *own = add_reserved(MODEL_LM_MOUNT, 0, 0);
    media[0].sides = 2;
    own->side = 1;
    make_plan();
    assert_move(0, RULES_PLACE_SLOT, 0, RULES_PLACE_DRIVE, 0, true);
    put_in_drive(0, 0, MODEL_DRIVESTATE_MOUNTED);
    make_plan(); /* the first side is up: out and in again */
    assert_int_equal(step_of(0)->kind, RULES_STEP_UNLOAD);
    drives[0].loaded = false;
    make_plan();
    assert_move(0, RULES_PLACE_DRIVE, 0, RULES_PLACE_SLOT, 0, false);
    media[0].inverted = true;
    drives[0].loaded = true;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_LOAD);
    own->side = 0;
    drives[0].loaded = false;
    make_plan(); /* the slots hold nothing turned over */
    assert_move(0, RULES_PLACE_DRIVE, 0, RULES_PLACE_SLOT, 0, true);
    own->side = 2;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, 4300);
}

/* Cartridge 1 lies in the drive that was reserved for cartridge 0, and is free to be moved. */
static struct rules_request *exchange_world(void)
{
    struct rules_request *own = add_reserved(MODEL_LM_MOUNT, 0, 0);
    put_in_drive(1, 0, MODEL_DRIVESTATE_MOUNTED);
    drives[0].loaded = false;
    world.can_exchange = true;
    return own;
}

static void test_rules_plan_robot_that_can_brings_one_and_takes_the_other(void **state)
{
    (void)state;
    exchange_world();
    make_plan();
    const struct rules_step *step = step_of(0);
    assert_int_equal(step->kind, RULES_STEP_EXCHANGE);
    assert_int_equal(step->from.kind, RULES_PLACE_SLOT);
    assert_int_equal(step->from.index, 0);
    assert_int_equal(step->to.kind, RULES_PLACE_DRIVE);
    assert_int_equal(step->to.index, 0);
    assert_int_equal(step->second.kind, RULES_PLACE_SLOT);
    assert_int_equal(step->second.index, 1);
    assert_int_equal(step->cargo, RULES_CONTENT_DATA);
    assert_int_equal(step->state, MODEL_LM_INPROCESS);
    assert_false(step->flip);
    world.can_exchange = false;
    make_plan();
    assert_move(0, RULES_PLACE_DRIVE, 0, RULES_PLACE_SLOT, 1, false);
    world.can_exchange = true;
    drives[0].loaded = true;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_UNLOAD);
    drives[0].loaded = false;
    world.robot_busy = true;
    make_plan();
    assert_wait(0, RULES_WAIT_ROBOT, MODEL_LM_INPROCESS);
}

/* Where one command would not do, the drive's cartridge goes home by itself. */
static void test_rules_plan_exchange_is_for_plain_cartridges_and_clean_drives(void **state)
{
    (void)state;
    struct rules_request *own = exchange_world();
    media[0].sides = 2;
    own->side = 1;
    make_plan(); /* to be turned over on its way */
    assert_move(0, RULES_PLACE_DRIVE, 0, RULES_PLACE_SLOT, 1, false);
    own->side = 0;
    media[1].sides = 2;
    media[1].inverted = true;
    make_plan(); /* the other one is to be turned back */
    assert_move(0, RULES_PLACE_DRIVE, 0, RULES_PLACE_SLOT, 1, true);
    media[1].inverted = false;
    slots[0].content = RULES_CONTENT_UNKNOWN;
    make_plan(); /* it may not be there */
    assert_move(0, RULES_PLACE_DRIVE, 0, RULES_PLACE_SLOT, 1, false);
    slots[0].content = RULES_CONTENT_DATA;
    world.automatic_cleaning = true;
    drives[0].cleaning_wanted = true;
    drives[0].cleaning_urgent = true;
    make_plan(); /* nothing comes into the drive before it is cleaned */
    assert_move(0, RULES_PLACE_DRIVE, 0, RULES_PLACE_SLOT, 1, false);
    drives[0].cleaning_wanted = false;
    slots[1].content = RULES_CONTENT_DATA;
    slots[0].content = RULES_CONTENT_DATA;
    world.looked_at = world.now;
    make_plan(); /* no slot is free: it is not swapped with the one that comes */
    assert_int_equal(step_of(0)->kind, RULES_STEP_ASK_OPERATOR);
}

/* PROMISE: Exchange/arm */
static void test_rules_plan_cartridge_may_lie_on_the_arm(void **state)
{
    (void)state;
    struct rules_request *own = add_request(MODEL_LM_MOUNT, 0);
    media[0].place = AWAY;
    media[0].home = AWAY;
    slots[0].content = RULES_CONTENT_EMPTY;
    world.looked_at = world.now;
    world.transport_full = true;
    world.transport_content = RULES_CONTENT_DATA;
    make_plan(); /* nobody is asked to bring it */
    assert_wait(0, RULES_WAIT_ROBOT, MODEL_LM_QUEUED);
    world.transport_full = false;
    world.robot_busy = true;
    make_plan(); /* it is being put down */
    assert_wait(0, RULES_WAIT_ROBOT, MODEL_LM_QUEUED);
    own->stage = RULES_STAGE_RESERVED;
    own->drive = 0;
    own->state = MODEL_LM_INPROCESS;
    make_plan(); /* it is not said to be lost */
    assert_wait(0, RULES_WAIT_ROBOT, MODEL_LM_INPROCESS);
    world.robot_busy = false;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, BASE_ERROR_INVALID_STATE);
    own->operation = MODEL_LM_CLASSIFY;
    own->stage = RULES_STAGE_START;
    own->drive = RULES_NONE;
    world.transport_full = true;
    make_plan();
    assert_int_not_equal(step_of(0)->kind, RULES_STEP_FINISH);
    world.transport_full = false;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, BASE_ERROR_MEDIA_OFFLINE);
}

static void test_rules_plan_mount_of_two_passes_when_both_are_loaded(void **state)
{
    (void)state;
    struct rules_request *first = add_reserved(MODEL_LM_MOUNT, 0, 0);
    struct rules_request *second = add_reserved(MODEL_LM_MOUNT, 1, 1);
    second->group = 0;
    put_in_drive(0, 0, MODEL_DRIVESTATE_LOADED);
    first->stage = RULES_STAGE_LOADED;
    make_plan();
    assert_wait(0, RULES_WAIT_OTHERS, MODEL_LM_INPROCESS);
    assert_move(1, RULES_PLACE_SLOT, 1, RULES_PLACE_DRIVE, 1, false);
    second->step_running = true;
    make_plan();
    assert_int_equal(plan.step_count, 1);
    assert_wait(0, RULES_WAIT_OTHERS, MODEL_LM_INPROCESS);
    second->step_running = false;
    put_in_drive(1, 1, MODEL_DRIVESTATE_LOADED);
    second->stage = RULES_STAGE_LOADED;
    make_plan();
    assert_finish(0, MODEL_LM_PASSED, 0);
    assert_finish(1, MODEL_LM_PASSED, 0);
}

static void test_rules_plan_mount_of_two_ends_with_the_first_that_fails(void **state)
{
    (void)state;
    add_reserved(MODEL_LM_MOUNT, 0, 0);
    add_reserved(MODEL_LM_MOUNT, 1, 1)->group = 0;
    requests[0].failure = BASE_ERROR_IO_DEVICE;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, BASE_ERROR_IO_DEVICE);
    assert_wait(1, RULES_WAIT_OTHERS, MODEL_LM_INPROCESS);
    requests[0].failure = 0;
    requests[1].cancel_requested = true;
    make_plan();
    assert_finish(1, MODEL_LM_CANCELLED, 0);
    assert_wait(0, RULES_WAIT_OTHERS, MODEL_LM_INPROCESS);
    requests[1].cancel_requested = false;
    requests[1].stop_requested = true;
    make_plan();
    assert_finish(1, MODEL_LM_STOPPED, 0);
}

static void test_rules_plan_offline_mount_asks_until_it_comes_or_is_refused(void **state)
{
    (void)state;
    struct rules_request *own = add_request(MODEL_LM_MOUNT, 0);
    media[0].place = AWAY;
    media[0].home = AWAY;
    slots[0].content = RULES_CONTENT_EMPTY;
    world.looked_at = world.now;
    make_plan();
    const struct rules_step *step = step_of(0);
    assert_int_equal(step->kind, RULES_STEP_ASK_OPERATOR);
    assert_int_equal(step->opreq_command, MODEL_OPREQ_MOVEMEDIA);
    assert_int_equal(step->opreq_arg_type, MODEL_PHYSICAL_MEDIA);
    assert_int_equal(step->state, MODEL_LM_WAITING);
    own->operator_state = RULES_OPERATOR_OPEN;
    own->state = MODEL_LM_WAITING;
    make_plan();
    assert_wait(0, RULES_WAIT_OPERATOR, MODEL_LM_WAITING);
    own->operator_state = RULES_OPERATOR_COMPLETE; /* look for it, then ask again */
    world.now += 60000;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_LOOK);
    world.looked_at = world.now;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_ASK_OPERATOR);
    own->operator_state = RULES_OPERATOR_OPEN; /* it comes, whatever the operator says */
    media[0].place = (struct rules_place){RULES_PLACE_SLOT, 0};
    slots[0].content = RULES_CONTENT_DATA;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_RESERVE);
    own->operator_state = RULES_OPERATOR_REFUSED;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, 4320);
}

static void test_rules_plan_cartridge_in_doubt_is_looked_for_before_a_person_is_asked(void **state)
{
    (void)state;
    struct rules_request *own = add_request(MODEL_LM_MOUNT, 0);
    media[0].place = AWAY;
    slots[2].content = RULES_CONTENT_UNKNOWN;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_LOOK);
    own->stage = RULES_STAGE_RESERVED;
    own->drive = 0;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_LOOK);
    world.looked_at = world.now;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, 5023);
}

/* PROMISE: MountNtmsMedia/meanwhile */
static void test_rules_plan_mount_ends_with_the_error_of_its_row(void **state)
{
    (void)state;
    struct rules_request *own = add_request(MODEL_LM_MOUNT, 0);
    own->deadline = world.now + 50;
    drives[0].busy = true;
    drives[1].busy = true;
    make_plan();
    assert_wait(0, RULES_WAIT_DRIVE, MODEL_LM_WAITING);
    assert_int_equal(plan.wake_at, own->deadline);
    world.enabled = false;
    make_plan();
    assert_wait(0, RULES_WAIT_LIBRARY, MODEL_LM_WAITING);
    assert_int_equal(plan.wake_at, own->deadline);
    world.now += 50;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, 1460);
    world.enabled = true;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, 1460);

    setup(NULL); /* the cartridge was disabled, or its record is gone */
    own = add_request(MODEL_LM_MOUNT, 0);
    media[0].enabled = false;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, 4309);
    media[0].enabled = true;
    own->medium = MEDIA;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, 4300);

    own->medium = 0; /* a named drive that is disabled, absent, unfit */
    own->drive = 1;
    drives[1].enabled = false;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, 4309);
    drives[1].enabled = true;
    drives[1].present = false;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, 4319);
    own->deadline = world.now + 1;
    make_plan();
    assert_wait(0, RULES_WAIT_DRIVE, MODEL_LM_WAITING);
    drives[1].present = true;
    media[0].type = 5;
    drives[1].media_types = 1;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, 4303);

    own->drive = RULES_NONE; /* any drive, but all are disabled or absent: one may come back */
    drives[0].enabled = false;
    drives[1].media_types = 0;
    drives[1].present = false;
    make_plan();
    assert_wait(0, RULES_WAIT_DRIVE, MODEL_LM_WAITING);
    drives[0].media_types = 1;
    drives[1].media_types = 1;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, 4303);
}

/* PROMISE: MountNtmsMedia/meanwhile */
static void test_rules_plan_mount_under_way_ends_with_the_error_of_its_row(void **state)
{
    (void)state;
    struct rules_request *own = add_reserved(MODEL_LM_MOUNT, 0, 1);
    drives[1].present = false;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, 4319);
    own->deadline = world.now + 10;
    make_plan();
    assert_wait(0, RULES_WAIT_DRIVE, MODEL_LM_INPROCESS);
    drives[1].present = true;
    drives[1].enabled = false; /* what has begun goes on */
    make_plan();
    assert_move(0, RULES_PLACE_SLOT, 0, RULES_PLACE_DRIVE, 1, false);
    media[0].enabled = false;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, 4309);
    media[0].enabled = true;
    own->stage = RULES_STAGE_LOADED; /* somebody took it out again */
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, 5023);
    own->drive = DRIVES;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, 15);
    own->drive = 1;
    own->stage = RULES_STAGE_CLEANING;
    make_plan();
    assert_finish(0, MODEL_LM_INVALID, 4317);
}

static void test_rules_plan_mount_waits_for_its_cartridge(void **state)
{
    (void)state;
    struct rules_request *own = add_request(MODEL_LM_MOUNT, 0);
    put_in_drive(0, 0, MODEL_DRIVESTATE_LOADED);
    make_plan();
    assert_wait(0, RULES_WAIT_MEDIUM, MODEL_LM_WAITING);
    drives[0].state = MODEL_DRIVESTATE_DISMOUNTABLE;
    drives[0].in_use = true;
    drives[0].in_use_until = world.now + 30;
    make_plan();
    assert_wait(0, RULES_WAIT_MEDIUM, MODEL_LM_WAITING);
    assert_int_equal(plan.wake_at, world.now + 30);
    drives[0].in_use = false;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_RESERVE);
    assert_int_equal(step_of(0)->drive, 0);
    media[0].place = (struct rules_place){RULES_PLACE_PORT, 0};
    ports[0].content = RULES_CONTENT_DATA;
    ports[0].extended = true;
    world.housekeeping_after = world.now + 1;
    make_plan();
    assert_wait(0, RULES_WAIT_PORT, MODEL_LM_WAITING);
    ports[0].extended = false;
    doors[0].unlocked = true;
    make_plan();
    assert_wait(0, RULES_WAIT_DOOR, MODEL_LM_WAITING);
    doors[0].unlocked = false;
    own->stage = RULES_STAGE_RESERVED;
    own->drive = 1;
    make_plan();
    assert_move(0, RULES_PLACE_PORT, 0, RULES_PLACE_DRIVE, 1, false);
}

static void test_rules_plan_two_mounts_of_a_cartridge_one_after_the_other(void **state)
{
    (void)state;
    add_request(MODEL_LM_MOUNT, 0);
    add_request(MODEL_LM_MOUNT, 0)->priority = 1;
    make_plan();
    assert_int_equal(step_of(1)->kind, RULES_STEP_RESERVE);
    assert_wait(0, RULES_WAIT_MEDIUM, MODEL_LM_WAITING);
}

static void test_rules_plan_full_library_asks_for_room(void **state)
{
    (void)state;
    struct rules_request *own = add_reserved(MODEL_LM_MOUNT, 0, 0);
    put_in_drive(1, 0, MODEL_DRIVESTATE_DISMOUNTABLE);
    slots[1].content = RULES_CONTENT_DATA;
    drives[0].loaded = false;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_ASK_OPERATOR);
    assert_int_equal(step_of(0)->opreq_command, MODEL_OPREQ_DEVICESERVICE);
    own->operator_state = RULES_OPERATOR_REFUSED;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, 4320);
}

static void test_rules_plan_cartridge_without_home_takes_no_other_ones(void **state)
{
    (void)state;
    add_reserved(MODEL_LM_MOUNT, 3, 0);
    put_in_drive(0, 1, MODEL_DRIVESTATE_LOADED); /* comes back to slot 0 */
    put_in_drive(2, 0, MODEL_DRIVESTATE_DISMOUNTABLE);
    media[2].home = AWAY;
    drives[0].loaded = false;
    make_plan();
    assert_move(0, RULES_PLACE_DRIVE, 0, RULES_PLACE_SLOT, 2, false);
    slots[2].content = RULES_CONTENT_DATA; /* no other place: better that one than none */
    make_plan();
    assert_move(0, RULES_PLACE_DRIVE, 0, RULES_PLACE_SLOT, 0, false);
}

static void test_rules_plan_free_label_is_written_when_loaded(void **state)
{
    (void)state;
    struct rules_request *own = add_reserved(MODEL_LM_WRITESCRATCH, 0, 0);
    put_in_drive(0, 0, MODEL_DRIVESTATE_MOUNTED);
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_LOAD);
    own->stage = RULES_STAGE_LOADED;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_WRITE_LABEL);
    assert_int_equal(step_of(0)->drive, 0);
    drives[0].in_use = true;
    make_plan();
    assert_wait(0, RULES_WAIT_DRIVE, MODEL_LM_INPROCESS);
    own->cancel_requested = true;
    make_plan();
    assert_finish(0, MODEL_LM_CANCELLED, 0);
}

/* PROMISE: MountNtmsMedia/visits */
static void test_rules_plan_visit_of_an_absent_cartridge_fails(void **state)
{
    (void)state;
    static const uint32_t VISITS[] = {MODEL_LM_PROCESSOMID, MODEL_LM_CLASSIFY,
                                      MODEL_LM_WRITESCRATCH};
    for (size_t i = 0; i < 3; i++) {
        setup(NULL);
        add_request(VISITS[i], 0);
        media[0].place = AWAY;
        make_plan();
        assert_finish(0, MODEL_LM_FAILED, 4304);
        media[0].place = (struct rules_place){RULES_PLACE_SLOT, 0};
        make_plan();
        assert_int_equal(step_of(0)->kind, RULES_STEP_RESERVE);
        requests[0].stage = RULES_STAGE_LOADED;
        requests[0].drive = 1;
        put_in_drive(0, 1, MODEL_DRIVESTATE_MOUNTED);
        make_plan();
        assert_int_equal(step_of(0)->kind, VISITS[i] == MODEL_LM_WRITESCRATCH
                                               ? RULES_STEP_WRITE_LABEL
                                               : RULES_STEP_FINISH);
    }
}

static void test_rules_plan_standalone_drive_is_fed_by_hand(void **state)
{
    (void)state;
    struct rules_request *own = add_request(MODEL_LM_MOUNT, 0);
    world.standalone = true;
    world.slot_count = 0;
    world.port_count = 0;
    world.door_count = 0;
    world.drive_count = 1;
    world.looked_at = world.now;
    world.cleaner_slot = RULES_NONE;
    world.cleaner_present = false;
    media[0].place = AWAY;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_ASK_OPERATOR);
    put_in_drive(0, 0, MODEL_DRIVESTATE_DISMOUNTABLE);
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_RESERVE);
    own->stage = RULES_STAGE_RESERVED;
    own->drive = 0;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_LOAD);
    drives[0].state = MODEL_DRIVESTATE_LOADED;
    own->operation = MODEL_LM_DISMOUNT;
    own->stage = RULES_STAGE_START;
    make_plan();
    assert_finish(0, MODEL_LM_PASSED, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_rules_plan_mount_goes_its_way, setup),
        cmocka_unit_test_setup(test_rules_plan_mount_takes_the_cartridge_out_of_another_drive_first,
                               setup),
        cmocka_unit_test_setup(test_rules_plan_mount_leaves_a_drive_that_a_program_does_not_let_go,
                               setup),
        cmocka_unit_test_setup(test_rules_plan_mount_of_two_swaps_drives_through_the_slots, setup),
        cmocka_unit_test_setup(test_rules_plan_mount_of_the_second_side_turns_it_over, setup),
        cmocka_unit_test_setup(test_rules_plan_robot_that_can_brings_one_and_takes_the_other,
                               setup),
        cmocka_unit_test_setup(test_rules_plan_exchange_is_for_plain_cartridges_and_clean_drives,
                               setup),
        cmocka_unit_test_setup(test_rules_plan_cartridge_may_lie_on_the_arm, setup),
        cmocka_unit_test_setup(test_rules_plan_mount_of_two_passes_when_both_are_loaded, setup),
        cmocka_unit_test_setup(test_rules_plan_mount_of_two_ends_with_the_first_that_fails, setup),
        cmocka_unit_test_setup(test_rules_plan_offline_mount_asks_until_it_comes_or_is_refused,
                               setup),
        cmocka_unit_test_setup(
            test_rules_plan_cartridge_in_doubt_is_looked_for_before_a_person_is_asked, setup),
        cmocka_unit_test_setup(test_rules_plan_mount_ends_with_the_error_of_its_row, setup),
        cmocka_unit_test_setup(test_rules_plan_mount_under_way_ends_with_the_error_of_its_row,
                               setup),
        cmocka_unit_test_setup(test_rules_plan_mount_waits_for_its_cartridge, setup),
        cmocka_unit_test_setup(test_rules_plan_two_mounts_of_a_cartridge_one_after_the_other,
                               setup),
        cmocka_unit_test_setup(test_rules_plan_full_library_asks_for_room, setup),
        cmocka_unit_test_setup(test_rules_plan_cartridge_without_home_takes_no_other_ones, setup),
        cmocka_unit_test_setup(test_rules_plan_free_label_is_written_when_loaded, setup),
        cmocka_unit_test_setup(test_rules_plan_visit_of_an_absent_cartridge_fails, setup),
        cmocka_unit_test_setup(test_rules_plan_standalone_drive_is_fed_by_hand, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
