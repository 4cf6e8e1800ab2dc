/* SPDX-License-Identifier: MIT */
#include "store/lease.h"

#include "model/information.h"
#include "store/query.h"

#include <string.h>

static base_error read_lease(struct store_transaction *transaction, const struct base_guid *library,
                             int64_t *epoch, bool *held)
{
    static const char sql[] = "SELECT epoch, held FROM lease WHERE library = ?1";
    struct store_query query;

    *epoch = 0;
    *held = false;
    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_guid(&query, library);
    if (store_query_step(&query)) {
        *epoch = store_query_i64(&query, 0, 1, INT64_MAX - 1);
        *held = store_query_i64(&query, 1, 0, 1) != 0;
    }
    return store_query_end(&query);
}

base_error store_lease_take(struct store_transaction *transaction, const struct base_guid *library,
                            const char *owner, uint64_t *epoch, bool *was_clean)
{
    static const char sql[] =
        "INSERT INTO lease (library, epoch, held, owner, taken) VALUES (?1, ?2, 1, ?3, ?4)"
        " ON CONFLICT (library) DO UPDATE SET epoch = excluded.epoch, held = 1,"
        " owner = excluded.owner, taken = excluded.taken";
    struct store_query query;
    int64_t last;
    bool held;
    base_error error = read_lease(transaction, library, &last, &held);

    if (error != 0) {
        return error;
    }
    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_guid(&query, library);
    store_query_bind_i64(&query, last + 1);
    store_query_bind_text(&query, owner == NULL ? "" : owner, MODEL_NAME_BYTES);
    store_query_bind_i64(&query, transaction->now);
    error = store_query_run(&query, NULL);
    if (error != 0) {
        return query.constraint ? BASE_ERROR_OBJECT_NOT_FOUND : error;
    }
    *epoch = (uint64_t)last + 1;
    *was_clean = !held;
    return 0;
}

base_error store_lease_check(struct store_transaction *transaction, const struct base_guid *library,
                             uint64_t epoch)
{
    int64_t current;
    bool held;
    base_error error = read_lease(transaction, library, &current, &held);

    if (error != 0) {
        return error;
    }
    return held && epoch == (uint64_t)current ? 0 : BASE_ERROR_INVALID_STATE;
}

base_error store_lease_release(struct store_transaction *transaction,
                               const struct base_guid *library, uint64_t epoch)
{
    static const char sql[] = "UPDATE lease SET held = 0 WHERE library = ?1";
    struct store_query query;
    base_error error = store_lease_check(transaction, library, epoch);

    if (error != 0) {
        return error;
    }
    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_guid(&query, library);
    return store_query_run(&query, NULL);
}

static bool is_barcode(const char *barcode)
{
    return barcode != NULL && barcode[0] != '\0' &&
           memchr(barcode, '\0', MODEL_BARCODE_BYTES) != NULL;
}

base_error store_cleaner_remember(struct store_transaction *transaction, const char *barcode,
                                  uint32_t uses)
{
    static const char sql[] = "INSERT INTO cleaner (barcode, uses, remembered) VALUES (?1, ?2, ?3)"
                              " ON CONFLICT (barcode) DO UPDATE SET uses = excluded.uses,"
                              " remembered = excluded.remembered";
    struct store_query query;

    if (!is_barcode(barcode)) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_text(&query, barcode, MODEL_BARCODE_BYTES);
    store_query_bind_i64(&query, uses);
    store_query_bind_i64(&query, transaction->now);
    return store_query_run(&query, NULL);
}

base_error store_cleaner_recall(struct store_transaction *transaction, const char *barcode,
                                uint32_t *uses)
{
    static const char sql[] = "SELECT uses FROM cleaner WHERE barcode = ?1";
    struct store_query query;
    uint32_t found = 0;

    if (!is_barcode(barcode)) {
        return BASE_ERROR_OBJECT_NOT_FOUND;
    }
    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_text(&query, barcode, MODEL_BARCODE_BYTES);
    if (store_query_step(&query)) {
        found = store_query_u32(&query, 0);
    } else if (query.error == 0) {
        query.error = BASE_ERROR_OBJECT_NOT_FOUND;
    }
    if (store_query_end(&query) == 0) {
        *uses = found;
    }
    return query.error;
}
