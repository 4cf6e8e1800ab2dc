/* SPDX-License-Identifier: MIT */
/*
 * One run of one statement: bind in order, step, read, end. The first error sticks, later calls do
 * nothing, store_query_end reports it; so a caller checks once. Only for src/store.
 */
#ifndef STORE_QUERY_H
#define STORE_QUERY_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/guid.h"
#include "store/internal.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store_query {
    struct store_transaction *transaction;
    sqlite3_stmt *statement;
    int bound; /* parameters bound so far */
    bool cached;
    bool row;        /* the last step gave a row */
    bool constraint; /* the error is a rule of the schema that the statement would violate */
    base_error error;
};

/* Begins with a statement's text (see store_connection_statement). Always ends by store_query_end.
 */
void store_query_begin(struct store_query *query, struct store_transaction *transaction,
                       const struct store_family *family, const char *text);

/* Bind the next parameter. What is pointed at must stay until the end. */
void store_query_bind_i64(struct store_query *query, int64_t value);
void store_query_bind_guid(struct store_query *query,
                           const struct base_guid *value); /* null: NULL */
void store_query_bind_text(struct store_query *query, const char *value, size_t limit);
void store_query_bind_bytes(struct store_query *query, const void *value, size_t length);

/* Runs to the next row; false at the end and on errors. */
bool store_query_step(struct store_query *query);

/* Read a column of the row. A value of a wrong form is BASE_ERROR_DATABASE_FAILURE and reads as 0.
 */
int64_t store_query_i64(struct store_query *query, int column, int64_t least, int64_t most);
uint32_t store_query_u32(struct store_query *query, int column);
void store_query_guid(struct store_query *query, int column, struct base_guid *out);
void store_query_text(struct store_query *query, int column, char *out, size_t capacity);
uint32_t store_query_bytes(struct store_query *query, int column, void *out, uint32_t capacity);
void store_query_append(struct store_query *query, int column, struct base_buffer *out);

/* Gives the statement back and returns the first error. */
base_error store_query_end(struct store_query *query);

/* For statements that give no row: one step and end. *changed (may be NULL): rows changed. */
base_error store_query_run(struct store_query *query, int *changed);

/* Reads the id in column 0 of the first row; BASE_ERROR_OBJECT_NOT_FOUND without one. Ends. */
base_error store_query_first_id(struct store_query *query, struct base_guid *id);

#endif
