/* SPDX-License-Identifier: MIT */
/*
 * What an object grants to everybody: nearly all reading is allowed so, and then the user need not
 * be asked for, which costs a call of the system for each object that is read. Known per object
 * until the next change of the database.
 */
#ifndef ENGINE_EVERYONE_H
#define ENGINE_EVERYONE_H

#include "base/guid.h"
#include "port/thread.h"

#include <stdbool.h>
#include <stdint.h>

struct engine;

enum { ENGINE_EVERYONE_ENTRIES = 16 };

/* Part of the engine; zeroes are a good beginning. */
struct engine_everyone {
    struct port_mutex mutex;
    struct {
        struct base_guid securable;
        uint64_t change; /* the change counter for which the entry holds; 0: none */
        bool known;      /* the rights are; otherwise it was only asked for */
        uint32_t rights;
    } entries[ENGINE_EVERYONE_ENTRIES];
};

/* True when the descriptor of `securable` grants all of `right` to every user and refuses nobody
 * anything. False also when that cannot be told cheaply. Any thread. */
bool engine_everyone_has(struct engine *engine, const struct base_guid *securable, uint32_t right);

#endif
