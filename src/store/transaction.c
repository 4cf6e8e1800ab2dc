/* SPDX-License-Identifier: MIT */
/*
 * The change counter. A writer makes it odd after it has the write lock and even after the commit;
 * so a reader that saw the same even value before and after a query knows that the query's result
 * is what the database holds as long as the counter keeps that value. Between one writer's commit
 * and its return to even the next writer may already have moved the counter on; then the return is
 * left to that one. A writer that dies leaves it odd: nothing is cached until the next commit.
 */
#include "store/internal.h"

#include "base/memory.h"
#include "port/atomic.h"
#include "port/clock.h"
#include "port/point.h"
#include "store/error.h"
#include "store/query.h"

static void counter_enter(struct store_transaction *transaction)
{
    volatile uint64_t *counter = transaction->store->options.change_counter;
    uint64_t seen;
    uint64_t odd;

    if (counter == NULL) {
        return;
    }
    do {
        seen = port_atomic_load_u64(counter);
        odd = seen % 2 == 0 ? seen + 1 : seen + 2;
    } while (!port_atomic_swap_u64(counter, seen, odd));
    transaction->counter = odd;
}

static void counter_leave(struct store_transaction *transaction)
{
    volatile uint64_t *counter = transaction->store->options.change_counter;

    if (counter != NULL && transaction->counter != 0) {
        port_atomic_swap_u64(counter, transaction->counter, transaction->counter + 1);
    }
}

void store_transaction_attach(struct store *store, struct store_connection *connection,
                              struct store_transaction *transaction)
{
    *transaction = (struct store_transaction){
        .store = store, .connection = connection, .now = port_clock_now()};
}

static base_error run(struct store_transaction *transaction, const char *sql)
{
    struct store_query query;

    store_query_begin(&query, transaction, NULL, sql);
    return store_query_run(&query, NULL);
}

static base_error begin(struct store *store, bool writing, struct store_transaction **out)
{
    static const char begin_write[] = "BEGIN IMMEDIATE";
    static const char begin_read[] = "BEGIN";
    struct store_transaction *transaction = base_memory_zero(1, sizeof *transaction);
    struct store_connection *connection = NULL;
    base_error error;

    if (transaction == NULL) {
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    error = store_connection_acquire(store, &connection);
    if (error == 0) {
        store_transaction_attach(store, connection, transaction);
        error = run(transaction, writing ? begin_write : begin_read);
    }
    if (error != 0) {
        store_connection_release(store, connection);
        base_memory_free(transaction);
        return error;
    }
    transaction->writing = writing;
    *out = transaction;
    return 0;
}

base_error store_begin_read(struct store *store, struct store_transaction **transaction)
{
    return begin(store, false, transaction);
}

base_error store_begin_write(struct store *store, struct store_transaction **transaction)
{
    base_error error;

    port_mutex_lock(&store->writer);
    error = begin(store, true, transaction);
    if (error != 0) {
        port_mutex_unlock(&store->writer);
        return error;
    }
    counter_enter(*transaction);
    return 0;
}

/* Ends it in SQLite; on an error everything is undone. */
static base_error finish(struct store_transaction *transaction, bool keep)
{
    static const char commit[] = "COMMIT";
    static const char rollback[] = "ROLLBACK";
    sqlite3 *db = transaction->connection->db;
    base_error error = transaction->failed;

    if (keep && error == 0) {
        if (transaction->writing) {
            port_named_point("store.commit");
        }
        error = run(transaction, commit);
    }
    transaction->failed = 0;
    if (sqlite3_get_autocommit(db) == 0) {
        run(transaction, rollback);
    }
    return error;
}

static base_error end(struct store_transaction *transaction, bool keep)
{
    struct store *store = transaction->store;
    bool writing = transaction->writing;
    bool journal_written = transaction->journal_written;
    struct store_note *notes = transaction->notes;
    uint32_t note_count = transaction->note_count;
    base_error error = finish(transaction, keep);

    if (writing && keep && error == 0) {
        port_named_point("store.committed");
    }
    counter_leave(transaction);
    store_connection_release(store, transaction->connection);
    if (writing) {
        port_mutex_unlock(&store->writer);
    }
    base_memory_free(transaction);
    if (writing && keep && error == 0 && store->options.after_commit != NULL) {
        store->options.after_commit(store->options.context, journal_written);
    }
    store_notes_end(notes, note_count, keep && error == 0);
    return error;
}

base_error store_commit(struct store_transaction *transaction)
{
    return transaction == NULL ? 0 : end(transaction, true);
}

void store_rollback(struct store_transaction *transaction)
{
    if (transaction != NULL) {
        end(transaction, false);
    }
}

int64_t store_transaction_time(const struct store_transaction *transaction)
{
    return transaction->now;
}
