/* SPDX-License-Identifier: MIT */
/*
 * A library of the imagination with cartridges that have names: two drives, three slots and the
 * cleaner's, three cartridges, programs that mount, use and dismount, an operator who brings what
 * is missing. The planner's steps take time, and each is checked against what is really so.
 */
#ifndef TESTS_UNIT_RULES_MOUNT_SIMULATION_H
#define TESTS_UNIT_RULES_MOUNT_SIMULATION_H

#include "rules/plan.h"

enum {
    MOUNT_DRIVES = 2,
    MOUNT_SLOTS = 4, /* the last one is the cleaner's */
    MOUNT_MEDIA = 3,
    MOUNT_REQUESTS = 24,
    MOUNT_STEPS = MOUNT_REQUESTS + MOUNT_DRIVES + 1
};

struct mount_simulation {
    struct rules_world world;
    struct rules_slot slots[MOUNT_SLOTS];
    struct rules_drive drives[MOUNT_DRIVES];
    struct rules_medium media[MOUNT_MEDIA];
    struct rules_request requests[MOUNT_REQUESTS];

    int64_t open_until[MOUNT_DRIVES];  /* a program has the drive's medium open */
    int64_t dismount_at[MOUNT_DRIVES]; /* the program gives it back then; 0 = no program */
    int64_t cleaned_at[MOUNT_DRIVES];
    int64_t answer_at[MOUNT_REQUESTS]; /* the operator comes */
    uint32_t answers[MOUNT_REQUESTS];
    bool seen_reserved[MOUNT_REQUESTS];
    uint32_t passed_mounts;
    uint32_t exchanges;

    struct rules_step running[MOUNT_STEPS];
    int64_t running_end[MOUNT_STEPS];
    size_t running_count;

    bool kind_operator; /* brings what he is asked for, sooner or later */
    uint32_t failures;  /* one of so many steps fails; 0 = none does */
    uint32_t hasty;    /* one of so many tapes is dismounted as soon as it is loaded; 0 = none is */
    uint32_t alerts;   /* one of so many drives that let go of a tape wants cleaning; 0 = none */
    int64_t away_from; /* drive 1 is disabled or gone for a time; 0 = never */
    int64_t away_until;
    uint32_t cancel_after; /* milliseconds until some request is withdrawn; 0 = none is */
    uint64_t seed;
    bool trace;
    const char *fault; /* what the planner did wrong, or NULL */
};

/* Everything present and enabled, the cleaner in its slot, all cartridges away. */
void mount_simulation_reset(struct mount_simulation *simulation, uint64_t seed);

/* Puts a cartridge into a place, in a drive as one that is in `drive_state`. */
void mount_simulation_put(struct mount_simulation *simulation, uint32_t medium,
                          struct rules_place place, uint32_t drive_state);

/* Adds a queued request and returns it; NULL when there is no more room. */
struct rules_request *mount_simulation_add(struct mount_simulation *simulation, uint32_t operation,
                                           uint32_t medium);

uint32_t mount_simulation_chance(struct mount_simulation *simulation, uint32_t bound);
void mount_simulation_fail(struct mount_simulation *simulation, const char *text);

/* The engine's part: begins a step (records are made at once), ends those whose time has come. */
void mount_simulation_carry_out(struct mount_simulation *simulation, const struct rules_step *step);
void mount_simulation_end_steps(struct mount_simulation *simulation);

/* What is in doubt is seen. */
void mount_simulation_look(struct mount_simulation *simulation);

/* Runs until nothing is left to do. False with `fault` set when the planner broke a rule, waited
 * for nothing or did not come to an end. */
bool mount_simulation_run(struct mount_simulation *simulation);

/* Runs until a mount has passed or nothing is left to do; false as above. */
bool mount_simulation_run_until_mount(struct mount_simulation *simulation);

/* ---- between the parts of the simulation ---- */

/* True for a step that needs the robot. */
bool mount_simulation_is_robot_step(const struct rules_step *step);

/* The drives that a step is at; RULES_NONE: there is none, or no other. */
uint32_t mount_simulation_drive_of(const struct rules_step *step);
uint32_t mount_simulation_other_drive(const struct rules_step *step);

/* True for an unfinished visit that has its drive. */
bool mount_simulation_is_visit(const struct mount_simulation *simulation, uint32_t request);

/* The cartridge in a place, or RULES_NONE; and what the world says of the place. */
uint32_t mount_simulation_medium_in(const struct mount_simulation *simulation,
                                    struct rules_place place);
enum rules_content mount_simulation_content(const struct mount_simulation *simulation,
                                            struct rules_place place);

/* The move out of the drive, or into it, that an exchange is made of. */
struct rules_step mount_simulation_half(const struct rules_step *exchange, bool out);

/* Whether a step may begin now, and a move be made as it ends; else the simulation fails. */
void mount_simulation_check_start(struct mount_simulation *simulation,
                                  const struct rules_step *step);
void mount_simulation_check_move(struct mount_simulation *simulation,
                                 const struct rules_step *step);

#endif
