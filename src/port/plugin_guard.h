/* SPDX-License-Identifier: MIT */
/*
 * Runs something that may fault. Private to port/plugin_win32.c.
 */
#ifndef PORT_PLUGIN_GUARD_H
#define PORT_PLUGIN_GUARD_H

#include <stdint.h>

/*
 * Calls body(context). Returns 1 when it returned and 0 when it raised an exception that nobody
 * inside it handled; then what it held is held for ever, and the calling thread should end soon.
 */
int32_t port_plugin_guard(void (*body)(void *context), void *context);

#endif
