/* SPDX-License-Identifier: MIT */
#include "store/ahead.h"

#include "port/atomic.h"
#include "store/cache.h"
#include "store/family.h"
#include "store/query.h"

enum { AT_ONCE = 64 };

#define FROM_ON(table)                                                                             \
    "WHERE entry >= (SELECT o.entry FROM " table " AS o WHERE o.id = ?1) ORDER BY entry LIMIT ?2"

static const char *rows_of(uint32_t type)
{
    static const char media[] = FROM_ON("physical_media");
    static const char sides[] = FROM_ON("media_side");
    static const char slots[] = FROM_ON("storage_slot");

    switch (type) {
    case MODEL_PHYSICAL_MEDIA:
        return media;
    case MODEL_PARTITION:
        return sides;
    case MODEL_STORAGESLOT:
        return slots;
    default:
        return NULL;
    }
}

bool store_ahead_is_for(uint32_t type)
{
    return rows_of(type) != NULL;
}

static void keep(struct store *store, uint64_t change, const struct model_information *row)
{
    if (port_atomic_load_u64(store->options.change_counter) == change) {
        store_cache_keep(store->cache, change, row);
    }
}

/* One row more than is kept tells who comes next. */
static void read_followers(struct store_query *query, const struct store_family *family,
                           uint64_t change, uint32_t count)
{
    struct store *store = query->transaction->store;
    struct model_information row;

    for (uint32_t i = 1; i <= count && store_query_step(query); i++) {
        store_family_read(query, family, &row);
        if (query->error == 0 && i < count) {
            keep(store, change, &row);
        } else if (query->error == 0) {
            store_cache_expect(store->cache, &row.object.id);
        }
    }
}

base_error store_ahead_read(struct store_transaction *transaction, const struct base_guid *id,
                            uint32_t type, uint64_t change, struct model_information *out)
{
    const struct store_family *family = store_family_of(type);
    struct store *store = transaction->store;
    struct store_query query;
    uint32_t count = store_cache_expects(store->cache, id) ? AT_ONCE : 1;

    store_query_begin(&query, transaction, family, rows_of(type));
    store_query_bind_guid(&query, id);
    store_query_bind_i64(&query, (int64_t)count + 1);
    if (store_query_step(&query)) {
        store_family_read(&query, family, out);
    } else if (query.error == 0) {
        query.error = BASE_ERROR_OBJECT_NOT_FOUND;
    }
    if (query.error == 0) {
        keep(store, change, out);
        read_followers(&query, family, change, count);
    }
    return store_query_end(&query);
}
