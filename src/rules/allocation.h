/* SPDX-License-Identifier: MIT */
/*
 * The checks of the calls that own media: DeallocateNtmsMedia, SwapNtmsMedia, SetNtmsMediaComplete,
 * DecommissionNtmsMedia, DeleteNtmsMedia, and the state machine of sides. The caller gathers the
 * facts, these functions hold the documented order of the rows; a fact that could not be gathered
 * because an earlier one failed is left zero.
 *
 * All functions here are pure; any thread.
 */
#ifndef RULES_ALLOCATION_H
#define RULES_ALLOCATION_H

#include "base/error.h"
#include "rules/pools.h"

#include <stdbool.h>
#include <stdint.h>

/* True when a side may go from one state to another (API: NtmsPartitionState and the calls). To
 * stay as it is is always allowed. */
bool rules_side_may_become(uint32_t from, uint32_t to);

/* True when the cartridge takes part in something: any state but IDLE (NtmsMediaState). */
bool rules_medium_in_use(uint32_t media_state);

/* True when the side is somebody's: allocated, complete, or reserved for the owner of another. */
bool rules_side_is_owned(uint32_t side_state);

/* A side and what it belongs to; named by its logical medium or by itself. */
struct rules_side_facts {
    bool found;          /* what was named, the side and its cartridge */
    bool pool_found;     /* the cartridge's pool */
    bool granted;        /* the right that the call needs on the pool */
    bool in_use;         /* rules_medium_in_use, or a mount of the cartridge is queued */
    uint32_t side_state; /* enum model_partition_state */
};

/* SetNtmsMediaComplete: 4300, 4302, 5, 5023 in this order. */
base_error rules_check_complete(const struct rules_side_facts *facts);

/* DecommissionNtmsMedia: 4300, 4302, 5, 5023. The cartridge may be in use, disabled or off-line. */
base_error rules_check_decommission(const struct rules_side_facts *facts);

/* SwapNtmsMedia: 4300 (unknown, or twice the same), 4302 (invalid, or different pools), 5, 5023,
 * 4300 (in use) in this order. */
base_error rules_check_swap(const struct rules_side_facts *first,
                            const struct rules_side_facts *second, bool same_logical,
                            bool same_pool);

/* DeallocateNtmsMedia: 4300 (unknown; the side is neither allocated nor complete), 5. */
base_error rules_check_deallocate(const struct rules_side_facts *facts);

/* The state of a side that has been given up: DECOMMISSIONED when it has been allocated as often as
 * the pool allows (0 and 0xFFFFFFFF: no limit), else AVAILABLE. */
uint32_t rules_side_state_released(uint32_t allocate_count, uint32_t max_allocates);

/* What becomes of the other sides: those set aside for the owner become AVAILABLE when none of the
 * `count` sides is allocated or complete any more. */
void rules_sides_release_reserved(uint32_t *states, uint32_t count);

struct rules_return_facts {
    uint32_t pool_type; /* enum model_pool_type of the pool it is in */
    uint32_t deallocation_policy;
    bool read_only; /* its media type cannot be written */
    bool labelled;  /* media of its type get a free label in Free: tapes */
    bool in_use;    /* rules_medium_in_use, or a mount of it is queued */
    bool enabled;   /* the cartridge */
    bool present;   /* it was where it should be at the last look */
    struct rules_library_facts library;
    uint32_t side_count;
    uint32_t sides[RULES_SIDES_MAX]; /* as they are after the side was given up */
};

/*
 * True when a cartridge goes back to Free after one of its sides was given up: the pool wants it
 * (NTMS_DEALLOCATE_TOSCRATCH), no side is owned, some side is of use, and it can come into a drive
 * and be written to. Otherwise it stays in its pool. A tape in use goes there later, when its free
 * label can be written; other media go at once, so they must be idle.
 */
bool rules_returns_to_free(const struct rules_return_facts *facts);

struct rules_delete_media_facts {
    bool found;
    bool pool_found;
    bool granted; /* NTMS_MODIFY_ACCESS on the pool and on the computer */
    bool on_shelf;
    bool in_use; /* rules_medium_in_use, or an unfinished request names it */
    uint32_t side_count;
    uint32_t sides[RULES_SIDES_MAX];
};

/* DeleteNtmsMedia: 4300, 4302, 5, 5023 (not on the shelf, in use, a side is owned). */
base_error rules_check_delete_media(const struct rules_delete_media_facts *facts);

#endif
