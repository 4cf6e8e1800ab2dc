/* SPDX-License-Identifier: MIT */
/*
 * CreateNtmsMedia: its checks in the documented order, and what the server fills in. The caller
 * gathers the facts; one that could not be gathered because an earlier one failed is left zero.
 * Sources: the API page CreateNtmsMedia, MS-RSMP for the order of the checks.
 *
 * Where the pages are silent: a label has an identifier of 1 to 255 bytes; only a side that is
 * allocated or complete has a logical medium, and it always has one; two sides of the call that
 * claim one label, or one identifier, are duplicates like any others.
 *
 * All functions here are pure; any thread.
 */
#ifndef RULES_CREATE_MEDIA_H
#define RULES_CREATE_MEDIA_H

#include "base/error.h"
#include "model/information.h"

#include <stdbool.h>
#include <stdint.h>

struct rules_create_media_facts {
    bool wish_is_sound; /* rules_check_create_wish */
    bool pool_found;
    uint32_t pool_kind;    /* enum model_pool_type */
    bool pool_holds_media; /* it has a media type */
    bool granted;          /* NTMS_MODIFY_ACCESS on the pool and the computer */
    bool duplicate_label;  /* NTMS_ERROR_ON_DUPLICATE: a side has such a label already */
    uint32_t type_sides;   /* of the pool's media type */
    uint32_t count;        /* sides that are described; 0: not as many as the cartridge has */
    bool barcode_taken;    /* another cartridge has it */
    bool id_taken;         /* one of the identifiers that were given names an object */
};

/*
 * What can be told without the database: options, the library (`shelf` is the offline one), state,
 * label and logical medium of each side. ERROR_INVALID_PARAMETER (87).
 */
base_error rules_check_create_wish(uint32_t options, const struct model_physical_media *medium,
                                   const struct base_guid *shelf,
                                   const struct model_information *sides, uint32_t count);

/* CreateNtmsMedia: 87, 4302, 5, 4300 (label), 4315, 4300 (bar code), 87 (identifiers). */
base_error rules_check_create_media(const struct rules_create_media_facts *facts);

/* True for the states of a side that an application owns and has a logical medium for. */
bool rules_side_has_logical(uint32_t state);

/* Takes the blanks off the end of a bar code. */
void rules_barcode_trim(char barcode[MODEL_BARCODE_BYTES]);

/*
 * The name that the label gives to a cartridge that was given none, "" when it gives none: only one
 * with a single side and without a bar code is called by its label. Points into the arguments.
 */
const char *rules_media_label_name(const struct model_physical_media *medium,
                                   const struct model_information *sides, uint32_t count);

#endif
