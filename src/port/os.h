/* SPDX-License-Identifier: MIT */
/*
 * The operating system as the rest of the product sees it. Each header states one subject; the
 * sources named *_win32.c and *_posix.c implement it for Windows 7 and later and for the native
 * builds. Paths and texts are UTF-8, times are milliseconds, failures are base_error numbers.
 * Object names are machine-wide and shared by 32-bit and 64-bit processes and by all users.
 */
#ifndef PORT_OS_H
#define PORT_OS_H

#include "port/atomic.h"
#include "port/clock.h"
#include "port/event_log.h"
#include "port/file.h"
#include "port/folder.h"
#include "port/guid.h"
#include "port/lease.h"
#include "port/plugin.h"
#include "port/point.h"
#include "port/presence.h"
#include "port/process.h"
#include "port/security.h"
#include "port/setting.h"
#include "port/shared.h"
#include "port/signal.h"
#include "port/thread.h"
#include "port/wake.h"

#endif
