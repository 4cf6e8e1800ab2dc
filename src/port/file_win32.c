/* SPDX-License-Identifier: MIT */
#include "port/file.h"

#include <string.h>

#include "base/memory.h"
#include "port/folder.h"
#include "port/win32.h"

#define CHUNK (1024U * 1024U)

static DWORD attributes_of(const char *path)
{
    WCHAR wide[PORT_PATH_SIZE];
    if (port_win32_wide(path, wide, PORT_PATH_SIZE) != BASE_ERROR_SUCCESS)
        return INVALID_FILE_ATTRIBUTES;
    return GetFileAttributesW(wide);
}

bool port_file_exists(const char *path)
{
    DWORD attributes = attributes_of(path);
    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
}

bool port_folder_exists(const char *path)
{
    DWORD attributes = attributes_of(path);
    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

bool port_file_is_open(const char *path)
{
    WCHAR wide[PORT_PATH_SIZE];
    if (port_win32_wide(path, wide, PORT_PATH_SIZE) != BASE_ERROR_SUCCESS)
        return false;
    HANDLE file = CreateFileW(wide, GENERIC_READ | DELETE, 0, NULL, OPEN_EXISTING,
                              FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return GetLastError() == ERROR_SHARING_VIOLATION;
    CloseHandle(file);
    return false;
}

static base_error wide_pair(const char *from, const char *to, WCHAR *wide_from, WCHAR *wide_to)
{
    base_error error = port_win32_wide(from, wide_from, PORT_PATH_SIZE);
    if (error == BASE_ERROR_SUCCESS)
        error = port_win32_wide(to, wide_to, PORT_PATH_SIZE);
    return error;
}

base_error port_file_rename(const char *from, const char *to)
{
    WCHAR wide_from[PORT_PATH_SIZE];
    WCHAR wide_to[PORT_PATH_SIZE];
    base_error error = wide_pair(from, to, wide_from, wide_to);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    if (!MoveFileExW(wide_from, wide_to, MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH))
        return port_win32_error();
    return BASE_ERROR_SUCCESS;
}

base_error port_file_copy(const char *from, const char *to)
{
    WCHAR wide_from[PORT_PATH_SIZE];
    WCHAR wide_to[PORT_PATH_SIZE];
    base_error error = wide_pair(from, to, wide_from, wide_to);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    return CopyFileW(wide_from, wide_to, FALSE) ? BASE_ERROR_SUCCESS : port_win32_error();
}

base_error port_file_delete(const char *path)
{
    WCHAR wide[PORT_PATH_SIZE];
    base_error error = port_win32_wide(path, wide, PORT_PATH_SIZE);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    return DeleteFileW(wide) ? BASE_ERROR_SUCCESS : port_win32_error();
}

static base_error open_file(const char *path, DWORD access, DWORD disposition, HANDLE *file)
{
    WCHAR wide[PORT_PATH_SIZE];
    base_error error = port_win32_wide(path, wide, PORT_PATH_SIZE);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    HANDLE result =
        CreateFileW(wide, access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                    disposition, FILE_ATTRIBUTE_NORMAL, NULL);
    if (result == INVALID_HANDLE_VALUE)
        return port_win32_error();
    *file = result;
    return BASE_ERROR_SUCCESS;
}

base_error port_file_size(const char *path, uint64_t *size)
{
    HANDLE file;
    LARGE_INTEGER result;
    base_error error = open_file(path, FILE_READ_ATTRIBUTES, OPEN_EXISTING, &file);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    if (GetFileSizeEx(file, &result))
        *size = (uint64_t)result.QuadPart;
    else
        error = port_win32_error();
    CloseHandle(file);
    return error;
}

static base_error read_all(HANDLE file, uint8_t *data, size_t *length)
{
    size_t used = 0;
    while (used < *length) {
        DWORD got = 0;
        size_t left = *length - used;
        if (!ReadFile(file, data + used, left < CHUNK ? (DWORD)left : CHUNK, &got, NULL))
            return port_win32_error();
        if (got == 0)
            break;
        used += got;
    }
    *length = used;
    return BASE_ERROR_SUCCESS;
}

base_error port_file_read(const char *path, size_t limit, uint8_t **data, size_t *length)
{
    HANDLE file;
    LARGE_INTEGER size;
    uint8_t *bytes = NULL;
    base_error error = open_file(path, GENERIC_READ, OPEN_EXISTING, &file);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    if (!GetFileSizeEx(file, &size)) {
        error = port_win32_error();
        goto out;
    }
    if ((uint64_t)size.QuadPart > limit) {
        error = BASE_ERROR_MORE_DATA;
        goto out;
    }
    size_t used = (size_t)size.QuadPart;
    bytes = base_memory_get(used);
    error = bytes != NULL ? read_all(file, bytes, &used) : BASE_ERROR_NOT_ENOUGH_MEMORY;
    if (error != BASE_ERROR_SUCCESS)
        goto out;
    *data = bytes;
    *length = used;
    bytes = NULL;
out:
    base_memory_free(bytes);
    CloseHandle(file);
    return error;
}

base_error port_file_write(const char *path, const void *data, size_t length)
{
    HANDLE file;
    const uint8_t *at = data;
    base_error error = open_file(path, GENERIC_WRITE, CREATE_ALWAYS, &file);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    while (length > 0 && error == BASE_ERROR_SUCCESS) {
        DWORD put = 0;
        if (!WriteFile(file, at, length < CHUNK ? (DWORD)length : CHUNK, &put, NULL))
            error = port_win32_error();
        at += put;
        length -= put;
    }
    if (error == BASE_ERROR_SUCCESS && !FlushFileBuffers(file))
        error = port_win32_error();
    CloseHandle(file);
    return error;
}

base_error port_file_append(const char *path, const void *data, size_t length, uint64_t *size)
{
    HANDLE file;
    DWORD put = 0;
    LARGE_INTEGER end;
    base_error error = length < CHUNK ? open_file(path, FILE_APPEND_DATA | FILE_READ_ATTRIBUTES,
                                                  OPEN_ALWAYS, &file)
                                      : BASE_ERROR_INVALID_PARAMETER;
    if (error != BASE_ERROR_SUCCESS)
        return error;
    if (!WriteFile(file, data, (DWORD)length, &put, NULL))
        error = port_win32_error();
    else if (put < length)
        error = BASE_ERROR_DISK_FULL;
    else if (size != NULL && !GetFileSizeEx(file, &end))
        error = port_win32_error();
    CloseHandle(file);
    if (error == BASE_ERROR_SUCCESS && size != NULL)
        *size = (uint64_t)end.QuadPart;
    return error;
}

base_error port_folder_space(const char *path, uint64_t *bytes)
{
    WCHAR wide[PORT_PATH_SIZE];
    ULARGE_INTEGER free_bytes;
    base_error error = port_win32_wide(path, wide, PORT_PATH_SIZE);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    if (!GetDiskFreeSpaceExW(wide, &free_bytes, NULL, NULL))
        return port_win32_error();
    *bytes = free_bytes.QuadPart;
    return BASE_ERROR_SUCCESS;
}
