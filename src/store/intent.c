/* SPDX-License-Identifier: MIT */
#include "store/intent.h"

#include "base/memory.h"
#include "store/query.h"

#include <string.h>

/* Closed intents that are kept, and how often older ones are looked for. */
enum { KEPT = 500, PRUNE_EVERY = 100 };

static base_error prune(struct store_transaction *transaction, int64_t newest)
{
    static const char sql[] = "DELETE FROM intent WHERE number <= ?1 AND outcome <> 0";
    struct store_query query;

    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_i64(&query, newest - KEPT);
    return store_query_run(&query, NULL);
}

base_error store_intent_open(struct store_transaction *transaction,
                             const struct store_intent *intent, int64_t *number)
{
    static const char sql[] =
        "INSERT INTO intent (library, request, from_kind, from_element, to_kind, to_element,"
        " cargo, media, barcode, opened, closed, outcome)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, 0)";
    struct store_query query;
    int64_t made;
    base_error error;

    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_guid(&query, &intent->library);
    store_query_bind_guid(&query, &intent->request);
    store_query_bind_i64(&query, intent->from_kind);
    store_query_bind_i64(&query, intent->from_element);
    store_query_bind_i64(&query, intent->to_kind);
    store_query_bind_i64(&query, intent->to_element);
    store_query_bind_i64(&query, intent->cargo);
    store_query_bind_guid(&query, &intent->media);
    store_query_bind_text(&query, intent->barcode, sizeof intent->barcode - 1);
    store_query_bind_i64(&query, transaction->now);
    error = store_query_run(&query, NULL);
    if (error != 0) {
        return error;
    }
    made = sqlite3_last_insert_rowid(transaction->connection->db);
    if (made % PRUNE_EVERY == 0) {
        error = prune(transaction, made);
    }
    if (error == 0) {
        *number = made;
    }
    return error;
}

base_error store_intent_close(struct store_transaction *transaction, int64_t number,
                              uint32_t outcome)
{
    static const char sql[] =
        "UPDATE intent SET outcome = ?1, closed = ?2 WHERE number = ?3 AND outcome = 0";
    struct store_query query;
    int changed = 0;
    base_error error;

    if (outcome < STORE_INTENT_DONE || outcome > STORE_INTENT_UNKNOWN) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_i64(&query, outcome);
    store_query_bind_i64(&query, transaction->now);
    store_query_bind_i64(&query, number);
    error = store_query_run(&query, &changed);
    return error == 0 && changed == 0 ? BASE_ERROR_OBJECT_NOT_FOUND : error;
}

static struct store_intent *extend(struct store_intent_list *list)
{
    if (list->count == list->capacity) {
        uint32_t capacity = list->capacity == 0 ? 4 : list->capacity * 2;
        struct store_intent *items = base_memory_resize(list->items, capacity, sizeof *list->items);

        if (items == NULL) {
            return NULL;
        }
        list->items = items;
        list->capacity = capacity;
    }
    return memset(&list->items[list->count++], 0, sizeof *list->items);
}

static void read_row(struct store_query *query, struct store_intent *intent)
{
    intent->number = store_query_i64(query, 0, INT64_MIN, INT64_MAX);
    store_query_guid(query, 1, &intent->library);
    store_query_guid(query, 2, &intent->request);
    intent->from_kind = store_query_u32(query, 3);
    intent->from_element = store_query_u32(query, 4);
    intent->to_kind = store_query_u32(query, 5);
    intent->to_element = store_query_u32(query, 6);
    intent->cargo = store_query_u32(query, 7);
    store_query_guid(query, 8, &intent->media);
    store_query_text(query, 9, intent->barcode, sizeof intent->barcode);
    intent->opened = store_query_i64(query, 10, INT64_MIN, INT64_MAX);
}

base_error store_intents_open_list(struct store_transaction *transaction,
                                   const struct base_guid *library, struct store_intent_list *out)
{
    static const char sql[] =
        "SELECT number, library, request, from_kind, from_element, to_kind, to_element, cargo,"
        " media, barcode, opened FROM intent"
        " WHERE outcome = 0 AND (?1 IS NULL OR library = ?1) ORDER BY number";
    struct store_intent_list list = STORE_INTENT_LIST_INIT;
    struct store_query query;
    base_error error = 0;

    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_guid(&query, library);
    while (error == 0 && store_query_step(&query)) {
        struct store_intent *intent = extend(&list);

        if (intent == NULL) {
            error = BASE_ERROR_NOT_ENOUGH_MEMORY;
        } else {
            read_row(&query, intent);
        }
    }
    if (store_query_end(&query) != 0) {
        error = query.error;
    }
    if (error != 0) {
        store_intent_list_free(&list);
        return error;
    }
    store_intent_list_free(out);
    *out = list;
    return 0;
}

void store_intent_list_free(struct store_intent_list *list)
{
    if (list != NULL) {
        base_memory_free(list->items);
        *list = (struct store_intent_list)STORE_INTENT_LIST_INIT;
    }
}
