/* SPDX-License-Identifier: MIT */
/*
 * Ejects, injects and mounts in a small library with one port or two, played to the end against an
 * operator who does what chance tells. The simulation checks each step; here the end is checked.
 */
#include "support/cmocka_shim.h"

#include "rules/request_state.h"
#include "unit/rules/port_simulation.h"

#include <stdio.h>

enum { KINDS = 7, ROUNDS = 30000 };

static void add_ejects(struct port_simulation *simulation, uint32_t count, uint32_t option)
{
    const uint32_t first = port_simulation_chance(simulation, PORTS_MEDIA);
    const uint32_t group = (uint32_t)simulation->world.request_count;
    for (uint32_t i = 0; i < count; i++) {
        struct rules_request *request =
            port_simulation_add(simulation, MODEL_LM_EJECT, (first + i) % PORTS_MEDIA);
        if (request != NULL) {
            request->group = group;
            request->option = option;
        }
    }
}

static void add_call(struct port_simulation *simulation)
{
    struct rules_request *request = NULL;
    switch (port_simulation_chance(simulation, KINDS)) {
    case 0:
    case 1:
        add_ejects(simulation, 1 + port_simulation_chance(simulation, 3), MODEL_LM_IMMEDIATE);
        break;
    case 2:
        add_ejects(simulation, 1, MODEL_LM_FORCEIMMEDIATE);
        break;
    case 3:
        (void)port_simulation_add(simulation, MODEL_LM_INJECT, RULES_NONE);
        break;
    case 4:
        request = port_simulation_add(simulation, MODEL_LM_INJECT, RULES_NONE);
        if (request != NULL) {
            request->option = MODEL_LM_INJECTMANY;
        }
        break;
    default:
        (void)port_simulation_add(simulation, MODEL_LM_MOUNT,
                                  port_simulation_chance(simulation, PORTS_MEDIA));
        break;
    }
}

static void build(struct port_simulation *simulation, uint32_t round)
{
    port_simulation_reset(simulation, round, 1 + round % 2);
    for (uint32_t i = 0; i < PORTS_SLOTS; i++) {
        if (port_simulation_chance(simulation, 3) == 0) {
            port_simulation_hand(simulation, i,
                                 (struct rules_place){RULES_PLACE_NOWHERE, RULES_NONE});
        }
    }
    if (port_simulation_chance(simulation, 6) == 0) { /* a person left something in a port */
        port_simulation_hand(simulation, 4, (struct rules_place){RULES_PLACE_PORT, 0});
    }
    port_simulation_look(simulation);
    for (uint32_t i = 0; i < PORTS_PORTS && port_simulation_chance(simulation, 4) == 0; i++) {
        simulation->ports[i].max_extend_seconds = 0;
    }
    for (uint32_t i = 1 + port_simulation_chance(simulation, 4); i > 0; i--) {
        add_call(simulation);
    }
    for (uint32_t i = 0; i < simulation->world.request_count; i++) {
        if (port_simulation_chance(simulation, 4) == 0) {
            simulation->end_at[i] =
                simulation->world.now + 1 + port_simulation_chance(simulation, 90000);
        }
    }
    simulation->asleep = port_simulation_chance(simulation, 8) == 0;
    simulation->failures = port_simulation_chance(simulation, 3) == 0 ? 12 : 0;
}

static bool has_free_slot(const struct port_simulation *simulation)
{
    for (uint32_t i = 0; i < PORTS_SLOTS; i++) {
        if (port_simulation_in(simulation, (struct rules_place){RULES_PLACE_SLOT, i}) ==
            RULES_NONE) {
            return true;
        }
    }
    return false;
}

/* Ports are shut, every record is right, what was on its way is home if there is room. */
static const char *find_mess(const struct port_simulation *simulation)
{
    for (uint32_t i = 0; i < PORTS_PORTS; i++) {
        if (simulation->ports[i].extended) {
            return "a port is extended";
        }
    }
    for (uint32_t i = 0; i < PORTS_MEDIA; i++) {
        const struct rules_medium *medium = &simulation->media[i];
        if (medium->place.kind != simulation->at[i].kind) {
            return "a record is wrong";
        }
        if (medium->place.kind == RULES_PLACE_PORT && medium->home.kind == RULES_PLACE_SLOT &&
            has_free_slot(simulation)) {
            return "a cartridge is left in a port";
        }
        if (medium->place.kind == RULES_PLACE_DRIVE && has_free_slot(simulation)) {
            return "a cartridge is left in the drive";
        }
    }
    return NULL;
}

static void test_rules_plan_random_port_worlds_end_well(void **state)
{
    (void)state;
    static struct port_simulation simulation;
    const char *only = getenv("RULES_PORT_WORLD"); /* play and print a single one */
    const uint32_t first = only != NULL ? (uint32_t)strtoul(only, NULL, 10) : 0;
    for (uint32_t round = first; round < (only != NULL ? first + 1 : ROUNDS); round++) {
        build(&simulation, round);
        simulation.trace = only != NULL;
        bool ended = port_simulation_run(&simulation);
        if (ended) {
            port_simulation_look(&simulation);
            ended = port_simulation_run(&simulation);
        }
        const char *mess = ended ? find_mess(&simulation) : simulation.fault;
        if (mess != NULL) {
            fail_msg("round %u: %s", (unsigned)round, mess);
        }
    }
}

/* Indices, stages and times as a damaged database could give them: nothing may break. */
static void test_rules_plan_garbage_port_world_stays_inside(void **state)
{
    (void)state;
    static struct port_simulation simulation;
    struct rules_step steps[PORTS_STEPS];
    static const int64_t TIMES[] = {0, 1, -1, INT64_MIN, INT64_MAX, 999999, 1000001};
    static const uint32_t INDICES[] = {0, 1, 2, 3, 4, 1023, 1024, RULES_NONE};
    for (uint32_t round = 0; round < ROUNDS; round++) {
        build(&simulation, round);
        for (uint32_t i = 0; i < simulation.world.request_count; i++) {
            struct rules_request *request = &simulation.requests[i];
            request->option = port_simulation_chance(&simulation, 6);
            request->state = port_simulation_chance(&simulation, 10);
            request->stage = (enum rules_stage)port_simulation_chance(&simulation, 16);
            request->stage_since = TIMES[port_simulation_chance(&simulation, 7)];
            request->operator_since = TIMES[port_simulation_chance(&simulation, 7)];
            request->operator_state = (enum rules_operator)port_simulation_chance(&simulation, 4);
            request->medium = INDICES[port_simulation_chance(&simulation, 8)];
            request->group = INDICES[port_simulation_chance(&simulation, 8)];
            request->drive = INDICES[port_simulation_chance(&simulation, 8)];
            request->caught = INDICES[port_simulation_chance(&simulation, 8)];
        }
        for (uint32_t i = 0; i < PORTS_MEDIA; i++) {
            simulation.media[i].place.kind =
                (enum rules_place_kind)port_simulation_chance(&simulation, 5);
            simulation.media[i].place.index = INDICES[port_simulation_chance(&simulation, 8)];
            simulation.media[i].home.index = INDICES[port_simulation_chance(&simulation, 8)];
        }
        for (uint32_t i = 0; i < PORTS_PORTS; i++) {
            simulation.ports[i].content =
                (enum rules_content)port_simulation_chance(&simulation, 4);
            simulation.ports[i].extended = port_simulation_chance(&simulation, 2) == 0;
            simulation.ports[i].extended_since = TIMES[port_simulation_chance(&simulation, 7)];
            simulation.ports[i].looked_at = TIMES[port_simulation_chance(&simulation, 7)];
        }
        simulation.world.looked_at = TIMES[port_simulation_chance(&simulation, 7)];
        simulation.world.port_count = port_simulation_chance(&simulation, PORTS_PORTS + 1);
        struct rules_plan plan = {.steps = steps, .step_capacity = PORTS_STEPS};
        rules_plan(&simulation.world, &plan);
        assert_true(plan.step_count <= PORTS_STEPS);
        plan.step_capacity = round % 4;
        rules_plan(&simulation.world, &plan);
        assert_true(plan.step_count <= round % 4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_plan_random_port_worlds_end_well),
        cmocka_unit_test(test_rules_plan_garbage_port_world_stays_inside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
