/* SPDX-License-Identifier: MIT */
/*
 * A small file in the data folder mapped into every process that uses it. Its content is what other
 * processes, perhaps dead, perhaps hostile, left there: nobody may trust it further than a hint.
 */
#ifndef PORT_SHARED_H
#define PORT_SHARED_H

#include <stddef.h>

#include "base/error.h"

struct port_shared;

/*
 * Maps the first size bytes of the file at path for reading and writing, making or growing it (with
 * zeros) when needed. Errors: those of opening the file (BASE_ERROR_ACCESS_DENIED,
 * BASE_ERROR_PATH_NOT_FOUND, BASE_ERROR_DISK_FULL ...), BASE_ERROR_NOT_ENOUGH_MEMORY.
 */
base_error port_shared_open(const char *path, size_t size, struct port_shared **shared);

/* The memory, aligned to a page; valid until close. */
void *port_shared_memory(struct port_shared *shared);

/* Unmaps; the file stays. NULL is accepted. */
void port_shared_close(struct port_shared *shared);

#endif
