/* SPDX-License-Identifier: MIT */
#include "store/list.h"

#include "base/memory.h"

#include <string.h>

enum { FIRST_CAPACITY = 16 };

void store_list_free(struct store_list *list)
{
    if (list != NULL) {
        base_memory_free(list->items);
        *list = (struct store_list)STORE_LIST_INIT;
    }
}

base_error store_list_append(struct store_list *list, const struct model_information *information)
{
    if (list->count == list->capacity) {
        uint32_t capacity = list->capacity == 0 ? FIRST_CAPACITY : list->capacity * 2;
        struct model_information *items =
            base_memory_resize(list->items, capacity, sizeof *list->items);

        if (items == NULL) {
            return BASE_ERROR_NOT_ENOUGH_MEMORY;
        }
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = *information;
    return 0;
}

static base_error append(void *context, const struct model_information *information)
{
    return store_list_append(context, information);
}

base_error store_rows_each(struct store_query *query, const struct store_family *family,
                           store_visitor *visitor, void *context)
{
    struct model_information information;
    base_error error = 0;

    while (error == 0 && store_query_step(query)) {
        store_family_read(query, family, &information);
        if (query->error == 0) {
            error = visitor(context, &information);
        }
    }
    if (store_query_end(query) != 0) {
        return query->error;
    }
    return error;
}

base_error store_rows_list(struct store_query *query, const struct store_family *family,
                           struct store_list *out)
{
    struct store_list list = STORE_LIST_INIT;
    base_error error = store_rows_each(query, family, append, &list);

    if (error != 0) {
        store_list_free(&list);
        return error;
    }
    store_list_free(out);
    *out = list;
    return 0;
}
