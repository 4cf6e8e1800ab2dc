/* SPDX-License-Identifier: MIT */
/*
 * Which right on which securable object a call needs. Three kinds of object carry a security
 * descriptor: the computer, libraries and media pools; every other object borrows that of its
 * container. The tables are those of Windows Server 2003 and later (API: "Access Rights" pages;
 * MS-RSMP, permission matrices and notes 30-32).
 *
 * All functions here are pure; any thread.
 */
#ifndef RULES_ACCESS_H
#define RULES_ACCESS_H

#include "model/constants.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The object whose descriptor decides. */
enum rules_securable {
    RULES_SECURABLE_NONE = 0,
    RULES_SECURABLE_COMPUTER,
    RULES_SECURABLE_LIBRARY,     /* the library that holds or is the object */
    RULES_SECURABLE_POOL,        /* the lowest pool that holds or is the object */
    RULES_SECURABLE_PARENT_POOL, /* CreateNtmsMediaPool: the pool above the new one */
    RULES_SECURABLE_ROOT_POOL,   /* CreateNtmsMediaPool */
    RULES_SECURABLE_FREE_POOL,   /* allocating from, returning to the free pool */
    RULES_SECURABLE_SOURCE_POOL  /* MoveToNtmsMediaPool: the pool the medium leaves */
};

/* The calls that check a right. The generic ones depend on the type of their object. */
enum rules_function {
    RULES_FUNCTION_OPEN_SESSION = 0,
    RULES_FUNCTION_ENUMERATE,
    RULES_FUNCTION_GET_INFORMATION,
    RULES_FUNCTION_SET_INFORMATION,
    RULES_FUNCTION_GET_ATTRIBUTE,
    RULES_FUNCTION_SET_ATTRIBUTE,
    RULES_FUNCTION_GET_SECURITY,
    RULES_FUNCTION_SET_SECURITY,
    RULES_FUNCTION_GET_UI_OPTIONS, /* type MODEL_LIBRARY or MODEL_COMPUTER */
    RULES_FUNCTION_SET_UI_OPTIONS, /* the same */
    RULES_FUNCTION_OPEN_NOTIFICATION,
    RULES_FUNCTION_SUBMIT_OPERATOR_REQUEST, /* `type` is the enum model_opreq_command */
    RULES_FUNCTION_CANCEL_OPERATOR_REQUEST,
    RULES_FUNCTION_SATISFY_OPERATOR_REQUEST,
    RULES_FUNCTION_EXPORT_DATABASE,
    RULES_FUNCTION_IMPORT_DATABASE,
    RULES_FUNCTION_GET_REQUEST_ORDER,
    RULES_FUNCTION_SET_REQUEST_ORDER,
    RULES_FUNCTION_DELETE_REQUESTS,
    RULES_FUNCTION_CANCEL_LIBRARY_REQUEST,
    RULES_FUNCTION_ACCESS_LIBRARY_DOOR,
    RULES_FUNCTION_INVENTORY_LIBRARY,
    RULES_FUNCTION_IDENTIFY_SLOT,
    RULES_FUNCTION_CLEAN_DRIVE,
    RULES_FUNCTION_RESERVE_CLEANER_SLOT,
    RULES_FUNCTION_RELEASE_CLEANER_SLOT,
    RULES_FUNCTION_INJECT_CLEANER,
    RULES_FUNCTION_EJECT_CLEANER,
    RULES_FUNCTION_INJECT_MEDIA,
    RULES_FUNCTION_EJECT_MEDIA,
    RULES_FUNCTION_DISMOUNT_DRIVE,
    RULES_FUNCTION_ENABLE_OBJECT,
    RULES_FUNCTION_DISABLE_OBJECT,
    RULES_FUNCTION_DELETE_LIBRARY,
    RULES_FUNCTION_DELETE_DRIVE,
    RULES_FUNCTION_ADD_MEDIA_TYPE,
    RULES_FUNCTION_DELETE_MEDIA_TYPE,
    RULES_FUNCTION_CHANGE_MEDIA_TYPE,
    RULES_FUNCTION_UPDATE_OMID,
    RULES_FUNCTION_MOUNT_MEDIA,
    RULES_FUNCTION_DISMOUNT_MEDIA,
    RULES_FUNCTION_ALLOCATE_MEDIA, /* plus U on the free pool when taken from there */
    RULES_FUNCTION_DEALLOCATE_MEDIA,
    RULES_FUNCTION_DECOMMISSION_MEDIA,
    RULES_FUNCTION_SET_MEDIA_COMPLETE,
    RULES_FUNCTION_CREATE_MEDIA,
    RULES_FUNCTION_DELETE_MEDIA,
    RULES_FUNCTION_SWAP_MEDIA,
    RULES_FUNCTION_MOVE_TO_MEDIA_POOL,
    RULES_FUNCTION_CREATE_MEDIA_POOL,
    RULES_FUNCTION_DELETE_MEDIA_POOL,
    RULES_FUNCTION_GET_POOL_NAME,
    RULES_FUNCTION_EJECT_DISK,
    RULES_FUNCTION_COUNT
};

enum { RULES_ACCESS_MAX = 2 };

/* What a call needs: all of the entries. */
struct rules_access {
    size_t count;
    struct {
        enum rules_securable securable;
        uint32_t right; /* enum model_access, may be several bits */
    } need[RULES_ACCESS_MAX];
};

/* The kind of object that decides for objects of `type` (enum model_type); NONE for no such type.
 * Never one of the kinds after POOL. API: NtmsObjectsTypes. */
enum rules_securable rules_access_securable(uint32_t type);

/*
 * What `function` needs on an object of `type` (ignored unless the call is generic). An unknown
 * function or type, and a function that checks nothing, gives count 0: callers check the type
 * first.
 */
struct rules_access rules_access_needed(enum rules_function function, uint32_t type);

/*
 * The right on that securable object which `function`, not a generic one, needs.
 * MoveToNtmsMediaPool and what takes from or gives to the free pool: rules_move_right (pools.h). A
 * function that the table gives nothing on such an object: all rights, so that a mistake refuses.
 */
uint32_t rules_access_right(enum rules_function function, enum rules_securable securable);

/* True when objects of `type` own a descriptor; the others only borrow their container's. */
bool rules_access_owns_descriptor(uint32_t type);

/*
 * The rights that changing these parts of a descriptor asks for (enum model_security_part): owner
 * and group WRITE_OWNER, the access list WRITE_DAC. The audit list asks for a privilege instead,
 * API: SetNtmsObjectSecurity.
 */
uint32_t rules_access_to_set_security(uint32_t parts);

#endif
