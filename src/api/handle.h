/* SPDX-License-Identifier: MIT */
/*
 * The handles that callers hold. A handle is a number, never an address: a slot of the table, the
 * slot's generation and the type. Garbage, a handle that was closed and a handle of another type
 * are therefore told apart from a good one without touching memory that the caller names; so is a
 * handle of another process, whose values are made with another key. The values are above
 * 0x40000000 with low bits that no kernel handle has, fit 32 bits in both widths, and are never
 * NULL or INVALID_HANDLE_VALUE. A slot whose generations are used up is given up.
 *
 * Threads: every function may be called from any thread. One lock guards the table; it is held for
 * a few instructions and never while an object is cancelled or destroyed.
 */
#ifndef API_HANDLE_H
#define API_HANDLE_H

#include "api/win32.h"
#include "base/error.h"

enum api_handle_type {
    API_HANDLE_SESSION = 1,
    API_HANDLE_NOTIFICATION = 2,
    API_HANDLE_CHANGE_DETECTION = 3
};

/* Ends an object whose handle was closed and which no call uses any more. */
typedef void api_handle_destroy(void *object);

/* Makes the calls that wait with the object end soon; runs while such calls may still use it. */
typedef void api_handle_cancel(void *object);

/*
 * Makes a handle for object (not NULL) and takes ownership of it; cancel (may be NULL: no call
 * waits) and then destroy are called when the handle is closed. ERROR_NOT_ENOUGH_MEMORY (8): no
 * memory, or 4096 handles are open; the object then still belongs to the caller.
 */
base_error api_handle_open(enum api_handle_type type, void *object, api_handle_cancel *cancel,
                           api_handle_destroy *destroy, HANDLE *handle);

/*
 * The object of an open handle of that type, with a reference that keeps it alive until
 * api_handle_release; NULL for anything else, or while the process ends (engine_is_over), and then
 * nothing is to be released.
 */
void *api_handle_acquire(HANDLE handle, enum api_handle_type type);

/* Gives the reference of one successful api_handle_acquire back. */
void api_handle_release(HANDLE handle);

/*
 * Closes a handle: from now on it is unknown to everybody. Cancels the calls that wait with its
 * object, waits until all that hold a reference have given it back, then runs the destructor; all
 * on this thread. Must not be called with a
 * reference held. ERROR_INVALID_HANDLE (6): no open handle of that type. Does nothing and succeeds
 * while the process ends (engine_is_over).
 */
base_error api_handle_close(HANDLE handle, enum api_handle_type type);

/* Frees the table, when the library is unloaded. */
void api_handle_unload(void);

#endif
