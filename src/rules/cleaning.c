/* SPDX-License-Identifier: MIT */
#include "rules/planner.h"

/*
 * CLEANDRIVE. START: empty the drive, then bring the cleaner. CLEANING: ask the drive until the
 * cycle is over. CLEANED, CLEAN_FAILED, CLEAN_SPENT: bring the cleaner back, then end accordingly.
 * API: CleanNtmsDrive; MS-RSMP, CleanNtmsDrive.
 */

int64_t rules_plan_cleaning_interval(int64_t elapsed)
{
    const int64_t interval = elapsed / 20;
    if (interval < 10) {
        return 10;
    }
    return interval > 5000 ? 5000 : interval;
}

bool rules_cleaner_usable(const struct rules_world *world)
{
    if (world->cleaner_slot >= world->slot_count || !world->cleaner_present) {
        return false;
    }
    const struct rules_slot *slot = &world->slots[world->cleaner_slot];
    return slot->present &&
           (slot->content == RULES_CONTENT_CLEANER || slot->content == RULES_CONTENT_DATA) &&
           (world->cleaner_uncounted || world->cleaner_uses_remaining > 0);
}

static bool is_under_way(enum rules_stage stage)
{
    return stage == RULES_STAGE_CLEANING || stage == RULES_STAGE_CLEANED ||
           stage == RULES_STAGE_CLEAN_FAILED || stage == RULES_STAGE_CLEAN_SPENT;
}

/* Another request is cleaning this drive already. */
static bool is_claimed(const struct rules_planner *planner, uint32_t request, uint32_t drive)
{
    for (uint32_t i = 0; i < planner->world->request_count; i++) {
        const struct rules_request *other = &planner->world->requests[i];
        if (i != request && rules_planner_is_live(other) &&
            other->operation == MODEL_LM_CLEANDRIVE && other->drive == drive &&
            is_under_way(other->stage)) {
            return true;
        }
    }
    return false;
}

static void unload(struct rules_planner *planner, uint32_t request, uint32_t drive)
{
    struct rules_step step = rules_planner_step(planner, RULES_STEP_UNLOAD, request);
    step.drive = drive;
    rules_planner_emit(planner, &step);
}

/* Who was asked for a cleaner already is not asked again for a drive that nobody waits for. */
static void ask_for_cleaner(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    if (world->requests[request].argument != 0 && world->cleaner_asked_for) {
        rules_planner_wait(planner, request, RULES_WAIT_OPERATOR);
    } else {
        rules_planner_ask(planner, request, MODEL_OPREQ_CLEANER, MODEL_LIBRARY, RULES_NONE);
    }
}

/* START, the drive is empty: the cleaner is brought, or the operator brings one. */
static void bring_cleaner(struct rules_planner *planner, uint32_t request, uint32_t drive)
{
    const struct rules_place slot = rules_planner_cleaner_slot(planner);
    const bool out =
        planner->cleaner.kind == RULES_PLACE_DRIVE ||
        planner->cleaner.kind == RULES_PLACE_TRANSPORT ||
        (planner->cleaner.kind == RULES_PLACE_PORT && rules_planner_cleaner_slot_empty(planner));
    if (out) {
        rules_planner_wait(planner, request, RULES_WAIT_CLEANER);
    } else if (!rules_planner_robot_free(planner)) {
        rules_planner_wait_robot(planner, request);
    } else if (slot.kind == RULES_PLACE_SLOT &&
               rules_planner_content(planner, slot) == RULES_CONTENT_UNKNOWN) {
        rules_planner_look(planner, request);
    } else if (!rules_cleaner_usable(planner->world)) {
        ask_for_cleaner(planner, request);
    } else if (!rules_planner_robot_ready(planner)) {
        rules_planner_wait_robot(planner, request);
    } else {
        const struct rules_place to = {RULES_PLACE_DRIVE, drive};
        rules_planner_move(planner, request, slot, to, RULES_CONTENT_CLEANER, RULES_STAGE_CLEANING);
    }
}

/* RSM's own, and the drive was cleaned meanwhile or cleaning by itself was switched off. */
static bool is_needless(const struct rules_planner *planner, uint32_t request, uint32_t drive)
{
    const struct rules_world *world = planner->world;
    return world->requests[request].argument != 0 &&
           world->drives[drive].content != RULES_CONTENT_CLEANER &&
           (!world->drives[drive].cleaning_wanted || !world->automatic_cleaning);
}

static void start(struct rules_planner *planner, uint32_t request, uint32_t drive)
{
    const struct rules_request *own = &planner->world->requests[request];
    const struct rules_drive *target = &planner->world->drives[drive];
    const bool held = rules_planner_drive_held(planner, drive, request) &&
                      !rules_planner_yields_to_cleaning(planner, drive);

    if (rules_planner_end_wanted(own) || own->operator_state == RULES_OPERATOR_REFUSED) {
        rules_planner_finish_undone(planner, request, BASE_ERROR_REQUEST_REFUSED);
        return;
    }
    if (is_needless(planner, request, drive)) {
        rules_planner_finish(planner, request, MODEL_LM_STOPPED, 0);
        return;
    }
    if (!target->enabled || target->in_use || is_claimed(planner, request, drive) || held ||
        !rules_planner_drive_free(planner, drive)) {
        rules_planner_wake(planner, target->in_use ? target->in_use_until : 0);
        rules_planner_wait(planner, request, RULES_WAIT_DRIVE);
        return;
    }
    switch (target->content) {
    case RULES_CONTENT_EMPTY:
        bring_cleaner(planner, request, drive);
        break;
    case RULES_CONTENT_DATA:
        if (own->argument != 0 && !rules_cleaner_usable(planner->world)) {
            bring_cleaner(planner, request, drive); /* nothing is disturbed for want of one */
        } else {
            rules_planner_send_home(planner, request, drive);
        }
        break;
    case RULES_CONTENT_CLEANER:
        /* The move succeeded and its record was lost: go on from what is. */
        rules_planner_stage(planner, request, RULES_STAGE_CLEANING);
        break;
    default:
        rules_planner_look(planner, request);
        break;
    }
}

/* The cleaner is not where this request put it: somebody took it, or it never arrived. */
static void cleaner_gone(struct rules_planner *planner, uint32_t request, uint32_t drive)
{
    if (!rules_planner_robot_free(planner)) {
        rules_planner_wait_robot(planner, request);
    } else if (planner->world->drives[drive].content == RULES_CONTENT_UNKNOWN) {
        rules_planner_look(planner, request);
    } else if (planner->cleaner.kind == RULES_PLACE_TRANSPORT) {
        rules_planner_wait_robot(planner, request);
    } else {
        rules_planner_finish(planner, request, MODEL_LM_FAILED, BASE_ERROR_UNABLE_TO_CLEAN);
    }
}

static int64_t longest_cleaning(const struct rules_world *world)
{
    if (world->cleaning_limit <= 0 || world->cleaning_limit >= RULES_CLEANING_DEADLINE / 2) {
        return RULES_CLEANING_DEADLINE;
    }
    return world->cleaning_limit < RULES_CLEANING_PATIENCE / 2 ? RULES_CLEANING_PATIENCE
                                                               : world->cleaning_limit * 2;
}

/* The cycle runs: ask again when the last answer has aged, or wait. */
static void watch(struct rules_planner *planner, uint32_t request, uint32_t drive)
{
    const struct rules_world *world = planner->world;
    const struct rules_drive *target = &world->drives[drive];
    const int64_t since = world->requests[request].stage_since;
    const int64_t longest = longest_cleaning(world);
    int64_t due = world->now;

    if (rules_planner_elapsed(planner, since) >= longest) {
        rules_planner_stage(planner, request, RULES_STAGE_CLEAN_FAILED);
        return;
    }
    rules_planner_wake(planner, rules_planner_later(since, longest));
    if (!rules_planner_drive_free(planner, drive)) {
        rules_planner_wait_working(planner, request,
                                   target->present ? RULES_WAIT_CLEANING : RULES_WAIT_DRIVE);
        return;
    }
    if (since >= 0 && target->cleaning_checked >= since && target->cleaning_checked <= world->now) {
        due = target->cleaning_checked +
              rules_plan_cleaning_interval(target->cleaning_checked - since);
    }
    if (world->now >= due) {
        struct rules_step step = rules_planner_step(planner, RULES_STEP_CHECK_CLEANING, request);
        step.drive = drive;
        rules_planner_emit(planner, &step);
    } else {
        rules_planner_wake(planner, due);
        rules_planner_wait_working(planner, request, RULES_WAIT_CLEANING);
    }
}

static void clean(struct rules_planner *planner, uint32_t request, uint32_t drive)
{
    if (planner->world->drives[drive].content != RULES_CONTENT_CLEANER) {
        cleaner_gone(planner, request, drive);
        return;
    }
    switch (planner->world->drives[drive].cleaning) {
    case RULES_CLEANING_DONE:
        rules_planner_stage(planner, request, RULES_STAGE_CLEANED);
        break;
    case RULES_CLEANING_FAILED:
        rules_planner_stage(planner, request, RULES_STAGE_CLEAN_FAILED);
        break;
    case RULES_CLEANING_SPENT:
        rules_planner_stage(planner, request, RULES_STAGE_CLEAN_SPENT);
        break;
    default:
        watch(planner, request, drive);
        break;
    }
}

static void finish_cleaning(struct rules_planner *planner, uint32_t request)
{
    switch (planner->world->requests[request].stage) {
    case RULES_STAGE_CLEANED:
        rules_planner_finish(planner, request, MODEL_LM_PASSED, 0);
        break;
    case RULES_STAGE_CLEAN_SPENT:
        rules_planner_finish(planner, request, MODEL_LM_FAILED, BASE_ERROR_CLEANER_CARTRIDGE_SPENT);
        break;
    default:
        rules_planner_finish(planner, request, MODEL_LM_FAILED, BASE_ERROR_UNABLE_TO_CLEAN);
        break;
    }
}

/* The cycle is over: the cleaner goes home, then the request ends. */
static void return_cleaner(struct rules_planner *planner, uint32_t request, uint32_t drive)
{
    const struct rules_world *world = planner->world;
    const struct rules_place from = {RULES_PLACE_DRIVE, drive};
    const struct rules_place slot = rules_planner_cleaner_slot(planner);
    const enum rules_content content = world->drives[drive].content;

    if (!world->drives[drive].present) {
        rules_planner_wait(planner, request, RULES_WAIT_DRIVE);
    } else if (content == RULES_CONTENT_CLEANER && world->drives[drive].loaded) {
        if (rules_planner_drive_free(planner, drive)) {
            unload(planner, request, drive);
        } else {
            rules_planner_wait_working(planner, request, RULES_WAIT_DRIVE);
        }
    } else if (!rules_planner_robot_ready(planner)) {
        rules_planner_wait_robot(planner, request);
    } else if (content == RULES_CONTENT_UNKNOWN) {
        rules_planner_look(planner, request);
    } else if (content != RULES_CONTENT_CLEANER) {
        finish_cleaning(planner, request);
    } else if (!rules_planner_drive_free(planner, drive)) {
        rules_planner_wait_working(planner, request, RULES_WAIT_DRIVE);
    } else if (rules_planner_cleaner_slot_empty(planner)) {
        rules_planner_move(planner, request, from, slot, RULES_CONTENT_CLEANER,
                           world->requests[request].stage);
    } else if (slot.kind == RULES_PLACE_SLOT &&
               rules_planner_content(planner, slot) == RULES_CONTENT_UNKNOWN) {
        rules_planner_look(planner, request);
    } else if (rules_planner_end_wanted(&world->requests[request])) {
        rules_planner_finish_undone(planner, request, 0);
    } else if (world->requests[request].operator_state == RULES_OPERATOR_REFUSED) {
        finish_cleaning(planner, request);
    } else {
        /* Something lies in the reserved slot: a person has to make room. */
        rules_planner_ask(planner, request, MODEL_OPREQ_DEVICESERVICE, MODEL_DRIVE, drive);
    }
}

void rules_plan_clean_drive(struct rules_planner *planner, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const uint32_t drive = world->requests[request].drive;

    if (world->standalone) {
        /* No cleaner to fetch: the caller cleaned by hand, the request is only a record. */
        rules_planner_finish(planner, request, MODEL_LM_PASSED, 0);
        return;
    }
    if (drive >= world->drive_count) {
        rules_planner_finish(planner, request, MODEL_LM_FAILED, BASE_ERROR_INVALID_DRIVE);
        return;
    }
    switch (world->requests[request].stage) {
    case RULES_STAGE_START:
        if (!world->supports_drive_cleaning) {
            rules_planner_finish_undone(planner, request, BASE_ERROR_UNABLE_TO_CLEAN);
        } else {
            start(planner, request, drive);
        }
        break;
    case RULES_STAGE_CLEANING:
        clean(planner, request, drive);
        break;
    case RULES_STAGE_CLEANED:
    case RULES_STAGE_CLEAN_FAILED:
    case RULES_STAGE_CLEAN_SPENT:
        return_cleaner(planner, request, drive);
        break;
    default:
        rules_planner_finish(planner, request, MODEL_LM_INVALID, BASE_ERROR_INVALID_OPERATION);
        break;
    }
}
