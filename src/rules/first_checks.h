/* SPDX-License-Identifier: MIT */
/*
 * The first checks of the cleaner calls: what their return code says before anything is queued. The
 * caller gathers the facts, these functions hold the documented order of the rows, so that the
 * order is tested without a library. The session check comes before all of them
 * (ERROR_INVALID_HANDLE). A fact that could not be gathered because an earlier one failed is left
 * zero.
 *
 * All functions here are pure; any thread. Sources: the API pages of the calls, MS-RSMP for codes
 * that the pages leave out.
 */
#ifndef RULES_FIRST_CHECKS_H
#define RULES_FIRST_CHECKS_H

#include "base/error.h"
#include "model/constants.h"

#include <stdbool.h>
#include <stdint.h>

struct rules_library_facts {
    bool given;   /* the pointer to its id is not NULL */
    bool found;   /* a library has this id */
    bool granted; /* NTMS_CONTROL_ACCESS on it */
    bool enabled;
    bool shelf;   /* the offline library (NTMS_LIBRARYFLAG_FIXEDOFFLINE) */
    bool present; /* not NTMS_NOT_PRESENT */
    uint32_t ports;
    uint32_t doors;
};

struct rules_slot_facts {
    bool given;      /* ReserveNtmsCleanerSlot: the pointer to its id is not NULL */
    bool found;      /* a slot has this id */
    bool of_library; /* it belongs to the library */
    uint32_t state;  /* enum model_slot_state */
};

struct rules_clean_facts {
    bool drive_given;
    bool drive_found;
    bool drive_enabled;
    bool drive_present;
    struct rules_library_facts library; /* the drive's; `given` is not looked at */
};

struct rules_cleaner_facts {
    struct rules_library_facts library;
    bool slot_reserved;           /* the library has a cleaner slot */
    struct rules_slot_facts slot; /* reserve: the slot asked for, else the reserved one */
    bool cleaner_present; /* NTMS_LIBRARYFLAG_CLEANERPRESENT: in the slot or out in a drive */
    /* inject and eject only */
    bool operation_given;      /* the pointer to the operation's id is not NULL */
    uint32_t action;           /* MODEL_INJECT_START or _STOP, MODEL_EJECT_START or _STOP */
    bool operation_unfinished; /* stop: the id is an unfinished request of this kind and library */
};

/* CleanNtmsDrive: 87, 15, 4301, 5, 4309, 4316, 4319 in this order. */
base_error rules_check_clean_drive(const struct rules_clean_facts *facts);

/* ReserveNtmsCleanerSlot: 87, 4301, 5, 4309, 4305 or 4319, 4312, 5006, 4331, 5006. */
base_error rules_check_reserve_cleaner_slot(const struct rules_cleaner_facts *facts);

/* ReleaseNtmsCleanerSlot: 87, 4301, 5, 4309, 4305 or 4319, 4332, 5006, 5006. */
base_error rules_check_release_cleaner_slot(const struct rules_cleaner_facts *facts);

/* InjectNtmsCleaner: 87, 4301, 5, 4309, 4305 or 4319; stop: 4317; start: 4332, 5006, 5006, 4316. */
base_error rules_check_inject_cleaner(const struct rules_cleaner_facts *facts);

/* EjectNtmsCleaner: 87, 4301, 5, 4309, 4305; stop: 4317; start: 4332, 5006, 4306, 4316. */
base_error rules_check_eject_cleaner(const struct rules_cleaner_facts *facts);

#endif
