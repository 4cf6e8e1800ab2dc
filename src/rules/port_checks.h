/* SPDX-License-Identifier: MIT */
/*
 * The first checks of the calls that let people reach into a library: AccessNtmsLibraryDoor,
 * EjectNtmsMedia, InjectNtmsMedia; and what becomes of a cartridge that has left. The caller
 * gathers the facts; one that could not be gathered because an earlier one failed is left zero.
 *
 * All functions here are pure; any thread. Sources: the API pages of the calls, MS-RSMP for codes
 * that the pages leave out.
 */
#ifndef RULES_PORT_CHECKS_H
#define RULES_PORT_CHECKS_H

#include "rules/first_checks.h"

#include <stddef.h>

/* AccessNtmsLibraryDoor: 87, 4301, 5, 4309, 4305, 4316 in this order. `action` is the enum
 * model_inventory_method: NONE, FAST, OMID or DEFAULT. */
base_error rules_check_door_access(const struct rules_library_facts *library, uint32_t action);

/* One of the media that an EjectNtmsMedia is about. */
struct rules_eject_facts {
    bool found;
    bool enabled;
    bool in_use;                        /* rules_eject_in_use */
    bool leaving;                       /* an unfinished ejection names it */
    struct rules_library_facts library; /* where it is */
    uint32_t collected; /* media that would leave that library together, this one included */
};

/* The arguments of EjectNtmsMedia alone: 87. `medium_given`: neither NULL nor the null GUID. */
base_error rules_check_eject_arguments(uint32_t action, bool medium_given, bool operation_given);

/* EjectNtmsMedia of one medium: 4300, 5, 4305, 4319, 4318, 170, 4316, 170 in this order. A medium
 * that is on its way out already is busy, also for NTMS_EJECT_FORCE. */
base_error rules_check_eject(const struct rules_eject_facts *facts, uint32_t action);

/* Somebody works with the medium (enum model_media_state): INUSE, MOUNTED or LOADED. */
bool rules_eject_in_use(uint32_t media_state);

struct rules_inject_facts {
    bool operation_given;
    uint32_t action; /* enum model_inject_action */
    struct rules_library_facts library;
    bool operation_unfinished; /* stop, retract: it is an unfinished injection of this library */
    bool operation_many;       /* ... that began with STARTMANY */
    bool full;                 /* start: no slot is free */
};

/* InjectNtmsMedia: 87, 4301, 5, 4305, 4319; stop: 4317; retract: 4317, 4317; start: 4316, 4322. */
base_error rules_check_inject(const struct rules_inject_facts *facts);

/*
 * True when the records of a cartridge that leaves its library are deleted and not kept for the
 * shelf: Unrecognized, Import (unless `policy` has KEEPOFFLINEIMPORT), Free (with
 * PURGEOFFLINESCRATCH), and one whose sides are all INCOMPATIBLE; never one with a side that
 * belongs to an application. `pool_type` is the enum model_pool_type, `states` the enum
 * model_partition_state of its sides.
 */
bool rules_leaves_for_good(uint32_t pool_type, const uint32_t *states, size_t count,
                           uint32_t policy);

#endif
