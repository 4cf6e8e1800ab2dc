/* SPDX-License-Identifier: MIT */
#include "rules/planner.h"

#include "rules/choose_drive.h"

/*
 * Cleaning by itself. A drive that says "clean now" (TapeAlert 20) gets no new cartridge until it
 * was cleaned. One that says "clean soon" (21) is cleaned when no mount waits for it, after a
 * number of mounts before the next one; without a usable cleaner mounts go on. The cleaning itself
 * is a request like any other (cleaning.c); here it is only queued, between two uses of the drive.
 * API: Cleaning Drives in RSM; SSC-4, TapeAlert flags.
 */

/* A library that cleans by itself must not be disturbed by a second hand. */
static bool is_automatic(const struct rules_world *world)
{
    return world->automatic_cleaning && world->supports_drive_cleaning &&
           !world->cleans_by_itself && !world->standalone;
}

static bool is_pressing(const struct rules_drive *drive)
{
    return drive->cleaning_urgent || drive->mount_count >= drive->cleaning_due;
}

bool rules_planner_awaits_cleaning(const struct rules_planner *planner, uint32_t drive)
{
    const struct rules_world *world = planner->world;
    const struct rules_drive *own = &world->drives[drive];

    if (!is_automatic(world) || !own->cleaning_wanted) {
        return false;
    }
    return own->cleaning_urgent ||
           (is_pressing(own) && !own->cleaning_tried && rules_cleaner_usable(world));
}

bool rules_planner_yields_to_cleaning(const struct rules_planner *planner, uint32_t drive)
{
    const struct rules_world *world = planner->world;
    const uint32_t keeper = drive < RULES_DRIVES_MAX ? planner->keeper[drive] : RULES_NONE;

    return keeper != RULES_NONE && keeper < world->request_count &&
           world->drives[drive].content == RULES_CONTENT_EMPTY &&
           world->requests[keeper].stage == RULES_STAGE_RESERVED &&
           !world->requests[keeper].step_running && rules_planner_awaits_cleaning(planner, drive);
}

static bool has_cleaning(const struct rules_world *world, uint32_t drive)
{
    for (size_t i = 0; i < world->request_count; i++) {
        const struct rules_request *request = &world->requests[i];
        if (request->operation == MODEL_LM_CLEANDRIVE && request->drive == drive &&
            !rules_request_is_finished(request->state)) {
            return true;
        }
    }
    return false;
}

/* Some mount got no drive in this plan and could use this one. */
static bool is_waited_for(const struct rules_planner *planner, uint32_t drive)
{
    for (size_t i = 0; i < planner->plan->step_count; i++) {
        const struct rules_step *step = &planner->plan->steps[i];
        if (step->request != RULES_NONE && step->kind == RULES_STEP_WAIT &&
            step->wait == RULES_WAIT_DRIVE &&
            planner->world->requests[step->request].operation == MODEL_LM_MOUNT &&
            rules_drive_suits(planner, drive, step->request)) {
            return true;
        }
    }
    return false;
}

/* Nobody uses the drive now, nor is about to. */
static bool is_in_gap(const struct rules_planner *planner, uint32_t drive)
{
    const struct rules_drive *own = &planner->world->drives[drive];
    const bool held = rules_planner_drive_held(planner, drive, RULES_NONE) &&
                      !rules_planner_yields_to_cleaning(planner, drive);

    if (!own->enabled || own->out_of_service || own->in_use || held ||
        !rules_planner_drive_free(planner, drive)) {
        return false;
    }
    if (is_pressing(own)) {
        return own->content == RULES_CONTENT_EMPTY || own->content == RULES_CONTENT_DATA;
    }
    return own->content == RULES_CONTENT_EMPTY && !is_waited_for(planner, drive);
}

/* It is in its slot, or nowhere: then the operator is asked for one. */
static bool is_cleaner_settled(const struct rules_planner *planner)
{
    const struct rules_place slot = rules_planner_cleaner_slot(planner);
    return (planner->cleaner.kind == RULES_PLACE_SLOT ||
            planner->cleaner.kind == RULES_PLACE_NOWHERE) &&
           (slot.kind == RULES_PLACE_NOWHERE ||
            rules_planner_content(planner, slot) != RULES_CONTENT_UNKNOWN);
}

void rules_plan_automatic_cleaning(struct rules_planner *planner)
{
    const struct rules_world *world = planner->world;

    if (!is_automatic(world) || !is_cleaner_settled(planner)) {
        return;
    }
    for (uint32_t i = 0; i < world->drive_count; i++) {
        if (world->drives[i].cleaning_wanted && !world->drives[i].cleaning_tried &&
            !has_cleaning(world, i) && is_in_gap(planner, i)) {
            struct rules_step step =
                rules_planner_step(planner, RULES_STEP_QUEUE_CLEANING, RULES_NONE);
            step.drive = i;
            rules_planner_emit(planner, &step);
            return;
        }
    }
}
