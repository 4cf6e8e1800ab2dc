/* SPDX-License-Identifier: MIT */
/* API: UpdateNtmsOmidInfo. */
#include "api/edge.h"
#include "api/text.h"
#include "api/win32.h"
#include "engine/engine.h"
#include "model/information.h"

#include <stddef.h>
#include <string.h>

_Static_assert(sizeof(NTMS_FILESYSTEM_INFO) == 644, "the documented size");

enum { TYPE_UNITS = 64, NAME_UNITS = 256 };

/* The text of a fixed array that need not be terminated. */
static void read_array(const WCHAR *array, size_t units, char *out, size_t capacity)
{
    WCHAR text[NAME_UNITS + 1];
    memcpy(text, array, units * sizeof *array);
    text[units - 1] = 0;
    api_text_wide.read(text, out, capacity);
}

static base_error update_volume(struct engine_session *session, const struct base_guid *media,
                                const void *buffer)
{
    NTMS_FILESYSTEM_INFO given;
    char file_system[MODEL_TEXT(TYPE_UNITS)];
    char name[MODEL_TEXT(NAME_UNITS)];

    memcpy(&given, buffer, sizeof given);
    read_array(given.FileSystemType, TYPE_UNITS, file_system, sizeof file_system);
    if (file_system[0] == '\0') /* both parts of an identifier are mandatory */
        return BASE_ERROR_INVALID_PARAMETER;
    read_array(given.VolumeName, NAME_UNITS, name, sizeof name);
    struct engine_volume_label volume = {
        .file_system = file_system, .name = name, .serial_number = given.SerialNumber};
    return engine_label_update(session, media, NULL, 0, &volume);
}

static base_error update(struct engine_session *session, const void *media, DWORD type, DWORD size,
                         const void *buffer)
{
    if (media == NULL || buffer == NULL || size == 0)
        return BASE_ERROR_INVALID_PARAMETER;
    struct base_guid id = api_guid_read(media);
    if (type == MODEL_OMID_RAW_LABEL)
        return engine_label_update(session, &id, buffer, size, NULL);
    if (type != MODEL_OMID_FILESYSTEM_INFO || size < sizeof(NTMS_FILESYSTEM_INFO))
        return BASE_ERROR_INVALID_PARAMETER;
    return update_volume(session, &id, buffer);
}

DWORD WINAPI UpdateNtmsOmidInfo(HANDLE session, LPNTMS_GUID media, DWORD label_type,
                                DWORD number_of_bytes, LPVOID buffer)
{
    struct engine_session *opened = api_session_acquire(session);
    if (opened == NULL)
        return BASE_ERROR_INVALID_HANDLE;
    base_error error = update(opened, media, label_type, number_of_bytes, buffer);
    api_handle_release(session);
    return error;
}
