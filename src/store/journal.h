/* SPDX-License-Identifier: MIT */
/*
 * The change journal: one numbered record for each change of an object and each event, written in
 * the transaction that made the change. Notifications, waiting callers and other processes live on
 * it. It keeps the latest 100,000 records or a few more; older ones are dropped.
 */
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include "base/error.h"
#include "base/guid.h"
#include "store/database.h"

#include <stdbool.h>
#include <stdint.h>

struct store_journal_record {
    int64_t sequence;   /* 1, 2, ...; never used twice */
    uint32_t operation; /* enum model_notification */
    uint32_t type;      /* enum model_type of the object */
    struct base_guid id;
};

/* Appends a record. The object functions do so themselves; others: MODEL_EVENT_COMPLETE and so on.
 * BASE_ERROR_INVALID_PARAMETER: operation or type out of range. */
base_error store_journal_append(struct store_transaction *transaction, uint32_t operation,
                                uint32_t type, const struct base_guid *id);

/* The highest sequence number; 0 when nothing was ever written. */
base_error store_journal_last(struct store_transaction *transaction, int64_t *sequence);

/*
 * Whether anything happened after `after` that bears on what lies where: a library or a cartridge
 * was changed, made or erased, a slot too, a drive or a port was made or erased. True also when
 * records after `after` have been dropped.
 */
base_error store_journal_places_changed(struct store_transaction *transaction, int64_t after,
                                        bool *changed);

/*
 * Reads records with a sequence number above after, oldest first, at most capacity; type 0: all
 * types. *count: how many there are in records. BASE_ERROR_NO_DATA: records after `after` have been
 * dropped already, the reader has missed some (nothing is read; go on from store_journal_last).
 */
base_error store_journal_read(struct store_transaction *transaction, int64_t after, uint32_t type,
                              struct store_journal_record *records, uint32_t capacity,
                              uint32_t *count);

#endif
