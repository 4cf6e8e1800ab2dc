/* SPDX-License-Identifier: MIT */
/*
 * The MD5 digest of RFC 1321: a short name for a block of bytes. It protects nothing against
 * somebody who wants two blocks to have the same name; it is what the identifiers of tape labels
 * are made of.
 */
#ifndef BASE_MD5_H
#define BASE_MD5_H

#include <stddef.h>
#include <stdint.h>

enum { BASE_MD5_BYTES = 16 };

/* Computes the digest of length bytes; bytes may be NULL when length is 0. Cannot fail. */
void base_md5(const void *bytes, size_t length, uint8_t digest[BASE_MD5_BYTES]);

#endif
