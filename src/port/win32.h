/* SPDX-License-Identifier: MIT */
/*
 * Shared by the *_win32.c sources of this room only: text conversion, the security descriptors of
 * what is made, and named objects.
 */
#ifndef PORT_WIN32_H
#define PORT_WIN32_H

#include <windows.h>

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Converts UTF-8 to a bounded wide string; BASE_ERROR_FILENAME_EXCED_RANGE when it does not fit. */
base_error port_win32_wide(const char *text, WCHAR *out, size_t capacity);

/* Converts length units (or up to a zero); false when it was cut. */
bool port_win32_narrow(const WCHAR *text, size_t length, char *out, size_t capacity);

/* The last error as a base_error that is never success. */
base_error port_win32_error(void);

/* Fills attributes from a text descriptor; LocalFree(attributes->lpSecurityDescriptor) afterwards.
 */
base_error port_win32_attributes(const WCHAR *text, SECURITY_ATTRIBUTES *attributes);

enum port_win32_kind { PORT_WIN32_EVENT, PORT_WIN32_MUTEX };

/*
 * Makes or opens a machine-wide auto-reset event or mutex that every user may use. Names live in
 * the global namespace; when the system does not let this process make names there, in the
 * session's.
 */
base_error port_win32_named(enum port_win32_kind kind, const char *name, bool only_existing,
                            HANDLE *handle);

#endif
