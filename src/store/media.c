/* SPDX-License-Identifier: MIT */
#include "store/media.h"

#include "store/family.h"
#include "store/list.h"
#include "store/query.h"

base_error store_sides_of_media(struct store_transaction *transaction,
                                const struct base_guid *medium, struct store_list *out)
{
    static const char sides[] = "WHERE physical_media = ?1 ORDER BY side, entry";
    struct store_query query;

    store_query_begin(&query, transaction, &store_family_side, sides);
    store_query_bind_guid(&query, medium);
    return store_rows_list(&query, &store_family_side, out);
}

base_error store_side_of_logical(struct store_transaction *transaction,
                                 const struct base_guid *logical, struct model_information *out)
{
    static const char side[] = "WHERE logical_media = ?1 ORDER BY entry LIMIT 1";
    struct store_query query;

    store_query_begin(&query, transaction, &store_family_side, side);
    store_query_bind_guid(&query, logical);
    if (store_query_step(&query)) {
        store_family_read(&query, &store_family_side, out);
    } else if (query.error == 0) {
        query.error = BASE_ERROR_OBJECT_NOT_FOUND;
    }
    return store_query_end(&query);
}

base_error store_sides_find_label(struct store_transaction *transaction, const char *type,
                                  const uint8_t *id, uint32_t id_length, struct store_list *out)
{
    static const char labelled[] =
        "WHERE label_id = ?1 AND label_id <> x'' AND label_type = ?2 ORDER BY entry";
    struct store_query query;

    store_query_begin(&query, transaction, &store_family_side, labelled);
    store_query_bind_bytes(&query, id, id_length);
    store_query_bind_text(&query, type, MODEL_LABEL_TYPE_BYTES);
    return store_rows_list(&query, &store_family_side, out);
}

base_error store_sides_unknown(struct store_transaction *transaction,
                               const struct base_guid *library, struct store_list *out)
{
    static const char sides[] =
        "WHERE state = 0 AND EXISTS (SELECT 1 FROM physical_media AS m"
        " WHERE m.id = media_side.physical_media AND m.current_library = ?1"
        " AND m.location IS NOT NULL AND m.missing_since = 0) ORDER BY entry";
    struct store_query query;

    store_query_begin(&query, transaction, &store_family_side, sides);
    store_query_bind_guid(&query, library);
    return store_rows_list(&query, &store_family_side, out);
}

/* In the order of an index, so that finding the first costs no more in a pool of ten thousand; of
 * the sides that come first those are passed over that no drive reaches. */
#define AVAILABLE                                                                                  \
    "WHERE pool = ?1 AND state = 4 AND enabled = 1 AND EXISTS (SELECT 1 FROM physical_media AS m"  \
    " JOIN library AS l ON l.id = m.current_library WHERE m.id = media_side.physical_media"        \
    " AND m.enabled = 1 AND m.missing_since = 0 AND l.enabled = 1 AND l.operational_state <> 21"   \
    " AND l.flags & 1 = 0)"
#define CHOICE " ORDER BY allocate_count, side, entry LIMIT ?2"

base_error store_sides_available(struct store_transaction *transaction,
                                 const struct base_guid *pool, bool whole, uint32_t most,
                                 struct store_list *out)
{
    static const char any[] = AVAILABLE CHOICE;
    static const char all[] =
        AVAILABLE " AND NOT EXISTS (SELECT 1 FROM media_side AS o"
                  " WHERE o.physical_media = media_side.physical_media AND o.state <> 4)" CHOICE;
    struct store_query query;

    store_query_begin(&query, transaction, &store_family_side, whole ? all : any);
    store_query_bind_guid(&query, pool);
    store_query_bind_i64(&query, most);
    return store_rows_list(&query, &store_family_side, out);
}

base_error store_media_by_slot(struct store_transaction *transaction,
                               const struct base_guid *library, int64_t after, uint32_t most,
                               struct store_list *out)
{
    /* A cartridge that lies in a slot belongs to that one, one that is out to the slot it has left.
     * The slots are walked in their order, so that asking for a few costs a few. */
    static const char by_slot[] =
        "JOIN (SELECT s.id AS slot_id, s.number AS slot_number FROM storage_slot AS s"
        " WHERE s.library = ?1 AND s.number > ?2) ON (location = slot_id AND missing_since = 0)"
        " OR (home_slot = slot_id AND location_type <> 16 AND missing_since = 0)"
        " WHERE +current_library = ?1 ORDER BY slot_number LIMIT ?3";
    struct store_query query;

    store_query_begin(&query, transaction, &store_family_physical, by_slot);
    store_query_bind_guid(&query, library);
    store_query_bind_i64(&query, after);
    store_query_bind_i64(&query, most);
    return store_rows_list(&query, &store_family_physical, out);
}

base_error store_requests_of_call(struct store_transaction *transaction,
                                  const struct base_guid *call, struct store_list *out)
{
    static const char of_call[] = "WHERE call_id = ?1 AND state IN (0, 1, 5, 6) ORDER BY entry";
    struct store_query query;

    store_query_begin(&query, transaction, &store_family_lib_request, of_call);
    store_query_bind_guid(&query, call);
    return store_rows_list(&query, &store_family_lib_request, out);
}

base_error store_requests_of_media(struct store_transaction *transaction,
                                   const struct base_guid *medium, uint32_t operation,
                                   struct store_list *out)
{
    static const char of_media[] =
        "WHERE physical_media = ?1 AND state IN (0, 1, 5, 6)"
        " AND (operation = ?2 OR ?2 = 22) ORDER BY entry"; /* MODEL_LM_MAXWORKITEM */
    struct store_query query;

    store_query_begin(&query, transaction, &store_family_lib_request, of_media);
    store_query_bind_guid(&query, medium);
    store_query_bind_i64(&query, operation);
    return store_rows_list(&query, &store_family_lib_request, out);
}

base_error store_drive_type_media_add(struct store_transaction *transaction,
                                      const struct base_guid *drive_type,
                                      const struct base_guid *media_type)
{
    static const char sql[] = "INSERT INTO drive_type_media_type (drive_type, media_type)"
                              " VALUES (?1, ?2) ON CONFLICT (drive_type, media_type) DO NOTHING";
    struct store_query query;
    base_error error;

    store_query_begin(&query, transaction, NULL, sql);
    store_query_bind_guid(&query, drive_type);
    store_query_bind_guid(&query, media_type);
    error = store_query_run(&query, NULL);
    return error != 0 && query.constraint ? BASE_ERROR_OBJECT_NOT_FOUND : error;
}

base_error store_drive_type_media(struct store_transaction *transaction,
                                  const struct base_guid *drive_type, struct store_list *out)
{
    static const char usable[] = "WHERE id IN (SELECT u.media_type FROM drive_type_media_type AS u"
                                 " WHERE u.drive_type = ?1) ORDER BY entry";
    struct store_query query;

    store_query_begin(&query, transaction, &store_family_media_type, usable);
    store_query_bind_guid(&query, drive_type);
    return store_rows_list(&query, &store_family_media_type, out);
}
