/* SPDX-License-Identifier: MIT */
/*
 * The few file operations the product needs besides those of the database. Paths are UTF-8. Errors
 * are the system's: BASE_ERROR_FILE_NOT_FOUND, BASE_ERROR_PATH_NOT_FOUND, BASE_ERROR_ACCESS_DENIED,
 * BASE_ERROR_SHARING_VIOLATION, BASE_ERROR_DISK_FULL, BASE_ERROR_INVALID_NAME (not a valid path)
 * and others. Any thread.
 */
#ifndef PORT_FILE_H
#define PORT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* True when path names an existing file (not a folder). */
bool port_file_exists(const char *path);

/* True when path names an existing folder. */
bool port_folder_exists(const char *path);

/* Renames a file on the same volume, replacing what is at to; all or nothing, durable. */
base_error port_file_rename(const char *from, const char *to);

/* Copies a file, replacing what is at to. */
base_error port_file_copy(const char *from, const char *to);

/* True when a program has the file open so that it cannot be replaced; where the system lets any
 * file be replaced, never. */
bool port_file_is_open(const char *path);

/* Deletes a file. */
base_error port_file_delete(const char *path);

/* Its size in bytes. */
base_error port_file_size(const char *path, uint64_t *size);

/* Reads a whole file of at most limit bytes (else BASE_ERROR_MORE_DATA); free with
 * base_memory_free. */
base_error port_file_read(const char *path, size_t limit, uint8_t **data, size_t *length);

/* Writes a whole file, replacing it, and flushes it to the medium. */
base_error port_file_write(const char *path, const void *data, size_t length);

/* Adds less than a megabyte to the end of a file, making it when needed; *size (may be NULL) is its
 * size then. Writers agree among themselves who is next. Nothing is flushed to the medium. */
base_error port_file_append(const char *path, const void *data, size_t length, uint64_t *size);

/* Bytes this user may still write on the volume of an existing folder. */
base_error port_folder_space(const char *path, uint64_t *bytes);

#endif
