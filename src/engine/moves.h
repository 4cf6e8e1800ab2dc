/* SPDX-License-Identifier: MIT */
/*
 * Robot moves as the database knows them: an intent before, the outcome after. The same function
 * records the outcome of a move that was just made and of one that a dead process left behind.
 */
#ifndef ENGINE_MOVES_H
#define ENGINE_MOVES_H

#include "engine/controller.h"

/*
 * What one command of the robot carries: a cartridge, or the two of an exchange, the one that
 * leaves the drive first.
 */
struct engine_moves {
    struct store_intent intents[2];
    uint32_t count;
};

/*
 * Commits the intention of `job`'s moves and what follows from it (the request is INPROCESS, a
 * drive that will get the cleaner is BEING_CLEANED). `moves` receives what was recorded. Errors:
 * the database's, ERROR_INVALID_STATE when the lease has passed to another process.
 */
base_error engine_moves_intend(struct engine_job *job, struct engine_moves *moves);

/*
 * True when the places show the move of intent `index` as made: its destination is full and its
 * source empty, or, when another of the `count` open intents brings something there, taken by that.
 */
bool engine_move_is_done(struct engine_places *places, const struct store_intent *intents,
                         uint32_t count, uint32_t index);

/*
 * Records in `transaction` how `intent` ended, and everything that a made move implies for slots,
 * drives, ports, the cleaner and its request.
 */
base_error engine_move_record(struct store_transaction *transaction, const struct engine *engine,
                              struct engine_places *places, const struct store_intent *intent,
                              bool done);

#endif
