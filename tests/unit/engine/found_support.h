/* SPDX-License-Identifier: MIT */
/*
 * Cartridges by their names in tests of identification: what their records say, and the requests
 * that look at them.
 */
#ifndef TESTS_UNIT_ENGINE_FOUND_SUPPORT_H
#define TESTS_UNIT_ENGINE_FOUND_SUPPORT_H

#include "engine/engine.h"
#include "model/information.h"

/* A world of the usual library with these cartridges, with a bar code reader or without. */
void found_begin(const char *cartridges, bool reader);
/* The next start finds the same library and an empty data folder. No session may be open. */
void found_lose_database(void);

/* The cartridge of that display name, its side, its media type. Fail when there is none. */
struct base_guid found_medium(const char *name);
/* The one in that slot, and its display name. */
struct base_guid found_in(uint32_t slot);
void found_name(uint32_t slot, char name[MODEL_NAME_BYTES]);
struct base_guid found_side(const char *name, uint16_t side);
struct base_guid found_type(const char *name);
/* Pool, state of the first side and the information in its label. */
void found_expect(const char *name, uint32_t pool_type, uint32_t state, const char *info);
bool found_lies_in(const struct base_guid *medium, uint32_t slot);
/* How many records of cartridges there are. */
uint32_t found_media(void);

/* Requests of that operation. */
uint32_t found_count(uint32_t operation);
/* Waits until the newest of them has PASSED. */
void found_await(uint32_t operation);
/* Waits until no request is unfinished and the drives are empty. */
void found_settle(void);

/* A new application pool at the top. */
struct base_guid found_pool(const char *name, struct base_guid media_type);
/* Free, of this media type. */
struct base_guid found_free(struct base_guid media_type);
/* The label of one tape, with another name of the same length in it, is written on another. */
void found_copy_label(const char *from, const char *name, const char *to, const char *new_name);

#endif
