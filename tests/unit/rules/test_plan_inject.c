/* SPDX-License-Identifier: MIT */
/* Single plans of INJECT: cartridges that come in through the ports. */
#include "unit/rules/mount_support.h"

/* Slot 3 is free; request 0 is an inject. */
static struct rules_request *inject(uint32_t option)
{
    slots[3].content = RULES_CONTENT_EMPTY;
    media[3].place = media[3].home = AWAY;
    struct rules_request *own = add_request(MODEL_LM_INJECT, RULES_NONE);
    own->option = option;
    ports[0].max_extend_seconds = ports[1].max_extend_seconds = 20;
    ports[0].looked_at = ports[1].looked_at = world.now;
    return own;
}

static void extend(struct rules_request *own, bool extended)
{
    own->stage = extended ? RULES_STAGE_PORT_OPEN : RULES_STAGE_PORT_CLOSED;
    own->stage_since = world.now;
    own->state = MODEL_LM_INPROCESS;
    for (size_t i = 0; i < world.port_count; i++) {
        ports[i].extended = extended;
        ports[i].extended_since = extended ? world.now : 0;
    }
}

static void assert_port_step(enum rules_step_kind kind, enum rules_stage stage)
{
    make_plan();
    const struct rules_step *step = step_of(0);
    assert_int_equal(step->kind, kind);
    assert_int_equal(step->stage, stage);
    assert_int_equal(step->port, RULES_NONE);
}

static void assert_ask(void)
{
    make_plan();
    const struct rules_step *step = step_of(0);
    assert_int_equal(step->kind, RULES_STEP_ASK_OPERATOR);
    assert_int_equal(step->opreq_command, MODEL_OPREQ_DEVICESERVICE);
    assert_int_equal(step->opreq_arg_type, MODEL_IEPORT);
    assert_int_equal(step->state, MODEL_LM_WAITING);
}

static void assert_end(uint32_t state, base_error error)
{
    make_plan();
    assert_finish(0, state, error);
}

static void test_rules_plan_inject_single_port_takes_one_load(void **state)
{
    (void)state;
    struct rules_request *own = inject(MODEL_LM_IMMEDIATE);
    assert_port_step(RULES_STEP_OPEN_PORT, RULES_STAGE_PORT_OPEN);
    extend(own, true);
    make_plan();
    assert_wait(0, RULES_WAIT_OPERATOR, MODEL_LM_INPROCESS);
    assert_int_equal(plan.wake_at, world.now + 500);
    ports[0].content = RULES_CONTENT_DATA;
    assert_port_step(RULES_STEP_CLOSE_PORT, RULES_STAGE_PORT_CLOSED);
    extend(own, false);
    make_plan();
    assert_move(0, RULES_PLACE_PORT, 0, RULES_PLACE_SLOT, 3, false);
    ports[0].content = RULES_CONTENT_EMPTY;
    slots[3].content = RULES_CONTENT_DATA;
    own->caught = 1;
    assert_end(MODEL_LM_PASSED, 0);
}

static void test_rules_plan_inject_several_ports_are_not_watched(void **state)
{
    (void)state;
    world.port_count = 2;
    struct rules_request *own = inject(MODEL_LM_IMMEDIATE);
    slots[2].content = RULES_CONTENT_EMPTY;
    media[2].place = media[2].home = AWAY;
    extend(own, true);
    ports[1].content = RULES_CONTENT_DATA;
    make_plan();
    assert_wait(0, RULES_WAIT_OPERATOR, MODEL_LM_INPROCESS);
    own->stop_requested = true;
    assert_port_step(RULES_STEP_CLOSE_PORT, RULES_STAGE_PORT_CLOSED);
    extend(own, false);
    ports[0].content = RULES_CONTENT_DATA;
    make_plan(); /* came in before the stop: put away */
    assert_move(0, RULES_PLACE_PORT, 0, RULES_PLACE_SLOT, 2, false);
    ports[0].content = ports[1].content = RULES_CONTENT_EMPTY;
    own->caught = 2;
    assert_end(MODEL_LM_PASSED, 0);
}

/* PROMISE: InjectNtmsMedia/time-out */
static void test_rules_plan_inject_nothing_came_ends_by_its_cause(void **state)
{
    (void)state;
    struct rules_request *own = inject(MODEL_LM_IMMEDIATE);
    extend(own, true);
    world.now += 20000;
    ports[0].looked_at = world.now;
    assert_ask();
    own->operator_state = RULES_OPERATOR_OPEN;
    make_plan();
    assert_wait(0, RULES_WAIT_OPERATOR, MODEL_LM_WAITING);
    world.now += 20000;
    assert_port_step(RULES_STEP_CLOSE_PORT, RULES_STAGE_PORT_CLOSED);
    extend(own, false);
    assert_end(MODEL_LM_FAILED, BASE_ERROR_TIMEOUT);
    own->operator_state = RULES_OPERATOR_REFUSED;
    assert_end(MODEL_LM_FAILED, BASE_ERROR_REQUEST_REFUSED);
    own->stop_requested = true;
    assert_end(MODEL_LM_STOPPED, 0);
    own->cancel_requested = true;
    assert_end(MODEL_LM_CANCELLED, 0);
}

static void test_rules_plan_inject_many_opens_again(void **state)
{
    (void)state;
    struct rules_request *own = inject(MODEL_LM_INJECTMANY);
    extend(own, false);
    own->caught = 1; /* one came in this turn */
    assert_port_step(RULES_STEP_OPEN_PORT, RULES_STAGE_PORT_OPEN);
    own->argument = 1; /* none came in this turn: its time was over */
    assert_end(MODEL_LM_PASSED, 0);
    own->retract_requested = true;
    assert_port_step(RULES_STEP_OPEN_PORT, RULES_STAGE_PORT_OPEN);
    own->stop_requested = true;
    assert_end(MODEL_LM_PASSED, 0);
    own->caught = own->argument = 0;
    assert_end(MODEL_LM_STOPPED, 0);
    own->stop_requested = own->retract_requested = false;
    assert_end(MODEL_LM_FAILED, BASE_ERROR_TIMEOUT);
}

static void test_rules_plan_inject_retract_shuts_the_ports(void **state)
{
    (void)state;
    world.port_count = 2;
    struct rules_request *own = inject(MODEL_LM_INJECTMANY);
    extend(own, true);
    own->retract_requested = true;
    assert_port_step(RULES_STEP_CLOSE_PORT, RULES_STAGE_PORT_CLOSED);
}

/* PROMISE: InjectNtmsMedia/surplus */
static void test_rules_plan_inject_surplus_waits_for_room(void **state)
{
    (void)state;
    struct rules_request *own = inject(MODEL_LM_IMMEDIATE);
    world.looked_at = world.now;
    slots[3].content = RULES_CONTENT_DATA;
    extend(own, false);
    ports[0].content = RULES_CONTENT_DATA;
    assert_ask();
    own->operator_state = RULES_OPERATOR_OPEN;
    assert_port_step(RULES_STEP_OPEN_PORT, RULES_STAGE_PORT_CLOSED);
    ports[0].extended = true;
    make_plan(); /* no housekeeping shuts it */
    assert_int_equal(plan.step_count, 1);
    assert_wait(0, RULES_WAIT_OPERATOR, MODEL_LM_WAITING);
    world.now += 30000;
    ports[0].looked_at = world.now;
    make_plan(); /* is there room now? */
    assert_int_equal(step_of(0)->kind, RULES_STEP_LOOK);
    assert_int_equal(step_of(0)->look, RULES_LOOK_LIBRARY);
    slots[1].content = RULES_CONTENT_EMPTY;
    media[1].place = AWAY;
    assert_port_step(RULES_STEP_CLOSE_PORT, RULES_STAGE_PORT_CLOSED);
    ports[0].extended = false;
    make_plan();
    assert_move(0, RULES_PLACE_PORT, 0, RULES_PLACE_SLOT, 1, false);
    slots[1].content = RULES_CONTENT_DATA; /* or he takes it out */
    ports[0].extended = true;
    ports[0].content = RULES_CONTENT_EMPTY;
    assert_port_step(RULES_STEP_CLOSE_PORT, RULES_STAGE_PORT_CLOSED);
    ports[0].extended = false;
    assert_end(MODEL_LM_FAILED, BASE_ERROR_LIBRARY_FULL);
}

static void test_rules_plan_inject_surplus_stays_after_a_stop(void **state)
{
    (void)state;
    struct rules_request *own = inject(MODEL_LM_IMMEDIATE);
    slots[3].content = RULES_CONTENT_DATA;
    extend(own, false);
    ports[0].content = RULES_CONTENT_DATA;
    own->operator_state = RULES_OPERATOR_COMPLETE; /* done, he says: look first */
    own->operator_since = world.now;
    world.looked_at = world.now - 5000;
    make_plan();
    assert_int_equal(step_of(0)->kind, RULES_STEP_LOOK);
    world.looked_at = world.now + 1;
    assert_ask();
    own->stop_requested = true;
    assert_end(MODEL_LM_STOPPED, 0);
    own->caught = 1;
    assert_end(MODEL_LM_PASSED, 0);
}

/* PROMISE: InjectNtmsMedia/cleaning-cartridge */
static void test_rules_plan_inject_leaves_a_cleaning_cartridge(void **state)
{
    (void)state;
    struct rules_request *own = inject(MODEL_LM_IMMEDIATE);
    extend(own, true);
    ports[0].content = RULES_CONTENT_DATA;
    ports[0].is_cleaning = true;
    make_plan();
    assert_wait(0, RULES_WAIT_OPERATOR, MODEL_LM_INPROCESS);
    extend(own, false);
    assert_ask();
    own->operator_state = RULES_OPERATOR_REFUSED;
    assert_end(MODEL_LM_FAILED, BASE_ERROR_REQUEST_REFUSED);
}

/* The home of a cartridge that is in a drive is nobody else's. */
static void test_rules_plan_inject_keeps_homes_free(void **state)
{
    (void)state;
    struct rules_request *own = inject(MODEL_LM_IMMEDIATE);
    put_in_drive(1, 0, MODEL_DRIVESTATE_LOADED);
    extend(own, false);
    ports[0].content = RULES_CONTENT_DATA;
    make_plan();
    assert_move(0, RULES_PLACE_PORT, 0, RULES_PLACE_SLOT, 3, false);
    slots[3].content = RULES_CONTENT_DATA;
    world.looked_at = world.now;
    assert_ask();
}

static void test_rules_plan_inject_start_has_its_conditions(void **state)
{
    (void)state;
    struct rules_request *own = inject(MODEL_LM_IMMEDIATE);
    struct rules_request *other = add_request(MODEL_LM_INJECTCLEANER, RULES_NONE);
    other->stage = RULES_STAGE_PORT_OPEN;
    make_plan();
    assert_wait(0, RULES_WAIT_PORT, MODEL_LM_WAITING);
    world.request_count = 1;
    doors[0].open = true;
    make_plan();
    assert_wait(0, RULES_WAIT_DOOR, MODEL_LM_WAITING);
    doors[0].open = false;
    slots[3].content = RULES_CONTENT_DATA;
    assert_end(MODEL_LM_FAILED, BASE_ERROR_LIBRARY_FULL);
    world.port_count = 0;
    assert_end(MODEL_LM_FAILED, BASE_ERROR_RESOURCE_NOT_PRESENT);
    own->stop_requested = true;
    assert_end(MODEL_LM_STOPPED, 0);
    own->stage = RULES_STAGE_CLEANING;
    assert_end(MODEL_LM_INVALID, BASE_ERROR_INVALID_OPERATION);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_rules_plan_inject_single_port_takes_one_load, setup),
        cmocka_unit_test_setup(test_rules_plan_inject_several_ports_are_not_watched, setup),
        cmocka_unit_test_setup(test_rules_plan_inject_nothing_came_ends_by_its_cause, setup),
        cmocka_unit_test_setup(test_rules_plan_inject_many_opens_again, setup),
        cmocka_unit_test_setup(test_rules_plan_inject_retract_shuts_the_ports, setup),
        cmocka_unit_test_setup(test_rules_plan_inject_surplus_waits_for_room, setup),
        cmocka_unit_test_setup(test_rules_plan_inject_surplus_stays_after_a_stop, setup),
        cmocka_unit_test_setup(test_rules_plan_inject_leaves_a_cleaning_cartridge, setup),
        cmocka_unit_test_setup(test_rules_plan_inject_keeps_homes_free, setup),
        cmocka_unit_test_setup(test_rules_plan_inject_start_has_its_conditions, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
