/* SPDX-License-Identifier: MIT */
/* What a step of the planner must not do in the library of the imagination. */
#include "unit/rules/mount_simulation.h"

#include "rules/request_state.h"

/* Nobody but its program's dismount touches a mounted drive, nobody but its owner a reserved one;
 * who fetches a cartridge out of a drive that nobody has may do so. */
static void check_drive(struct mount_simulation *simulation, const struct rules_step *step,
                        uint32_t drive)
{
    const bool dismounts = step->request != RULES_NONE &&
                           simulation->requests[step->request].operation == MODEL_LM_DISMOUNT;
    /* A drive that cannot wait is cleaned before the cartridge comes. */
    const bool cleans = simulation->drives[drive].content != RULES_CONTENT_DATA &&
                        (step->request == RULES_NONE ||
                         simulation->requests[step->request].operation == MODEL_LM_CLEANDRIVE);
    bool own = false;
    for (uint32_t i = 0; i < simulation->world.request_count; i++) {
        if (mount_simulation_is_visit(simulation, i) && simulation->requests[i].drive == drive) {
            own = own || i == step->request;
            if (i != step->request && !cleans) {
                mount_simulation_fail(simulation, "a step at a drive that another request has");
            }
        }
    }
    if (simulation->drives[drive].state == MODEL_DRIVESTATE_LOADED && !dismounts && !own) {
        mount_simulation_fail(simulation, "a step at a drive that a program has");
    }
}

void mount_simulation_check_move(struct mount_simulation *simulation, const struct rules_step *step)
{
    const uint32_t medium = mount_simulation_medium_in(simulation, step->from);
    const bool cleaner_slot =
        step->to.kind == RULES_PLACE_SLOT && step->to.index == MOUNT_SLOTS - 1;

    if (mount_simulation_content(simulation, step->from) == RULES_CONTENT_EMPTY ||
        mount_simulation_content(simulation, step->from) == RULES_CONTENT_UNKNOWN) {
        mount_simulation_fail(simulation, "a move from an empty place");
    }
    if (mount_simulation_content(simulation, step->to) != RULES_CONTENT_EMPTY) {
        mount_simulation_fail(simulation, "a move to a full place");
    }
    if (cleaner_slot != (step->cargo == RULES_CONTENT_CLEANER) &&
        step->to.kind == RULES_PLACE_SLOT) {
        mount_simulation_fail(simulation, "a cartridge in the wrong kind of slot");
    }
    if (step->from.kind == RULES_PLACE_DRIVE && simulation->drives[step->from.index].loaded) {
        mount_simulation_fail(simulation, "a move from a loaded drive");
    }
    if (step->flip && (medium == RULES_NONE || simulation->media[medium].sides != 2)) {
        mount_simulation_fail(simulation, "a one-sided cartridge turned over");
    }
}

/* What a robot that cannot do it in one go could do in two. */
static void check_exchange(struct mount_simulation *simulation, const struct rules_step *step)
{
    const struct rules_step out = mount_simulation_half(step, true);
    const uint32_t medium = mount_simulation_medium_in(simulation, step->to);
    const uint32_t guest = mount_simulation_medium_in(simulation, step->from);
    if (!simulation->world.can_exchange) {
        mount_simulation_fail(simulation, "an exchange by a robot that cannot");
    }
    if (step->from.kind != RULES_PLACE_SLOT || step->to.kind != RULES_PLACE_DRIVE ||
        step->second.kind != RULES_PLACE_SLOT || step->flip ||
        mount_simulation_content(simulation, step->from) != RULES_CONTENT_DATA) {
        mount_simulation_fail(simulation, "an exchange that is none");
    }
    if (medium != RULES_NONE && simulation->media[medium].inverted) {
        mount_simulation_fail(simulation, "an exchange puts a cartridge away turned over");
    }
    if (step->request == RULES_NONE || simulation->requests[step->request].medium != guest) {
        mount_simulation_fail(simulation, "an exchange for another cartridge");
    }
    mount_simulation_check_move(simulation, &out);
}

static bool is_absent(const struct mount_simulation *simulation, uint32_t drive)
{
    return drive != RULES_NONE && !simulation->drives[drive].present;
}

void mount_simulation_check_start(struct mount_simulation *simulation,
                                  const struct rules_step *step)
{
    const uint32_t first = mount_simulation_drive_of(step);
    const uint32_t second = mount_simulation_other_drive(step);
    if (mount_simulation_is_robot_step(step) && simulation->world.robot_busy) {
        mount_simulation_fail(simulation, "two robot steps at once");
    }
    if (first != RULES_NONE && simulation->drives[first].busy) {
        mount_simulation_fail(simulation, "two steps at one drive");
    }
    if (is_absent(simulation, first) || is_absent(simulation, second)) {
        mount_simulation_fail(simulation, "a step at a drive that is not there");
    }
    if (step->kind == RULES_STEP_MOVE) {
        mount_simulation_check_move(simulation, step);
    }
    if (step->kind == RULES_STEP_EXCHANGE) {
        check_exchange(simulation, step);
    }
    if (first != RULES_NONE) {
        check_drive(simulation, step, first);
    }
    if (second != RULES_NONE && second != first) {
        check_drive(simulation, step, second);
    }
    if (step->kind == RULES_STEP_UNLOAD && !simulation->drives[step->drive].loaded) {
        mount_simulation_fail(simulation, "an unload of an unloaded drive");
    }
}
