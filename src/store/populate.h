/* SPDX-License-Identifier: MIT */
/*
 * What a new database holds before any device is looked at: the computer object, the offline
 * library, the root pool with the three system pools, and every media type RSM knows.
 */
#ifndef STORE_POPULATE_H
#define STORE_POPULATE_H

#include "base/error.h"
#include "store/database.h"

#include <stddef.h>
#include <stdint.h>

/* A row of the media type table (API: STORAGE_MEDIA_TYPE, NTMS_MEDIATYPEINFORMATION). */
struct store_media_type_row {
    uint32_t media_type;
    const char *name;
    uint32_t sides;
    uint32_t read_write;  /* enum model_media_rw */
    uint32_t device_type; /* enum model_device_type */
};

/* All media types, ascending. Static. */
const struct store_media_type_row *store_media_type_table(size_t *count);

/* Enters the first objects. Called by store_open on a new database. */
base_error store_populate(struct store_transaction *transaction, const char *computer_name);

#endif
