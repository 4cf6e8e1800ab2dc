/* SPDX-License-Identifier: MIT */
/*
 * Opening the database and working on it in transactions. Decides durability (a commit that has
 * returned survives a power failure), who waits for whom, and what happens to a file that is not
 * ours.
 *
 * THREAD SAFETY: a store may be used by any number of threads; a transaction by one thread at a
 * time, a write transaction by the one that began it only. Writers of this process queue on a
 * mutex, writers of other processes on SQLite's lock. A thread that has a write transaction must
 * not begin a second one (it would wait for itself); reading beside it is allowed and sees the
 * state before it. Hold no transaction across a device command.
 */
#ifndef STORE_DATABASE_H
#define STORE_DATABASE_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct store;
struct store_transaction;

#define STORE_FILE_NAME "ntms.db"

struct store_options {
    const char *folder; /* existing folder of the file; copied */
    /* Name of the computer object that a new database gets; NULL or "" gives "localhost". */
    const char *computer_name;
    /*
     * Called inside the transaction that creates a new database, after its first objects were made
     * (store_populate), so that no process ever sees it without what is added here. An error undoes
     * the creation and is returned by store_open. May be NULL.
     */
    base_error (*on_create)(void *context, struct store_transaction *transaction);
    /*
     * Called on the committing thread after each successful commit of a write transaction, outside
     * of all locks; journal_written: the journal has new records. May be NULL.
     */
    void (*after_commit)(void *context, bool journal_written);
    void *context;
    /*
     * The counter that all processes on this file share (8-byte aligned, in shared memory): odd
     * while a commit is under way, different after each one. NULL: nothing is cached.
     */
    volatile uint64_t *change_counter;
    uint32_t page_limit;      /* most pages of 4096 bytes the file may have; 0: no limit */
    uint32_t busy_timeout_ms; /* longest wait for another process; 0: 15 s */
    uint32_t cache_bytes;     /* bound of the information cache; 0: 4 MiB */
    /* No other process has the database open: a small or not cleanly closed file is checked. */
    bool first_process;
};

/*
 * Opens the database in options->folder, creating, filling (store_populate) or migrating it when
 * needed; *created (may be NULL) tells whether it is new. A damaged file, a file of another
 * program, a file of a newer version and one that cannot be written give
 * BASE_ERROR_DATABASE_FAILURE and are left as they were. BASE_ERROR_INVALID_PARAMETER: no folder or
 * too long a path.
 */
base_error store_open(const struct store_options *options, struct store **out, bool *created);

/* Closes all connections. No transaction may be open. NULL is accepted. */
void store_close(struct store *store);

/* Gives back what SQLite keeps for the process. No store is open, and none is opened again. */
void store_unload(void);

/*
 * Begins a transaction that sees one state of the database throughout. It must end by
 * store_commit or store_rollback (for a reader both are the same).
 */
base_error store_begin_read(struct store *store, struct store_transaction **transaction);

/*
 * Begins a transaction that may change objects. Waits for other writers; when another process holds
 * the lock for longer than busy_timeout_ms: BASE_ERROR_DATABASE_FAILURE.
 */
base_error store_begin_write(struct store *store, struct store_transaction **transaction);

/*
 * Makes the changes durable and visible and frees the transaction. On an error nothing of it is
 * stored; the transaction is freed all the same. NULL is accepted (success).
 */
base_error store_commit(struct store_transaction *transaction);

/* Undoes the changes and frees the transaction. NULL is accepted. */
void store_rollback(struct store_transaction *transaction);

/* The clock value that the transaction stamps on what it changes (taken when it began). */
int64_t store_transaction_time(const struct store_transaction *transaction);

#endif
