/* SPDX-License-Identifier: MIT */
/*
 * Which stand-alone libraries the sessions of this process have watched (API:
 * BeginNtmsDeviceChangeDetection). A watched library carries NTMS_LIBRARYFLAG_AUTODETECTCHANGE;
 * whoever drives it looks into its drive again and again as long as it does.
 */
#ifndef ENGINE_CHANGE_DETECTION_H
#define ENGINE_CHANGE_DETECTION_H

#include "base/guid.h"
#include "port/os.h"

#include <stdint.h>

struct engine_session;

/* A context, or a library that a context names. */
struct engine_watch {
    uint32_t context;
    const struct engine_session *session;
    struct base_guid library; /* null: the context itself */
};

struct engine_watches {
    struct port_mutex mutex;
    struct engine_watch *items; /* under mutex */
    uint32_t count;
    uint32_t capacity;
    uint32_t last_context;
};

/* Ends all contexts of a session that is being closed. */
void engine_detection_close(struct engine_session *session);

/* Frees the list when no session is left. */
void engine_watches_free(struct engine_watches *watches);

#endif
