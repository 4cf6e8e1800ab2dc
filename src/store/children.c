/* SPDX-License-Identifier: MIT */
#include "store/find.h"

#include "store/list.h"

#include <string.h>

static const char all[] = "ORDER BY entry";
static const char of_library[] = "WHERE library = ?1 ORDER BY entry";
static const char in_library[] = "WHERE current_library = ?1 ORDER BY entry";

/* Begins the query of the children; BASE_ERROR_INVALID_PARAMETER for what has no library. */
static base_error begin(struct store_query *query, struct store_transaction *transaction,
                        const struct base_guid *library, uint32_t type,
                        const struct store_family **family)
{
    *family = store_family_of(type);
    if (*family == NULL || (library != NULL && (*family)->library == NULL)) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    if (library == NULL) {
        store_query_begin(query, transaction, *family, all);
        return 0;
    }
    store_query_begin(query, transaction, *family,
                      strcmp((*family)->library, "library") == 0 ? of_library : in_library);
    store_query_bind_guid(query, library);
    return 0;
}

base_error store_children_each(struct store_transaction *transaction,
                               const struct base_guid *library, uint32_t type,
                               store_visitor *visitor, void *context)
{
    struct store_query query;
    const struct store_family *family;
    base_error error = begin(&query, transaction, library, type, &family);

    return error != 0 ? error : store_rows_each(&query, family, visitor, context);
}

base_error store_children(struct store_transaction *transaction, const struct base_guid *library,
                          uint32_t type, struct store_list *out)
{
    struct store_query query;
    const struct store_family *family;
    base_error error = begin(&query, transaction, library, type, &family);

    return error != 0 ? error : store_rows_list(&query, family, out);
}

base_error store_requests_unfinished(struct store_transaction *transaction,
                                     const struct base_guid *library, struct store_list *out)
{
    static const char of_one[] = "WHERE library = ?1 AND state IN (0, 1, 5, 6) ORDER BY entry";
    static const char of_any[] = "WHERE state IN (0, 1, 5, 6) ORDER BY entry";
    struct store_query query;

    store_query_begin(&query, transaction, &store_family_lib_request,
                      library == NULL ? of_any : of_one);
    if (library != NULL) {
        store_query_bind_guid(&query, library);
    }
    return store_rows_list(&query, &store_family_lib_request, out);
}

base_error store_operator_requests_open(struct store_transaction *transaction,
                                        struct store_list *out)
{
    static const char open[] = "WHERE state BETWEEN 1 AND 3 ORDER BY entry";
    struct store_query query;

    store_query_begin(&query, transaction, &store_family_op_request, open);
    return store_rows_list(&query, &store_family_op_request, out);
}

base_error store_requests_finished(struct store_transaction *transaction, uint32_t type,
                                   int64_t before, bool with_failed, struct store_list *out)
{
    static const char work[] =
        "WHERE state IN (2, 3, 4, 7, 8) AND completed < ?1 AND (?2 OR state <> 3)"
        " ORDER BY entry LIMIT 256";
    static const char asked[] = "WHERE state IN (4, 5) AND completed < ?1 AND (?2 OR state <> 4)"
                                " ORDER BY entry LIMIT 256";
    const struct store_family *family = store_family_of(type);
    struct store_query query;

    if (type != MODEL_LIBREQUEST && type != MODEL_OPREQUEST) {
        return BASE_ERROR_INVALID_PARAMETER;
    }
    store_query_begin(&query, transaction, family, type == MODEL_LIBREQUEST ? work : asked);
    store_query_bind_i64(&query, before);
    store_query_bind_i64(&query, with_failed ? 1 : 0);
    return store_rows_list(&query, family, out);
}

base_error store_media_find_barcode(struct store_transaction *transaction,
                                    const struct base_guid *library, const char *barcode,
                                    struct store_list *out)
{
    static const char anywhere[] = "WHERE barcode = ?1 AND barcode <> '' ORDER BY entry";
    static const char here[] =
        "WHERE barcode = ?1 AND barcode <> '' AND current_library = ?2 ORDER BY entry";
    struct store_query query;

    store_query_begin(&query, transaction, &store_family_physical,
                      library == NULL ? anywhere : here);
    store_query_bind_text(&query, barcode, MODEL_BARCODE_BYTES);
    if (library != NULL) {
        store_query_bind_guid(&query, library);
    }
    return store_rows_list(&query, &store_family_physical, out);
}

base_error store_media_find_location(struct store_transaction *transaction,
                                     const struct base_guid *location,
                                     struct model_information *out)
{
    static const char there[] = "WHERE location = ?1 AND missing_since = 0";
    struct store_query query;

    store_query_begin(&query, transaction, &store_family_physical, there);
    store_query_bind_guid(&query, location);
    if (store_query_step(&query)) {
        store_family_read(&query, &store_family_physical, out);
    } else if (query.error == 0) {
        query.error = BASE_ERROR_OBJECT_NOT_FOUND;
    }
    return store_query_end(&query);
}
