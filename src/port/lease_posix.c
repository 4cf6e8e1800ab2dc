/* SPDX-License-Identifier: MIT */
/*
 * The right is a file lock; its end is noticed through a FIFO of which the holder keeps a write end
 * open: when the last write end closes, by release or by death, every waiter's poll reports a
 * hang-up. A reader sees a hang-up only for writers that came after it opened, therefore each
 * contender opens its read end first, then a write end, and only then tries the lock; one that
 * fails closes its write end again, which itself ends in a hang-up if the holder has gone
 * meanwhile. The lock file holds one byte while the lease is held; a byte found by a new holder
 * means that the last one died.
 */
#include "port/lease.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "port/posix.h"
#include "port/signal_posix.h"
#include "port/thread.h"

struct port_lease {
    int lock_file;
    int read_end; /* -1 while not open */
    int write_end;
    uint64_t holder; /* the thread that holds it; 0 = nobody in this object */
    char fifo_path[600];
};

base_error port_lease_create(const char *name, struct port_lease **lease)
{
    char lock_path[600];
    struct port_lease *result = base_memory_zero(1, sizeof *result);
    if (result == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    result->read_end = -1;
    result->write_end = -1;
    base_error error = port_posix_object_path(name, "lease", lock_path, sizeof lock_path);
    if (error == BASE_ERROR_SUCCESS)
        error = port_posix_object_path(name, "held", result->fifo_path, sizeof result->fifo_path);
    if (error != BASE_ERROR_SUCCESS)
        goto out;
    if (mkfifo(result->fifo_path, 0600) != 0 && errno != EEXIST) {
        error = port_posix_error(errno);
        goto out;
    }
    result->lock_file = open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (result->lock_file < 0) {
        error = port_posix_error(errno);
        goto out;
    }
    *lease = result;
    return BASE_ERROR_SUCCESS;
out:
    base_memory_free(result);
    return error;
}

static void close_end(int *end)
{
    if (*end >= 0)
        close(*end);
    *end = -1;
}

void port_lease_close(struct port_lease *lease)
{
    if (lease == NULL)
        return;
    if (lease->holder != 0)
        (void)port_lease_release(lease);
    close(lease->lock_file);
    base_memory_free(lease);
}

/* Leaves the read end open in any case; the caller closes it when it gives up. */
static base_error try_lock(struct port_lease *lease, bool *held)
{
    close_end(&lease->read_end);
    lease->read_end = open(lease->fifo_path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (lease->read_end < 0)
        return BASE_ERROR_GEN_FAILURE;
    lease->write_end = open(lease->fifo_path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (lease->write_end < 0)
        return BASE_ERROR_GEN_FAILURE;
    *held = flock(lease->lock_file, LOCK_EX | LOCK_NB) == 0;
    if (!*held)
        close_end(&lease->write_end);
    return BASE_ERROR_SUCCESS;
}

static enum port_lease_outcome take_over(struct port_lease *lease)
{
    struct stat status;
    bool abandoned = fstat(lease->lock_file, &status) == 0 && status.st_size > 0;
    if (pwrite(lease->lock_file, "h", 1, 0) < 0)
        abandoned = true; /* cannot leave the mark: let the caller look twice rather than never */
    lease->holder = port_thread_self();
    return abandoned ? PORT_LEASE_ABANDONED : PORT_LEASE_ACQUIRED;
}

static bool take_signal(struct port_signal *const *signals, size_t count, size_t *index)
{
    for (size_t i = 0; i < count; i++) {
        if (port_posix_signal_take(signals[i])) {
            *index = i;
            return true;
        }
    }
    return false;
}

static base_error contend(struct port_lease *lease, struct port_signal *const *signals,
                          size_t count, uint32_t timeout, enum port_lease_outcome *outcome,
                          size_t *index)
{
    struct pollfd polled[PORT_SIGNAL_WAIT_MAX + 1];
    int64_t deadline = port_clock_monotonic() + timeout;
    for (;;) {
        bool held = false;
        if (take_signal(signals, count, index)) {
            *outcome = PORT_LEASE_SIGNALLED;
            return BASE_ERROR_SUCCESS;
        }
        base_error error = try_lock(lease, &held);
        if (error != BASE_ERROR_SUCCESS)
            return error;
        if (held) {
            *outcome = take_over(lease);
            return BASE_ERROR_SUCCESS;
        }
        int left = port_posix_time_left(timeout, deadline);
        if (left == 0) {
            *outcome = PORT_LEASE_TIMEOUT;
            return BASE_ERROR_SUCCESS;
        }
        for (size_t i = 0; i < count; i++)
            polled[i] = (struct pollfd){port_posix_signal_descriptor(signals[i]), POLLIN, 0};
        polled[count] = (struct pollfd){lease->read_end, 0, 0};
        poll(polled, (nfds_t)(count + 1), left);
    }
}

base_error port_lease_acquire(struct port_lease *lease, struct port_signal *const *signals,
                              size_t count, uint32_t timeout, enum port_lease_outcome *outcome,
                              size_t *index)
{
    if (count > PORT_SIGNAL_WAIT_MAX)
        return BASE_ERROR_INVALID_PARAMETER;
    if (lease->holder != 0)
        return BASE_ERROR_INVALID_STATE;
    base_error error = contend(lease, signals, count, timeout, outcome, index);
    if (lease->holder == 0) {
        close_end(&lease->write_end);
        close_end(&lease->read_end);
    }
    return error;
}

base_error port_lease_release(struct port_lease *lease)
{
    if (lease->holder != port_thread_self())
        return BASE_ERROR_INVALID_STATE;
    lease->holder = 0;
    if (ftruncate(lease->lock_file, 0) != 0) {
        /* The next holder will look into a death that did not happen: harmless. */
    }
    flock(lease->lock_file, LOCK_UN);
    close_end(&lease->write_end);
    close_end(&lease->read_end);
    return BASE_ERROR_SUCCESS;
}
