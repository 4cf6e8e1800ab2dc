/* SPDX-License-Identifier: MIT */
/*
 * What the tests of AllocateNtmsMedia have in common: a small library whose three cartridges lie in
 * Free, ready to be handed out, and a pool of an application.
 */
#ifndef TESTS_API_ALLOCATE_SUPPORT_H
#define TESTS_API_ALLOCATE_SUPPORT_H

#include "pools_support.h"

enum { ALLOCATE_MEDIA = 3 };

struct stock {
    NTMS_GUID lto;
    NTMS_GUID free_pool; /* the child of Free */
    NTMS_GUID import;    /* the child of Import */
    NTMS_GUID pool;      /* the application's */
    NTMS_GUID media[ALLOCATE_MEDIA];
    NTMS_GUID sides[ALLOCATE_MEDIA];
};
extern struct stock stock;

void stock_start(void);

/* The pool draws from Free, or not. */
void stock_draw(const NTMS_GUID *pool, DWORD policy);

/* AllocateNtmsMedia by values; `media` (in and out) and `side` may be NULL. Holds the documented
 * outputs: on failure the null GUID. */
DWORD stock_allocate(const NTMS_GUID *pool, const NTMS_GUID *side, DWORD options, DWORD timeout,
                     NTMS_GUID *media);

/* The logical medium is of `pool`, its one side is allocated, and is `side` unless NULL. */
void stock_expect(const NTMS_GUID *media, const NTMS_GUID *pool, const NTMS_GUID *side);

NTMS_PARTITIONINFORMATIONW stock_side(const NTMS_GUID *side);
void stock_set_state(const NTMS_GUID *side, DWORD state);
/* A second side of a cartridge. */
NTMS_GUID stock_add_side(const NTMS_GUID *medium, DWORD state);

#endif
