/* SPDX-License-Identifier: MIT */
/* API: AddNtmsMediaType, DeleteNtmsMediaType, ChangeNtmsMediaType. */
#include "api/edge.h"
#include "api/win32.h"
#include "engine/engine.h"

/* What the three calls have in common: two objects, named by their identifiers. */
typedef base_error pair_call(struct engine_session *session, const struct base_guid *first,
                             const struct base_guid *second);

static DWORD call_with_pair(HANDLE session, const void *first, const void *second, pair_call *call)
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

DWORD WINAPI AddNtmsMediaType(HANDLE session, LPNTMS_GUID media_type, LPNTMS_GUID library)
{
    return call_with_pair(session, media_type, library, engine_media_type_add);
}

DWORD WINAPI DeleteNtmsMediaType(HANDLE session, LPNTMS_GUID media_type, LPNTMS_GUID library)
{
    return call_with_pair(session, media_type, library, engine_media_type_delete);
}

DWORD WINAPI ChangeNtmsMediaType(HANDLE session, LPNTMS_GUID media, LPNTMS_GUID pool)
{
    return call_with_pair(session, media, pool, engine_media_change_type);
}
