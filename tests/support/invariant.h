/* SPDX-License-Identifier: MIT */
/*
 * The one thing that must hold after every story: what the DLL tells about cartridges is what the
 * devices hold. Each cartridge lies in exactly one place; each data cartridge of a library is
 * exactly one object, found by its bar code, in that very slot, drive or port; slots, drives and
 * ports tell whether they are full; a library's cleaner is there and is never believed to have more
 * cleanings than it has. Libraries are told by their changer's device name, so any number will do.
 */
#ifndef TESTS_SUPPORT_INVARIANT_H
#define TESTS_SUPPORT_INVARIANT_H

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <ntmsapi.h>

#include "vtl/client.h"

/* Compares once. NULL, or what is wrong (a text that the next call overwrites). */
const char *invariant_violation(HANDLE session, vtl_handle vtl);

/* The devices' side alone: no two cartridges in one place, no cartridge twice. Likewise. */
const char *invariant_device_violation(vtl_handle vtl);

/* Waits until nothing is wrong, then returns; fails the running case when that takes too long. */
void invariant_check(HANDLE session, vtl_handle vtl);

/* Likewise, and each cleaner that a library has lies in the slot reserved for it. */
void invariant_check_at_rest(HANDLE session, vtl_handle vtl);

#endif
