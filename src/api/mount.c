/* SPDX-License-Identifier: MIT */
/* API: MountNtmsMedia, DismountNtmsMedia. */
#include "api/edge.h"
#include "api/win32.h"
#include "base/memory.h"
#include "engine/engine.h"

/* The caller's identifiers as ours; NULL without memory. To be freed. */
static struct base_guid *read_guids(const NTMS_GUID *guids, DWORD count)
{
    struct base_guid *copy = base_memory_zero(count, sizeof *copy);

    for (DWORD i = 0; copy != NULL && i < count; i++)
        copy[i] = api_guid_read(&guids[i]);
    return copy;
}

/* `wish` lacks the media. */
static base_error media_mount(struct engine_session *session, const NTMS_GUID *media,
                              NTMS_GUID *drives, struct engine_mount_wish *wish)
{
    if (media == NULL || drives == NULL || wish->count == 0)
        return BASE_ERROR_INVALID_PARAMETER;
    bool named = (wish->options & NTMS_MOUNT_SPECIFIC_DRIVE) != 0;
    struct base_guid *media_ids = read_guids(media, wish->count);
    struct base_guid *drive_ids =
        named ? read_guids(drives, wish->count) : base_memory_zero(wish->count, sizeof *drive_ids);
    base_error error = BASE_ERROR_NOT_ENOUGH_MEMORY;

    if (media_ids != NULL && drive_ids != NULL) {
        wish->media = media_ids;
        error = engine_mount(session, wish, drive_ids);
    }
    if (error == BASE_ERROR_SUCCESS && !named && (wish->options & MODEL_MOUNT_NOWAIT) == 0) {
        for (DWORD i = 0; i < wish->count; i++)
            api_guid_write(&drives[i], &drive_ids[i]);
    }
    base_memory_free(media_ids);
    base_memory_free(drive_ids);
    return error;
}

static base_error media_dismount(struct engine_session *session, const NTMS_GUID *media,
                                 DWORD count, DWORD options)
{
    if (media == NULL || count == 0)
        return BASE_ERROR_INVALID_PARAMETER;
    struct base_guid *ids = read_guids(media, count);
    base_error error =
        ids == NULL ? BASE_ERROR_NOT_ENOUGH_MEMORY : engine_dismount(session, ids, count, options);
    base_memory_free(ids);
    return error;
}

/* `information` is reserved and not looked at. */
DWORD WINAPI MountNtmsMedia(HANDLE session, LPNTMS_GUID media, LPNTMS_GUID drive, DWORD count,
                            DWORD options, int priority, DWORD timeout,
                            LPNTMS_MOUNT_INFORMATION information)
{
    struct engine_mount_wish wish = {
        .count = count, .options = options, .priority = priority, .timeout = timeout};
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    (void)information;
    base_error error = media_mount(opened, media, drive, &wish);
    api_handle_release(session);
    return error;
}

DWORD WINAPI DismountNtmsMedia(HANDLE session, LPNTMS_GUID media, DWORD count, DWORD options)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = media_dismount(opened, media, count, options);
    api_handle_release(session);
    return error;
}
