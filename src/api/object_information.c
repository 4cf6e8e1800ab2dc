/* SPDX-License-Identifier: MIT */
/* API: GetNtmsObjectInformation, SetNtmsObjectInformation. */
#include "api/edge.h"
#include "api/pack.h"
#include "api/win32.h"
#include "engine/engine.h"

#include <stddef.h>
#include <string.h>

/* dwSize and dwType stand at the same place in all four structures. */
_Static_assert(offsetof(NTMS_OBJECTINFORMATIONA, dwSize) == 0, "dwSize leads");
_Static_assert(offsetof(NTMS_OBJECTINFORMATIONW, dwSize) == 0, "dwSize leads");
_Static_assert(offsetof(NTMS_OBJECTINFORMATIONA, dwType) == 4, "dwType follows");
_Static_assert(offsetof(NTMS_OBJECTINFORMATIONW, dwType) == 4, "dwType follows");

static base_error information_get(struct engine_session *session, const void *object, void *out,
                                  const struct api_text *text)
{
    struct api_pack_layout layout;
    struct model_information information;
    uint8_t packed[API_PACK_SIZE_LIMIT];
    uint32_t head[2]; /* dwSize, dwType */

    if (object == NULL || out == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    memcpy(head, out, sizeof head);
    if (!api_pack_layout_find(text, head[0], &layout))
        return BASE_ERROR_INVALID_PARAMETER;
    if (head[1] != MODEL_UNKNOWN && (head[1] < MODEL_TYPE_FIRST || head[1] > MODEL_TYPE_LAST))
        return BASE_ERROR_INVALID_PARAMETER;
    struct base_guid id = api_guid_read(object);
    base_error error = engine_object_information(session, &id, head[1], &information);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    api_pack_information(&information, &layout, packed);
    memcpy(out, packed, layout.size);
    return BASE_ERROR_SUCCESS;
}

static base_error information_set(struct engine_session *session, const void *object,
                                  const void *in, const struct api_text *text)
{
    struct api_pack_layout layout;
    struct model_information wish;
    uint32_t head[2]; /* dwSize, dwType */

    if (object == NULL || in == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    memcpy(head, in, sizeof head);
    if (!api_pack_layout_find(text, head[0], &layout) || head[1] < MODEL_TYPE_FIRST ||
        head[1] > MODEL_TYPE_LAST || !api_unpack_information(in, &layout, &wish))
        return BASE_ERROR_INVALID_PARAMETER;
    struct base_guid id = api_guid_read(object);
    return engine_object_set_information(session, &id, &wish, layout.first_version);
}

static DWORD get_call(HANDLE handle, const void *object, void *out, const struct api_text *text)
{
    struct engine_session *session = api_session_acquire(handle);
    if (session == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = information_get(session, object, out, text);
    api_handle_release(handle);
    return error;
}

static DWORD set_call(HANDLE handle, const void *object, const void *in,
                      const struct api_text *text)
{
    struct engine_session *session = api_session_acquire(handle);
    if (session == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = information_set(session, object, in, text);
    api_handle_release(handle);
    return error;
}

DWORD WINAPI GetNtmsObjectInformationA(HANDLE session, LPNTMS_GUID object,
                                       LPNTMS_OBJECTINFORMATIONA information)
{
    return get_call(session, object, information, &api_text_ansi);
}

DWORD WINAPI GetNtmsObjectInformationW(HANDLE session, LPNTMS_GUID object,
                                       LPNTMS_OBJECTINFORMATIONW information)
{
    return get_call(session, object, information, &api_text_wide);
}

DWORD WINAPI SetNtmsObjectInformationA(HANDLE session, LPNTMS_GUID object,
                                       LPNTMS_OBJECTINFORMATIONA information)
{
    return set_call(session, object, information, &api_text_ansi);
}

DWORD WINAPI SetNtmsObjectInformationW(HANDLE session, LPNTMS_GUID object,
                                       LPNTMS_OBJECTINFORMATIONW information)
{
    return set_call(session, object, information, &api_text_wide);
}
