/* SPDX-License-Identifier: MIT */
/*
 * A caller's SECURITY_ATTRIBUTES as the bytes of one self-relative descriptor. Only the descriptor
 * counts; it may be absolute (as InitializeSecurityDescriptor makes it) or self-relative.
 */
#ifndef API_DESCRIPTOR_H
#define API_DESCRIPTOR_H

#include "api/win32.h"
#include "base/buffer.h"
#include "engine/engine.h"

/*
 * Copies it to `bytes`, which out then points to until they are released. No attributes, or none
 * with a descriptor: out->data is NULL. A descriptor that the system finds invalid comes out with
 * length 0, for the engine to refuse in its order. ERROR_NOT_ENOUGH_MEMORY (8).
 */
base_error api_descriptor_read(const SECURITY_ATTRIBUTES *attributes, struct base_buffer *bytes,
                               struct engine_descriptor *out);

#endif
