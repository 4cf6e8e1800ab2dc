/* SPDX-License-Identifier: MIT */
/* API: GetVolumesFromDriveA, GetVolumesFromDriveW. */
#include "api/text.h"
#include "api/win32.h"
#include "engine/engine.h"

#include <string.h>

/* A block of its own for each text, which the caller frees with LocalFree. Both are ASCII. */
static void *text_new(const struct api_text *text, const char *content)
{
    size_t units = strlen(content) + 1;
    void *block = LocalAlloc(LMEM_FIXED, units * text->unit);

    if (block != NULL)
        text->write(content, units - 1, block, units);
    return block;
}

static DWORD get_volumes(const struct api_text *text, const void *drive, void **volume,
                         void **letter)
{
    char device[API_TEXT_UNITS];
    char name[ENGINE_VOLUME_NAME_BYTES];
    char path[ENGINE_VOLUME_LETTER_BYTES];

    if (volume != NULL)
        *volume = NULL;
    if (letter != NULL)
        *letter = NULL;
    text->read(drive, device, sizeof device);
    if (volume == NULL || letter == NULL || device[0] == '\0')
        return BASE_ERROR_INVALID_PARAMETER;
    base_error error = engine_drive_volume_names(device, name, path);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    void *first = text_new(text, name);
    void *second = text_new(text, path);
    if (first == NULL || second == NULL) {
        LocalFree(first);
        LocalFree(second);
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    *volume = first;
    *letter = second;
    return BASE_ERROR_SUCCESS;
}

DWORD WINAPI GetVolumesFromDriveA(LPSTR drive, LPSTR *volume, LPSTR *letter)
{
    return get_volumes(&api_text_ansi, drive, (void **)volume, (void **)letter);
}

DWORD WINAPI GetVolumesFromDriveW(LPWSTR drive, LPWSTR *volume, LPWSTR *letter)
{
    return get_volumes(&api_text_wide, drive, (void **)volume, (void **)letter);
}
