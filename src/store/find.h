/* SPDX-License-Identifier: MIT */
/*
 * Looking objects up by what they are known by outside of the database: serial number, name, bar
 * code, model, position; and lists of whole objects. Finding nothing is
 * BASE_ERROR_OBJECT_NOT_FOUND; of several the oldest is found. A library argument that may be NULL
 * means "in any".
 */
#ifndef STORE_FIND_H
#define STORE_FIND_H

#include "base/error.h"
#include "base/guid.h"
#include "model/information.h"
#include "store/database.h"

#include <stdbool.h>
#include <stdint.h>

/* Objects read from the database. Owned by the caller; STORE_LIST_INIT before the first use. */
struct store_list {
    struct model_information *items;
    uint32_t count;
    uint32_t capacity;
};
#define STORE_LIST_INIT                                                                            \
    {                                                                                              \
        NULL, 0, 0                                                                                 \
    }

/* Frees the items and makes the list empty. NULL is accepted. */
void store_list_free(struct store_list *list);

/* Adds a copy of an object at the end. ERROR_NOT_ENOUGH_MEMORY, with the list as it was. */
base_error store_list_append(struct store_list *list, const struct model_information *information);

/* Receives one object (valid during the call). An error ends the walk and is returned. */
typedef base_error store_visitor(void *context, const struct model_information *information);

/*
 * Visits the objects of one type that belong to a library (or, library NULL, all of that type) in
 * the order of creation. Types: changer, drive, door, port, slot, library request, physical media
 * (by current library); with NULL every type. BASE_ERROR_INVALID_PARAMETER for others. The visitor
 * must not change the database.
 */
base_error store_children_each(struct store_transaction *transaction,
                               const struct base_guid *library, uint32_t type,
                               store_visitor *visitor, void *context);

/* The same as an array. Replaces what *out held. */
base_error store_children(struct store_transaction *transaction, const struct base_guid *library,
                          uint32_t type, struct store_list *out);

/* Library requests that are queued, in process, waiting or deferred, oldest first. */
base_error store_requests_unfinished(struct store_transaction *transaction,
                                     const struct base_guid *library, struct store_list *out);

/* Operator requests that are submitted, active or in progress, oldest first. */
base_error store_operator_requests_open(struct store_transaction *transaction,
                                        struct store_list *out);

/*
 * Finished requests (type MODEL_LIBREQUEST or MODEL_OPREQUEST) that ended before the given time, at
 * most 256 of them, oldest first; failed or refused ones only when with_failed. For the purge.
 */
base_error store_requests_finished(struct store_transaction *transaction, uint32_t type,
                                   int64_t before, bool with_failed, struct store_list *out);

/* The library with this serial number (not ""). */
base_error store_library_find(struct store_transaction *transaction, const char *serial,
                              struct base_guid *id);

/* The shelf: the library with the flag FIXEDOFFLINE. */
base_error store_library_offline(struct store_transaction *transaction, struct base_guid *id);

/* The computer object; the root pool. */
base_error store_computer_find(struct store_transaction *transaction, struct base_guid *id);
base_error store_pool_root(struct store_transaction *transaction, struct base_guid *id);

/* The top-level system pool of a kind: SCRATCH, FOREIGN or IMPORT. */
base_error store_pool_system(struct store_transaction *transaction, uint32_t pool_type,
                             struct base_guid *id);

/*
 * An object by its name, compared exactly. For pools the name is compared without the case of the
 * letters A to Z and looked for below parent, or at the top level (parent NULL); for other types
 * parent must be NULL.
 */
base_error store_object_find_name(struct store_transaction *transaction, uint32_t type,
                                  const char *name, const struct base_guid *parent,
                                  struct base_guid *id);

/* The drive with this serial number (not ""). */
base_error store_drive_find(struct store_transaction *transaction, const struct base_guid *library,
                            const char *serial, struct base_guid *id);

/* All cartridges with this bar code (not ""), oldest first. */
base_error store_media_find_barcode(struct store_transaction *transaction,
                                    const struct base_guid *library, const char *barcode,
                                    struct store_list *out);

/* The sequence number for the next cartridge: higher than that of any in the database. */
base_error store_media_next_number(struct store_transaction *transaction, uint32_t *number);

/* The cartridge (not missing) whose location is this slot, drive or port. */
base_error store_media_find_location(struct store_transaction *transaction,
                                     const struct base_guid *location,
                                     struct model_information *out);

/* The drive type or changer type (type says which) of a vendor's product. */
base_error store_type_find(struct store_transaction *transaction, uint32_t type, const char *vendor,
                           const char *product, struct base_guid *id);

/* The media type object of a STORAGE_MEDIA_TYPE value. */
base_error store_media_type_find(struct store_transaction *transaction, uint32_t media_type,
                                 struct base_guid *id);

/* The child of a system pool for a media type. */
base_error store_pool_of_type(struct store_transaction *transaction, const struct base_guid *parent,
                              const struct base_guid *media_type, struct base_guid *id);

/* Tells whether there is a cartridge of this media type, in a library or (NULL) anywhere. */
base_error store_media_type_in_use(struct store_transaction *transaction,
                                   const struct base_guid *media_type,
                                   const struct base_guid *library, bool *in_use);

/* Tells whether some library supports this media type. */
base_error store_media_type_supported(struct store_transaction *transaction,
                                      const struct base_guid *media_type, bool *supported);

/*
 * Adds or removes a media type that a library supports; *changed (may be NULL) tells whether that
 * was news. The library is journalled as updated when it was. BASE_ERROR_OBJECT_NOT_FOUND: no such
 * library or media type (add).
 */
base_error store_library_media_type_add(struct store_transaction *transaction,
                                        const struct base_guid *library,
                                        const struct base_guid *media_type, bool *changed);
base_error store_library_media_type_remove(struct store_transaction *transaction,
                                           const struct base_guid *library,
                                           const struct base_guid *media_type, bool *changed);

#endif
