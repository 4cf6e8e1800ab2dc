/* SPDX-License-Identifier: MIT */
/*
 * What the tests of the calls that own media share: a pool of an application, two cartridges of the
 * usual library and one on the shelf in it, each with one allocated side; and the journal.
 */
#ifndef TESTS_UNIT_ENGINE_OWNED_SUPPORT_H
#define TESTS_UNIT_ENGINE_OWNED_SUPPORT_H

#include "engine_fixture.h"

#include "engine/runtime.h"

struct owned {
    struct base_guid pool;
    struct base_guid media[3];   /* one-sided; the last one lies on the shelf */
    struct base_guid sides[3];   /* allocated */
    struct base_guid logical[3]; /* of the sides */
};
extern struct owned owned;

/* The usual library with all that; the end, with the invariant. */
void owned_start(void);
void owned_end(void);

/* A write transaction of the engine's database. */
struct store_transaction *owned_begin(void);
struct model_information owned_row(const struct base_guid *id, uint32_t type);

uint32_t owned_side_state(size_t index);
void owned_set_side_state(size_t index, uint32_t state);
void owned_set_media_state(size_t index, uint32_t state);
void owned_set_pool(uint32_t deallocation_policy, uint32_t most);

/* The side of that cartridge is allocated anew, owned.logical names it. */
void owned_again(size_t index);
/* One more catalogued cartridge on the shelf, with one side that nobody owns. */
struct base_guid owned_shelve(struct store_transaction *transaction);

/* The journal since then holds these entries, and about pools and media nothing else. */
struct owned_entry {
    uint32_t operation;
    const struct base_guid *id;
};
int64_t owned_journal_now(void);
void owned_expect_journal(int64_t since, const struct owned_entry *entries, uint32_t total);

#endif
