/* SPDX-License-Identifier: MIT */
/*
 * An event is a pipe: setting writes a byte, waiting polls for readability, taking back reads all
 * there is; of several waiters one reads the bytes and the others go on waiting. A named event is a
 * FIFO in the folder of the machine-wide objects; it exists while some process has its read end
 * open.
 *
 * Making and closing FIFOs is serialised by a file lock, so that nobody removes one in the moment
 * in which another opens it.
 */
#include "port/signal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "port/name.h"
#include "port/posix.h"
#include "port/signal_posix.h"

struct port_signal {
    int read_end;
    int write_end;
    char path[600]; /* empty when unnamed */
};

int port_posix_signal_descriptor(const struct port_signal *signal)
{
    return signal->read_end;
}

bool port_posix_signal_take(const struct port_signal *signal)
{
    char bytes[256];
    bool taken = false;
    for (;;) {
        ssize_t got = read(signal->read_end, bytes, sizeof bytes);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return taken;
        taken = true;
        if ((size_t)got < sizeof bytes)
            return true;
    }
}

static int lock_names(void)
{
    char path[600];
    if (port_posix_object_path("names", "lock", path, sizeof path) != BASE_ERROR_SUCCESS)
        return -1;
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    while (file >= 0 && flock(file, LOCK_EX) != 0 && errno == EINTR) {
    }
    return file;
}

static void unlock_names(int file)
{
    if (file >= 0)
        close(file);
}

static bool has_reader(const char *path)
{
    int file = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (file < 0)
        return errno != ENXIO && errno != ENOENT;
    close(file);
    return true;
}

static base_error open_ends(struct port_signal *signal)
{
    if (signal->path[0] == '\0') {
        int ends[2];
        if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) != 0)
            return BASE_ERROR_NOT_ENOUGH_MEMORY;
        signal->read_end = ends[0];
        signal->write_end = ends[1];
        return BASE_ERROR_SUCCESS;
    }
    signal->read_end = open(signal->path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (signal->read_end < 0)
        return port_posix_error(errno);
    signal->write_end = signal->read_end;
    return BASE_ERROR_SUCCESS;
}

static base_error make_named(struct port_signal *signal, bool only_existing)
{
    base_error error = BASE_ERROR_SUCCESS;
    int lock = lock_names();
    bool alive = has_reader(signal->path);
    if (!alive && only_existing)
        error = BASE_ERROR_FILE_NOT_FOUND;
    /* A FIFO nobody reads is what a dead process left, with its last state: begin anew. */
    if (error == BASE_ERROR_SUCCESS && !alive) {
        unlink(signal->path);
        if (mkfifo(signal->path, 0600) != 0)
            error = port_posix_error(errno);
    }
    if (error == BASE_ERROR_SUCCESS)
        error = open_ends(signal);
    unlock_names(lock);
    return error;
}

static base_error make(const char *name, bool only_existing, struct port_signal **signal)
{
    base_error error = BASE_ERROR_SUCCESS;
    struct port_signal *result = base_memory_zero(1, sizeof *result);
    if (result == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    if (name != NULL)
        error = port_posix_object_path(name, "event", result->path, sizeof result->path);
    if (error == BASE_ERROR_SUCCESS)
        error = name != NULL ? make_named(result, only_existing) : open_ends(result);
    if (error != BASE_ERROR_SUCCESS) {
        base_memory_free(result);
        return error;
    }
    *signal = result;
    return BASE_ERROR_SUCCESS;
}

base_error port_signal_create(const char *name, struct port_signal **signal)
{
    return make(name, false, signal);
}

base_error port_signal_open(const char *name, struct port_signal **signal)
{
    return name != NULL ? make(name, true, signal) : BASE_ERROR_INVALID_PARAMETER;
}

bool port_signal_exists(const char *name)
{
    char path[600];
    if (port_posix_object_path(name, "event", path, sizeof path) != BASE_ERROR_SUCCESS)
        return false;
    return has_reader(path);
}

void port_signal_close(struct port_signal *signal)
{
    if (signal == NULL)
        return;
    if (signal->path[0] != '\0') {
        int lock = lock_names();
        close(signal->read_end);
        if (!has_reader(signal->path))
            unlink(signal->path);
        unlock_names(lock);
    } else {
        close(signal->read_end);
        close(signal->write_end);
    }
    base_memory_free(signal);
}

void port_signal_set(struct port_signal *signal)
{
    int saved_errno = errno;
    while (write(signal->write_end, "!", 1) < 0 && errno == EINTR) {
    }
    errno = saved_errno;
}

base_error port_signal_wait_any(struct port_signal *const *signals, size_t count, uint32_t timeout,
                                size_t *index)
{
    struct pollfd polled[PORT_SIGNAL_WAIT_MAX];
    int64_t deadline = port_clock_monotonic() + timeout;
    if (count == 0 || count > PORT_SIGNAL_WAIT_MAX)
        return BASE_ERROR_INVALID_PARAMETER;
    for (size_t i = 0; i < count; i++)
        polled[i] = (struct pollfd){signals[i]->read_end, POLLIN, 0};
    for (;;) {
        for (size_t i = 0; i < count; i++) {
            if (port_posix_signal_take(signals[i])) {
                *index = i;
                return BASE_ERROR_SUCCESS;
            }
        }
        int left = port_posix_time_left(timeout, deadline);
        if (left == 0)
            return BASE_ERROR_TIMEOUT;
        poll(polled, (nfds_t)count, left);
    }
}

base_error port_signal_wait(struct port_signal *signal, uint32_t timeout)
{
    size_t index;
    return port_signal_wait_any(&signal, 1, timeout, &index);
}

int port_posix_time_left(uint32_t timeout, int64_t deadline)
{
    if (timeout == PORT_INFINITE)
        return -1;
    int64_t left = deadline - port_clock_monotonic();
    if (left <= 0)
        return 0;
    return left < 1000000000 ? (int)left : 1000000000;
}
