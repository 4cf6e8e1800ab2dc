/* SPDX-License-Identifier: MIT */
/* The Win32 types and the public header, as every file of this room includes them. */
#ifndef API_WIN32_H
#define API_WIN32_H

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <ntmsapi.h>

#endif
