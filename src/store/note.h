/* SPDX-License-Identifier: MIT */
/*
 * Messages about what a transaction does: they are logged when it has been committed, and never
 * when it is undone.
 */
#ifndef STORE_NOTE_H
#define STORE_NOTE_H

#include "base/log.h"
#include "store/database.h"

#define STORE_NOTE_FORMAT __attribute__((format(printf, 5, 6)))

/* As base_log, at the end of a write transaction, in the order of the calls; of more than 100 the
 * first, behind a message that says how many there were. Without memory a message is lost. */
void store_note(struct store_transaction *transaction, enum base_log_level level, uint32_t number,
                base_error error, const char *format, ...) STORE_NOTE_FORMAT;

#endif
