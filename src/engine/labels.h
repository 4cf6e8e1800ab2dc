/* SPDX-License-Identifier: MIT */
/*
 * The label libraries of this process. They are opened when the first label is to be judged and let
 * go when the engine stops: a process that only looks at objects runs no foreign code.
 */
#ifndef ENGINE_LABELS_H
#define ENGINE_LABELS_H

#include "engine/runtime.h"
#include "label/label.h"

/* The set, which stays the engine's. ERROR_NOT_ENOUGH_MEMORY. Any thread. */
base_error engine_labels(struct engine *engine, struct label_library **labels);

#endif
