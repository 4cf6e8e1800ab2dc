/* SPDX-License-Identifier: MIT */
/*
 * Cleaning by itself as rows: a drive asks to be cleaned (TapeAlert 20 and 21, sense 0/17h), the
 * wish is kept with the drive until a cleaning has gone well, and the cleaning is queued once. When
 * is the rules' business (rules/auto_cleaning.c).
 */
#ifndef ENGINE_AUTO_CLEANING_H
#define ENGINE_AUTO_CLEANING_H

#include "engine/controller.h"
#include "engine/snapshot.h"

/* An NTMS_LM_CLEANDRIVE that RSM has started by itself has this as its argument. */
enum { ENGINE_CLEANING_OWN = 1 };

/* May drives be cleaned without anybody asking for it? The setting AutomaticCleaning (registry, or
 * NTMS_AUTOMATIC_CLEANING in the environment) is 0 when not. */
bool engine_cleaning_is_automatic(void);

/* True for a cleaning that RSM has started by itself. */
bool engine_cleaning_is_own(const struct model_lib_request *request);

/*
 * Reads the TapeAlert flags of a drive that has just let go of a data cartridge and records the
 * wish to be cleaned in one transaction. Many drives tell a flag once, so it is read once. What
 * fails is logged. A crew thread that has the drive.
 */
void engine_cleaning_read_alerts(struct engine_controller *controller, uint32_t drive,
                                 const char *name);

/*
 * The drive wants to be cleaned, `urgent`: before anything else. A drive that asks again in the
 * first mount after a cleaning is not believed: a second cleaning would not help either, the
 * operator is told when it is urgent. Inside the caller's transaction.
 */
base_error engine_cleaning_want(struct store_transaction *transaction, const struct engine *engine,
                                const struct base_guid *drive, bool urgent);

/* The drive was cleaned, whoever asked for it: it wants nothing any more. */
base_error engine_cleaning_done(struct store_transaction *transaction,
                                const struct base_guid *drive);

/* A cleaning of the drive came to nothing: RSM does not begin another one by itself. */
base_error engine_cleaning_give_up(struct store_transaction *transaction,
                                   const struct base_guid *drive);

/* A cleaner was brought: what came to nothing may be tried again at this library's drives. */
base_error engine_cleaning_try_again(struct store_transaction *transaction,
                                     const struct base_guid *library);

/* A cleaning of RSM's own failed for `error`: the operator, who sees no caller's error, is told,
 * unless he was told by the cleaner's state already. Others: nothing. */
base_error engine_cleaning_tell(struct store_transaction *transaction, const struct engine *engine,
                                const struct model_lib_request *request, base_error error);

/* The decision RULES_STEP_QUEUE_CLEANING; as engine_step_decide. */
base_error engine_cleaning_queue(struct engine_controller *controller,
                                 const struct rules_step *step, bool *changed);

#endif
