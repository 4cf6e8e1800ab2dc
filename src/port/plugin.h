/* SPDX-License-Identifier: MIT */
/*
 * Foreign code in a shared library of the administrator's choice, called so that it can do as
 * little harm as possible. On Windows each call runs on a thread of its own: a fault in it ends at
 * a handler in that thread's first frame (so the code's own exception handling works as it expects)
 * and a call that does not return in time is given up with its thread and its memory. Natively each
 * call runs in a child process, which has the library loaded for that one call only. The foreign
 * code sees copies of what it is given: input in memory that cannot be written, each output in
 * memory of its own, behind which nothing can be touched.
 *
 * A library that faulted or hung is not called again and stays loaded to the end of the process.
 */
#ifndef PORT_PLUGIN_H
#define PORT_PLUGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

enum { PORT_PLUGIN_ARGUMENTS = 4 };

enum port_plugin_kind {
    PORT_PLUGIN_NUMBER, /* the number itself */
    PORT_PLUGIN_INPUT,  /* a pointer to a copy of size bytes */
    PORT_PLUGIN_OUTPUT  /* a pointer to size bytes, aligned to 4 when size is; copied in and out */
};

struct port_plugin_argument {
    enum port_plugin_kind kind;
    uint32_t number;   /* NUMBER: its value; else the size, not 0 */
    const void *input; /* INPUT */
    void *output;      /* OUTPUT: written only when the call succeeds */
};

struct port_plugin;

/*
 * Loads the library at an absolute path. Loading and every later call may take `milliseconds`.
 * ERROR_INVALID_NAME (123) when the path is not absolute; what the system's loader says: no such
 * file, made for another width (ERROR_BAD_EXE_FORMAT 193, natively ERROR_BAD_FORMAT 11) ...;
 * ERROR_TIMEOUT; ERROR_NOT_ENOUGH_MEMORY.
 */
base_error port_plugin_open(const char *path, uint32_t milliseconds, struct port_plugin **plugin);

/* True when the library exports a function of that (ASCII) name. */
bool port_plugin_has(struct port_plugin *plugin, const char *function);

/*
 * Calls a function with up to PORT_PLUGIN_ARGUMENTS arguments of the calling convention of system
 * functions (stdcall on 32-bit Windows) that returns a 32-bit number; at most one call at a time
 * for a library. ERROR_PROC_NOT_FOUND; ERROR_TIMEOUT when it hangs; ERROR_GEN_FAILURE when it
 * faulted or ended its thread or process, now or in an earlier call; ERROR_NOT_ENOUGH_MEMORY.
 */
base_error port_plugin_call(struct port_plugin *plugin, const char *function,
                            const struct port_plugin_argument *arguments, uint32_t count,
                            uint32_t *result);

/* Unloads a library that behaved. NULL is accepted. */
void port_plugin_close(struct port_plugin *plugin);

#endif
