/* SPDX-License-Identifier: MIT */
/*
 * A call with a number of arguments that is known at run time only. Private to the sources of
 * port/plugin.h; the one place that knows the calling convention.
 */
#ifndef PORT_PLUGIN_INVOKE_H
#define PORT_PLUGIN_INVOKE_H

#include <stdint.h>

#ifdef _WIN32
#define PORT_PLUGIN_CONVENTION __stdcall
#else
#define PORT_PLUGIN_CONVENTION
#endif

typedef void port_plugin_function(void);

/* Calls function with the first count (1 to 4) words. */
static inline uint32_t port_plugin_invoke(port_plugin_function *function, const uintptr_t *words,
                                          uint32_t count)
{
    typedef uint32_t PORT_PLUGIN_CONVENTION one(uintptr_t);
    typedef uint32_t PORT_PLUGIN_CONVENTION two(uintptr_t, uintptr_t);
    typedef uint32_t PORT_PLUGIN_CONVENTION three(uintptr_t, uintptr_t, uintptr_t);
    typedef uint32_t PORT_PLUGIN_CONVENTION four(uintptr_t, uintptr_t, uintptr_t, uintptr_t);
    switch (count) {
    case 1:
        return ((one *)function)(words[0]);
    case 2:
        return ((two *)function)(words[0], words[1]);
    case 3:
        return ((three *)function)(words[0], words[1], words[2]);
    default:
        return ((four *)function)(words[0], words[1], words[2], words[3]);
    }
}

#endif
