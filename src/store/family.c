/* SPDX-License-Identifier: MIT */
#include "store/family.h"

#include "base/utf16.h"

#include <stdbool.h>
#include <string.h>

/* The columns every table of objects begins with; the first two are never changed. */
static const struct store_column head[] = {
    STORE_COLUMN_AS(GUID, "id", object.id),
    STORE_COLUMN_AS(I64, "created", object.created),
    STORE_COLUMN_AS(I64, "modified", object.modified),
    STORE_COLUMN_AS(BOOL, "enabled", object.enabled),
    STORE_COLUMN_AS(U32, "operational_state", object.operational_state),
    STORE_COLUMN_AS(TEXT, "name", object.name),
    STORE_COLUMN_AS(TEXT, "description", object.description),
};
enum { HEAD_COUNT = sizeof head / sizeof head[0], HEAD_FIXED = 2 };

const char store_family_insert[] = "INSERT";
const char store_family_update[] = "UPDATE";
const char store_family_delete[] = "DELETE";
const char store_family_touch[] = "TOUCH";
const char store_family_by_id[] = "WHERE id = ?1";
const char store_family_stored[] = "WHERE id = ?1 ";

static const struct store_family *const families[] = {
    [MODEL_CHANGER] = &store_family_changer,
    [MODEL_CHANGER_TYPE] = &store_family_changer_type,
    [MODEL_COMPUTER] = &store_family_computer,
    [MODEL_DRIVE] = &store_family_drive,
    [MODEL_DRIVE_TYPE] = &store_family_drive_type,
    [MODEL_IEDOOR] = &store_family_door,
    [MODEL_IEPORT] = &store_family_port,
    [MODEL_LIBRARY] = &store_family_library,
    [MODEL_LIBREQUEST] = &store_family_lib_request,
    [MODEL_LOGICAL_MEDIA] = &store_family_logical,
    [MODEL_MEDIA_POOL] = &store_family_pool,
    [MODEL_MEDIA_TYPE] = &store_family_media_type,
    [MODEL_PARTITION] = &store_family_side,
    [MODEL_PHYSICAL_MEDIA] = &store_family_physical,
    [MODEL_STORAGESLOT] = &store_family_slot,
    [MODEL_OPREQUEST] = &store_family_op_request,
};

const struct store_family *store_family_of(uint32_t type)
{
    return type <= MODEL_TYPE_LAST ? families[type] : NULL;
}

static size_t total(const struct store_family *family)
{
    return HEAD_COUNT + family->column_count;
}

static const struct store_column *column_at(const struct store_family *family, size_t index)
{
    return index < HEAD_COUNT ? &head[index] : &family->columns[index - HEAD_COUNT];
}

static void append(struct base_buffer *sql, const char *text)
{
    base_buffer_append(sql, text, strlen(text));
}

/* Appends the stored columns from index first on: "a, b" or "a = ?, b = ?". Returns how many. */
static size_t append_columns(struct base_buffer *sql, const struct store_family *family,
                             size_t first, const char *after)
{
    size_t count = 0;

    for (size_t i = first; i < total(family); i++) {
        const struct store_column *column = column_at(family, i);

        if (column->kind == STORE_KIND_COUNT) {
            continue;
        }
        append(sql, count++ == 0 ? " " : ", ");
        append(sql, column->name);
        append(sql, after);
    }
    return count;
}

static void build_insert(struct base_buffer *sql, const struct store_family *family)
{
    /* The record of the creation, which every insertion is followed by; the newest is never lost.
     */
    static const char next[] = "(SELECT ifnull(max(sequence), 0) + 1 FROM journal), ";
    size_t count;

    append(sql, "INSERT INTO ");
    append(sql, family->table);
    append(sql, family->by_id ? " (entry," : " (");
    count = append_columns(sql, family, 0, "");
    append(sql, ") VALUES (");
    append(sql, family->by_id ? next : "");
    append(sql, "?");
    for (size_t i = 1; i < count; i++) {
        append(sql, ", ?");
    }
    append(sql, ")");
}

static void build_select(struct base_buffer *sql, const struct store_family *family,
                         const char *rest)
{
    append(sql, "SELECT ");
    for (size_t i = 0; i < total(family); i++) {
        const struct store_column *column = column_at(family, i);
        bool skipped = column->kind == STORE_KIND_COUNT && rest == store_family_stored;

        append(sql, i == 0 ? "" : ", ");
        append(sql, skipped ? "0" : column->name);
    }
    append(sql, " FROM ");
    append(sql, family->table);
    append(sql, " ");
    append(sql, rest);
}

base_error store_family_sql(const struct store_family *family, const char *pattern,
                            struct base_buffer *sql)
{
    if (pattern == store_family_insert) {
        build_insert(sql, family);
    } else if (pattern == store_family_update || pattern == store_family_touch) {
        append(sql, "UPDATE ");
        append(sql, family->table);
        append(sql, " SET");
        if (pattern == store_family_touch) {
            append(sql, " modified = ?");
        } else {
            append_columns(sql, family, HEAD_FIXED, " = ?");
        }
        append(sql, " WHERE id = ?");
    } else if (pattern == store_family_delete) {
        append(sql, "DELETE FROM ");
        append(sql, family->table);
        append(sql, " WHERE id = ?");
    } else {
        build_select(sql, family, pattern);
    }
    return base_buffer_append_zero(sql, 1);
}

static const struct model_partition *label_of(const struct model_information *information)
{
    return &information->info.partition;
}

static void bind_column(struct store_query *query, const struct store_column *column,
                        const struct model_information *information)
{
    const void *member = (const char *)information + column->offset;

    switch (column->kind) {
    case STORE_KIND_U32:
        store_query_bind_i64(query, *(const uint32_t *)member);
        break;
    case STORE_KIND_I32:
        store_query_bind_i64(query, *(const int32_t *)member);
        break;
    case STORE_KIND_U16:
        store_query_bind_i64(query, *(const uint16_t *)member);
        break;
    case STORE_KIND_I64:
        store_query_bind_i64(query, *(const int64_t *)member);
        break;
    case STORE_KIND_BOOL:
        store_query_bind_i64(query, *(const bool *)member ? 1 : 0);
        break;
    case STORE_KIND_GUID:
        store_query_bind_guid(query, member);
        break;
    case STORE_KIND_TEXT:
        store_query_bind_text(query, member, column->capacity - 1);
        break;
    case STORE_KIND_LABEL: {
        uint32_t length = label_of(information)->label_id_length;

        store_query_bind_bytes(query, member, length > column->capacity ? 0 : length);
        break;
    }
    case STORE_KIND_COUNT:
        break;
    }
}

void store_family_bind(struct store_query *query, const struct store_family *family,
                       const struct model_information *information, bool whole)
{
    for (size_t i = whole ? 0 : HEAD_FIXED; i < total(family); i++) {
        bind_column(query, column_at(family, i), information);
    }
}

static void read_column(struct store_query *query, const struct store_column *column, int index,
                        struct model_information *out)
{
    void *member = (char *)out + column->offset;

    switch (column->kind) {
    case STORE_KIND_U32:
    case STORE_KIND_COUNT:
        *(uint32_t *)member = store_query_u32(query, index);
        break;
    case STORE_KIND_I32:
        *(int32_t *)member = (int32_t)store_query_i64(query, index, INT32_MIN, INT32_MAX);
        break;
    case STORE_KIND_U16:
        *(uint16_t *)member = (uint16_t)store_query_i64(query, index, 0, UINT16_MAX);
        break;
    case STORE_KIND_I64:
        *(int64_t *)member = store_query_i64(query, index, INT64_MIN, INT64_MAX);
        break;
    case STORE_KIND_BOOL:
        *(bool *)member = store_query_i64(query, index, 0, 1) != 0;
        break;
    case STORE_KIND_GUID:
        store_query_guid(query, index, member);
        break;
    case STORE_KIND_TEXT:
        store_query_text(query, index, member, column->capacity);
        break;
    case STORE_KIND_LABEL:
        out->info.partition.label_id_length =
            store_query_bytes(query, index, member, (uint32_t)column->capacity);
        break;
    }
}

void store_family_read(struct store_query *query, const struct store_family *family,
                       struct model_information *out)
{
    memset(out, 0, sizeof *out);
    out->object.type = family->type;
    for (size_t i = 0; i < total(family); i++) {
        read_column(query, column_at(family, i), (int)i, out);
    }
}

/* Bytes of a member in the compact form, without the length that precedes texts. */
static size_t packed_size(const struct store_column *column,
                          const struct model_information *information)
{
    if (column->kind == STORE_KIND_TEXT) {
        return base_utf8_length((const char *)information + column->offset, column->capacity - 1);
    }
    if (column->kind == STORE_KIND_LABEL) {
        return label_of(information)->label_id_length;
    }
    return column->capacity;
}

static bool has_length(const struct store_column *column)
{
    return column->kind == STORE_KIND_TEXT || column->kind == STORE_KIND_LABEL;
}

base_error store_family_pack(const struct store_family *family,
                             const struct model_information *information, struct base_buffer *out)
{
    base_error error = 0;

    for (size_t i = 0; i < total(family) && error == 0; i++) {
        const struct store_column *column = column_at(family, i);
        size_t size = packed_size(column, information);

        if (has_length(column)) {
            base_buffer_append_be16(out, (uint16_t)size);
        }
        error = base_buffer_append(out, (const char *)information + column->offset, size);
    }
    return error;
}

void store_family_unpack(const struct store_family *family, const uint8_t *packed,
                         struct model_information *out)
{
    memset(out, 0, sizeof *out);
    out->object.type = family->type;
    for (size_t i = 0; i < total(family); i++) {
        const struct store_column *column = column_at(family, i);
        size_t size = column->capacity;

        if (has_length(column)) {
            size = (size_t)packed[0] << 8 | packed[1];
            packed += 2;
        }
        if (column->kind == STORE_KIND_LABEL) {
            out->info.partition.label_id_length = (uint32_t)size;
        }
        memcpy((char *)out + column->offset, packed, size);
        packed += size;
    }
}
