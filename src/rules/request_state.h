/* SPDX-License-Identifier: MIT */
/*
 * The life of a library request (API: NtmsLmState; MS-RSMP, NtmsLmState): which states are final,
 * which may follow which, and what a caller may still do to a request.
 *
 * All functions here are pure; any thread.
 */
#ifndef RULES_REQUEST_STATE_H
#define RULES_REQUEST_STATE_H

#include "model/constants.h"

#include <stdbool.h>
#include <stdint.h>

/* True for the operations that take a cartridge into a drive: NTMS_LM_MOUNT, WRITESCRATCH,
 * CLASSIFY, PROCESSOMID. */
bool rules_is_visit(uint32_t operation);

/* True for PASSED, FAILED, INVALID, CANCELLED and STOPPED; also for numbers that are no state, so
 * that a damaged record is never worked on. */
bool rules_request_is_finished(uint32_t state);

/*
 * True when a request may go from state `from` to state `to`. Nothing leaves a final state, nothing
 * becomes QUEUED again or DEFERRED. Staying in an unfinished state is allowed. A request that ends
 * straight from QUEUED or WAITING has been taken by the worker and ended in the same moment.
 */
bool rules_request_may_become(uint32_t from, uint32_t to);

/*
 * True when CancelNtmsLibraryRequest can accept the request now: QUEUED or WAITING always,
 * INPROCESS only while it depends on the operator or ends by itself between steps (inventory, door,
 * inject, eject). When false and the request is unfinished, the call is refused with
 * ERROR_ACCESS_DENIED (API: CancelNtmsLibraryRequest).
 */
bool rules_request_is_cancellable(uint32_t operation, uint32_t state);

/* What CancelNtmsLibraryRequest does with a request. */
enum rules_cancel {
    RULES_CANCEL_FINISHED = 0, /* nothing: ERROR_OBJECT_NOT_FOUND */
    RULES_CANCEL_AT_ONCE,      /* it ends CANCELLED inside of the call */
    RULES_CANCEL_QUEUED,       /* an NTMS_LM_REMOVE request is queued for it */
    RULES_CANCEL_REFUSED       /* nothing: ERROR_ACCESS_DENIED */
};

/*
 * At once what has not begun (`stage` is the enum rules_stage), and whatever waits for a library
 * that is not `present`. What has begun has cartridges, port or door away from where they belong,
 * so its end is queued: the planner puts them back first. Not so what takes a cartridge into a
 * drive: it ends at once at any stage (the drive is released) unless a step of it may be running.
 */
enum rules_cancel rules_request_cancel(uint32_t operation, uint32_t state, uint32_t stage,
                                       bool present);

/* True when the stop action of the call that made the request applies: an unfinished inject, eject,
 * cleaner inject, cleaner eject or inventory. */
bool rules_request_is_stoppable(uint32_t operation, uint32_t state);

#endif
