/* SPDX-License-Identifier: MIT */
/*
 * The rows of a running query as objects. Only for src/store.
 */
#ifndef STORE_LIST_H
#define STORE_LIST_H

#include "store/family.h"
#include "store/find.h"
#include "store/query.h"

/* Visits all rows of a query made with a SELECT pattern of the family, and ends the query. */
base_error store_rows_each(struct store_query *query, const struct store_family *family,
                           store_visitor *visitor, void *context);

/* The same into a list, which keeps what it held when it fails. */
base_error store_rows_list(struct store_query *query, const struct store_family *family,
                           struct store_list *out);

#endif
