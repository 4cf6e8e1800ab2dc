/* SPDX-License-Identifier: MIT */
/*
 * Bytes from and for devices. A reader walks over a received block in big-endian order and can
 * never leave it: a read beyond the end yields zero and marks the reader as truncated, so a decoder
 * may read a whole structure and ask once at the end. A buffer is a growing byte array that
 * remembers one failed allocation, so a builder may also ask once. Not for use by two threads at
 * once.
 */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct base_reader {
    const uint8_t *data; /* borrowed */
    size_t length;
    size_t position;
    bool truncated; /* a read asked for more than was there; stays set */
};

/* A reader over length bytes of data, which must outlive it. data may be NULL when length is 0. */
struct base_reader base_reader_over(const void *data, size_t length);

/* Bytes not yet read. */
size_t base_reader_left(const struct base_reader *reader);

/* The next big-endian number; 0 and truncated when there are not enough bytes (then all left are
 * skipped). */
uint8_t base_reader_u8(struct base_reader *reader);
uint16_t base_reader_be16(struct base_reader *reader);
uint32_t base_reader_be24(struct base_reader *reader);
uint32_t base_reader_be32(struct base_reader *reader);
uint64_t base_reader_be64(struct base_reader *reader);

/* Passes over count bytes; truncated when fewer are left. */
void base_reader_skip(struct base_reader *reader, size_t count);

/* Goes to an absolute position; truncated (and at the end) when that lies beyond the data. */
void base_reader_seek(struct base_reader *reader, size_t position);

/* A pointer to the next count bytes inside the data, or NULL and truncated. */
const uint8_t *base_reader_bytes(struct base_reader *reader, size_t count);

/*
 * A reader over the next count bytes, which are passed over here. When fewer are left the result
 * covers those and both readers are marked truncated.
 */
struct base_reader base_reader_part(struct base_reader *reader, size_t count);

/*
 * Reads a fixed text field of count bytes (vendor, product, serial number, volume tag): stops at a
 * zero, drops leading and trailing blanks, replaces bytes outside 20h-7Eh by '?'. out gets at most
 * capacity - 1 characters and a zero. Truncated when fewer than count bytes are left; then the text
 * is what was there. capacity must not be 0.
 */
void base_reader_text(struct base_reader *reader, size_t count, char *out, size_t capacity);

/* Stores a number big-endian at a place of a command or parameter block that is known to be there.
 */
void base_put_be16(uint8_t *at, uint16_t value);
void base_put_be24(uint8_t *at, uint32_t value);
void base_put_be32(uint8_t *at, uint32_t value);
void base_put_be64(uint8_t *at, uint64_t value);

struct base_buffer {
    uint8_t *data; /* owned; NULL while empty */
    size_t length;
    size_t capacity;
    bool failed; /* an allocation failed; later appends do nothing */
};

#define BASE_BUFFER_INIT                                                                           \
    {                                                                                              \
        NULL, 0, 0, false                                                                          \
    }

/* Frees the bytes and makes the buffer empty and usable again. NULL is accepted. */
void base_buffer_release(struct base_buffer *buffer);

/* Makes room for count more bytes. BASE_ERROR_NOT_ENOUGH_MEMORY (and failed set), contents kept. */
base_error base_buffer_reserve(struct base_buffer *buffer, size_t count);

/* Appends; the same error. bytes may be NULL when count is 0. */
base_error base_buffer_append(struct base_buffer *buffer, const void *bytes, size_t count);
base_error base_buffer_append_zero(struct base_buffer *buffer, size_t count);
base_error base_buffer_append_u8(struct base_buffer *buffer, uint8_t value);
base_error base_buffer_append_be16(struct base_buffer *buffer, uint16_t value);
base_error base_buffer_append_be24(struct base_buffer *buffer, uint32_t value);
base_error base_buffer_append_be32(struct base_buffer *buffer, uint32_t value);

#endif
