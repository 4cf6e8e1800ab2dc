/* SPDX-License-Identifier: MIT */
#include "port/shared.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "port/posix.h"

struct port_shared {
    void *memory;
    size_t size;
};

static base_error map_file(int file, size_t size, struct port_shared *shared)
{
    struct stat status;
    if (fstat(file, &status) != 0)
        return port_posix_error(errno);
    if (status.st_size < (off_t)size && ftruncate(file, (off_t)size) != 0)
        return port_posix_error(errno);
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (memory == MAP_FAILED)
        return port_posix_error(errno);
    shared->memory = memory;
    shared->size = size;
    return BASE_ERROR_SUCCESS;
}

base_error port_shared_open(const char *path, size_t size, struct port_shared **shared)
{
    struct port_shared *result = base_memory_zero(1, sizeof *result);
    if (result == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    base_error error = BASE_ERROR_SUCCESS;
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0)
        error = port_posix_error(errno);
    else
        error = map_file(file, size, result);
    if (file >= 0)
        close(file);
    if (error != BASE_ERROR_SUCCESS) {
        base_memory_free(result);
        return error;
    }
    *shared = result;
    return BASE_ERROR_SUCCESS;
}

void *port_shared_memory(struct port_shared *shared)
{
    return shared->memory;
}

void port_shared_close(struct port_shared *shared)
{
    if (shared == NULL)
        return;
    munmap(shared->memory, shared->size);
    base_memory_free(shared);
}
