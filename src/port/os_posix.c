/* SPDX-License-Identifier: MIT */
#include "port/posix.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/utf16.h"
#include "port/clock.h"
#include "port/guid.h"
#include "port/name.h"
#include "port/process.h"
#include "port/terminate.h"

base_error port_posix_error(int number)
{
    switch (number) {
    case ENOENT:
        return BASE_ERROR_FILE_NOT_FOUND;
    case ENOTDIR:
        return BASE_ERROR_PATH_NOT_FOUND;
    case EACCES:
    case EPERM:
    case EROFS:
    case EISDIR:
        return BASE_ERROR_ACCESS_DENIED;
    case ENOMEM:
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    case EEXIST:
        return BASE_ERROR_ALREADY_EXISTS;
    case ENOSPC:
    case EDQUOT:
        return BASE_ERROR_DISK_FULL;
    case EMFILE:
    case ENFILE:
        return BASE_ERROR_TOO_MANY_OPEN_FILES;
    case ENAMETOOLONG:
        return BASE_ERROR_FILENAME_EXCED_RANGE;
    case EINVAL:
        return BASE_ERROR_INVALID_PARAMETER;
    default:
        return BASE_ERROR_GEN_FAILURE;
    }
}

base_error port_posix_object_path(const char *name, const char *kind, char *out, size_t capacity)
{
    char folder[512];
    const char *chosen = getenv("NTMS_RUN");
    if (!port_name_is_valid(name))
        return BASE_ERROR_INVALID_PARAMETER;
    if (chosen != NULL)
        snprintf(folder, sizeof folder, "%s", chosen);
    else
        snprintf(folder, sizeof folder, "/tmp/ntms-%u", (unsigned)getuid());
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return port_posix_error(errno);
    int length = snprintf(out, capacity, "%s/%s.%s", folder, name, kind);
    return length > 0 && (size_t)length < capacity ? BASE_ERROR_SUCCESS
                                                   : BASE_ERROR_INSUFFICIENT_BUFFER;
}

int64_t port_clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t port_clock_monotonic_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t port_clock_monotonic(void)
{
    return port_clock_monotonic_us() / 1000;
}

void port_clock_sleep(uint32_t milliseconds)
{
    struct timespec left = {(time_t)(milliseconds / 1000),
                            (int32_t)(milliseconds % 1000) * 1000000};
    while (nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
}

base_error port_random(void *bytes, size_t count)
{
    uint8_t *at = bytes;
    while (count > 0) {
        ssize_t got = getrandom(at, count, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return BASE_ERROR_GEN_FAILURE;
        at += got;
        count -= (size_t)got;
    }
    return BASE_ERROR_SUCCESS;
}

uint32_t port_process_id(void)
{
    return (uint32_t)getpid();
}

bool port_process_is_ending(void)
{
    return false;
}

base_error port_computer_name(char *out, size_t capacity)
{
    char name[256] = "";
    if (gethostname(name, sizeof name - 1) != 0)
        return port_posix_error(errno);
    base_utf8_copy(out, capacity, name);
    return BASE_ERROR_SUCCESS;
}

bool port_computer_is_local(const char *name)
{
    char own[256];
    if (name == NULL || name[0] == '\0' || strcmp(name, ".") == 0 || strcmp(name, "localhost") == 0)
        return true;
    return port_computer_name(own, sizeof own) == BASE_ERROR_SUCCESS && strcmp(own, name) == 0;
}

base_error port_user_name(char *out, size_t capacity)
{
    const char *user = getenv("USER");
    base_utf8_copy(out, capacity, user != NULL && user[0] != '\0' ? user : "user");
    return BASE_ERROR_SUCCESS;
}

base_error port_program_name(char *out, size_t capacity)
{
    char path[1024];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length < 0)
        return port_posix_error(errno);
    path[length] = '\0';
    const char *slash = strrchr(path, '/');
    base_utf8_copy(out, capacity, slash != NULL ? slash + 1 : path);
    return BASE_ERROR_SUCCESS;
}

base_error port_environment(const char *name, char *out, size_t capacity)
{
    const char *value = getenv(name);
    if (value == NULL || value[0] == '\0')
        return BASE_ERROR_FILE_NOT_FOUND;
    if (strlen(value) >= capacity)
        return BASE_ERROR_INSUFFICIENT_BUFFER;
    memcpy(out, value, strlen(value) + 1);
    return BASE_ERROR_SUCCESS;
}

/* The native builds take UTF-8 for the ANSI code page. */
bool port_ansi_from_utf8(const char *text, char *out, size_t capacity)
{
    return base_utf8_copy(out, capacity, text);
}

bool port_utf8_from_ansi(const char *text, size_t length, char *out, size_t capacity)
{
    size_t used = base_utf8_length(text, length);
    if (capacity == 0)
        return false;
    bool whole = used < capacity;
    if (!whole)
        used = capacity - 1;
    memcpy(out, text, used);
    out[used] = '\0';
    return whole;
}

void port_process_terminate(uint32_t code)
{
    _exit((int)code);
}
