/* SPDX-License-Identifier: MIT */
/*
 * The planner's world of one library, built from the database and from what the controller knows.
 */
#ifndef ENGINE_SNAPSHOT_H
#define ENGINE_SNAPSHOT_H

#include "engine/controller.h"

/* What the rows around a drive's row say of it. */
struct engine_snapshot_drive {
    uint32_t medium; /* in world.media, or RULES_NONE */
    uint32_t side;
    uint32_t device_type;
    uint64_t media_types;
};

struct engine_snapshot {
    struct rules_world world;
    struct model_information library;
    struct store_list requests; /* the rows behind world.requests, same order */
    struct store_list drives;   /* rows, in the order of their making */
    struct store_list ports;
    struct store_list media;                   /* the cartridges behind world.media, same order */
    struct engine_snapshot_drive *drive_facts; /* of `drives`, same order */
};

/* Reads the present state. Release with engine_snapshot_free whatever is returned. */
base_error engine_snapshot_take(struct engine_controller *controller,
                                struct engine_snapshot *snapshot);

void engine_snapshot_free(struct engine_snapshot *snapshot);

#endif
