/* SPDX-License-Identifier: MIT */
/*
 * A caller's security descriptor as the bytes of a self-relative one; the caller's may be absolute
 * (as InitializeSecurityDescriptor makes it) or self-relative.
 */
#ifndef API_DESCRIPTOR_H
#define API_DESCRIPTOR_H

#include "api/win32.h"
#include "base/buffer.h"
#include "engine/engine.h"

/*
 * Copies it to `bytes`, which out then points to until they are released. None given (NULL):
 * out->data is NULL. A descriptor that the system finds invalid comes out with
 * length 0, for the engine to refuse in its order. ERROR_NOT_ENOUGH_MEMORY (8).
 */
base_error api_descriptor_read(PSECURITY_DESCRIPTOR given, struct base_buffer *bytes,
                               struct engine_descriptor *out);

#endif
