/* SPDX-License-Identifier: MIT */
/* API: AllocateNtmsMedia. */
#include "api/edge.h"
#include "api/win32.h"
#include "engine/engine.h"

#include <stddef.h>
#include <string.h>

/* The caller's structure may be misaligned. */
static bool is_sound(const void *information)
{
    DWORD size;
    if (information == NULL)
        return true;
    memcpy(&size, information, sizeof size);
    return size == sizeof(NTMS_ALLOCATION_INFORMATION);
}

static base_error allocate(struct engine_session *session, const void *pool, const void *partition,
                           void *media, DWORD options, DWORD timeout, void *information)
{
    struct engine_allocate_wish wish = {.options = options, .timeout = timeout};
    struct base_guid ids[3];
    struct base_guid logical = {{0}};
    struct base_guid source;
    base_error error = BASE_ERROR_INVALID_PARAMETER;

    if (media == NULL)
        return BASE_ERROR_INVALID_PARAMETER;
    ids[0] = api_guid_read(media);
    wish.previous = &ids[0];
    if (pool != NULL && is_sound(information)) {
        ids[1] = api_guid_read(pool);
        wish.pool = &ids[1];
        if (partition != NULL) {
            ids[2] = api_guid_read(partition);
            wish.side = &ids[2];
        }
        error = engine_allocate(session, &wish, &logical, &source);
    }
    api_guid_write(media, &logical);
    if (error == BASE_ERROR_SUCCESS && information != NULL) {
        size_t place = offsetof(NTMS_ALLOCATION_INFORMATION, AllocatedFrom);
        api_guid_write((uint8_t *)information + place, &source);
    }
    return error;
}

DWORD WINAPI AllocateNtmsMedia(HANDLE session, LPNTMS_GUID media_pool, LPNTMS_GUID partition,
                               LPNTMS_GUID media, DWORD options, DWORD timeout,
                               LPNTMS_ALLOCATION_INFORMATION allocate_information)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error =
        allocate(opened, media_pool, partition, media, options, timeout, allocate_information);
    api_handle_release(session);
    return error;
}
