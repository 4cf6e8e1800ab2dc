/* SPDX-License-Identifier: MIT */
/*
 * Media pools: how they are named by a path, when a path is opened and when a pool is made, which
 * moves of a cartridge between pools are legal, and in which state its sides arrive. Sources: the
 * API pages CreateNtmsMediaPool, MoveToNtmsMediaPool and ChangeNtmsMediaType, MS-RSMP for the order
 * of the checks.
 *
 * Where the pages are silent: a path may begin with a backslash or not; letters A to Z are compared
 * without case; an empty part, and a backslash at the end, is a bad name.
 *
 * All functions here are pure; any thread.
 */
#ifndef RULES_POOLS_H
#define RULES_POOLS_H

#include "base/error.h"
#include "model/information.h"
#include "rules/first_checks.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    RULES_POOL_NAME_UNITS = 63,  /* UTF-16 units of one part (NTMS_OBJECTNAME_LENGTH) */
    RULES_POOL_PATH_UNITS = 511, /* of a path that begins with its backslash
                                    (NTMS_POOLHIERARCHY_LENGTH) */
    RULES_POOL_DEPTH_MAX = 256   /* parts that fit into such a path */
};

/* ERROR_INVALID_NAME (123) unless the UTF-8 text is a well-formed path that is not too long. */
base_error rules_pool_path_check(const char *path);

/* Copies the next part of a well-formed path and moves *path behind it; false at the end. */
bool rules_pool_path_next(const char **path, char name[MODEL_NAME_BYTES]);

/*
 * CreateNtmsMediaPool's table of options (API: NtmsCreateOptions). Success: *create tells whether
 * the pool is to be made or the found one returned. ERROR_ALREADY_EXISTS (183),
 * ERROR_OBJECT_NOT_FOUND (4312).
 */
base_error rules_pool_open(uint32_t action, bool found, bool parent_found, bool *create);

struct rules_create_pool_facts {
    bool granted;            /* NTMS_CONTROL_ACCESS on the root pool and on the parent */
    bool type_given;         /* a media type was named */
    bool type_found;         /* ... and there is one */
    bool at_top;             /* no parent but the root pool */
    uint32_t parent_kind;    /* enum model_pool_type */
    bool parent_holds_media; /* it has a media type */
};

/* 5, 4300, 123 (below a system pool, below a pool that holds media) in this order. */
base_error rules_check_create_pool(const struct rules_create_pool_facts *facts);

/* DeleteNtmsMediaPool, after the pool was found: 5, 4302 (not an application's), 4307. */
base_error rules_check_delete_pool(const struct model_media_pool *pool, bool granted);

/* What MoveToNtmsMediaPool asks for on a pool: NTMS_CONTROL_ACCESS, on Free NTMS_USE_ACCESS. */
uint32_t rules_move_right(uint32_t pool_type);

enum { RULES_SIDES_MAX = 8 };

/* A cartridge and where it shall go. */
struct rules_move_facts {
    bool medium_found; /* the cartridge and its pool */
    bool target_found; /* a pool has this id */
    bool granted;      /* all rights that the call needs */
    bool medium_enabled;
    uint32_t medium_state;    /* enum model_media_state */
    bool same_pool;           /* it is there already */
    bool same_type;           /* its media type is the target's */
    bool target_holds_media;  /* the target has a media type */
    bool target_is_read_only; /* ... of media that cannot be written */
    bool waits_for_label;     /* an earlier move to Free is not done yet */
    bool mount_waits;         /* a mount of it is not done yet */
    uint32_t target_sides;    /* ... and its number of sides */
    uint32_t source_kind;     /* enum model_pool_type */
    uint32_t target_kind;
    uint32_t side_count;
    uint32_t sides[RULES_SIDES_MAX];    /* enum model_partition_state */
    struct rules_library_facts library; /* that holds the cartridge; `given` is not looked at */
};

/* True when the library's cartridges can come into its drives: it is no shelf, there and enabled.
 * `given` and `granted` are not looked at. */
bool rules_library_reachable(const struct rules_library_facts *library);

/* MoveToNtmsMediaPool: 4300, 4302, 5, 170, 4302, 4315, 4302 in this order. A cartridge that cannot
 * come into a drive (shelf, library absent or disabled) cannot get the label of Free: 170. */
base_error rules_check_move_media(const struct rules_move_facts *facts);

/* ChangeNtmsMediaType: 4300, 4302, 5, 4309, 4305, 170, 4302, 4315, 4302 in this order. */
base_error rules_check_change_media_type(const struct rules_move_facts *facts);

/*
 * The state of a side after a legal move into another pool. In Free it waits for the free label
 * (NTMS_PARTSTATE_UNPREPARED), unless it is of no use (decommissioned, incompatible); other moves
 * leave it as it was.
 */
uint32_t rules_side_state_moved(uint32_t target_kind, uint32_t state);

#endif
