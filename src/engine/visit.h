/* SPDX-License-Identifier: MIT */
/*
 * What mounts, identifications and free labels have in common as rows: a request takes one side of
 * a cartridge into a drive and something becomes of it there. All functions work inside the
 * caller's write transaction.
 */
#ifndef ENGINE_VISIT_H
#define ENGINE_VISIT_H

#include "engine/runtime.h"

/*
 * True for work that RSM gives itself: identifications, free labels, inventories by labels,
 * cleanings that drives have asked for. Nobody waits for it, so what has not begun survives a
 * restart and keeps nobody's last session open.
 */
bool engine_visit_is_own_work(const struct model_lib_request *request);

/*
 * Queues a visit of RSM's own: NTMS_LM_WRITESCRATCH (`target` is the pool of Free that the
 * cartridge comes into when all its sides are labelled; the state of the side is kept in the
 * request, to be restored when it fails, and becomes UNPREPARED), NTMS_LM_CLASSIFY or
 * NTMS_LM_PROCESSOMID (`parent` is the inventory that asked for it, or NULL). `session` NULL:
 * nobody's. Of a free label `parent` may be the object under whose identifier the completion is
 * announced when the cartridge's last label is written; NULL: the target pool (API:
 * MoveToNtmsMediaPool, ChangeNtmsMediaType). The library is the one that holds the cartridge. A
 * side that has such a visit waiting already is left alone: success. `request` (may be NULL)
 * receives the id.
 */
base_error engine_visit_queue(struct store_transaction *transaction, const struct engine *engine,
                              struct engine_session *session, uint32_t operation,
                              const struct model_information *medium,
                              struct model_information *side, const struct base_guid *target,
                              const struct base_guid *parent, struct base_guid *request);

/*
 * Ends a request that takes a cartridge into a drive (NTMS_LM_MOUNT, WRITESCRATCH, CLASSIFY,
 * PROCESSOMID) in `state` with `error`. A mount that passes passes with the other loaded ones of
 * its call; one that does not pass ends all unfinished requests of its call likewise, and what was
 * put into drives for any of the call's requests is released; a free label that was not written
 * gives its side the old state back. Also for requests whose step is running at this moment: the
 * step finds the request over and records only where things are.
 */
base_error engine_visit_end(struct store_transaction *transaction,
                            struct model_information *request, uint32_t state, base_error error);

/*
 * Ends a dismount. A deferred one that passed leaves the drive DISMOUNTABLE for its delay; one that
 * failed, but for a program that would not let go of the medium, leaves it DISMOUNTABLE at once.
 */
base_error engine_visit_dismounted(struct store_transaction *transaction,
                                   struct model_information *request, uint32_t state,
                                   base_error error);

/*
 * A new holder of the library's lease has not seen what its predecessor's requests found in the
 * drives: what was LOADED is loaded and looked at again.
 */
base_error engine_visit_doubt(struct store_transaction *transaction,
                              const struct base_guid *library);

/* RSM's own work that a dead process had begun begins anew. */
base_error engine_visit_requeue(struct store_transaction *transaction,
                                struct model_information *request);

/* An inventory has ended early: what it asked for and has not begun is CANCELLED. */
base_error engine_visit_disown(struct store_transaction *transaction,
                               const struct model_information *inventory);

/* The drive's cartridge may go: the drive becomes DISMOUNTABLE and its cartridge goes home after
 * `after` (milliseconds UTC, 0: at once); the medium becomes UNLOADED. An empty drive: nothing. */
base_error engine_drive_release(struct store_transaction *transaction,
                                const struct base_guid *drive, int64_t after);

#endif
