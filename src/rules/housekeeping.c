/* SPDX-License-Identifier: MIT */
#include "rules/planner.h"

/*
 * Steps that belong to no request: what a crash, an ended request or a person left behind. The arm
 * is emptied, doors and ports nobody waits for are locked, a cleaner that no request uses goes back
 * to its slot.
 */

static bool has_request(const struct rules_planner *planner, enum rules_stage first,
                        enum rules_stage second)
{
    for (size_t i = 0; i < planner->world->request_count; i++) {
        const struct rules_request *request = &planner->world->requests[i];
        if (rules_planner_is_live(request) &&
            (request->stage == first || request->stage == second)) {
            return true;
        }
    }
    return false;
}

/* A request has the cleaner in this drive, or will take it over there. */
static bool has_cleaning(const struct rules_planner *planner, uint32_t drive)
{
    const struct rules_world *world = planner->world;
    const bool usable = world->supports_drive_cleaning && world->drives[drive].enabled;
    for (size_t i = 0; i < world->request_count; i++) {
        const struct rules_request *request = &world->requests[i];
        if (request->operation == MODEL_LM_CLEANDRIVE && request->drive == drive &&
            rules_planner_is_live(request) &&
            (request->stage != RULES_STAGE_START ||
             (usable && !rules_planner_end_wanted(request)))) {
            return true;
        }
    }
    return false;
}

/* The cleaner in the port belongs to an eject, or an inject is about to put it away. */
static bool has_port_request(const struct rules_planner *planner)
{
    for (size_t i = 0; i < planner->world->request_count; i++) {
        const struct rules_request *request = &planner->world->requests[i];
        if (rules_planner_is_live(request) && (request->operation == MODEL_LM_EJECTCLEANER ||
                                               (request->operation == MODEL_LM_INJECTCLEANER &&
                                                request->stage != RULES_STAGE_START))) {
            return true;
        }
    }
    return false;
}

/* Where the arm's cartridge can be put down; NOWHERE when no place is known to be empty. */
static struct rules_place put_down_place(const struct rules_planner *planner)
{
    const struct rules_world *world = planner->world;
    const struct rules_place home = world->transport_home;
    const struct rules_place reserved = rules_planner_cleaner_slot(planner);
    const bool to_reserved = world->transport_content == RULES_CONTENT_CLEANER ||
                             (home.kind == RULES_PLACE_SLOT && home.index == world->cleaner_slot);

    if (to_reserved && rules_planner_cleaner_slot_empty(planner)) {
        return reserved;
    }
    const struct rules_place slot = rules_planner_free_slot(planner, home);
    if (slot.kind != RULES_PLACE_NOWHERE) {
        return slot;
    }
    if (home.kind == RULES_PLACE_DRIVE && rules_planner_drive_free(planner, home.index) &&
        rules_planner_content(planner, home) == RULES_CONTENT_EMPTY) {
        return home;
    }
    return (struct rules_place){RULES_PLACE_NOWHERE, RULES_NONE};
}

static void empty_arm(struct rules_planner *planner)
{
    const struct rules_world *world = planner->world;
    if (!world->transport_full || rules_planner_door_open(planner) ||
        !rules_planner_robot_free(planner)) {
        return;
    }
    const struct rules_place to = put_down_place(planner);
    if (to.kind == RULES_PLACE_NOWHERE) {
        /* No room that we know of: look whether somebody made some. */
        rules_planner_look(planner, RULES_NONE);
        return;
    }
    const struct rules_place arm = {RULES_PLACE_TRANSPORT, 0};
    rules_planner_move(planner, RULES_NONE, arm, to, world->transport_content, RULES_STAGE_START);
}

/* Doors that are unlocked, or stand open, though no request waits for them. */
static void lock_doors(struct rules_planner *planner)
{
    const struct rules_world *world = planner->world;
    bool open = false;
    int64_t looked_at = world->now;

    if (!rules_planner_door_open(planner) || !rules_planner_robot_free(planner) ||
        has_request(planner, RULES_STAGE_DOOR_OPEN, RULES_STAGE_DOOR_OPEN)) {
        return;
    }
    for (size_t i = 0; i < world->door_count; i++) {
        open = open || world->doors[i].open;
        looked_at = world->doors[i].looked_at < looked_at ? world->doors[i].looked_at : looked_at;
    }
    const int64_t due = rules_planner_later(looked_at, RULES_LOOK_PAUSE);
    if (open && world->now < due) {
        rules_planner_wake(planner, due);
        return;
    }
    struct rules_step step =
        rules_planner_step(planner, open ? RULES_STEP_LOOK : RULES_STEP_CLOSE_DOOR, RULES_NONE);
    step.look = open ? RULES_LOOK_DOORS : RULES_LOOK_LIBRARY;
    rules_planner_emit(planner, &step);
}

/* Somebody has his turn at the ports. */
static bool has_turn(const struct rules_planner *planner)
{
    for (size_t i = 0; i < planner->world->request_count; i++) {
        if (rules_inject_waits_at_port(&planner->world->requests[i])) {
            return true;
        }
    }
    return has_request(planner, RULES_STAGE_PORT_OPEN, RULES_STAGE_PORT_OPEN);
}

/* Ports that are extended though no request waits for them. */
static void lock_ports(struct rules_planner *planner)
{
    const struct rules_world *world = planner->world;
    if (!rules_port_is_extended(planner, RULES_NONE) || has_turn(planner)) {
        return;
    }
    for (uint32_t i = 0; i < world->port_count; i++) {
        if (world->ports[i].extended && rules_planner_robot_free(planner)) {
            struct rules_step step = rules_planner_step(planner, RULES_STEP_CLOSE_PORT, RULES_NONE);
            step.port = i;
            rules_planner_emit(planner, &step);
        }
    }
}

/* A cleaner in the port that is not on its way out goes back. */
static void rescue_from_port(struct rules_planner *planner)
{
    const struct rules_world *world = planner->world;
    if (planner->cleaner.kind != RULES_PLACE_PORT || has_port_request(planner) ||
        world->ports[planner->cleaner.index].extended || !rules_planner_robot_ready(planner) ||
        !rules_planner_cleaner_slot_empty(planner)) {
        return;
    }
    rules_planner_move(planner, RULES_NONE, planner->cleaner, rules_planner_cleaner_slot(planner),
                       RULES_CONTENT_CLEANER, RULES_STAGE_START);
}

/* A request will use the cartridge where it is, or fetch it. */
static bool has_medium_request(const struct rules_world *world, uint32_t medium)
{
    for (size_t i = 0; i < world->request_count && medium < world->medium_count; i++) {
        const struct rules_request *request = &world->requests[i];
        if (request->medium == medium && rules_planner_is_live(request) &&
            (request->operation == MODEL_LM_EJECT || rules_is_visit(request->operation))) {
            return true;
        }
    }
    return false;
}

/* An inject is about to put away what lies in the ports, and can. */
static bool is_taken_in(const struct rules_planner *planner)
{
    for (size_t i = 0; i < planner->world->request_count; i++) {
        const struct rules_request *request = &planner->world->requests[i];
        if (request->operation == MODEL_LM_INJECT && request->stage == RULES_STAGE_PORT_CLOSED &&
            rules_planner_is_live(request)) {
            return rules_planner_spare_slot(planner).kind != RULES_PLACE_NOWHERE;
        }
    }
    return false;
}

/* A cartridge that an ended eject left in a port goes home. What a person put there has none. */
static void carry_back(struct rules_planner *planner)
{
    const struct rules_world *world = planner->world;
    if (is_taken_in(planner)) {
        return;
    }
    for (uint32_t i = 0; i < world->medium_count; i++) {
        const struct rules_medium *medium = &world->media[i];
        const uint32_t port = medium->place.index;
        if (medium->place.kind != RULES_PLACE_PORT || medium->home.kind != RULES_PLACE_SLOT ||
            port >= world->port_count || world->ports[port].content != RULES_CONTENT_DATA ||
            world->ports[port].stranger || world->ports[port].extended ||
            has_medium_request(world, i) || !rules_planner_robot_ready(planner)) {
            continue;
        }
        const struct rules_place to = rules_planner_free_slot(planner, medium->home);
        if (to.kind != RULES_PLACE_NOWHERE) {
            rules_planner_move(planner, RULES_NONE, medium->place, to, RULES_CONTENT_DATA,
                               RULES_STAGE_START);
        }
    }
}

/* A cleaner in a drive that no request cleans. */
static void rescue_from_drive(struct rules_planner *planner, uint32_t index)
{
    const struct rules_world *world = planner->world;
    const struct rules_drive *drive = &world->drives[index];

    if (drive->content != RULES_CONTENT_CLEANER || drive->in_use || has_cleaning(planner, index) ||
        !rules_planner_drive_free(planner, index)) {
        return;
    }
    struct rules_step step = rules_planner_step(planner, RULES_STEP_CHECK_CLEANING, RULES_NONE);
    step.drive = index;
    if (drive->cleaning == RULES_CLEANING_RUNNING ||
        (drive->cleaning == RULES_CLEANING_NONE && drive->cleaning_checked == 0)) {
        const int64_t due = rules_planner_later(drive->cleaning_checked, RULES_RESCUE_PAUSE);
        if (drive->cleaning_checked <= 0 || drive->cleaning_checked > world->now ||
            world->now >= due) {
            rules_planner_emit(planner, &step);
        } else {
            rules_planner_wake(planner, due);
        }
    } else if (drive->loaded) {
        step.kind = RULES_STEP_UNLOAD;
        rules_planner_emit(planner, &step);
    } else if (rules_planner_robot_ready(planner) && rules_planner_cleaner_slot_empty(planner)) {
        rules_planner_move(planner, RULES_NONE, (struct rules_place){RULES_PLACE_DRIVE, index},
                           rules_planner_cleaner_slot(planner), RULES_CONTENT_CLEANER,
                           RULES_STAGE_START);
    }
}

/* The cleaner is somewhere, and some place it may be in is in doubt. */
static void find_cleaner(struct rules_planner *planner)
{
    const struct rules_world *world = planner->world;
    bool doubt = world->cleaner_slot < world->slot_count &&
                 world->slots[world->cleaner_slot].content == RULES_CONTENT_UNKNOWN;
    if (!world->cleaner_present || planner->cleaner.kind != RULES_PLACE_NOWHERE ||
        rules_planner_door_open(planner)) {
        return;
    }
    for (size_t i = 0; i < world->drive_count; i++) {
        doubt = doubt ||
                (world->drives[i].present && world->drives[i].content == RULES_CONTENT_UNKNOWN);
    }
    for (size_t i = 0; i < world->port_count; i++) {
        doubt = doubt || world->ports[i].content == RULES_CONTENT_UNKNOWN;
    }
    if (doubt) {
        rules_planner_look(planner, RULES_NONE);
    }
}

void rules_plan_housekeeping(struct rules_planner *planner)
{
    const struct rules_world *world = planner->world;
    if (world->now < world->housekeeping_after) {
        rules_planner_wake(planner, world->housekeeping_after);
        return;
    }
    if (world->standalone) {
        return;
    }
    lock_doors(planner);
    empty_arm(planner);
    lock_ports(planner);
    rescue_from_port(planner);
    carry_back(planner);
    find_cleaner(planner);
    for (uint32_t i = 0; i < world->drive_count; i++) {
        rescue_from_drive(planner, i);
    }
}

/* The drive's cartridge was given back, or was never a program's; `due`: and its time is over. */
static bool is_idle(const struct rules_planner *planner, uint32_t index, bool *due)
{
    const struct rules_drive *drive = &planner->world->drives[index];
    const bool later = drive->state == MODEL_DRIVESTATE_DISMOUNTABLE &&
                       drive->dismount_after > planner->world->now;
    *due = !later;
    return drive->content == RULES_CONTENT_DATA &&
           (drive->state == MODEL_DRIVESTATE_DISMOUNTABLE ||
            drive->state == MODEL_DRIVESTATE_MOUNTED ||
            drive->state == MODEL_DRIVESTATE_UNLOADED) &&
           !rules_planner_drive_held(planner, index, RULES_NONE);
}

/* What a drive holds that nobody waits for is not known, since a move was not seen or not recorded:
 * a cartridge may lie there that should be home, or be home already. */
static void look_into_drives(struct rules_planner *planner)
{
    const struct rules_world *world = planner->world;
    bool doubt = false;
    for (uint32_t i = 0; i < world->drive_count; i++) {
        doubt = doubt || (world->drives[i].content == RULES_CONTENT_UNKNOWN &&
                          rules_planner_drive_free(planner, i) &&
                          !rules_planner_drive_held(planner, i, RULES_NONE));
    }
    if (doubt && rules_planner_robot_ready(planner)) {
        rules_planner_look(planner, RULES_NONE);
    }
}

void rules_plan_idle_drives(struct rules_planner *planner)
{
    const struct rules_world *world = planner->world;
    if (world->now < world->housekeeping_after) {
        return;
    }
    look_into_drives(planner);
    if (world->standalone) {
        rules_standalone_watch(planner);
        return;
    }
    for (uint32_t i = 0; i < world->drive_count; i++) {
        const struct rules_drive *drive = &world->drives[i];
        bool due = false;
        if (!is_idle(planner, i, &due) || has_medium_request(world, drive->medium)) {
            continue;
        }
        if (!due) {
            rules_planner_wake(planner, drive->dismount_after);
        } else if (drive->in_use) {
            rules_planner_wake(planner, drive->in_use_until);
        } else if (rules_planner_way_home(planner, i).kind != RULES_PLACE_NOWHERE) {
            rules_planner_send_home(planner, RULES_NONE, i);
        } else if (world->looked_at <= 0 && rules_planner_may_be_found(planner)) {
            rules_planner_look(planner, RULES_NONE);
        }
    }
}
