/* SPDX-License-Identifier: MIT */
/* What the tests of the calls that administer libraries, drives and slots have in common. */
#ifndef TESTS_API_LIBRARIES_SUPPORT_H
#define TESTS_API_LIBRARIES_SUPPORT_H

#include "world.h"

/* The calls on a copy of the caller's identifier. */
DWORD libraries_enable(DWORD type, const NTMS_GUID *id);
DWORD libraries_disable(DWORD type, const NTMS_GUID *id);
DWORD libraries_dismount(const NTMS_GUID *drive);
DWORD libraries_delete(const NTMS_GUID *library);
DWORD libraries_delete_drive(const NTMS_GUID *drive);

/* The offline library. */
NTMS_GUID libraries_shelf(void);

/* A small library with these cartridges, and a stand-alone drive; tells the drive. */
NTMS_GUID libraries_start_standalone(const char *cartridges);

/* The first library's devices (`device` 2), or its drive (1), disappear or are there again; the
 * session must be closed. */
void libraries_power(uint32_t device, uint32_t drive, BOOL attached);

/* Gives one object a descriptor that lets nobody but the system do anything, or everybody what
 * `rights` (an access mask in hexadecimal) says. */
void libraries_protect(const NTMS_GUID *object, const char *rights);

#endif
