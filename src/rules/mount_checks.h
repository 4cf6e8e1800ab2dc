/* SPDX-License-Identifier: MIT */
/*
 * The first checks of MountNtmsMedia, DismountNtmsMedia and InventoryNtmsLibrary: what their return
 * code says before anything is queued, and what a mount that has ended means for its caller. The
 * caller gathers the facts, these functions hold the order of the rows. Of several media or drives
 * it does not matter which one a fact is about, so the facts of a call are one set; one that could
 * not be gathered because an earlier one failed is left out.
 *
 * All functions here are pure; any thread. Sources: the API pages of the calls, MS-RSMP for codes
 * that the pages leave out.
 */
#ifndef RULES_MOUNT_CHECKS_H
#define RULES_MOUNT_CHECKS_H

#include "rules/first_checks.h"

/* What is wrong with one of the media or drives of a MountNtmsMedia. */
enum rules_mount_fact {
    RULES_MOUNT_UNKNOWN_MEDIUM = 0x0001,   /* no side and no logical medium has this id */
    RULES_MOUNT_REPEATED_MEDIUM = 0x0002,  /* its cartridge was named before */
    RULES_MOUNT_NO_LIBRARY = 0x0004,       /* a medium's library is gone; or it is on the shelf and
                                              there is no library to bring it to */
    RULES_MOUNT_OTHER_LIBRARY = 0x0008,    /* media of different libraries */
    RULES_MOUNT_UNKNOWN_DRIVE = 0x0010,    /* no drive has this id, or it was named before */
    RULES_MOUNT_DRIVE_NO_LIBRARY = 0x0020, /* a drive's library is gone */
    RULES_MOUNT_DRIVE_ELSEWHERE = 0x0040,  /* a drive is not in the library of the media */
    RULES_MOUNT_DENIED = 0x0080,           /* no NTMS_USE_ACCESS on a pool or the library */
    RULES_MOUNT_COMPLETE = 0x0100,         /* a side is COMPLETE */
    RULES_MOUNT_READ_ONLY = 0x0200,        /* a medium of a type that cannot be written */
    RULES_MOUNT_USELESS = 0x0400,          /* a side is INCOMPATIBLE or DECOMMISSIONED */
    RULES_MOUNT_DISABLED = 0x0800,         /* medium, library or named drive */
    RULES_MOUNT_OFFLINE = 0x1000,          /* on the shelf, where an operator can fetch it */
    RULES_MOUNT_LIBRARY_ABSENT = 0x2000,   /* the library is not connected */
    RULES_MOUNT_NO_DRIVES = 0x4000,        /* the library has no drives of its own */
    RULES_MOUNT_MORE_THAN_DRIVES = 0x8000, /* more media than the library has drives */
    RULES_MOUNT_BUSY = 0x10000             /* a medium, or the drives for it, are in use now */
};

struct rules_mount_facts {
    bool media_given; /* neither pointer is NULL */
    uint32_t count;
    uint32_t options; /* enum model_mount_option */
    int32_t priority;
    uint32_t facts; /* of enum rules_mount_fact */
};

/*
 * MountNtmsMedia: 87, 4300, 4301, 4303, 15, 4301, 4303, 5, 19, 5023, 4309, 4304, 5006, 170. Neither
 * NTMS_MOUNT_READ nor _WRITE means reading. A medium on the shelf is no error without
 * ERROR_OFFLINE, one that is in use none without ERROR_NOT_AVAILABLE. A library that is not
 * connected is 4304 always: nobody could be told to bring the medium.
 */
base_error rules_check_mount(const struct rules_mount_facts *facts);

/* The same for arguments alone, before anything is looked up: 87. */
base_error rules_check_mount_arguments(const struct rules_mount_facts *facts);

/*
 * What the caller of a mount is told when a request of his has ended: the state is an enum
 * model_lm_state, the error that of the request. CANCELLED and STOPPED are ERROR_CANCELLED (1223).
 * A wrong label (4334), a medium that no drive can read (1785) and whatever a device reports is
 * ERROR_INVALID_STATE (5023), a device that is gone (4319) ERROR_RESOURCE_NOT_AVAILABLE (5006); the
 * request keeps the exact error.
 */
base_error rules_mount_result(uint32_t state, base_error error);

/* True when nothing has the cartridge in use (API: NtmsMediaState): IDLE, left in a drive by a
 * deferred dismount (UNLOADED), or after a fault that needs no operator (OPERROR). */
bool rules_medium_may_be_mounted(uint32_t media_state);

enum { RULES_FREE_DRIVES_MAX = 64 };

/*
 * True when each of `count` media can get a drive of its own: bit n of usable[i] tells that medium
 * i can use free drive n. `count` is at most RULES_FREE_DRIVES_MAX.
 */
bool rules_drives_suffice(const uint64_t *usable, uint32_t count);

/* What is wrong with one of the media of a DismountNtmsMedia. */
enum rules_dismount_fact {
    RULES_DISMOUNT_UNKNOWN_MEDIUM = 0x01,
    RULES_DISMOUNT_REPEATED_MEDIUM = 0x02,
    RULES_DISMOUNT_NO_LIBRARY = 0x04,
    RULES_DISMOUNT_DENIED = 0x08,
    RULES_DISMOUNT_OFFLINE = 0x10,  /* on the shelf, or its library is not connected */
    RULES_DISMOUNT_DISABLED = 0x20, /* the medium */
    RULES_DISMOUNT_DEVICE = 0x40,   /* drive or library disabled, drive not present */
    RULES_DISMOUNT_NOT_MOUNTED = 0x80
};

struct rules_dismount_facts {
    bool media_given;
    uint32_t count;
    uint32_t options; /* enum model_dismount_option; 0 and both bits mean IMMEDIATE */
    uint32_t facts;   /* of enum rules_dismount_fact */
};

/* DismountNtmsMedia: 87, 4300, 4301, 5, 4304, 4318, 4319, 5023 in this order. */
base_error rules_check_dismount(const struct rules_dismount_facts *facts);

/* The same for arguments alone, before anything is looked up: 87. */
base_error rules_check_dismount_arguments(const struct rules_dismount_facts *facts);

/* InventoryNtmsLibrary: 87, 4301, 5, 4301 (the shelf), 4309, 4319 in this order. `action` is the
 * enum model_inventory_method: FAST, OMID, DEFAULT or STOP. */
base_error rules_check_inventory(const struct rules_library_facts *library, uint32_t action);

#endif
