/* SPDX-License-Identifier: MIT */
/* The library of the imagination at work: steps, people, the clock. */
#include "unit/rules/simulation.h"

#include "rules/request_state.h"

#include <stdio.h>

enum { MAX_ROUNDS = 20000 };

static void look(struct simulation *simulation)
{
    simulation->world.looked_at = simulation->world.now;
    simulation->ports[0].looked_at = simulation->world.now;
    simulation->doors[0].looked_at = simulation->world.now;
    simulation->doors[0].open = simulation->real_door_open;
    if (simulation->real_door_open && simulation->doors[0].open_since == 0) {
        simulation->doors[0].open_since = simulation->world.now;
    }
    for (size_t i = 0; i < SIMULATION_SLOTS; i++) {
        simulation->slots[i].content = simulation->real_slots[i];
    }
    for (size_t i = 0; i < SIMULATION_DRIVES; i++) {
        if (simulation->drives[i].content == RULES_CONTENT_UNKNOWN) {
            simulation->drives[i].content = simulation->real_drives[i];
        }
    }
    simulation->ports[0].content = simulation->real_port;
}

static void fail(struct simulation *simulation, const char *text)
{
    if (simulation->fault == NULL) {
        simulation->fault = text;
    }
}

static bool is_robot_step(const struct rules_step *step)
{
    return step->kind == RULES_STEP_MOVE || step->kind == RULES_STEP_LOOK ||
           step->kind == RULES_STEP_OPEN_PORT || step->kind == RULES_STEP_CLOSE_PORT ||
           step->kind == RULES_STEP_OPEN_DOOR || step->kind == RULES_STEP_CLOSE_DOOR ||
           step->kind == RULES_STEP_INVENTORY;
}

static uint32_t drive_of(const struct rules_step *step)
{
    if (step->from.kind == RULES_PLACE_DRIVE) {
        return step->from.index;
    }
    return step->to.kind == RULES_PLACE_DRIVE ? step->to.index : step->drive;
}

/* The promises of plan.h about a MOVE. */
static void check_move(struct simulation *simulation, const struct rules_step *step)
{
    const enum rules_content *from = simulation_real(simulation, step->from);
    const enum rules_content *to = simulation_real(simulation, step->to);
    if (from == NULL || to == NULL) {
        fail(simulation, "a move names no place");
        return;
    }
    if (*from == RULES_CONTENT_EMPTY) {
        fail(simulation, "a move from an empty place");
    }
    if (*to != RULES_CONTENT_EMPTY) {
        fail(simulation, "a move to a full place");
    }
    if (step->to.kind == RULES_PLACE_SLOT && step->to.index == SIMULATION_CLEANER_SLOT &&
        step->from.kind != RULES_PLACE_PORT && *from != RULES_CONTENT_CLEANER) {
        fail(simulation, "a data cartridge in the cleaner's slot");
    }
    if (*from == RULES_CONTENT_CLEANER && step->to.kind == RULES_PLACE_SLOT &&
        step->to.index != SIMULATION_CLEANER_SLOT &&
        simulation->real_slots[SIMULATION_CLEANER_SLOT] == RULES_CONTENT_EMPTY) {
        fail(simulation, "the cleaner in a slot for data");
    }
    if (simulation->real_door_open || simulation->doors[0].unlocked) {
        fail(simulation, "a move with the door unlocked");
    }
    if (drive_of(step) != RULES_NONE && simulation->drives[drive_of(step)].loaded) {
        fail(simulation, "a move from a loaded drive");
    }
    if (simulation->world.transport_full && step->from.kind != RULES_PLACE_TRANSPORT) {
        fail(simulation, "a move with a full arm");
    }
    if ((step->from.kind == RULES_PLACE_PORT || step->to.kind == RULES_PLACE_PORT) &&
        simulation->ports[0].extended) {
        fail(simulation, "a move at an extended port");
    }
}

static void check_start(struct simulation *simulation, const struct rules_step *step)
{
    const uint32_t drive = drive_of(step);
    if (is_robot_step(step) && simulation->world.robot_busy) {
        fail(simulation, "two robot steps at once");
    }
    if (drive != RULES_NONE && (drive >= SIMULATION_DRIVES || simulation->drives[drive].busy)) {
        fail(simulation, "two steps at one drive");
        return;
    }
    if (step->kind == RULES_STEP_MOVE) {
        check_move(simulation, step);
    }
    if (step->kind == RULES_STEP_UNLOAD && !simulation->drives[drive].loaded) {
        fail(simulation, "an unload of an unloaded drive");
    }
}

static void start_step(struct simulation *simulation, const struct rules_step *step)
{
    check_start(simulation, step);
    if (simulation->fault != NULL) {
        return;
    }
    const size_t at = simulation->running_count++;
    simulation->running[at] = *step;
    simulation->running_end[at] =
        simulation->world.now + 1 +
        (step->kind == RULES_STEP_MOVE ? simulation_chance(simulation, 8000) : 50);
    if (is_robot_step(step)) {
        simulation->world.robot_busy = true;
    }
    if (drive_of(step) != RULES_NONE) {
        simulation->drives[drive_of(step)].busy = true;
    }
    if (step->request != RULES_NONE) {
        simulation->requests[step->request].step_running = true;
        simulation->requests[step->request].state = step->state;
    }
}

static void set_stage(struct simulation *simulation, const struct rules_step *step)
{
    if (step->request != RULES_NONE && simulation->requests[step->request].stage != step->stage) {
        simulation->requests[step->request].stage = step->stage;
        simulation->requests[step->request].stage_since = simulation->world.now;
    }
}

static void end_move(struct simulation *simulation, const struct rules_step *step)
{
    enum rules_content *from = simulation_real(simulation, step->from);
    enum rules_content *to = simulation_real(simulation, step->to);
    simulation->moves++;
    if (*from == RULES_CONTENT_EMPTY || *to != RULES_CONTENT_EMPTY) {
        fail(simulation, "a move was overtaken by another");
        return;
    }
    *to = step->from.kind == RULES_PLACE_PORT ? step->cargo : *from;
    *from = RULES_CONTENT_EMPTY;
    simulation_show(simulation, step->from, RULES_CONTENT_EMPTY);
    simulation_show(simulation, step->to, *to);
    if (step->to.kind == RULES_PLACE_DRIVE && *to == RULES_CONTENT_CLEANER) {
        simulation_start_cycle(simulation, step->to.index);
    }
}

static void check_cleaning(struct simulation *simulation, uint32_t index)
{
    struct rules_drive *drive = &simulation->drives[index];
    simulation->checks++;
    drive->cleaning_checked = simulation->world.now;
    drive->cleaning = simulation->world.now < simulation->cycle_end[index]
                          ? RULES_CLEANING_RUNNING
                          : simulation->cycle_result[index];
}

static void end_step(struct simulation *simulation, const struct rules_step *step)
{
    switch (step->kind) {
    case RULES_STEP_MOVE:
        end_move(simulation, step);
        break;
    case RULES_STEP_UNLOAD:
        simulation->drives[step->drive].loaded = false;
        if (simulation->real_drives[step->drive] == RULES_CONTENT_CLEANER &&
            simulation->world.now < simulation->cycle_end[step->drive] && !simulation->never_ends) {
            fail(simulation, "an unload during the cleaning");
        }
        break;
    case RULES_STEP_CHECK_CLEANING:
        check_cleaning(simulation, step->drive);
        break;
    case RULES_STEP_OPEN_PORT:
        simulation->ports[0].extended = true;
        simulation->ports[0].extended_since = simulation->world.now;
        simulation->port_act = simulation->world.now + simulation_chance(simulation, 60000);
        break;
    case RULES_STEP_CLOSE_PORT:
        simulation->ports[0].extended = false;
        simulation->ports[0].content = simulation->real_port;
        break;
    case RULES_STEP_OPEN_DOOR:
        simulation->doors[0].unlocked = true;
        simulation->doors[0].unlocked_since = simulation->world.now;
        simulation->doors[0].open_since = 0;
        simulation->door_act = simulation->world.now + 1 + simulation_chance(simulation, 60000);
        break;
    case RULES_STEP_CLOSE_DOOR:
        if (simulation->real_door_open) {
            simulation->real_door_open = false; /* the person is sent away */
        }
        simulation->doors[0].unlocked = false;
        look(simulation);
        break;
    default:
        simulation->looks++;
        look(simulation);
        break;
    }
    set_stage(simulation, step);
}

/* Completes what is due; a step that has ended frees what it held. */
static void end_due_steps(struct simulation *simulation)
{
    for (size_t i = 0; i < simulation->running_count;) {
        if (simulation->running_end[i] > simulation->world.now) {
            i++;
            continue;
        }
        const struct rules_step step = simulation->running[i];
        simulation->running_count--;
        simulation->running[i] = simulation->running[simulation->running_count];
        simulation->running_end[i] = simulation->running_end[simulation->running_count];
        if (is_robot_step(&step)) {
            simulation->world.robot_busy = false;
        }
        if (drive_of(&step) != RULES_NONE) {
            simulation->drives[drive_of(&step)].busy = false;
        }
        if (step.request != RULES_NONE) {
            simulation->requests[step.request].step_running = false;
            if (simulation->failure_act != 0 && simulation->failure_act <= simulation->world.now) {
                /* Nothing was done, and the engine will not try again. */
                simulation->failure_act = 0;
                simulation->requests[step.request].failure = BASE_ERROR_IO_DEVICE;
                continue;
            }
        }
        end_step(simulation, &step);
    }
}

/* The engine's part when a request has ended: what the documents say of the library object. */
static void record_end(struct simulation *simulation, const struct rules_step *step)
{
    struct rules_world *world = &simulation->world;
    const uint32_t operation = simulation->requests[step->request].operation;
    if (step->state == MODEL_LM_PASSED && operation == MODEL_LM_INJECTCLEANER) {
        world->cleaner_present = true;
        world->cleaner_uses_remaining = 2;
        if (simulation->real_slots[SIMULATION_CLEANER_SLOT] == RULES_CONTENT_EMPTY) {
            fail(simulation, "an inject passed without a cartridge");
        }
    } else if (step->state == MODEL_LM_PASSED && operation == MODEL_LM_EJECTCLEANER) {
        world->cleaner_present = false;
        world->cleaner_uses_remaining = 0;
        if (simulation->real_slots[SIMULATION_CLEANER_SLOT] != RULES_CONTENT_EMPTY) {
            fail(simulation, "an eject passed with the cartridge in its slot");
        }
    } else if (operation == MODEL_LM_CLEANDRIVE &&
               simulation->requests[step->request].stage == RULES_STAGE_CLEANED &&
               world->cleaner_uses_remaining > 0) {
        world->cleaner_uses_remaining--;
    }
    if (step->state == MODEL_LM_FAILED && step->error == 0) {
        fail(simulation, "a failure without an error");
    }
}

static void carry_out(struct simulation *simulation, const struct rules_step *step)
{
    struct rules_request *request =
        step->request == RULES_NONE ? NULL : &simulation->requests[step->request];
    switch (step->kind) {
    case RULES_STEP_WAIT:
        if (step->wait == RULES_WAIT_NOTHING) {
            fail(simulation, "a wait without a reason");
        }
        request->state = step->state;
        break;
    case RULES_STEP_FINISH:
        if (!rules_request_may_become(request->state, step->state) ||
            !rules_request_is_finished(step->state)) {
            fail(simulation, "an end that is none");
        }
        record_end(simulation, step);
        request->state = step->state;
        break;
    case RULES_STEP_STAGE:
        request->state = step->state;
        set_stage(simulation, step);
        break;
    case RULES_STEP_ASK_OPERATOR:
        simulation->asked++;
        request->state = step->state;
        request->operator_state = RULES_OPERATOR_OPEN;
        simulation->opreq_act[step->request] =
            simulation->world.now + 100 + simulation_chance(simulation, 90000);
        break;
    default:
        start_step(simulation, step);
        break;
    }
}

/* The operator answers a request, now and then with work done, and in the end with no. */
static void answer(struct simulation *simulation, uint32_t index)
{
    struct rules_request *request = &simulation->requests[index];
    simulation->opreq_act[index] = 0;
    if (simulation_chance(simulation, 3) == 0 || simulation->opreq_lies[index] >= 3) {
        request->operator_state = RULES_OPERATOR_REFUSED;
        return;
    }
    simulation->opreq_lies[index]++;
    request->operator_state = RULES_OPERATOR_COMPLETE;
    if (!simulation->ports[0].extended && simulation_chance(simulation, 2) == 0 &&
        simulation->real_port == RULES_CONTENT_DATA && !simulation->world.robot_busy) {
        simulation->real_port = RULES_CONTENT_EMPTY;
    }
}

static void act_at_port(struct simulation *simulation)
{
    simulation->port_act = 0;
    if (simulation->world.robot_busy) {
        simulation->port_act = simulation->world.now + 7;
        return;
    }
    if (!simulation->ports[0].extended) {
        return;
    }
    if (simulation->real_port != RULES_CONTENT_EMPTY) {
        simulation->real_port = RULES_CONTENT_EMPTY;
    } else {
        simulation->real_port = RULES_CONTENT_DATA;
    }
}

static void act_at_door(struct simulation *simulation)
{
    enum rules_content *slot = &simulation->real_slots[SIMULATION_CLEANER_SLOT];
    simulation->door_act = 0;
    if (simulation->world.robot_busy) {
        simulation->door_act = simulation->world.now + 7;
        return;
    }
    if (!simulation->doors[0].unlocked) {
        return;
    }
    if (!simulation->real_door_open) {
        simulation->real_door_open = true;
        simulation->door_act = simulation->world.now + 1 + simulation_chance(simulation, 60000);
        return;
    }
    simulation->real_door_open = false;
    if (simulation->doors[0].open_since == 0) {
        /* Too quick for the library to notice: the person will be back. */
        simulation->door_act = simulation->world.now + 1 + simulation_chance(simulation, 60000);
        return;
    }
    if (simulation_chance(simulation, 4) != 0 &&
        simulation_cleaner(simulation).kind != RULES_PLACE_DRIVE) {
        *slot = *slot == RULES_CONTENT_EMPTY ? RULES_CONTENT_CLEANER : RULES_CONTENT_EMPTY;
    }
}

/* Moves the clock to the next event and lets it happen; false when there is none. */
static bool next_event(struct simulation *simulation, int64_t wake_at)
{
    int64_t next = wake_at == 0 ? INT64_MAX : wake_at;
    const int64_t people[] = {simulation->port_act, simulation->door_act, simulation->change_act,
                              simulation->cancel_act};
    for (size_t i = 0; i < sizeof people / sizeof people[0]; i++) {
        next = people[i] != 0 && people[i] < next ? people[i] : next;
    }
    for (size_t i = 0; i < SIMULATION_REQUESTS; i++) {
        const int64_t act = simulation->opreq_act[i];
        next = act != 0 && act < next ? act : next;
    }
    for (size_t i = 0; i < simulation->running_count; i++) {
        next = simulation->running_end[i] < next ? simulation->running_end[i] : next;
    }
    if (next == INT64_MAX) {
        return false;
    }
    simulation->world.now = next > simulation->world.now ? next : simulation->world.now;
    end_due_steps(simulation);
    if (simulation->port_act != 0 && simulation->port_act <= simulation->world.now) {
        act_at_port(simulation);
    }
    if (simulation->door_act != 0 && simulation->door_act <= simulation->world.now) {
        act_at_door(simulation);
    }
    if (simulation->change_act != 0 && simulation->change_act <= simulation->world.now) {
        simulation->change_act = 0;
        simulation->world.enabled = true;
        simulation->world.present = true;
        simulation->drives[0].in_use = false;
    }
    if (simulation->cancel_act != 0 && simulation->cancel_act <= simulation->world.now) {
        const uint32_t victim = simulation_chance(simulation, SIMULATION_REQUESTS);
        simulation->cancel_act = 0;
        simulation->requests[victim].cancel_requested = simulation_chance(simulation, 2) == 0;
        simulation->requests[victim].stop_requested = true;
    }
    for (uint32_t i = 0; i < SIMULATION_REQUESTS; i++) {
        if (simulation->opreq_act[i] != 0 && simulation->opreq_act[i] <= simulation->world.now) {
            answer(simulation, i);
        }
    }
    return true;
}

/* Every unfinished request that is not being worked on has exactly one step. */
static void check_plan(struct simulation *simulation, const struct rules_plan *plan)
{
    uint32_t count[SIMULATION_REQUESTS] = {0};
    for (size_t i = 0; i < plan->step_count; i++) {
        if (plan->steps[i].request != RULES_NONE) {
            count[plan->steps[i].request]++;
        }
    }
    for (size_t i = 0; i < simulation->world.request_count; i++) {
        const struct rules_request *request = &simulation->requests[i];
        const bool idle = !request->step_running && !rules_request_is_finished(request->state);
        if (count[i] != (idle ? 1u : 0u)) {
            fail(simulation, "a request without a step, or with two");
        }
    }
}

static bool is_progress(const struct rules_step *step)
{
    return step->kind != RULES_STEP_WAIT;
}

static void trace(const struct simulation *simulation, const struct rules_step *step)
{
    printf("%lld: request %d step %d stage %d state %u wait %d error %u, %d.%d -> %d.%d\n",
           (long long)simulation->world.now, (int)step->request, (int)step->kind, (int)step->stage,
           (unsigned)step->state, (int)step->wait, (unsigned)step->error, (int)step->from.kind,
           (int)step->from.index, (int)step->to.kind, (int)step->to.index);
}

bool simulation_run(struct simulation *simulation)
{
    struct rules_step steps[SIMULATION_STEPS];
    uint32_t rounds = 0;
    uint32_t still = 0; /* rounds without the clock moving */

    while (simulation->fault == NULL) {
        struct rules_plan plan = {.steps = steps, .step_capacity = SIMULATION_STEPS};
        const int64_t before = simulation->world.now;
        bool progress = false;
        bool idle = true;

        rules_plan(&simulation->world, &plan);
        check_plan(simulation, &plan);
        for (size_t i = 0; i < plan.step_count && simulation->fault == NULL; i++) {
            if (simulation->trace) {
                trace(simulation, &steps[i]);
            }
            progress = progress || is_progress(&steps[i]);
            carry_out(simulation, &steps[i]);
        }
        for (size_t i = 0; i < simulation->world.request_count; i++) {
            idle = idle && rules_request_is_finished(simulation->requests[i].state);
        }
        if (!progress && idle && simulation->running_count == 0 && plan.wake_at == 0 &&
            simulation->change_act == 0) {
            return simulation->fault == NULL;
        }
        if ((!progress || simulation->running_count > 0) && !next_event(simulation, plan.wake_at)) {
            fail(simulation, "a wait that nothing ends");
        }
        still = simulation->world.now == before ? still + 1 : 0;
        if (++rounds > MAX_ROUNDS || still > 50) {
            fail(simulation, "no end");
        }
    }
    return false;
}
