/* SPDX-License-Identifier: MIT */
/*
 * What the files of this room share: the store with its pool of connections, and transactions.
 *
 * Lock order: writer (held from the beginning of a write transaction to its end), then pool (held
 * for a few instructions), then the cache's own lock (never together with another).
 */
#ifndef STORE_INTERNAL_H
#define STORE_INTERNAL_H

#include "base/error.h"
#include "base/guid.h"
#include "port/folder.h"
#include "port/thread.h"
#include "store/database.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store_family;
struct store_cache;

/* A prepared statement, known by the addresses of its text and of the family it was made for. */
struct store_statement {
    const struct store_family *family;
    const char *text;
    sqlite3_stmt *handle;
};
enum { STORE_STATEMENT_SLOTS = 256 }; /* a power of two, well above what there are */

struct store_connection {
    sqlite3 *db;
    struct store_connection *next; /* in the list of idle ones */
    uint32_t statement_count;
    struct store_statement statements[STORE_STATEMENT_SLOTS];
};

struct store {
    struct store_options options; /* the pointers to texts are not kept */
    char path[PORT_PATH_SIZE];
    struct port_mutex writer;
    struct port_mutex pool;
    struct store_connection *idle;
    uint32_t idle_count;
    struct store_cache *cache; /* NULL: nothing is cached */
};

struct store_transaction {
    struct store *store;
    struct store_connection *connection;
    int64_t now;
    bool writing;
    bool journal_written;
    uint64_t counter;  /* the odd value this writer has set */
    base_error failed; /* doomed: what every further call gives */
    struct store_note *notes;
    uint32_t note_count; /* also of those that are not kept */
};

/* Frees what store_note has gathered, `told`: after logging it. */
void store_notes_end(struct store_note *notes, uint32_t count, bool told);

/* Opens a connection and sets it up. create: the file may be made, and nothing is set up yet, so
 * that not a byte of it has been used when its kind is looked at. */
base_error store_connection_open(struct store *store, bool create, struct store_connection **out);

base_error store_connection_set_up(struct store *store, struct store_connection *connection);

/* Finalizes its statements and closes it. NULL is accepted. */
void store_connection_close(struct store_connection *connection);

/* Takes an idle connection or opens one; puts it back or closes it. */
base_error store_connection_acquire(struct store *store, struct store_connection **out);
void store_connection_release(struct store *store, struct store_connection *connection);

/*
 * The prepared statement of a text (a string that lives as long as the process; its address is the
 * key), idle and without bindings. family not NULL: the text is a pattern of that family, see
 * store_family_sql. *cached: give it back by resetting it, else by finalizing.
 */
base_error store_connection_statement(struct store_connection *connection,
                                      const struct store_family *family, const char *text,
                                      sqlite3_stmt **out, bool *cached);

/* A stand-in for a transaction on a connection outside of BEGIN, for single statements. */
void store_transaction_attach(struct store *store, struct store_connection *connection,
                              struct store_transaction *transaction);

/* Whether the b-trees, constraints and rows are as they must be; ERROR_DATABASE_FAILURE (4313). */
base_error store_check_content(sqlite3 *db);

/* Creates, migrates or checks the file behind the first connection of a store. */
base_error store_prepare_file(struct store *store, struct store_connection *connection,
                              const char *computer_name, bool *created);

#endif
