/* SPDX-License-Identifier: MIT */
/*
 * The first checks of the calls that administer libraries, drives and slots: DismountNtmsDrive,
 * EnableNtmsObject, DisableNtmsObject, DeleteNtmsLibrary, DeleteNtmsDrive, IdentifyNtmsSlot. The
 * caller gathers the facts, these functions hold the documented order of the rows. A fact that
 * could not be gathered because an earlier one failed is left zero.
 *
 * All functions here are pure; any thread. Sources: the API pages of the calls, MS-RSMP for codes
 * that the pages leave out.
 */
#ifndef RULES_LIBRARY_CHECKS_H
#define RULES_LIBRARY_CHECKS_H

#include "rules/first_checks.h"

/* A drive and the library it is in; `library.given`, ports and doors are not looked at. */
struct rules_drive_facts {
    bool given;      /* the pointer to its id is not NULL */
    bool found;      /* a drive has this id */
    bool enabled;    /* its own flag */
    bool present;    /* not NTMS_NOT_PRESENT */
    bool standalone; /* it is a library of its own */
    bool holds;      /* a data cartridge is in it */
    bool cleaning;   /* it is being cleaned */
    bool opened;     /* a program has its medium open, or waits for it to be mounted there */
    struct rules_library_facts library; /* `granted`: the right that the call needs */
};

/* DismountNtmsDrive: 87, 15, 4301, 5, 4319, 4305, 4319 (the drive is gone), 5023, 5023, 170. */
base_error rules_check_dismount_drive(const struct rules_drive_facts *facts);

/* DeleteNtmsDrive: 87, 15, 4301, 5, 5023, 5023 in this order. */
base_error rules_check_delete_drive(const struct rules_drive_facts *facts);

/* DeleteNtmsLibrary: 87, 4301 (the shelf, too), 5, 5023 in this order. */
base_error rules_check_delete_library(const struct rules_library_facts *library);

/* What EnableNtmsObject and DisableNtmsObject look at. */
struct rules_enable_facts {
    bool given;        /* the pointer to its id is not NULL */
    uint32_t type;     /* enum model_type that the caller names */
    bool found;        /* an object of that type has this id */
    bool granted;      /* NTMS_MODIFY_ACCESS on the library that it is or lies in */
    bool shelf;        /* it is the offline library itself */
    bool enabled;      /* as it is now */
    bool want_enabled; /* as it is to be */
};

/* EnableNtmsObject, DisableNtmsObject: 87, 4312, 5, 4305, 5023 in this order. */
base_error rules_check_enable(const struct rules_enable_facts *facts);

/* The same for the arguments alone, before anything is looked up: 87. */
base_error rules_check_enable_arguments(const struct rules_enable_facts *facts);

struct rules_identify_facts {
    bool given;      /* the pointer to the slot's id is not NULL */
    uint32_t option; /* 0, or enum model_dismount_option: one of them */
    bool found;      /* a slot has this id */
    struct rules_library_facts library;
};

/* IdentifyNtmsSlot: 87, 87, 4312, 5, 4309, 4305 in this order. */
base_error rules_check_identify_slot(const struct rules_identify_facts *facts);

#endif
