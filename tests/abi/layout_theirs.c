/* SPDX-License-Identifier: MIT */
#include <windows.h>

/* The toolchain's header; this folder's build keeps include/ out of the path of this file. */
#include <ntmsapi.h>

#define LAYOUT_TABLE layout_theirs
#include "abi/layout_rows.h"
