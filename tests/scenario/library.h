/* SPDX-License-Identifier: MIT */
/*
 * Stories about several libraries and several service starts: which library `world` looks at, the
 * virtual devices put together anew while the database stays, objects compared before and after.
 */
#ifndef TESTS_SCENARIO_LIBRARY_H
#define TESTS_SCENARIO_LIBRARY_H

#include "api/world.h"

enum { LIBRARY_SLOT = 3 };

/* A library of 6 slots, 2 drives, 1 port with these cartridges (NULL: none). */
struct vtl_client_library library_config(uint32_t index, const char *cartridges);

/* Builds other devices, then starts the service anew on the present database. */
void library_rebuild(const struct vtl_client_library *libraries, uint32_t library_count,
                     const struct vtl_client_drive *drives, uint32_t drive_count);

/* Lets `world` speak of the library whose changer has this device name ("Changer3"), or of the
 * stand-alone one whose drive has this name. Fails the case when there is none. */
void library_use(const char *device);

/* Brings a cleaner into slot LIBRARY_SLOT by port 0 of the virtual library `index`, which `world`
 * speaks of. */
void library_bring_cleaner(uint32_t index, const char *barcode, uint32_t uses);

/* The newest cleaning request of the library that `world` speaks of. */
NTMS_GUID library_clean(uint32_t drive);

/* Texts of the API against plain ones. */
BOOL library_text_is(const WCHAR *wide, const char *text);

/* The cartridge object with this bar code, wherever it is; FALSE when none or several. */
BOOL library_find_media(const char *barcode, NTMS_GUID *id, NTMS_PMIDINFORMATIONW *media);

/* Side 0 of that cartridge; fails the case when there is not one. */
NTMS_GUID library_side(const char *barcode);

/* How many libraries of a type (NTMS_LIBRARYTYPE_...) are in this operational state. */
uint32_t library_count(DWORD type, DWORD operational_state);

#endif
