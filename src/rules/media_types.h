/* SPDX-License-Identifier: MIT */
/*
 * The checks of AddNtmsMediaType and DeleteNtmsMediaType: the relation between a library and the
 * media types it handles. Sources: the API pages, MS-RSMP for the codes that they leave out.
 *
 * All functions here are pure; any thread.
 */
#ifndef RULES_MEDIA_TYPES_H
#define RULES_MEDIA_TYPES_H

#include "rules/first_checks.h"

struct rules_media_type_facts {
    struct rules_library_facts library; /* `given`, ports and doors are not looked at */
    bool type_found;                    /* a media type has this id */
    bool in_use;                        /* the library holds a cartridge of it */
};

/* 4301, 4300, 5, 4309, 4305 in this order. */
base_error rules_check_add_media_type(const struct rules_media_type_facts *facts);

/* 4301, 5, 4300, 4307 in this order; the library may be disabled, absent or the shelf. */
base_error rules_check_delete_media_type(const struct rules_media_type_facts *facts);

#endif
