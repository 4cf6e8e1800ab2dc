/* SPDX-License-Identifier: MIT */
#include "store/find.h"

#include "base/buffer.h"
#include "store/family.h"
#include "store/object.h"
#include "store/query.h"

#include <string.h>

/* Longest text that is looked for. */
enum { TEXT_LIMIT = MODEL_PRODUCT_BYTES };

static base_error find_plain(struct store_transaction *transaction, const char *sql,
                             struct base_guid *id)
{
    struct store_query query;

    store_query_begin(&query, transaction, NULL, sql);
    return store_query_first_id(&query, id);
}

base_error store_library_find(struct store_transaction *transaction, const char *serial,
                              struct base_guid *id)
{
    static const char sql[] = "SELECT id FROM library WHERE serial_number = ?1"
                              " AND serial_number <> '' ORDER BY entry LIMIT 1";
    struct store_query query;

    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_text(&query, serial, TEXT_LIMIT);
    return store_query_first_id(&query, id);
}

base_error store_library_offline(struct store_transaction *transaction, struct base_guid *id)
{
    static const char sql[] = "SELECT id FROM library WHERE flags & 1 ORDER BY entry LIMIT 1";

    return find_plain(transaction, sql, id);
}

base_error store_computer_find(struct store_transaction *transaction, struct base_guid *id)
{
    static const char sql[] = "SELECT id FROM computer LIMIT 1";

    return find_plain(transaction, sql, id);
}

base_error store_pool_root(struct store_transaction *transaction, struct base_guid *id)
{
    static const char sql[] = "SELECT id FROM media_pool WHERE is_root = 1";

    return find_plain(transaction, sql, id);
}

base_error store_pool_system(struct store_transaction *transaction, uint32_t pool_type,
                             struct base_guid *id)
{
    static const char sql[] = "SELECT id FROM media_pool WHERE parent IS NULL AND is_root = 0"
                              " AND pool_type = ?1 AND pool_type BETWEEN 1 AND 3"
                              " ORDER BY entry LIMIT 1";
    struct store_query query;

    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_i64(&query, pool_type);
    return store_query_first_id(&query, id);
}

static base_error find_pool_name(struct store_transaction *transaction, const char *name,
                                 const struct base_guid *parent, struct base_guid *id)
{
    static const char sql[] = "SELECT id FROM media_pool WHERE ifnull(parent, x'') ="
                              " ifnull(?1, x'') AND name = ?2 COLLATE NOCASE"
                              " AND is_root = 0 ORDER BY entry LIMIT 1";
    struct store_query query;

    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_guid(&query, parent);
    store_query_bind_text(&query, name, TEXT_LIMIT);
    return store_query_first_id(&query, id);
}

base_error store_object_find_name(struct store_transaction *transaction, uint32_t type,
                                  const char *name, const struct base_guid *parent,
                                  struct base_guid *id)
{
    static const char named[] = "WHERE name = ?1 ORDER BY entry LIMIT 1";
    const struct store_family *family = store_family_of(type);
    struct store_query query;

    if (type == MODEL_MEDIA_POOL) {
        return find_pool_name(transaction, name, parent, id);
    }
    if (family == NULL || parent != NULL) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    store_query_begin(&query, transaction, family, named);
    store_query_bind_text(&query, name, TEXT_LIMIT);
    return store_query_first_id(&query, id);
}

base_error store_drive_find(struct store_transaction *transaction, const struct base_guid *library,
                            const char *serial, struct base_guid *id)
{
    static const char anywhere[] = "SELECT id FROM drive WHERE serial_number = ?1"
                                   " AND serial_number <> '' ORDER BY entry LIMIT 1";
    static const char here[] = "SELECT id FROM drive WHERE serial_number = ?1"
                               " AND serial_number <> '' AND library = ?2 ORDER BY entry LIMIT 1";
    struct store_query query;

    store_query_begin(&query, transaction, NULL, library == NULL ? anywhere : here);
    store_query_bind_text(&query, serial, TEXT_LIMIT);
    if (library != NULL) {
        store_query_bind_guid(&query, library);
    }
    return store_query_first_id(&query, id);
}

base_error store_type_find(struct store_transaction *transaction, uint32_t type, const char *vendor,
                           const char *product, struct base_guid *id)
{
    static const char drives[] = "SELECT id FROM drive_type WHERE vendor = ?1 AND product = ?2"
                                 " ORDER BY entry LIMIT 1";
    static const char changers[] = "SELECT id FROM changer_type WHERE vendor = ?1"
                                   " AND product = ?2 ORDER BY entry LIMIT 1";
    struct store_query query;

    if (type != MODEL_DRIVE_TYPE && type != MODEL_CHANGER_TYPE) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    store_query_begin(&query, transaction, NULL, type == MODEL_DRIVE_TYPE ? drives : changers);
    store_query_bind_text(&query, vendor, TEXT_LIMIT);
    store_query_bind_text(&query, product, TEXT_LIMIT);
    return store_query_first_id(&query, id);
}

base_error store_media_type_find(struct store_transaction *transaction, uint32_t media_type,
                                 struct base_guid *id)
{
    static const char sql[] = "SELECT id FROM media_type WHERE media_type = ?1";
    struct store_query query;

    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_i64(&query, media_type);
    return store_query_first_id(&query, id);
}

base_error store_pool_of_type(struct store_transaction *transaction, const struct base_guid *parent,
                              const struct base_guid *media_type, struct base_guid *id)
{
    static const char sql[] = "SELECT id FROM media_pool WHERE parent = ?1 AND media_type = ?2"
                              " ORDER BY entry LIMIT 1";
    struct store_query query;

    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_guid(&query, parent);
    store_query_bind_guid(&query, media_type);
    return store_query_first_id(&query, id);
}

/* Runs a query that is there to find out whether there is a row. Ends it. */
static base_error ask(struct store_query *query, bool *answer)
{
    bool row = store_query_step(query);
    base_error error = store_query_end(query);

    if (error == 0) {
        *answer = row;
    }
    return error;
}

base_error store_media_type_in_use(struct store_transaction *transaction,
                                   const struct base_guid *media_type,
                                   const struct base_guid *library, bool *in_use)
{
    static const char anywhere[] = "SELECT 1 FROM physical_media WHERE media_type = ?1 LIMIT 1";
    static const char here[] =
        "SELECT 1 FROM physical_media WHERE media_type = ?1 AND current_library = ?2 LIMIT 1";
    struct store_query query;

    store_query_begin(&query, transaction, NULL, library == NULL ? anywhere : here);
    store_query_bind_guid(&query, media_type);
    if (library != NULL) {
        store_query_bind_guid(&query, library);
    }
    return ask(&query, in_use);
}

base_error store_media_type_supported(struct store_transaction *transaction,
                                      const struct base_guid *media_type, bool *supported)
{
    static const char sql[] = "SELECT 1 FROM library_media_type WHERE media_type = ?1 LIMIT 1";
    struct store_query query;

    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_guid(&query, media_type);
    return ask(&query, supported);
}

/* Runs a change of library_media_type and journals the library when something changed. */
static base_error change_support(struct store_transaction *transaction, const char *sql,
                                 const struct base_guid *library,
                                 const struct base_guid *media_type, bool *changed)
{
    struct store_query query;
    int rows = 0;
    base_error error;

    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_guid(&query, library);
    store_query_bind_guid(&query, media_type);
    error = store_query_run(&query, &rows);
    if (error != 0 && query.constraint) {
        return BASE_ERROR_OBJECT_NOT_FOUND;
    }
    if (error == 0 && rows > 0) {
        error = store_object_touch(transaction, library);
    }
    if (error == 0 && changed != NULL) {
        *changed = rows > 0;
    }
    return error;
}

base_error store_library_media_type_add(struct store_transaction *transaction,
                                        const struct base_guid *library,
                                        const struct base_guid *media_type, bool *changed)
{
    static const char sql[] = "INSERT INTO library_media_type (library, media_type)"
                              " VALUES (?1, ?2) ON CONFLICT (library, media_type) DO NOTHING";

    return change_support(transaction, sql, library, media_type, changed);
}

base_error store_library_media_type_remove(struct store_transaction *transaction,
                                           const struct base_guid *library,
                                           const struct base_guid *media_type, bool *changed)
{
    static const char sql[] =
        "DELETE FROM library_media_type WHERE library = ?1 AND media_type = ?2";

    return change_support(transaction, sql, library, media_type, changed);
}

base_error store_media_next_number(struct store_transaction *transaction, uint32_t *number)
{
    static const char sql[] = "SELECT ifnull(max(entry), 0) % 4294967295 + 1 FROM physical_media";
    struct store_query query;
    uint32_t next = 0;

    store_query_begin(&query, transaction, NULL, sql);
    if (store_query_step(&query)) {
        next = store_query_u32(&query, 0);
    }
    base_error error = store_query_end(&query);
    if (error == BASE_ERROR_SUCCESS) {
        *number = next;
    }
    return error;
}
