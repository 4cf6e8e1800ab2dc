/* SPDX-License-Identifier: MIT */
/*
 * The computers that user interface goes to. The lists of the computer and of libraries lie in the
 * database; those of an application are its session's own and end with it.
 */
#ifndef ENGINE_UI_DESTINATIONS_H
#define ENGINE_UI_DESTINATIONS_H

#include "base/buffer.h"
#include "port/thread.h"

/* What an application causes: its progress and its requests to the operator; no errors. */
enum { ENGINE_UI_KINDS = 2 };

struct engine_ui_lists {
    struct port_mutex mutex;
    /* by NtmsUITypes less 1: zero-terminated names one after the other; under mutex */
    struct base_buffer names[ENGINE_UI_KINDS];
};

/* Frees the lists of a session that no call uses any more. */
void engine_ui_lists_free(struct engine_ui_lists *lists);

#endif
