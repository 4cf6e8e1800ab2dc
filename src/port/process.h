/* SPDX-License-Identifier: MIT */
/*
 * This process, its machine and its user. Any thread.
 */
#ifndef PORT_PROCESS_H
#define PORT_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* The number of this process; never 0. */
uint32_t port_process_id(void);

/* The computer's name (NetBIOS on Windows), cut to capacity at a whole character. */
base_error port_computer_name(char *out, size_t capacity);

/* True when name means this computer: NULL, empty, its NetBIOS or host name, "localhost", ".". */
bool port_computer_is_local(const char *name);

/* The account name of the calling thread's user (the impersonated one), without domain, cut
 * likewise. */
base_error port_user_name(char *out, size_t capacity);

/* The file name of the program without folder, cut likewise; the default application name. */
base_error port_program_name(char *out, size_t capacity);

/* An environment variable's value. BASE_ERROR_FILE_NOT_FOUND when it is not set or empty, else
 * BASE_ERROR_INSUFFICIENT_BUFFER when it does not fit. */
base_error port_environment(const char *name, char *out, size_t capacity);

/* True inside the process's own end, when threads are gone and no lock can be trusted. */
bool port_process_is_ending(void);

/* The UTF-8 text in the ANSI code page, and back; cut at a whole character, zero-terminated. */
bool port_ansi_from_utf8(const char *text, char *out, size_t capacity);
bool port_utf8_from_ansi(const char *text, size_t length, char *out, size_t capacity);

#endif
