/* SPDX-License-Identifier: MIT */
/*
 * Media as the tests of allocation want them: states, pools, sides set past the calls, so that a
 * story can begin anywhere.
 */
#ifndef TESTS_UNIT_ENGINE_MEDIA_SUPPORT_H
#define TESTS_UNIT_ENGINE_MEDIA_SUPPORT_H

#include "engine_fixture.h"

/* The usual library with its three cartridges in slots, so that none is on its way home. */
void media_usual(void);

/* A media type of the library; its child of a system pool; a new application pool of it. */
struct base_guid media_type_of_library(void);
struct base_guid media_system_child(uint32_t pool_type);
struct base_guid media_new_pool(const char *path);

/* A cartridge of the library. */
struct base_guid media_at(uint32_t index);

/* Changes a row under the engine's eyes. */
typedef void media_change(struct model_information *row, const void *value);
void media_update(const struct base_guid *id, media_change *change, const void *value);

/* All cartridges of the library into this pool, their sides into this state. */
void media_put_all(const struct base_guid *pool, uint32_t state);
/* One of them. */
void media_put(const struct base_guid *medium, const struct base_guid *pool, uint32_t state);
void media_set_side_state(const struct base_guid *side, uint32_t state);
void media_set_policy(const struct base_guid *pool, uint32_t allocation, uint32_t deallocation);
/* The cartridge gets a second side in this state. */
void media_add_side(const struct base_guid *medium, uint32_t state);

struct base_guid media_side(const struct base_guid *medium, uint32_t side);
struct model_partition media_side_row(const struct base_guid *side);
struct base_guid media_pool_of(const struct base_guid *medium);
struct model_media_pool media_pool_row(const struct base_guid *pool);

#endif
