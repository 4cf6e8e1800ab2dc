/* SPDX-License-Identifier: MIT */
/*
 * Robot moves as the database knows them: an intent before, the outcome after. The same function
 * records the outcome of a move that was just made and of one that a dead process left behind.
 */
#ifndef ENGINE_MOVES_H
#define ENGINE_MOVES_H

#include "engine/controller.h"

/*
 * Commits the intention of `job`'s move and what follows from it (the request is INPROCESS, a drive
 * that will get the cleaner is BEING_CLEANED). `intent` receives what was recorded. Errors: the
 * database's, ERROR_INVALID_STATE when the lease has passed to another process.
 */
base_error engine_move_intend(struct engine_job *job, struct store_intent *intent);

/* True when the places show the move of `intent` as made: destination full and source empty. */
bool engine_move_is_done(struct engine_places *places, const struct store_intent *intent);

/*
 * Records in `transaction` how `intent` ended, and everything that a made move implies for slots,
 * drives, ports, the cleaner and its request.
 */
base_error engine_move_record(struct store_transaction *transaction, const struct engine *engine,
                              struct engine_places *places, const struct store_intent *intent,
                              bool done);

#endif
