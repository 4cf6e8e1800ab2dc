/* SPDX-License-Identifier: MIT */
/*
 * The planner's world of one library, built from the database and from what the controller knows.
 */
#ifndef ENGINE_SNAPSHOT_H
#define ENGINE_SNAPSHOT_H

#include "engine/controller.h"

struct engine_snapshot {
    struct rules_world world;
    struct model_information library;
    struct store_list requests; /* the rows behind world.requests, same order */
    struct store_list drives;   /* rows, in the order of their making */
    struct store_list ports;
};

/* Reads the present state. Release with engine_snapshot_free whatever is returned. */
base_error engine_snapshot_take(struct engine_controller *controller,
                                struct engine_snapshot *snapshot);

void engine_snapshot_free(struct engine_snapshot *snapshot);

#endif
