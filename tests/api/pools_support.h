/* SPDX-License-Identifier: MIT */
/* What the tests of pools and media types have in common: finding, making and protecting pools. */
#ifndef TESTS_API_POOLS_SUPPORT_H
#define TESTS_API_POOLS_SUPPORT_H

#include "world.h"

/* A top-level system pool; its child for a media type (null GUID: there is none). */
NTMS_GUID pools_system(DWORD kind);
NTMS_GUID pools_child(DWORD kind, const NTMS_GUID *media_type);
NTMS_GUID pools_root(void);

/* A media type by its STORAGE_MEDIA_TYPE; the first of the library. */
NTMS_GUID pools_type(DWORD code);
NTMS_GUID pools_library_type(void);

/* CreateNtmsMediaPoolW without a descriptor; expects success. media_type may be NULL. */
NTMS_GUID pools_make(const WCHAR *path, const NTMS_GUID *media_type);

NTMS_MEDIAPOOLINFORMATION pools_read(const NTMS_GUID *pool);

/* Replaces the security descriptor of an object. */
void pools_protect(const NTMS_GUID *object, const char *text);

/* The cartridge in a slot, its pool, the state of its first side; read past the DLL. */
NTMS_GUID pools_medium(uint32_t slot);
BOOL pools_medium_is_in(const NTMS_GUID *medium, const NTMS_GUID *pool);
DWORD pools_side_state(const NTMS_GUID *medium);

/* Puts a cartridge into a pool and its sides into a state, past the DLL's rules. */
void pools_place(const NTMS_GUID *medium, const NTMS_GUID *pool, DWORD side_state);

/* Waits until nobody uses the cartridge any more. */
void pools_await_idle(const NTMS_GUID *medium);

#endif
