/* SPDX-License-Identifier: MIT */
/* The rest of the library of the imagination: places, programs, the operator, the clock. */
#include "unit/rules/mount_simulation.h"

#include "rules/request_state.h"

#include <string.h>

enum { MAX_ROUNDS = 20000 };

static const struct rules_place AWAY = {RULES_PLACE_NOWHERE, RULES_NONE};

uint32_t mount_simulation_chance(struct mount_simulation *simulation, uint32_t bound)
{
    simulation->seed = simulation->seed * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)((simulation->seed >> 33) % bound);
}

void mount_simulation_reset(struct mount_simulation *simulation, uint64_t seed)
{
    memset(simulation, 0, sizeof *simulation);
    simulation->seed = seed * 2 + 1;
    simulation->kind_operator = true;
    simulation->world = (struct rules_world){.now = 1000000,
                                             .enabled = true,
                                             .present = true,
                                             .supports_drive_cleaning = true,
                                             .cleaner_slot = MOUNT_SLOTS - 1,
                                             .cleaner_present = true,
                                             .cleaner_uncounted = true,
                                             .transport_home = AWAY,
                                             .slots = simulation->slots,
                                             .slot_count = MOUNT_SLOTS,
                                             .drives = simulation->drives,
                                             .drive_count = MOUNT_DRIVES,
                                             .requests = simulation->requests,
                                             .media = simulation->media,
                                             .medium_count = MOUNT_MEDIA};
    for (uint32_t i = 0; i < MOUNT_SLOTS; i++) {
        simulation->slots[i].present = true;
    }
    simulation->slots[MOUNT_SLOTS - 1].content = RULES_CONTENT_CLEANER;
    for (uint32_t i = 0; i < MOUNT_DRIVES; i++) {
        simulation->drives[i] = (struct rules_drive){.present = true,
                                                     .enabled = true,
                                                     .home = AWAY,
                                                     .medium = RULES_NONE,
                                                     .side = RULES_NONE};
    }
    for (uint32_t i = 0; i < MOUNT_MEDIA; i++) {
        simulation->media[i] = (struct rules_medium){
            .place = AWAY, .home = AWAY, .enabled = true, .sides = 1, .type = RULES_NONE};
    }
}

void mount_simulation_put(struct mount_simulation *simulation, uint32_t medium,
                          struct rules_place place, uint32_t drive_state)
{
    simulation->media[medium].place = place;
    if (place.kind == RULES_PLACE_SLOT) {
        simulation->slots[place.index].content = RULES_CONTENT_DATA;
        simulation->media[medium].home = place;
    } else if (place.kind == RULES_PLACE_DRIVE) {
        struct rules_drive *drive = &simulation->drives[place.index];
        drive->content = RULES_CONTENT_DATA;
        drive->loaded = true;
        drive->medium = medium;
        drive->state = drive_state;
        drive->dismount_after = 0;
        if (drive_state == MODEL_DRIVESTATE_LOADED) {
            simulation->dismount_at[place.index] = simulation->world.now + 5000;
        }
    }
}

struct rules_request *mount_simulation_add(struct mount_simulation *simulation, uint32_t operation,
                                           uint32_t medium)
{
    const uint32_t index = (uint32_t)simulation->world.request_count;
    if (index == MOUNT_REQUESTS) {
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

/* The cartridge is on its way out already. */
static bool is_given_back(const struct mount_simulation *simulation, uint32_t medium)
{
    for (size_t i = 0; i < simulation->world.request_count; i++) {
        const struct rules_request *request = &simulation->requests[i];
        if (request->operation == MODEL_LM_DISMOUNT && request->medium == medium &&
            !rules_request_is_finished(request->state)) {
            return true;
        }
    }
    return false;
}

/* The program that has a drive gives its cartridge back. */
static void dismount(struct mount_simulation *simulation, uint32_t drive)
{
    simulation->dismount_at[drive] = 0;
    if (simulation->drives[drive].content != RULES_CONTENT_DATA ||
        simulation->drives[drive].state != MODEL_DRIVESTATE_LOADED ||
        is_given_back(simulation, simulation->drives[drive].medium)) {
        return;
    }
    struct rules_request *request =
        mount_simulation_add(simulation, MODEL_LM_DISMOUNT, simulation->drives[drive].medium);
    if (request == NULL) {
        /* No room in the queue: the end of a long day. */
        simulation->open_until[drive] = 0;
        simulation->drives[drive].state = MODEL_DRIVESTATE_DISMOUNTABLE;
        return;
    }
    request->drive = drive;
    request->option = mount_simulation_chance(simulation, 2) == 0 ? MODEL_LM_DISMOUNT_NOW
                                                                  : MODEL_LM_DISMOUNT_LATER;
}

/* The operator puts a cartridge into a free slot; in a full library it cannot be done now. */
static bool bring(struct mount_simulation *simulation, uint32_t medium)
{
    if (simulation->media[medium].place.kind != RULES_PLACE_NOWHERE) {
        return true;
    }
    for (uint32_t i = 0; i + 1 < MOUNT_SLOTS; i++) {
        if (simulation->slots[i].content == RULES_CONTENT_EMPTY && !simulation->world.robot_busy) {
            mount_simulation_put(simulation, medium, (struct rules_place){RULES_PLACE_SLOT, i}, 0);
            return true;
        }
    }
    return false;
}

static void answer(struct mount_simulation *simulation, uint32_t index)
{
    struct rules_request *request = &simulation->requests[index];
    simulation->answer_at[index] = 0;
    if (!simulation->kind_operator && mount_simulation_chance(simulation, 3) == 0) {
        request->operator_state = RULES_OPERATOR_REFUSED;
        return;
    }
    if (request->medium < MOUNT_MEDIA && mount_simulation_chance(simulation, 2) == 0 &&
        !bring(simulation, request->medium)) {
        simulation->answer_at[index] = simulation->world.now + 1000;
        return;
    }
    request->operator_state = RULES_OPERATOR_COMPLETE;
    if (++simulation->answers[index] > 20) {
        request->operator_state = RULES_OPERATOR_REFUSED;
    }
}

/* Some request that can still be withdrawn ends (API: CancelNtmsLibraryRequest). */
static void cancel(struct mount_simulation *simulation)
{
    const uint32_t victim = mount_simulation_chance(simulation, MOUNT_REQUESTS);
    simulation->cancel_after = 0;
    if (victim < simulation->world.request_count &&
        !rules_request_is_finished(simulation->requests[victim].state)) {
        simulation->requests[victim].cancel_requested = true;
    }
}

static int64_t earlier(int64_t a, int64_t b)
{
    return b != 0 && b < a ? b : a;
}

/* Drive 1 goes and comes back. */
static void change_drive(struct mount_simulation *simulation)
{
    struct rules_drive *drive = &simulation->drives[1];
    if (simulation->away_from != 0 && simulation->away_from <= simulation->world.now) {
        simulation->away_from = 0;
        drive->enabled = mount_simulation_chance(simulation, 2) == 0;
        drive->present = !drive->enabled;
    } else if (simulation->away_from == 0 && simulation->away_until != 0 &&
               simulation->away_until <= simulation->world.now) {
        simulation->away_until = 0;
        drive->enabled = true;
        drive->present = true;
    }
}

static int64_t next_time(const struct mount_simulation *simulation, int64_t wake_at)
{
    int64_t next = earlier(INT64_MAX, wake_at);
    for (size_t i = 0; i < simulation->running_count; i++) {
        next = earlier(next, simulation->running_end[i]);
    }
    for (size_t i = 0; i < simulation->world.request_count; i++) {
        next = earlier(next, simulation->answer_at[i]);
    }
    for (size_t i = 0; i < MOUNT_DRIVES; i++) {
        next = earlier(next, simulation->dismount_at[i]);
    }
    next = earlier(next, simulation->away_from);
    next = earlier(next, simulation->away_until);
    if (simulation->cancel_after != 0) {
        next = earlier(next, 1000000 + (int64_t)simulation->cancel_after);
    }
    return next;
}

/* Moves the clock to the next event and lets it happen; false when there is none. */
static bool next_event(struct mount_simulation *simulation, int64_t wake_at)
{
    const int64_t next = next_time(simulation, wake_at);
    if (next == INT64_MAX) {
        return false;
    }
    const int64_t now = next > simulation->world.now ? next : simulation->world.now;
    simulation->world.now = now;
    mount_simulation_end_steps(simulation);
    change_drive(simulation);
    for (uint32_t i = 0; i < MOUNT_DRIVES; i++) {
        if (simulation->dismount_at[i] != 0 && simulation->dismount_at[i] <= now) {
            dismount(simulation, i);
        }
        simulation->drives[i].in_use = simulation->drives[i].in_use_until > now;
        if (!simulation->drives[i].in_use) {
            simulation->drives[i].in_use_until = 0;
        }
    }
    for (uint32_t i = 0; i < simulation->world.request_count; i++) {
        if (simulation->answer_at[i] != 0 && simulation->answer_at[i] <= now) {
            answer(simulation, i);
        }
    }
    if (simulation->cancel_after != 0 && now >= 1000000 + (int64_t)simulation->cancel_after) {
        cancel(simulation);
    }
    return true;
}

/* Every unfinished request that is not being worked on has exactly one step; the calls get their
 * drives together. */
static void check_plan(struct mount_simulation *simulation, const struct rules_plan *plan)
{
    uint32_t count[MOUNT_REQUESTS] = {0};
    bool reserved[MOUNT_REQUESTS] = {false};
    for (size_t i = 0; i < plan->step_count; i++) {
        if (plan->steps[i].request != RULES_NONE) {
            count[plan->steps[i].request]++;
            reserved[plan->steps[i].request] = plan->steps[i].kind == RULES_STEP_RESERVE;
        }
    }
    for (uint32_t i = 0; i < simulation->world.request_count; i++) {
        const struct rules_request *request = &simulation->requests[i];
        const bool idle = !request->step_running && !rules_request_is_finished(request->state);
        if (count[i] != (idle ? 1u : 0u)) {
            mount_simulation_fail(simulation, "a request without a step, or with two");
        }
        if (request->operation == MODEL_LM_MOUNT && request->stage == RULES_STAGE_START &&
            reserved[i] != reserved[request->group]) {
            mount_simulation_fail(simulation, "half of a call gets a drive");
        }
    }
}

static bool is_over(const struct mount_simulation *simulation)
{
    for (size_t i = 0; i < simulation->world.request_count; i++) {
        if (!rules_request_is_finished(simulation->requests[i].state)) {
            return false;
        }
    }
    for (size_t i = 0; i < MOUNT_DRIVES; i++) {
        if (simulation->dismount_at[i] != 0) {
            return false;
        }
    }
    return simulation->running_count == 0 && simulation->away_until == 0;
}

static bool run(struct mount_simulation *simulation, bool until_mount)
{
    struct rules_step steps[MOUNT_STEPS];
    const uint32_t passed = simulation->passed_mounts;
    uint32_t still = 0; /* rounds without the clock moving */

    for (uint32_t round = 0; simulation->fault == NULL; round++) {
        struct rules_plan plan = {.steps = steps, .step_capacity = MOUNT_STEPS};
        const int64_t before = simulation->world.now;
        bool progress = false;

        rules_plan(&simulation->world, &plan);
        check_plan(simulation, &plan);
        for (size_t i = 0; i < plan.step_count && simulation->fault == NULL; i++) {
            progress = progress || steps[i].kind != RULES_STEP_WAIT;
            mount_simulation_carry_out(simulation, &steps[i]);
        }
        if ((until_mount && simulation->passed_mounts > passed) ||
            (!progress && is_over(simulation) && plan.wake_at == 0)) {
            return simulation->fault == NULL;
        }
        if ((!progress || simulation->running_count > 0) && !next_event(simulation, plan.wake_at)) {
            mount_simulation_fail(simulation, "a wait that nothing ends");
        }
        still = simulation->world.now == before ? still + 1 : 0;
        if (round > MAX_ROUNDS || still > 50) {
            mount_simulation_fail(simulation, "no end");
        }
    }
    return false;
}

bool mount_simulation_run(struct mount_simulation *simulation)
{
    return run(simulation, false);
}

bool mount_simulation_run_until_mount(struct mount_simulation *simulation)
{
    return run(simulation, true);
}
