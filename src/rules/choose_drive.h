/* SPDX-License-Identifier: MIT */
/*
 * Which drives the cartridges of one call get. Every cartridge needs a drive of its own that can
 * use it; among those that will do, in this order: the one that has the cartridge already, one that
 * does not want cleaning before one that does, an empty one before one whose cartridge must be
 * taken home first, the one with the fewest mounts. All of the call's cartridges get drives or none
 * does. API: MountNtmsMedia. Private to the rules room.
 */
#ifndef RULES_CHOOSE_DRIVE_H
#define RULES_CHOOSE_DRIVE_H

#include "rules/planner.h"

/* The requests of one call that have no drive yet, and the drives they get. */
struct rules_choice {
    uint32_t requests[RULES_DRIVES_MAX];
    uint32_t drives[RULES_DRIVES_MAX]; /* of the request with the same index, or RULES_NONE */
    uint32_t count;
};

/* True when the drive could ever do what the request wants: the named one, if one was named, and
 * one that can use the medium and has not failed to for this request. Whether it is there, enabled
 * or free is not asked. */
bool rules_drive_suits(const struct rules_planner *planner, uint32_t drive, uint32_t request);

/* True when the request could go on with another drive than this one, should it fail; once. */
bool rules_drive_has_other(const struct rules_planner *planner, uint32_t drive, uint32_t request);

/*
 * Gives each request of the choice a drive that may be used now. False when that cannot be had; the
 * drives that could be given stay given.
 */
bool rules_choice_make(const struct rules_planner *planner, struct rules_choice *choice);

/* Completes a choice with drives that cannot be used now, but are there and enabled: what the
 * requests wait for. False when the library has too few of them. */
bool rules_choice_complete(const struct rules_planner *planner, struct rules_choice *choice);

#endif
