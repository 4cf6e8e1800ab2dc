/* SPDX-License-Identifier: MIT */
/*
 * What SetNtmsObjectInformation may change, type by type. The call takes over all members that can
 * be set and passes over all others, so that a structure from GetNtmsObjectInformation can be
 * handed back. Sources: the API pages SetNtmsObjectInformation and NTMS_OBJECTINFORMATION, MS-RSMP.
 *
 * Where the pages are silent: unknown bits of flags and policies, and an inventory method that is
 * none of the three that can be stored, are out of range; the name of a system pool is RSM's, so is
 * its media type; a cleaner that is not there has no uses to be set.
 *
 * All functions here are pure; any thread.
 */
#ifndef RULES_SETTABLE_H
#define RULES_SETTABLE_H

#include "base/error.h"
#include "model/information.h"

#include <stdbool.h>

struct rules_settable_facts {
    bool first_version;    /* the wish came in an NTMS_I1 structure: it has fewer members */
    bool name_taken;       /* pool: another one below its parent has the wished name */
    bool path_too_long;    /* pool: its path or one below it would not fit any more */
    bool holds_media;      /* pool: cartridges or logical media are in it */
    bool holds_pools;      /* pool: other pools are in it */
    bool media_type_found; /* pool: the wished media type exists, or is none */
    bool standalone;       /* drive: it is a library of its own */
};

/*
 * Takes the settable members of `wish` over into `stored`, which is of the same type. Nothing is
 * changed unless it succeeds.
 *
 * ERROR_ACCESS_DENIED (5): the name or media type of a system pool. ERROR_INVALID_PARAMETER (87): a
 * value is out of range; a pool's name is empty, holds a backslash or makes a path too long; the
 * media type of a pool that is not empty. ERROR_ALREADY_EXISTS (183): name_taken.
 */
base_error rules_set_information(const struct rules_settable_facts *facts,
                                 const struct model_information *wish,
                                 struct model_information *stored);

#endif
