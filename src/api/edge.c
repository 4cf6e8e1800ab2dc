/* SPDX-License-Identifier: MIT */
#include "api/edge.h"

#include <string.h>

struct base_guid api_guid_read(const void *guid)
{
    struct base_guid copy;
    memcpy(copy.bytes, guid, sizeof copy.bytes);
    return copy;
}

void api_guid_write(void *out, const struct base_guid *guid)
{
    memcpy(out, guid->bytes, sizeof guid->bytes);
}

DWORD api_call_with_one(HANDLE session, const void *object, api_one_call *call)
{
    struct engine_session *opened = api_session_acquire(session);
    base_error error = BASE_ERROR_INVALID_PARAMETER;
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    if (object != NULL) {
        struct base_guid id = api_guid_read(object);
        error = call(opened, &id);
    }
    api_handle_release(session);
    return error;
}

DWORD api_call_with_pair(HANDLE session, const void *first, const void *second, api_pair_call *call)
{
    struct engine_session *opened = api_session_acquire(session);
    base_error error = BASE_ERROR_INVALID_PARAMETER;
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    if (first != NULL && second != NULL) {
        struct base_guid first_id = api_guid_read(first);
        struct base_guid second_id = api_guid_read(second);
        error = call(opened, &first_id, &second_id);
    }
    api_handle_release(session);
    return error;
}
