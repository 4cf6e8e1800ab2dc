/* SPDX-License-Identifier: MIT */
/*
 * AllocateNtmsMedia: its checks in the documented order, which side is handed out, and what becomes
 * of the other sides of the cartridge. The caller gathers the facts; one that could not be gathered
 * because an earlier one failed is left zero. Sources: the API page AllocateNtmsMedia, MS-RSMP for
 * the order of the checks.
 *
 * Where the pages are silent: NTMS_ALLOCATE_NEW together with NEXT is a bad parameter; a side that
 * is named or follows from NTMS_ALLOCATE_NEXT is refused for the first of: its state (4308), being
 * out of reach (4304), being disabled (4309), another media type (4315).
 *
 * All functions here are pure; any thread.
 */
#ifndef RULES_CHOOSE_MEDIA_H
#define RULES_CHOOSE_MEDIA_H

#include "base/error.h"
#include "model/constants.h"

#include <stdbool.h>
#include <stdint.h>

/* The side that the caller names, or that NTMS_ALLOCATE_NEXT leads to. */
struct rules_allocate_side {
    bool found;        /* the side, with cartridge and pool */
    bool granted;      /* the right that its pool asks for (rules_move_right); the target pool's own
                          is that of `granted` below */
    bool of_cartridge; /* NEXT: a side of the cartridge of the side before */
    uint32_t state;    /* enum model_partition_state */
    bool online;       /* its cartridge is known to lie in a library that is there */
    bool enabled;      /* its cartridge, and the library */
    bool same_type;    /* the pool's media type is the cartridge's */
};

struct rules_allocate_facts {
    uint32_t options; /* enum model_allocate_option */
    bool pool_found;
    uint32_t pool_kind;    /* enum model_pool_type */
    bool pool_holds_media; /* it has a media type */
    bool granted;          /* NTMS_CONTROL_ACCESS on it */
    bool previous_found;   /* NEXT: the logical medium is one of the pool, and has a side */
    bool side_given;       /* lpPartition */
    struct rules_allocate_side side; /* NEXT without lpPartition: the one chosen */
};

/* The options alone: ERROR_INVALID_PARAMETER (87). */
base_error rules_check_allocate_options(uint32_t options);

/* AllocateNtmsMedia: 87, 4302, 5; NEXT: 4300, 4308; a named side: 4300, 5, 4308, 4304, 4309, 4315.
 * Success without a side: one is to be searched for. */
base_error rules_check_allocate(const struct rules_allocate_facts *facts);

/* NTMS_ALLOCATE_NEXT: the index of the reserved side with the lowest number; `count` when all are
 * taken. */
uint32_t rules_choose_next_side(const uint32_t *states, uint32_t count);

/* The state of another side of the cartridge after one was allocated with these options. */
uint32_t rules_sibling_state(uint32_t options, uint32_t state);

#endif
