/* SPDX-License-Identifier: MIT */
/*
 * The tables, and the steps by which an older file becomes a current one. Only for src/store.
 *
 * Identifiers are 16-byte BLOBs in the order of a GUID in memory, NULL for "none"; times are
 * milliseconds since 1970-01-01 UTC; the numbers of states and kinds are those of the API. Each
 * table of objects begins with the same eight columns; `entry` is the order of creation. Tables lie
 * in that order, with an index of the ids; requests, of which each call makes one, lie in the order
 * of their ids instead, which spares the index and with it a page of every commit. A released step
 * is never changed: a new form of the file is a new step at the end.
 */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct sqlite3;

/* 'RSMN' in the file's header tells our files from others. */
#define STORE_APPLICATION_ID 0x52534D4E

/* Pieces that many of the texts share: the first columns of a table of objects, the same for a
 * table WITHOUT ROWID, the columns of a SCSI address, an expression that shows the column id as a
 * GUID text. */
extern const char store_schema_head[];
extern const char store_schema_head_by_id[];
extern const char store_schema_scsi[];
extern const char store_schema_guid[];

/* Pieces of SQL text, to be put together, ended by NULL. */
extern const char *const store_schema_devices[];
extern const char *const store_schema_media[];
extern const char *const store_schema_service[];
extern const char *const store_schema_views[];
extern const char *const store_schema_mounts[];    /* from version 1 to 2 */
extern const char *const store_schema_libraries[]; /* from version 2 to 3 */

/* One step: lists of pieces, ended by NULL, that lift a file from version n (its index) to n + 1.
 */
struct store_schema_step {
    const char *const *const *texts;
};

/* The steps of this version of the product; *count is the version it reads and writes. */
const struct store_schema_step *store_schema_steps(uint32_t *count);

/* What the header of an open file says. */
struct store_schema_state {
    bool empty; /* no pages at all: a new file */
    uint32_t application;
    uint32_t version;
};
base_error store_schema_read(struct sqlite3 *db, struct store_schema_state *state);

/*
 * Lifts a file inside an open write transaction from state to version count and sets the header
 * fields. Files that are not ours or newer than count: BASE_ERROR_DATABASE_FAILURE, untouched.
 */
base_error store_schema_migrate(struct sqlite3 *db, const struct store_schema_state *state,
                                const struct store_schema_step *steps, uint32_t count);

/*
 * Looks at the first bytes of the file of size bytes behind an open connection without locking or
 * reading pages: success for an empty file and for one with our application id; else
 * BASE_ERROR_DATABASE_FAILURE.
 */
base_error store_schema_peek(struct sqlite3 *db, uint64_t size);

#endif
