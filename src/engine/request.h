/* SPDX-License-Identifier: MIT */
/*
 * Library requests and the operator requests they raise, as rows: made, moved from state to state,
 * finished. Every function works inside the caller's write transaction, so a request changes
 * together with what its step did.
 */
#ifndef ENGINE_REQUEST_H
#define ENGINE_REQUEST_H

#include "engine/runtime.h"

/*
 * Fills a new request of `operation` for `library`, stamped with the session's application, user
 * and computer; state QUEUED. `session` NULL: a request of RSM's own ("Removable Storage").
 */
void engine_request_init(struct model_information *request, struct engine_session *session,
                         const struct engine *engine, uint32_t operation,
                         const struct base_guid *library);

/* Inserts `request`; its id is set when it was null. */
base_error engine_request_insert(struct store_transaction *transaction,
                                 struct model_information *request);

/*
 * Ends `request` in the finished state `state` (enum model_lm_state) with `error` (0 unless
 * FAILED), completes or withdraws its operator request and announces the completion under the
 * identifier that the documents give to its operation (API: notifications of asynchronous
 * operations; of a dismount the logical medium in work_item, or the side, or the drive). Requests
 * that take a cartridge into a drive, and dismounts, are ended by engine/visit.h.
 */
base_error engine_request_finish(struct store_transaction *transaction,
                                 struct model_information *request, uint32_t state,
                                 base_error error);

/* Ends `request` CANCELLED for CancelNtmsLibraryRequest, whose own completion is announced under
 * the request's identifier. */
base_error engine_request_withdraw(struct store_transaction *transaction,
                                   struct model_information *request);

/*
 * Inserts a request that was carried out inside the call, and announces its completion.
 */
base_error engine_request_insert_passed(struct store_transaction *transaction,
                                        struct model_information *request);

/* Fills a new operator request, stamped with the session's application, user and computer; state
 * SUBMITTED. `session` NULL: a request of RSM's own. */
void engine_operator_init(struct model_information *request, struct engine_session *session,
                          const struct engine *engine, uint32_t command);

/*
 * Raises an operator request of RSM's own about an object of type `argument_type`. `library` is
 * where something is to be brought to, or NULL. `id` receives its identifier.
 */
base_error engine_operator_ask(struct store_transaction *transaction, const struct engine *engine,
                               uint32_t command, uint32_t argument_type,
                               const struct base_guid *argument, const struct base_guid *library,
                               const char *message, struct base_guid *id);

/* Settles an operator request that is still open; one that is not there or settled is left alone.
 */
base_error engine_operator_settle(struct store_transaction *transaction, const struct base_guid *id,
                                  uint32_t state);

/* The same by a call of this session. */
base_error engine_operator_settle_by(struct store_transaction *transaction,
                                     const struct engine_session *session,
                                     const struct base_guid *id, uint32_t state);

/* Erases finished requests that are older than the computer object's purge times allow. */
base_error engine_request_purge(struct engine *engine);

#endif
