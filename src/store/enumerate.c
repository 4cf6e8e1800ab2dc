/* SPDX-License-Identifier: MIT */
#include "store/object.h"

#include "store/query.h"

#include <string.h>

/* What an object can contain (API: EnumerateNtmsObject, its table of containers). */
struct relation {
    uint32_t type;
    uint32_t container; /* MODEL_UNKNOWN: the whole system */
    const char *sql;    /* ?1 is the container */
};

#define ALL_OF(type, table)                                                                        \
    {                                                                                              \
        type, MODEL_UNKNOWN, "SELECT id FROM " table " ORDER BY entry"                             \
    }
#define PART_OF(type, container, table, column)                                                    \
    {                                                                                              \
        type, container, "SELECT id FROM " table " WHERE " column " = ?1 ORDER BY entry"           \
    }

static const struct relation relations[] = {
    ALL_OF(MODEL_CHANGER, "changer"),
    ALL_OF(MODEL_CHANGER_TYPE, "changer_type"),
    ALL_OF(MODEL_COMPUTER, "computer"),
    ALL_OF(MODEL_DRIVE, "drive"),
    ALL_OF(MODEL_DRIVE_TYPE, "drive_type"),
    ALL_OF(MODEL_IEDOOR, "iedoor"),
    ALL_OF(MODEL_IEPORT, "ieport"),
    ALL_OF(MODEL_LIBRARY, "library"),
    ALL_OF(MODEL_LIBREQUEST, "lib_request"),
    ALL_OF(MODEL_LOGICAL_MEDIA, "logical_media"),
    ALL_OF(MODEL_MEDIA_TYPE, "media_type"),
    ALL_OF(MODEL_OPREQUEST, "op_request"),
    ALL_OF(MODEL_PARTITION, "media_side"),
    ALL_OF(MODEL_PHYSICAL_MEDIA, "physical_media"),
    ALL_OF(MODEL_STORAGESLOT, "storage_slot"),
    {MODEL_MEDIA_POOL, MODEL_UNKNOWN,
     "SELECT id FROM media_pool WHERE parent IS NULL AND is_root = 0 ORDER BY entry"},
    PART_OF(MODEL_CHANGER, MODEL_LIBRARY, "changer", "library"),
    PART_OF(MODEL_DRIVE, MODEL_LIBRARY, "drive", "library"),
    PART_OF(MODEL_IEDOOR, MODEL_LIBRARY, "iedoor", "library"),
    PART_OF(MODEL_IEPORT, MODEL_LIBRARY, "ieport", "library"),
    PART_OF(MODEL_LIBREQUEST, MODEL_LIBRARY, "lib_request", "library"),
    PART_OF(MODEL_PHYSICAL_MEDIA, MODEL_LIBRARY, "physical_media", "current_library"),
    PART_OF(MODEL_STORAGESLOT, MODEL_LIBRARY, "storage_slot", "library"),
    {MODEL_MEDIA_TYPE, MODEL_LIBRARY,
     "SELECT t.id FROM library_media_type AS l JOIN media_type AS t ON t.id = l.media_type"
     " WHERE l.library = ?1 ORDER BY t.entry"},
    PART_OF(MODEL_MEDIA_POOL, MODEL_MEDIA_POOL, "media_pool", "parent"),
    PART_OF(MODEL_PHYSICAL_MEDIA, MODEL_MEDIA_POOL, "physical_media", "media_pool"),
    PART_OF(MODEL_LOGICAL_MEDIA, MODEL_MEDIA_POOL, "logical_media", "media_pool"),
    {MODEL_PARTITION, MODEL_MEDIA_POOL,
     "SELECT s.id FROM physical_media AS m JOIN media_side AS s ON s.physical_media = m.id"
     " WHERE m.media_pool = ?1 ORDER BY s.entry"},
    PART_OF(MODEL_PARTITION, MODEL_PHYSICAL_MEDIA, "media_side", "physical_media"),
    PART_OF(MODEL_PARTITION, MODEL_LOGICAL_MEDIA, "media_side", "logical_media"),
    {MODEL_LOGICAL_MEDIA, MODEL_PARTITION,
     "SELECT m.id FROM media_side AS s JOIN logical_media AS m ON m.id = s.logical_media"
     " WHERE s.id = ?1"},
};

static const char with_root_pool[] =
    "SELECT id FROM media_pool WHERE parent IS NULL ORDER BY is_root DESC, entry";

static const char *find_relation(uint32_t type, uint32_t container)
{
    for (size_t i = 0; i < sizeof relations / sizeof relations[0]; i++) {
        if (relations[i].type == type && relations[i].container == container) {
            return relations[i].sql;
        }
    }
    return NULL;
}

/* The type of a container object; BASE_ERROR_OBJECT_NOT_FOUND for what contains nothing. */
static base_error container_type(struct store_transaction *transaction, const struct base_guid *id,
                                 uint32_t *type)
{
    base_error error = store_object_type(transaction, id, type);

    if (error != 0) {
        return error;
    }
    switch (*type) {
    case MODEL_LIBRARY:
    case MODEL_MEDIA_POOL:
    case MODEL_PHYSICAL_MEDIA:
    case MODEL_LOGICAL_MEDIA:
    case MODEL_PARTITION:
        return 0;
    default:
        return BASE_ERROR_OBJECT_NOT_FOUND;
    }
}

static base_error list_ids(struct store_transaction *transaction, const char *sql,
                           const struct base_guid *container, struct base_guid *list,
                           uint32_t capacity, uint32_t *count)
{
    struct store_query query;
    struct base_guid id;
    uint32_t found = 0;

    store_query_begin(&query, transaction, NULL, sql);
    if (container != NULL) {
        store_query_bind_guid(&query, container);
    }
    while (store_query_step(&query)) {
        if (found < capacity) {
            store_query_guid(&query, 0, &id);
            list[found] = id;
        }
        found++;
    }
    if (store_query_end(&query) != 0) {
        return query.error;
    }
    *count = found;
    return found > capacity ? BASE_ERROR_INSUFFICIENT_BUFFER : 0;
}

base_error store_object_enumerate(struct store_transaction *transaction,
                                  const struct base_guid *container, uint32_t type,
                                  uint32_t options, struct base_guid *list, uint32_t capacity,
                                  uint32_t *count)
{
    bool root = options == MODEL_ENUM_ROOTPOOL;
    uint32_t kind = MODEL_UNKNOWN;
    const char *sql;
    base_error error = 0;

    if (type < MODEL_TYPE_FIRST || type > MODEL_TYPE_LAST || count == NULL ||
        (options != MODEL_ENUM_DEFAULT && !root) || (list == NULL && capacity != 0) ||
        (root && (type != MODEL_MEDIA_POOL || container != NULL))) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    if (container != NULL) {
        error = container_type(transaction, container, &kind);
    }
    if (error != 0) {
        return error;
    }
    sql = root ? with_root_pool : find_relation(type, kind);
    if (sql == NULL) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    return list_ids(transaction, sql, container, list, capacity, count);
}
