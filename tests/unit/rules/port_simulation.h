/* SPDX-License-Identifier: MIT */
/*
 * A library of the imagination with ports: one drive, three slots, one or two ports, cartridges
 * that have records and some that nobody knows, a cleaning cartridge, programs that mount, an
 * operator at the ports who does what chance tells. What the planner sees (`world`) and what is
 * (`at`) are kept apart; only looks make them equal.
 */
#ifndef TESTS_UNIT_RULES_PORT_SIMULATION_H
#define TESTS_UNIT_RULES_PORT_SIMULATION_H

#include "rules/plan.h"

enum {
    PORTS_SLOTS = 3,
    PORTS_PORTS = 2,
    PORTS_MEDIA = 4,      /* cartridges with records; the first ones begin in the slots */
    PORTS_CARTRIDGES = 7, /* two newcomers, and the last one is a cleaning cartridge */
    PORTS_REQUESTS = 10,
    PORTS_STEPS = PORTS_REQUESTS + 2
};

struct port_simulation {
    struct rules_world world;
    struct rules_slot slots[PORTS_SLOTS];
    struct rules_drive drive;
    struct rules_port ports[PORTS_PORTS];
    struct rules_medium media[PORTS_MEDIA];
    struct rules_request requests[PORTS_REQUESTS];

    struct rules_place at[PORTS_CARTRIDGES]; /* where each really is; NOWHERE: in a person's hand */
    uint32_t came[PORTS_REQUESTS];           /* moves from a port to a slot for a request */
    int64_t open_until;                      /* a program has the drive's medium open */
    int64_t dismount_at;                     /* the program gives it back then; 0 = no program */
    int64_t port_act;                        /* the operator does something at the ports */
    int64_t answer_at[PORTS_REQUESTS];
    int64_t end_at[PORTS_REQUESTS]; /* the request is stopped or cancelled */
    int64_t patience;               /* everything that still waits is stopped then */

    struct rules_step running[PORTS_STEPS];
    int64_t running_end[PORTS_STEPS];
    size_t running_count;

    uint32_t failures; /* one of so many steps fails; 0 = none does */
    bool asleep;       /* the operator does nothing */
    uint64_t seed;
    bool trace;
    const char *fault; /* what the planner did wrong, or NULL */
};

/* Everything present, cartridges 0 to 2 in their slots, the others outside. */
void port_simulation_reset(struct port_simulation *simulation, uint64_t seed, uint32_t ports);

/* Adds a queued request and returns it; NULL when there is no more room. */
struct rules_request *port_simulation_add(struct port_simulation *simulation, uint32_t operation,
                                          uint32_t medium);

uint32_t port_simulation_chance(struct port_simulation *simulation, uint32_t bound);

/* The cartridge in a place; RULES_NONE when there is none. */
uint32_t port_simulation_in(const struct port_simulation *simulation, struct rules_place place);

/* A person carries a cartridge (or puts it into the drive by magic); the planner does not know. */
void port_simulation_hand(struct port_simulation *simulation, uint32_t cartridge,
                          struct rules_place place);

/* The engine's part: begins a step (records are made at once), ends those whose time has come. */
void port_simulation_carry_out(struct port_simulation *simulation, const struct rules_step *step);
void port_simulation_end_steps(struct port_simulation *simulation);

/* The library shows everything. */
void port_simulation_look(struct port_simulation *simulation);

/* Runs until nothing is left to do. False with `fault` set when the planner broke a rule, waited
 * for nothing or did not come to an end. */
bool port_simulation_run(struct port_simulation *simulation);

#endif
