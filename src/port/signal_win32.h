/* SPDX-License-Identifier: MIT */
/*
 * What the lease needs of an event to wait for both at once; for the *_win32.c sources only.
 */
#ifndef PORT_SIGNAL_WIN32_H
#define PORT_SIGNAL_WIN32_H

#include "port/signal.h"
#include "port/win32.h"

struct port_signal {
    HANDLE handle;
};

#endif
