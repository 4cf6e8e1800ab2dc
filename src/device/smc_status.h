/* SPDX-License-Identifier: MIT */
/*
 * Element status by pass-through, and the translation between the addresses of SMC-3 and the
 * indexes of this room that it learns from. Used by changer_smc.c only.
 */
#ifndef DEVICE_SMC_STATUS_H
#define DEVICE_SMC_STATUS_H

#include "device/changer_private.h"

/* Implements device_changer_way.look. ERROR_INVALID_DATA (with retry) for an answer that is empty,
 * cut short without need, names an element twice or one that was not asked for. */
base_error device_smc_look(struct device_changer *changer, struct device_sweep *sweep,
                           struct device_fault *fault);

/* The address of an element that exists, or DEVICE_NO_ADDRESS when no look has shown it yet. */
uint32_t device_smc_address(const struct device_changer *changer, enum device_kind kind,
                            uint32_t index);

/* The element with that address. False when there is none. */
bool device_smc_place(const struct device_changer *changer, uint32_t address,
                      struct device_place *place);

#endif
