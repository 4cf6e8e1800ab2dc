/* SPDX-License-Identifier: MIT */
#include "port/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/memory.h"
#include "port/folder.h"
#include "port/name.h"
#include "port/posix.h"
#include "port/process.h"

bool port_file_exists(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && !S_ISDIR(status.st_mode);
}

bool port_folder_exists(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool port_file_is_open(const char *path)
{
    (void)path;
    return false;
}

base_error port_file_rename(const char *from, const char *to)
{
    return rename(from, to) == 0 ? BASE_ERROR_SUCCESS : port_posix_error(errno);
}

base_error port_file_delete(const char *path)
{
    return unlink(path) == 0 ? BASE_ERROR_SUCCESS : port_posix_error(errno);
}

base_error port_file_size(const char *path, uint64_t *size)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return port_posix_error(errno);
    *size = (uint64_t)status.st_size;
    return BASE_ERROR_SUCCESS;
}

static base_error read_all(int file, uint8_t *data, size_t *length)
{
    size_t used = 0;
    while (used < *length) {
        ssize_t got = read(file, data + used, *length - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return port_posix_error(errno);
        if (got == 0)
            break;
        used += (size_t)got;
    }
    *length = used;
    return BASE_ERROR_SUCCESS;
}

base_error port_file_read(const char *path, size_t limit, uint8_t **data, size_t *length)
{
    struct stat status;
    uint8_t *bytes = NULL;
    size_t size = 0;
    base_error error = BASE_ERROR_SUCCESS;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &status) != 0) {
        error = port_posix_error(errno);
        goto out;
    }
    if ((uint64_t)status.st_size > limit) {
        error = BASE_ERROR_MORE_DATA;
        goto out;
    }
    size = (size_t)status.st_size;
    bytes = base_memory_get(size);
    error = bytes != NULL ? read_all(file, bytes, &size) : BASE_ERROR_NOT_ENOUGH_MEMORY;
    if (error != BASE_ERROR_SUCCESS)
        goto out;
    *data = bytes;
    *length = size;
    bytes = NULL;
out:
    base_memory_free(bytes);
    if (file >= 0)
        close(file);
    return error;
}

base_error port_file_write(const char *path, const void *data, size_t length)
{
    const uint8_t *at = data;
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0)
        return port_posix_error(errno);
    base_error error = BASE_ERROR_SUCCESS;
    while (length > 0 && error == BASE_ERROR_SUCCESS) {
        ssize_t put = write(file, at, length);
        if (put < 0 && errno != EINTR)
            error = port_posix_error(errno);
        if (put > 0) {
            at += put;
            length -= (size_t)put;
        }
    }
    if (error == BASE_ERROR_SUCCESS && fsync(file) != 0)
        error = port_posix_error(errno);
    close(file);
    return error;
}

base_error port_file_append(const char *path, const void *data, size_t length, uint64_t *size)
{
    struct stat status;
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (file < 0)
        return port_posix_error(errno);
    ssize_t put = write(file, data, length);
    base_error error = put < 0                     ? port_posix_error(errno)
                       : (size_t)put < length      ? BASE_ERROR_DISK_FULL
                       : fstat(file, &status) != 0 ? port_posix_error(errno)
                                                   : BASE_ERROR_SUCCESS;
    close(file);
    if (error == BASE_ERROR_SUCCESS && size != NULL)
        *size = (uint64_t)status.st_size;
    return error;
}

base_error port_file_copy(const char *from, const char *to)
{
    uint8_t *data = NULL;
    size_t length = 0;
    base_error error = port_file_read(from, SIZE_MAX / 2, &data, &length);
    if (error == BASE_ERROR_SUCCESS)
        error = port_file_write(to, data, length);
    base_memory_free(data);
    return error;
}

base_error port_folder_space(const char *path, uint64_t *bytes)
{
    struct statvfs status;
    if (statvfs(path, &status) != 0)
        return port_posix_error(errno);
    *bytes = (uint64_t)status.f_bavail * status.f_frsize;
    return BASE_ERROR_SUCCESS;
}

bool port_data_folder_is_private(void)
{
    return true;
}

base_error port_data_folder(char *out, size_t capacity)
{
    base_error error = port_environment("NTMS_DATA", out, capacity);
    if (error != BASE_ERROR_FILE_NOT_FOUND)
        return error;
    int length = snprintf(out, capacity, "/tmp/ntms-data-%u", (unsigned)getuid());
    return length > 0 && (size_t)length < capacity ? BASE_ERROR_SUCCESS
                                                   : BASE_ERROR_INSUFFICIENT_BUFFER;
}

static base_error make_folder(const char *path)
{
    if (mkdir(path, 0777) == 0 || (errno == EEXIST && port_folder_exists(path)))
        return BASE_ERROR_SUCCESS;
    return errno == EEXIST ? BASE_ERROR_FILE_EXISTS : port_posix_error(errno);
}

base_error port_folder_create(const char *path, bool restricted)
{
    char part[PORT_PATH_SIZE];
    size_t length = strlen(path);
    (void)restricted;
    if (length == 0 || length >= sizeof part)
        return BASE_ERROR_INVALID_NAME;
    for (size_t i = 1; i < length; i++) {
        if (path[i] != '/')
            continue;
        memcpy(part, path, i);
        part[i] = '\0';
        base_error error = make_folder(part);
        if (error != BASE_ERROR_SUCCESS)
            return error == BASE_ERROR_FILE_EXISTS ? BASE_ERROR_PATH_NOT_FOUND : error;
    }
    return make_folder(path);
}

base_error port_object_name(const char *folder, const char *suffix, char *out, size_t capacity)
{
    struct stat status;
    if (stat(folder, &status) != 0)
        return port_posix_error(errno);
    if (!port_name_build((uint64_t)status.st_dev, (uint64_t)status.st_ino, suffix, out, capacity))
        return BASE_ERROR_INVALID_PARAMETER;
    return BASE_ERROR_SUCCESS;
}
