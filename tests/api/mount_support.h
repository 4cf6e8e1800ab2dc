/* SPDX-License-Identifier: MIT */
/* What the tests of mounts have in common: cartridges of an application, calls on copies of the
 * caller's identifiers, what is left of a call. */
#ifndef TESTS_API_MOUNT_SUPPORT_H
#define TESTS_API_MOUNT_SUPPORT_H

#include "pools_support.h"

enum { MOUNT_MEDIA = 4 };

struct mount_medium {
    NTMS_GUID medium;  /* the cartridge */
    NTMS_GUID side;    /* its first side */
    NTMS_GUID logical; /* of that side */
};

/* The cartridges in the slots from 0 on, in a pool of an application, their sides allocated. */
extern struct mount_medium mount_media[MOUNT_MEDIA];
extern NTMS_GUID mount_pool;
void mount_own(uint32_t count);

/* One medium; `drive` may be NULL. */
DWORD mount_one(const NTMS_GUID *id, DWORD options, DWORD timeout, NTMS_GUID *drive);
/* In this drive. */
DWORD mount_in(const NTMS_GUID *id, DWORD drive, DWORD options, DWORD timeout);
/* The first `count` of mount_media by their logical media. */
DWORD mount_many(DWORD count, DWORD options, DWORD timeout, NTMS_GUID *drives);
DWORD mount_dismount(const NTMS_GUID *id, DWORD options);

DWORD mount_media_state(uint32_t index);
/* Waits until the cartridge has this state. */
void mount_await_state(uint32_t index, DWORD state);

/* No mount is unfinished, no operator is asked, and no cartridge is in use. */
void mount_expect_nothing_left(void);

/* Changes a member of one cartridge's or drive's row past the DLL. */
void mount_set_medium(uint32_t index, const char *assignment);
void mount_set_side(uint32_t index, const char *assignment);
void mount_set_drive(uint32_t index, const char *assignment);

#endif
