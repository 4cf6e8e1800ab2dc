/* SPDX-License-Identifier: MIT */
/* Under which name a library with a changer is there now: its serial number tells. */
#ifndef ENGINE_FIND_CHANGER_H
#define ENGINE_FIND_CHANGER_H

#include "device/transport.h"
#include "engine/runtime.h"

/*
 * Looks for the library among the names of changers; `name` is "" when it is not there. When it
 * answers under the name of another library, then that one is not where it was: it is recorded as
 * not present, so that its manager looks for it too, and the name is free at the next search.
 * Database errors.
 */
base_error engine_find_changer(struct engine *engine, const struct base_guid *library,
                               char name[DEVICE_NAME_SIZE]);

/* True when the changer of this description is the one of the library with this row. */
bool engine_find_is_library(const struct model_information *library, const char *serial,
                            const char *name);

#endif
