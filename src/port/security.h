/* SPDX-License-Identifier: MIT */
/*
 * Who may do what. Descriptors are Windows security descriptors in self-relative form (MS-DTYP
 * 2.4.6), kept as plain bytes; they come from callers and from the database and are checked before
 * the system sees them. The user is the calling thread's (the impersonated one), else the
 * process's.
 */
#ifndef PORT_SECURITY_H
#define PORT_SECURITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

/* What GENERIC_READ, _WRITE, _EXECUTE and _ALL stand for on an object type. */
struct port_generic_mapping {
    uint32_t read;
    uint32_t write;
    uint32_t execute;
    uint32_t all;
};

/*
 * True when length bytes hold one sound self-relative descriptor: revision 1, every part inside the
 * block, lists and identifiers well-formed. Pure.
 */
bool port_descriptor_is_valid(const uint8_t *descriptor, size_t length);

/*
 * The rights (not mapped) that a descriptor grants to everybody (S-1-1-0): 0 unless it is sound,
 * names owner and group, its list does nothing but allow, and no mandatory label or other such
 * entry stands among what is audited. Pure.
 */
uint32_t port_descriptor_everyone(const uint8_t *descriptor, size_t length);

/* Parts of a descriptor, combined by OR (API: SECURITY_INFORMATION). The protection bits say of a
 * list that is taken over with them whether it is marked as protected from inheritance. */
#define PORT_DESCRIPTOR_OWNER            0x1u
#define PORT_DESCRIPTOR_GROUP            0x2u
#define PORT_DESCRIPTOR_DACL             0x4u
#define PORT_DESCRIPTOR_SACL             0x8u
#define PORT_DESCRIPTOR_ALL              0xFu
#define PORT_DESCRIPTOR_SACL_UNPROTECTED 0x10000000u
#define PORT_DESCRIPTOR_DACL_UNPROTECTED 0x20000000u
#define PORT_DESCRIPTOR_SACL_PROTECTED   0x40000000u
#define PORT_DESCRIPTOR_DACL_PROTECTED   0x80000000u
#define PORT_DESCRIPTOR_PROTECTION       0xF0000000u

/*
 * Appends to *out the sound descriptor `stored` (length 0: one without any part) with `parts` taken
 * from the sound descriptor `given`; a part that `given` does not have is absent then. Generic
 * rights come out as what `mapping` says (NULL: as they are), for an access check does not map
 * those of a list. Packed: no two parts share a byte. Pure.
 */
base_error port_descriptor_replace(const uint8_t *stored, size_t stored_length,
                                   const uint8_t *given, size_t given_length, uint32_t parts,
                                   const struct port_generic_mapping *mapping,
                                   struct base_buffer *out);

/* The owner of a sound descriptor; NULL: it names none. Pure. */
const uint8_t *port_descriptor_owner(const uint8_t *descriptor, size_t length, size_t *sid_length);

/* True when the sound descriptor names a group. Pure. */
bool port_descriptor_has_group(const uint8_t *descriptor, size_t length);

/*
 * Success when the user has all the rights of desired (generic ones mapped) on an object with that
 * descriptor; BASE_ERROR_ACCESS_DENIED when not; BASE_ERROR_INVALID_SECURITY_DESCR when it is
 * unsound or has no owner or group; other errors when the token cannot be read. Natively everything
 * is granted unless a test sets port_access_hook.
 */
base_error port_access_check(const uint8_t *descriptor, size_t length,
                             const struct port_generic_mapping *mapping, uint32_t desired);

/* True when the user has the privilege enabled that lets him see and change audit lists (API:
 * SE_SECURITY_NAME). Natively what port_audit_hook said last, at first true. */
bool port_may_audit(void);

/* True when the user is a member of the administrators with the right enabled (elevated). */
bool port_is_administrator(void);

/* True when what is granted to everybody (S-1-1-0) is granted to the user: anonymous and restricted
 * tokens can lack it. Natively always. */
bool port_is_everyone(void);

/* The same of the process itself, whatever the calling thread impersonates: asks the system once,
 * where port_is_everyone asks it each time who calls. */
bool port_process_is_everyone(void);

/*
 * Makes a self-relative descriptor from its text form (MS-DTYP 2.5.1). Free with base_memory_free.
 * BASE_ERROR_INVALID_PARAMETER for a bad text. Natively the result is a fixed sound descriptor.
 */
base_error port_descriptor_from_text(const char *text, uint8_t **descriptor, size_t *length);

/* Longest identifier of a user (MS-DTYP 2.4.2). */
#define PORT_SID_MAX 68u

/* Copies the identifier of the user to sid. Natively that of the administrators. */
base_error port_user_sid(uint8_t sid[PORT_SID_MAX], size_t *length);

/*
 * Appends to *out the descriptor of a new object for which none was given: owned by `creator` (a
 * sound identifier), who gets `rights`, as does the system; followed by the entries of the sound
 * descriptor `parent`, marked as inherited (length 0: none). BASE_ERROR_INVALID_PARAMETER: too many
 * entries for one list. Pure.
 */
base_error port_descriptor_inherit(const uint8_t *creator, size_t creator_length, uint32_t rights,
                                   const uint8_t *parent, size_t parent_length,
                                   struct base_buffer *out);

/*
 * Appends to *out a sound descriptor as it is, but with `creator` as owner and the system as group
 * where it names none: the access check asks for both. Pure.
 */
base_error port_descriptor_complete(const uint8_t *given, size_t length, const uint8_t *creator,
                                    size_t creator_length, struct base_buffer *out);

/* Native builds only: decides instead of "granted"; NULL restores that. Not for use while threads
 * run. */
typedef base_error port_access_decider(void *context, const uint8_t *descriptor, size_t length,
                                       uint32_t desired);
void port_access_hook(port_access_decider *decider, void *context);

/* Native builds only: what port_is_administrator answers (true at first). */
void port_administrator_hook(bool administrator);

/* Native builds only: what port_may_audit answers (true at first). */
void port_audit_hook(bool may);

#endif
