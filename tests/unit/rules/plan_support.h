/* SPDX-License-Identifier: MIT */
/* For tests of single plans: a library with the cleaner in its slot, and what its plan is to be. */
#ifndef TESTS_UNIT_RULES_PLAN_SUPPORT_H
#define TESTS_UNIT_RULES_PLAN_SUPPORT_H

#include "support/cmocka_shim.h"

#include "unit/rules/simulation.h"

static struct simulation library;
static struct rules_step steps[SIMULATION_STEPS];
static struct rules_plan plan;

static const struct rules_place CLEANER_SLOT = {RULES_PLACE_SLOT, SIMULATION_CLEANER_SLOT};
static const struct rules_place DRIVE_0 = {RULES_PLACE_DRIVE, 0};
static const struct rules_place DRIVE_1 = {RULES_PLACE_DRIVE, 1};
static const struct rules_place PORT = {RULES_PLACE_PORT, 0};
static const struct rules_place ARM = {RULES_PLACE_TRANSPORT, 0};

/* A library with the cleaner in its slot and one request. */
static inline int setup(void **state)
{
    (void)state;
    simulation_reset(&library, 1);
    simulation_put(&library, CLEANER_SLOT, RULES_CONTENT_CLEANER);
    return 0;
}

static inline struct rules_request *request(uint32_t operation)
{
    return &library.requests[simulation_request(&library, operation, 0)];
}

static inline void make_plan(void)
{
    plan = (struct rules_plan){.steps = steps, .step_capacity = SIMULATION_STEPS};
    rules_plan(&library.world, &plan);
}

/* The only step of a plan that is expected to have one. */
static inline const struct rules_step *only_step(void)
{
    make_plan();
    assert_int_equal(plan.step_count, 1);
    return &steps[0];
}

static inline void assert_waits(enum rules_wait wait, uint32_t state)
{
    const struct rules_step *step = only_step();
    assert_int_equal(step->kind, RULES_STEP_WAIT);
    assert_int_equal(step->wait, wait);
    assert_int_equal(step->state, state);
}

static inline void assert_finishes(uint32_t state, base_error error)
{
    const struct rules_step *step = only_step();
    assert_int_equal(step->kind, RULES_STEP_FINISH);
    assert_int_equal(step->state, state);
    assert_int_equal(step->error, error);
}

static inline void assert_moves(struct rules_place from, struct rules_place to)
{
    const struct rules_step *step = only_step();
    assert_int_equal(step->kind, RULES_STEP_MOVE);
    assert_int_equal(step->from.kind, from.kind);
    assert_int_equal(step->from.index, from.index);
    assert_int_equal(step->to.kind, to.kind);
    assert_int_equal(step->to.index, to.index);
}

static inline void assert_step(enum rules_step_kind kind, enum rules_stage stage)
{
    const struct rules_step *step = only_step();
    assert_int_equal(step->kind, kind);
    assert_int_equal(step->stage, stage);
}

static inline void assert_asks(uint32_t command, uint32_t arg_type)
{
    const struct rules_step *step = only_step();
    assert_int_equal(step->kind, RULES_STEP_ASK_OPERATOR);
    assert_int_equal(step->opreq_command, command);
    assert_int_equal(step->opreq_arg_type, arg_type);
    assert_int_equal(step->state, MODEL_LM_WAITING);
}

/* Request 0 cleans drive 0: the cleaner is there since 1,000 ms. */
static inline struct rules_request *cleaning_request(void)
{
    struct rules_request *own = request(MODEL_LM_CLEANDRIVE);
    simulation_put(&library, CLEANER_SLOT, RULES_CONTENT_EMPTY);
    simulation_put(&library, DRIVE_0, RULES_CONTENT_CLEANER);
    own->state = MODEL_LM_INPROCESS;
    own->stage = RULES_STAGE_CLEANING;
    own->stage_since = library.world.now - 1000;
    return own;
}

#endif
