/* SPDX-License-Identifier: MIT */
/*
 * Whether the caller may: the right that a call needs, held against the security descriptor of the
 * object that decides (computer, library or media pool), for the calling thread's user. Members of
 * the administrators pass every check (MS-RSMP note 85).
 */
#ifndef ENGINE_ACCESS_H
#define ENGINE_ACCESS_H

#include "engine/runtime.h"
#include "port/security.h"

/* MS-RSMP, access masks of the securable objects: what the generic rights stand for. */
extern const struct port_generic_mapping engine_access_mapping;

/*
 * Success when the calling thread's user has `right` (enum model_access) on the securable object
 * `securable` (a computer, library or media pool); ERROR_ACCESS_DENIED (5) when not, or when the
 * object has no sound descriptor. Database errors.
 */
base_error engine_access_check(struct engine_session *session, const struct base_guid *securable,
                               uint32_t right);

/* The same on whatever object decides for `information` (API: access rights by object type). */
base_error engine_access_check_object(struct engine_session *session,
                                      const struct model_information *information, uint32_t right);

/*
 * NTMS_USE_ACCESS on whatever decides for `information`, to read it. What everybody may read, and
 * the process itself may, is not held against the token of a thread that impersonates: to ask for
 * that token takes longer than to read, and such a thread has its process' view at hand anyway.
 */
base_error engine_access_check_read(struct engine_session *session,
                                    const struct model_information *information);

/*
 * Gives a new securable object its descriptor: full control for administrators and the system,
 * NTMS_USE_ACCESS for everyone. Inside the transaction that inserts the object.
 */
base_error engine_access_grant_default(struct store_transaction *transaction,
                                       const struct base_guid *securable);

/* Gives a new object the descriptor of `from`, or the default one when that has none. */
base_error engine_access_grant_copy(struct store_transaction *transaction,
                                    const struct base_guid *from,
                                    const struct base_guid *securable);

/*
 * Gives a pool that an application makes its descriptor (API: CreateNtmsMediaPool): the given one,
 * completed by owner and group, its generic rights mapped; else full control for the caller and the
 * system and the entries of `parent` (NULL: below the root pool, whose entries are not inherited).
 * ERROR_INVALID_PARAMETER (87): too long.
 */
base_error engine_access_grant_created(struct store_transaction *transaction,
                                       const struct base_guid *pool, const struct base_guid *parent,
                                       const struct engine_descriptor *given);

#endif
