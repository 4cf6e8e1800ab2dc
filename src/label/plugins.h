/* SPDX-License-Identifier: MIT */
/*
 * Media label libraries that the administrator registered, as claimers. Each is a subkey with the
 * value Path. Private to the label room.
 */
#ifndef LABEL_PLUGINS_H
#define LABEL_PLUGINS_H

#include "label/claim.h"

/* Where they are registered, below the settings' own place. */
#define LABEL_PLUGINS_KEY "OMID\\Tape"

enum { LABEL_PLUGINS_MOST = 64 };

/*
 * Loads the plug-ins below a key, in its order, at most LABEL_PLUGINS_MOST; those that cannot be
 * loaded are logged and left out. The claimers are the caller's. ERROR_NOT_ENOUGH_MEMORY.
 */
base_error label_plugins_load(const char *key, struct label_claimer claimers[LABEL_PLUGINS_MOST],
                              uint32_t *count);

#endif
