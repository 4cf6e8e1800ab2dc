/* SPDX-License-Identifier: MIT */
/*
 * What every exported function does with a session handle and with GUIDs: take the session with a
 * reference, copy identifiers between the caller's memory and ours. A caller's GUID may be
 * misaligned, and may change while we look at it: it is copied once.
 */
#ifndef API_EDGE_H
#define API_EDGE_H

#include "api/handle.h"
#include "base/error.h"
#include "base/guid.h"

struct engine_session;

/* The session of an open handle, to be given back with api_handle_release; NULL = no session. */
static inline struct engine_session *api_session_acquire(HANDLE session)
{
    return api_handle_acquire(session, API_HANDLE_SESSION);
}

struct base_guid api_guid_read(const void *guid);
void api_guid_write(void *out, const struct base_guid *guid);

/* Calls that are about one object, or two, named by their identifiers: ERROR_INVALID_HANDLE (6)
 * without a session, ERROR_INVALID_PARAMETER (87) for a NULL identifier, else what `call` says. */
typedef base_error api_one_call(struct engine_session *session, const struct base_guid *object);
typedef base_error api_pair_call(struct engine_session *session, const struct base_guid *first,
                                 const struct base_guid *second);
DWORD api_call_with_one(HANDLE session, const void *object, api_one_call *call);
DWORD api_call_with_pair(HANDLE session, const void *first, const void *second,
                         api_pair_call *call);

#endif
