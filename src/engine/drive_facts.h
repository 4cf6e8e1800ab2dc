/* SPDX-License-Identifier: MIT */
/*
 * A drive as the calls that administer it look at it, and the dismount that takes its cartridge
 * home for them. Inside the caller's transaction, where one is passed.
 */
#ifndef ENGINE_DRIVE_FACTS_H
#define ENGINE_DRIVE_FACTS_H

#include "engine/runtime.h"
#include "rules/access.h"
#include "rules/library_checks.h"

struct engine_drive_view {
    struct rules_drive_facts facts; /* `opened`: an unfinished mount has the drive */
    struct model_information drive;
    struct model_information medium; /* that lies in it; only when facts.holds */
};

/* Gathers what is known of the drive `id` for a call of `function`. What is not there is told by
 * the facts, not by an error. */
base_error engine_drive_gather(struct engine_session *session,
                               struct store_transaction *transaction, const struct base_guid *id,
                               enum rules_function function, struct engine_drive_view *view);

/* True when the drive is LOADED, so that a program may have its medium open: only the device can
 * tell. */
bool engine_drive_may_be_open(const struct engine_drive_view *view);

/* Asks the device whether a program has it open. Never inside a transaction. */
bool engine_drive_is_open(struct engine *engine, const struct model_information *drive);

/* Queues the NTMS_LM_DISMOUNT that takes the cartridge of the drive home at once. */
base_error engine_drive_queue_dismount(struct store_transaction *transaction,
                                       struct engine_session *session,
                                       const struct engine_drive_view *view);

#endif
