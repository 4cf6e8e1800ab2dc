/* SPDX-License-Identifier: MIT */
#include "port/shared.h"

#include "base/memory.h"
#include "port/folder.h"
#include "port/win32.h"

struct port_shared {
    void *memory;
};

/* The view keeps the file open by itself; both handles can go. */
static base_error map_file(HANDLE file, size_t size, void **memory)
{
    HANDLE mapping = CreateFileMappingW(file, NULL, PAGE_READWRITE, 0, (DWORD)size, NULL);
    if (mapping == NULL)
        return port_win32_error();
    void *view = MapViewOfFile(mapping, FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, size);
    base_error error = view != NULL ? BASE_ERROR_SUCCESS : port_win32_error();
    CloseHandle(mapping);
    if (error == BASE_ERROR_SUCCESS)
        *memory = view;
    return error;
}

base_error port_shared_open(const char *path, size_t size, struct port_shared **shared)
{
    WCHAR wide[PORT_PATH_SIZE];
    if (size == 0 || size > INT32_MAX)
        return BASE_ERROR_INVALID_PARAMETER;
    base_error error = port_win32_wide(path, wide, PORT_PATH_SIZE);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    struct port_shared *result = base_memory_zero(1, sizeof *result);
    if (result == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    HANDLE file = CreateFileW(wide, GENERIC_READ | GENERIC_WRITE,
                              FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                              OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE) {
        error = port_win32_error();
        goto out;
    }
    error = map_file(file, size, &result->memory);
    CloseHandle(file);
    if (error != BASE_ERROR_SUCCESS)
        goto out;
    *shared = result;
    return BASE_ERROR_SUCCESS;
out:
    base_memory_free(result);
    return error;
}

void *port_shared_memory(struct port_shared *shared)
{
    return shared->memory;
}

void port_shared_close(struct port_shared *shared)
{
    if (shared == NULL)
        return;
    UnmapViewOfFile(shared->memory);
    base_memory_free(shared);
}
