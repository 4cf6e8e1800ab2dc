/* SPDX-License-Identifier: MIT */
/*
 * Where the data lives, and the names of the machine-wide objects that belong to it.
 */
#ifndef PORT_FOLDER_H
#define PORT_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Bytes of a path with its zero. */
#define PORT_PATH_SIZE 1024

/*
 * The folder that holds the database files: the environment variable NTMS_DATA names it directly;
 * else the subfolder NtmsData of the folder in the registry value NtmsData below
 * HKLM\SYSTEM\CurrentControlSet\Control\NTMS; else NtmsData in the real System32, which for a
 * 32-bit process on 64-bit Windows is reached as Sysnative. Both widths get the same folder.
 * BASE_ERROR_INSUFFICIENT_BUFFER when out (capacity bytes) is too small.
 */
base_error port_data_folder(char *out, size_t capacity);

/*
 * Makes a folder and its missing parents; the last one gets full access for administrators and the
 * system and read access for users when restricted, else what the parent hands down. Success when
 * it exists already (its rights are left alone). BASE_ERROR_ACCESS_DENIED,
 * BASE_ERROR_PATH_NOT_FOUND, BASE_ERROR_FILE_EXISTS (a file is in the way) ...
 */
base_error port_folder_create(const char *path, bool restricted);

/* True when the environment variable NTMS_DATA decides the folder (the caller's own: not
 * restricted). */
bool port_data_folder_is_private(void);

/*
 * The name of a machine-wide object that belongs to an existing folder: "ntms-" + identity of the
 * folder + "-" + suffix. The identity is the volume's and the folder's own number, so every
 * spelling of a path gives the same name in both widths. out has PORT_NAME_SIZE bytes. suffix: at
 * most 64 letters, digits and '-', else BASE_ERROR_INVALID_PARAMETER; errors of opening the folder.
 */
base_error port_object_name(const char *folder, const char *suffix, char *out, size_t capacity);

/* Writes folder, a separator and name. BASE_ERROR_INSUFFICIENT_BUFFER when it does not fit. */
base_error port_path_join(const char *folder, const char *name, char *out, size_t capacity);

#endif
