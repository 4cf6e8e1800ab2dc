/* SPDX-License-Identifier: MIT */
/*
 * The objects of the model (API: NtmsObjectsTypes 2 to 17), read and changed one at a time. Every
 * change stamps the object and is written to the journal in the same transaction.
 *
 * Location rules the database itself enforces (BASE_ERROR_ALREADY_EXISTS): a place (slot, drive,
 * port) is the location of at most one cartridge that is not missing, so vacate a place (null
 * location, or missing_since set) before the next cartridge is entered there; pools of one parent
 * have different names; there is one computer and one root pool; a bar code may occur more than
 * once. References that must exist (else BASE_ERROR_DATABASE_FAILURE, doomed): the library of a
 * device, slot, door or port; library, pool and media type of a cartridge; the cartridge of a side;
 * parent and media type of a pool. All other references may dangle.
 */
#ifndef STORE_OBJECT_H
#define STORE_OBJECT_H

#include "base/error.h"
#include "base/guid.h"
#include "model/information.h"
#include "store/database.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Reads an object. type MODEL_UNKNOWN (0) takes any. BASE_ERROR_OBJECT_NOT_FOUND: there is none, or
 * it has another type. Members counted on reading (number_of_media and so on) are of the
 * transaction's state. *out is undefined after an error.
 */
base_error store_object_get(struct store_transaction *transaction, const struct base_guid *id,
                            uint32_t type, struct model_information *out);

/*
 * The same without the counting, which takes a moment for each thing counted: those members are 0.
 * For who asks for stored members only; what was read so may be given to store_object_update.
 */
base_error store_object_get_stored(struct store_transaction *transaction,
                                   const struct base_guid *id, uint32_t type,
                                   struct model_information *out);

/* The type of the object with this id; BASE_ERROR_OBJECT_NOT_FOUND. */
base_error store_object_type(struct store_transaction *transaction, const struct base_guid *id,
                             uint32_t *type);

/*
 * Enters a new object of type information->object.type. A null id is replaced by a new one, created
 * and modified are stamped (both in *information too). Journal: MODEL_OBJ_INSERT.
 * BASE_ERROR_ALREADY_EXISTS: the id is taken, or a rule above; BASE_ERROR_INVALID_PARAMETER: not a
 * type of the model.
 */
base_error store_object_insert(struct store_transaction *transaction,
                               struct model_information *information);

/*
 * Stores all members (created and the counted ones excepted) and stamps modified. Journal:
 * MODEL_OBJ_UPDATE. BASE_ERROR_OBJECT_NOT_FOUND; BASE_ERROR_ALREADY_EXISTS: a rule above.
 */
base_error store_object_update(struct store_transaction *transaction,
                               struct model_information *information);

/*
 * Removes an object with its attributes, security descriptor and UI destinations. Journal:
 * MODEL_OBJ_DELETE. BASE_ERROR_OBJECT_NOT_FOUND; BASE_ERROR_NOT_EMPTY: other objects belong to it
 * (see above) and must be removed first.
 */
base_error store_object_delete(struct store_transaction *transaction, const struct base_guid *id,
                               uint32_t type);

/* Stamps modified and journals MODEL_OBJ_UPDATE. BASE_ERROR_OBJECT_NOT_FOUND. */
base_error store_object_touch(struct store_transaction *transaction, const struct base_guid *id);

/*
 * Reads one object for a caller of the API, outside of any transaction and from the process's cache
 * when the change counter proves it current. Errors as store_object_get. Any thread.
 */
base_error store_information_read(struct store *store, const struct base_guid *id, uint32_t type,
                                  struct model_information *out);

/*
 * Lists identifiers (API: EnumerateNtmsObject) in the order of creation, the root pool first when
 * asked for. container NULL: the whole system. options: MODEL_ENUM_DEFAULT or MODEL_ENUM_ROOTPOOL.
 * list has capacity elements and may be NULL when capacity is 0. Success: *count elements were
 * written. BASE_ERROR_INSUFFICIENT_BUFFER: *count is how many there are, the first capacity of them
 * were written. BASE_ERROR_OBJECT_NOT_FOUND: container names nothing that can be one.
 * BASE_ERROR_INVALID_PARAMETER: not a type, unknown or misplaced options, a container of the wrong
 * kind, list NULL with a capacity.
 */
base_error store_object_enumerate(struct store_transaction *transaction,
                                  const struct base_guid *container, uint32_t type,
                                  uint32_t options, struct base_guid *list, uint32_t capacity,
                                  uint32_t *count);

#endif
