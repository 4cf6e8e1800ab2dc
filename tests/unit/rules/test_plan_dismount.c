/* SPDX-License-Identifier: MIT */
/* Single plans of dismounts, of drives whose cartridge nobody needs, of inventories by labels. */
#include "unit/rules/mount_support.h"

static struct rules_request *mounted(uint32_t option)
{
    struct rules_request *own = add_request(MODEL_LM_DISMOUNT, 0);
    own->option = option;
    put_in_drive(0, 0, MODEL_DRIVESTATE_LOADED);
    return own;
}

static void test_rules_plan_deferred_dismount_passes_at_once(void **state)
{
    (void)state;
    mounted(MODEL_LM_DISMOUNT_LATER);
    world.robot_busy = true;
    drives[0].busy = true;
    make_plan();
    assert_finish(0, MODEL_LM_PASSED, 0);
}

static void test_rules_plan_immediate_dismount_takes_the_cartridge_home(void **state)
{
    (void)state;
    mounted(MODEL_LM_DISMOUNT_NOW);
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_UNLOAD);
    drives[0].loaded = false;
    drives[0].state = MODEL_DRIVESTATE_UNLOADED;
    make_plan();
    assert_move(0, RULES_PLACE_DRIVE, 0, RULES_PLACE_SLOT, 0, false);
    media[0].sides = 2;
    media[0].inverted = true;
    make_plan();
    assert_move(0, RULES_PLACE_DRIVE, 0, RULES_PLACE_SLOT, 0, true);
    doors[0].unlocked = true;
    world.housekeeping_after = world.now + 1;
    make_plan();
    assert_wait(0, RULES_WAIT_DOOR, MODEL_LM_WAITING);
    media[0].place = media[0].home;
    drives[0].content = RULES_CONTENT_EMPTY;
    make_plan();
    assert_finish(0, MODEL_LM_PASSED, 0);
}

/* PROMISE: DismountNtmsMedia/room */
static void test_rules_plan_immediate_dismount_finds_another_slot(void **state)
{
    (void)state;
    struct rules_request *own = mounted(MODEL_LM_DISMOUNT_NOW);
    slots[0].content = RULES_CONTENT_DATA;
    slots[2].content = RULES_CONTENT_EMPTY;
    drives[0].loaded = false;
    make_plan();
    assert_move(0, RULES_PLACE_DRIVE, 0, RULES_PLACE_SLOT, 2, false);
    slots[2].content = RULES_CONTENT_DATA;
    drives[0].loaded = true; /* not unloaded for nothing */
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_ASK_OPERATOR);
    own->operator_state = RULES_OPERATOR_REFUSED;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, 4320);
}

/* PROMISE: DismountNtmsMedia/open */
static void test_rules_plan_dismount_of_an_open_medium_fails_after_five_seconds(void **state)
{
    (void)state;
    struct rules_request *own = mounted(MODEL_LM_DISMOUNT_NOW);
    drives[0].in_use = true;
    drives[0].in_use_until = world.now + 1000;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_STAGE);
    assert_int_equal(step_of(0)->stage, RULES_STAGE_RESERVED);
    own->stage = RULES_STAGE_RESERVED;
    own->stage_since = world.now;
    make_plan();
    assert_wait(0, RULES_WAIT_DRIVE, MODEL_LM_INPROCESS);
    assert_int_equal(plan.wake_at, world.now + 1000);
    world.now += 1000;
    drives[0].in_use = false;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_UNLOAD);
    drives[0].in_use = true;
    drives[0].in_use_until = world.now + 90000;
    make_plan();
    assert_int_equal(plan.wake_at, own->stage_since + 5000);
    world.now = own->stage_since + 5000;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, 170);
}

static void test_rules_plan_dismount_ends_with_the_error_of_its_row(void **state)
{
    (void)state;
    struct rules_request *own = mounted(MODEL_LM_DISMOUNT_NOW);
    drives[0].present = false;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, 4319);
    drives[0].present = true;
    drives[0].busy = true;
    make_plan();
    assert_wait(0, RULES_WAIT_DRIVE, MODEL_LM_INPROCESS);
    drives[0].busy = false;
    own->cancel_requested = true;
    make_plan();
    assert_finish(0, MODEL_LM_CANCELLED, 0);
    drives[0].loaded = false; /* too late */
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_MOVE);
    own->cancel_requested = false;
    drives[0].content = RULES_CONTENT_UNKNOWN;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_LOOK);
    own->option = 2;
    make_plan();
    assert_finish(0, MODEL_LM_INVALID, 4317);
    own->option = MODEL_LM_DISMOUNT_NOW;
    own->medium = RULES_NONE;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, 4300);
}

static void test_rules_plan_dismount_comes_before_the_mount_that_wants_its_drive(void **state)
{
    (void)state;
    mounted(MODEL_LM_DISMOUNT_NOW);
    drives[1].enabled = false;
    add_request(MODEL_LM_MOUNT, 0);
    add_request(MODEL_LM_MOUNT, 1);
    drives[0].state = MODEL_DRIVESTATE_UNLOADED;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_UNLOAD);
    assert_wait(1, RULES_WAIT_MEDIUM, MODEL_LM_WAITING);
    assert_wait(2, RULES_WAIT_DRIVE, MODEL_LM_WAITING);
    /* A deferred one is taken over where it is. */
    requests[0].state = MODEL_LM_PASSED;
    drives[0].state = MODEL_DRIVESTATE_DISMOUNTABLE;
    drives[0].dismount_after = world.now + 300000;
    make_plan();
    assert_int_equal(step_of(1)->kind, RULES_STEP_RESERVE);
    requests[1].state = MODEL_LM_PASSED;
    make_plan();
    assert_int_equal(step_of(2)->kind, RULES_STEP_RESERVE);
}

/* PROMISE: DismountNtmsMedia/idle */
static void test_rules_plan_idle_cartridge_goes_home_when_it_is_time(void **state)
{
    (void)state;
    put_in_drive(0, 1, MODEL_DRIVESTATE_DISMOUNTABLE);
    drives[1].dismount_after = world.now + 300;
    make_plan();
    assert_int_equal(plan.step_count, 0);
    assert_int_equal(plan.wake_at, world.now + 300);
    world.now += 300;
    make_plan();
    assert_int_equal(step_of(RULES_NONE)->kind, RULES_STEP_UNLOAD);
    drives[1].in_use = true;
    drives[1].in_use_until = world.now + 4;
    make_plan();
    assert_int_equal(plan.step_count, 0);
    assert_int_equal(plan.wake_at, world.now + 4);
    drives[1].in_use = false;
    drives[1].loaded = false;
    make_plan();
    assert_move(RULES_NONE, RULES_PLACE_DRIVE, 1, RULES_PLACE_SLOT, 0, false);
    media[0].sides = 2;
    media[0].inverted = true;
    make_plan();
    assert_move(RULES_NONE, RULES_PLACE_DRIVE, 1, RULES_PLACE_SLOT, 0, true);
    slots[0].content = RULES_CONTENT_DATA; /* no room: it stays, and is not unloaded for nothing */
    drives[1].loaded = true;
    make_plan();
    assert_int_equal(plan.step_count, 0);
}

/* PROMISE: DismountNtmsMedia/idle */
static void test_rules_plan_only_idle_cartridges_go_home(void **state)
{
    (void)state;
    static const struct {
        uint32_t state;
        bool goes;
    } ROWS[] = {{MODEL_DRIVESTATE_DISMOUNTED, false},    {MODEL_DRIVESTATE_MOUNTED, true},
                {MODEL_DRIVESTATE_LOADED, false},        {MODEL_DRIVESTATE_UNLOADED, true},
                {MODEL_DRIVESTATE_BEING_CLEANED, false}, {MODEL_DRIVESTATE_DISMOUNTABLE, true}};
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        setup(NULL);
        put_in_drive(0, 1, ROWS[i].state);
        make_plan();
        assert_int_equal(plan.step_count, ROWS[i].goes ? 1 : 0);
        world.standalone = true;
        make_plan();
        assert_int_equal(plan.step_count, 0);
    }
    setup(NULL); /* a cartridge without a record */
    put_in_drive(0, 1, MODEL_DRIVESTATE_DISMOUNTABLE);
    drives[1].medium = RULES_NONE;
    drives[1].loaded = false;
    make_plan();
    assert_move(RULES_NONE, RULES_PLACE_DRIVE, 1, RULES_PLACE_SLOT, 0, false);
    drives[1].medium = 0; /* a request wants it: it will take care of it */
    add_request(MODEL_LM_MOUNT, 0);
    add_request(MODEL_LM_MOUNT, 1)->group = 0;
    drives[0].busy = true;
    make_plan();
    assert_int_equal(plan.step_count, 2);
    assert_wait(0, RULES_WAIT_DRIVE, MODEL_LM_WAITING);
}

static void test_rules_plan_requests_have_the_robot_before_idle_cartridges(void **state)
{
    (void)state;
    put_in_drive(0, 1, MODEL_DRIVESTATE_DISMOUNTABLE);
    drives[1].loaded = false;
    add_reserved(MODEL_LM_MOUNT, 1, 0);
    make_plan();
    assert_int_equal(plan.step_count, 1);
    assert_move(0, RULES_PLACE_SLOT, 1, RULES_PLACE_DRIVE, 0, false);
    drives[1].loaded = true; /* the drive's own work does not need the robot */
    make_plan();
    assert_int_equal(step_of(RULES_NONE)->kind, RULES_STEP_UNLOAD);
}

static void test_rules_plan_cleaning_waits_for_a_held_drive(void **state)
{
    (void)state;
    add_request(MODEL_LM_CLEANDRIVE, RULES_NONE)->drive = 0;
    put_in_drive(0, 0, MODEL_DRIVESTATE_LOADED);
    make_plan();
    assert_wait(0, RULES_WAIT_DRIVE, MODEL_LM_WAITING);
    drives[0].state = MODEL_DRIVESTATE_DISMOUNTABLE;
    drives[0].dismount_after = world.now + 300000; /* ended early when the drive is needed */
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_UNLOAD);
    add_reserved(MODEL_LM_MOUNT, 0, 0);
    make_plan();
    assert_wait(0, RULES_WAIT_DRIVE, MODEL_LM_WAITING);
    assert_int_equal(step_of(1)->kind, RULES_STEP_LOAD);
    requests[1].state = MODEL_LM_FAILED;
    media[0].sides = 2;
    media[0].inverted = true;
    drives[0].loaded = false;
    make_plan();
    assert_move(0, RULES_PLACE_DRIVE, 0, RULES_PLACE_SLOT, 0, true);
}

static void test_rules_plan_inventory_by_labels_visits_cartridge_by_cartridge(void **state)
{
    (void)state;
    struct rules_request *own = add_request(MODEL_LM_INVENTORY, RULES_NONE);
    own->option = MODEL_INVENTORY_OMID;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_INVENTORY);
    assert_int_equal(step_of(0)->stage, RULES_STAGE_IDENTIFYING);
    own->stage = RULES_STAGE_IDENTIFYING;
    own->state = MODEL_LM_INPROCESS;
    own->more = true;
    own->children = 2 * DRIVES - 1;
    world.robot_busy = true; /* only records */
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_IDENTIFY);
    assert_int_equal(step_of(0)->stage, RULES_STAGE_IDENTIFYING);
    own->children = 2 * DRIVES;
    make_plan();
    assert_wait(0, RULES_WAIT_OTHERS, MODEL_LM_INPROCESS);
    own->more = false;
    own->children = 1;
    make_plan();
    assert_wait(0, RULES_WAIT_OTHERS, MODEL_LM_INPROCESS);
    own->children = 0;
    make_plan();
    assert_finish(0, MODEL_LM_PASSED, 0);
    own->more = true;
    own->stop_requested = true;
    make_plan();
    assert_finish(0, MODEL_LM_STOPPED, 0);
    own->cancel_requested = true;
    make_plan();
    assert_finish(0, MODEL_LM_CANCELLED, 0);
}

static void test_rules_plan_fast_inventory_is_one_look(void **state)
{
    (void)state;
    struct rules_request *own = add_request(MODEL_LM_INVENTORY, RULES_NONE);
    own->option = MODEL_INVENTORY_FAST;
    own->more = true;
    make_plan();
    assert_int_equal(step_of(0)->stage, RULES_STAGE_INVENTORIED);
    own->stage = RULES_STAGE_INVENTORIED;
    make_plan();
    assert_finish(0, MODEL_LM_PASSED, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_rules_plan_deferred_dismount_passes_at_once, setup),
        cmocka_unit_test_setup(test_rules_plan_immediate_dismount_takes_the_cartridge_home, setup),
        cmocka_unit_test_setup(test_rules_plan_immediate_dismount_finds_another_slot, setup),
        cmocka_unit_test_setup(test_rules_plan_dismount_of_an_open_medium_fails_after_five_seconds,
                               setup),
        cmocka_unit_test_setup(test_rules_plan_dismount_ends_with_the_error_of_its_row, setup),
        cmocka_unit_test_setup(test_rules_plan_dismount_comes_before_the_mount_that_wants_its_drive,
                               setup),
        cmocka_unit_test_setup(test_rules_plan_idle_cartridge_goes_home_when_it_is_time, setup),
        cmocka_unit_test_setup(test_rules_plan_only_idle_cartridges_go_home, setup),
        cmocka_unit_test_setup(test_rules_plan_requests_have_the_robot_before_idle_cartridges,
                               setup),
        cmocka_unit_test_setup(test_rules_plan_cleaning_waits_for_a_held_drive, setup),
        cmocka_unit_test_setup(test_rules_plan_inventory_by_labels_visits_cartridge_by_cartridge,
                               setup),
        cmocka_unit_test_setup(test_rules_plan_fast_inventory_is_one_look, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
