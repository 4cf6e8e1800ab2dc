/* SPDX-License-Identifier: MIT */
/*
 * All small worlds of mounting: every assignment of three cartridges to three slots, two drives (in
 * each state that a drive with a cartridge can be in) and the shelf, and every pair of waiting
 * calls, played to the end. The simulation checks each step; here the end is checked. Longer worlds
 * are played by chance.
 */
#include "support/cmocka_shim.h"

#include "rules/request_state.h"
#include "unit/rules/mount_simulation.h"

#include <stdio.h>

enum { KINDS = 17, PLACES = 6, STATES = 4 };

static void name_drive(struct rules_request *request, uint32_t drive)
{
    request->drive = drive;
    request->argument = MODEL_MOUNT_SPECIFIC_DRIVE;
}

/* The calls that wait: mounts of one, of two, with a named drive, visits, cleanings, dismounts. */
static void add_call(struct mount_simulation *simulation, uint32_t kind)
{
    struct rules_request *first = NULL;
    switch (kind) {
    case 0:
    case 1:
    case 2:
        mount_simulation_add(simulation, MODEL_LM_MOUNT, kind);
        break;
    case 3:
    case 4:
    case 5:
        first = mount_simulation_add(simulation, MODEL_LM_MOUNT, kind - 3);
        mount_simulation_add(simulation, MODEL_LM_MOUNT, (kind - 2) % MOUNT_MEDIA)->group =
            first->group;
        break;
    case 6:
    case 7:
        name_drive(mount_simulation_add(simulation, MODEL_LM_MOUNT, 0), kind - 6);
        break;
    case 8: /* two named drives */
    case 9:
        first = mount_simulation_add(simulation, MODEL_LM_MOUNT, 0);
        name_drive(first, kind - 8);
        struct rules_request *second = mount_simulation_add(simulation, MODEL_LM_MOUNT, 1);
        second->group = first->group;
        name_drive(second, 9 - kind);
        break;
    case 10:
        mount_simulation_add(simulation, MODEL_LM_WRITESCRATCH, 0);
        break;
    case 11:
        mount_simulation_add(simulation, MODEL_LM_CLASSIFY, 1);
        break;
    case 12:
        mount_simulation_add(simulation, MODEL_LM_PROCESSOMID, 2);
        break;
    case 13:
    case 14:
        mount_simulation_add(simulation, MODEL_LM_CLEANDRIVE, RULES_NONE)->drive = kind - 13;
        break;
    case 15: /* the second side */
        simulation->media[0].sides = 2;
        mount_simulation_add(simulation, MODEL_LM_MOUNT, 0)->side = 1;
        break;
    default:
        break;
    }
}

/* Puts cartridge `medium` into place number `place`: slots, drives, the shelf. */
static bool put(struct mount_simulation *simulation, uint32_t medium, uint32_t place,
                uint32_t drive_state)
{
    if (place < 3) {
        if (simulation->slots[place].content != RULES_CONTENT_EMPTY) {
            return false;
        }
        mount_simulation_put(simulation, medium, (struct rules_place){RULES_PLACE_SLOT, place}, 0);
    } else if (place < 5) {
        if (simulation->drives[place - 3].content != RULES_CONTENT_EMPTY) {
            return false;
        }
        mount_simulation_put(simulation, medium, (struct rules_place){RULES_PLACE_DRIVE, place - 3},
                             drive_state);
    }
    return true;
}

static const uint32_t DRIVE_STATES[STATES] = {MODEL_DRIVESTATE_DISMOUNTABLE,
                                              MODEL_DRIVESTATE_LOADED, MODEL_DRIVESTATE_MOUNTED,
                                              MODEL_DRIVESTATE_DISMOUNTABLE /* later */};

/* World number `number`: places of three cartridges, states of two drives, two calls, and whether
 * the drives are in doubt and a program has drive 0 open. False when it is no sensible one. */
static bool build(struct mount_simulation *simulation, uint32_t number)
{
    uint32_t rest = number;
    mount_simulation_reset(simulation, number);
    const uint32_t states[MOUNT_DRIVES] = {rest % STATES, rest / STATES % STATES};
    rest /= STATES * STATES;
    const bool doubt = rest % 2 != 0;
    const bool open = rest / 2 % 2 != 0;
    if ((doubt || open) && number * 2654435761u >> 29 != 0) {
        return false; /* one in eight of these will do */
    }
    rest /= 4;
    for (uint32_t i = 0; i < MOUNT_MEDIA; i++, rest /= PLACES) {
        const uint32_t place = rest % PLACES;
        if (!put(simulation, i, place,
                 place >= 3 && place < 5 ? DRIVE_STATES[states[place - 3]] : 0)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < MOUNT_DRIVES; i++) {
        const bool full = simulation->drives[i].content != RULES_CONTENT_EMPTY;
        if (!full && states[i] != 0) {
            return false; /* the same as with state 0 */
        }
        if (full && states[i] == 3) {
            simulation->drives[i].dismount_after = simulation->world.now + 60000;
        }
    }
    if (open && simulation->drives[0].content == RULES_CONTENT_EMPTY) {
        return false;
    }
    simulation->open_until[0] = open ? simulation->world.now + 7000 : 0;
    add_call(simulation, rest % KINDS);
    add_call(simulation, rest / KINDS % KINDS);
    for (uint32_t i = 0; doubt && i < MOUNT_DRIVES; i++) {
        if (simulation->drives[i].state != MODEL_DRIVESTATE_LOADED) {
            simulation->drives[i].content = RULES_CONTENT_UNKNOWN;
        }
        simulation->slots[i].content = RULES_CONTENT_UNKNOWN;
    }
    return true;
}

static const uint32_t WORLDS = STATES * STATES * 4 * PLACES * PLACES * PLACES * KINDS * KINDS;

/* Plays a world, and what remains to be done once everything was looked at. */
static bool play(struct mount_simulation *simulation)
{
    if (!mount_simulation_run(simulation)) {
        return false;
    }
    mount_simulation_look(simulation);
    return mount_simulation_run(simulation);
}

/* Everything that was mounted went home, unless there is no room. */
static bool is_tidy(const struct mount_simulation *simulation)
{
    for (uint32_t i = 0; i < MOUNT_DRIVES; i++) {
        if (simulation->drives[i].content != RULES_CONTENT_EMPTY) {
            return false;
        }
    }
    for (uint32_t i = 0; i < MOUNT_MEDIA; i++) {
        if (simulation->media[i].inverted) {
            return false;
        }
    }
    return simulation->slots[MOUNT_SLOTS - 1].content == RULES_CONTENT_CLEANER;
}

/* With a kind operator and drives that do not fail, every call gets what it asked for. Visits of
 * cartridges that are away are the exception. */
static bool all_passed(const struct mount_simulation *simulation)
{
    for (size_t i = 0; i < simulation->world.request_count; i++) {
        const struct rules_request *request = &simulation->requests[i];
        const bool may_fail = request->operation == MODEL_LM_DISMOUNT ||
                              request->operation == MODEL_LM_WRITESCRATCH ||
                              request->operation == MODEL_LM_CLASSIFY ||
                              request->operation == MODEL_LM_PROCESSOMID;
        if (request->state != MODEL_LM_PASSED && !may_fail) {
            return false;
        }
    }
    return true;
}

/* Every other robot can, whatever else is so in its world. */
static bool can_exchange(uint32_t number)
{
    return (number * 2654435761u >> 16) % 2 == 0;
}

static void test_rules_plan_every_small_mount_world_ends_well(void **state)
{
    (void)state;
    static struct mount_simulation simulation;
    const char *only = getenv("RULES_MOUNT_WORLD"); /* play and print a single one */
    const uint32_t first = only != NULL ? (uint32_t)strtoul(only, NULL, 10) : 0;
    uint32_t played = 0;
    uint32_t exchanges = 0;
    for (uint32_t number = first; number < (only != NULL ? first + 1 : WORLDS); number++) {
        if (!build(&simulation, number)) {
            continue;
        }
        played++;
        simulation.trace = only != NULL;
        simulation.world.can_exchange = can_exchange(number);
        const bool ended = play(&simulation);
        if (!ended || !is_tidy(&simulation) || !all_passed(&simulation)) {
            fail_msg("world %u: %s", (unsigned)number,
                     simulation.fault != NULL ? simulation.fault : "ended");
        }
        exchanges += simulation.exchanges;
    }
    printf("%u worlds, %u exchanges\n", (unsigned)played, (unsigned)exchanges);
    assert_true(only != NULL || exchanges > 1000);
    assert_true(only != NULL || played > 100000);
}

/* More calls, deadlines, failing steps, a drive that goes and comes back, an operator who says no,
 * withdrawals. */
static void test_rules_plan_random_mount_worlds_end_well(void **state)
{
    (void)state;
    static struct mount_simulation simulation;
    const char *only = getenv("RULES_MOUNT_RANDOM");
    const uint32_t first = only != NULL ? (uint32_t)strtoul(only, NULL, 10) : 0;
    for (uint32_t round = first; round < (only != NULL ? first + 1 : 100000); round++) {
        const uint32_t dice = round * 2654435761u;
        if (!build(&simulation, dice % WORLDS)) {
            continue;
        }
        simulation.trace = only != NULL;
        for (uint32_t i = 0; i < dice / 64 % 4; i++) {
            add_call(&simulation, mount_simulation_chance(&simulation, KINDS));
        }
        for (uint32_t i = 0; i < simulation.world.request_count; i++) {
            struct rules_request *request = &simulation.requests[i];
            const struct rules_request *leader = &simulation.requests[request->group];
            request->priority = (int32_t)mount_simulation_chance(&simulation, 3);
            request->order = mount_simulation_chance(&simulation, 3);
            request->deadline =
                mount_simulation_chance(&simulation, 2) == 0
                    ? 0
                    : simulation.world.now + 1 + mount_simulation_chance(&simulation, 60000);
            if (request->group != i) {
                request->deadline = leader->deadline;
                request->priority = leader->priority;
            }
        }
        simulation.kind_operator = false;
        simulation.failures = dice % 3 == 0 ? 4 : 0;
        simulation.hasty = dice % 8 < 3 ? 2 : 0;
        if (dice % 4 == 0) {
            simulation.away_from =
                simulation.world.now + 1 + mount_simulation_chance(&simulation, 20000);
            simulation.away_until =
                simulation.away_from + mount_simulation_chance(&simulation, 40000);
        }
        simulation.cancel_after = 1 + mount_simulation_chance(&simulation, 30000);
        simulation.drives[0].cleaning_wanted = dice % 5 == 0;
        simulation.drives[0].cleaning_due = mount_simulation_chance(&simulation, 3);
        simulation.world.automatic_cleaning = dice % 7 < 3;
        simulation.alerts = dice % 7 < 2 ? 3 : 0;
        simulation.world.can_exchange = can_exchange(round);
        const bool ended = play(&simulation);
        if (!ended || !is_tidy(&simulation)) {
            fail_msg("round %u: %s", (unsigned)round,
                     simulation.fault != NULL ? simulation.fault : "ended");
        }
    }
}

/* A call that wants both drives is not passed over for ever by calls that want one. */
static void test_rules_plan_oldest_call_is_not_starved(void **state)
{
    (void)state;
    static struct mount_simulation simulation;
    for (uint32_t round = 0; round < 300; round++) {
        mount_simulation_reset(&simulation, round);
        for (uint32_t i = 0; i < MOUNT_MEDIA; i++) {
            put(&simulation, i, i, 0);
        }
        add_call(&simulation, 2);
        assert_true(mount_simulation_run_until_mount(&simulation));
        const uint32_t pair = (uint32_t)simulation.world.request_count;
        add_call(&simulation, 3);
        add_call(&simulation, round % 3); /* its drive is there, but is kept for the pair */
        add_call(&simulation, (round + 1) % 3);
        const bool ran = mount_simulation_run_until_mount(&simulation);
        if (!ran || simulation.requests[pair].state != MODEL_LM_PASSED) {
            fail_msg("round %u: %s", (unsigned)round,
                     simulation.fault != NULL ? simulation.fault : "a later call came first");
        }
        assert_true(mount_simulation_run(&simulation));
    }
}

/* Indices, stages and times as a damaged database could give them: nothing may break. */
static void test_rules_plan_garbage_mount_world_stays_inside(void **state)
{
    (void)state;
    static struct mount_simulation simulation;
    struct rules_step steps[MOUNT_STEPS];
    static const int64_t TIMES[] = {0, 1, -1, INT64_MIN, INT64_MAX, 999999, 1000001};
    static const uint32_t INDICES[] = {0, 1, 2, 3, 4, 1023, 1024, RULES_NONE};
    for (uint32_t round = 0; round < 100000; round++) {
        build(&simulation, round * 2654435761u % WORLDS);
        simulation.world.request_count = 6;
        for (uint32_t i = 0; i < 6; i++) {
            struct rules_request *request = &simulation.requests[i];
            request->operation = mount_simulation_chance(&simulation, 24);
            request->option = mount_simulation_chance(&simulation, 4);
            request->state = mount_simulation_chance(&simulation, 10);
            request->stage = (enum rules_stage)mount_simulation_chance(&simulation, 14);
            request->stage_since = TIMES[mount_simulation_chance(&simulation, 7)];
            request->deadline = TIMES[mount_simulation_chance(&simulation, 7)];
            request->drive = INDICES[mount_simulation_chance(&simulation, 8)];
            request->medium = INDICES[mount_simulation_chance(&simulation, 8)];
            request->group = INDICES[mount_simulation_chance(&simulation, 8)];
            request->side = mount_simulation_chance(&simulation, 3);
            request->order = mount_simulation_chance(&simulation, 3);
            request->operator_state = (enum rules_operator)mount_simulation_chance(&simulation, 4);
            request->more = mount_simulation_chance(&simulation, 2) == 0;
            request->children = mount_simulation_chance(&simulation, 6);
        }
        for (uint32_t i = 0; i < MOUNT_MEDIA; i++) {
            simulation.media[i].place.kind =
                (enum rules_place_kind)mount_simulation_chance(&simulation, 5);
            simulation.media[i].place.index = INDICES[mount_simulation_chance(&simulation, 8)];
            simulation.media[i].home.index = INDICES[mount_simulation_chance(&simulation, 8)];
            simulation.media[i].type = mount_simulation_chance(&simulation, 70);
            simulation.media[i].sides = mount_simulation_chance(&simulation, 4);
        }
        for (uint32_t i = 0; i < MOUNT_DRIVES; i++) {
            simulation.drives[i].medium = INDICES[mount_simulation_chance(&simulation, 8)];
            simulation.drives[i].dismount_after = TIMES[mount_simulation_chance(&simulation, 7)];
            simulation.drives[i].state = mount_simulation_chance(&simulation, 9);
        }
        struct rules_plan plan = {.steps = steps, .step_capacity = MOUNT_STEPS};
        rules_plan(&simulation.world, &plan);
        assert_true(plan.step_count <= MOUNT_STEPS);
        plan.step_capacity = round % 4;
        rules_plan(&simulation.world, &plan);
        assert_true(plan.step_count <= round % 4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_plan_every_small_mount_world_ends_well),
        cmocka_unit_test(test_rules_plan_random_mount_worlds_end_well),
        cmocka_unit_test(test_rules_plan_oldest_call_is_not_starved),
        cmocka_unit_test(test_rules_plan_garbage_mount_world_stays_inside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
