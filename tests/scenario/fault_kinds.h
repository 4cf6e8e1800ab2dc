/* SPDX-License-Identifier: MIT */
/* The kinds of failure that a command of library 0's devices can meet, and whether it has. */
#ifndef TESTS_SCENARIO_FAULT_KINDS_H
#define TESTS_SCENARIO_FAULT_KINDS_H

#include "api/world.h"

struct fault_kind {
    const char *name;
    uint32_t action; /* enum vtl_fault_action */
    uint32_t sense;
    uint32_t count;
    DWORD error; /* of what ends with it */
};

enum { FAULT_KINDS = 10 };
extern const struct fault_kind fault_kinds[FAULT_KINDS];

/* The next `times` such commands of the changer (device 0) or drive 0 (device 1) meet it. */
void fault_strike(uint16_t device, uint16_t opcode, const struct fault_kind *kind, uint32_t times);

/* How many commands the devices' log has so far; whether such a command after that met a fault. */
uint64_t fault_log_end(void);
BOOL fault_has_struck(uint16_t device, uint16_t opcode, uint64_t after);

/* An error that a request may end with which met this kind. Class drivers tell less. */
BOOL fault_explains(const struct fault_kind *kind, BOOL class_codes, DWORD error);

/* For world_wait: nothing is under way, nothing is in a drive; settles what operators are asked. */
BOOL fault_is_at_rest(void *context);

#endif
