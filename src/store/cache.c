/* SPDX-License-Identifier: MIT */
#include "store/cache.h"

#include "base/list.h"
#include "base/memory.h"
#include "port/thread.h"
#include "store/family.h"

#include <string.h>

enum { BUCKETS = 4096, DEFAULT_BYTES = 4 * 1024 * 1024 };

struct entry {
    struct base_link used; /* in the order of use */
    struct entry *next;    /* in the bucket */
    uint64_t counter;
    struct base_guid id;
    uint32_t type;
    uint32_t size; /* of packed */
    uint8_t packed[];
};

struct store_cache {
    struct port_mutex mutex;
    struct base_link used; /* oldest use first */
    size_t bytes;
    size_t limit;
    struct base_guid expected;
    struct entry *buckets[BUCKETS];
};

base_error store_cache_create(uint32_t bytes, struct store_cache **out)
{
    struct store_cache *cache = base_memory_zero(1, sizeof *cache);

    if (cache == NULL) {
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    base_list_init(&cache->used);
    cache->limit = bytes == 0 ? DEFAULT_BYTES : bytes;
    *out = cache;
    return 0;
}

static struct entry **place_of(struct store_cache *cache, const struct base_guid *id)
{
    struct entry **place = &cache->buckets[base_guid_hash(id) % BUCKETS];

    while (*place != NULL && !base_guid_equal(&(*place)->id, id)) {
        place = &(*place)->next;
    }
    return place;
}

static void drop(struct store_cache *cache, struct entry **place)
{
    struct entry *entry = *place;

    *place = entry->next;
    base_list_remove(&entry->used);
    cache->bytes -= sizeof *entry + entry->size;
    base_memory_free(entry);
}

void store_cache_free(struct store_cache *cache)
{
    if (cache == NULL) {
        return;
    }
    for (size_t i = 0; i < BUCKETS; i++) {
        while (cache->buckets[i] != NULL) {
            drop(cache, &cache->buckets[i]);
        }
    }
    base_memory_free(cache);
}

bool store_cache_find(struct store_cache *cache, const struct base_guid *id, uint64_t counter,
                      struct model_information *out)
{
    struct entry *entry;
    bool found;

    port_mutex_lock(&cache->mutex);
    entry = *place_of(cache, id);
    found = entry != NULL && entry->counter == counter;
    if (found) {
        store_family_unpack(store_family_of(entry->type), entry->packed, out);
        base_list_remove(&entry->used);
        base_list_append(&cache->used, &entry->used);
    }
    port_mutex_unlock(&cache->mutex);
    return found;
}

static void insert(struct store_cache *cache, struct entry *entry)
{
    struct entry **place = place_of(cache, &entry->id);

    if (*place != NULL) {
        drop(cache, place);
    }
    while (cache->bytes + sizeof *entry + entry->size > cache->limit &&
           !base_list_is_empty(&cache->used)) {
        struct entry *oldest = BASE_LIST_OWNER(cache->used.next, struct entry, used);

        drop(cache, place_of(cache, &oldest->id));
    }
    place = &cache->buckets[base_guid_hash(&entry->id) % BUCKETS];
    entry->next = *place;
    *place = entry;
    base_list_append(&cache->used, &entry->used);
    cache->bytes += sizeof *entry + entry->size;
}

void store_cache_keep(struct store_cache *cache, uint64_t counter,
                      const struct model_information *information)
{
    struct base_buffer packed = BASE_BUFFER_INIT;
    struct entry *entry = NULL;

    if (store_family_pack(store_family_of(information->object.type), information, &packed) == 0 &&
        packed.length + sizeof *entry <= cache->limit) {
        entry = base_memory_get(sizeof *entry + packed.length);
    }
    if (entry != NULL) {
        entry->counter = counter;
        entry->id = information->object.id;
        entry->type = information->object.type;
        entry->size = (uint32_t)packed.length;
        memcpy(entry->packed, packed.data, packed.length);
        port_mutex_lock(&cache->mutex);
        insert(cache, entry);
        port_mutex_unlock(&cache->mutex);
    }
    base_buffer_release(&packed);
}

void store_cache_expect(struct store_cache *cache, const struct base_guid *id)
{
    port_mutex_lock(&cache->mutex);
    cache->expected = *id;
    port_mutex_unlock(&cache->mutex);
}

bool store_cache_expects(struct store_cache *cache, const struct base_guid *id)
{
    port_mutex_lock(&cache->mutex);
    bool expected = base_guid_equal(&cache->expected, id);
    port_mutex_unlock(&cache->mutex);
    return expected;
}
