/* SPDX-License-Identifier: MIT */
/*
 * How the object families lie in their tables. Each family lists its columns with the member of
 * model_information that each one holds; SQL texts, binding, reading and the compact form of the
 * cache all follow from the list. Only for src/store.
 */
#ifndef STORE_FAMILY_H
#define STORE_FAMILY_H

#include "base/buffer.h"
#include "base/error.h"
#include "model/information.h"
#include "store/query.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum store_kind {
    STORE_KIND_U32,
    STORE_KIND_I32,
    STORE_KIND_U16,
    STORE_KIND_I64,
    STORE_KIND_BOOL,
    STORE_KIND_GUID,
    STORE_KIND_TEXT,
    STORE_KIND_LABEL, /* model_partition's label_id with its length */
    STORE_KIND_COUNT  /* u32, an expression that is computed on reading */
};

struct store_column {
    const char *name; /* or the expression */
    enum store_kind kind;
    size_t offset;   /* in struct model_information */
    size_t capacity; /* bytes of a text */
};

struct store_family {
    uint32_t type;
    const char *table;
    const char *library; /* column that names the owning library, or NULL */
    const struct store_column *columns;
    size_t column_count;
    bool by_id; /* the table lies in the order of ids and does not number its rows */
};

/* A column that holds the member of the same name; one that holds another member. */
#define STORE_COLUMN_AS(kind, column, member)                                                      \
    {                                                                                              \
        column, STORE_KIND_##kind, offsetof(struct model_information, member),                     \
            sizeof(((struct model_information *)0)->member)                                        \
    }
#define STORE_FAMILY_DEFINE(symbol, number, name, owner, list)                                     \
    const struct store_family symbol = {number, name, owner, list, sizeof list / sizeof list[0],   \
                                        false}
#define STORE_FAMILY_DEFINE_BY_ID(symbol, number, name, owner, list)                               \
    const struct store_family symbol = {number, name, owner, list, sizeof list / sizeof list[0],   \
                                        true}

extern const struct store_family store_family_computer;
extern const struct store_family store_family_library;
extern const struct store_family store_family_changer;
extern const struct store_family store_family_changer_type;
extern const struct store_family store_family_drive;
extern const struct store_family store_family_drive_type;
extern const struct store_family store_family_door;
extern const struct store_family store_family_port;
extern const struct store_family store_family_slot;
extern const struct store_family store_family_media_type;
extern const struct store_family store_family_pool;
extern const struct store_family store_family_physical;
extern const struct store_family store_family_logical;
extern const struct store_family store_family_side;
extern const struct store_family store_family_lib_request;
extern const struct store_family store_family_op_request;

/* The family of an object type, or NULL. */
const struct store_family *store_family_of(uint32_t type);

/*
 * Patterns for store_query_begin with a family. The first three are whole statements; any other
 * text is what follows "SELECT columns FROM table ".
 */
extern const char store_family_insert[]; /* parameters: store_family_bind, whole */
extern const char store_family_update[]; /* parameters: store_family_bind, then the id */
extern const char store_family_delete[]; /* parameter: the id */
extern const char store_family_touch[];  /* parameters: modified, the id */
extern const char store_family_by_id[];  /* parameter: the id */
extern const char store_family_stored[]; /* the same without counting: computed members are 0 */

/* The SQL of a pattern, zero-terminated, appended to *sql. */
base_error store_family_sql(const struct store_family *family, const char *pattern,
                            struct base_buffer *sql);

/* Binds the stored members; whole: with id and created. */
void store_family_bind(struct store_query *query, const struct store_family *family,
                       const struct model_information *information, bool whole);

/* Reads a row of a SELECT pattern; sets every member. Errors stick to the query. */
void store_family_read(struct store_query *query, const struct store_family *family,
                       struct model_information *out);

/* The compact form: packs into an empty buffer; unpacks what was packed. */
base_error store_family_pack(const struct store_family *family,
                             const struct model_information *information, struct base_buffer *out);
void store_family_unpack(const struct store_family *family, const uint8_t *packed,
                         struct model_information *out);

#endif
