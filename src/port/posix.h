/* SPDX-License-Identifier: MIT */
/*
 * Shared by the *_posix.c sources only: error numbers, and the folder of the machine-wide objects.
 */
#ifndef PORT_POSIX_H
#define PORT_POSIX_H

#include <stddef.h>

#include "base/error.h"

/* Translates an errno value; never returns success. */
base_error port_posix_error(int number);

/*
 * The path of the file that stands for a named object, inside a folder of this user that is made
 * when missing (the environment variable NTMS_RUN, else /tmp/ntms-<user number>).
 */
base_error port_posix_object_path(const char *name, const char *kind, char *out, size_t capacity);

#endif
