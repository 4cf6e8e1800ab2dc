/* SPDX-License-Identifier: MIT */
/*
 * A library of the imagination for the planner's tests: two drives, three slots (the last one is
 * the cleaner's), a port, a door, an operator who does what chance tells, and steps that take time.
 * What the planner sees (`world`) and what is (`real_*`) are kept apart; only looks make them
 * equal.
 */
#ifndef TESTS_UNIT_RULES_SIMULATION_H
#define TESTS_UNIT_RULES_SIMULATION_H

#include "rules/plan.h"

enum {
    SIMULATION_SLOTS = 3,
    SIMULATION_DRIVES = 2,
    SIMULATION_REQUESTS = 3,
    SIMULATION_STEPS = SIMULATION_REQUESTS + SIMULATION_DRIVES + 1,
    SIMULATION_CLEANER_SLOT = 2
};

struct simulation {
    struct rules_world world;
    struct rules_slot slots[SIMULATION_SLOTS];
    struct rules_drive drives[SIMULATION_DRIVES];
    struct rules_port ports[1];
    struct rules_door doors[1];
    struct rules_request requests[SIMULATION_REQUESTS];

    enum rules_content real_slots[SIMULATION_SLOTS];
    enum rules_content real_drives[SIMULATION_DRIVES];
    enum rules_content real_port;
    bool real_door_open;
    int64_t cycle_end[SIMULATION_DRIVES];
    enum rules_cleaning cycle_result[SIMULATION_DRIVES];
    bool never_ends; /* cleanings go on for three hours */

    struct rules_step running[SIMULATION_STEPS];
    int64_t running_end[SIMULATION_STEPS];
    size_t running_count;

    int64_t port_act; /* when the operator does something at the port, door, request */
    int64_t door_act;
    int64_t opreq_act[SIMULATION_REQUESTS];
    uint32_t opreq_lies[SIMULATION_REQUESTS];
    int64_t change_act;  /* when a disabled library or a drive in use becomes free */
    int64_t cancel_act;  /* when one of the requests is cancelled or stopped */
    int64_t failure_act; /* when the next step of a request fails */
    uint32_t asked;      /* operator requests raised so far */
    uint32_t moves;
    uint32_t checks; /* CHECK_CLEANING steps */
    uint32_t looks;

    uint64_t seed;
    bool trace;        /* print each step: for finding out why a world failed */
    const char *fault; /* what the planner did wrong, or NULL */
};

/* An empty library of the imagination, everything present and enabled, clock at 1,000,000. */
void simulation_reset(struct simulation *simulation, uint64_t seed);

/* Puts a cartridge (or nothing) into a place of the world and of reality. */
void simulation_put(struct simulation *simulation, struct rules_place place,
                    enum rules_content content);

/* Adds a queued request and returns its index. */
uint32_t simulation_request(struct simulation *simulation, uint32_t operation, uint32_t drive);

/* Forgets the contents of all slots, drives and ports, as after a crash. */
void simulation_doubt(struct simulation *simulation);

/* A number below `bound`. */
uint32_t simulation_chance(struct simulation *simulation, uint32_t bound);

/* What is really in a place; NULL for no place. */
enum rules_content *simulation_real(struct simulation *simulation, struct rules_place place);

/* What the planner gets to see of a place, plus what comes with a cartridge in a drive. */
void simulation_show(struct simulation *simulation, struct rules_place place,
                     enum rules_content content);

/* A cleaner came into a drive: its cycle starts, with an outcome by chance. */
void simulation_start_cycle(struct simulation *simulation, uint32_t drive);

/* Runs until nothing is left to do. False with `fault` set when the planner broke a rule, waited
 * for nothing or did not come to an end. */
bool simulation_run(struct simulation *simulation);

/* How many cartridges are in the library, the arm and the port, and where the cleaner really is. */
uint32_t simulation_count(const struct simulation *simulation);
struct rules_place simulation_cleaner(const struct simulation *simulation);

#endif
