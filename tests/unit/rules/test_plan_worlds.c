/* SPDX-License-Identifier: MIT */
/*
 * All small worlds: every content of three slots, two drives, a port and the arm, with and without
 * port and door, in doubt or not, and every pair of requests, played to the end against an operator
 * who does what chance tells. The simulation checks each step; here the end is checked.
 */
#include "support/cmocka_shim.h"

#include "unit/rules/simulation.h"

#include <stdio.h>

enum { KINDS = 8, PLACES = 6 };

static const struct rules_place CLEANER_PLACES[PLACES] = {
    {RULES_PLACE_NOWHERE, 0}, {RULES_PLACE_SLOT, SIMULATION_CLEANER_SLOT},
    {RULES_PLACE_DRIVE, 0},   {RULES_PLACE_DRIVE, 1},
    {RULES_PLACE_PORT, 0},    {RULES_PLACE_TRANSPORT, 0}};

static void add_request(struct simulation *simulation, uint32_t kind)
{
    static const uint32_t OPERATIONS[KINDS] = {
        MODEL_LM_CLEANDRIVE, MODEL_LM_CLEANDRIVE, MODEL_LM_INJECTCLEANER, MODEL_LM_EJECTCLEANER,
        MODEL_LM_DOORACCESS, MODEL_LM_INVENTORY,  MODEL_LM_EJECTCLEANER,  MODEL_LM_MAXWORKITEM};
    if (OPERATIONS[kind] == MODEL_LM_MAXWORKITEM) {
        return;
    }
    const uint32_t index =
        simulation_request(simulation, OPERATIONS[kind], kind < 2 ? kind : RULES_NONE);
    if (kind == 6) {
        simulation->requests[index].stop_requested = true;
    }
}

/* Builds world number `number`; false when the number describes no sensible one. */
static bool build(struct simulation *simulation, uint32_t number)
{
    simulation_reset(simulation, number);
    const uint32_t place = number % PLACES;
    uint32_t rest = number / PLACES;
    const bool has_port = rest % 2 != 0;
    const bool has_door = rest / 2 % 2 != 0;
    const bool doubt = rest / 4 % 2 != 0;
    const bool arm = rest / 8 % 2 != 0;
    const bool port_full = rest / 16 % 2 != 0;
    rest /= 32;
    simulation->world.port_count = has_port;
    simulation->world.door_count = has_door;
    for (uint32_t i = 0; i < 2; i++, rest /= 2) {
        simulation_put(simulation, (struct rules_place){RULES_PLACE_SLOT, i},
                       rest % 2 != 0 ? RULES_CONTENT_DATA : RULES_CONTENT_EMPTY);
    }
    for (uint32_t i = 0; i < SIMULATION_DRIVES; i++, rest /= 3) {
        simulation_put(simulation, (struct rules_place){RULES_PLACE_DRIVE, i},
                       rest % 3 != 0 ? RULES_CONTENT_DATA : RULES_CONTENT_EMPTY);
        simulation->drives[i].loaded = rest % 3 == 2;
        simulation->drives[i].home = (struct rules_place){RULES_PLACE_SLOT, i};
    }
    add_request(simulation, rest % KINDS);
    add_request(simulation, rest / KINDS % KINDS);
    if ((!has_port && (port_full || place == 4)) || (arm && place == 5)) {
        return false;
    }
    if (port_full) {
        simulation_put(simulation, (struct rules_place){RULES_PLACE_PORT, 0}, RULES_CONTENT_DATA);
    }
    if (arm) {
        simulation_put(simulation, (struct rules_place){RULES_PLACE_TRANSPORT, 0},
                       RULES_CONTENT_DATA);
        simulation->world.transport_home = (struct rules_place){RULES_PLACE_DRIVE, number % 2};
    }
    if (place != 0) {
        simulation_put(simulation, CLEANER_PLACES[place], RULES_CONTENT_CLEANER);
    }
    if (doubt) {
        simulation_doubt(simulation);
    }
    return true;
}

static const uint32_t WORLDS = PLACES * 32 * 4 * 9 * KINDS * KINDS;

/* True when a world with a full arm has room to put its cartridge down. */
static bool has_room(const struct simulation *simulation)
{
    if (!simulation->world.transport_full) {
        return true;
    }
    const uint32_t home = simulation->world.transport_home.index;
    if (simulation->world.transport_content == RULES_CONTENT_CLEANER) {
        return true;
    }
    return simulation->real_slots[0] == RULES_CONTENT_EMPTY ||
           simulation->real_slots[1] == RULES_CONTENT_EMPTY ||
           simulation->real_drives[home] == RULES_CONTENT_EMPTY;
}

static void test_rules_plan_every_small_world_ends_well(void **state)
{
    (void)state;
    struct simulation simulation;
    uint32_t played = 0;
    const char *only = getenv("RULES_WORLD"); /* play and print a single one */
    const uint32_t first = only != NULL ? (uint32_t)strtoul(only, NULL, 10) : 0;
    for (uint32_t number = first; number < (only != NULL ? first + 1 : WORLDS); number++) {
        if (!build(&simulation, number) || !has_room(&simulation)) {
            continue;
        }
        played++;
        simulation.trace = only != NULL;
        const bool ended = simulation_run(&simulation);
        const struct rules_place cleaner = simulation_cleaner(&simulation);
        const bool at_home =
            cleaner.kind == RULES_PLACE_NOWHERE ||
            (cleaner.kind == RULES_PLACE_SLOT && cleaner.index == SIMULATION_CLEANER_SLOT);
        if (!ended || !at_home || simulation.world.transport_full || simulation.ports[0].extended ||
            simulation.doors[0].unlocked) {
            fail_msg("world %u: %s, cleaner in place %d.%u", (unsigned)number,
                     simulation.fault != NULL ? simulation.fault : "ended", (int)cleaner.kind,
                     (unsigned)cleaner.index);
        }
    }
    printf("%u worlds\n", (unsigned)played);
    assert_true(only != NULL || played > 100000);
}

/* Random worlds with what the small ones leave out: a third request, a library or drive that
 * becomes free later, cancellations and failing steps at any time, endless cleanings. */
static void test_rules_plan_random_worlds_end_well(void **state)
{
    (void)state;
    struct simulation simulation;
    const char *only = getenv("RULES_RANDOM");
    const uint32_t first = only != NULL ? (uint32_t)strtoul(only, NULL, 10) : 0;
    for (uint32_t round = first; round < (only != NULL ? first + 1 : 60000); round++) {
        const uint32_t dice = round * 2654435761u;
        if (!build(&simulation, dice % WORLDS) || !has_room(&simulation)) {
            continue;
        }
        simulation.trace = only != NULL;
        add_request(&simulation, (dice >> 8) % (KINDS - 1));
        simulation.never_ends = (dice >> 11) % 64 == 0;
        simulation.drives[0].in_use = (dice >> 14) % 4 == 0;
        simulation.world.enabled = (dice >> 16) % 4 != 0;
        simulation.world.present = (dice >> 18) % 4 != 0;
        simulation.change_act = simulation.world.now + 5000;
        simulation.cancel_act = simulation.world.now + (dice >> 5) % 100000;
        simulation.failure_act = simulation.world.now + (dice >> 3) % 50000;
        simulation.ports[0].max_extend_seconds = (dice >> 20) % 3 == 0 ? 0 : 20;
        simulation.doors[0].max_open_seconds = (dice >> 22) % 3 == 0 ? 0 : 20;
        const bool ended = simulation_run(&simulation);
        const struct rules_place cleaner = simulation_cleaner(&simulation);
        if (!ended || cleaner.kind == RULES_PLACE_DRIVE || simulation.world.transport_full ||
            simulation.ports[0].extended || simulation.doors[0].unlocked) {
            fail_msg("round %u: %s, cleaner in place %d.%u", (unsigned)round,
                     simulation.fault != NULL ? simulation.fault : "ended", (int)cleaner.kind,
                     (unsigned)cleaner.index);
        }
    }
}

/* Times, stages and indices as a damaged database could give them: nothing may break. */
static void test_rules_plan_garbage_world_stays_inside(void **state)
{
    (void)state;
    struct simulation simulation;
    struct rules_step steps[SIMULATION_STEPS];
    static const int64_t TIMES[] = {0, 1, -1, INT64_MIN, INT64_MAX, 999999, 1000001};
    uint64_t seed = 88172645463325252ull;

    for (uint32_t round = 0; round < 200000; round++) {
        build(&simulation, round % WORLDS);
        simulation.world.request_count = SIMULATION_REQUESTS;
        for (size_t i = 0; i < SIMULATION_REQUESTS; i++) {
            seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
            struct rules_request *request = &simulation.requests[i];
            request->operation = (uint32_t)(seed & 31);
            request->state = (uint32_t)(seed >> 5 & 15);
            request->stage = (enum rules_stage)(seed >> 9 & 15);
            request->stage_since = TIMES[(seed >> 13) % 7];
            request->drive = (uint32_t)(seed >> 17 & 3);
            request->operator_state = (enum rules_operator)(seed >> 21 & 3);
            request->order = (uint32_t)(seed >> 23 & 3);
            request->cancel_requested = (seed >> 25 & 3) == 0;
        }
        simulation.world.cleaner_slot = seed >> 27 & 1 ? RULES_NONE : (uint32_t)(seed >> 28 & 3);
        simulation.world.transport_home.index = RULES_NONE;
        simulation.world.looked_at = TIMES[(seed >> 30) % 7];
        simulation.ports[0].looked_at = TIMES[(seed >> 33) % 7];
        simulation.ports[0].extended_since = TIMES[(seed >> 36) % 7];
        simulation.doors[0].looked_at = TIMES[(seed >> 39) % 7];
        simulation.doors[0].open_since = TIMES[(seed >> 42) % 7];
        simulation.doors[0].open = (seed >> 45 & 1) != 0;
        simulation.drives[0].cleaning_checked = TIMES[(seed >> 46) % 7];
        simulation.world.housekeeping_after = TIMES[(seed >> 49) % 7];
        struct rules_plan plan = {.steps = steps, .step_capacity = SIMULATION_STEPS};
        rules_plan(&simulation.world, &plan);
        assert_true(plan.step_count <= SIMULATION_STEPS);
        plan.step_capacity = round % 3;
        rules_plan(&simulation.world, &plan);
        assert_true(plan.step_count <= round % 3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_plan_every_small_world_ends_well),
        cmocka_unit_test(test_rules_plan_random_worlds_end_well),
        cmocka_unit_test(test_rules_plan_garbage_world_stays_inside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
