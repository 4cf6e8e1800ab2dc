/* SPDX-License-Identifier: MIT */
/*
 * The checks of the calls that own media: AllocateNtmsMedia, DeallocateNtmsMedia, SwapNtmsMedia,
 * SetNtmsMediaComplete, DecommissionNtmsMedia, DeleteNtmsMedia, and the state machine of sides.
 * The caller gathers the facts, these functions hold the documented order of the rows; a fact that
 * could not be gathered because an earlier one failed is left zero.
 *
 * All functions here are pure; any thread.
 */
#ifndef RULES_ALLOCATION_H
#define RULES_ALLOCATION_H

#include "base/error.h"
#include "model/constants.h"

#include <stdbool.h>
#include <stdint.h>

/* True when a side may go from one state to another (API: NtmsPartitionState and the calls). */
bool rules_side_may_become(uint32_t from, uint32_t to);

/* True when the cartridge takes part in something: any state but IDLE (NtmsMediaState). */
bool rules_medium_in_use(uint32_t media_state);

#endif
