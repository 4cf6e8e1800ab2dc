/* SPDX-License-Identifier: MIT */
/* Single plans of the requests that have an operator at the port or the door. */
#include "unit/rules/plan_support.h"

static struct rules_request *inject_at_port(void)
{
    struct rules_request *own = request(MODEL_LM_INJECTCLEANER);
    simulation_put(&library, CLEANER_SLOT, RULES_CONTENT_EMPTY);
    library.world.cleaner_present = false;
    own->stage = RULES_STAGE_PORT_OPEN;
    own->stage_since = library.world.now;
    library.ports[0].extended = true;
    library.ports[0].extended_since = library.world.now;
    library.ports[0].looked_at = library.world.now;
    return own;
}

static void test_rules_plan_inject_opens_the_port_and_waits(void **state)
{
    (void)state;
    struct rules_request *own = request(MODEL_LM_INJECTCLEANER);
    assert_finishes(MODEL_LM_FAILED, 5006); /* a cleaner is in the slot */
    library.world.cleaner_present = false;
    assert_finishes(MODEL_LM_PASSED, 0); /* the operator was faster than the turn */
    simulation_put(&library, CLEANER_SLOT, RULES_CONTENT_EMPTY);
    assert_step(RULES_STEP_OPEN_PORT, RULES_STAGE_PORT_OPEN);
    library.world.cleaner_slot = RULES_NONE;
    assert_finishes(MODEL_LM_FAILED, 4332);
    own->operation = MODEL_LM_MAXWORKITEM; /* done with this one */
    setup(NULL);
    inject_at_port();
    assert_waits(RULES_WAIT_OPERATOR, MODEL_LM_INPROCESS);
    assert_int_equal(plan.wake_at, library.world.now + 500);
    library.world.now += 500;
    assert_step(RULES_STEP_LOOK, RULES_STAGE_PORT_OPEN);
    assert_int_equal(steps[0].look, RULES_LOOK_PORT);
}

static void test_rules_plan_inject_full_port_is_shut_and_emptied(void **state)
{
    (void)state;
    struct rules_request *own = inject_at_port();
    simulation_put(&library, PORT, RULES_CONTENT_DATA);
    assert_step(RULES_STEP_CLOSE_PORT, RULES_STAGE_PORT_CLOSED);
    own->stage = RULES_STAGE_PORT_CLOSED;
    own->stop_requested = true; /* came in before the stop: it is put away */
    library.ports[0].extended = false;
    assert_moves(PORT, CLEANER_SLOT);
    assert_int_equal(steps[0].cargo, RULES_CONTENT_CLEANER);
    simulation_put(&library, PORT, RULES_CONTENT_EMPTY);
    simulation_put(&library, CLEANER_SLOT, RULES_CONTENT_CLEANER);
    assert_finishes(MODEL_LM_PASSED, 0);
}

static void test_rules_plan_inject_nothing_came_ends_by_its_cause(void **state)
{
    (void)state;
    struct rules_request *own = inject_at_port();
    library.world.now += 30000;
    library.ports[0].looked_at = library.world.now;
    assert_asks(MODEL_OPREQ_DEVICESERVICE, MODEL_IEPORT);
    own->operator_state = RULES_OPERATOR_OPEN;
    assert_waits(RULES_WAIT_OPERATOR, MODEL_LM_WAITING);
    library.world.now += 30000;
    assert_step(RULES_STEP_CLOSE_PORT, RULES_STAGE_PORT_CLOSED);
    own->stage = RULES_STAGE_PORT_CLOSED;
    library.ports[0].extended = false;
    assert_finishes(MODEL_LM_FAILED, 1460);
    own->operator_state = RULES_OPERATOR_REFUSED;
    assert_finishes(MODEL_LM_FAILED, 4320);
    own->stop_requested = true;
    assert_finishes(MODEL_LM_STOPPED, 0);
    own->cancel_requested = true;
    assert_finishes(MODEL_LM_CANCELLED, 0);
}

static void test_rules_plan_inject_port_without_limit_asks_at_once(void **state)
{
    (void)state;
    struct rules_request *own = inject_at_port();
    library.ports[0].max_extend_seconds = 0;
    assert_asks(MODEL_OPREQ_DEVICESERVICE, MODEL_IEPORT);
    own->operator_state = RULES_OPERATOR_OPEN;
    library.world.now += (int64_t)1000 * 60 * 60 * 24;
    library.ports[0].looked_at = library.world.now;
    assert_waits(RULES_WAIT_OPERATOR, MODEL_LM_WAITING);
    own->operator_state = RULES_OPERATOR_REFUSED;
    assert_step(RULES_STEP_CLOSE_PORT, RULES_STAGE_PORT_CLOSED);
}

static void test_rules_plan_eject_goes_out_through_the_port(void **state)
{
    (void)state;
    struct rules_request *own = request(MODEL_LM_EJECTCLEANER);
    assert_moves(CLEANER_SLOT, PORT);
    simulation_put(&library, CLEANER_SLOT, RULES_CONTENT_EMPTY);
    simulation_put(&library, PORT, RULES_CONTENT_CLEANER);
    assert_step(RULES_STEP_OPEN_PORT, RULES_STAGE_PORT_OPEN);
    own->stage = RULES_STAGE_PORT_OPEN;
    own->stage_since = library.ports[0].extended_since = library.world.now;
    library.ports[0].extended = true;
    library.ports[0].looked_at = library.world.now;
    assert_waits(RULES_WAIT_OPERATOR, MODEL_LM_INPROCESS);
    simulation_put(&library, PORT, RULES_CONTENT_EMPTY);
    assert_step(RULES_STEP_CLOSE_PORT, RULES_STAGE_PORT_CLOSED);
    own->stage = RULES_STAGE_PORT_CLOSED;
    library.ports[0].extended = false;
    assert_finishes(MODEL_LM_PASSED, 0);
}

static void test_rules_plan_eject_not_taken_goes_back(void **state)
{
    (void)state;
    struct rules_request *own = request(MODEL_LM_EJECTCLEANER);
    simulation_put(&library, CLEANER_SLOT, RULES_CONTENT_EMPTY);
    simulation_put(&library, PORT, RULES_CONTENT_CLEANER);
    own->stage = RULES_STAGE_PORT_OPEN;
    own->stage_since = library.ports[0].extended_since = library.world.now;
    library.ports[0].extended = true;
    own->stop_requested = true;
    assert_step(RULES_STEP_CLOSE_PORT, RULES_STAGE_PORT_CLOSED);
    own->stage = RULES_STAGE_PORT_CLOSED;
    library.ports[0].extended = false;
    assert_moves(PORT, CLEANER_SLOT);
    simulation_put(&library, PORT, RULES_CONTENT_EMPTY);
    simulation_put(&library, CLEANER_SLOT, RULES_CONTENT_CLEANER);
    assert_finishes(MODEL_LM_STOPPED, 0);
    own->stop_requested = false;
    assert_finishes(MODEL_LM_FAILED, 1460);
}

static void test_rules_plan_eject_obstacles(void **state)
{
    (void)state;
    struct rules_request *own = request(MODEL_LM_EJECTCLEANER);
    simulation_put(&library, PORT, RULES_CONTENT_DATA);
    library.ports[0].looked_at = library.world.now;
    assert_asks(MODEL_OPREQ_DEVICESERVICE, MODEL_IEPORT);
    own->operator_state = RULES_OPERATOR_REFUSED;
    assert_finishes(MODEL_LM_FAILED, 4320);
    own->operator_state = RULES_OPERATOR_NONE;
    simulation_put(&library, CLEANER_SLOT, RULES_CONTENT_EMPTY);
    assert_finishes(MODEL_LM_FAILED, 4306);
    library.world.port_count = library.world.door_count = 0;
    assert_finishes(MODEL_LM_FAILED, 4316);
    library.world.port_count = 1;
    cleaning_request();
    make_plan();
    assert_int_equal(steps[0].kind, RULES_STEP_WAIT);
    assert_int_equal(steps[0].wait, RULES_WAIT_CLEANER);
}

/* What lies in the port is in the cleaner's way: the operator gets it. */
static void test_rules_plan_eject_has_the_port_emptied(void **state)
{
    (void)state;
    struct rules_request *own = request(MODEL_LM_EJECTCLEANER);
    simulation_put(&library, PORT, RULES_CONTENT_DATA);
    library.ports[0].looked_at = library.world.now;
    assert_asks(MODEL_OPREQ_DEVICESERVICE, MODEL_IEPORT);
    own->operator_state = RULES_OPERATOR_OPEN;
    assert_step(RULES_STEP_OPEN_PORT, RULES_STAGE_PORT_OPEN);
    own->stage = RULES_STAGE_PORT_OPEN;
    own->stage_since = library.ports[0].extended_since = library.world.now;
    library.ports[0].extended = true;
    assert_waits(RULES_WAIT_OPERATOR, MODEL_LM_WAITING);
    own->stop_requested = true;
    assert_step(RULES_STEP_CLOSE_PORT, RULES_STAGE_PORT_CLOSED);
    own->stop_requested = false;
    simulation_put(&library, PORT, RULES_CONTENT_EMPTY);
    assert_step(RULES_STEP_CLOSE_PORT, RULES_STAGE_START);
    own->stage = RULES_STAGE_START;
    own->operator_state = RULES_OPERATOR_COMPLETE;
    library.ports[0].extended = false;
    assert_moves(CLEANER_SLOT, PORT);
    /* Nobody came. */
    simulation_put(&library, PORT, RULES_CONTENT_DATA);
    own->stage = RULES_STAGE_PORT_CLOSED;
    assert_finishes(MODEL_LM_FAILED, 1460);
}

/* Request 0 of `operation` has the doors. */
static struct rules_request *turn_at_door(uint32_t operation)
{
    struct rules_request *own = request(operation);
    library.world.port_count = 0;
    own->stage = RULES_STAGE_DOOR_OPEN;
    own->stage_since = library.world.now;
    library.doors[0].unlocked = true;
    library.doors[0].looked_at = library.world.now;
    return own;
}

static void test_rules_plan_door_turn_lasts_until_shut_again(void **state)
{
    (void)state;
    struct rules_request *own = request(MODEL_LM_DOORACCESS);
    assert_step(RULES_STEP_OPEN_DOOR, RULES_STAGE_DOOR_OPEN);
    setup(NULL);
    own = turn_at_door(MODEL_LM_DOORACCESS);
    assert_waits(RULES_WAIT_OPERATOR, MODEL_LM_INPROCESS);
    library.doors[0].open = true;
    library.doors[0].open_since = library.world.now;
    assert_waits(RULES_WAIT_OPERATOR, MODEL_LM_INPROCESS);
    library.world.now += 30000;
    library.doors[0].looked_at = library.world.now;
    assert_asks(MODEL_OPREQ_DEVICESERVICE, MODEL_IEDOOR);
    own->operator_state = RULES_OPERATOR_OPEN;
    assert_waits(RULES_WAIT_OPERATOR, MODEL_LM_WAITING);
    library.doors[0].open = false;
    assert_step(RULES_STEP_CLOSE_DOOR, RULES_STAGE_DOOR_CLOSED);
    own->stage = RULES_STAGE_DOOR_CLOSED;
    library.doors[0].unlocked = false;
    assert_finishes(MODEL_LM_PASSED, 0);
}

static void test_rules_plan_turn_of_a_dead_process_is_taken_over(void **state)
{
    (void)state;
    turn_at_door(MODEL_LM_DOORACCESS);
    library.doors[0].unlocked = false;
    assert_step(RULES_STEP_OPEN_DOOR, RULES_STAGE_DOOR_OPEN);
    setup(NULL);
    inject_at_port();
    library.ports[0].extended = false;
    assert_step(RULES_STEP_OPEN_PORT, RULES_STAGE_PORT_OPEN);
}

static void test_rules_plan_open_door_stops_the_robot(void **state)
{
    (void)state;
    turn_at_door(MODEL_LM_DOORACCESS);
    simulation_request(&library, MODEL_LM_CLEANDRIVE, 0);
    make_plan();
    assert_int_equal(plan.step_count, 2);
    assert_int_equal(steps[1].kind, RULES_STEP_WAIT);
    assert_int_equal(steps[1].wait, RULES_WAIT_DOOR);
}

static void test_rules_plan_door_inject_and_eject_end_by_the_slot(void **state)
{
    (void)state;
    static const struct {
        uint32_t operation;
        enum rules_content content;
        uint32_t state;
        base_error error;
    } ROWS[] = {
        {MODEL_LM_INJECTCLEANER, RULES_CONTENT_CLEANER, MODEL_LM_PASSED, 0},
        {MODEL_LM_INJECTCLEANER, RULES_CONTENT_UNKNOWN, MODEL_LM_PASSED, 0},
        {MODEL_LM_INJECTCLEANER, RULES_CONTENT_EMPTY, MODEL_LM_FAILED, 1460},
        {MODEL_LM_EJECTCLEANER, RULES_CONTENT_EMPTY, MODEL_LM_PASSED, 0},
        {MODEL_LM_EJECTCLEANER, RULES_CONTENT_CLEANER, MODEL_LM_FAILED, 1460},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        setup(NULL);
        struct rules_request *own = turn_at_door(ROWS[i].operation);
        own->stage = RULES_STAGE_DOOR_CLOSED;
        library.doors[0].unlocked = false;
        library.world.cleaner_present = false;
        library.slots[SIMULATION_CLEANER_SLOT].content = ROWS[i].content;
        assert_finishes(ROWS[i].state, ROWS[i].error);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_rules_plan_inject_opens_the_port_and_waits, setup),
        cmocka_unit_test_setup(test_rules_plan_inject_full_port_is_shut_and_emptied, setup),
        cmocka_unit_test_setup(test_rules_plan_inject_nothing_came_ends_by_its_cause, setup),
        cmocka_unit_test_setup(test_rules_plan_inject_port_without_limit_asks_at_once, setup),
        cmocka_unit_test_setup(test_rules_plan_eject_goes_out_through_the_port, setup),
        cmocka_unit_test_setup(test_rules_plan_eject_not_taken_goes_back, setup),
        cmocka_unit_test_setup(test_rules_plan_eject_obstacles, setup),
        cmocka_unit_test_setup(test_rules_plan_eject_has_the_port_emptied, setup),
        cmocka_unit_test_setup(test_rules_plan_door_turn_lasts_until_shut_again, setup),
        cmocka_unit_test_setup(test_rules_plan_turn_of_a_dead_process_is_taken_over, setup),
        cmocka_unit_test_setup(test_rules_plan_open_door_stops_the_robot, setup),
        cmocka_unit_test_setup(test_rules_plan_door_inject_and_eject_end_by_the_slot, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
