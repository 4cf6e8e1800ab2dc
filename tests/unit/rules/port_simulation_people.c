/* SPDX-License-Identifier: MIT */
/* The rest of the library of the imagination: the operator, programs, the clock. */
#include "unit/rules/port_simulation.h"

#include "rules/request_state.h"

#include <string.h>

enum { MAX_ROUNDS = 20000 };

static const struct rules_place NOWHERE = {RULES_PLACE_NOWHERE, RULES_NONE};

uint32_t port_simulation_chance(struct port_simulation *simulation, uint32_t bound)
{
    simulation->seed = simulation->seed * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)((simulation->seed >> 33) % bound);
}

void port_simulation_reset(struct port_simulation *simulation, uint64_t seed, uint32_t ports)
{
    memset(simulation, 0, sizeof *simulation);
    simulation->seed = seed * 2 + 1;
    simulation->world = (struct rules_world){.now = 1000000,
                                             .enabled = true,
                                             .present = true,
                                             .cleaner_slot = RULES_NONE,
                                             .transport_home = NOWHERE,
                                             .slots = simulation->slots,
                                             .slot_count = PORTS_SLOTS,
                                             .drives = &simulation->drive,
                                             .drive_count = 1,
                                             .ports = simulation->ports,
                                             .port_count = ports,
                                             .requests = simulation->requests,
                                             .media = simulation->media,
                                             .medium_count = PORTS_MEDIA};
    simulation->patience = simulation->world.now + 600000;
    for (uint32_t i = 0; i < PORTS_CARTRIDGES; i++) {
        simulation->at[i] = i < PORTS_SLOTS ? (struct rules_place){RULES_PLACE_SLOT, i} : NOWHERE;
    }
    for (uint32_t i = 0; i < PORTS_SLOTS; i++) {
        simulation->slots[i].present = true;
    }
    for (uint32_t i = 0; i < ports; i++) {
        simulation->ports[i].max_extend_seconds = 20;
    }
    simulation->drive = (struct rules_drive){
        .present = true, .enabled = true, .home = NOWHERE, .medium = RULES_NONE};
    for (uint32_t i = 0; i < PORTS_MEDIA; i++) {
        simulation->media[i] =
            (struct rules_medium){.enabled = true, .sides = 1, .type = RULES_NONE};
    }
    port_simulation_look(simulation);
}

struct rules_request *port_simulation_add(struct port_simulation *simulation, uint32_t operation,
                                          uint32_t medium)
{
    const uint32_t index = (uint32_t)simulation->world.request_count;
    if (index == PORTS_REQUESTS) {
        return NULL;
    }
    simulation->world.request_count++;
    simulation->requests[index] = (struct rules_request){.operation = operation,
                                                         .queued = simulation->world.now,
                                                         .drive = RULES_NONE,
                                                         .slot = RULES_NONE,
                                                         .medium = medium,
                                                         .group = index};
    return &simulation->requests[index];
}

/* ---- the operator ---- */

/* A cartridge that somebody has in his hand. */
static uint32_t find_outside(struct port_simulation *simulation)
{
    const uint32_t first = port_simulation_chance(simulation, PORTS_CARTRIDGES);
    for (uint32_t i = 0; i < PORTS_CARTRIDGES; i++) {
        const uint32_t cartridge = (first + i) % PORTS_CARTRIDGES;
        if (simulation->at[cartridge].kind == RULES_PLACE_NOWHERE) {
            return cartridge;
        }
    }
    return RULES_NONE;
}

/* Takes something out, puts something in, exchanges it, or does nothing. */
static void act_at_port(struct port_simulation *simulation, uint32_t index)
{
    const struct rules_place port = {RULES_PLACE_PORT, index};
    const uint32_t inside = port_simulation_in(simulation, port);
    const uint32_t outside = find_outside(simulation);
    const uint32_t dice = port_simulation_chance(simulation, 4);

    if (!simulation->ports[index].extended || dice == 0) {
        return;
    }
    if (inside != RULES_NONE) {
        port_simulation_hand(simulation, inside, NOWHERE);
    }
    if (outside != RULES_NONE && (inside == RULES_NONE || dice == 1)) {
        port_simulation_hand(simulation, outside, port);
    }
}

static void act_at_ports(struct port_simulation *simulation)
{
    bool any = false;
    for (uint32_t i = 0; i < simulation->world.port_count; i++) {
        act_at_port(simulation, i);
        any = any || simulation->ports[i].extended;
    }
    simulation->port_act =
        any ? simulation->world.now + 1 + port_simulation_chance(simulation, 20000) : 0;
}

/* Makes room: takes a cartridge that nobody waits for out of a slot, through the door. */
static void take_from_slot(struct port_simulation *simulation)
{
    for (uint32_t i = 0; i < PORTS_CARTRIDGES && !simulation->world.robot_busy; i++) {
        bool wanted = false;
        for (uint32_t r = 0; r < simulation->world.request_count; r++) {
            wanted = wanted || simulation->requests[r].medium == i;
        }
        if (!wanted && simulation->at[i].kind == RULES_PLACE_SLOT) {
            port_simulation_hand(simulation, i, NOWHERE);
            return;
        }
    }
}

static void answer(struct port_simulation *simulation, uint32_t index)
{
    struct rules_request *request = &simulation->requests[index];
    simulation->answer_at[index] = 0;
    if (request->operator_state != RULES_OPERATOR_OPEN) {
        return;
    }
    if (port_simulation_chance(simulation, 3) == 0) {
        take_from_slot(simulation);
    }
    request->operator_since = simulation->world.now;
    request->operator_state = port_simulation_chance(simulation, 4) == 0 ? RULES_OPERATOR_REFUSED
                                                                         : RULES_OPERATOR_COMPLETE;
}

/* ---- the clock ---- */

static int64_t earlier(int64_t a, int64_t b)
{
    return b != 0 && b < a ? b : a;
}

static int64_t next_time(const struct port_simulation *simulation, int64_t wake_at)
{
    int64_t next = earlier(INT64_MAX, wake_at);
    for (size_t i = 0; i < simulation->running_count; i++) {
        next = earlier(next, simulation->running_end[i]);
    }
    for (size_t i = 0; i < simulation->world.request_count; i++) {
        if (!rules_request_is_finished(simulation->requests[i].state)) {
            next = earlier(next, simulation->answer_at[i]);
            next = earlier(next, simulation->end_at[i]);
            next = earlier(next, simulation->patience);
        }
    }
    next = earlier(next, simulation->dismount_at);
    return simulation->asleep ? next : earlier(next, simulation->port_act);
}

static void end_request(struct port_simulation *simulation, uint32_t index)
{
    struct rules_request *request = &simulation->requests[index];
    const bool many = request->option == MODEL_LM_INJECTMANY;
    simulation->end_at[index] = 0;
    if (request->operation == MODEL_LM_INJECT && many &&
        port_simulation_chance(simulation, 2) == 0) {
        request->retract_requested = true;
    } else if (request->operation == MODEL_LM_MOUNT || port_simulation_chance(simulation, 2) == 0) {
        request->cancel_requested = true;
    } else {
        request->stop_requested = true;
    }
}

static void let_requests_happen(struct port_simulation *simulation)
{
    const int64_t now = simulation->world.now;
    for (uint32_t i = 0; i < simulation->world.request_count; i++) {
        if (rules_request_is_finished(simulation->requests[i].state)) {
            continue;
        }
        if (simulation->answer_at[i] != 0 && simulation->answer_at[i] <= now) {
            answer(simulation, i);
        }
        if (simulation->end_at[i] != 0 && simulation->end_at[i] <= now) {
            end_request(simulation, i);
        }
        if (simulation->patience != 0 && simulation->patience <= now) {
            simulation->requests[i].cancel_requested = true;
        }
    }
    if (simulation->patience <= now) {
        simulation->patience = 0;
    }
}

/* Moves the clock to the next event and lets it happen; false when there is none. */
static bool next_event(struct port_simulation *simulation, int64_t wake_at)
{
    const int64_t next = next_time(simulation, wake_at);
    if (next == INT64_MAX) {
        return false;
    }
    const int64_t now = next > simulation->world.now ? next : simulation->world.now;
    simulation->world.now = now;
    port_simulation_end_steps(simulation);
    let_requests_happen(simulation);
    if (simulation->dismount_at != 0 && simulation->dismount_at <= now) {
        simulation->dismount_at = 0;
        if (simulation->drive.state == MODEL_DRIVESTATE_LOADED) {
            simulation->drive.state = MODEL_DRIVESTATE_DISMOUNTABLE;
        }
    }
    if (!simulation->asleep && simulation->port_act != 0 && simulation->port_act <= now) {
        act_at_ports(simulation);
    }
    simulation->drive.in_use = simulation->drive.in_use_until > now;
    return true;
}

/* Every unfinished request that is not being worked on has exactly one step. */
static void check_plan(struct port_simulation *simulation, const struct rules_plan *plan)
{
    uint32_t count[PORTS_REQUESTS] = {0};
    for (size_t i = 0; i < plan->step_count; i++) {
        if (plan->steps[i].request != RULES_NONE) {
            count[plan->steps[i].request]++;
        }
    }
    for (uint32_t i = 0; i < simulation->world.request_count; i++) {
        const struct rules_request *request = &simulation->requests[i];
        const bool idle = !request->step_running && !rules_request_is_finished(request->state);
        if (count[i] != (idle ? 1u : 0u) && simulation->fault == NULL) {
            simulation->fault = "a request without a step, or with two";
        }
    }
}

static bool is_over(const struct port_simulation *simulation)
{
    for (size_t i = 0; i < simulation->world.request_count; i++) {
        if (!rules_request_is_finished(simulation->requests[i].state)) {
            return false;
        }
    }
    return simulation->running_count == 0 && simulation->dismount_at == 0;
}

bool port_simulation_run(struct port_simulation *simulation)
{
    struct rules_step steps[PORTS_STEPS];
    uint32_t still = 0; /* rounds without the clock moving */

    for (uint32_t round = 0; simulation->fault == NULL; round++) {
        struct rules_plan plan = {.steps = steps, .step_capacity = PORTS_STEPS};
        const int64_t before = simulation->world.now;
        bool progress = false;

        rules_plan(&simulation->world, &plan);
        check_plan(simulation, &plan);
        for (size_t i = 0; i < plan.step_count && simulation->fault == NULL; i++) {
            progress = progress || steps[i].kind != RULES_STEP_WAIT;
            port_simulation_carry_out(simulation, &steps[i]);
        }
        if (!progress && is_over(simulation) && plan.wake_at == 0) {
            return simulation->fault == NULL;
        }
        if ((!progress || simulation->running_count > 0) && !next_event(simulation, plan.wake_at)) {
            simulation->fault = "a wait that nothing ends";
        }
        still = simulation->world.now == before ? still + 1 : 0;
        if (round > MAX_ROUNDS || still > 50) {
            simulation->fault = "no end";
        }
    }
    return false;
}
