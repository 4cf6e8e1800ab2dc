/* SPDX-License-Identifier: MIT */
#include "store/journal.h"

#include "model/constants.h"
#include "store/query.h"

/* Records that are kept, and how often the older ones are looked for. */
enum { KEPT = 100000, PRUNE_EVERY = 1000 };

/* The newest record is never dropped, so numbers only grow. */
static base_error prune(struct store_transaction *transaction, int64_t newest)
{
    static const char sql[] = "DELETE FROM journal WHERE sequence <= ?1";
    struct store_query query;

    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_i64(&query, newest - KEPT);
    return store_query_run(&query, NULL);
}

base_error store_journal_append(struct store_transaction *transaction, uint32_t operation,
                                uint32_t type, const struct base_guid *id)
{
    static const char sql[] =
        "INSERT INTO journal (operation, type, id, changed) VALUES (?1, ?2, ?3, ?4)";
    struct store_query query;
    int64_t sequence;
    base_error error;

    if (operation < MODEL_OBJ_UPDATE || operation > MODEL_EVENT_COMPLETE ||
        type < MODEL_TYPE_FIRST || type > MODEL_TYPE_LAST || base_guid_is_null(id)) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_i64(&query, operation);
    store_query_bind_i64(&query, type);
    store_query_bind_guid(&query, id);
    store_query_bind_i64(&query, transaction->now);
    error = store_query_run(&query, NULL);
    if (error != 0) {
        return error;
    }
    transaction->journal_written = true;
    sequence = sqlite3_last_insert_rowid(transaction->connection->db);
    return sequence % PRUNE_EVERY == 0 ? prune(transaction, sequence) : 0;
}

static base_error bounds(struct store_transaction *transaction, int64_t *first, int64_t *last)
{
    static const char sql[] = "SELECT ifnull((SELECT min(sequence) FROM journal), 0),"
                              " ifnull((SELECT max(sequence) FROM journal), 0)";
    struct store_query query;

    store_query_begin(&query, transaction, NULL, sql);
    if (store_query_step(&query)) {
        int64_t low = store_query_i64(&query, 0, INT64_MIN, INT64_MAX);
        int64_t high = store_query_i64(&query, 1, INT64_MIN, INT64_MAX);

        if (query.error == 0) {
            *first = low;
            *last = high;
        }
    }
    return store_query_end(&query);
}

base_error store_journal_last(struct store_transaction *transaction, int64_t *sequence)
{
    int64_t first = 0;

    return bounds(transaction, &first, sequence);
}

base_error store_journal_places_changed(struct store_transaction *transaction, int64_t after,
                                        bool *changed)
{
    static const char sql[] =
        "SELECT EXISTS (SELECT 1 FROM journal WHERE sequence > ?1 AND operation IN (1, 2, 3)"
        " AND (type IN (9, 15, 16) OR (type IN (5, 8) AND operation <> 1)))";
    struct store_query query;
    int64_t first = 0;
    int64_t last = 0;
    base_error error = bounds(transaction, &first, &last);

    if (error != 0) {
        return error;
    }
    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_i64(&query, after);
    if (store_query_step(&query)) {
        *changed = store_query_i64(&query, 0, 0, 1) != 0 || after < first - 1;
    }
    return store_query_end(&query);
}

base_error store_journal_read(struct store_transaction *transaction, int64_t after, uint32_t type,
                              struct store_journal_record *records, uint32_t capacity,
                              uint32_t *count)
{
    static const char sql[] = "SELECT sequence, operation, type, id FROM journal"
                              " WHERE sequence > ?1 AND (?2 = 0 OR type = ?2)"
                              " ORDER BY sequence LIMIT ?3";
    struct store_query query;
    int64_t first = 0;
    int64_t last = 0;
    uint32_t found = 0;
    base_error error = bounds(transaction, &first, &last);

    if (error == 0 && after < last && after < first - 1) {
        error = BASE_ERROR_NO_DATA;
    }
    if (error != 0) {
        return error;
    }
    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_i64(&query, after);
    store_query_bind_i64(&query, type);
    store_query_bind_i64(&query, capacity);
    while (found < capacity && store_query_step(&query)) {
        struct store_journal_record *record = &records[found];

        record->sequence = store_query_i64(&query, 0, INT64_MIN, INT64_MAX);
        record->operation = store_query_u32(&query, 1);
        record->type = store_query_u32(&query, 2);
        store_query_guid(&query, 3, &record->id);
        found++;
    }
    error = store_query_end(&query);
    if (error == 0) {
        *count = found;
    }
    return error;
}
