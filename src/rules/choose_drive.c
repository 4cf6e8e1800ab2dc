/* SPDX-License-Identifier: MIT */
#include "rules/choose_drive.h"

/* A DVD drive reads CDs, too (API: NtmsDriveType). */
static bool device_types_agree(uint32_t drive, uint32_t medium)
{
    return drive == 0 || medium == 0 || drive == medium ||
           (drive == MODEL_DEVICE_DVD && medium == MODEL_DEVICE_CD_ROM);
}

/* False when the caller named another drive. One that was chosen for the request is no named one.
 */
static bool is_named_or_any(const struct rules_request *request, uint32_t drive)
{
    const bool chosen = request->stage != RULES_STAGE_START &&
                        (request->operation != MODEL_LM_MOUNT ||
                         (request->argument & MODEL_MOUNT_SPECIFIC_DRIVE) == 0);
    return chosen || request->drive == drive ||
           (request->drive == RULES_NONE && !request->drive_elsewhere);
}

bool rules_drive_suits(const struct rules_planner *planner, uint32_t drive, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_request *own = &world->requests[request];
    const struct rules_drive *target = &world->drives[drive];

    if (!is_named_or_any(own, drive)) {
        return false;
    }
    if (own->medium >= world->medium_count ||
        (target->refused && target->refused_request == request)) {
        return false;
    }
    const struct rules_medium *medium = &world->media[own->medium];
    return device_types_agree(target->device_type, medium->device_type) &&
           (target->media_types == 0 || medium->type >= 64 ||
            (target->media_types >> medium->type & 1) != 0);
}

/* A cleaning of this drive is about to begin: it comes before the mounts. */
static bool is_about_to_be_cleaned(const struct rules_planner *planner, uint32_t drive)
{
    const struct rules_plan *plan = planner->plan;
    for (size_t i = 0; i < plan->step_count; i++) {
        const struct rules_step *step = &plan->steps[i];
        if (step->request == RULES_NONE) {
            continue;
        }
        const struct rules_request *request = &planner->world->requests[step->request];
        const bool waits = step->kind == RULES_STEP_ASK_OPERATOR ||
                           (step->kind == RULES_STEP_WAIT && step->wait != RULES_WAIT_ROBOT &&
                            step->wait != RULES_WAIT_DOOR);
        if (request->operation == MODEL_LM_CLEANDRIVE && request->drive == drive &&
            step->kind != RULES_STEP_FINISH && !waits) {
            return true;
        }
    }
    return false;
}

/* A cleaning has this drive. */
static bool is_being_cleaned(const struct rules_planner *planner, uint32_t drive)
{
    const struct rules_world *world = planner->world;
    for (size_t i = 0; i < world->request_count; i++) {
        const struct rules_request *request = &world->requests[i];
        if (request->operation == MODEL_LM_CLEANDRIVE && request->drive == drive &&
            rules_planner_is_live(request) && request->stage != RULES_STAGE_START) {
            return true;
        }
    }
    return world->drives[drive].state == MODEL_DRIVESTATE_BEING_CLEANED;
}

static bool is_there(const struct rules_drive *drive)
{
    return drive->present && drive->enabled && !drive->out_of_service;
}

/* The drive may be given to a request now. `exempt`: claims of others do not count. */
static bool is_ready(const struct rules_planner *planner, uint32_t drive, bool exempt)
{
    const struct rules_drive *own = &planner->world->drives[drive];
    return is_there(own) && !own->in_use && (exempt || !planner->claimed[drive]) &&
           (own->content == RULES_CONTENT_EMPTY || own->content == RULES_CONTENT_DATA) &&
           !rules_planner_drive_held(planner, drive, RULES_NONE) &&
           rules_planner_drive_free(planner, drive) && !is_being_cleaned(planner, drive) &&
           !is_about_to_be_cleaned(planner, drive) &&
           !rules_planner_awaits_cleaning(planner, drive);
}

/* The cartridge of the request lies in this drive. */
static bool has_cartridge(const struct rules_planner *planner, uint32_t drive, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const struct rules_place place = world->media[world->requests[request].medium].place;
    return place.kind == RULES_PLACE_DRIVE && place.index == drive;
}

/* True when drive `a` is the better one for the request. */
static bool is_better(const struct rules_planner *planner, uint32_t request, uint32_t a, uint32_t b)
{
    const struct rules_drive *left = &planner->world->drives[a];
    const struct rules_drive *right = &planner->world->drives[b];
    const bool left_has = has_cartridge(planner, a, request);
    const bool right_has = has_cartridge(planner, b, request);
    const bool left_full = left->content != RULES_CONTENT_EMPTY;
    const bool right_full = right->content != RULES_CONTENT_EMPTY;

    if (left_has != right_has) {
        return left_has;
    }
    if (left->cleaning_wanted != right->cleaning_wanted) {
        return right->cleaning_wanted;
    }
    if (left_full != right_full) {
        return right_full;
    }
    return left->mount_count != right->mount_count ? left->mount_count < right->mount_count : a < b;
}

/* The choice under construction: the search for an augmenting path (maximum bipartite matching). */
struct matching {
    const struct rules_planner *planner;
    struct rules_choice *choice;
    uint32_t drive_count;
    bool usable[RULES_DRIVES_MAX];
    bool visited[RULES_DRIVES_MAX];
    uint32_t owner[RULES_DRIVES_MAX]; /* index into the choice, or RULES_NONE */
};

static bool may_try(const struct matching *matching, uint32_t index, uint32_t drive)
{
    return matching->usable[drive] && !matching->visited[drive] &&
           rules_drive_suits(matching->planner, drive, matching->choice->requests[index]);
}

/* The best drive for an entry that was not tried yet: a free one if there is one. */
static uint32_t next_drive(const struct matching *matching, uint32_t index)
{
    const uint32_t request = matching->choice->requests[index];
    uint32_t best = RULES_NONE;
    for (uint32_t i = 0; i < matching->drive_count; i++) {
        if (!may_try(matching, index, i)) {
            continue;
        }
        const bool is_free = matching->owner[i] == RULES_NONE;
        const bool best_free = best != RULES_NONE && matching->owner[best] == RULES_NONE;
        if (best == RULES_NONE || (is_free && !best_free) ||
            (is_free == best_free && is_better(matching->planner, request, i, best))) {
            best = i;
        }
    }
    return best;
}

/* Finds a drive for an entry; one that has a drive may get another for it. As deep as the call has
 * cartridges at most, since no drive is tried twice. */
static bool give_drive(struct matching *matching, uint32_t index)
{
    for (;;) {
        const uint32_t drive = next_drive(matching, index);
        if (drive == RULES_NONE) {
            return false;
        }
        matching->visited[drive] = true;
        if (matching->owner[drive] == RULES_NONE || give_drive(matching, matching->owner[drive])) {
            matching->owner[drive] = index;
            matching->choice->drives[index] = drive;
            return true;
        }
    }
}

static bool lies_in_drive(const struct matching *matching, uint32_t index)
{
    const struct rules_world *world = matching->planner->world;
    const uint32_t medium = world->requests[matching->choice->requests[index]].medium;
    return medium < world->medium_count && world->media[medium].place.kind == RULES_PLACE_DRIVE;
}

static bool give_new_drive(struct matching *matching, uint32_t index)
{
    for (uint32_t i = 0; i < matching->drive_count; i++) {
        matching->visited[i] = false;
    }
    return give_drive(matching, index);
}

/* Gives drives to the entries that have none, those whose cartridge lies in a drive first. */
static bool match(struct matching *matching)
{
    struct rules_choice *choice = matching->choice;
    bool complete = true;

    for (uint32_t i = 0; i < matching->drive_count; i++) {
        matching->owner[i] = RULES_NONE;
    }
    for (uint32_t i = 0; i < choice->count; i++) {
        if (choice->drives[i] != RULES_NONE) {
            matching->owner[choice->drives[i]] = i;
        }
    }
    for (uint32_t i = 0; i < choice->count; i++) {
        if (choice->drives[i] == RULES_NONE && lies_in_drive(matching, i)) {
            (void)give_new_drive(matching, i);
        }
    }
    for (uint32_t i = 0; i < choice->count; i++) {
        complete = (choice->drives[i] != RULES_NONE || give_new_drive(matching, i)) && complete;
    }
    return complete;
}

static uint32_t drive_count(const struct rules_planner *planner)
{
    const size_t count = planner->world->drive_count;
    return count < RULES_DRIVES_MAX ? (uint32_t)count : RULES_DRIVES_MAX;
}

/* Another cartridge of the same call has the drive, and waits for this one. */
static bool is_of_same_call(const struct rules_planner *planner, uint32_t drive, uint32_t request)
{
    const struct rules_world *world = planner->world;
    const uint32_t keeper = drive < RULES_DRIVES_MAX ? planner->keeper[drive] : RULES_NONE;
    return keeper != RULES_NONE && keeper != request &&
           world->requests[keeper].operation == MODEL_LM_MOUNT &&
           world->requests[request].operation == MODEL_LM_MOUNT &&
           world->requests[keeper].group == world->requests[request].group;
}

bool rules_drive_has_other(const struct rules_planner *planner, uint32_t drive, uint32_t request)
{
    const struct rules_world *world = planner->world;
    bool other = false;
    for (uint32_t i = 0; i < world->drive_count; i++) {
        if (world->drives[i].refused && world->drives[i].refused_request == request) {
            return false; /* this one is the other one */
        }
        other = other ||
                (i != drive && is_there(&world->drives[i]) &&
                 !is_of_same_call(planner, i, request) && rules_drive_suits(planner, i, request));
    }
    return other;
}

bool rules_choice_make(const struct rules_planner *planner, struct rules_choice *choice)
{
    bool exempt = false;
    struct matching matching = {
        .planner = planner, .choice = choice, .drive_count = drive_count(planner)};
    /* A claim must not keep back the session that has what the claimant waits for. */
    for (uint32_t i = 0; i < choice->count; i++) {
        exempt = exempt || planner->world->requests[choice->requests[i]].holds_drive;
    }
    for (uint32_t i = 0; i < matching.drive_count; i++) {
        matching.usable[i] = is_ready(planner, i, exempt);
    }
    for (uint32_t i = 0; i < choice->count; i++) {
        choice->drives[i] = RULES_NONE;
    }
    return match(&matching);
}

bool rules_choice_complete(const struct rules_planner *planner, struct rules_choice *choice)
{
    struct matching matching = {
        .planner = planner, .choice = choice, .drive_count = drive_count(planner)};
    for (uint32_t i = 0; i < matching.drive_count; i++) {
        matching.usable[i] = is_there(&planner->world->drives[i]);
    }
    return match(&matching);
}
