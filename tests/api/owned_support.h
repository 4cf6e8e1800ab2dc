/* SPDX-License-Identifier: MIT */
/*
 * What the tests of the calls that own media have in common: a pool of an application with three
 * cartridges in it, brought into the states that a case needs past the DLL's rules. The last
 * cartridge lies on the shelf.
 */
#ifndef TESTS_API_OWNED_SUPPORT_H
#define TESTS_API_OWNED_SUPPORT_H

#include "pools_support.h"

enum { OWNED_MEDIA = 3, OWNED_SHELVED = 2 };

struct owned {
    NTMS_GUID lto;
    NTMS_GUID free_pool; /* the child of Free for LTO */
    NTMS_GUID pool;      /* the application's */
    NTMS_GUID other;     /* another one of it */
    NTMS_GUID shelf;
    NTMS_GUID media[OWNED_MEDIA];
    NTMS_GUID sides[OWNED_MEDIA];   /* allocated */
    NTMS_GUID logical[OWNED_MEDIA]; /* of the sides */
};
extern struct owned owned;

/* A small library with two cartridges, everything in `owned`. */
void owned_start(void);

/* The side of a cartridge becomes allocated anew, under owned.logical of that index. */
void owned_allocate(uint32_t index);

/* A second side for a cartridge; its id is made of `mark`. */
NTMS_GUID owned_add_side(uint32_t index, BYTE mark, DWORD state);

/* As the database has it. */
NTMS_PARTITIONINFORMATIONW owned_side(const NTMS_GUID *side);
void owned_set_state(const NTMS_GUID *side, DWORD state);
void owned_set_media_state(uint32_t index, DWORD state);

/* The policies of the application's pool. */
void owned_set_policy(DWORD deallocation, DWORD max_allocates);

#endif
