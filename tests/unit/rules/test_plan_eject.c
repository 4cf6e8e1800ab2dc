/* SPDX-License-Identifier: MIT */
/* Single plans of EJECT: cartridges that go out through the ports. */
#include "unit/rules/mount_support.h"

/* Another request of the same call, which the first one began; cartridge n lies in slot n. */
static struct rules_request *eject(uint32_t medium)
{
    struct rules_request *own = add_request(MODEL_LM_EJECT, medium);
    own->group = 0;
    for (size_t i = 0; i < 2; i++) {
        ports[i].max_extend_seconds = 20;
        ports[i].looked_at = world.now;
    }
    return own;
}

/* Cartridge `medium` has been carried to a port. */
static void put_in_port(uint32_t medium, uint32_t port)
{
    slots[medium].content = RULES_CONTENT_EMPTY;
    media[medium].place = (struct rules_place){RULES_PLACE_PORT, port};
    ports[port].content = RULES_CONTENT_DATA;
}

static struct rules_request *eject_in_port(uint32_t medium, uint32_t port)
{
    struct rules_request *own = eject(medium);
    put_in_port(medium, port);
    own->stage = RULES_STAGE_IN_PORT;
    own->state = MODEL_LM_INPROCESS;
    return own;
}

static void open_ports(bool open)
{
    for (size_t i = 0; i < world.port_count; i++) {
        ports[i].extended = open;
        ports[i].extended_since = open ? world.now : 0;
        ports[i].looked_at = world.now;
    }
    for (size_t i = 0; i < world.request_count; i++) {
        requests[i].stage = open ? RULES_STAGE_PORT_OPEN : RULES_STAGE_PORT_CLOSED;
        requests[i].stage_since = world.now;
    }
}

static void assert_step(uint32_t request, enum rules_step_kind kind, enum rules_stage stage)
{
    const struct rules_step *step = step_of(request);
    assert_int_equal(step->kind, kind);
    assert_int_equal(step->stage, stage);
}

static void test_rules_plan_eject_carries_out_and_opens(void **state)
{
    (void)state;
    struct rules_request *own = eject(2);
    make_plan();
    assert_move(0, RULES_PLACE_SLOT, 2, RULES_PLACE_PORT, 0, false);
    assert_int_equal(step_of(0)->stage, RULES_STAGE_IN_PORT);
    put_in_port(2, 0);
    own->stage = RULES_STAGE_IN_PORT;
    make_plan();
    assert_step(0, RULES_STEP_OPEN_PORT, RULES_STAGE_PORT_OPEN);
    assert_int_equal(step_of(0)->port, RULES_NONE);
    open_ports(true);
    make_plan();
    assert_wait(0, RULES_WAIT_OPERATOR, MODEL_LM_INPROCESS);
    ports[0].content = RULES_CONTENT_EMPTY; /* taken */
    make_plan();
    assert_step(0, RULES_STEP_CLOSE_PORT, RULES_STAGE_PORT_CLOSED);
    open_ports(false);
    make_plan();
    assert_finish(0, MODEL_LM_PASSED, 0);
}

static void test_rules_plan_eject_of_a_call_has_one_turn(void **state)
{
    (void)state;
    world.port_count = 2;
    eject_in_port(0, 0);
    eject(1);
    make_plan();
    assert_wait(0, RULES_WAIT_OTHERS, MODEL_LM_WAITING);
    assert_move(1, RULES_PLACE_SLOT, 1, RULES_PLACE_PORT, 1, false);
    put_in_port(1, 1);
    requests[1].stage = RULES_STAGE_IN_PORT;
    eject(2); /* no port is left for the third one */
    make_plan();
    assert_step(0, RULES_STEP_OPEN_PORT, RULES_STAGE_PORT_OPEN);
    assert_wait(1, RULES_WAIT_OTHERS, MODEL_LM_WAITING);
    assert_wait(2, RULES_WAIT_OTHERS, MODEL_LM_WAITING);
    world.request_count = 2;
    open_ports(true);
    ports[0].content = RULES_CONTENT_EMPTY;
    make_plan(); /* one is taken, the other is waited for */
    assert_wait(0, RULES_WAIT_OPERATOR, MODEL_LM_INPROCESS);
    assert_wait(1, RULES_WAIT_OPERATOR, MODEL_LM_INPROCESS);
    world.now += 40000;
    make_plan();
    assert_step(0, RULES_STEP_CLOSE_PORT, RULES_STAGE_PORT_CLOSED);
    open_ports(false);
    make_plan();
    assert_finish(0, MODEL_LM_PASSED, 0);
    assert_move(1, RULES_PLACE_PORT, 1, RULES_PLACE_SLOT, 1, false);
}

/* PROMISE: EjectNtmsMedia/time-out */
static void test_rules_plan_eject_not_taken_goes_home(void **state)
{
    (void)state;
    struct rules_request *own = eject_in_port(1, 0);
    open_ports(true);
    world.now += 20000;
    ports[0].looked_at = world.now;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_ASK_OPERATOR);
    assert_int_equal(step_of(0)->opreq_command, MODEL_OPREQ_DEVICESERVICE);
    assert_int_equal(step_of(0)->opreq_arg_type, MODEL_IEPORT);
    open_ports(false);
    make_plan();
    assert_move(0, RULES_PLACE_PORT, 0, RULES_PLACE_SLOT, 1, false);
    slots[1].content = RULES_CONTENT_DATA;
    media[1].place = media[1].home;
    ports[0].content = RULES_CONTENT_EMPTY;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, BASE_ERROR_TIMEOUT);
    own->stop_requested = true;
    make_plan();
    assert_finish(0, MODEL_LM_STOPPED, 0);
    own->cancel_requested = true;
    make_plan();
    assert_finish(0, MODEL_LM_CANCELLED, 0);
}

/* PROMISE: EjectNtmsMedia/exchanged */
static void test_rules_plan_eject_exchanged_cartridge_has_left(void **state)
{
    (void)state;
    eject_in_port(1, 0);
    open_ports(true);
    ports[0].stranger = true; /* he took it and left another one */
    make_plan();
    assert_step(0, RULES_STEP_CLOSE_PORT, RULES_STAGE_PORT_CLOSED);
    open_ports(false);
    make_plan();
    assert_finish(0, MODEL_LM_PASSED, 0);
    ports[0].content = RULES_CONTENT_UNKNOWN;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_LOOK);
}

/* A look of another request sees that it is gone before the turn is over. */
static void test_rules_plan_eject_missed_meanwhile_has_left(void **state)
{
    (void)state;
    world.port_count = 2;
    eject_in_port(0, 0);
    eject_in_port(1, 1);
    open_ports(true);
    ports[0].content = RULES_CONTENT_EMPTY;
    media[0].place = AWAY;
    make_plan();
    assert_wait(0, RULES_WAIT_OPERATOR, MODEL_LM_INPROCESS);
    assert_wait(1, RULES_WAIT_OPERATOR, MODEL_LM_INPROCESS);
    ports[1].content = RULES_CONTENT_EMPTY;
    media[1].place = AWAY;
    make_plan();
    assert_step(0, RULES_STEP_CLOSE_PORT, RULES_STAGE_PORT_CLOSED);
    open_ports(false);
    make_plan();
    assert_finish(0, MODEL_LM_PASSED, 0);
    assert_finish(1, MODEL_LM_PASSED, 0);
}

static void test_rules_plan_eject_leaves_a_drive_straight(void **state)
{
    (void)state;
    eject(0);
    put_in_drive(0, 1, MODEL_DRIVESTATE_DISMOUNTABLE);
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_UNLOAD);
    assert_int_equal(step_of(0)->drive, 1);
    drives[1].loaded = false;
    make_plan();
    assert_move(0, RULES_PLACE_DRIVE, 1, RULES_PLACE_PORT, 0, false);
    media[0].sides = 2;
    media[0].inverted = true;
    make_plan();
    assert_move(0, RULES_PLACE_DRIVE, 1, RULES_PLACE_PORT, 0, true);
    drives[1].present = false;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, BASE_ERROR_DEVICE_NOT_AVAILABLE);
}

static void test_rules_plan_eject_waits_for_who_has_the_cartridge(void **state)
{
    (void)state;
    struct rules_request *own = eject(0);
    put_in_drive(0, 0, MODEL_DRIVESTATE_LOADED); /* a program's */
    make_plan();
    assert_wait(0, RULES_WAIT_MEDIUM, MODEL_LM_WAITING);
    drives[0].state = MODEL_DRIVESTATE_DISMOUNTABLE;
    drives[0].in_use = true;
    drives[0].in_use_until = world.now + 700;
    make_plan();
    assert_wait(0, RULES_WAIT_MEDIUM, MODEL_LM_WAITING);
    assert_int_equal(plan.wake_at, world.now + 700);
    drives[0].in_use = false;
    struct rules_request *mount = add_reserved(MODEL_LM_MOUNT, 0, 0);
    make_plan();
    assert_wait(0, RULES_WAIT_MEDIUM, MODEL_LM_WAITING);
    assert_int_equal(step_of(1)->kind, RULES_STEP_LOAD);
    /* The other way round: what is leaving cannot be mounted. */
    put_in_port(0, 0);
    drives[0].content = RULES_CONTENT_EMPTY;
    own->stage = RULES_STAGE_IN_PORT;
    mount->stage = RULES_STAGE_START;
    make_plan();
    assert_step(0, RULES_STEP_OPEN_PORT, RULES_STAGE_PORT_OPEN);
    assert_wait(1, RULES_WAIT_MEDIUM, MODEL_LM_WAITING);
}

/* PROMISE: EjectNtmsMedia/force */
static void test_rules_plan_eject_by_force_has_five_seconds(void **state)
{
    (void)state;
    struct rules_request *own = eject(0);
    own->option = MODEL_LM_FORCEIMMEDIATE;
    put_in_drive(0, 0, MODEL_DRIVESTATE_LOADED);
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_UNLOAD);
    drives[0].in_use = true;
    drives[0].in_use_until = world.now + 700;
    make_plan();
    assert_step(0, RULES_STEP_STAGE, RULES_STAGE_RESERVED);
    own->stage = RULES_STAGE_RESERVED;
    own->stage_since = world.now;
    make_plan();
    assert_wait(0, RULES_WAIT_MEDIUM, MODEL_LM_WAITING);
    drives[0].in_use = false;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_UNLOAD);
    drives[0].in_use = true;
    world.now += 5000;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, BASE_ERROR_BUSY);
    drives[0].in_use = drives[0].loaded = false; /* it let go */
    make_plan();
    assert_move(0, RULES_PLACE_DRIVE, 0, RULES_PLACE_PORT, 0, false);
}

static void test_rules_plan_eject_full_port_is_given_to_the_operator(void **state)
{
    (void)state;
    struct rules_request *own = eject(0);
    ports[0].content = RULES_CONTENT_DATA; /* somebody's */
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_ASK_OPERATOR);
    own->operator_state = RULES_OPERATOR_OPEN;
    make_plan();
    assert_step(0, RULES_STEP_OPEN_PORT, RULES_STAGE_PORT_OPEN);
    open_ports(true);
    make_plan();
    assert_wait(0, RULES_WAIT_OPERATOR, MODEL_LM_WAITING);
    ports[0].content = RULES_CONTENT_EMPTY;
    make_plan();
    assert_step(0, RULES_STEP_CLOSE_PORT, RULES_STAGE_START);
    ports[0].content = RULES_CONTENT_DATA;
    own->operator_state = RULES_OPERATOR_REFUSED;
    make_plan();
    assert_step(0, RULES_STEP_CLOSE_PORT, RULES_STAGE_PORT_CLOSED);
    open_ports(false);
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, BASE_ERROR_REQUEST_REFUSED);
    own->operator_state = RULES_OPERATOR_NONE;
    own->stage = RULES_STAGE_START;
    ports[0].content = RULES_CONTENT_UNKNOWN;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_LOOK);
}

static void test_rules_plan_eject_calls_take_turns(void **state)
{
    (void)state;
    world.port_count = 2;
    eject_in_port(0, 0);
    eject(1)->group = 1;
    add_request(MODEL_LM_INJECT, RULES_NONE);
    make_plan();
    assert_step(0, RULES_STEP_OPEN_PORT, RULES_STAGE_PORT_OPEN);
    assert_wait(1, RULES_WAIT_PORT, MODEL_LM_WAITING);
    assert_wait(2, RULES_WAIT_PORT, MODEL_LM_WAITING);
}

/* What a cancelled or interrupted eject left in the port is carried home, what a person put there
 * is not. */
static void test_rules_plan_eject_leftover_goes_home(void **state)
{
    (void)state;
    put_in_port(1, 0);
    make_plan();
    assert_int_equal(plan.step_count, 1);
    assert_move(RULES_NONE, RULES_PLACE_PORT, 0, RULES_PLACE_SLOT, 1, false);
    ports[0].stranger = true;
    make_plan();
    assert_int_equal(plan.step_count, 0);
    ports[0].stranger = false;
    media[1].home = AWAY;
    make_plan();
    assert_int_equal(plan.step_count, 0);
}

static void test_rules_plan_eject_ends_that_have_no_work(void **state)
{
    (void)state;
    struct rules_request *own = eject(0);
    own->stop_requested = true;
    make_plan();
    assert_finish(0, MODEL_LM_STOPPED, 0);
    own->stop_requested = false;
    own->medium = MEDIA;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, BASE_ERROR_INVALID_MEDIA);
    own->medium = 0;
    media[0].place = AWAY;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, BASE_ERROR_MEDIA_OFFLINE);
    world.port_count = 0;
    make_plan();
    assert_finish(0, MODEL_LM_FAILED, BASE_ERROR_RESOURCE_NOT_PRESENT);
    own->stage = RULES_STAGE_DOOR_OPEN;
    make_plan();
    assert_finish(0, MODEL_LM_INVALID, BASE_ERROR_INVALID_OPERATION);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_rules_plan_eject_carries_out_and_opens, setup),
        cmocka_unit_test_setup(test_rules_plan_eject_of_a_call_has_one_turn, setup),
        cmocka_unit_test_setup(test_rules_plan_eject_not_taken_goes_home, setup),
        cmocka_unit_test_setup(test_rules_plan_eject_exchanged_cartridge_has_left, setup),
        cmocka_unit_test_setup(test_rules_plan_eject_missed_meanwhile_has_left, setup),
        cmocka_unit_test_setup(test_rules_plan_eject_leaves_a_drive_straight, setup),
        cmocka_unit_test_setup(test_rules_plan_eject_waits_for_who_has_the_cartridge, setup),
        cmocka_unit_test_setup(test_rules_plan_eject_by_force_has_five_seconds, setup),
        cmocka_unit_test_setup(test_rules_plan_eject_full_port_is_given_to_the_operator, setup),
        cmocka_unit_test_setup(test_rules_plan_eject_calls_take_turns, setup),
        cmocka_unit_test_setup(test_rules_plan_eject_leftover_goes_home, setup),
        cmocka_unit_test_setup(test_rules_plan_eject_ends_that_have_no_work, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
