/* SPDX-License-Identifier: MIT */
/*
 * What hangs on objects besides their members: security descriptors, named attributes and the
 * destinations of user interface. All of it disappears with its object. Bytes are stored and given
 * back unchanged; nothing here looks inside a descriptor.
 */
#ifndef STORE_SECURITY_H
#define STORE_SECURITY_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/guid.h"
#include "store/database.h"

#include <stddef.h>
#include <stdint.h>

/* Longest security descriptor (self-relative form), attribute and attribute name (UTF-8 bytes). */
#define STORE_DESCRIPTOR_MAX     0x10000u
#define STORE_ATTRIBUTE_MAX      0xFFFFu
#define STORE_ATTRIBUTE_NAME_MAX 93u

/*
 * Appends the descriptor of an object to *out (which starts out initialised).
 * BASE_ERROR_NO_SECURITY_ON_OBJECT: the object has none, or there is no such object.
 */
base_error store_security_get(struct store_transaction *transaction, const struct base_guid *id,
                              struct base_buffer *out);

/*
 * Sets it, replacing an older one; the object is journalled as updated.
 * BASE_ERROR_OBJECT_NOT_FOUND; BASE_ERROR_INVALID_PARAMETER: empty or over STORE_DESCRIPTOR_MAX.
 */
base_error store_security_set(struct store_transaction *transaction, const struct base_guid *id,
                              const void *descriptor, size_t length);

/* Appends the bytes of an attribute to *out. BASE_ERROR_OBJECT_NOT_FOUND: no such object or name.
 */
base_error store_attribute_get(struct store_transaction *transaction, const struct base_guid *id,
                               const char *name, struct base_buffer *out);

/*
 * Creates or replaces an attribute, length 0 removes it (success when it was not there); the object
 * is journalled as updated. BASE_ERROR_OBJECT_NOT_FOUND: no such object; BASE_ERROR_INVALID_NAME:
 * empty or longer than STORE_ATTRIBUTE_NAME_MAX; BASE_ERROR_NO_DATA: over STORE_ATTRIBUTE_MAX.
 */
base_error store_attribute_set(struct store_transaction *transaction, const struct base_guid *id,
                               const char *name, const void *data, size_t length);

/*
 * Appends the computers of one list of UI destinations to *out, each zero-terminated UTF-8, in the
 * order of their entry. kind: 1 to 3 (API: NtmsUITypes). An object without a list has an empty one.
 */
base_error store_ui_get(struct store_transaction *transaction, const struct base_guid *id,
                        uint32_t kind, struct base_buffer *out);

/* Adds a computer. BASE_ERROR_ALREADY_EXISTS (compared without case), BASE_ERROR_OBJECT_NOT_FOUND.
 */
base_error store_ui_add(struct store_transaction *transaction, const struct base_guid *id,
                        uint32_t kind, const char *computer);

/* Removes a computer (BASE_ERROR_OBJECT_NOT_FOUND when it is not in the list), or all (NULL). */
base_error store_ui_remove(struct store_transaction *transaction, const struct base_guid *id,
                           uint32_t kind, const char *computer);

#endif
