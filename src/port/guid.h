/* SPDX-License-Identifier: MIT */
/*
 * Identifiers and random bytes from the system's generator. Any thread.
 */
#ifndef PORT_GUID_H
#define PORT_GUID_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/guid.h"

/* Fills count bytes with random values. BASE_ERROR_GEN_FAILURE when the generator refuses. */
base_error port_random(void *bytes, size_t count);

/* A new random identifier (RFC 4122 version 4); never all zero. The same error. */
base_error port_guid_new(struct base_guid *guid);

#endif
