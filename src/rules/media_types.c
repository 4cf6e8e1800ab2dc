/* SPDX-License-Identifier: MIT */
#include "rules/media_types.h"

base_error rules_check_add_media_type(const struct rules_media_type_facts *facts)
{
    const struct rules_library_facts *library = &facts->library;

    if (!library->found) {
        return BASE_ERROR_INVALID_LIBRARY;
    }
    if (!facts->type_found) {
        return BASE_ERROR_INVALID_MEDIA;
    }
    if (!library->granted) {
        return BASE_ERROR_ACCESS_DENIED;
    }
    if (!library->enabled) {
        return BASE_ERROR_RESOURCE_DISABLED;
    }
    return library->present && !library->shelf ? BASE_ERROR_SUCCESS : BASE_ERROR_LIBRARY_OFFLINE;
}

base_error rules_check_delete_media_type(const struct rules_media_type_facts *facts)
{
    if (!facts->library.found) {
        return BASE_ERROR_INVALID_LIBRARY;
    }
    if (!facts->library.granted) {
        return BASE_ERROR_ACCESS_DENIED;
    }
    if (!facts->type_found) {
        return BASE_ERROR_INVALID_MEDIA;
    }
    return facts->in_use ? BASE_ERROR_NOT_EMPTY : BASE_ERROR_SUCCESS;
}
