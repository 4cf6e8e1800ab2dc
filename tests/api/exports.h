/* SPDX-License-Identifier: MIT */
/*
 * Every export that takes a handle, called by name with zeroes for all other arguments: what the
 * tests of handles and of unimplemented exports go through.
 */
#ifndef TESTS_API_EXPORTS_H
#define TESTS_API_EXPORTS_H

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

enum exports_kind {
    EXPORTS_SESSION,      /* first argument a session */
    EXPORTS_HANDLE,       /* the same, and a handle is returned */
    EXPORTS_NOTIFICATION, /* first argument a notification handle */
    EXPORTS_ALONE         /* no handle */
};

struct exports_entry {
    const char *name;
    int arguments; /* machine words */
    enum exports_kind kind;
    BOOL implemented;
};

extern const struct exports_entry exports_list[];
extern const size_t exports_count;

/* Calls with `handle` first (ALONE: zero) and zeroes; the error, also of those that return handles.
 * 0xFFFFFFFF: the DLL exports no such name. */
DWORD exports_call(const struct exports_entry *entry, HANDLE handle);

#endif
