/* SPDX-License-Identifier: MIT */
/*
 * Cartridges, sides and logical media by their relations: whose sides, which side, what is to be
 * had in a pool. Finding nothing is BASE_ERROR_OBJECT_NOT_FOUND where one object is asked for, an
 * empty list otherwise. Lists are owned by the caller (store/find.h).
 */
#ifndef STORE_MEDIA_H
#define STORE_MEDIA_H

#include "store/find.h"

/* The sides of a cartridge, side 0 first. */
base_error store_sides_of_media(struct store_transaction *transaction,
                                const struct base_guid *medium, struct store_list *out);

/* The side behind a logical medium. */
base_error store_side_of_logical(struct store_transaction *transaction,
                                 const struct base_guid *logical, struct model_information *out);

/* All sides with this label (type and identifier), oldest first; none with an empty identifier. */
base_error store_sides_find_label(struct store_transaction *transaction, const char *type,
                                  const uint8_t *id, uint32_t id_length, struct store_list *out);

/* The sides in state NTMS_PARTSTATE_UNKNOWN of the cartridges that lie in some place of a library,
 * oldest first. */
base_error store_sides_unknown(struct store_transaction *transaction,
                               const struct base_guid *library, struct store_list *out);

/*
 * The sides in state NTMS_PARTSTATE_AVAILABLE of the cartridges in a pool that are enabled and lie
 * in an enabled library that is neither the shelf nor absent: the least allocated first, then by
 * side number, then the oldest. `whole`: only of cartridges all of whose sides are available. At
 * most `most` of them.
 */
base_error store_sides_available(struct store_transaction *transaction,
                                 const struct base_guid *pool, bool whole, uint32_t most,
                                 struct store_list *out);

/* The data cartridges of a library (not the missing ones) whose slot has a number greater than
 * `after` (-1: all), by slot number, at most `most` of them. The slot of a cartridge is the one it
 * lies in, or, of one that is in a drive or port, its home. */
base_error store_media_by_slot(struct store_transaction *transaction,
                               const struct base_guid *library, int64_t after, uint32_t most,
                               struct store_list *out);

/* The unfinished requests of one call (model_lib_request.call), oldest first. */
base_error store_requests_of_call(struct store_transaction *transaction,
                                  const struct base_guid *call, struct store_list *out);

/* The unfinished requests of this operation that name this cartridge; operation
 * MODEL_LM_MAXWORKITEM = any. */
base_error store_requests_of_media(struct store_transaction *transaction,
                                   const struct base_guid *medium, uint32_t operation,
                                   struct store_list *out);

/* Which media types the drives of a type can use; adding one that is there is success,
 * adding what is no drive type or media type BASE_ERROR_OBJECT_NOT_FOUND. The list holds media type
 * objects. */
base_error store_drive_type_media_add(struct store_transaction *transaction,
                                      const struct base_guid *drive_type,
                                      const struct base_guid *media_type);
base_error store_drive_type_media(struct store_transaction *transaction,
                                  const struct base_guid *drive_type, struct store_list *out);

#endif
